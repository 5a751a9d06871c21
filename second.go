package lethe

import (
	"context"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/phi/second"
	"github.com/lethe-health/lethe/redact"
	"github.com/lethe-health/lethe/redact/review"
)

// secondScore is how often a name that only the second finder sees is one: 34
// of 90 in the development notes, where the tagger had found the rest.
const secondScore = 0.4

// secondTypes are the types that the second finder's labels come nearest to.
var secondTypes = map[string]labels.Type{"PERSON": labels.Patient, "GPE": labels.City}

// SecondOpinion asks an independent finder about a note that was redacted, and
// returns what it sees standing in the redacted text: names and places that were
// not replaced. Reviewers see them first. It is slow, about half a megabyte a
// second, and for review only. The error is a [*NoteError].
func (p *Pipeline) SecondOpinion(ctx context.Context, n Note, doc *redact.Document) (out []review.Disagreement, err error) {
	defer guard(n, "second opinion", &err)
	anns := make([]labels.Annotation, len(doc.Edits))
	for i, e := range doc.Edits {
		anns[i] = labels.Annotation{Span: e.Original, Type: e.Type, Score: e.Score, Source: e.Source}
	}
	var opinion second.Opinion
	r, err := opinion.Disagreements(ctx, n.Text, anns)
	if err != nil {
		return nil, StageError(n, "second opinion", err)
	}
	for _, d := range r.Disagreements {
		t, ok := secondTypes[d.Label]
		s, inside := doc.Redacted(d.Span)
		if d.Kind != second.Missed || !ok || !inside || s.Len() == 0 || s.Of(doc.Text) != d.Of(n.Text) {
			continue
		}
		out = append(out, review.Disagreement{Span: s, Type: t, Score: secondScore, Source: "second:prose"})
	}
	return out, nil
}
