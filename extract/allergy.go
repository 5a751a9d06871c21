package extract

import (
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
)

// allergenRows: the code of being allergic to a substance (tabular list, Z88 and
// Z91.0), by words for it.
var allergenRows = []struct{ code, words string }{
	{"Z88.0", "penicillin penicillins pcn amoxicillin ampicillin augmentin piperacillin zosyn amoxil"},
	{"Z88.1", `vancomycin cephalosporin cephalosporins azithromycin erythromycin doxycycline tetracycline fluoroquinolone fluoroquinolones quinolone
		quinolones ciprofloxacin cipro levofloxacin levaquin cephalexin keflex ceftriaxone rocephin cefazolin clindamycin macrolide macrolides
		antibiotic antibiotics nitrofurantoin macrobid metronidazole linezolid minocycline clarithromycin gentamicin`},
	{"Z88.2", "sulfa sulfas sulfonamide sulfonamides bactrim septra sulfamethoxazole"},
	{"Z88.4", "lidocaine novocaine anesthetic anesthetics bupivacaine propofol"},
	{"Z88.5", "codeine morphine opioid opioids narcotic narcotics hydrocodone oxycodone hydromorphone dilaudid percocet vicodin fentanyl tramadol demerol"},
	{"Z88.6", "aspirin asa nsaid nsaids ibuprofen naproxen acetaminophen tylenol ketorolac toradol motrin"},
	{"Z88.7", "vaccine vaccines"},
	{"Z91.010", "peanut peanuts"},
	{"Z91.011", "milk dairy"},
	{"Z91.012", "egg eggs"},
	{"Z91.013", "shellfish seafood shrimp fish crab lobster"},
	{"Z91.018", "nuts nut soy wheat sesame strawberries strawberry walnut walnuts cashew cashews almond almonds pecan pecans pistachio pistachios hazelnut hazelnuts food foods"},
	{"Z91.030", "bee bees"},
	{"Z91.038", "wasp wasps insect insects ants"},
	{"Z91.040", "latex"},
	{"Z91.041", "contrast dye iodine gadolinium"},
	{"Z91.048", "adhesive tape nickel adhesives"},
	{"J30.89", "dust mold mould dander mites"},
	{"J30.81", "cats cat dogs dog"},
	{"J30.1", "pollen ragweed grass trees"},
}

var allergens = func() map[uint32]string {
	m := make(map[uint32]string)
	for _, r := range allergenRows {
		for w := range strings.FieldsSeq(r.words) {
			m[text.HashFold(w)] = r.code
		}
	}
	return m
}()

// shockRows: anaphylaxis by the food that it is due to (tabular list, T78.0).
var shockRows = []struct{ code, words string }{
	{"T78.01", "peanut peanuts"},
	{"T78.02", "shellfish shrimp crab lobster crustaceans"},
	{"T78.03", "fish salmon tuna cod"},
	{"T78.04", "fruit fruits vegetable vegetables strawberry strawberries kiwi"},
	{"T78.05", "nut nuts walnut walnuts cashew cashews almond almonds pecan pecans pistachio pistachios hazelnut hazelnuts sesame seeds"},
	{"T78.07", "milk dairy"},
	{"T78.08", "egg eggs"},
	{"T78.09", "soy wheat"},
	{"T78.00", "food foods"},
}

var shocks = func() map[uint32]string {
	m := make(map[uint32]string)
	for _, r := range shockRows {
		for w := range strings.FieldsSeq(r.words) {
			m[text.HashFold(w)] = r.code
		}
	}
	return m
}()

// anaphylaxis gives one whose food is named after it the code for that:
// "anaphylaxis due to tree nuts", "to egg".
func (s *scratch) anaphylaxis(c *coded) {
	if !s.x.is(c.code, codeAnaphylaxis) {
		return
	}
	toks := s.doc.Tokens
	for k := int(c.m.to) + 1; k < len(toks) && k <= int(c.m.to)+4 && toks[k].Kind == text.Word; k++ {
		code, ok := shocks[toks[k].Hash]
		if !ok {
			continue
		}
		if x, _, ok := s.x.dict.Lookup(code); ok {
			c.code = x
		}
		return
	}
}

// otherDrug is the code of being allergic to a drug that no row names.
const otherDrug = "Z88.8"

var (
	hashTo       = text.HashFold("to")
	allergyWords = hashSet("allergy allergies allergic")
	articles     = hashSet("iv the his her all any drug drugs medication medications oral tree")
)

// allergic gives an allergy whose substance stands before it or after a "to" the
// code for being allergic to that: "latex allergy", "allergic to codeine".
func (s *scratch) allergic(c *coded) {
	if !s.x.is(c.code, codeAllergy) {
		return
	}
	for k := int(c.m.from); k <= int(c.m.to); k++ {
		if !allergyWords[s.doc.Tokens[k].Hash] {
			continue
		}
		code, at := s.allergyTo(k)
		if x, _, ok := s.x.dict.Lookup(code); ok {
			c.code = x
			c.span.Start = min(c.span.Start, int(s.doc.Tokens[at].Start))
		}
		return
	}
}

// allergyTo returns the code of what the word at token k says an allergy to, and
// the token that names it; "" when nothing is named.
func (s *scratch) allergyTo(k int) (code string, at int) {
	toks := s.doc.Tokens
	if k+2 < len(toks) && toks[k+1].Hash == hashTo {
		for at = k + 2; at+1 < len(toks) && articles[toks[at].Hash]; at++ {
			continue
		}
		return s.allergen(at), at
	}
	at = k - 1
	if at > 0 && s.isByte(at, '-') {
		at--
	}
	if at < 0 || toks[k].Flags&text.LineBefore != 0 {
		return "", 0
	}
	return s.allergen(at), at
}

// allergyMatch returns the match of a word of allergy at token k that no term
// covers, when what it is to is named beside it.
func (s *scratch) allergyMatch(k int) (match, bool) {
	if !allergyWords[s.doc.Tokens[k].Hash] {
		return match{}, false
	}
	code, at := s.allergyTo(k)
	c, _, ok := s.x.dict.Lookup(code)
	if !ok {
		return match{}, false
	}
	m := match{entry: &icd10.Entry{Code: c, Row: -1, Source: icd10.SourceOwn}, from: int32(min(k, at)), to: int32(max(k, at)), n: 1}
	m.pos[0] = int32(k)
	return m, true
}

// allergen returns the code of being allergic to what token k names, or "".
func (s *scratch) allergen(k int) string {
	t := s.doc.Tokens[k]
	if code := allergens[t.Hash]; code != "" {
		return code
	}
	if t.Kind == text.Word && t.Len() > 4 && lexicon.Of(t, s.doc.Text).Classes&lexicon.Drug != 0 {
		return otherDrug
	}
	return ""
}
