package extract

import (
	"github.com/lethe-health/lethe/internal/text"
)

// The digits by which chapter XIII names the parts of the spine (tabular list,
// M40 to M54: "occipito-atlanto-axial region" 1 to "sacrococcygeal region" 8).
const (
	spineAtlas    = '1'
	spineNeck     = '2'
	spineNeckBack = '3' // cervicothoracic
	spineBack     = '4'
	spineBackLoin = '5' // thoracolumbar
	spineLoin     = '6'
	spineLoinSacr = '7' // lumbosacral
	spineSacrum   = '8'
)

// spineRows are codes that leave the part of the spine open, and the code that
// the digit of a part is added to.
var spineRows = []struct{ open, stem string }{
	{"M43.00", "M43.0"}, {"M43.10", "M43.1"}, {"M46.20", "M46.2"}, {"M46.30", "M46.3"}, {"M46.40", "M46.4"},
	{"M47.819", "M47.81"}, {"M47.9", "M47.81"}, {"M48.00", "M48.0"}, {"M48.50", "M48.5"}, {"M54.10", "M54.1"},
}

// discRows are the codes of disks, by part: displacement and degeneration. Those
// of the neck go by the level (M50.2, M50.3).
var discRows = map[byte][2]string{
	spineBack: {"M51.24", "M51.34"}, spineBackLoin: {"M51.25", "M51.35"}, spineLoin: {"M51.26", "M51.369"}, spineLoinSacr: {"M51.27", "M51.379"},
	spineAtlas: {"M50.20", "M50.30"}, spineNeck: {"M50.20", "M50.30"}, spineNeckBack: {"M50.23", "M50.33"},
}

// neckDiscs are the codes of disks of the neck by the upper vertebra.
var neckDiscs = map[int][2]string{
	2: {"M50.21", "M50.31"}, 3: {"M50.21", "M50.31"}, 4: {"M50.221", "M50.321"}, 5: {"M50.222", "M50.322"}, 6: {"M50.223", "M50.323"},
}

var (
	slippedWords = hashSet("herniation herniations herniated protrusion protrusions protruding bulge bulges bulging extrusion extrusions slipped displacement displaced hnp")
	spineWords   = map[uint32]byte{
		text.HashFold("cervical"): spineNeck, text.HashFold("thoracic"): spineBack, text.HashFold("lumbar"): spineLoin,
		text.HashFold("lumbosacral"): spineLoinSacr, text.HashFold("thoracolumbar"): spineBackLoin, text.HashFold("sacral"): spineSacrum,
	}
)

// vertebral gives a disease of the spine whose code leaves the part open that of
// the part that the words around name: "disc herniation at L4-5".
func (s *scratch) vertebral(c *coded) {
	if !s.x.is(c.code, codeSpine) {
		return
	}
	d := s.x.dict
	code := d.String(c.code)
	disc := code == "M51.9" || code == "M50.90" || code == "M50.20" || code == "M50.30"
	stem := ""
	for _, r := range spineRows {
		if r.open == code {
			stem = r.stem
		}
	}
	if !disc && stem == "" {
		return
	}
	part, upper := s.partOfSpine(c.m)
	if part == 0 {
		return
	}
	want := stem + string(rune(part))
	if disc {
		kind := 1
		for k := c.m.from; k <= c.m.to; k++ {
			if slippedWords[s.doc.Tokens[k].Hash] || code == "M50.20" {
				kind = 0
			}
		}
		row, ok := neckDiscs[upper]
		if !ok || part != spineNeck {
			row = discRows[part]
		}
		want = row[kind]
	}
	if want == "" {
		return
	}
	if k, _, ok := d.Lookup(want); ok {
		c.code = s.validCode(d.Complete(k))
	}
}

// partOfSpine returns the digit of the part of the spine that the levels or
// words nearest to the mention name, and the number of the upper vertebra; 0
// when there is none.
func (s *scratch) partOfSpine(m *match) (part byte, upper int) {
	const after, before = 6, 9
	first, last := s.sentenceStart(int(m.from)), s.sentenceEnd(int(m.from))
	for k := int(m.from); k <= int(m.to); k++ {
		if p, u := s.level(k); p != 0 {
			return p, u
		}
	}
	for n := 1; n <= before; n++ {
		if k := int(m.to) + n; n <= after && k < last {
			if p, u := s.level(k); p != 0 {
				return p, u
			}
		}
		if k := int(m.from) - n; k >= first {
			if p, u := s.level(k); p != 0 {
				return p, u
			}
		}
	}
	for k := first; k < last; k++ {
		if p := spineWords[s.doc.Tokens[k].Hash]; p != 0 {
			return p, 0
		}
	}
	const head = 25 // tokens of the head of a report
	image := false
	for k := 0; k < min(head, len(s.doc.Tokens)); k++ {
		h := s.doc.Tokens[k].Hash
		image = image || imageWords[h]
		if p := spineWords[h]; image && p != 0 {
			return p, 0
		}
	}
	return 0, 0
}

// level reads a level of the spine that begins at token k, "L4", "L4-5",
// "L5/S1", "L4 on L5", and returns its part and its upper vertebra.
func (s *scratch) level(k int) (part byte, upper int) {
	toks := s.doc.Tokens
	a, n, ok := s.vertebra(k)
	if !ok || k > 0 && toks[k-1].Len() == 1 && toks[k].Flags&text.SpaceBefore == 0 && s.isByte(k-1, '-') {
		return 0, 0
	}
	b, m := a, n
	if j := k + 2; j+1 < len(toks) && (s.isByte(j, '-') || s.isByte(j, '/') || toks[j].Hash == hashOn) {
		if x, y, ok := s.vertebra(j + 1); ok {
			b, m = x, y
		} else if v, ok := s.small(j + 1); ok && toks[j+1].Flags&text.SpaceBefore == 0 {
			m = v
		}
	}
	switch {
	case a == 'C' && b == 'C' && m <= 2:
		return spineAtlas, n
	case a == 'C' && b == 'C':
		return spineNeck, n
	case a == 'C':
		return spineNeckBack, n
	case a == 'T' && b == 'T':
		return spineBack, n
	case a == 'T':
		return spineBackLoin, n
	case a == 'L' && b == 'L':
		return spineLoin, n
	case a == 'L' || n == 1:
		return spineLoinSacr, n
	}
	return spineSacrum, n
}

var hashOn = text.HashFold("on")

// mostVertebrae is how many vertebrae a part has.
var mostVertebrae = map[byte]int{'C': 7, 'T': 12, 'L': 5, 'S': 5}

// vertebra reads "L4" at token k.
func (s *scratch) vertebra(k int) (part byte, n int, ok bool) {
	toks := s.doc.Tokens
	if k+1 >= len(toks) || toks[k].Len() != 1 || toks[k].Kind != text.Word || toks[k+1].Kind != text.Number || toks[k+1].Flags&text.SpaceBefore != 0 {
		return 0, 0, false
	}
	part = s.doc.Text[toks[k].Start]
	n, ok = s.small(k + 1)
	return part, n, ok && n > 0 && n <= mostVertebrae[part]
}
