package review

import (
	"encoding/json"
	"fmt"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// wireNote is a line of `lethe redact`, with what a second finder may have
// added. All offsets are code points.
type wireNote struct {
	ID    string  `json:"id"`
	Text  *string `json:"text"`
	Edits []struct {
		Span     wireSpan    `json:"span"`
		Original wireSpan    `json:"original"`
		Type     labels.Type `json:"type"`
		Operator string      `json:"operator"`
		Score    float64     `json:"score"`
		Source   string      `json:"source"`
	} `json:"edits"`
	Disagreements []struct {
		Span   wireSpan    `json:"span"`
		Type   labels.Type `json:"type"`
		Score  float64     `json:"score"`
		Source string      `json:"source"`
	} `json:"disagreements"`
}

type wireSpan struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

func (s wireSpan) span() labels.Span { return labels.Span{Start: s.Start, End: s.End} }

// ParseNote reads a line that `lethe redact` wrote. Errors hold the id and no
// text.
func ParseNote(line []byte) (Note, error) {
	var w wireNote
	if err := json.Unmarshal(line, &w); err != nil || w.Text == nil {
		return Note{}, fmt.Errorf("%w: not a line of redacted notes", ErrNote)
	}
	n := Note{ID: w.ID, Text: *w.Text}
	at := text.NewOffsets(n.Text)
	for i, e := range w.Edits {
		s, err := at.SpanTo(e.Span.span(), text.CodePoints)
		if err != nil {
			return Note{}, fmt.Errorf("%w: note %.80q, edit %d", ErrNote, n.ID, i)
		}
		n.Marks = append(n.Marks, Mark{Span: s, OriginalSpan: e.Original.span(), Type: e.Type, Operator: e.Operator, Score: e.Score, Source: e.Source})
	}
	for i, d := range w.Disagreements {
		s, err := at.SpanTo(d.Span.span(), text.CodePoints)
		if err != nil {
			return Note{}, fmt.Errorf("%w: note %.80q, disagreement %d", ErrNote, n.ID, i)
		}
		n.Disagreements = append(n.Disagreements, Disagreement{Span: s, Type: d.Type, Score: d.Score, Source: d.Source})
	}
	return n, n.Check()
}
