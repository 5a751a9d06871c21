package extract

import (
	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// pressureRows: the code of a pressure ulcer by its site, without the stage that
// comes last: for no side told, right and left (tabular list, L89).
var pressureRows = []struct{ words, open, right, left string }{
	{"sacrum sacral coccyx coccygeal tailbone sacrococcygeal", "L89.15", "L89.15", "L89.15"},
	{"heel heels", "L89.60", "L89.61", "L89.62"},
	{"hip hips trochanter trochanteric", "L89.20", "L89.21", "L89.22"},
	{"buttock buttocks ischial ischium gluteal", "L89.30", "L89.31", "L89.32"},
	{"elbow elbows", "L89.00", "L89.01", "L89.02"},
	{"ankle ankles malleolus malleolar", "L89.50", "L89.51", "L89.52"},
	{"head occiput occipital ear scalp", "L89.81", "L89.81", "L89.81"},
	{"back spine", "L89.10", "L89.11", "L89.12"},
}

type pressureRow struct {
	words             map[uint32]bool
	open, right, left string
}

var (
	pressureSites = func() (rs []pressureRow) {
		for _, r := range pressureRows {
			rs = append(rs, pressureRow{hashSet(r.words), r.open, r.right, r.left})
		}
		return rs
	}()
	stageWords = map[uint32]byte{
		text.HashFold("i"): '1', text.HashFold("ii"): '2', text.HashFold("iii"): '3', text.HashFold("iv"): '4',
		text.HashFold("1"): '1', text.HashFold("2"): '2', text.HashFold("3"): '3', text.HashFold("4"): '4',
	}
	stagings        = hashSet("stage stg st grade")
	hashUnstageable = text.HashFold("unstageable")
	deepWords       = hashSet("dti sdti dtpi")
)

// stages of L89 that have no number: not to be told, deep tissue, not told.
const (
	unstageable = '0'
	deepTissue  = '6'
	unstaged    = '9'
)

// pressure gives a pressure ulcer the code of the site and stage that stand in or
// beside its mention: "stage 3 pressure injury of the left heel".
func (s *scratch) pressure(c *coded, side icd10.Side) {
	if !s.x.is(c.code, codePressure) {
		return
	}
	const near = 5
	first, last := s.sentenceStart(int(c.m.from)), s.sentenceEnd(int(c.m.from))
	first, last = max(first, int(c.m.from)-near), min(last, int(c.m.to)+near+1)
	stem, stage := "", byte(0)
	for k := first; k < last; k++ {
		t := &s.doc.Tokens[k]
		for i := range pressureSites {
			if r := &pressureSites[i]; stem == "" && r.words[t.Hash] {
				switch side {
				case icd10.Right:
					stem = r.right
				case icd10.Left:
					stem = r.left
				default:
					stem = r.open
				}
			}
		}
		switch {
		case t.Hash == hashUnstageable:
			stage = unstageable
		case deepWords[t.Hash]:
			stage = deepTissue
		case stagings[t.Hash] && k+1 < last && stageWords[s.doc.Tokens[k+1].Hash] != 0:
			stage = stageWords[s.doc.Tokens[k+1].Hash]
		}
	}
	code := s.x.dict.String(c.code)
	if stem == "" {
		if len(code) > 6 || stage == 0 {
			return // of a site already, or nothing told
		}
		stem = "L89.9"
	}
	want := stem
	switch {
	case stage == 0 && stem == "L89.9":
		want += "0"
	case stage == 0:
		want += string(rune(unstaged))
	case stage == unstageable && stem == "L89.9":
		want += "5"
	default:
		want += string(rune(stage))
	}
	if k, _, ok := s.x.dict.Lookup(want); ok {
		c.code, c.sideKnown = k, side == icd10.Right || side == icd10.Left
	}
}
