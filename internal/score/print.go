package score

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/lethe-health/lethe/labels"
)

// Summary are the headline figures of a [LeakageReport], as JSON writes them.
type Summary struct {
	Strict     Rates   `json:"strict"`
	Span       Rates   `json:"span"`
	Overlap    Rates   `json:"overlap"`
	Token      Rates   `json:"token"`
	SafeHarbor float64 `json:"hipaa_token_recall"`
	Clean      float64 `json:"clean"`
	Notes      int     `json:"notes"`
	Missing    int     `json:"missing"`
}

// Summary returns the headline figures.
func (r *LeakageReport) Summary() Summary {
	return Summary{
		Strict: r.Strict.Rates(), Span: r.Span.Rates(), Overlap: r.Overlap(), Token: r.Tokens.Rates(),
		SafeHarbor: r.SafeHarbor.Rate(0), Clean: r.CleanRate(), Notes: r.Notes, Missing: r.Missing,
	}
}

// printer keeps the first error of a run of prints.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// WriteText writes the report for a person, with a line per type and one per
// note when asked for.
func (r *LeakageReport) WriteText(w io.Writer, byType, byNote bool) error {
	p := &printer{w: w}
	p.printf("%d notes, %d gold spans, %d predicted", r.Notes, r.GoldSpans, r.PredSpans)
	if r.Missing > 0 {
		p.printf(", %d notes have no prediction", r.Missing)
	}
	p.printf("\n")
	s := r.Summary()
	for _, row := range []struct {
		name string
		v    Rates
	}{{"strict", s.Strict}, {"span", s.Span}, {"overlap", s.Overlap}, {"token", s.Token}} {
		p.printf("%-8s P %.4f  R %.4f  F1 %.4f\n", row.name, row.v.P, row.v.R, row.v.F1)
	}
	p.printf("hipaa    token R %.4f\n", s.SafeHarbor)
	p.printf("clean    %.4f of notes leak nothing\n", s.Clean)
	if byType {
		for _, t := range labels.Types() {
			row := r.ByType[t]
			if row.Strict == (Counts{}) {
				continue
			}
			v := row.Strict.Rates()
			p.printf("  %-15s n %4d  strict P %.3f R %.3f F1 %.3f   token R %.3f\n",
				t, row.Strict.Gold(), v.P, v.R, v.F1, row.Tokens.Rate(0))
		}
	}
	if byNote {
		for _, n := range r.ByNote {
			v := n.Strict.Rates()
			p.printf("  %-30s strict P %.3f R %.3f F1 %.3f   %d tokens leaked, %d over-redacted\n",
				n.ID, v.P, v.R, v.F1, n.Tokens.FN, n.Tokens.FP)
		}
	}
	return p.err
}

// WriteText writes the report for a person, with a line per type and one per
// note when asked for.
func (r *I2B2Report) WriteText(w io.Writer, byType, byNote bool) error {
	p := &printer{w: w}
	p.printf("i2b2 2014 measures over %d notes\n", r.Notes)
	for _, s := range Subsets() {
		p.printf("%s\n", s)
		for _, m := range Measures() {
			micro := r.Rates(s, m)
			macro, sdP, sdR := r.Macro(s, m)
			p.printf("  %-13s micro P %.4f R %.4f F1 %.4f   macro P %.4f (%.2f) R %.4f (%.2f) F1 %.4f\n",
				m, micro.P, micro.R, micro.F1, macro.P, sdP, macro.R, sdR, macro.F1)
		}
	}
	if byType {
		for _, t := range labels.Types() {
			row := r.ByType[t]
			if row == ([numMeasures]Counts{}) {
				continue
			}
			p.printf("  %-15s n %4d", t, row[Strict].Gold())
			for _, m := range []Measure{Strict, Relaxed, Token} {
				p.printf("  %s F1 %.3f", m, row[m].rates(0).F1)
			}
			p.printf("\n")
		}
	}
	if byNote {
		for _, n := range r.ByNote {
			v, t := n.Counts[AllTypes][Strict].rates(0), n.Counts[AllTypes][Token].rates(0)
			p.printf("  %-30s strict P %.3f R %.3f F1 %.3f   token F1 %.3f\n", n.ID, v.P, v.R, v.F1, t.F1)
		}
	}
	return p.err
}

type i2b2JSON struct {
	Notes   int                                   `json:"notes"`
	Subsets map[string]map[string]json.RawMessage `json:"subsets"`
}

// MarshalJSON writes {"notes", "subsets": {subset: {measure: {"micro", "macro"}}}}.
func (r I2B2Report) MarshalJSON() ([]byte, error) {
	out := i2b2JSON{Notes: r.Notes, Subsets: map[string]map[string]json.RawMessage{}}
	for _, s := range Subsets() {
		row := map[string]json.RawMessage{}
		for _, m := range Measures() {
			macro, _, _ := r.Macro(s, m)
			b, err := json.Marshal(struct {
				Micro Rates `json:"micro"`
				Macro Rates `json:"macro"`
			}{r.Rates(s, m), macro})
			if err != nil {
				return nil, err
			}
			row[m.String()] = b
		}
		out.Subsets[s.String()] = row
	}
	return json.Marshal(out)
}
