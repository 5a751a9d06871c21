package phimodel

import (
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// opinion is what the first pass holds of a unit: its likeliest type, zero for
// none, and the probability that it is of that type.
type opinion struct {
	p, o float32 // o is the probability of no type
	typ  labels.Type
	in   bool // carries a span on rather than beginning one
}

// heard is what the rest of the document says of a unit's word.
type heard struct {
	typ    labels.Type // likeliest type of another occurrence, zero if all are none
	level  uint8       // bucket of its probability
	share  uint8       // bucket of the share of other occurrences held to be PHI
	others uint8       // other occurrences, at most 3

	patient, doctor uint8 // buckets of the highest probability elsewhere of either kind of person
}

// evidence joins the first pass's opinions over the document.
//
// Units are numbered over the whole note, as if it were one stretch: pad is the
// first. What is kept by stretch is numbered as the frame's units are.
type evidence struct {
	all      []opinion              // by unit of the note
	words    []int32                // by unit of the note, less pad: the number of its token, the complement of that if it does not repeat
	next     []int32                // by unit of the note, where its word is needed: the next unit with the same, or -1
	own      []opinion              // by unit of the stretch: a part of all
	heard    []heard                // by unit of the stretch
	asked    []int32                // units of the stretch of which evidence is asked for
	initials map[uint32]labels.Type // hash of the initials of a person named in full
	letters  [26]labels.Type        // first letters of persons' names
	names    []strongName
}

// strongName is a word that the first pass is sure is a person's name.
type strongName struct {
	span32 // its bytes
	hash   uint32
	typ    labels.Type
}

// level puts a probability into one of eight buckets.
func level(p float32) uint8 {
	switch {
	case p < 0.02:
		return 0
	case p < 0.1:
		return 1
	case p < 0.3:
		return 2
	case p < 0.5:
		return 3
	case p < 0.7:
		return 4
	case p < 0.9:
		return 5
	case p < 0.98:
		return 6
	}
	return 7
}

// reset makes ready for a note of n units, padding included, and forgets all
// opinions: where the gate is closed, none is held.
func (e *evidence) reset(n int) {
	e.all, e.next = grow(e.all, n), grow(e.next, n)
	for i := range e.all {
		e.all[i] = opinion{o: 1}
	}
	if e.initials == nil {
		e.initials = map[uint32]labels.Type{}
	}
	clear(e.initials)
	e.letters, e.names = [26]labels.Type{}, e.names[:0]
}

// view turns to the stretch in f, of which nothing has been asked.
func (e *evidence) view(f *frame) {
	e.own, e.asked = e.all[f.base:int(f.base)+len(f.units)], e.asked[:0]
}

// opinionsOf reads the first pass's marginals, Tags.Lanes() a unit, of the units
// of the stretch from start on.
func (e *evidence) opinionsOf(start int, marg []float32) {
	n := Tags.Lanes()
	for i := range len(marg) / n {
		row := marg[i*n : (i+1)*n]
		op := opinion{o: row[0]}
		for k := range Tags.Types {
			b, in := row[Tags.Begin(k)], row[Tags.Inside(k)]
			if b+in > op.p {
				op.typ, op.p, op.in = labels.Type(k+1), b+in, in > b
			}
		}
		e.own[start+i] = op
	}
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n+min(n/4, mostSpare))[:n]
	}
	return s[:n]
}

// mostSpare is how many elements grow makes beyond those asked for.
const mostSpare = 1 << 16

// settledAt is the probability of no type from which the first pass's word
// stands, unless the document speaks for a type elsewhere.
const settledAt = 0.998

// margin is how many settled units on either side go with one that is not.
const margin = 3

// unsettled returns the next run of units [x, y) within [a, b) from unit i on
// that the second pass must look at, or b, b.
func (e *evidence) unsettled(a, b, from int) (x, y int) {
	x = from
	for x < b && e.settled(x) {
		x++
	}
	if x == b {
		return b, b
	}
	y = x + 1
	for quiet := 0; y < b && quiet <= 2*margin; y++ {
		if e.settled(y) {
			quiet++
		} else {
			quiet = 0
		}
	}
	return max(x-margin, from, a), y
}

func (e *evidence) settled(i int) bool {
	return e.own[pad+i].o >= settledAt && e.heard[pad+i].typ == 0
}

// ask asks for evidence of the words of the units [a, b) of the stretch, which
// follow those asked of before.
func (e *evidence) ask(f *frame, a, b int) {
	for i := pad + a; i < pad+b; i++ {
		if u := &f.units[i]; repeats(&u.Token) {
			e.asked = append(e.asked, int32(i))
			f.vocab.need[f.word(int32(i))] = true
		}
	}
}

// link chains the units of the note of each word that is needed, in order.
func (e *evidence) link(v *vocabulary) {
	for i, k := range e.words {
		if !v.need[k^k>>31] || k < 0 { // few are needed, and that can be foretold
			continue
		}
		w, at := &v.words[k], int32(pad+i)
		e.next[at] = -1
		if w.head == 0 { // no unit is 0: that is padding
			w.head, w.here = at, at
		} else {
			e.next[w.tail] = at
		}
		w.tail = at
	}
}

// listen notes what each of the units asked for hears of itself elsewhere.
func (e *evidence) listen(f *frame) {
	e.heard = grow(e.heard, len(f.units))
	clear(e.heard)
	for _, i := range e.asked {
		if w := &f.vocab.words[f.word(i)]; w.head != w.tail {
			e.heard[i] = e.hear(f.base+i, w.head)
		}
	}
}

// mostHeard bounds how many other occurrences are asked.
const mostHeard = 24

func (e *evidence) hear(i, head int32) heard {
	var h heard
	var best, patient, doctor float32
	n, phi := 0, float32(0)
	for j := head; j >= 0 && n < mostHeard; j = e.next[j] {
		if j == i {
			continue
		}
		n++
		op := &e.all[j]
		phi += 1 - op.o
		if op.p > best {
			best, h.typ = op.p, op.typ
		}
		switch op.typ {
		case labels.Patient:
			patient = max(patient, op.p)
		case labels.Doctor:
			doctor = max(doctor, op.p)
		}
	}
	h.patient, h.doctor = level(patient), level(doctor)
	h.level, h.others = level(best), uint8(min(n, 3))
	if n > 0 {
		h.share = level(phi / float32(n))
	}
	if h.level == 0 {
		h.typ = 0
	}
	return h
}

func person(t labels.Type) bool { return t == labels.Patient || t == labels.Doctor }

// people adds the words, first letters and initials of those in the stretch whom
// the first pass is sure of.
func (e *evidence) people(f *frame) {
	var run [4]int32
	n := 0
	flush := func() {
		if n > 1 {
			h := uint32(0)
			for _, i := range run[:n] {
				h = h*31 + uint32(f.text[f.units[i].Start]|0x20)
			}
			e.initials[h] = e.own[run[0]].typ
			if n > 2 { // first and last alone
				h = uint32(f.text[f.units[run[0]].Start]|0x20)*31 + uint32(f.text[f.units[run[n-1]].Start]|0x20)
				e.initials[h] = e.own[run[0]].typ
			}
		}
		n = 0
	}
	for i := pad; i < len(f.units)-pad; i++ {
		u, op := &f.units[i], &e.own[i]
		if !person(op.typ) || op.p < 0.5 {
			flush()
			continue
		}
		if !op.in {
			flush()
		}
		if u.Kind != text.Word {
			continue
		}
		if n < len(run) {
			run[n] = int32(i)
			n++
		}
		if c := f.text[u.Start] | 0x20; c >= 'a' && c <= 'z' && u.Len() > 1 {
			if k := c - 'a'; e.letters[k] == 0 {
				e.letters[k] = op.typ
			}
			if u.Len() > 3 && u.Len() <= longestName && len(e.names) < 64 && !e.known(u) {
				e.names = append(e.names, strongName{span32{u.Start, u.End}, u.Hash, op.typ})
			}
		}
	}
	flush()
}

func (e *evidence) known(u *unit) bool {
	for _, s := range e.names {
		if s.hash == u.Hash {
			return true
		}
	}
	return false
}

// longestName is how many bytes a word may have to be a person's name or to point to
// one: a longer run of letters is none, and to look for one such in another would take
// the product of their lengths.
const longestName = 128

// kin tells of a word that is no strong name itself but near one.
type kin struct {
	how uint8 // 1 initial, 2 initials, 3 misspelt, 4 short form, 5 holds the name
	typ labels.Type
}

// kinOf finds the person that a unit's word may point to in another form.
func (e *evidence) kinOf(f *frame, i int) kin {
	u := &f.units[i]
	if u.Kind != text.Word {
		return kin{}
	}
	w := u.Of(f.text)
	switch {
	case len(w) == 1:
		if c := w[0] | 0x20; c >= 'a' && c <= 'z' {
			return kinIf(1, e.letters[c-'a'])
		}
		return kin{}
	case len(w) <= 4:
		h := uint32(0)
		for k := 0; k < len(w); k++ {
			h = h*31 + uint32(w[k]|0x20)
		}
		if t, ok := e.initials[h]; ok {
			return kinIf(2, t)
		}
	}
	if len(w) < 3 || len(w) > longestName || u.common > 6 {
		return kin{}
	}
	for _, s := range e.names {
		if s.hash == u.Hash {
			continue
		}
		name := f.text[s.start:s.end]
		switch a, b := len(w), len(name); {
		case a >= 4 && a < b && foldPrefix(name, w):
			return kin{4, s.typ}
		case b >= 4 && a > b && foldContains(w, name):
			return kin{5, s.typ}
		case a >= 4 && b >= 4 && foldNear(w, name):
			return kin{3, s.typ}
		}
	}
	return kin{}
}

func kinIf(how uint8, t labels.Type) kin {
	if t == 0 {
		return kin{}
	}
	return kin{how, t}
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

func foldPrefix(s, p string) bool {
	for i := range len(p) {
		if lower(s[i]) != lower(p[i]) {
			return false
		}
	}
	return true
}

func foldContains(s, sub string) bool {
	for i := 0; i+len(sub) <= len(s); i++ {
		if foldPrefix(s[i:], sub) {
			return true
		}
	}
	return false
}

// foldNear reports whether two words differ by one byte put in, left out or
// changed, or by two neighbours exchanged.
func foldNear(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && lower(a[i]) == lower(b[i]) {
		i++
	}
	if i == 0 {
		return false
	}
	if len(a) < len(b) {
		return foldSame(a[i:], b[i+1:])
	}
	if i >= len(a) {
		return false
	}
	if foldSame(a[i+1:], b[i+1:]) {
		return true
	}
	return i+1 < len(a) && lower(a[i]) == lower(b[i+1]) && lower(a[i+1]) == lower(b[i]) && foldSame(a[i+2:], b[i+2:])
}

func foldSame(a, b string) bool { return len(a) == len(b) && foldPrefix(a, b) }

// features appends what the first pass and the document say of unit i.
func (e *evidence) features(dst []uint32, f *frame, i int) []uint32 {
	add := func(t, a, b uint32) { dst = append(dst, mix(t, a, b)) }
	u := &f.units[i]
	own, l, r := e.own[i], e.own[i-1], e.own[i+1]
	code := func(o opinion) uint32 {
		c := uint32(o.typ)<<4 | uint32(level(o.p))<<1
		if o.in {
			c |= 1
		}
		return c
	}
	oc := code(own)
	add(fOwn, oc, 0)
	add(fOwnO, uint32(level(own.o)), uint32(own.typ))
	add(fOwnL, oc, code(l))
	add(fOwnR, oc, code(r))
	if person(own.typ) {
		t := f.telling(int32(i))
		add(fOwnTellL, uint32(own.typ)<<8|uint32(t.distL), t.left)
		add(fOwnTellR, uint32(own.typ)<<8|uint32(t.distR), t.right)
	}
	add(fOwnLR, mix(1, uint32(l.typ), uint32(r.typ)), uint32(own.typ))
	h := e.heard[i]
	hc := uint32(h.typ)<<8 | uint32(h.level)<<4 | uint32(h.others)
	if h.others > 0 {
		add(fHeard, hc, 0)
		add(fHeardShare, uint32(h.typ)<<8|uint32(h.share)<<4|uint32(h.others), uint32(u.Case))
		add(fHeardOwn, uint32(h.typ)<<8|uint32(h.level), oc)
		add(fHeardPerson, uint32(h.patient)<<4|uint32(h.doctor), oc)
		add(fHeardWm1, uint32(h.typ), f.units[i-1].Hash)
		add(fHeardWp1, uint32(h.typ), f.units[i+1].Hash)
		add(fHeardSig, uint32(h.typ)<<8|uint32(h.level), u.sig)
	}
	if hl := e.heard[i-1]; hl.others > 0 {
		add(fHeardL, uint32(hl.typ)<<8|uint32(hl.level), uint32(h.typ)<<8|uint32(h.level))
	}
	if hr := e.heard[i+1]; hr.others > 0 {
		add(fHeardR, uint32(hr.typ)<<8|uint32(hr.level), uint32(h.typ)<<8|uint32(h.level))
	}
	if k := e.kinOf(f, i); k.how > 0 {
		c := uint32(k.how)<<8 | uint32(k.typ)
		add(fKin, c, uint32(u.Case))
		add(fKinOwn, c, oc)
		add(fKinCtx, c, mix(1, f.units[i-1].Hash, f.units[i+1].Hash))
		add(fKinSig, c, u.sig)
	}
	if own.o < open {
		dst = e.surroundings(dst, f, i)
	}
	return dst
}
