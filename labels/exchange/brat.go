package exchange

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// parseBrat reads the .ann file of a note. Text-bound annotations (T lines)
// are read; relations, events, attributes and notes are not ours and are left
// out.
func parseBrat(id, body string, ann []byte, o *Options) (Note, error) {
	fail := func(line, offset int, err error) (Note, error) {
		return Note{}, &Error{Format: Brat, ID: id, Line: line, Offset: offset, Err: err}
	}
	var marks []mark
	// The text as code points, for the gaps between the fragments of a span.
	at := text.NewOffsets(body)
	line := 0
	for raw := range bytes.Lines(ann) {
		line++
		l := strings.TrimRight(string(raw), "\r\n")
		if !strings.HasPrefix(l, "T") {
			continue
		}
		ms, err := bratMarks(l, body, at)
		if err != nil {
			return fail(line, -1, err)
		}
		marks = append(marks, ms...)
	}
	n, off, err := build(Note{ID: id, Text: body}, text.CodePoints, marks, o)
	if err != nil {
		return fail(0, off, err)
	}
	return n, nil
}

var errBratLine = fmt.Errorf("%w: a line is T1, tab, TYPE START END, tab, text", ErrSyntax)

// bratMarks reads "T1\tTYPE 0 4;5 9\tJane Smith". Fragments that only white
// space parts are one span (brat splits at every line break); any other
// fragments are a span each.
func bratMarks(l, body string, at *text.Offsets) ([]mark, error) {
	fields := strings.SplitN(l, "\t", 3)
	if len(fields) < 3 {
		return nil, errBratLine
	}
	label, offsets, ok := strings.Cut(fields[1], " ")
	if !ok {
		return nil, errBratLine
	}
	var out []mark
	for _, f := range strings.Split(offsets, ";") {
		a, b, _ := strings.Cut(f, " ")
		start, err1 := strconv.Atoi(a)
		end, err2 := strconv.Atoi(b)
		if err1 != nil || err2 != nil {
			return nil, errBratLine
		}
		if k := len(out) - 1; k >= 0 {
			gap, err := at.SpanTo(labels.Span{Start: out[k].end, End: start}, text.CodePoints)
			if err == nil && strings.TrimSpace(gap.Of(body)) == "" {
				out[k].end = end
				continue
			}
		}
		out = append(out, mark{start: start, end: end, label: label})
	}
	if len(out) == 1 {
		out[0].quote = fields[2]
	}
	return out, nil
}

// formatBrat writes the .ann file of a note, which has passed its check.
func formatBrat(n Note) ([]byte, error) {
	at := text.NewOffsets(n.Text)
	var b bytes.Buffer
	for i, a := range n.Annotations {
		fmt.Fprintf(&b, "T%d\t%s ", i+1, a.Type)
		var words []string
		for k, f := range lineFragments(n.Text, a.Span) {
			s, err := at.SpanFrom(f, text.CodePoints)
			if err != nil {
				return nil, err
			}
			if k > 0 {
				b.WriteByte(';')
			}
			fmt.Fprintf(&b, "%d %d", s.Start, s.End)
			words = append(words, f.Of(n.Text))
		}
		fmt.Fprintf(&b, "\t%s\n", oneLine.Replace(strings.Join(words, " ")))
	}
	return b.Bytes(), nil
}

// oneLine keeps a quoted text on its line and in its field.
var oneLine = strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")

// lineFragments splits a span at its line breaks, as brat wants it. A span
// that begins or ends in a line break, or holds nothing else, stays whole: its
// fragments could not be joined again.
func lineFragments(s string, span labels.Span) []labels.Span {
	whole := []labels.Span{span}
	part := span.Of(s)
	if strings.Trim(part, "\r\n") != part {
		return whole
	}
	var out []labels.Span
	for start := span.Start; ; {
		i := strings.IndexAny(s[start:span.End], "\r\n")
		if i < 0 {
			return append(out, labels.Span{Start: start, End: span.End})
		}
		out = append(out, labels.Span{Start: start, End: start + i})
		start += i
		start += len(s[start:span.End]) - len(strings.TrimLeft(s[start:span.End], "\r\n"))
	}
}

// bratConfig is the annotation.conf that brat needs beside the notes.
func bratConfig() []byte {
	var b bytes.Buffer
	b.WriteString("[entities]\n")
	for _, t := range labels.Types() {
		b.WriteString(t.String() + "\n")
	}
	b.WriteString("\n[relations]\n# any overlap is allowed between entities\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n[events]\n\n[attributes]\n")
	return b.Bytes()
}
