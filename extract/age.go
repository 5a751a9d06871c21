package extract

import (
	"github.com/lethe-health/lethe/internal/text"
)

// ageRows: codes that go by the patient's age. The tabular list keeps failure to
// thrive of children and of adults apart, and codes what befalls the newborn in
// chapter XVI (Official Guidelines, section I.C.16).
var ageRows = []struct {
	from, to string
	min, max int // years; -1 for the first 28 days of life
}{
	{"R62.51", "R62.7", 18, 200},
	{"R62.7", "R62.51", -1, 17},
	{"R17", "P59.9", -1, -1},
	{"A41.9", "P36.9", -1, -1},
	{"R50.9", "P81.9", -1, -1},
	{"R06.82", "P22.1", -1, -1},
	{"R06.81", "P28.40", -1, -1},
	{"R56.9", "P90", -1, -1},
	{"E16.2", "P70.4", -1, -1},
	{"R06.03", "P22.9", -1, -1},
	{"R63.30", "P92.9", -1, -1},
}

var (
	yearWords    = hashSet("year years yr yrs y yo y/o f m male female man woman")
	newbornWords = hashSet("newborn neonate neonatal dol")
	dayWords     = hashSet("day days")
	monthWords   = hashSet("month months mo week weeks wk")
	yearOnly     = hashSet("yo male female man woman")
	sexWords     = hashSet("m f male female boy girl infant")
	oldWords     = hashSet("old o yo aged")
)

// ages recodes what goes by the patient's age, when the note tells it.
func (s *scratch) ages() {
	age, known := 0, false
	for i := range s.codes {
		c := &s.codes[i]
		if !s.x.is(c.code, codeAge) {
			continue
		}
		code := s.x.dict.String(c.code)
		for _, r := range ageRows {
			if r.from != code || c.status == Family {
				continue
			}
			if !known {
				age, known = s.ageOf(), true
			}
			if age == unknownAge || age < r.min || age > r.max {
				continue
			}
			if k, _, ok := s.x.dict.Lookup(r.to); ok {
				c.code = s.validCode(s.x.dict.Complete(k))
				break
			}
		}
	}
}

var hashAs = text.HashFold("as")

const unknownAge = -2

// ageOf returns the patient's age in years as the beginning of the note tells it,
// -1 for a newborn, unknownAge when it does not.
func (s *scratch) ageOf() int {
	const head = 120 // tokens
	toks := s.doc.Tokens
	newborn := false
	for k := 0; k+1 < min(len(toks), head); k++ {
		newborn = newborn || newbornWords[toks[k].Hash] && (k == 0 || toks[k-1].Hash != hashAs && (k == 1 || toks[k-2].Hash != hashAs))
		if toks[k].Kind != text.Number || toks[k].Len() > 2 {
			continue
		}
		n, ok := s.small(k)
		if !ok {
			continue
		}
		u := k + 1
		if s.isByte(u, '-') && u+1 < len(toks) {
			u++
		}
		old := u+1 < len(toks) && (oldWords[toks[u+1].Hash] || s.isByte(u+1, '-') || s.isByte(u+1, '/'))
		switch {
		case dayWords[toks[u].Hash] && old && n <= 28:
			return -1
		case monthWords[toks[u].Hash] && (old || u+1 < len(toks) && sexWords[toks[u+1].Hash]):
			return 0
		case yearWords[toks[u].Hash] && (old || yearOnly[toks[u].Hash] || toks[u].Flags&text.SpaceBefore == 0):
			return n
		}
	}
	if newborn {
		return -1
	}
	return unknownAge
}
