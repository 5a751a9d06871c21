package extract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// worseRows: the code of a disease's getting worse, by the prefix of the code of
// the disease: "COPD, no exacerbation".
var worseRows = []struct{ disease, worse string }{
	{"J44", "J44.1"}, {"J45.2", "J45.21"}, {"J45.3", "J45.31"}, {"J45.4", "J45.41"}, {"J45.5", "J45.51"}, {"J45", "J45.901"},
	{"I50", "I50.9"}, {"I25.5", "I50.9"}, {"I42", "I50.9"}, {"J84", "J84.9"}, {"K74", "K72.90"}, {"G35", "G35"}, {"G70.0", "G70.01"}, {"M10", "M10.9"}, {"K50", "K50.90"}, {"K51", "K51.90"},
}

// worseWords name the getting worse of a disease that stands before them.
var worseWords = hashSet("exacerbation exacerbations decompensation flare flares")

// fearedRows are words that, alone, are no diagnosis, but name what might come of
// an operation or an illness where that is told: "call for fever or drainage".
var fearedRows = []struct{ words, code string }{
	{"drainage", "T81.49"}, {"retention", "R33.9"}, {"impaction", "K56.41"}, {"rejection", "T86.11"}, {"incarceration strangulation", "K46.0"},
}

var feared = func() map[uint32]string {
	m := make(map[uint32]string)
	for _, r := range fearedRows {
		for w := range strings.FieldsSeq(r.words) {
			m[text.HashFold(w)] = r.code
		}
	}
	return m
}()

// fearedAt returns the match of the word of fearedRows at token k, when no
// mention covers it.
func (s *scratch) fearedAt(k, base int) (match, bool) {
	n, _ := slices.BinarySearchFunc(s.found[:base], int32(k), func(m match, at int32) int { return cmp.Compare(m.to, at) })
	if n < base && int(s.found[n].from) <= k {
		return match{}, false
	}
	c, _, ok := s.x.dict.Lookup(feared[s.doc.Tokens[k].Hash])
	if !ok {
		return match{}, false
	}
	m := match{entry: &icd10.Entry{Code: c, Row: -1, Source: icd10.SourceOwn}, from: int32(k), to: int32(k), n: 1, feared: true}
	m.pos[0] = int32(k)
	return m, true
}

// worse finds what is said, apart from the disease, of its getting worse:
// "CHF: no evidence of decompensation". It counts as a mention of its own only
// where it is denied, feared or in doubt: what did come is part of the disease.
func (s *scratch) worse() {
	base := len(s.found)
	for i := range s.doc.Sentences {
		sent := &s.doc.Sentences[i]
		for k := int(sent.FirstToken); k < int(sent.EndToken); k++ {
			h := s.doc.Tokens[k].Hash
			if s.x.classes.of(h)&isFeared == 0 {
				continue
			}
			if !worseWords[h] {
				if m, ok := s.fearedAt(k, base); ok {
					s.found = append(s.found, m)
				}
			} else if m, ok := s.worseAt(k, int(sent.FirstToken), base); ok {
				s.found = append(s.found, m)
			}
		}
	}
	if len(s.found) > base {
		slices.SortFunc(s.found, func(a, b match) int { return cmp.Compare(a.from, b.from) })
	}
}

// worseAt returns the match of the word at token k, when a disease that it may
// be said of stands before it in the sentence, and no mention covers it.
func (s *scratch) worseAt(k, first, base int) (match, bool) {
	const far = 15 // tokens
	n, _ := slices.BinarySearchFunc(s.found[:base], int32(k), func(m match, at int32) int { return cmp.Compare(m.from, at) })
	if n < base && int(s.found[n].from) == k || n == 0 {
		return match{}, false
	}
	before := &s.found[n-1]
	if int(before.to) >= k || int(before.from) < first || k-int(before.to) > far || before.entry.Flags != 0 || s.doc.Tokens[k].Kind != text.Word {
		return match{}, false
	}
	code := s.x.dict.String(before.entry.Code)
	for _, r := range worseRows {
		if !hasPrefix(code, r.disease) {
			continue
		}
		c, _, ok := s.x.dict.Lookup(r.worse)
		if !ok {
			return match{}, false
		}
		m := match{entry: &icd10.Entry{Code: c, Row: -1, Source: icd10.SourceOwn}, from: int32(k), to: int32(k), n: 1, worse: true}
		m.pos[0] = int32(k)
		return m, true
	}
	return match{}, false
}
