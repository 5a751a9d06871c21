package extract

import (
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// anaphorRows are words that, alone, take up what was said before in more
// words, and the codes that they have by themselves.
var anaphorRows = []struct{ words, codes string }{
	{"pain", "R52"},
	{"anemia", "D64.9"},
	{"cancer tumor neoplasm mass malignancy carcinoma lymphoma melanoma", "C80.1 D49.9 R22 C85.90"},
	{"fracture", "T14.8"},
	{"arthritis osteoarthritis", "M19.90"},
	{"pneumonia", "J18.9"},
	{"cirrhosis", "K74.60"},
	{"depression", "F32.A"},
	{"stroke", "I63.9"},
	{"thrombosis embolism", "I82 I74"},
	{"infection", "B99.9"},
	{"ulcer", "L98.499"},
	{"hepatitis", "K75.9"},
	{"colitis", "K52.9"},
	{"aneurysm", "I72.9"},
	{"hernia", "K46.9"},
	{"effusion", "M25.40"},
	{"wound laceration injury contusion", "T14"},
	{"neuropathy", "G62.9"},
	{"diabetes", "E11.9"},
	{"leukemia", "C95.90"},
	{"seizure", "R56.9"},
	{"bleeding hemorrhage", "R58"},
	{"swelling", "R60.9"},
}

// newAnaphors compiles anaphorRows.
func newAnaphors(d *icd10.Dict) map[icd10.Word]string {
	m := make(map[icd10.Word]string)
	for _, r := range anaphorRows {
		for w := range strings.FieldsSeq(r.words) {
			if x, _, ok := d.Word(text.HashFold(w)); ok {
				m[x] = r.codes
			}
		}
	}
	return m
}

// said is a word of an earlier mention that later ones may take up.
type said struct {
	word icd10.Word
	code int32 // index into codes
}

// anaphora gives a mention that says less than one before it the code of that
// one, where both are of what the patient has: after "iron deficiency anemia",
// "the anemia" is that; after "right shoulder pain", "her pain" is that. A word
// that was said of more than one thing takes up none.
func (s *scratch) anaphora() {
	s.said = s.said[:0]
	for i := range s.codes {
		c := &s.codes[i]
		w := s.words[c.m.pos[0]]
		if c.status != Present {
			continue
		}
		if c.m.n > 1 || c.m.site > 0 {
			s.note(c, i)
			continue
		}
		own, ok := s.x.anaphors[w]
		if !ok || !hasPrefix(s.x.dict.String(c.code), own) || s.elsewhere(c.m) {
			continue
		}
		if o := s.lastSaid(w); o != nil {
			c.code, c.seventh, c.sideKnown = o.code, o.seventh, o.sideKnown
		}
	}
}

// limbForms stand for a limb and its side.
var limbForms = hashSet("rue lue rle lle bue ble abdominal epigastric pelvic rectal facial neck leg arm")

// placeWords open where something is: "pain in the tailbone".
var placeWords = hashSet("in over around across along behind under")

// timeWords follow placeWords where a time is told, or a way of moving.
var timeWords = hashSet("morning mornings evening night past last general addition spite this that particular rest activity movement time days weeks months years")

// elsewhere reports whether the words around a mention of one word place it
// somewhere of its own: "RUE pain", "pain in the tailbone".
func (s *scratch) elsewhere(m *match) bool {
	toks := s.doc.Tokens
	if k := int(m.from) - 1; k >= 0 && toks[m.from].Flags&text.LineBefore == 0 && limbForms[toks[k].Hash] {
		return true
	}
	k := int(m.to) + 1
	if k+1 >= len(toks) || !placeWords[toks[k].Hash] {
		return false
	}
	for n := k + 1; n < len(toks) && n <= k+3; n++ {
		if timeWords[toks[n].Hash] || toks[n].Kind == text.Number {
			return false
		}
		if w := s.words[n]; w != icd10.NoWord && s.x.sites.joint[w] {
			return false // the site is looked for by resolve
		}
	}
	return true
}

// note remembers the words of a mention that later ones may take up.
func (s *scratch) note(c *coded, i int) {
	for _, p := range c.m.pos[:c.m.n] {
		w := s.words[p]
		own, ok := s.x.anaphors[w]
		if !ok || hasPrefix(s.x.dict.String(c.code), own) {
			continue
		}
		for k := range s.said {
			if s.said[k].word != w {
				continue
			}
			if o := s.said[k].code; o >= 0 && s.codes[o].code != c.code {
				s.said[k].code = -1 // of two things: of neither
			}
			return
		}
		s.said = append(s.said, said{w, int32(i)})
	}
}

// lastSaid returns the one mention that the word was part of.
func (s *scratch) lastSaid(w icd10.Word) *coded {
	for k := range s.said {
		if s.said[k].word == w && s.said[k].code >= 0 {
			return &s.codes[s.said[k].code]
		}
	}
	return nil
}
