package extract

import (
	"github.com/lethe-health/lethe/extract/internal/icd10"
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

// sequelRows: what a stroke left behind, by the code that it has by itself, and
// the code as its sequel by side: none told, right, left (tabular list, I69.3).
var sequelRows = []struct{ code, open, right, left string }{
	{"G81.9", "I69.359", "I69.351", "I69.354"},
	{"G83.2", "I69.339", "I69.331", "I69.334"},
	{"G83.1", "I69.349", "I69.341", "I69.344"},
	{"R29.810", "I69.392", "I69.392", "I69.392"},
	{"R47.01", "I69.320", "I69.320", "I69.320"},
	{"R47.1", "I69.322", "I69.322", "I69.322"},
	{"R47.81", "I69.328", "I69.328", "I69.328"},
	{"R13.1", "I69.391", "I69.391", "I69.391"},
	{"R27.0", "I69.393", "I69.393", "I69.393"},
}

var (
	leftBehind  = hashSet("residual residuals sequela sequelae persistent lingering leftover")
	strokeWords = hashSet("stroke cva strokes infarct infarction poststroke")
	hashPost    = text.HashFold("post")
)

// sequels gives a deficit that a stroke of earlier left behind its code as one:
// "stroke in 2019 with residual left hemiparesis", "post-stroke dysphagia"
// (Official Guidelines, section I.C.9.d).
func (s *scratch) sequels() {
	for i := range s.codes {
		c := &s.codes[i]
		if c.status != Present && c.status != Historical || !s.x.is(c.code, codeSequel) {
			continue
		}
		code := s.x.dict.String(c.code)
		for _, r := range sequelRows {
			if !hasPrefix(code, r.code) {
				continue
			}
			if !s.leftByStroke(c.m) {
				break
			}
			want := r.open
			switch s.sideOf(c.m) {
			case icd10.Right:
				want = r.right
			case icd10.Left:
				want = r.left
			}
			if k, _, ok := s.x.dict.Lookup(want); ok {
				c.code, c.status = s.validCode(k), Present
			}
			break
		}
	}
}

// leftByStroke reports whether the words around a mention say that a stroke left
// it behind.
func (s *scratch) leftByStroke(m *match) bool {
	const far, near = 25, 4 // tokens
	toks := s.doc.Tokens
	first, last := s.sentenceStart(int(m.from)), s.sentenceEnd(int(m.from))
	residual, stroke := false, false
	for k := max(first, int(m.from)-far); k < min(last, int(m.to)+near+4); k++ {
		h := toks[k].Hash
		residual = residual || leftBehind[h] && k >= int(m.from)-near-4 && k <= int(m.to)+1
		if !strokeWords[h] {
			continue
		}
		stroke = true
		if k < int(m.from) && k >= int(m.from)-near && k > 1 && (toks[k-1].Hash == hashPost || s.isByte(k-1, '-') && toks[k-2].Hash == hashPost) {
			return true
		}
		if k > int(m.to) && (fromWords[toks[k-1].Hash] || k > 1 && fromWords[toks[k-2].Hash] && oldStroke[toks[k-1].Hash]) {
			return oldStroke[toks[k-1].Hash] || residual
		}
	}
	return residual && stroke
}

var (
	fromWords = hashSet("from after since following to")
	oldStroke = hashSet("prior old previous remote past")
)
