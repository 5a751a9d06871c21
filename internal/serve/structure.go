package serve

import (
	"context"

	"github.com/lethe-health/lethe/extract"
	"github.com/lethe-health/lethe/phi/phihttp"
)

// structure answers the contract's structure model from package extract: one
// concept for each coded diagnosis, whatever its assertion. The two scores of
// the contract are one here: the linker's.
func structure() (func(context.Context, string) ([]phihttp.Concept, error), error) {
	x, err := extract.New(nil)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, text string) ([]phihttp.Concept, error) {
		found, err := x.Extract(ctx, extract.Note{ID: "structure", Text: text})
		if err != nil {
			return nil, err
		}
		wire, err := extract.Wire(text, found)
		if err != nil {
			return nil, err
		}
		concepts := make([]phihttp.Concept, len(wire))
		for i, d := range wire {
			concepts[i] = phihttp.Concept{
				ID: d.Code, Name: d.Name, Type: d.System, Text: d.Text,
				Start: d.Span.Start, End: d.Span.End, ScoreID: d.Score, ScoreType: d.Score,
			}
		}
		return concepts, nil
	}, nil
}
