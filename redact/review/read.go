package review

import (
	"encoding/json"
	"fmt"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
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
	Type          string             `json:"type"`
	Disagreements []wireDisagreement `json:"disagreements"`
}

type wireDisagreement struct {
	Span   wireSpan    `json:"span"`
	Type   labels.Type `json:"type"`
	Score  float64     `json:"score"`
	Source string      `json:"source"`
}

type wireSpan struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

func (s wireSpan) span() labels.Span { return labels.Span{Start: s.Start, End: s.End} }

// MarshalNote writes a document as a line that [ParseNote] reads, with what the
// note has beyond it: "type", its stratum, and "disagreements". The document's
// own keys are as [redact.Document] writes them.
func MarshalNote(d *redact.Document, n *Note) (json.RawMessage, error) {
	line, err := d.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("review: note %.80q: %w", d.ID, err)
	}
	return marshalExtra(line, n)
}

// marshalExtra adds to an object that is not empty what the note has beyond it.
func marshalExtra(line []byte, n *Note) (json.RawMessage, error) {
	var more struct {
		Type          string             `json:"type,omitempty"`
		Disagreements []wireDisagreement `json:"disagreements,omitempty"`
	}
	more.Type = n.Stratum
	at := text.NewOffsets(n.Text)
	for i, x := range n.Disagreements {
		s, err := at.SpanFrom(x.Span, text.CodePoints)
		if err != nil {
			return nil, fmt.Errorf("%w: note %.80q, disagreement %d", ErrNote, n.ID, i)
		}
		more.Disagreements = append(more.Disagreements, wireDisagreement{wireSpan{s.Start, s.End}, x.Type, x.Score, x.Source})
	}
	tail, err := json.Marshal(more)
	if err != nil || len(tail) == len("{}") {
		return line, err
	}
	line[len(line)-1] = ','
	return append(line, tail[1:]...), nil
}

// isFault reports whether a line stands in the place of a note that did not pass.
func isFault(line []byte) bool {
	var f struct {
		Text  *string `json:"text"`
		Error string  `json:"error"`
	}
	return json.Unmarshal(line, &f) == nil && f.Text == nil && f.Error != ""
}

// ParseNote reads a line that `lethe redact` wrote. One without "edits" is refused:
// it may be a note as it was before. Errors hold the id and no
// text.
func ParseNote(line []byte) (Note, error) {
	var w wireNote
	if err := json.Unmarshal(line, &w); err != nil || w.Text == nil || w.Edits == nil {
		return Note{}, ErrNote
	}
	n := Note{ID: w.ID, Text: *w.Text, Stratum: w.Type}
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
