package onco

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/lethe-health/lethe/internal/assertion"
)

// Options configures an [Engine]. The zero value, and nil, are the default.
type Options struct {
	// NoDerived leaves out every stage that no note states.
	NoDerived bool
	// NoModel leaves out the learned model: what remains follows from rules
	// that can be read.
	NoModel bool
	// Model replaces the embedded model, see [ReadModel]; nil means that.
	Model *Model
	// Threshold is the confidence below which a value is withheld; 0 means 0.3.
	Threshold float64
}

// Engine infers the onco-phenotype. It is immutable and safe for concurrent
// use; the same patient always gives the same inferences.
type Engine struct {
	options   Options
	words     *vocabulary
	book      *codebook
	assertion *assertion.Engine
	model     *Model    // nil: rules only
	pool      sync.Pool // *facts
	opinions  sync.Pool // *opinion
}

// New returns an engine. The dictionaries are loaded once per process.
func New(o *Options) (*Engine, error) {
	e := &Engine{words: loadVocabulary(), book: loadCodebook(), assertion: assertion.New()}
	if o != nil {
		e.options = *o
	}
	if e.options.Threshold < 0 || e.options.Threshold > 1 {
		return nil, fmt.Errorf("onco: threshold %g is not between 0 and 1", e.options.Threshold)
	}
	if e.options.Threshold == 0 {
		e.options.Threshold = 0.3
	}
	switch {
	case e.options.NoModel:
	case e.options.Model != nil:
		e.model = e.options.Model
	default:
		var err error
		if e.model, err = loadModel(); err != nil {
			return nil, err
		}
	}
	e.pool.New = func() any { return new(facts) }
	e.opinions.New = func() any { return &opinion{x: &features{}} }
	return e, nil
}

// TextError says that a document's text cannot be read. It holds no text.
type TextError struct {
	Patient, Document string // ids
	Err               error
}

func (e *TextError) Error() string {
	return fmt.Sprintf("onco: patient %q document %q: %v", e.Patient, e.Document, e.Err)
}

// Unwrap returns the cause.
func (e *TextError) Unwrap() error { return e.Err }

// Infer reads all documents of a patient and returns the inferences of each
// case in the order of [InferenceTypes], the main case first. No cancer gives
// none. The error is a [*TextError], or ctx's.
func (e *Engine) Infer(ctx context.Context, p Patient) ([]Inference, error) {
	a, err := e.analyse(ctx, p)
	if err != nil {
		return nil, err
	}
	defer a.free()
	if len(a.cases) == 0 {
		return e.reportUnread(a), nil
	}
	e.lead(a)
	var out []Inference
	for i, t := range a.cases {
		out = e.report(out, a, t, strconv.Itoa(i+1))
	}
	return out, nil
}

// lead puts first the case that a report of several is about, as the model
// reads it: the bladder, where the same operation found a cancer of the prostate.
func (e *Engine) lead(a *analysis) {
	if e.model == nil || len(a.cases) < 2 {
		return
	}
	main := a.cases[0]
	report := main.mainReport(a.docs)
	if report == nil || !slices.ContainsFunc(a.cases[1:], func(t *tumour) bool { return t.organ != main.organ && t.mainReport(a.docs) == report }) {
		return
	}
	o := e.hear(report, main)
	a.heard = o
	g, _ := o.ask(headSite)
	own := organ(g.class[:3])
	if g.p < leadSite || own == main.organ {
		return
	}
	for i, t := range a.cases {
		if t.organ == own && t.mainReport(a.docs) == report {
			copy(a.cases[1:i+1], a.cases[:i])
			a.cases[0] = t
			return
		}
	}
}

// leadSite is the probability from which the model says what a report is about.
const leadSite = 0.6

// codedDate is the confidence in a date of diagnosis that only a coded
// condition states: its onset may be that of the record.
const codedDate = 0.7

// analysis is what the rules make of a patient.
type analysis struct {
	engine  *Engine
	patient *Patient
	docs    []*facts
	cases   []*tumour
	heard   *opinion // that nobody has taken over
}

func (a *analysis) free() {
	for _, f := range a.docs {
		a.engine.pool.Put(f)
	}
	if a.heard != nil {
		a.engine.opinions.Put(a.heard)
	}
	a.docs, a.heard = nil, nil
}

// main is the first case, nil when there is none.
func (a *analysis) main() *tumour {
	if len(a.cases) == 0 {
		return nil
	}
	return a.cases[0]
}

// sharesReport reports whether an earlier case has the same main report: what
// the report measures, and what the model makes of it, is of that one.
func (a *analysis) sharesReport(t *tumour, report *facts) bool {
	for _, o := range a.cases {
		if o == t || report == nil {
			return false
		}
		if o.mainReport(a.docs) == report {
			return true
		}
	}
	return false
}

// analyse reads the documents and finds the cases and their stages.
func (e *Engine) analyse(ctx context.Context, p Patient) (*analysis, error) {
	a := &analysis{engine: e, patient: &p}
	for i := range p.Documents {
		if err := ctx.Err(); err != nil {
			a.free()
			return nil, err
		}
		d := &p.Documents[i]
		if !utf8.ValidString(d.Text) {
			a.free()
			return nil, &TextError{p.ID, d.ID, errInvalidUTF8}
		}
		f := e.pool.Get().(*facts)
		a.docs = append(a.docs, f)
		if err := f.read(e, i, d, p.when(d)); err != nil {
			a.free()
			return nil, &TextError{p.ID, d.ID, err}
		}
	}
	settleOrder(a.docs)
	var dx []diagnosis
	for _, f := range a.docs {
		f.settleDates()
		dx = f.diagnoses(dx, e.book)
	}
	markReports(a.docs, dx)
	a.cases = sexChecked(tumours(dx, e.book), &p)
	if len(a.cases) == 1 && len(a.docs) > 1 {
		a.cases[0].seat(a.docs, e.book)
	}
	placeStages(a.cases, a.docs)
	spreadFirst(a.cases)
	return a, nil
}

var errInvalidUTF8 = fmt.Errorf("not valid UTF-8")

// sexChecked drops cases of an organ that the patient's stated sex has not,
// unless nothing else is left.
func sexChecked(cases []*tumour, p *Patient) []*tumour {
	if p.Info == nil || len(cases) < 2 {
		return cases
	}
	out := cases[:0:0]
	for _, t := range cases {
		if !p.wrongSex(t.organ) {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return cases
	}
	return out
}

// report appends the inferences of one case.
func (e *Engine) report(out []Inference, a *analysis, t *tumour, id string) []Inference {
	first := len(out)
	var o *opinion
	report := t.mainReport(a.docs)
	alone := !t.twin && !a.sharesReport(t, report) // the model hears no sides
	if alone {
		if o = e.consult(a, t, report); o != nil {
			defer e.opinions.Put(o)
		}
	}
	site := t.pickSite(a.docs, e.book)
	if t.plot == "" || o == nil {
		site = o.site(site)
	} else { // the rules told it from another primary of the organ
		o.site3 = site.code[:3]
	}
	element, coded := a.patient.coded(t.organ, e.book)
	if site = site.agree(element, coded); site.code != "" {
		t.decided, t.site = organ(site.code[:3]), site.code[:3]
	}
	hist := o.histology(t.pickHistology(site.code), site.code)
	if site.code != "" {
		sure := siteConfidence(site)
		if a.patient.wrongSex(site.code[:3]) {
			sure *= 0.5 // the record contradicts itself
		}
		out = append(out, Inference{Type: TumorSite, Value: site.code, Description: e.book.siteName(site.code), Confidence: sure, Evidence: site.evidence})
	}
	if hist.code != "" {
		out = append(out, Inference{Type: Histology, Value: hist.code[:4], Behavior: hist.code[5], Description: e.book.morphologyName(hist.code), Confidence: histConfidence(hist), Evidence: hist.evidence})
	}
	for _, b := range [2]Basis{BasisClinical, BasisPathologic} {
		for _, axis := range [3]Axis{AxisT, AxisN, AxisM} {
			c, ok := t.pickStage(b, axis, 0)
			if b == BasisPathologic && !e.options.NoDerived || b == BasisPathologic && ok {
				c, ok = o.stage(c, ok, axis, t)
				if !ok && alone && !e.options.NoDerived && !o.knows(site.code) {
					c, ok = t.derived(report, axis, site.code)
				}
			}
			if !ok {
				continue
			}
			out = append(out, Inference{Type: stageType(b, axis), Value: c.cat.String(), Prefix: c.prefix, Description: c.describe(b),
				Confidence: stageConfidence(c), Conflict: c.conflict, Derived: c.derived, Evidence: c.evidence})
		}
	}
	if d, ok := t.pickDate(a.docs, a.patient.born()); !ok && element != nil && element.Onset != "" {
		out = append(out, Inference{Type: DiagnosisDate, Value: element.Onset, Confidence: codedDate, Evidence: []Evidence{{Document: -1, Info: element, Importance: 1}}})
	} else if ok {
		v, _ := precise(d.date)
		out = append(out, Inference{Type: DiagnosisDate, Value: v, Confidence: dateConfidence(d),
			Evidence: []Evidence{{Document: d.doc.index, Span: d.span, Importance: 1}}})
	}
	kept := out[:first]
	for _, inf := range out[first:] {
		if inf.Confidence >= e.options.Threshold && len(inf.Evidence) > 0 {
			inf.CaseID = id
			for i := range inf.Evidence {
				at := &inf.Evidence[i]
				if at.Info != nil {
					continue
				}
				at.Span = a.docs[at.Document].legible.source(at.Span)
			}
			kept = append(kept, inf)
		}
	}
	return kept
}
