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

// saysType reports whether the mention itself has the type of diabetes.
func (s *scratch) saysType(c *coded) bool {
	words := strings.ToLower(c.span.Of(s.doc.Text))
	return strings.ContainsAny(words, "2") || strings.Contains(words, "ii") || strings.Contains(words, "niddm") || strings.Contains(words, "adult onset")
}
