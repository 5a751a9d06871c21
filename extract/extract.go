package extract

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/assertion"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// System is the name of the code system on the wire.
const System = "ICD10"

// Note is one clinical note.
type Note struct {
	ID      string
	Text    string    // valid UTF-8
	Created time.Time // zero when not known; relative dates count from it
}

// Assertion says in what sense a diagnosis is mentioned.
type Assertion string

// The assertions, as on the wire.
const (
	Present      Assertion = "present"
	Negated      Assertion = "negated"
	Historical   Assertion = "historical"
	Family       Assertion = "family"
	Hypothetical Assertion = "hypothetical"
	Uncertain    Assertion = "uncertain"
)

// Diagnosis is one coded mention.
type Diagnosis struct {
	Code      string      // "E11.22", with its seventh character where it has one
	System    string      // [System]; "CPT" and "LOINC" for such codes printed in the note
	Name      string      // official description
	Span      labels.Span // the mention, in bytes
	Assertion Assertion
	Section   Section
	Date      time.Time // when it began or was found: stated, else the note's; zero when neither is known
	Stated    bool      // the date is stated in the note
	Score     float64   // 0 to 1: how surely mention and code are right
	Evidence  Evidence
	// IndexPath leads to the code in the official index: "Fracture > radius".
	IndexPath string
	// Billable reports that the code is valid as it stands. What keeps a better
	// code from being given is in Missing: "laterality not stated".
	Billable bool
	Missing  []string
	// Alternatives are other codes that the same words may stand for.
	Alternatives []string
}

// Evidence is what in the note a diagnosis rests on: byte spans.
type Evidence struct {
	Mention   labels.Span
	Modifiers []labels.Span // the words of the mention that chose among codes
	Cue       labels.Span   // what decided the assertion; empty when nothing did
}

// Options for [New]. The zero value is the default.
type Options struct {
	// FiscalYear chooses the code list for all notes, whatever their date: from
	// October to September, named by the year that it ends in. 0 takes for each
	// note the list that was in force on its date, [Note].Created, and the newest
	// for a note without one. The lists of 2021, 2025 and 2026 are held: a year
	// between two of them is answered by the later, an earlier one by that of 2021,
	// one to come by the newest. What the list does not have is given as what it
	// has for the same ("low back pain" was M54.5 in 2021 and is M54.50 since).
	FiscalYear int
	// ExternalCauses asks for all codes of chapter XX: how an injury came about.
	// Without it only a plain fall is given.
	ExternalCauses bool
	// GestationalAge asks for the code of the weeks of a pregnancy, Z3A, where the
	// note has a code of chapter XV and tells the weeks.
	GestationalAge bool
}

// ErrFiscalYear reports a fiscal year that the dictionary does not cover.
var ErrFiscalYear = errors.New("extract: fiscal year not covered")

// NoteError says which note could not be read, and why. It holds no note text.
type NoteError struct {
	ID  string
	Err error
}

func (e *NoteError) Error() string { return fmt.Sprintf("extract: note %q: %v", e.ID, e.Err) }

// Unwrap returns the cause.
func (e *NoteError) Unwrap() error { return e.Err }

// Extractor finds and codes diagnoses. It is immutable and safe for concurrent
// use.
type Extractor struct {
	opts     Options
	dict     *icd10.Dict
	cues     *assertion.Engine
	classes  *classes
	sites    *sites
	kinds    []codeClass           // by code
	lacks    []uint8               // by code: row of missingRows, counted from 1
	anaphors map[icd10.Word]string // words that take up what was said before, with the codes they have alone
	pool     sync.Pool
	names    names
}

// New returns an Extractor. nil options mean the default. Dictionary and cue
// table are built in.
func New(o *Options) (*Extractor, error) {
	x := &Extractor{dict: icd10.Default(), cues: assertion.New()}
	if o != nil {
		x.opts = *o
	}
	if y := x.opts.FiscalYear; y != 0 && (y < icd10.FirstYear || y > icd10.NewestYear) {
		return nil, fmt.Errorf("%w: %d", ErrFiscalYear, y)
	}
	x.classes, x.sites = newClasses(x.dict), newSites(x.dict)
	x.kinds = newCodeClasses(x.dict)
	x.anaphors, x.lacks = newAnaphors(x.dict), newLacks(x.dict)
	x.pool.New = func() any { return new(scratch) }
	return x, nil
}

// fiscalYear returns the year whose code list holds for a note of that date.
func (x *Extractor) fiscalYear(created time.Time) int {
	switch {
	case x.opts.FiscalYear != 0:
		return x.opts.FiscalYear
	case created.IsZero():
		return icd10.NewestYear
	case created.Month() >= time.October:
		return created.Year() + 1
	default:
		return created.Year()
	}
}

// Extract returns the diagnoses of a note, in the order of the text, their
// spans disjoint. The error is a [*NoteError] or the context's.
func (x *Extractor) Extract(ctx context.Context, n Note) ([]Diagnosis, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := text.Unspaced(n.Text); err != nil { // a note without a word is no note without a diagnosis
		return nil, &NoteError{n.ID, err}
	}
	s := x.pool.Get().(*scratch)
	defer x.pool.Put(s)
	if err := s.doc.Parse(text.HideCodes(n.Text)); err != nil {
		return nil, &NoteError{n.ID, err}
	}
	s.reset(x)
	s.year = x.fiscalYear(n.Created)
	x.cues.Scan(&s.doc, &s.context)
	for i := range s.doc.Sentences {
		if i&1023 == 1023 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		s.find(i)
	}
	s.define()
	s.resolve()
	s.worse()
	out := s.diagnoses(n)
	return out, nil
}
