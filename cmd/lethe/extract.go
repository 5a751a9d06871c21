package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/extract"
)

type extractLine struct {
	ID        string                  `json:"id"`
	Diagnoses []extract.WireDiagnosis `json:"diagnoses"`
}

func (a *app) extractCommand() *cobra.Command {
	var f streamFlags
	c := &cobra.Command{
		Use:   "extract [FILE|FOLDER|-]...",
		Short: "Read coded diagnoses: ICD-10-CM with assertion, section, date and evidence",
		Long: `extract reads diagnoses and writes one JSON line per note:

  {"id":…,"diagnoses":[{"code":"I10","system":"ICD10","name":…,"text":…,"span":{"start":…,"end":…},"assertion":"present","section":…,"date":…,"score":…}]}

assertion is one of present, negated, historical, family, hypothetical,
uncertain. Offsets are Unicode code points, half open, into the text given:
extract does not redact, so give it redacted text where the output leaves.`,
		Example: "  lethe redact notes.ndjson | lethe extract > diagnoses.ndjson",
		RunE: func(c *cobra.Command, args []string) error {
			e, err := extract.New(nil)
			if err != nil {
				return err
			}
			notes, err := a.notes(args, f.source())
			if err != nil {
				return err
			}
			return stream(c.Context(), a, f, notes, func(ctx context.Context, n lethe.Note) (extractLine, error) {
				found, err := e.Extract(ctx, extract.Note{ID: n.ID, Text: n.Text, Created: n.Created})
				if err != nil {
					return extractLine{}, lethe.StageError(n, "extract", err)
				}
				wire, err := extract.Wire(n.Text, found)
				return extractLine{n.ID, wire}, err
			})
		},
	}
	f.register(c)
	return c
}
