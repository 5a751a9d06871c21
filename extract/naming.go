package extract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
)

// followerRows: words that, right after the name of a disease, make it a part of
// the name of something else.
var followerRows = []struct{ what, words string }{
	{"a place or a people of care", `clinic clinics center centers centre centres institute pavilion hospital foundation society association department dept
		division ward team teams service services program programme specialist specialists consultants associates hotline network registry nurse
		coordinator physician physicians surgeon attending fellow`},
	{"what is given against it", `vaccine vaccines vaccination vaccinations immunization immunizations immunisation shot shots booster boosters immunoglobulin antitoxin
		medicine medicines medication medications meds drops lozenge lozenges syrup cream diet diets`},
	{"an operation", `surgery surgeries release repair repairs reconstruction resection excision removal fixation debridement clipping coiling ligation
		embolization banding extraction repaired-with herniorrhaphy fusion decompression`},
	{"a test or a plan", `eval evaluation evals screening panel profile workup work-up protocol precautions prophylaxis ppx pathway bundle conference pack detection titer titers antibodies serologies igg scale questionnaire
		inventory screener index pandemic awareness education pamphlet handout brochure counselor counseling journal log diary`},
}

// placeRows are words that name a place of care, in whose name a disease may
// stand: "Center for Eating Disorders".
const placeRows = `center centre institute department division society association foundation school college board journal office bureau academy house`

// titleWords stand before a person's name.
const titleWords = `dr doctor drs mr mrs ms miss prof professor nurse attending pcp sgt officer capt rev sister-in-law`

// degreeWords stand after one.
const degreeWords = `md do rn np pa phd lpn cna dpm dds dmd od lcsw lmsw rd crna aprn arnp fnp msw psyd pharmd mbbs frcs facs jr sr esq ccc slp otr cgc lcgc rt`

var (
	followers = func() map[uint32]bool {
		m := make(map[uint32]bool)
		for _, r := range followerRows {
			for w := range strings.FieldsSeq(r.words) {
				m[text.HashFold(w)] = true
			}
		}
		return m
	}()
	places, titles, degrees = hashSet(placeRows), hashSet(titleWords), hashSet(degreeWords)
	forOf                   = hashSet("for of on")
	hashOD                  = text.HashFold("od")
)

// named reports whether a match is part of the name of something else: a
// clinic, a vaccine, an operation, a person, an identifier.
func (s *scratch) named(m *match) bool {
	return s.followed(m) || s.placed(m) || s.person(m) || s.identifier(m) || s.ordered(m) || s.immunizing(m)
}

// followed reports whether a word of followerRows comes next, or, where names
// are written with capitals, one or two words further on.
func (s *scratch) followed(m *match) bool {
	const reach = 3
	toks := s.doc.Tokens
	capital := toks[m.to].Case == text.Title
	for k := int(m.to) + 1; k < len(toks) && k <= int(m.to)+reach; k++ {
		t := &toks[k]
		if t.Flags&text.LineBefore != 0 {
			return false
		}
		if followers[t.Hash] {
			if s.heldBy(k + 1) {
				return false
			}
			return k == int(m.to)+1 || t.Case == text.Title
		}
		if !capital || t.Case != text.Title && !s.isByte(k, '&') && t.Hash != s.x.classes.joins {
			return false
		}
	}
	return false
}

// heldWords say of what went before that it keeps the disease in check.
var heldWords = hashSet("controlled managed treated")

// heldBy reports whether token k, or the one after a hyphen there, is one of
// heldWords: "diabetes, diet-controlled" names the disease, not a diet.
func (s *scratch) heldBy(k int) bool {
	toks := s.doc.Tokens
	if k < len(toks) && s.isByte(k, '-') {
		k++
	}
	return k < len(toks) && heldWords[toks[k].Hash]
}

// testWords follow the name of an infection where a test for it is spoken of;
// resultWords say how it came out.
var (
	testWords   = hashSet("ab ag rna dna pcr igg igm antibody antibodies antigen serology serologies test tests testing titer culture swab rapid screen naat viral")
	resultWords = hashSet("positive pos + reactive detected negative neg nonreactive non immune undetectable none - nonimmune equivocal indeterminate not elevated")
)

// ordered reports whether the match is an infection of which no more is told
// than that it was, or is to be, tested for: "HIV Ag/Ab drawn".
func (s *scratch) ordered(m *match) bool {
	const near = 8
	toks := s.doc.Tokens
	k := int(m.to) + 1
	if k >= len(toks) || toks[k].Flags&text.LineBefore != 0 || !testWords[toks[k].Hash] {
		return false
	}
	if c := s.x.dict.String(m.entry.Code); c[0] != 'A' && c[0] != 'B' && c[0] != 'J' && c[:3] != "U07" {
		return false
	}
	for ; k < len(toks) && k <= int(m.to)+near && (toks[k].Flags&text.LineBefore == 0); k++ {
		if resultWords[toks[k].Hash] || s.isByte(k, '+') || s.isByte(k, '-') {
			return false
		}
	}
	for k = int(m.from) - 1; k >= 0 && k >= int(m.from)-4; k-- {
		if resultWords[toks[k].Hash] && !s.isByte(k, '-') {
			return false
		}
	}
	return true
}

// immunizingWords head what was given against diseases.
var immunizingWords = hashSet("immunization immunizations immunisations vaccine vaccines vaccination vaccinations imm imms shots")

// immunizing reports whether the match stands in a list of immunizations.
func (s *scratch) immunizing(m *match) bool {
	at := int(s.doc.Tokens[m.from].Start)
	if i := s.doc.SentenceAt(at); i >= 0 {
		sent := &s.doc.Sentences[i]
		for k := int(sent.FirstToken); k < int(m.from) && s.doc.Tokens[k].Start < sent.KeyEnd; k++ {
			if immunizingWords[s.doc.Tokens[k].Hash] {
				return true
			}
		}
	}
	i := s.doc.SectionAt(at)
	if i < 0 {
		return false
	}
	h := s.doc.Sections[i].Heading
	k, _ := slices.BinarySearchFunc(s.doc.Tokens, int32(h.Start), func(t text.Token, at int32) int { return cmp.Compare(t.Start, at) })
	for ; k < len(s.doc.Tokens) && int(s.doc.Tokens[k].Start) < h.End; k++ {
		if immunizingWords[s.doc.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

// placed reports whether the match is what a place is for: "Institute of
// Arthritis".
func (s *scratch) placed(m *match) bool {
	toks := s.doc.Tokens
	if toks[m.from].Case != text.Title || m.from < 2 {
		return false
	}
	for k := int(m.from) - 1; k >= 1 && k >= int(m.from)-3; k-- {
		if forOf[toks[k].Hash] {
			return places[toks[k-1].Hash] && toks[k-1].Case == text.Title
		}
		if toks[k].Case != text.Title {
			return false
		}
	}
	return false
}

// person reports whether a single capitalised word is a person's name: "Dr.
// Rash", "Luis Crohn, MD".
func (s *scratch) person(m *match) bool {
	toks := s.doc.Tokens
	k := int(m.from)
	if m.from != m.to || toks[k].Case == text.Lower {
		return false
	}
	j := k - 1
	if j > 0 && s.isByte(j, '.') && toks[k].Flags&text.LineBefore == 0 {
		j--
	}
	if j >= 0 && titles[toks[j].Hash] && toks[k].Flags&text.LineBefore == 0 && (j < k-1 || toks[j].Case != text.Lower || toks[j].Len() > 3) {
		return true
	}
	if k+1 >= len(toks) {
		return false
	}
	next := k + 1
	if s.isByte(next, ',') {
		next++
	} else if toks[k].Case == text.Upper && toks[k].Len() > 3 || next < len(toks) && toks[next].Hash == hashOD {
		return false // "Amblyopia OD" is of the right eye
	}
	return next < len(toks) && degrees[toks[next].Hash] && toks[next].Case == text.Upper && toks[next].Flags&text.LineBefore == 0
}

// identifier reports whether the letters of a short form are part of a number:
// "RA-5520931", "c.68_69del", "TB1".
func (s *scratch) identifier(m *match) bool {
	toks := s.doc.Tokens
	if m.from != m.to && int(m.to-m.from) > 1 || toks[m.from].Len() > 5 {
		return false
	}
	if k := int(m.from) - 1; k >= 0 && toks[m.from].Flags&(text.SpaceBefore|text.LineBefore) == 0 {
		b := s.doc.Text[toks[k].End-1]
		if b == '_' || b == '^' || b == '~' || toks[k].Kind == text.Number && toks[m.from].Case == text.Lower && toks[k].Len() > 1 {
			return true
		}
	}
	k := int(m.to) + 1
	if k >= len(toks) || toks[k].Flags&(text.SpaceBefore|text.LineBefore) != 0 {
		return false
	}
	switch {
	case toks[k].Kind == text.Number:
		return toks[m.to].Kind == text.Word && toks[m.to].Case == text.Upper
	case toks[k].Kind == text.Word:
		return toks[m.to].Kind == text.Number && toks[k].Case == text.Single
	}
	b := s.doc.Text[toks[k].Start]
	if b == '_' || b == '^' || b == '~' {
		return true
	}
	return b == '-' && k+1 < len(toks) && toks[k+1].Kind == text.Number && toks[k+1].Flags&text.SpaceBefore == 0 && toks[k+1].Len() > 2
}
