package extract

import (
	"cmp"
	"slices"

	"github.com/lethe-health/lethe/internal/text"
)

// define reads the note's own short forms, "rheumatoid arthritis (RA)", and
// finds them in the rest of the note: what the note defines needs no guessing.
func (s *scratch) define() {
	if len(s.found) == 0 {
		return
	}
	s.shorts = s.shorts[:0]
	toks := s.doc.Tokens
	for i := range s.found {
		m := &s.found[i]
		k := int(m.to) + 1
		if m.n < 2 && toks[m.from].Len() < 8 || k+1 >= len(toks) || !s.isByte(k, '(') {
			continue
		}
		end := k + 1
		for end < len(toks) && end < k+5 && !s.isByte(end, ')') {
			end++
		}
		if end >= len(toks) || !s.isByte(end, ')') || !s.shortForm(k+1, end) || !s.initialOf(k+1, m) {
			continue
		}
		s.shorts = append(s.shorts, short{first: k + 1, n: end - k - 1, match: i})
	}
	if len(s.shorts) == 0 {
		return
	}
	byWord := make(map[uint32][]short) // by the hash of the first token, each form once
	for _, sh := range s.shorts {
		h := toks[sh.first].Hash
		if !slices.ContainsFunc(byWord[h], func(o short) bool { return s.sameForm(sh.first, o) }) {
			byWord[h] = append(byWord[h], sh)
		}
	}
	base := len(s.found)
	for k := 0; k < len(toks); k++ {
		for _, sh := range byWord[toks[k].Hash] {
			if !s.sameForm(k, sh) {
				continue
			}
			m := s.found[sh.match]
			m.from, m.to, m.n, m.holes = int32(k), int32(k+sh.n-1), 1, 0
			m.pos[0] = int32(k)
			s.found = append(s.found, m)
			k += sh.n - 1
			break
		}
	}
	s.mergeDefined(base)
}

// short is a short form defined in the note.
type short struct {
	first, n int // its tokens
	match    int // what it stands for, in found
}

// shortForm reports whether tokens [from, to) look like one: short, with a
// capital.
func (s *scratch) shortForm(from, to int) bool {
	n, capital := 0, false
	for k := from; k < to; k++ {
		t := s.doc.Tokens[k]
		n += t.Len()
		capital = capital || t.Case == text.Upper || t.Case == text.Mixed || t.Case == text.Single
		if k > from && t.Flags&text.SpaceBefore != 0 {
			return false
		}
	}
	return capital && n >= 2 && n <= 10
}

// initialOf reports whether the short form is made of the mention: it begins as
// one of its words does, or one right before it, and all its letters stand in
// the mention in that order.
func (s *scratch) initialOf(k int, m *match) bool {
	toks := s.doc.Tokens
	form := toks[k].Of(s.doc.Text)
	for j := max(int(m.from)-2, 0); j <= int(m.to); j++ {
		if s.x.classes.of(toks[j].Hash)&isStop != 0 || toks[j].Kind == text.Punct || s.doc.Text[toks[j].Start]|0x20 != form[0]|0x20 {
			continue
		}
		if inOrder(form, s.doc.Text[toks[j].Start:toks[m.to].End]) {
			return true
		}
	}
	return false
}

// inOrder reports whether the letters of the form stand in the words in their
// order, but for a plural s and for figures.
func inOrder(form, words string) bool {
	at := 0
	for i := range len(form) {
		b := form[i] | 0x20
		if b < 'a' || b > 'z' || b == 's' && i == len(form)-1 && i > 0 {
			continue
		}
		for at < len(words) && words[at]|0x20 != b {
			at++
		}
		if at == len(words) {
			return false
		}
		at++
	}
	return true
}

// sameForm reports whether the tokens at k are the short form, letter by letter.
func (s *scratch) sameForm(k int, sh short) bool {
	toks := s.doc.Tokens
	if k+sh.n > len(toks) {
		return false
	}
	a := s.doc.Text[toks[k].Start:toks[k+sh.n-1].End]
	return a == s.doc.Text[toks[sh.first].Start:toks[sh.first+sh.n-1].End]
}

// mergeDefined puts the matches from base on among the others, in place of
// those that they overlap.
func (s *scratch) mergeDefined(base int) {
	taken := make([]bool, len(s.doc.Tokens))
	take := func(m *match) {
		for k := m.from; k <= m.to; k++ {
			taken[k] = true
		}
	}
	free := func(m *match) bool { return !slices.Contains(taken[m.from:m.to+1], true) }
	for i := range s.found[base:] {
		take(&s.found[base+i])
	}
	merged := make([]match, 0, len(s.found))
	for i := range s.found[:base] {
		if f := &s.found[i]; f.n != 1 || free(f) {
			merged = append(merged, *f)
		}
	}
	clear(taken)
	for i := range merged {
		take(&merged[i])
	}
	for i := range s.found[base:] {
		if d := &s.found[base+i]; free(d) {
			merged = append(merged, *d)
			take(d)
		}
	}
	slices.SortFunc(merged, func(a, b match) int { return cmp.Compare(a.from, b.from) })
	s.found = append(s.found[:0], merged...)
}
