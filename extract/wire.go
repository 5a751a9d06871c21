package extract

import (
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// WireDiagnosis is a [Diagnosis] as the command prints it: offsets in Unicode
// code points.
type WireDiagnosis struct {
	Code      string    `json:"code"`
	System    string    `json:"system"`
	Name      string    `json:"name"`
	Text      string    `json:"text"`
	Span      WireSpan  `json:"span"`
	Assertion Assertion `json:"assertion"`
	Section   Section   `json:"section"`
	Date      string    `json:"date,omitempty"` // RFC 3339 full-date
	Score     float64   `json:"score"`
	// What follows says why.
	Cue          *WireQuote `json:"cue,omitempty"`
	IndexPath    string     `json:"indexPath,omitempty"`
	Billable     bool       `json:"billable"`
	Missing      []string   `json:"missing,omitempty"`
	Alternatives []string   `json:"alternatives,omitempty"`
}

// WireSpan is a half-open range of Unicode code points.
type WireSpan struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// WireQuote is a range with its words.
type WireQuote struct {
	Text string   `json:"text"`
	Span WireSpan `json:"span"`
}

// Wire returns the diagnoses of a note as the command prints them. The error is
// an offset error of a span that does not fit the text.
func Wire(note string, ds []Diagnosis) ([]WireDiagnosis, error) {
	off := text.NewOffsets(note)
	out := make([]WireDiagnosis, 0, len(ds))
	for i := range ds {
		d := &ds[i]
		span, err := wireSpan(off, d.Span)
		if err != nil {
			return nil, err
		}
		w := WireDiagnosis{
			Code: d.Code, System: d.System, Name: d.Name, Text: d.Span.Of(note), Span: span, Assertion: d.Assertion, Section: d.Section,
			Score: d.Score, IndexPath: d.IndexPath, Billable: d.Billable, Missing: d.Missing, Alternatives: d.Alternatives,
		}
		if !d.Date.IsZero() {
			w.Date = d.Date.Format("2006-01-02")
		}
		if d.Evidence.Cue.Len() > 0 {
			cue, err := wireSpan(off, d.Evidence.Cue)
			if err != nil {
				return nil, err
			}
			w.Cue = &WireQuote{d.Evidence.Cue.Of(note), cue}
		}
		out = append(out, w)
	}
	return out, nil
}

func wireSpan(off *text.Offsets, s labels.Span) (WireSpan, error) {
	p, err := off.SpanFrom(s, text.CodePoints)
	return WireSpan{p.Start, p.End}, err
}
