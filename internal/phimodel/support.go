package phimodel

import (
	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/labels"
)

// alone is the score that a date needs in balanced tagging when no rule that is
// likely right proposes any part of it: the rules know every shape of a date, so
// that what they doubt too is more often a score or a ratio ("4/10").
const alone = 0.55

// supported leaves out the dates that neither model nor rules are sure of. Candidates are ordered by their first token, annotations by
// start.
func supported(anns []labels.Annotation, cs []recognize.Candidate) []labels.Annotation {
	out := anns[:0]
	k := 0
	for _, a := range anns {
		for k < len(cs) && cs[k].Span.End <= a.Start && (k+1 == len(cs) || cs[k+1].Span.Start <= a.Start) {
			k++
		}
		if a.Type != labels.Date || a.Score >= alone || backed(a, cs[max(0, k-32):]) {
			out = append(out, a)
		}
	}
	return out
}

func backed(a labels.Annotation, cs []recognize.Candidate) bool {
	for i := range cs {
		c := &cs[i]
		if c.Span.Start >= a.End {
			return false
		}
		if c.Span.End > a.Start && c.Strength >= recognize.Likely {
			return true
		}
	}
	return false
}
