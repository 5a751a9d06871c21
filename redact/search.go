package redact

import (
	"math/bits"
	"math/rand/v2"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// needle is a value to search for, as tokens.
type needle struct {
	value string
	toks  []text.Token
	typ   labels.Type
	exact bool  // capitals must agree: a name that is a word too
	place int32 // of the order in which needles were added; the later is told
	next  int32 // the next needle with the same tokens, plus one
}

// search finds many values in one pass over the tokens of a text: a tree whose
// branches are tokens. However many values there are and however they begin, a
// token of the text costs at most mostDeep steps; the branches are found by a key
// of the process, which no note can be written against.
type search struct {
	needles  []needle
	ends     []end      // by node of the tree; the first is its root
	branches []branch   // open addressing, at most half full
	firsts   [64]uint64 // by the low bits of hashes, those of first tokens: most tokens are none
	used     int
	places   int32
	toks     []text.Token
	text     []text.Token // of the text searched
}

// end is what ends at a node.
type end struct {
	first int32 // the first needle, plus one; 0 for none
	count int32
	last  int32       // place of the latest needle
	typ   labels.Type // its type
}

// branch leads by a token from a node to another.
type branch struct {
	key uint64 // node, and the token's kind and hash
	to  int32  // 0 for no branch: nothing leads to the root
}

const (
	// mostDeep is how many tokens of a value the tree goes by; the rest is compared.
	mostDeep = 64
	// leastBranches is the size of the smallest table; a power of two.
	leastBranches = 1024
)

// mostAlike is how many values of the same hashes are told apart. With more of them
// any such tokens count as found: no words of any language come to that.
var mostAlike int32 = 16

var branchKey = [2]uint64{rand.Uint64(), rand.Uint64() | 1}

// reset forgets the values and keeps the memory.
func (s *search) reset() {
	if len(s.ends) == 1 { // nothing was put in since
		s.text = s.text[:0]
		return
	}
	clear(s.needles)
	s.needles, s.toks, s.text = s.needles[:0], s.toks[:0], s.text[:0]
	s.ends, s.used, s.places = append(s.ends[:0], end{}), 0, 0
	clear(s.firsts[:])
	if len(s.branches) != leastBranches { // none yet, or those of a long note
		s.branches = make([]branch, leastBranches)
		return
	}
	clear(s.branches)
}

func branchOf(node int32, t *text.Token) uint64 {
	return uint64(node)<<34 | uint64(t.Kind&3)<<32 | uint64(t.Hash)
}

// slot is where a branch of this key is, or would be.
func (s *search) slot(key uint64) int {
	hi, lo := bits.Mul64(key^branchKey[0], branchKey[1])
	mask := uint64(len(s.branches) - 1)
	i := (hi ^ lo) & mask
	for s.branches[i].to != 0 && s.branches[i].key != key {
		i = (i + 1) & mask
	}
	return int(i)
}

// grow adds a branch from a node, and returns where it leads.
func (s *search) grow(node int32, t *text.Token) int32 {
	key := branchOf(node, t)
	i := s.slot(key)
	if to := s.branches[i].to; to != 0 {
		return to
	}
	to := int32(len(s.ends))
	s.ends = append(s.ends, end{})
	s.branches[i] = branch{key, to}
	if s.used++; 2*s.used > len(s.branches) {
		old := s.branches
		s.branches = make([]branch, 2*len(old))
		for _, b := range old {
			if b.to != 0 {
				s.branches[s.slot(b.key)] = b
			}
		}
	}
	return to
}

// add takes a value into the search if finding it again would mean anything.
func (s *search) add(t labels.Type, value string, done Operator) {
	if !worthSearching(t, value, done) {
		return
	}
	s.put(t, value)
	// "DOE, John" is "John Doe" too
	if (t == labels.Patient || t == labels.Doctor) && strings.ContainsAny(value, ",^") {
		if n := Normalize(t, value); strings.ContainsRune(n, ' ') {
			s.put(t, n)
		}
	}
}

func (s *search) put(t labels.Type, value string) {
	if len(s.ends) == 0 {
		s.reset()
	}
	start := len(s.toks)
	s.toks = text.AppendTokens(s.toks, value)
	toks := s.toks[start:len(s.toks):len(s.toks)]
	if len(toks) == 0 {
		return
	}
	node := int32(0)
	s.firsts[toks[0].Hash>>6%64] |= 1 << (toks[0].Hash % 64)
	for i := range min(len(toks), mostDeep) {
		node = s.grow(node, &toks[i])
	}
	n := needle{value: value, toks: toks, typ: t, exact: len(toks) == 1 && toks[0].Kind == text.Word}
	e := &s.ends[node]
	for k := e.first; k > 0; k = s.needles[k-1].next {
		same := &s.needles[k-1]
		if !same.like(&n) {
			continue
		}
		if same.value != value { // written otherwise, and found where that is
			s.places++
			same.typ, same.place = t, s.places
			e.typ, e.last = t, s.places
		}
		s.toks = s.toks[:start]
		return
	}
	s.places++
	n.place, n.next = s.places, e.first
	e.typ, e.last = t, s.places
	if e.count++; e.count > mostAlike {
		s.toks = s.toks[:start]
		return
	}
	s.needles = append(s.needles, n)
	e.first = int32(len(s.needles))
}

// like reports whether two needles are found in the same places.
func (n *needle) like(m *needle) bool {
	return n.exact == m.exact && (!n.exact || n.toks[0].Case == m.toks[0].Case) && n.sameRest(m.toks) &&
		strings.EqualFold(n.toks[0].Of(n.value), m.toks[0].Of(m.value))
}

// sameRest reports whether what the tree does not go by is the same; the length is
// for those that end in the tree.
func (n *needle) sameRest(toks []text.Token) bool {
	if len(n.toks) != len(toks) {
		return false
	}
	for i := min(len(toks), mostDeep); i < len(toks); i++ {
		if toks[i].Hash != n.toks[i].Hash || toks[i].Kind != n.toks[i].Kind {
			return false
		}
	}
	return true
}

// find returns where needles stand in the untouched parts of a document.
func (s *search) find(doc *Document) []Leak {
	if s.places == 0 {
		return nil
	}
	var leaks []Leak
	s.text = text.AppendTokens(s.text[:0], doc.Text)
	for i := range s.text {
		if h := s.text[i].Hash; s.firsts[h>>6%64]>>(h%64)&1 == 0 {
			continue
		}
		if at, typ, ok := s.at(doc.Text, s.text[i:]); ok && !doc.replaced(at) && !insideLeftover(doc.Text, at) {
			leaks = append(leaks, Leak{Span: at, Type: typ, Known: true})
		}
	}
	return leaks
}

// at finds the needle added last that stands at the head of toks, whatever the
// blanks between its words.
func (s *search) at(text string, toks []text.Token) (at labels.Span, typ labels.Type, ok bool) {
	node, place := int32(0), int32(0)
	found := func(p int32, t labels.Type, n int) {
		if p > place {
			place, typ, ok = p, t, true
			at = labels.Span{Start: int(toks[0].Start), End: int(toks[n-1].End)}
		}
	}
	for d := range min(len(toks), mostDeep) {
		if node = s.branches[s.slot(branchOf(node, &toks[d]))].to; node == 0 {
			return at, typ, ok
		}
		e := &s.ends[node]
		if e.count > mostAlike {
			found(e.last, e.typ, d+1)
			continue
		}
		for k := e.first; k > 0; k = s.needles[k-1].next {
			if n := &s.needles[k-1]; n.stands(text, toks) {
				found(n.place, n.typ, len(n.toks))
			}
		}
	}
	return at, typ, ok
}

// stands reports whether a needle, whose tokens in the tree stand at the head of
// toks, does so as a whole and in the same letters.
func (n *needle) stands(s string, toks []text.Token) bool {
	if len(toks) < len(n.toks) || !n.sameRest(toks[:len(n.toks)]) {
		return false
	}
	head := &toks[0]
	if n.exact && head.Case != n.toks[0].Case && head.Case != text.Upper {
		return false
	}
	return strings.EqualFold(head.Of(s), n.toks[0].Of(n.value))
}
