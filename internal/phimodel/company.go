package phimodel

import (
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// What the second pass is told of the surroundings of a unit that may be PHI: the
// words about it further off than the first pass sees, the words beside its other
// mentions, and the spans next to it. A name alone does not say whether it is the
// patient's or the nurse's, nor a number whose it is; its company does.

// open is the probability of no type below which a unit's surroundings are looked at.
const open = 0.98

// kind puts types that are taken for one another together.
type kind uint32

const (
	anyKind kind = iota
	people
	places
	numbers
)

func kindOf(t labels.Type) kind {
	switch t {
	case labels.Patient, labels.Doctor:
		return people
	case labels.Hospital, labels.Organization, labels.City, labels.LocationOther, labels.Street:
		return places
	case labels.IDNum, labels.MedicalRecord, labels.HealthPlan, labels.Device, labels.Phone, labels.Fax:
		return numbers
	}
	return anyKind
}

// surroundings appends what stands about unit i.
func (e *evidence) surroundings(dst []uint32, f *frame, i int) []uint32 {
	own := e.own[i]
	if own.typ == 0 {
		return dst
	}
	k := kindOf(own.typ)
	if k != anyKind {
		dst = e.company(dst, f, i, k)
	}
	if k == people {
		dst = e.mentions(dst, f, i)
	}
	return e.neighbours(dst, f, i)
}

// companyReach is how many units on either side of a name or number count as
// its company, and closeReach how many of them as close.
const (
	companyReach = 12
	closeReach   = 5
)

// company appends the words about the span that unit i seems to stand in, within
// the paragraph, what seems to be PHI by its type alone.
func (e *evidence) company(dst []uint32, f *frame, i int, g kind) []uint32 {
	const longest = 6 // units of a span on either side that are passed over
	from, to, end := i, i+1, len(f.units)-pad
	for from > pad && e.own[from].in && kindOf(e.own[from-1].typ) == g && i-from < longest {
		from--
	}
	for to < end && e.own[to].in && kindOf(e.own[to].typ) == g && to-i < longest {
		to++
	}
	word := func(k int) uint32 {
		if t := e.held(int32(k)); t != 0 {
			return uint32(t)
		}
		return f.units[k].Hash
	}
	for k := from - 1; k >= max(pad, from-companyReach) && f.units[k+1].gap != gapBlank; k-- {
		if f.units[k].Kind != text.Word {
			continue
		}
		h := word(k)
		dst = append(dst, mix(fBagL, h, uint32(g)))
		if from-k <= closeReach {
			dst = append(dst, mix(fBagNear, h, 1|uint32(g)<<1))
		}
	}
	for k := to; k < min(end, to+companyReach) && f.units[k].gap != gapBlank; k++ {
		if f.units[k].Kind != text.Word {
			continue
		}
		h := word(k)
		dst = append(dst, mix(fBagR, h, uint32(g)))
		if k-to < closeReach {
			dst = append(dst, mix(fBagNear, h, uint32(g)<<1))
		}
	}
	return dst
}

// mostMentions bounds how many other mentions of a name are looked at, and beside
// how many words on either side of each.
const (
	mostMentions = 8
	besideReach  = 3
)

// mentions appends the words beside the other mentions, in the stretch, of the
// word of unit i.
func (e *evidence) mentions(dst []uint32, f *frame, i int) []uint32 {
	if !repeats(&f.units[i].Token) {
		return dst
	}
	n := 0
	for j := e.first(f, f.word(int32(i))); j > 0 && n < mostMentions; j = e.next[j] {
		k := int(j - f.base)
		if k >= len(f.units)-pad {
			break
		}
		if k == i {
			continue
		}
		n++
		for d := 1; d <= besideReach; d++ {
			if u := &f.units[k-d]; u.Kind == text.Word {
				dst = append(dst, mix(fBagOtherL, u.Hash, 0))
			}
			if u := &f.units[k+d]; u.Kind == text.Word {
				dst = append(dst, mix(fBagOtherR, u.Hash, 0))
			}
		}
	}
	return dst
}

// first is the first unit of a word, by its number, in the stretch or after it; 0 or
// less when there is none. Stretches are come to in order, so that each unit of
// earlier ones is passed over once for all.
func (e *evidence) first(f *frame, word int32) int32 {
	w := &f.vocab.words[word]
	for w.here > 0 && w.here < f.base+pad {
		w.here = e.next[w.here]
	}
	return w.here
}

// held is the type of which the first pass holds a unit to be, zero for none.
func (e *evidence) held(i int32) labels.Type {
	if op := &e.own[i]; op.o < 0.5 {
		return op.typ
	}
	return 0
}

// neighbours appends the types of the spans next to unit i's own: on its line, and
// as many spans into the line above, where a table has the same column.
func (e *evidence) neighbours(dst []uint32, f *frame, i int) []uint32 {
	add := func(t, a, b uint32) { dst = append(dst, mix(t, a, b)) }
	own := e.own[i]
	l, r := e.toLeft(f, int32(i)), e.toRight(f, int32(i))
	typ, at := uint32(own.typ), uint32(own.typ)<<4|uint32(level(own.p))
	add(fSpanL, at, uint32(l.typ)<<8|uint32(l.dist))
	add(fSpanLL, typ, uint32(l.typ)<<8|uint32(l.second))
	add(fSpanR, at, uint32(r.typ)<<8|uint32(r.dist))
	add(fSpanLR, typ, uint32(l.typ)<<8|uint32(r.typ))
	add(fSpanNth, at, uint32(l.count)<<8|uint32(e.above(f, f.units[i].line, l.count)))
	if l.typ != 0 {
		add(fSpanWord, typ<<8|uint32(l.typ), l.between)
	}
	if up := f.units[i].above; up >= 0 {
		add(fSpanAbove, at, uint32(e.own[up].typ)<<4|uint32(level(e.own[up].p)))
	}
	return dst
}

// beside is what stands to one side of a span on its line.
type beside struct {
	typ     labels.Type // of the nearest span, zero if there is none
	dist    uint8       // units to it: bucket
	second  labels.Type // of the next span beyond, unless the two touch and are of one type
	count   uint8       // spans in sight, at most 3
	between uint32      // hash of the words up to the nearest span, if they are few
}

// sight is how far spans are looked for, in units.
const sight = 32

func (e *evidence) toLeft(f *frame, i int32) (n beside) {
	first := max(f.lines[f.units[i].line].start, i-sight)
	k := i - 1
	for k >= first && e.held(k) == e.own[i].typ && e.own[k+1].in { // its own span
		k--
	}
	from, last := k, labels.Type(0)
	for ; k >= first; k-- {
		t := e.held(k)
		if t == 0 || t == last && e.own[k+1].in {
			last = t
			continue
		}
		n.count++
		switch {
		case n.count == 1:
			n.typ, n.dist = t, distance(i-k)
			if from-k <= 4 {
				for j := k + 1; j <= from; j++ {
					n.between = mix(9, n.between, f.units[j].Hash)
				}
			}
		case n.second == 0 && t != last:
			n.second = t
		}
		last = t
	}
	n.count = min(n.count, 3)
	return n
}

func (e *evidence) toRight(f *frame, i int32) (n beside) {
	end := min(f.lines[f.units[i].line].end, i+sight)
	k := i + 1
	for k < end && e.held(k) == e.own[i].typ && e.own[k].in {
		k++
	}
	for ; k < end; k++ {
		if t := e.held(k); t != 0 {
			n.typ, n.dist = t, distance(k-i)
			break
		}
	}
	return n
}

// above is the type of the span that has n others before it on the line above,
// zero if there is none.
func (e *evidence) above(f *frame, line int32, n uint8) labels.Type {
	if line == 0 {
		return 0
	}
	up := f.lines[line-1]
	for k := up.start; k < min(up.end, up.start+2*sight); k++ {
		t := e.held(k)
		if t == 0 || e.own[k].in {
			continue
		}
		if n == 0 {
			return t
		}
		n--
	}
	return 0
}
