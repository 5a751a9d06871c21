package lethe

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"time"
	"unicode"

	"github.com/lethe-health/lethe/extract"
	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/onco"
	"github.com/lethe-health/lethe/phi"
	"github.com/lethe-health/lethe/redact"
	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/report"
)

// Options set up a [Pipeline]. The zero value, and nil, are the defaults.
type Options struct {
	Phi     *phi.Options     // how PHI is found
	Redact  *redact.Options  // how it is replaced; nil is the built-in policy "expert-determination"
	Extract *extract.Options // how diagnoses are read
	Onco    *onco.Options    // how onco-phenotypes are inferred

	// SecondOpinion asks an independent finder about every note and puts what it
	// would have replaced into [Record.Disputed]; see [Pipeline.SecondOpinion].
	SecondOpinion bool
}

// Pipeline is the whole way of a note: tag, redact, extract, infer, and the
// history that is left. It is built once, does not change, and is safe for
// concurrent use.
type Pipeline struct {
	tagger    *phi.Tagger
	redactor  *redact.Redactor
	extractor *extract.Extractor
	engine    *onco.Engine

	keepsDates bool // the policy's
	showsDates bool // the text has dates, real or moved as the patient's are
	second     bool // see Options.SecondOpinion
}

// New builds a Pipeline. It fails where one of its parts cannot be built: an
// unusable policy, keys, a damaged model.
func New(o *Options) (*Pipeline, error) {
	if o == nil {
		o = &Options{}
	}
	ro := o.Redact
	if ro == nil {
		ro = &redact.Options{}
	}
	if ro.Policy == nil {
		policy := redact.ExpertPolicy()
		withPolicy := *ro
		withPolicy.Policy = &policy
		ro = &withPolicy
	}
	var p Pipeline
	var err error
	if p.tagger, err = phi.New(o.Phi); err != nil {
		return nil, err
	}
	if p.redactor, err = redact.New(ro); err != nil {
		return nil, err
	}
	p.keepsDates, p.second = keepsDates(p.redactor.Policy()), o.SecondOpinion
	p.showsDates = slices.Contains([]redact.Operator{redact.Keep, redact.DateShift, redact.Surrogate}, dateAction(p.redactor.Policy()))
	if p.extractor, err = extract.New(o.Extract); err != nil {
		return nil, err
	}
	if p.engine, err = onco.New(o.Onco); err != nil {
		return nil, err
	}
	return &p, nil
}

// About returns what a report of a run says of this pipeline; the caller adds
// when it ran and the command's version.
func (p *Pipeline) About() report.Run {
	policy := p.Policy()
	model, dictionaries := p.tagger.Provenance()
	run := report.Run{
		Policy: report.Policy{Name: policy.Name, Version: policy.Version, Basis: string(policy.Basis), SHA256: policy.Hash()},
		Model:  model, Lexicon: dictionaries,
	}
	for _, id := range p.redactor.KeyIDs() {
		run.Keys = append(run.Keys, strconv.FormatUint(uint64(id), 16))
	}
	return run
}

// Policy returns the redaction policy in force.
func (p *Pipeline) Policy() redact.Policy { return p.redactor.Policy() }

// Record is what became of one note. It holds no PHI, unless the redaction was
// told to keep originals.
type Record struct {
	ID        string           // the note's
	Patient   string           // token of the patient
	Type      string           // the note's
	Document  *redact.Document // the redacted text and how it came about
	Diagnoses []extract.Diagnosis
	Created   time.Time             // when the note was written, moved as the patient's dates are
	Disputed  []review.Disagreement // what a second finder sees standing in the redacted text

	patient      string // see Note.patient
	source       string // see Note.Source
	line         int
	demographics Demographics
	dateless     bool // the policy leaves no dates in the text
}

// read is where the note of a record was read, for messages.
func (r *Record) read() Note { return Note{ID: r.ID, Source: r.source, Line: r.line} }

// Tag finds the PHI of one note. The error is a [*NoteError].
func (p *Pipeline) Tag(ctx context.Context, n Note) (anns []labels.Annotation, err error) {
	defer guard(n, "tag", &err)
	if err := text.Unspaced(n.Text); err != nil {
		return nil, StageError(n, "tag", err)
	}
	if anns, err = p.tagger.TagKnown(ctx, n.Text, n.known()); err != nil {
		return nil, StageError(n, "tag", err)
	}
	return anns, nil
}

// Redact tags and redacts one note. The error is a [*NoteError].
func (p *Pipeline) Redact(ctx context.Context, n Note) (*redact.Document, error) {
	anns, err := p.Tag(ctx, n)
	if err != nil {
		return nil, err
	}
	if n, err = complete(n, anns); err != nil {
		return nil, err
	}
	return p.redact(ctx, n, anns)
}

func (p *Pipeline) redact(ctx context.Context, n Note, anns []labels.Annotation) (doc *redact.Document, err error) {
	defer guard(n, "redact", &err)
	doc, err = p.redactor.Redact(ctx, redact.Note{ID: n.ID, Patient: n.patient(), Text: n.Text, Created: n.Created}, anns)
	if err != nil {
		return nil, StageError(n, "redact", err)
	}
	return doc, nil
}

// Process takes one note as far as a note goes alone: tagged, redacted, its
// diagnoses read from the redacted text. The error is a [*NoteError] that names
// the stage; nothing of the note may be used then.
func (p *Pipeline) Process(ctx context.Context, n Note) (*Record, error) {
	anns, err := p.Tag(ctx, n)
	if err != nil {
		return nil, err
	}
	if n, err = complete(n, anns); err != nil {
		return nil, err
	}
	doc, err := p.redact(ctx, n, anns)
	if err != nil {
		return nil, err
	}
	rec := &Record{ID: n.ID, Type: n.Type, Document: doc, patient: n.patient(), source: n.Source, line: n.Line, demographics: n.Demographics, dateless: !p.showsDates}
	if p.second {
		if rec.Disputed, err = p.SecondOpinion(ctx, n, doc); err != nil {
			return nil, err
		}
	}
	if rec.Patient, err = p.redactor.PatientToken(ctx, rec.patient); err != nil {
		return nil, StageError(n, "redact", err)
	}
	rec.Created = p.calendar(rec.patient, n.Created)
	rec.Diagnoses, err = p.extract(ctx, rec)
	return rec, err
}

// calendar moves a structured date of a patient as the policy moves those of
// the text. Only under a policy that keeps dates does it stay; where the text
// has no dates left at all it is moved too, so that it tells nothing.
func (p *Pipeline) calendar(patient string, t time.Time) time.Time {
	if t.IsZero() || p.keepsDates {
		return t
	}
	return p.redactor.ShiftTime(patient, t)
}

// keepsDates reports whether the policy leaves dates as they are.
func keepsDates(p redact.Policy) bool { return dateAction(p) == redact.Keep }

// dateAction returns what the policy does with dates.
func dateAction(p redact.Policy) redact.Operator {
	for _, r := range p.Rules {
		if len(r.Types) == 0 || slices.Contains(r.Types, labels.Date) {
			return r.Do
		}
	}
	return p.Otherwise.Do
}

// shown returns the diagnoses of a record as its file shows them. Where the
// policy leaves no dates in the text, a diagnosis without a date of its own has
// none to show: the note's, moved at random, would be taken for a real one.
func (r *Record) shown() []extract.Diagnosis {
	if !r.dateless {
		return r.Diagnoses
	}
	out := slices.Clone(r.Diagnoses)
	for i := range out {
		if !out[i].Stated {
			out[i].Date = time.Time{}
		}
	}
	return out
}

func (p *Pipeline) extract(ctx context.Context, rec *Record) (found []extract.Diagnosis, err error) {
	defer guard(rec.read(), "extract", &err)
	found, err = p.extractor.Extract(ctx, extract.Note{ID: rec.ID, Text: rec.Document.Text, Created: rec.Created})
	if err != nil {
		return nil, StageError(rec.read(), "extract", err)
	}
	return slices.DeleteFunc(found, func(d extract.Diagnosis) bool { return madeUp(rec.Document, d.Span) }), nil
}

// madeUp reports whether a mention in the redacted text lives on what was put
// there: no word of three letters is left of it without. Initials or a date of a
// stand-in say nothing of the patient, even if they spell the short form of a disease.
func madeUp(d *redact.Document, s labels.Span) bool {
	i := sort.Search(len(d.Edits), func(i int) bool { return d.Edits[i].New.End > s.Start })
	touched, letters := false, 0
	for at, r := range s.Of(d.Text) {
		at += s.Start
		for i < len(d.Edits) && d.Edits[i].New.End <= at {
			i++
		}
		switch {
		case i < len(d.Edits) && d.Edits[i].New.Start <= at && d.Edits[i].Operator != redact.Keep:
			touched, letters = true, 0
		case !unicode.IsLetter(r):
			letters = 0
		default:
			if letters++; letters == 3 {
				return false
			}
		}
	}
	return touched
}

// complete fills what the caller left open of a note with what its text says:
// the day it was written, and who the patient is.
func complete(n Note, anns []labels.Annotation) (_ Note, err error) {
	defer guard(n, "tag", &err)
	var d text.Doc
	if err := d.Parse(n.Text); err != nil {
		return n, StageError(n, "tag", err)
	}
	if n.Created.IsZero() {
		n.Created = findNoteDate(&d, anns)
	}
	n.Demographics = n.Demographics.merge(findDemographics(&d, anns, n.Created))
	return n, nil
}

// guard turns a panic of a stage into an error, so that the note fails closed
// and the run goes on. What panicked is not told: it may hold note text.
func guard(n Note, stage string, err *error) {
	if recover() != nil {
		*err = StageError(n, stage, ErrPanic)
	}
}

// known gives the tagger what the caller told of the patient.
func (n Note) known() *phi.Known {
	if n.Demographics.BirthDate.IsZero() {
		return nil
	}
	return &phi.Known{BirthDate: n.Demographics.BirthDate}
}

// patient is whose tokens and shift the note has; a note without a patient is
// its own.
func (n Note) patient() string {
	if n.PatientID == "" {
		return "note\x00" + n.ID
	}
	return n.PatientID
}

// StageError says that a stage did not take a note: a [*NoteError] with the place
// where the note was read, and the offset that the stage's error knows.
func StageError(n Note, stage string, err error) error {
	e := &NoteError{Source: n.Source, Line: n.Line, ID: n.ID, Stage: stage, Offset: -1, Err: err}
	var utf *text.InvalidUTF8Error
	var spaced *text.SpacedError
	var red *redact.NoteError
	var dx *extract.NoteError
	switch {
	case errors.As(err, &utf):
		e.Err, e.Offset = ErrInvalidUTF8, utf.Offset
	case errors.As(err, &spaced):
		e.Err, e.Offset = ErrUTF16, spaced.Offset
	case errors.As(err, &red):
		e.Err, e.Offset = red.Err, red.Offset
	case errors.As(err, &dx):
		e.Err = dx.Err
	}
	return e
}

// ErrScreened says that metadata looks like PHI.
var ErrScreened = errors.New("lethe: the metadata looks like PHI")

// sureDate is the score from which a date that cannot be read is one nevertheless.
const sureDate = 0.8

// Screen is the check that [phenom.Options] asks for: it refuses metadata
// (names of batches and files, keys, request ids) in which the tagger finds
// PHI. A month or a year may stand in a batch's name, a day may not; names with
// underscores and digits, which look like logins, are what metadata is made of.
func (p *Pipeline) Screen(metadata string) error {
	anns, err := p.tagger.Tag(context.Background(), metadata)
	if err != nil {
		return err
	}
	for _, a := range anns {
		if a.Score < 0.5 || a.Type == labels.Username {
			continue
		}
		if m, ok := dates.Parse(a.Of(metadata)); a.Type == labels.Date && (ok && m.Date.Day == 0 || !ok && a.Score < sureDate) {
			continue // a month, or what only looks like a date, "batch-17"
		}
		return fmt.Errorf("%w: %s", ErrScreened, a.Type)
	}
	return nil
}
