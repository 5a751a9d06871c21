package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/internal/jsonkeys"
	"github.com/lethe-health/lethe/onco"
)

func (a *app) oncoCommand() *cobra.Command {
	var f streamFlags
	var azure bool
	c := &cobra.Command{
		Use:   "onco [FILE|-]...",
		Short: "Infer onco-phenotypes: site, histology, TNM and date of each cancer, with evidence",
		Long: `onco reads one patient per line, in the shape of the 2023-09-01-preview request,

  {"id":…,"patientDocuments":[{"type":"note","clinicalType":…,"id":…,"createdDateTime":…,"content":{"sourceType":"inline","value":…}}]}

and writes one JSON line per patient:

  {"patientId":…,"inferences":[{"type":…,"value":…,"description":…,"confidenceScore":…,"caseId":…,"evidence":[…]}]}`,
		Example: "  lethe onco patients.ndjson > inferences.ndjson",
		RunE: func(c *cobra.Command, args []string) error {
			e, err := onco.New(nil)
			if err != nil {
				return err
			}
			lines, err := a.lines(args, f.source())
			if err != nil {
				return err
			}
			var o onco.WireOptions
			if azure {
				o.Profile = onco.Azure
			}
			return stream(c.Context(), a, f, patients(lines), func(ctx context.Context, p onco.Patient) (onco.WireResult, error) {
				found, err := e.Infer(ctx, p)
				if err != nil {
					return onco.WireResult{}, &lethe.NoteError{ID: p.ID, Stage: "onco", Offset: -1, Err: err}
				}
				return onco.WireWith(p, found, &o)
			})
		},
	}
	f.register(c)
	c.Flags().BoolVar(&azure, "azure-values", false, "values of the retired service: T0 to T4 and Tis, N0 and N+, M0 and M1")
	return c
}

// patients decodes one patient per line.
func patients(lines iter.Seq2[lethe.Line, error]) iter.Seq2[onco.Patient, error] {
	return func(yield func(onco.Patient, error) bool) {
		for l, err := range lines {
			var p onco.Patient
			if err == nil {
				if err = json.Unmarshal(l.Bytes, &p); err != nil {
					// The decoder's own words may quote the line.
					err = &lethe.NoteError{Source: l.Source, Line: l.Number, ID: p.ID, Stage: "read", Offset: -1, Err: fmt.Errorf("%w: a patient with patientDocuments", lethe.ErrNotJSON)}
				} else if at, twice := jsonkeys.Repeated(l.Bytes, jsonkeys.Deep); twice {
					err = &lethe.NoteError{Source: l.Source, Line: l.Number, Stage: "read", Offset: at, Err: lethe.ErrRepeatedKey}
				} else if p.Documents == nil {
					err = &lethe.NoteError{Source: l.Source, Line: l.Number, ID: p.ID, Stage: "read", Offset: -1, Err: fmt.Errorf("%w: a patient with patientDocuments", lethe.ErrNotJSON)}
				} else if p.ID == "" {
					err = &lethe.NoteError{Source: l.Source, Line: l.Number, Stage: "read", Offset: -1, Err: lethe.ErrNoID}
				}
			}
			if !yield(p, err) {
				return
			}
		}
	}
}
