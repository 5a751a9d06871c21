package exchange

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Note is one annotated note.
type Note struct {
	ID   string
	Text string // valid UTF-8
	Form string // what kind of document it is; empty when the file does not say

	// Annotations are sorted by start, then end; they may overlap where the
	// file's annotators let them. Score is 1 and Source empty where the file
	// does not say.
	Annotations []labels.Annotation
}

// The kinds of fault in a file, for errors.Is.
var (
	ErrSyntax          = errors.New("broken syntax")
	ErrInvalidUTF8     = errors.New("invalid UTF-8")
	ErrSpan            = errors.New("span is empty, reversed or outside the text")
	ErrQuote           = errors.New("quoted text is not what stands at the offsets")
	ErrUnrepresentable = errors.New("text holds a character that the format cannot carry")
	ErrTooLarge        = errors.New("note is larger than the limit")
	ErrDuplicate       = errors.New("two notes with one id")
)

// Error says where in a file something is wrong, and wraps what it is: one of
// the Err values of this package, a [*labels.UnknownLabelError] or a syntax
// error of the standard library.
type Error struct {
	Format Format
	ID     string // of the note, when known
	Record int    // the note's number in the file or folder, from 1; 0 when not known
	Line   int    // line in the file, from 1; 0 when the format has no lines
	Offset int    // the offending offset in the file's own unit; -1 when there is none
	Err    error
}

// Error names format, place and cause; it holds no note text.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "exchange: %s", e.Format)
	if e.Record > 0 {
		fmt.Fprintf(&b, ": note %d", e.Record)
	}
	if e.ID != "" {
		fmt.Fprintf(&b, " (%.80q)", e.ID)
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, ": line %d", e.Line)
	}
	if e.Offset >= 0 {
		fmt.Fprintf(&b, ": offset %d", e.Offset)
	}
	return b.String() + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Check reports whether the note can be written: valid UTF-8, every span
// inside the text on character boundaries, every type one of the 23.
func (n *Note) Check() error {
	if !utf8.ValidString(n.Text) {
		return ErrInvalidUTF8
	}
	for _, a := range n.Annotations {
		if !a.Type.Valid() {
			return &labels.UnknownLabelError{Kind: "phi_type", Label: a.Type.String()}
		}
		if a.Start < 0 || a.Start >= a.End || a.End > len(n.Text) ||
			!utf8.RuneStart(n.Text[a.Start]) || (a.End < len(n.Text) && !utf8.RuneStart(n.Text[a.End])) {
			return ErrSpan
		}
	}
	return nil
}

// sort puts the annotations in order of start, end and type.
func (n *Note) sort() {
	slices.SortStableFunc(n.Annotations, func(a, b labels.Annotation) int {
		switch {
		case a.Start != b.Start:
			return a.Start - b.Start
		case a.End != b.End:
			return a.End - b.End
		}
		return int(a.Type) - int(b.Type)
	})
}

// mark is an annotation as a file has it: offsets in the file's unit.
type mark struct {
	start, end int
	label      string
	quote      string // what the file says stands there; unchecked when empty
	score      *float64
	source     string
}

// build makes a note of a text and a file's marks, checking all that a file
// can get wrong. The int is the offending offset, or -1.
func build(n Note, u text.Unit, marks []mark, o *Options) (Note, int, error) {
	if !utf8.ValidString(n.Text) {
		return Note{}, -1, ErrInvalidUTF8
	}
	table := text.NewOffsets(n.Text)
	for _, m := range marks {
		t, err := o.parseType(m.label)
		if err != nil {
			return Note{}, m.start, err
		}
		if t == 0 {
			continue
		}
		span, err := table.SpanTo(labels.Span{Start: m.start, End: m.end}, u)
		if err != nil || span.Len() == 0 {
			return Note{}, m.start, ErrSpan
		}
		if m.quote != "" && !sameQuote(span.Of(n.Text), m.quote) {
			return Note{}, m.start, ErrQuote
		}
		score := 1.0
		if m.score != nil {
			score = *m.score
		}
		if !(score >= 0 && score <= 1) {
			return Note{}, m.start, fmt.Errorf("%w: a score is from 0 to 1", ErrSyntax)
		}
		n.Annotations = append(n.Annotations, labels.Annotation{
			Span: span, Type: t, Score: score, Source: m.source,
		})
	}
	n.sort()
	return n, -1, nil
}

// spansIn returns the spans of the annotations in the unit. The note has passed
// [Note.Check], so that every span is on boundaries.
func (n *Note) spansIn(u text.Unit) ([]labels.Span, error) {
	table := text.NewOffsets(n.Text)
	out := make([]labels.Span, len(n.Annotations))
	for i, a := range n.Annotations {
		s, err := table.SpanFrom(a.Span, u)
		if err != nil {
			return nil, err
		}
		out[i] = s
	}
	return out, nil
}

// sameQuote compares a quoted text with the note's, taking any run of white
// space for one blank: tools fold line breaks in quotes, each in its own way
// (Label Studio writes a backslash and an n).
func sameQuote(found, quote string) bool {
	if found == quote {
		return true
	}
	fold := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return fold(found) == fold(quote) || fold(found) == fold(strings.ReplaceAll(quote, `\n`, "\n"))
}
