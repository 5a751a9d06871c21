package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/phi"
)

type tagLine struct {
	ID          string               `json:"id"`
	Annotations []phi.WireAnnotation `json:"annotations"`
}

func (a *app) tagCommand() *cobra.Command {
	var f streamFlags
	var recall string
	c := &cobra.Command{
		Use:   "tag [FILE|FOLDER|-]...",
		Short: "Find PHI: annotations with offsets in code points, one line per note",
		Long: `tag finds protected health information and writes one JSON line per note:

  {"id":…,"annotations":[{"text":…,"span":{"start":…,"end":…},"labels":{"phi_type":{"label":"[DATE]","score":…},"category":{"label":"[DATE]"}}}]}

Offsets are Unicode code points, half open. The annotations quote PHI: what tag
writes is as sensitive as what it reads.`,
		Example: "  lethe tag notes.ndjson > annotations.ndjson\n  lethe tag --recall high-recall folder-of-txt",
		RunE: func(c *cobra.Command, args []string) error {
			r, err := phi.ParseRecall(recall)
			if err != nil {
				return err
			}
			p, err := lethe.New(&lethe.Options{Phi: &phi.Options{Recall: r}})
			if err != nil {
				return err
			}
			notes, err := a.notes(args, f.source())
			if err != nil {
				return err
			}
			return stream(c.Context(), a, f, notes, func(ctx context.Context, n lethe.Note) (tagLine, error) {
				anns, err := p.Tag(ctx, n)
				if err != nil {
					return tagLine{}, err
				}
				wire, err := phi.Wire(n.Text, anns)
				return tagLine{n.ID, wire}, err
			})
		},
	}
	f.register(c)
	addRecall(c, &recall)
	return c
}

// addRecall adds the flag of the tagger's operating point.
func addRecall(c *cobra.Command, recall *string) {
	c.Flags().StringVar(recall, "recall", "balanced", "operating point: balanced or high-recall")
}
