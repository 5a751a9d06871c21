package score

import "github.com/lethe-health/lethe/labels"

// Note is one note with what should have been found in it and what was. The
// annotations need not be sorted and may overlap; those that are equal in span
// and type count once. Spans must lie on the text; scores and sources play no
// part except in [Reliability].
type Note struct {
	ID         string
	Text       string
	Gold, Pred []labels.Annotation
	Missing    bool // there is no prediction for the note: Pred is empty for want of an answer
}

// Counts are true positives, false positives and false negatives.
type Counts struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
}

func (c *Counts) add(o Counts) {
	c.TP += o.TP
	c.FP += o.FP
	c.FN += o.FN
}

// Gold returns how many gold items were counted.
func (c Counts) Gold() int { return c.TP + c.FN }

// Rates are precision, recall and their harmonic mean, from 0 to 1.
type Rates struct {
	P  float64 `json:"p"`
	R  float64 `json:"r"`
	F1 float64 `json:"f"`
}

// Rates returns the rates of the counts. Where there is nothing to count, a
// rate is 1: nothing was wrong.
func (c Counts) Rates() Rates { return c.rates(1) }

// rates returns the rates of the counts, with the given value for nothing out
// of nothing.
func (c Counts) rates(empty float64) Rates {
	return harmonic(ratio(c.TP, c.TP+c.FP, empty), ratio(c.TP, c.TP+c.FN, empty))
}

func ratio(n, of int, empty float64) float64 {
	if of == 0 {
		return empty
	}
	return float64(n) / float64(of)
}

func harmonic(p, r float64) Rates {
	out := Rates{P: p, R: r}
	if p+r > 0 {
		out.F1 = 2 * p * r / (p + r)
	}
	return out
}

// typeSet is a set of PHI types.
type typeSet uint32

func setOf(types ...labels.Type) typeSet {
	var s typeSet
	for _, t := range types {
		s |= 1 << t
	}
	return s
}

func (s typeSet) has(t labels.Type) bool { return s&(1<<t) != 0 }

// key is what makes an annotation itself.
type key struct {
	start, end int
	typ        labels.Type
}

// keys returns the distinct annotations that lie on the text and have a type.
func keys(anns []labels.Annotation, n int) map[key]struct{} {
	m := make(map[key]struct{}, len(anns))
	for _, a := range anns {
		if a.Type.Valid() && a.Start >= 0 && a.Start < a.End && a.End <= n {
			m[key{a.Start, a.End, a.Type}] = struct{}{}
		}
	}
	return m
}

// compare counts the keys of gold and pred that are in both and in one.
func compare[K comparable](gold, pred map[K]struct{}) Counts {
	var c Counts
	for k := range gold {
		if _, ok := pred[k]; ok {
			c.TP++
		} else {
			c.FN++
		}
	}
	c.FP = len(pred) - c.TP
	return c
}

// Mistake is an annotation that one side has and the other has not.
type Mistake struct {
	NoteID string      `json:"id"`
	Missed bool        `json:"missed"` // true: in gold only; false: predicted only
	Start  int         `json:"start"`  // bytes
	End    int         `json:"end"`
	Type   labels.Type `json:"type"`
}
