package phimodel

import (
	"slices"

	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/internal/seqmodel"
	"github.com/lethe-health/lethe/labels"
)

// Reader turns parsed notes into feature sequences for training. It keeps its
// memory from note to note: one per goroutine.
type Reader struct {
	f         frame
	e         evidence
	stretches []stretch
}

// Read takes a note apart. Words of which drop says so seem unknown to the
// lexicon; nil drops none.
func (r *Reader) Read(ev *recognize.Evidence, drop Drop) {
	r.survey(ev.Doc, len(ev.Doc.Tokens)) // in one stretch
	if len(r.stretches) == 0 {
		r.f.units = r.f.units[:0]
		return
	}
	r.turn(ev, r.stretches[0], drop)
}

// Len returns the number of units of the note last read.
func (r *Reader) Len() int { return max(0, len(r.f.units)-2*pad) }

// Tags gives the units of the note their tags from sorted, disjoint
// annotations.
func (r *Reader) Tags(gold []labels.Annotation) []uint8 { return r.f.goldTags(nil, gold) }

// Windows cuts the note into runs of units for training, as pairs of start and
// end: training sees what the gate would hide, so that the chain does not
// depend on where a gate's floor is set.
func (r *Reader) Windows() [][2]int {
	var out [][2]int
	for a, n := 0, r.Len(); a < n; a += mostWindow {
		out = append(out, [2]int{a, min(a+mostWindow, n)})
	}
	return out
}

// First gives the features of the first pass for the units of a window.
func (r *Reader) First(w [2]int, tags []uint8) seqmodel.Sequence {
	s := seqmodel.Sequence{Off: []int32{0}, Tags: slices.Clone(tags[w[0]:w[1]])}
	for i := w[0]; i < w[1]; i++ {
		s.Feats = r.f.features(s.Feats, pad+i)
		s.Off = append(s.Off, int32(len(s.Feats)))
	}
	return s
}

// Opinions begins the second pass over the note: the marginals of the first, one
// slice a window.
func (r *Reader) Opinions(ws [][2]int, marginals [][]float32) {
	if r.Len() == 0 {
		return // an empty note: what was asked of the one before stands in e
	}
	for k, w := range ws {
		r.e.opinionsOf(pad+w[0], marginals[k])
	}
	r.e.ask(&r.f, 0, r.Len())
	r.e.link(&r.f.vocab)
	r.e.people(&r.f)
	r.e.listen(&r.f)
}

// Second gives the features of the second pass for the units of a window.
// Base are the scores of the first pass for them.
func (r *Reader) Second(w [2]int, tags []uint8, base []float32) seqmodel.Sequence {
	s := seqmodel.Sequence{Off: []int32{0}, Tags: slices.Clone(tags[w[0]:w[1]]), Base: base}
	for i := w[0]; i < w[1]; i++ {
		s.Feats = r.e.features(s.Feats, &r.f, pad+i)
		s.Off = append(s.Off, int32(len(s.Feats)))
	}
	return s
}
