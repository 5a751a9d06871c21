package exchange

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// doccanoNote is a line as doccano takes and gives it. doccano numbers its
// documents itself, so our id travels in note_id, which doccano keeps as
// metadata. "label" is what it takes, "labels" what older versions gave, and
// "entities" the form with relations.
type doccanoNote struct {
	ID       id              `json:"id,omitempty"`
	NoteID   id              `json:"note_id,omitempty"`
	Form     string          `json:"form,omitempty"`
	Text     *string         `json:"text,omitempty"`
	Data     *string         `json:"data,omitempty"`
	Label    []doccanoSpan   `json:"label"`
	Labels   []doccanoSpan   `json:"labels,omitempty"`
	Entities []doccanoEntity `json:"entities,omitempty"`
}

// doccanoSpan is [start, end, "LABEL"].
type doccanoSpan struct {
	start, end int
	label      string
}

type doccanoEntity struct {
	Start int    `json:"start_offset"`
	End   int    `json:"end_offset"`
	Label string `json:"label"`
}

func (s doccanoSpan) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `[%d,%d,%q]`, s.start, s.end, s.label), nil
}

func (s *doccanoSpan) UnmarshalJSON(b []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(b, &parts); err != nil || len(parts) != 3 {
		return fmt.Errorf("%w: a label is [start, end, name]", ErrSyntax)
	}
	for i, p := range []any{&s.start, &s.end, &s.label} {
		if err := json.Unmarshal(parts[i], p); err != nil {
			return fmt.Errorf("%w: a label is [start, end, name]", ErrSyntax)
		}
	}
	return nil
}

type doccanoReader struct {
	lines  *lines
	opts   *Options
	record int
}

func newDoccanoReader(r io.Reader, o *Options) Reader {
	return &doccanoReader{lines: newLines(r, o.maxNote()), opts: o}
}

func (r *doccanoReader) Read() (Note, error) {
	b, err := r.lines.next()
	if err != nil && err != ErrTooLarge {
		return Note{}, err
	}
	r.record++
	fail := func(id string, offset int, err error) (Note, error) {
		return Note{}, &Error{Format: Doccano, ID: id, Record: r.record, Line: r.lines.line, Offset: offset, Err: err}
	}
	if err != nil {
		return fail("", -1, err)
	}
	var l doccanoNote
	if err := decodeLine(b, &l); err != nil {
		return fail("", -1, err)
	}
	n := Note{ID: string(l.NoteID), Form: l.Form}
	if n.ID == "" {
		n.ID = string(l.ID)
	}
	switch {
	case l.Text != nil:
		n.Text = *l.Text
	case l.Data != nil:
		n.Text = *l.Data
	default:
		return fail(n.ID, -1, fmt.Errorf("%w: no text", ErrSyntax))
	}
	var marks []mark
	for _, s := range append(l.Label, l.Labels...) {
		marks = append(marks, mark{start: s.start, end: s.end, label: s.label})
	}
	for _, e := range l.Entities {
		marks = append(marks, mark{start: e.Start, end: e.End, label: e.Label})
	}
	out, at, err := build(n, text.CodePoints, marks, r.opts)
	if err != nil {
		return fail(n.ID, at, err)
	}
	return out, nil
}

func newDoccanoWriter(w io.Writer) Writer {
	return &lineWriter{format: Doccano, w: bufio.NewWriter(w), encode: func(n Note, spans []labels.Span) any {
		out := doccanoNote{NoteID: id(n.ID), Form: n.Form, Text: &n.Text, Label: make([]doccanoSpan, len(n.Annotations))}
		for i, a := range n.Annotations {
			out.Label[i] = doccanoSpan{spans[i].Start, spans[i].End, a.Type.String()}
		}
		return out
	}}
}

// DoccanoLabels returns the label definitions that doccano imports under
// "Labels": one per PHI type, with a colour per category.
func DoccanoLabels() []byte {
	type label struct {
		Text       string `json:"text"`
		Background string `json:"background_color"`
		TextColour string `json:"text_color"`
	}
	var out []label
	for _, t := range labels.Types() {
		out = append(out, label{t.String(), categoryColours[t.Category()], "#000000"})
	}
	b, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		panic(err) // strings only
	}
	return append(b, '\n')
}

// categoryColours are light enough for black text, and told apart by the
// colour-blind (Paul Tol's light scheme).
var categoryColours = [labels.NumCategories + 1]string{
	labels.CategoryContact:      "#99DDFF",
	labels.CategoryDate:         "#44BB99",
	labels.CategoryDemographics: "#BBCC33",
	labels.CategoryIdentifier:   "#AAAA00",
	labels.CategoryInstitution:  "#EEDD88",
	labels.CategoryLocation:     "#EE8866",
	labels.CategoryOrganization: "#FFAABB",
	labels.CategoryPerson:       "#77AADD",
	labels.CategoryWebAddress:   "#DDDDDD",
}
