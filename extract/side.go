package extract

import (
	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// limbRows are codes that name neither side nor limb, and what they become where
// one of the words, where there are any, stands in or beside the mention and the
// side is told.
var limbRows = []struct{ open, words, right, left string }{
	{"L03.119", "leg legs foot feet ankle thigh knee calf shin heel pretibial lower le lle rle", "L03.115", "L03.116"},
	{"L03.119", "arm hand forearm elbow wrist upper ue lue rue", "L03.113", "L03.114"},
	{"L03.119", "axilla axillary armpit", "L03.111", "L03.112"},
	{"L02.419", "leg legs thigh knee calf shin lower", "L02.415", "L02.416"},
	{"L02.419", "arm forearm elbow upper", "L02.413", "L02.414"},
	{"L02.419", "axilla axillary armpit", "L02.411", "L02.412"},
	{"L97.509", "", "L97.519", "L97.529"}, {"L97.409", "", "L97.419", "L97.429"}, {"L97.309", "", "L97.319", "L97.329"},
	{"L97.209", "", "L97.219", "L97.229"}, {"L97.809", "", "L97.819", "L97.829"}, {"L97.909", "", "L97.919", "L97.929"},
	{"L97.929", "foot toe plantar feet", "L97.519", "L97.529"},
	{"L97.919", "foot toe plantar feet", "L97.519", "L97.529"},
}

type limbRow struct {
	open        string
	words       map[uint32]bool
	right, left string
}

var limbs = func() (rs []limbRow) {
	for _, r := range limbRows {
		rs = append(rs, limbRow{r.open, hashSet(r.words), r.right, r.left})
	}
	return rs
}()

// ofLimb returns the code of limbRows for a side, or "".
func (s *scratch) ofLimb(m *match, c icd10.Code, side icd10.Side) string {
	const near = 4
	if side != icd10.Right && side != icd10.Left || !s.x.is(c, codeLimb) {
		return ""
	}
	code := s.x.dict.String(c)
	for i := range limbs {
		r := &limbs[i]
		if r.open != code {
			continue
		}
		first, last := s.sentenceStart(int(m.from)), s.sentenceEnd(int(m.from))
		for k := max(first, int(m.from)-near); k < min(last, int(m.to)+near+1); k++ {
			if len(r.words) > 0 && !r.words[s.doc.Tokens[k].Hash] {
				continue
			}
			if side == icd10.Right {
				return r.right
			}
			return r.left
		}
	}
	return ""
}

// regionRows put sites together that a note about one of them speaks of: a side
// told of one holds for the others, unless the note names both sides.
var regionRows = []string{
	"wrist hand finger thumb forearm radius ulna scaphoid metacarpal carpal",
	"elbow epicondylitis olecranon epicondyle",
	"shoulder humerus clavicle scapula rotator labrum",
	"hip femur thigh groin acetabulum trochanteric",
	"knee patella meniscus acl mcl pcl lcl cruciate",
	"leg tibia fibula",
	"ankle foot toe heel calcaneus metatarsal malleolus plantar achilles",
	"breast", "ear", "eye retina cornea", "kidney ureter", "ovary", "testis",
}

// maxRegions bounds the rows of regionRows, counted from 1.
const maxRegions = 16

// firstOrgan is the first row of regionRows that names organs: that one is ill
// says nothing of what is denied of both.
const firstOrgan = 8

// sideInNote returns the side that the note names for the site of a mention that
// itself names none: once "right shoulder" was said, "his shoulder" is that one.
func (s *scratch) sideInNote(m *match, denied bool) icd10.Side {
	region := s.regionOf(m)
	if region == 0 || denied && region >= firstOrgan {
		return icd10.NoSide
	}
	if !s.sidesSeen {
		s.seeSides()
	}
	switch s.sidesOf[region] {
	case 1 << icd10.Right:
		return icd10.Right
	case 1 << icd10.Left:
		return icd10.Left
	}
	return icd10.NoSide
}

// regionOf returns the row of regionRows that a mention is of, counted from 1; 0
// for none.
func (s *scratch) regionOf(m *match) uint8 {
	for _, p := range m.pos[:m.n] {
		if w := s.words[p]; w != icd10.NoWord && s.x.sites.region[w] != 0 {
			return s.x.sites.region[w]
		}
	}
	if m.site > 0 && s.words[m.site] != icd10.NoWord {
		return s.x.sites.region[s.words[m.site]]
	}
	return 0
}

// seeSides notes which sides the note names for each region.
func (s *scratch) seeSides() {
	s.sidesSeen = true
	clear(s.sidesOf[:])
	for i, w := range s.words {
		if w == icd10.NoWord || s.roles[i] != roleWord || s.x.sites.region[w] == 0 {
			continue
		}
		r := s.x.sites.region[w]
		for _, k := range [3]int{i - 1, i - 2, i + 1} {
			if k < 0 || k >= len(s.words) || k < i && s.roles[k] == roleHard {
				if k == i-1 {
					break
				}
				continue
			}
			if x, ok := s.side(k); ok {
				s.sidesOf[r] |= 1 << x
				break
			}
		}
	}
}

// oneSided gives what the patient has, and no word of the mention places, the side
// of the other mentions of the same: after "left breast cancer", "the cancer", and
// a code that differs in its side only, is of the left.
func (s *scratch) oneSided() {
	d := s.x.dict
	type seen struct {
		group icd10.Code // the right one, which stands for all
		sides uint8
	}
	var all [16]seen
	n := 0
	for i := range s.codes {
		c := &s.codes[i]
		x := d.Side(c.code)
		if c.status != Present || x != icd10.Right && x != icd10.Left && x != icd10.Bilateral {
			continue
		}
		g, ok := d.Sided(c.code, icd10.Right)
		if !ok {
			continue
		}
		k := 0
		for k < n && all[k].group != g {
			k++
		}
		if k == len(all) {
			return
		}
		if k == n {
			all[k] = seen{group: g}
			n++
		}
		all[k].sides |= 1 << x
	}
	for i := range s.codes {
		c := &s.codes[i]
		if n == 0 || c.status != Present || d.Side(c.code) != icd10.Unspecified || s.regionOf(c.m) != 0 {
			continue // a site's side is sideInNote's to tell
		}
		g, ok := d.Sided(c.code, icd10.Right)
		for k := 0; ok && k < n; k++ {
			for x := icd10.Right; all[k].group == g && x <= icd10.Left; x++ {
				if all[k].sides == 1<<x {
					if to, ok := d.Sided(c.code, x); ok {
						c.code, c.sideKnown = to, true
					}
				}
			}
		}
	}
}
