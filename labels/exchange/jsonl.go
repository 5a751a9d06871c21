package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// jsonlNote is a line of our own format.
type jsonlNote struct {
	ID    id          `json:"id"`
	Form  string      `json:"form,omitempty"`
	Text  *string     `json:"text"`
	Spans []jsonlSpan `json:"spans"`
}

// jsonlSpan is a span in code points. Text may be given for the reader's eye
// and is then checked.
type jsonlSpan struct {
	Start  int      `json:"start"`
	End    int      `json:"end"`
	Type   string   `json:"type"`
	Text   string   `json:"text,omitempty"`
	Score  *float64 `json:"score,omitempty"`  // left out when 1
	Source string   `json:"source,omitempty"` // left out when empty
}

// id is a note's id: a JSON string or number.
type id string

func (i *id) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err == nil {
		*i = id(s)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return fmt.Errorf("%w: an id is a string or a number", ErrSyntax)
	}
	*i = id(n.String())
	return nil
}

// jsonFault turns an error of encoding/json into ErrSyntax with its place and
// without what it quotes.
func jsonFault(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("%w: invalid JSON at byte %d", ErrSyntax, syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Errorf("%w: field %q must be a %s", ErrSyntax, kind.Field, kind.Type)
	case errors.Is(err, ErrSyntax):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%w: JSON ends early", ErrSyntax)
	}
	return ErrSyntax
}

type jsonlReader struct {
	lines  *lines
	opts   *Options
	record int
}

func newJSONLReader(r io.Reader, o *Options) Reader {
	return &jsonlReader{lines: newLines(r, o.maxNote()), opts: o}
}

func (r *jsonlReader) Read() (Note, error) {
	b, err := r.lines.next()
	if err != nil && err != ErrTooLarge {
		return Note{}, err
	}
	r.record++
	fail := func(id string, offset int, err error) (Note, error) {
		return Note{}, &Error{Format: JSONL, ID: id, Record: r.record, Line: r.lines.line, Offset: offset, Err: err}
	}
	if err != nil {
		return fail("", -1, err)
	}
	var l jsonlNote
	if err := decodeLine(b, &l); err != nil {
		return fail("", -1, err)
	}
	if l.Text == nil {
		return fail(string(l.ID), -1, fmt.Errorf("%w: no text", ErrSyntax))
	}
	marks := make([]mark, len(l.Spans))
	for i, s := range l.Spans {
		marks[i] = mark{s.Start, s.End, s.Type, s.Text, s.Score, s.Source}
	}
	n, at, err := build(Note{ID: string(l.ID), Text: *l.Text, Form: l.Form}, text.CodePoints, marks, r.opts)
	if err != nil {
		return fail(string(l.ID), at, err)
	}
	return n, nil
}

// lineWriter writes a JSON value a line.
type lineWriter struct {
	format Format
	w      *bufio.Writer
	record int
	encode func(Note, []labels.Span) any
}

func newJSONLWriter(w io.Writer) Writer {
	return &lineWriter{format: JSONL, w: bufio.NewWriter(w), encode: func(n Note, spans []labels.Span) any {
		out := jsonlNote{ID: id(n.ID), Form: n.Form, Text: &n.Text, Spans: make([]jsonlSpan, len(n.Annotations))}
		for i, a := range n.Annotations {
			out.Spans[i] = jsonlSpan{Start: spans[i].Start, End: spans[i].End, Type: a.Type.String(), Source: a.Source}
			if a.Score != 1 {
				out.Spans[i].Score = &a.Score
			}
		}
		return out
	}}
}

func (w *lineWriter) Write(n Note) error {
	w.record++
	if err := n.Check(); err != nil {
		return &Error{Format: w.format, ID: n.ID, Record: w.record, Offset: -1, Err: err}
	}
	spans, err := n.spansIn(text.CodePoints)
	if err != nil {
		return &Error{Format: w.format, ID: n.ID, Record: w.record, Offset: -1, Err: err}
	}
	b, err := marshal(w.encode(n, spans))
	if err != nil {
		return &Error{Format: w.format, ID: n.ID, Record: w.record, Offset: -1, Err: ErrUnrepresentable}
	}
	_, err = w.w.Write(b)
	return err
}

func (w *lineWriter) Close() error { return w.w.Flush() }

// marshal is one JSON value and a line break, with <, > and & as they are.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}
