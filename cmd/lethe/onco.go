package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/internal/jsonkeys"
	"github.com/lethe-health/lethe/onco"
)

func (a *app) oncoCommand() *cobra.Command {
	f := streamFlags{what: patient}
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
			return stream(c.Context(), a, f, a.patients(lines), func(ctx context.Context, p onco.Patient) (onco.WireResult, error) {
				found, err := e.Infer(ctx, p)
				if err != nil {
					return onco.WireResult{}, &lethe.NoteError{ID: p.ID, What: patient, Stage: "onco", Offset: -1, Err: err}
				}
				return onco.WireWith(p, found, &o)
			})
		},
	}
	f.register(c)
	c.Flags().BoolVar(&azure, "azure-values", false, "values of the retired service: T0 to T4 and Tis, N0 and N+, M0 and M1")
	return c
}

// patient is what onco reads one of a line.
const patient = "patient"

// What a line of onco may lack.
var (
	errNoPatient   = fmt.Errorf("%w: a patient with patientDocuments", lethe.ErrNotJSON)
	errNoPatientID = errors.New("the patient has no id")
	errLineTooLong = errors.New("the line is too long")
)

// patients decodes one patient per line.
func (a *app) patients(lines iter.Seq2[lethe.Line, error]) iter.Seq2[onco.Patient, error] {
	return func(yield func(onco.Patient, error) bool) {
		for l, err := range lines {
			var p onco.Patient
			if err == nil {
				if p, err = decodePatient(l); err == nil {
					a.ids.add(p.ID, l.Source, l.Number)
				}
			} else if ne := (*lethe.NoteError)(nil); errors.As(err, &ne) && errors.Is(err, lethe.ErrNoteTooLong) {
				ne.Err = errLineTooLong
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// decodePatient reads a patient; the error is a [*lethe.NoteError].
func decodePatient(l lethe.Line) (p onco.Patient, err error) {
	fail := func(offset int, err error) (onco.Patient, error) {
		return p, &lethe.NoteError{Source: l.Source, Line: l.Number, ID: p.ID, What: patient, Stage: "read", Offset: offset, Err: err}
	}
	if err := json.Unmarshal(l.Bytes, &p); err != nil {
		return fail(-1, errNoPatient) // the decoder's own words may quote the line
	}
	at, twice := jsonkeys.Repeated(l.Bytes, jsonkeys.Deep)
	switch {
	case twice:
		p = onco.Patient{} // which id counts is not known either
		return fail(at, lethe.ErrRepeatedKey)
	case p.Documents == nil:
		return fail(-1, errNoPatient)
	case p.ID == "":
		return fail(-1, errNoPatientID)
	}
	return p, nil
}
