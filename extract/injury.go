package extract

import (
	"github.com/lethe-health/lethe/internal/assertion"
)

// awakeWords speak of consciousness.
var awakeWords = hashSet("loc consciousness conscious")

// consciousness gives an injury of the brain the sixth character that the note
// supports: consciousness lost for a time that is not told (9), kept (0), or,
// where the note says nothing, not known (A; tabular list, S06).
func (s *scratch) consciousness(c *coded) {
	if !s.x.is(c.code, codeBrain) {
		return
	}
	code := s.x.dict.String(c.code)
	if len(code) != 7 || code[6] != '0' && code[6] != '9' {
		return
	}
	for k := c.m.from; k <= c.m.to; k++ {
		if awakeWords[s.doc.Tokens[k].Hash] {
			return
		}
	}
	if s.awake == 0 {
		s.awake = s.wasAwake()
	}
	if k, _, ok := s.x.dict.Lookup(code[:6] + string(rune(s.awake))); ok {
		c.code = s.validCode(k)
	}
}

// wasAwake returns the sixth character of S06 that the note as a whole supports.
func (s *scratch) wasAwake() byte {
	for i := range s.found {
		m := &s.found[i]
		if m.entry.Flags != 0 || s.x.dict.String(m.entry.Code) != "R55" {
			continue
		}
		for k := m.from; k <= m.to; k++ {
			if !awakeWords[s.doc.Tokens[k].Hash] {
				continue
			}
			switch s.assert(m).Status {
			case assertion.Present:
				return '9'
			case assertion.Negated:
				return '0'
			}
		}
	}
	return 'A'
}
