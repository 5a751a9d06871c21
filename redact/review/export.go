package review

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/labels/exchange"
)

// ErrOriginal says that a text is not the original of a reviewed note.
var ErrOriginal = errors.New("review: this is not the original of the note")

// SourceReviewed is the source of annotations that a reviewer confirmed.
const SourceReviewed = "reviewed"

// Corrected makes a gold note of the original text and a verdict on its
// de-identified form: marks that were rejected are left out, retyped ones have
// their new type, missed ones are added, all with score 1. It is what training
// and evaluation read. An original whose text between the marks differs from the
// reviewed note's is [ErrOriginal].
func Corrected(n *Note, v *Verdict, original string) (exchange.Note, error) {
	out := exchange.Note{ID: n.ID, Text: original}
	fail := func() (exchange.Note, error) {
		return exchange.Note{}, fmt.Errorf("%w: note %.80q", ErrOriginal, n.ID)
	}
	if !utf8.ValidString(original) {
		return fail()
	}
	at := text.NewOffsets(original)
	add := func(s labels.Span, t labels.Type) {
		out.Annotations = append(out.Annotations, labels.Annotation{Span: s, Type: t, Score: 1, Source: SourceReviewed})
	}
	// Between two marks both texts run alike: walk them side by side.
	here, there, missed := 0, 0, 0
	plain := func(end int, whole int) bool { // to end in the note, to whole in the original
		if whole < there || n.Text[here:end] != original[there:whole] {
			return false
		}
		for ; missed < len(v.Missed) && v.Missed[missed].End <= end; missed++ {
			m := v.Missed[missed]
			if m.Start < here {
				return false
			}
			add(labels.Span{Start: there + m.Start - here, End: there + m.End - here}, m.Type)
		}
		return true
	}
	for i, m := range n.Marks {
		o, err := at.SpanTo(m.OriginalSpan, text.CodePoints)
		if err != nil || !plain(m.Start, o.Start) {
			return fail()
		}
		switch d := v.decision(i); d.Action {
		case Reject:
		case Retype:
			add(o, d.Type)
		default:
			add(o, m.Type)
		}
		here, there = m.End, o.End
	}
	if !plain(len(n.Text), len(original)) || missed < len(v.Missed) {
		return fail()
	}
	return out, out.Check()
}

// Export gives every note that has a final verdict to take, corrected, in the
// order of the queues. original returns the text of a note by its id; a note
// without one is an error.
func (s *Server) Export(original func(id string) (string, bool), take func(exchange.Note) error) error {
	for _, id := range s.all() {
		n, _ := s.work.Note(id)
		v, final, err := s.Final(n)
		if err != nil {
			return err
		}
		if !final {
			continue
		}
		whole, ok := original(id)
		if !ok {
			return fmt.Errorf("%w: note %.80q is not among the originals", ErrOriginal, id)
		}
		gold, err := Corrected(n, &v, whole)
		if err != nil {
			return err
		}
		if err := take(gold); err != nil {
			return err
		}
	}
	return nil
}

// Disputed turns what a second finder found on the de-identified text into
// disagreements: every annotation on a piece of text
// that no mark covers.
func Disputed(n *Note, anns []labels.Annotation) []Disagreement {
	var out []Disagreement
	for _, a := range anns {
		covered := false
		for _, m := range n.Marks {
			covered = covered || m.Len() > 0 && m.Overlaps(a.Span)
		}
		if !covered && strings.TrimSpace(a.Of(n.Text)) != "" {
			out = append(out, Disagreement{Span: a.Span, Type: a.Type, Score: a.Score, Source: a.Source})
		}
	}
	return out
}
