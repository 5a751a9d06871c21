package exchange

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// lsTask is a task of Label Studio's JSON. Offsets are UTF-16 units, as a
// browser counts.
type lsTask struct {
	ID          id             `json:"id,omitempty"`
	Data        map[string]any `json:"data,omitempty"`
	Annotations []lsAnnotation `json:"annotations"`
	Predictions []lsAnnotation `json:"predictions,omitempty"`

	// JSON-MIN, the short form of the export
	Text  *string   `json:"text,omitempty"`
	Label []lsValue `json:"label,omitempty"`
}

type lsAnnotation struct {
	Cancelled bool       `json:"was_cancelled,omitempty"`
	Result    []lsResult `json:"result"`
}

type lsResult struct {
	ID       string   `json:"id,omitempty"`
	FromName string   `json:"from_name"`
	ToName   string   `json:"to_name"`
	Type     string   `json:"type"`
	Value    lsValue  `json:"value"`
	Score    *float64 `json:"score,omitempty"`
	Meta     *lsMeta  `json:"meta,omitempty"`
}

type lsMeta struct {
	Text []string `json:"text,omitempty"`
}

type lsValue struct {
	Start  int      `json:"start"`
	End    int      `json:"end"`
	Text   string   `json:"text"`
	Labels []string `json:"labels"`
}

const lsSource = "source: " // before an annotation's source, in a region's meta text

// marks are the task's spans: of the first annotation that was not cancelled
// or, where nobody annotated, of the first prediction.
func (t *lsTask) marks() []mark {
	var out []mark
	add := func(v lsValue, score *float64, meta *lsMeta) {
		m := mark{start: v.Start, end: v.End, quote: v.Text, score: score}
		if meta != nil && len(meta.Text) > 0 {
			if s, ok := strings.CutPrefix(meta.Text[0], lsSource); ok {
				m.source = s
			}
		}
		for _, l := range v.Labels {
			m.label = l
			out = append(out, m)
		}
	}
	for _, v := range t.Label {
		add(v, nil, nil)
	}
	for _, set := range [][]lsAnnotation{t.Annotations, t.Predictions} {
		for _, a := range set {
			if a.Cancelled {
				continue
			}
			for _, r := range a.Result {
				if r.Type == "labels" {
					add(r.Value, r.Score, r.Meta)
				}
			}
			return out
		}
	}
	return out
}

type labelStudioReader struct {
	dec    *json.Decoder
	limit  *limitedReader
	opts   *Options
	record int
	err    error // sticky
}

func newLabelStudioReader(r io.Reader, o *Options) Reader {
	l := &limitedReader{r: r, max: o.maxNote()}
	return &labelStudioReader{dec: json.NewDecoder(l), limit: l, opts: o}
}

func (r *labelStudioReader) Read() (Note, error) {
	if r.err != nil {
		return Note{}, r.err
	}
	n, err := r.read()
	if err != nil {
		r.err = io.EOF
	}
	return n, err
}

func (r *labelStudioReader) read() (Note, error) {
	fail := func(id string, offset int, err error) (Note, error) {
		return Note{}, &Error{Format: LabelStudio, ID: id, Record: r.record, Offset: offset, Err: err}
	}
	r.limit.left = r.limit.max
	if r.record == 0 {
		if t, err := r.dec.Token(); err != nil {
			return fail("", -1, r.fault(err))
		} else if t != json.Delim('[') {
			return fail("", -1, fmt.Errorf("%w: not a JSON array of tasks", ErrSyntax))
		}
	}
	r.record++
	if !r.dec.More() {
		if t, err := r.dec.Token(); err != nil {
			return fail("", -1, r.fault(err))
		} else if t != json.Delim(']') {
			return fail("", -1, ErrSyntax)
		}
		return Note{}, io.EOF
	}
	var t lsTask
	if err := r.dec.Decode(&t); err != nil {
		return fail("", -1, r.fault(err))
	}
	n := Note{ID: string(t.ID)}
	if s, ok := t.Data["id"].(string); ok {
		n.ID = s
	}
	n.Form, _ = t.Data["form"].(string)
	s, ok := t.Data["text"].(string)
	if t.Text != nil {
		s, ok = *t.Text, true
	}
	if !ok {
		return fail(n.ID, -1, fmt.Errorf("%w: no data.text", ErrSyntax))
	}
	n.Text = s
	out, at, err := build(n, text.UTF16, t.marks(), r.opts)
	if err != nil {
		return fail(n.ID, at, err)
	}
	return out, nil
}

// fault is the cause of a decoder's error.
func (r *labelStudioReader) fault(err error) error {
	switch {
	case errors.Is(err, ErrTooLarge):
		return ErrTooLarge
	case r.limit.err != nil:
		return r.limit.err
	}
	return jsonFault(err)
}

// limitedReader stops a decoder that reads more than max bytes for one value.
type limitedReader struct {
	r         io.Reader
	max, left int
	err       error // of the stream beneath
}

func (l *limitedReader) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, ErrTooLarge
	}
	n, err := l.r.Read(p[:min(len(p), l.left)])
	l.left -= n
	if err != nil && err != io.EOF {
		l.err = err
	}
	return n, err
}

type labelStudioWriter struct {
	w      *bufio.Writer
	record int
}

func newLabelStudioWriter(w io.Writer) Writer { return &labelStudioWriter{w: bufio.NewWriter(w)} }

func (w *labelStudioWriter) Write(n Note) error {
	if err := n.Check(); err != nil {
		return &Error{Format: LabelStudio, ID: n.ID, Record: w.record + 1, Offset: -1, Err: err}
	}
	spans, err := n.spansIn(text.UTF16)
	if err != nil {
		return &Error{Format: LabelStudio, ID: n.ID, Record: w.record + 1, Offset: -1, Err: err}
	}
	a := lsAnnotation{Result: make([]lsResult, len(n.Annotations))}
	for i, x := range n.Annotations {
		a.Result[i] = lsResult{
			ID: "r" + strconv.Itoa(i), FromName: "label", ToName: "text", Type: "labels",
			Value: lsValue{spans[i].Start, spans[i].End, x.Of(n.Text), []string{x.Type.String()}},
		}
		if x.Score != 1 {
			a.Result[i].Score = &x.Score
		}
		if x.Source != "" {
			a.Result[i].Meta = &lsMeta{Text: []string{lsSource + x.Source}}
		}
	}
	t := lsTask{Data: map[string]any{"id": n.ID, "text": n.Text}, Annotations: []lsAnnotation{a}}
	if n.Form != "" {
		t.Data["form"] = n.Form
	}
	b, err := marshal(t)
	if err != nil {
		return &Error{Format: LabelStudio, ID: n.ID, Record: w.record + 1, Offset: -1, Err: ErrUnrepresentable}
	}
	sep := ","
	if w.record == 0 {
		sep = "[\n"
	}
	w.record++
	_, _ = w.w.WriteString(sep) // bufio keeps the error for the next call
	_, err = w.w.Write(b)
	return err
}

func (w *labelStudioWriter) Close() error {
	if w.record == 0 {
		_, _ = w.w.WriteString("[\n")
	}
	_, _ = w.w.WriteString("]\n")
	return w.w.Flush()
}

// LabelStudioConfig returns the labelling interface to paste into a Label
// Studio project: one label per PHI type, the names that this package reads.
func LabelStudioConfig() string {
	var b strings.Builder
	b.WriteString("<View>\n  <Labels name=\"label\" toName=\"text\">\n")
	for _, t := range labels.Types() {
		fmt.Fprintf(&b, "    <Label value=%q background=%q/>\n", t.String(), categoryColours[t.Category()])
	}
	b.WriteString("  </Labels>\n  <Text name=\"text\" value=\"$text\" granularity=\"character\"/>\n</View>\n")
	return b.String()
}
