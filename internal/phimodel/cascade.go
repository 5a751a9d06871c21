package phimodel

import (
	"bytes"

	"github.com/lethe-health/lethe/internal/seqmodel"
	"github.com/lethe-health/lethe/internal/text"
)

// The cascade decides which units the recursions look at. A unit that the gate
// lets through is a core when by the first pass's scores for it alone a span may
// well begin there; from a core a window grows on either side until a unit that
// is plainly O: by these scores, it is the window's last, or by the gate's, it is
// left out. A word that the first pass then holds for PHI makes cores of its other
// occurrences.

// coreWithin is how far O may be ahead of the best beginning of a span, in nats,
// for a unit to be a core: of the spans found with windows of two units about all
// that the gate lets through one in a thousand has no unit within it, of the units
// that are no PHI half. growWithin is how far O may be ahead of all other tags
// for a window to grow on: 99 in 100 units of those spans are within it, and a
// third of the rest.
const (
	coreWithin = 6
	growWithin = 2.5
)

// sureAt is the probability of a type from which a word's other occurrences
// are looked at.
const sureAt = 0.5

// cascade is the scratch memory of the stages before the second pass.
type cascade struct {
	passed []int32   // units that the gate lets through
	about  []int32   // units next to cores
	gate   []int16   // by unit: its score, in steps of the gate
	plain  int16     // least such score of a unit that windows take in
	open   []byte    // by unit: opened, or 0
	row    []int32   // by unit: one more than its row in em and lead, 0 for none
	em     []float32 // scores of the first pass
	lead   []float32 // of the best tag over O, by row
	begin  []float32 // of the best beginning of a span over O, after O
	buf    []float32 // scores of one window
	sure   bool      // some word of the note is held for PHI by the first pass
}

func (c *cascade) reset(n int) {
	c.open, c.row = grow(c.open, n), grow(c.row, n)
	clear(c.open)
	clear(c.row)
	c.em, c.lead, c.begin = c.em[:0], c.lead[:0], c.begin[:0]
}

// look returns how far the best other tag is ahead of O by the first pass's
// scores for unit i alone, in nats.
func (m *Model) look(s *Scratch, i int) float32 {
	if k := s.c.row[i]; k > 0 {
		return s.c.lead[k-1]
	}
	a := &s.asked[0]
	m.ask(s, i, a)
	return m.answer(s, i, a)
}

// lookAll looks at the units us, none of which has been looked at: while the rows
// of one are on their way from memory, the features of the next are made.
func (m *Model) lookAll(s *Scratch, us []int32) {
	for k, i := range us {
		m.ask(s, int(i), &s.asked[k&1])
		if k > 0 {
			m.answer(s, int(us[k-1]), &s.asked[(k-1)&1])
		}
	}
	if k := len(us) - 1; k >= 0 {
		m.answer(s, int(us[k]), &s.asked[k&1])
	}
}

// lookAbout looks at the units next to the cores, which windows grow onto, all at a
// time rather than as each is come to.
func (m *Model) lookAbout(s *Scratch, bias float32, n int) {
	c := &s.c
	c.about = c.about[:0]
	for _, i := range c.passed {
		if !c.core(i, bias) {
			continue
		}
		for _, j := range [2]int32{i - 1, i + 1} {
			if k := len(c.about); j >= 0 && int(j) < n && c.row[j] == 0 && c.gate[j] >= c.plain && (k == 0 || c.about[k-1] < j) {
				c.about = append(c.about, j)
			}
		}
	}
	m.lookAll(s, c.about)
}

// core reports whether a span may well begin with unit i, which has been looked at.
func (c *cascade) core(i int32, bias float32) bool { return c.begin[c.row[i]-1] > -coreWithin-bias }

// ask asks for the rows of unit i.
func (m *Model) ask(s *Scratch, i int, a *seqmodel.Asked) {
	s.feats = s.r.f.features(s.feats[:0], pad+i)
	m.first.Ask(a, s.feats)
}

// answer adds up the rows of unit i, and returns what look does.
func (m *Model) answer(s *Scratch, i int, a *seqmodel.Asked) float32 {
	c := &s.c
	k := len(c.em)
	c.em = extend(c.em, Tags.Lanes())
	em := c.em[k:]
	m.first.AddAsked(em, a)
	lead, begin := m.first.Leads(em, m.start)
	c.lead, c.begin = append(c.lead, lead), append(c.begin, begin)
	c.row[i] = int32(len(c.lead))
	return lead
}

// extend lengthens s by n zeros.
func extend(s []float32, n int) []float32 {
	k := len(s)
	if cap(s) < k+n {
		s = append(s, make([]float32, n)...)
		return s
	}
	s = s[:k+n]
	clear(s[k:])
	return s
}

// grow opens unit i and what belongs to it on either side.
func (m *Model) grow(s *Scratch, i, n int) {
	c := &s.c
	c.open[i] = opened
	m.look(s, i)
	for j := i - 1; j >= 0 && c.open[j] == 0 && c.gate[j] >= c.plain; j-- {
		c.open[j] = opened
		if m.look(s, j) < -growWithin {
			break
		}
	}
	for j := i + 1; j < n && c.open[j] == 0 && c.gate[j] >= c.plain; j++ {
		c.open[j] = opened
		if m.look(s, j) < -growWithin {
			break
		}
	}
}

// cascade opens the windows of the stretch and forms the first pass's opinions.
func (m *Model) cascade(s *Scratch, recall Recall) {
	c := &s.c
	n := len(s.r.f.units) - 2*pad
	bias := m.params.Bias[recall]
	c.reset(n)
	m.gate.pass(s, m.params.GateFloor[recall])
	m.lookAll(s, c.passed)
	m.lookAbout(s, bias, n)
	for _, i := range c.passed {
		if c.open[i] == 0 && c.core(i, bias) {
			m.grow(s, int(i), n)
		}
	}
	m.opine(s, n)
	if m.again(s, n) {
		m.opine(s, n)
	}
}

// opine runs the first pass over the windows.
func (m *Model) opine(s *Scratch, n int) {
	for a, b := s.c.window(0, n); a < n; a, b = s.c.window(b, n) {
		L := Tags.Lanes()
		marg := m.first.Marginals(&s.seq, s.c.scores(a, b), b-a+2)
		s.r.e.opinionsOf(pad+a, marg[L:len(marg)-L])
	}
}

// again grows windows about the words that the first pass holds for PHI
// elsewhere, and reports whether there are any.
func (m *Model) again(s *Scratch, n int) bool {
	f, e, c := &s.r.f, &s.r.e, &s.c
	for a, b := c.window(0, n); a < n; a, b = c.window(b, n) {
		for i := a; i < b; i++ {
			if u := &f.units[pad+i]; e.own[pad+i].p >= sureAt && u.Kind == text.Word && u.Len() > 2 {
				f.vocab.sure[f.word(int32(pad+i))], c.sure = true, true
			}
		}
	}
	if !c.sure {
		return false
	}
	more := false
	words := e.words[f.base:][:n]
	for i, w := range words {
		if f.vocab.sure[w^w>>31] && c.open[i] == 0 && f.units[pad+i].Kind == text.Word {
			m.grow(s, i, n)
			more = true
		}
	}
	return more
}

// scores puts the scores of the units [a, b) side by side, with a row on either
// end that is O for sure: what stands outside is O. They are valid until the next
// call.
func (c *cascade) scores(a, b int) []float32 {
	L := Tags.Lanes()
	c.buf = grow(c.buf, (b-a+2)*L)
	for _, row := range [2][]float32{c.buf[:L], c.buf[(b-a+1)*L:]} {
		row[0] = 0
		for j := 1; j < L; j++ {
			row[j] = -never
		}
	}
	for i := a; i < b; i++ {
		k := int(c.row[i]-1) * L
		copy(c.buf[(i-a+1)*L:(i-a+2)*L], c.em[k:k+L])
	}
	return c.buf
}

// mostWindow bounds the units of one window.
const mostWindow = 2048

// opened marks a unit that stands in a window.
const opened = 1

// window returns the next run of open units from i on: [a, b), or n, n.
func (c *cascade) window(i, n int) (a, b int) {
	k := bytes.IndexByte(c.open[i:n], opened)
	if k < 0 {
		return n, n
	}
	a, b = i+k, min(n, i+k+mostWindow)
	if k = bytes.IndexByte(c.open[a:b], 0); k >= 0 {
		b = a + k
	}
	return a, b
}
