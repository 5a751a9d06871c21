package phimodel

import (
	"github.com/lethe-health/lethe/internal/seqmodel"
	"github.com/lethe-health/lethe/labels"
)

// Tags is the tagset of the model: type k of the chain is labels.Type(k+1).
var Tags = seqmodel.Tagset{Types: labels.NumTypes}

// goldTags gives each of the frame's units its tag from sorted, disjoint
// annotations.
func (f *frame) goldTags(dst []uint8, spans []labels.Annotation) []uint8 {
	k := 0
	prev := -1
	for i := pad; i < len(f.units)-pad; i++ {
		u := &f.units[i]
		for k < len(spans) && spans[k].End <= int(u.Start) {
			k++
		}
		tag := uint8(0)
		if k < len(spans) {
			s := spans[k]
			if in := min(s.End, int(u.End)) - max(s.Start, int(u.Start)); 2*in > u.Len() {
				t := int(s.Type) - 1
				if prev == k {
					tag = uint8(Tags.Inside(t))
				} else {
					tag = uint8(Tags.Begin(t))
				}
				prev = k
			}
		}
		dst = append(dst, tag)
	}
	return dst
}

// spansOf appends the spans that the tags of the frame's units spell.
func (f *frame) spansOf(dst []labels.Annotation, tags []uint8) []labels.Annotation {
	for i := 0; i < len(tags); {
		t := int(tags[i])
		if t == 0 {
			i++
			continue
		}
		j := i + 1
		for j < len(tags) && Tags.IsInside(int(tags[j])) {
			j++
		}
		dst = append(dst, labels.Annotation{
			Span: labels.Span{Start: int(f.units[pad+i].Start), End: int(f.units[pad+j-1].End)},
			Type: labels.Type(Tags.TypeOf(t) + 1),
		})
		i = j
	}
	return dst
}
