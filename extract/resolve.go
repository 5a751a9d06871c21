package extract

import (
	"cmp"
	"slices"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// resolve gives findings that are named without their site the code of the
// finding at the site that the words around speak of.
func (s *scratch) resolve() {
	base := len(s.found)
	next := 0
	for _, at := range s.bare {
		k := int(at)
		for next < base && int(s.found[next].to) < k {
			next++
		}
		i := s.doc.SentenceAt(int(s.doc.Tokens[k].Start))
		if i < 0 {
			continue
		}
		if next < base && int(s.found[next].from) == k && s.found[next].entry.Flags&icd10.EntryDrop != 0 { // "allergy" alone is none
			if m, ok := s.allergyMatch(k); ok && (next == 0 || s.found[next-1].to < m.from) && (next+1 == base || m.to < s.found[next+1].from) {
				s.found[next] = m
				continue
			}
		}
		if next == base || int(s.found[next].from) > k {
			if s.doc.Tokens[k].Hash == hashAS {
				if m, ok := s.shortAS(i, k); ok {
					s.found = append(s.found, m)
				}
				continue
			}
			if m, ok := s.poisonMatch(k); ok {
				s.found = append(s.found, m)
				continue
			}
			if m, ok := s.allergyMatch(k); ok && (next == base || m.to < s.found[next].from) {
				s.found = append(s.found, m)
				continue
			}
		}
		if s.words[k] == icd10.NoWord || s.roles[k] != roleWord {
			continue
		}
		if g := s.x.sites.generic[s.words[k]]; g != nil {
			s.resolveAt(i, k, g, next, base)
		}
	}
	if len(s.found) > base {
		slices.SortFunc(s.found, func(a, b match) int { return cmp.Compare(a.from, b.from) })
	}
}

// resolveAt looks for the site of the finding at token k of a sentence; next is
// the first match, of the base ones found, that does not end before it.
func (s *scratch) resolveAt(sentence, k int, g *genericWord, next, base int) {
	var m *match
	if next < base && int(s.found[next].from) <= k {
		m = &s.found[next]
		if m.n != 1 || m.entry.Flags != 0 {
			return
		}
	} else if !g.bare || adjectives[s.doc.Tokens[k].Hash] {
		return
	}
	e, at := s.atSite(sentence, k, g)
	if e == nil && m == nil && g.far {
		e, at = s.saidBefore(k, base), 0
	}
	if e == nil {
		return
	}
	if m == nil {
		s.found = append(s.found, match{from: int32(k), to: int32(k), n: 1})
		m = &s.found[len(s.found)-1]
		m.pos[0] = int32(k)
	}
	m.entry, m.site = e, at
}

// siteTokens is how far from a finding its site is looked for in the sentence;
// siteSentences how many sentences back.
const (
	siteTokens    = 12
	siteSentences = 3
)

// atSite returns what the finding at token k means at the nearest site that
// gives it a meaning of its own, and the token that names the site.
func (s *scratch) atSite(sentence, k int, g *genericWord) (*icd10.Entry, int32) {
	sent := &s.doc.Sentences[sentence]
	first, last := int(sent.FirstToken), int(sent.EndToken)
	for d := 1; d <= siteTokens; d++ {
		for _, j := range [2]int{k + d, k - d} {
			if j < first || j >= last || j > k && d > 4 || g.keyed && !s.colonBetween(j, k) {
				continue
			}
			if e := s.means(k, j); e != nil {
				return e, int32(j)
			}
		}
	}
	if key := s.lineKey(sentence); key != nil { // the key of the line, however far
		for j := int(key.FirstToken); j < k && s.doc.Tokens[j].Start < key.KeyEnd; j++ {
			if e := s.means(k, j); e != nil {
				return e, int32(j)
			}
		}
	}
	if !g.far {
		switch {
		case g.joint:
			return s.atTheJoint(k)
		case !g.bare:
			return nil, -1
		}
		return s.ofReport(k)
	}
	section := s.doc.SectionAt(int(sent.Start))
	for i := sentence - 1; i >= 0 && i >= sentence-siteSentences; i-- {
		b := &s.doc.Sentences[i]
		if s.doc.SectionAt(int(b.Start)) != section {
			break
		}
		for j := int(b.EndToken) - 1; j >= int(b.FirstToken); j-- {
			if e := s.means(k, j); e != nil {
				return e, int32(j)
			}
		}
	}
	if e, j := s.ofReport(k); e != nil {
		return e, j
	}
	return s.atTheJoint(k)
}

// lineKey returns the sentence that holds the key of the line that a sentence
// stands in: "Liver: enlarged. Two cysts." It returns nil when the line has none.
func (s *scratch) lineKey(i int) *text.Sentence {
	const most = 8 // sentences of a line
	for n := 0; i >= 0 && n < most; i, n = i-1, n+1 {
		sent := &s.doc.Sentences[i]
		if sent.Kind == text.KeyValue {
			return sent
		}
		if sent.FirstToken == sent.EndToken || s.doc.Tokens[sent.FirstToken].Flags&text.LineBefore != 0 {
			return nil
		}
	}
	return nil
}

// atTheJoint returns what the finding at token k means at the joint that the
// note is about: the one that most of its joints are.
func (s *scratch) atTheJoint(k int) (*icd10.Entry, int32) {
	if s.theJoint == 0 {
		s.theJoint = s.mainJoint()
	}
	if s.theJoint < 0 {
		return nil, -1
	}
	if e := s.means(k, int(s.theJoint)); e != nil {
		return e, s.theJoint
	}
	return nil, -1
}

// mainJoint returns a token that names the joint that at least three, and three
// in five, of the joints named in the note are, or -1; one with a side beside it
// where there is one.
func (s *scratch) mainJoint() int32 {
	type seen struct {
		word  icd10.Word
		n     int
		token int32
		sided bool
	}
	var all [10]seen
	kinds, total := 0, 0
	for i, w := range s.words {
		if w == icd10.NoWord || s.roles[i] != roleWord || !s.x.sites.joint[w] {
			continue
		}
		total++
		k := 0
		for k < kinds && all[k].word != w {
			k++
		}
		if k == len(all) {
			return -1
		}
		if k == kinds {
			kinds++
			all[k] = seen{word: w, token: int32(i)}
		}
		all[k].n++
		if i > 0 && !all[k].sided {
			if _, ok := s.side(i - 1); ok {
				all[k].token, all[k].sided = int32(i), true
			}
		}
	}
	for _, j := range all[:kinds] {
		if j.n >= 3 && 5*j.n >= 3*total {
			return j.token
		}
	}
	return -1
}

// colonBetween reports whether token j stands before a colon and token k after
// it, with no other mark between them.
func (s *scratch) colonBetween(j, k int) bool {
	colon := false
	for i := j + 1; i < k; i++ {
		if s.doc.Tokens[i].Kind == text.Punct {
			if colon = s.isByte(i, ':'); !colon {
				return false
			}
		}
	}
	return colon
}

// ofReport returns what the finding at token k means at the site that the note
// as a whole is about: the one that the head of a report names.
func (s *scratch) ofReport(k int) (*icd10.Entry, int32) {
	const head = 25 // tokens
	image := false
	for j := 0; j < min(head, len(s.words), k); j++ {
		image = image || imageWords[s.doc.Tokens[j].Hash]
		if !image {
			continue
		}
		if s.doc.Tokens[j].Hash == hashHead && s.x.sites.brain != icd10.NoWord {
			if e, ok := s.x.dict.Term(s.words[k], s.x.sites.brain); ok && e.Flags == 0 {
				return e, int32(j)
			}
		}
		if e := s.means(k, j); e != nil {
			return e, int32(j)
		}
	}
	return nil, -1
}

var hashHead = text.HashFold("head")

// saidBefore returns what an earlier mention of more words means that the word
// at token k is part of: "anastomotic leak", then "no leak".
func (s *scratch) saidBefore(k, base int) *icd10.Entry {
	const back = 40 // mentions
	w := s.words[k]
	i, _ := slices.BinarySearchFunc(s.found[:base], int32(k), func(m match, at int32) int { return cmp.Compare(m.from, at) })
	for n := 0; i > 0 && n < back; n++ {
		i--
		m := &s.found[i]
		if m.n < 2 || m.entry.Flags != 0 {
			continue
		}
		for _, p := range m.pos[:m.n] {
			if s.words[p] == w {
				return m.entry
			}
		}
	}
	return nil
}

// means returns what the finding at token k means at the site that token j
// names, or nil.
func (s *scratch) means(k, j int) *icd10.Entry {
	d := s.x.dict
	if w := s.words[j]; w != icd10.NoWord && s.roles[j] == roleWord && s.x.sites.site[w] {
		if e, ok := d.Term(s.words[k], w); ok && e.Flags == 0 {
			return e
		}
		if s.x.sites.joint[w] && s.words[k] != s.x.sites.edema { // "swelling, joint, wrist"
			if e, ok := d.Term(s.words[k], w, s.x.sites.inJoint); ok && e.Flags == 0 {
				return e
			}
		}
	}
	for _, w := range s.x.sites.study[s.doc.Tokens[j].Hash] {
		if e, ok := d.Term(s.words[k], w); ok && e.Flags == 0 {
			return e
		}
	}
	return nil
}
