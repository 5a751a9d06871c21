package extract

import (
	"slices"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// coordinate finds the mentions that share a word with one already chosen:
// "pain in the knee and hip" holds hip pain as well, "mitral and tricuspid
// regurgitation" mitral regurgitation. The matches chosen are those from base
// on; a new one has the span of the word of its own.
func (s *scratch) coordinate(base int) {
	for i := base; i < len(s.found); i++ {
		m := s.found[i]
		if m.n < 2 || m.entry.Flags != 0 || m.n > maxTerm-1 {
			continue
		}
		for x := range int(m.n) {
			if !s.x.sites.joined[s.words[m.pos[x]]] {
				continue
			}
			s.partners(&m, x, base, -1)
			s.partners(&m, x, base, +1)
		}
	}
}

// partners goes from word x of match m along the list that the word stands in,
// and adds a match for each member that makes a term of its own with the rest.
func (s *scratch) partners(m *match, x, base, dir int) {
	const members = 4
	at := int(m.pos[x])
	for range members {
		y := s.nextMember(at, dir)
		if y < 0 || slices.ContainsFunc(s.found[base:], func(f match) bool { return int(f.from) <= y && y <= int(f.to) }) {
			return
		}
		var words [maxTerm]icd10.Word
		for k := range int(m.n) {
			words[k] = s.words[m.pos[k]]
		}
		words[x] = s.words[y]
		e, ok := s.x.dict.Term(words[:m.n]...)
		if !ok || e.Flags != 0 || e.Code == m.entry.Code {
			return
		}
		n := match{entry: e, from: int32(y), to: int32(y), n: 1}
		n.pos[0] = int32(y)
		s.found = append(s.found, n)
		at = y
	}
}

// nextMember returns the next member of the list that token k is part of, in
// direction dir, or -1: "knee, hip and shoulder". Only articles, sides and
// qualifiers may stand between the members, and a comma or an "and" must.
func (s *scratch) nextMember(k, dir int) int {
	const far = 5
	joined := false
	for j := k + dir; j >= s.first && j < s.last && j != k+dir*far; j += dir {
		switch {
		case s.roles[j] == roleAnd || s.isByte(j, ','):
			joined = true
		case joined && s.words[j] != icd10.NoWord && s.x.sites.joined[s.words[j]]:
			return j
		case s.roles[j] == roleStop || s.x.classes.qualifier[s.doc.Tokens[j].Hash]:
		default:
			if _, ok := s.side(j); !ok {
				return -1
			}
		}
	}
	return -1
}
