package extract

import (
	"cmp"
	"slices"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// reachTokens is how far from its rarest word a term may reach, in tokens to
// either side; maxSlots bounds the words considered, maxVisits the dictionary
// nodes visited at one anchor, so that the cost stays linear in the text.
const (
	reachTokens = 14
	maxSlots    = 16
	maxVisits   = 400
)

// find finds the terms of sentence i and appends those chosen to s.found.
func (s *scratch) find(i int) {
	sent := &s.doc.Sentences[i]
	s.first, s.last = int(sent.FirstToken), int(sent.EndToken)
	s.shouting = s.isShouting()
	s.cands = s.cands[:0]
	for k := s.first; k < s.last; k++ {
		if s.words[k] == icd10.NoWord {
			continue
		}
		root := s.x.dict.Root(s.words[k])
		if root == icd10.NoNode {
			continue
		}
		s.anchor(k, root)
	}
	s.choose()
}

// isShouting reports whether the sentence is written in capitals, so that
// capitals do not mark short forms in it.
func (s *scratch) isShouting() bool {
	long, upper := 0, 0
	for k := s.first; k < s.last; k++ {
		if t := s.doc.Tokens[k]; t.Kind == text.Word && t.Len() > 3 {
			long++
			if t.Case == text.Upper {
				upper++
			}
		}
	}
	return long >= 3 && upper*4 > long*3
}

// anchor collects the candidates whose rarest word is token k.
func (s *scratch) anchor(k int, root icd10.Node) {
	d := s.x.dict
	var m match
	m.pos[0] = int32(k)
	m.n = 1
	if e, ok := d.Entry(root); ok {
		s.consider(m, e)
	}
	if !d.HasChildren(root) {
		return
	}
	s.fillWindow(k)
	if len(s.window) == 0 {
		return
	}
	visits := 0
	s.descend(root, 0, m, &visits)
}

// fillWindow gathers the words around token k that a term may take in, sorted
// by word; of a word that stands twice, the nearer.
func (s *scratch) fillWindow(k int) {
	s.window = s.window[:0]
	anchor := s.words[k]
	for dir := -1; dir <= 1; dir += 2 {
		holes := 0
		for j := k + dir; j >= s.first && j < s.last && j >= k-reachTokens && j <= k+reachTokens; j += dir {
			switch s.roles[j] {
			case roleHard:
				holes = reachTokens
			case roleUnknown, roleNumber:
				holes++
			case roleWord, roleAnd:
				if w := s.words[j]; w != icd10.NoWord && w > anchor {
					s.window = append(s.window, slot{w, int32(j)})
				}
			}
			if holes > 2 {
				break
			}
		}
	}
	slices.SortFunc(s.window, func(a, b slot) int {
		return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(abs(a.pos-int32(k)), abs(b.pos-int32(k))))
	})
	s.window = slices.CompactFunc(s.window, func(a, b slot) bool { return a.word == b.word })
	if len(s.window) > maxSlots {
		s.window = s.window[:maxSlots]
	}
}

func abs(n int32) int32 {
	if n < 0 {
		return -n
	}
	return n
}

// descend walks the dictionary with the words of the window.
func (s *scratch) descend(n icd10.Node, from int, m match, visits *int) {
	d := s.x.dict
	if m.n == maxTerm {
		return
	}
	for i := from; i < len(s.window); i++ {
		if *visits++; *visits > maxVisits {
			return
		}
		k := d.Child(n, s.window[i].word)
		if k == icd10.NoNode {
			continue
		}
		next := m
		next.pos[next.n] = s.window[i].pos
		next.n++
		if e, ok := d.Entry(k); ok {
			s.consider(next, e)
		}
		if d.HasChildren(k) {
			s.descend(k, i+1, next, visits)
		}
	}
}

// consider keeps a candidate whose words stand together as a phrase.
func (s *scratch) consider(m match, e *icd10.Entry) {
	if e.Source == icd10.SourceExternal && !s.x.opts.ExternalCauses {
		return
	}
	p := m.pos[:m.n]
	slices.Sort(p)
	m.entry, m.from, m.to = e, p[0], p[m.n-1]
	if e.Flags&icd10.EntryDrop != 0 && riskWords[s.doc.Tokens[m.from].Hash] {
		return // "bleeding risk" is a phrase, "risk of bleeding" is not
	}
	if !s.coherent(&m) || m.n == 1 && !s.plain(int(m.from)) {
		return
	}
	s.cands = append(s.cands, m)
}

var riskWords = hashSet("risk risks")

// coherent counts the words between those matched and reports whether they let
// the match stand.
func (s *scratch) coherent(m *match) bool {
	p := m.pos[:m.n]
	if s.scattered(m) || s.slashed(m) {
		return false
	}
	next, hasAnd, ands, commas := 0, false, 0, 0
	for j := m.from; j <= m.to; j++ {
		if p[next] == j {
			hasAnd = hasAnd || s.roles[j] == roleAnd
			next++
			continue
		}
		switch s.roles[j] {
		case roleWord:
			if s.words[j] == s.x.classes.without {
				return false
			}
			if !s.inside(p, s.words[j]) && !s.x.classes.qualifier[s.doc.Tokens[j].Hash] {
				m.holes++
			}
		case roleUnknown:
			if s.verbal(int(j)) {
				return false
			}
			m.holes++
		case roleNumber, roleHard:
			return false
		case roleAnd:
			ands++
		case roleComma:
			commas++
		}
	}
	if ands > 0 && !hasAnd && (m.n < 4 || m.entry.Source == icd10.SourceOwn) {
		return false
	}
	return m.holes == 0 || m.holes == 1 && m.n > 1 || m.holes == 2 && m.n > 2
}

// scattered reports whether the words matched are single letters and figures that
// do not stand together: "N/V" is nausea and vomiting, "v a n" is a name that is
// spelled, "D 2/24  T 2/25" are dates.
func (s *scratch) scattered(m *match) bool {
	p := m.pos[:m.n]
	for _, k := range p {
		if s.doc.Tokens[k].Len() > 1 {
			return false
		}
	}
	for i, k := range p[1:] {
		for j := p[i] + 1; j < k; j++ {
			if s.roles[j] != roleSoft && s.roles[j] != roleAnd {
				return true
			}
		}
	}
	return false
}

// slashed reports whether a slash parts the two words of a match that are each a
// term as well: "fevers/chills" are two findings. The project's own phrases are
// what notes write as one.
func (s *scratch) slashed(m *match) bool {
	if m.n != 2 || m.to != m.from+2 || m.entry.Source == icd10.SourceOwn || !s.isByte(int(m.from)+1, '/') {
		return false
	}
	for _, k := range m.pos[:2] {
		if e, ok := s.x.dict.Term(s.words[k]); !ok || e.Flags != 0 {
			return false
		}
	}
	return true
}

// inside reports whether the word is one of those matched, standing twice:
// "type 2 diabetes with diabetic neuropathy".
func (s *scratch) inside(p []int32, w icd10.Word) bool {
	for _, k := range p {
		if s.words[k] == w {
			return true
		}
	}
	return false
}

// verbal reports whether an unknown word looks like a verb or an adverb, which
// do not stand inside the name of a disease.
func (s *scratch) verbal(j int) bool {
	w := s.doc.Tokens[j].Of(s.doc.Text)
	n := len(w)
	if n < 4 {
		return true
	}
	return w[n-1] == 's' || w[n-2:] == "ed" || w[n-3:] == "ing" || w[n-2:] == "ly"
}

// plain reports whether a single word may stand for a diagnosis where it does:
// a short form in capitals tells nothing where everything is in capitals.
func (s *scratch) plain(k int) bool {
	t := s.doc.Tokens[k]
	if s.shouting {
		if _, upper, _ := s.x.dict.Word(t.Hash); upper && t.Len() < 5 {
			return false
		}
	}
	return !s.misread(k)
}

// choose takes the best of the candidates that overlap: more words first, then
// the better source, the closer words, the earlier place.
func (s *scratch) choose() {
	slices.SortStableFunc(s.cands, func(a, b match) int {
		return cmp.Or(
			cmp.Compare(2*b.n-b.holes, 2*a.n-a.holes),
			cmp.Compare(a.entry.Source, b.entry.Source),
			cmp.Compare(a.to-a.from, b.to-b.from),
			cmp.Compare(a.from, b.from),
		)
	})
	base := len(s.found)
	for i := range s.cands {
		c := &s.cands[i]
		k := slices.IndexFunc(s.found[base:], func(f match) bool { return c.from <= f.to && f.from <= c.to })
		if k < 0 {
			s.found = append(s.found, *c)
			continue
		}
		if f := &s.found[base+k]; f.nalts < 2 && c.n >= f.n-1 && c.n > 1 && c.entry.Flags == 0 && c.entry.Code != f.entry.Code {
			f.alts[f.nalts] = c.entry.Code
			f.nalts++
		}
	}
	s.coordinate(base)
	slices.SortFunc(s.found[base:], func(a, b match) int { return cmp.Compare(a.from, b.from) })
}
