package extract

import (
	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// settingRows: what a finding that names no organ is in the note of a patient
// whose other diagnoses are of one kind: bleeding in the note of a stroke is in
// the head, air in the chest of the injured is traumatic. least is how many of
// those others there must be; says are words of which one must stand in the
// mention, none for any.
var settingRows = []struct {
	others string // prefixes of codes
	least  int
	from   string // the code itself
	says   string
	near   string // words that do for the others when one stands in the sentence
	to     string // "" see brokenVertebra
}{
	{"I60 I61 I62 I63 G45 G81 R47 R29.81 H53.46 R41.4 S06 I67 I65 I66 R29.7 R56.9 G40 G93 I62 R41.0 R41.82", 3, "R58", "hemorrhage bleed bleeding hemorrhages", "head brain cth ncct cranial intracranial", "I62.9"},
	{"I60 I61 I62 I63 G45 G81 R47 R29.81 H53.46 R41.4 I65 I66", 3, "I71.00", "", "", "I77.71"},
	{"S", 3, "J94.2", "", "", "S27.1"},
	{"S", 3, "J93.9", "", "", "S27.0"},
	{"S", 3, "I60.9", "", "", "S06.6X"},
	{"I20 I21 I24 I25 R07 R94.3", 1, "I99.8", "ischemia", "", "I25.9"},
	{"C50 N63 D24 N60 N64 D05", 2, "R22.9", "lump lumps", "", "N63.0"},
	{"S", 2, "M48.54", "", "", ""},
	{"S", 2, "M48.56", "", "", ""},
}

type settingRow struct {
	says, near map[uint32]bool
}

var settings = func() (rs []settingRow) {
	for _, r := range settingRows {
		rs = append(rs, settingRow{hashSet(r.says), hashSet(r.near)})
	}
	return rs
}()

// setting recodes what settingRows names. What might come, and what is of a
// relative, stays as it is said.
func (s *scratch) setting() {
	d := s.x.dict
	any := false
	for k := range s.codes {
		any = any || s.x.is(s.codes[k].code, codeSetting)
	}
	if !any {
		return
	}
	for i, r := range settingRows {
		n := -1 // not counted yet
		for k := range s.codes {
			c := &s.codes[k]
			if c.code == icd10.None || d.String(c.code) != r.from || c.status == Family || c.status == Hypothetical || c.status == Historical || !s.saysOneOf(c.m, settings[i].says) {
				continue
			}
			if n < 0 {
				n = s.present(r.others)
			}
			if n < r.least && !s.inSentence(c.m, settings[i].near) {
				continue
			}
			want := r.to
			if want == "" {
				want = s.brokenVertebra(c.m)
			}
			if to, _, ok := d.Lookup(want); ok {
				c.code = s.validCode(d.Complete(to))
				c.status = s.status(c)
				c.seventh = s.seventh(c.code, c.m, s.sideOf(c.m))
			}
		}
	}
}

// brokenVertebra returns the code of the compression fracture of an injured
// vertebra: "S32.010" is L1's, "S22.080" that of T11 and T12.
func (s *scratch) brokenVertebra(m *match) string {
	for k := max(s.sentenceStart(int(m.from)), int(m.from)-3); k < min(s.sentenceEnd(int(m.from)), int(m.to)+4); k++ {
		part, n, ok := s.vertebra(k)
		switch {
		case ok && part == 'L':
			return "S32.0" + string(rune('0'+n)) + "0"
		case ok && part == 'T' && n <= 4:
			return "S22.0" + string(rune('0'+n)) + "0"
		case ok && part == 'T':
			return "S22.0" + string(rune('0'+4+(n-3)/2)) + "0"
		}
	}
	return ""
}

// inSentence reports whether one of the words stands in the sentence of a mention.
func (s *scratch) inSentence(m *match, words map[uint32]bool) bool {
	if len(words) == 0 {
		return false
	}
	for k := s.sentenceStart(int(m.from)); k < s.sentenceEnd(int(m.from)); k++ {
		if words[s.doc.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

// present counts the mentions of what the patient has whose code has one of the
// prefixes.
func (s *scratch) present(prefixes string) int {
	n := 0
	for i := range s.codes {
		c := &s.codes[i]
		if (c.status == Present || c.status == Uncertain) && hasPrefix(s.x.dict.String(c.code), prefixes) {
			n++
		}
	}
	return n
}

// saysOneOf reports whether one of the words stands in the mention.
func (s *scratch) saysOneOf(m *match, words map[uint32]bool) bool {
	if len(words) == 0 {
		return true
	}
	for k := m.from; k <= m.to; k++ {
		if words[s.doc.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

// manyRows are codes of one, and of more than one: "4th to 6th rib fractures".
var manyRows = [][2]string{{"S22.31", "S22.41"}, {"S22.32", "S22.42"}, {"S22.39", "S22.49"}}

// many gives a mention in the plural the code of more than one.
func (s *scratch) many(c *coded) {
	if !s.x.is(c.code, codeRib) {
		return
	}
	code := s.x.dict.String(c.code)
	for _, r := range manyRows {
		if r[0] != code {
			continue
		}
		for k := c.m.from; k <= c.m.to; k++ {
			t := s.doc.Tokens[k]
			if w := t.Of(s.doc.Text); t.Kind == text.Word && t.Len() > 3 && w[len(w)-1]|0x20 == 's' {
				if x, _, ok := s.x.dict.Lookup(r[1]); ok {
					c.code = x
				}
				return
			}
		}
	}
}
