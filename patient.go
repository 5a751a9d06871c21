package lethe

import (
	"context"
	"errors"
	"slices"

	"github.com/lethe-health/lethe/extract"
	"github.com/lethe-health/lethe/onco"
	"github.com/lethe-health/lethe/phenom"
)

// ErrNoBirthDate says that nothing in a patient's notes or data tells when the
// patient was born, not even an age in a note with a date.
var ErrNoBirthDate = errors.New("neither a birth date nor an age is known")

// ErrNoDiagnosis says that a patient's notes hold no diagnosis with a date that
// a history could submit.
var ErrNoDiagnosis = errors.New("no dated diagnosis is present or historical")

// PatientRecord is what became of one patient's notes. It holds no PHI.
type PatientRecord struct {
	Patient    string           // token
	Notes      []string         // ids, in the order they came
	Onco       onco.Patient     // the redacted notes as the onco engine read them
	Inferences []onco.Inference // with evidence in Onco's documents
	// History is what can be submitted; nil where HistoryErr says why not.
	History    *phenom.History
	HistoryErr error
}

// Assemble joins the records of one patient: the onco-phenotype over all notes,
// and the history of coded diagnoses. The error is a [*NoteError] of stage
// "onco"; a history that cannot be built is no error but told in the record.
func (p *Pipeline) Assemble(ctx context.Context, records []*Record) (_ *PatientRecord, err error) {
	if len(records) == 0 {
		return nil, errors.New("lethe: a patient without notes")
	}
	out := &PatientRecord{Patient: records[0].Patient}
	defer guard(records[0].read(), "onco", &err)
	out.Onco = onco.Patient{ID: out.Patient}
	var who Demographics
	for _, r := range records {
		out.Notes = append(out.Notes, r.ID)
		who = who.merge(r.demographics)
		kind, _ := onco.ParseClinicalType(r.Type)
		out.Onco.Documents = append(out.Onco.Documents, onco.Document{
			ID: r.ID, Type: "note", ClinicalType: kind, Language: "en", Created: r.Created, Text: r.Document.Text,
		})
	}
	if sex, ok := map[string]string{"M": "male", "F": "female"}[who.Sex]; ok {
		out.Onco.Info = &onco.PatientInfo{Sex: sex}
	}
	if out.Inferences, err = p.engine.Infer(ctx, out.Onco); err != nil {
		return nil, StageError(records[0].read(), "onco", err)
	}
	out.History, out.HistoryErr = p.history(out.Patient, who, records)
	return out, nil
}

// history builds what is submitted of a patient: diagnoses that are present or
// historical, each once at its earliest date, on the patient's calendar under the policy.
func (p *Pipeline) history(token string, who Demographics, records []*Record) (*phenom.History, error) {
	if who.BirthDate.IsZero() {
		return nil, ErrNoBirthDate
	}
	var notes [][]extract.Diagnosis
	for _, r := range records {
		notes = append(notes, r.Diagnoses)
	}
	birth := phenom.DateOf(p.calendar(records[0].patient, who.BirthDate))
	b := phenom.NewBuilder(phenom.Patient{ID: token, BirthDate: birth, Sex: phenom.Sex(who.Sex), ZIP3: who.Zip})
	n := 0
	for _, e := range extract.History(slices.Concat(notes...)) {
		if day := phenom.DateOf(e.Date); !day.IsZero() && !day.Before(birth) {
			b.Diagnosis(day, e.Code, phenom.ICD10)
			n++
		}
	}
	if n == 0 {
		return nil, ErrNoDiagnosis
	}
	return b.Build()
}
