package extract

import "strings"

// typeOfDiabetes codes what the note says of "diabetes", "DKA" or "diabetic
// neuropathy" without a type as type 1 when that is the only type that the
// note names. Without any, ICD-10-CM presumes type
// 2 (Official Guidelines, section I.C.4.a.2).
func (s *scratch) typeOfDiabetes() {
	kind := ""
	for i := range s.codes {
		c := &s.codes[i]
		if c.status != Present && c.status != Historical {
			continue
		}
		code := s.x.dict.String(c.code)
		switch {
		case strings.HasPrefix(code, "E11") && s.saysType(c):
			return // type 2 is named
		case strings.HasPrefix(code, "E10"):
			kind = code[:3]
		}
	}
	if kind == "" {
		return
	}
	for i := range s.codes {
		c := &s.codes[i]
		code := s.x.dict.String(c.code)
		if c.status == Family || !strings.HasPrefix(code, "E11") {
			continue
		}
		if k, _, ok := s.x.dict.Lookup(kind + code[3:]); ok {
			c.code = s.validCode(k)
		}
	}
}

// leftByDiabetes: complications by the code that they have by themselves, and the
// digits that they add to the category of diabetes (index under "Diabetes, with").
var leftByDiabetes = []struct{ code, digits string }{
	{"G62.9", ".40"}, {"H35.00", ".319"}, {"N28.9", ".21"}, {"N05.9", ".21"}, {"K31.84", ".43"}, {"I73.9", ".51"}, {"N18.9", ".22"},
}

var linkWords = hashSet("c/b with w/ complicated causing")

// complicated gives what a note says diabetes to have brought about, "T2DM c/b
// neuropathy and retinopathy", the code of diabetes with it.
func (s *scratch) complicated() {
	const far = 14 // tokens
	for i := 1; i < len(s.codes); i++ {
		c := &s.codes[i]
		if c.status != Present || !s.x.is(c.code, codeByDiabetes) {
			continue
		}
		for k := i - 1; k >= 0 && int(c.m.from-s.codes[k].m.to) <= far; k-- {
			d := s.x.dict.String(s.codes[k].code)
			if s.codes[k].status != Present || !hasPrefix(d, "E10 E11 E13") {
				continue
			}
			if int(s.codes[k].m.from) < s.sentenceStart(int(c.m.from)) {
				break
			}
			if !s.linked(int(s.codes[k].m.to) + 1) {
				continue // another complication of the same list
			}
			for _, r := range leftByDiabetes {
				if r.code != s.x.dict.String(c.code) {
					continue
				}
				if x, _, ok := s.x.dict.Lookup(d[:3] + r.digits); ok {
					c.code = s.validCode(x)
				}
			}
			break
		}
	}
}

// linked reports whether token k opens a link to a complication: "c/b",
// "complicated by", "with".
func (s *scratch) linked(k int) bool {
	toks := s.doc.Tokens
	if k >= len(toks) {
		return false
	}
	if linkWords[toks[k].Hash] {
		return true
	}
	return k+2 < len(toks) && s.isByte(k+1, '/') && (s.isByte(k, 'c') && s.isByte(k+2, 'b')) || k+1 < len(toks) && s.isByte(k, 'w') && s.isByte(k+1, '/')
}

// saysType reports whether the mention itself has the type of diabetes.
func (s *scratch) saysType(c *coded) bool {
	words := strings.ToLower(c.span.Of(s.doc.Text))
	return strings.ContainsAny(words, "2") || strings.Contains(words, "ii") || strings.Contains(words, "niddm") || strings.Contains(words, "adult onset")
}
