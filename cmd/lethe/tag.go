package main

import (
	"context"
	"os"

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
	var tagger taggerFlags
	c := &cobra.Command{
		Use:   "tag [FILE|FOLDER|-]...",
		Short: "Find PHI: annotations with offsets in code points, one line per note",
		Long: `tag finds protected health information and writes one JSON line per note:

  {"id":…,"annotations":[{"text":…,"span":{"start":…,"end":…},"labels":{"phi_type":{"label":"[DATE]","score":…},"category":{"label":"[DATE]"}}}]}

Offsets are Unicode code points, half open, in the text as it was read: a byte
order mark at the start of a file is no part of it. The annotations quote PHI: what
tag writes is as sensitive as what it reads.`,
		Example: "  lethe tag notes.ndjson > annotations.ndjson\n  lethe tag --recall high-recall folder-of-txt",
		RunE: func(c *cobra.Command, args []string) error {
			po, err := tagger.options()
			if err != nil {
				return err
			}
			p, err := lethe.New(&lethe.Options{Phi: po})
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
	tagger.register(c)
	return c
}

// taggerFlags say how PHI is found.
type taggerFlags struct{ recall, model string }

func (f *taggerFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.recall, "recall", "balanced", "operating point: balanced or high-recall")
	c.Flags().StringVar(&f.model, "model", "", "model `file` that lethe train wrote (none: the built-in model)")
}

// options reads what the flags name.
func (f *taggerFlags) options() (o *phi.Options, err error) {
	o = &phi.Options{}
	if o.Recall, err = phi.ParseRecall(f.recall); err != nil {
		return nil, err
	}
	if f.model != "" {
		if o.Model, err = os.ReadFile(f.model); err != nil {
			return nil, err
		}
	}
	return o, nil
}
