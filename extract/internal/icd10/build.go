package icd10

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
)

// Source tables, as the generator gathers them. [Encode] packs them.

// BuildCode is one code for [Encode]. Codes must come sorted, without seventh
// characters.
type BuildCode struct {
	Code, Name string
	Parent     Code
	Default    Code
	Side       Side
	Group      int   // 0 for none
	Row        int32 // best index row, -1 for none
	Seven      int   // index into Build.Sevens, 0 for none
	HCC        int   // CMS-HCC V28 category, 0 for none
	Leaf       bool
	Valid2021  bool
	Valid2025  bool
	Valid2026  bool
	Leaf2021   bool // billable in fiscal year 2021
	Leaf2025   bool // billable in fiscal year 2025
	// Excludes are the codes, as inclusive ranges of prefixes, that an Excludes1
	// note of this code or of one above it names.
	Excludes [][2]string
}

// BuildSeven is a set of seventh characters.
type BuildSeven struct {
	Chars string
	Words []string
}

// BuildRow is one row of the index.
type BuildRow struct {
	Level int
	Term  string
}

// BuildSurface is a word as written, by its folded hash.
type BuildSurface struct {
	Hash  uint32
	Word  Word
	Upper bool
}

// BuildTerm is a set of words with its meaning. Words must be sorted.
type BuildTerm struct {
	Words []Word
	Entry Entry
}

// Build is all that goes into the dictionary.
type Build struct {
	Codes    []BuildCode
	Sevens   []BuildSeven // entry 0 is the empty set
	Rows     []BuildRow
	Words    int
	Surfaces []BuildSurface
	Terms    []BuildTerm
	Spell    []string // long words that misspellings are held against
}

// magic opens the packed dictionary: name and version of the format.
const magic = "lethe-icd10/2\n"

type encoder struct{ b []byte }

func (e *encoder) num(n int)    { e.b = binary.AppendUvarint(e.b, uint64(n)) }
func (e *encoder) str(s string) { e.num(len(s)); e.b = append(e.b, s...) }
func (e *encoder) byte(b byte)  { e.b = append(e.b, b) }

// Encode packs the tables. The same tables give the same bytes.
func Encode(b *Build) ([]byte, error) {
	e := &encoder{b: []byte(magic)}
	e.sevens(b)
	e.codes(b)
	e.rows(b)
	e.surfaces(b)
	if err := e.terms(b); err != nil {
		return nil, err
	}
	e.num(len(b.Spell))
	prev := ""
	for _, s := range b.Spell {
		e.front(prev, s)
		prev = s
	}
	return e.b, nil
}

// front writes s as the length it shares with prev and the rest.
func (e *encoder) front(prev, s string) {
	n := 0
	for n < len(prev) && n < len(s) && prev[n] == s[n] {
		n++
	}
	e.num(n)
	e.str(s[n:])
}

func (e *encoder) sevens(b *Build) {
	e.num(len(b.Sevens))
	for _, s := range b.Sevens {
		e.str(s.Chars)
		for _, w := range s.Words {
			e.str(w)
		}
	}
}

func (e *encoder) codes(b *Build) {
	e.num(len(b.Codes))
	for _, c := range b.Codes {
		e.str(c.Code)
		e.str(c.Name)
		e.num(int(c.Parent) + 1)
		e.num(int(c.Default) + 1)
		e.num(c.Group)
		e.num(int(c.Row) + 1)
		e.num(c.Seven)
		e.num(c.HCC)
		e.byte(byte(c.Side))
		var f codeFlags
		for _, x := range []struct {
			on   bool
			flag codeFlags
		}{{c.Leaf, flagLeaf}, {c.Valid2021, flag2021}, {c.Leaf2021, flagLeaf2021}, {c.Valid2025, flag2025}, {c.Valid2026, flag2026}, {c.Leaf2025, flagLeaf2025}} {
			if x.on {
				f |= x.flag
			}
		}
		e.byte(byte(f))
		e.num(len(c.Excludes))
		for _, r := range c.Excludes {
			e.str(r[0])
			e.str(r[1])
		}
	}
}

func (e *encoder) rows(b *Build) {
	seen := make(map[string]bool)
	var terms []string
	for _, r := range b.Rows {
		if !seen[r.Term] {
			seen[r.Term] = true
			terms = append(terms, r.Term)
		}
	}
	slices.Sort(terms)
	at := make(map[string]int, len(terms))
	e.num(len(terms))
	for i, t := range terms {
		at[t] = i
		e.str(t)
	}
	e.num(len(b.Rows))
	for _, r := range b.Rows {
		e.byte(byte(r.Level))
		e.num(at[r.Term])
	}
}

func (e *encoder) surfaces(b *Build) {
	s := slices.Clone(b.Surfaces)
	slices.SortFunc(s, func(a, b BuildSurface) int { return cmp.Compare(a.Hash, b.Hash) })
	e.num(b.Words)
	e.num(len(s))
	prev := uint32(0)
	for _, x := range s {
		e.num(int(x.Hash - prev))
		prev = x.Hash
		w := int(x.Word) << 1
		if x.Upper {
			w |= 1
		}
		e.num(w)
	}
}

// trie is a node of the term dictionary while it is built.
type trie struct {
	word  Word
	entry *Entry
	kids  map[Word]*trie
}

func (t *trie) child(w Word) *trie {
	if t.kids == nil {
		t.kids = make(map[Word]*trie)
	}
	k := t.kids[w]
	if k == nil {
		k = &trie{word: w}
		t.kids[w] = k
	}
	return k
}

func (t *trie) sorted() []*trie {
	ks := make([]*trie, 0, len(t.kids))
	for _, k := range t.kids {
		ks = append(ks, k)
	}
	slices.SortFunc(ks, func(a, b *trie) int { return cmp.Compare(a.word, b.word) })
	return ks
}

// terms writes the nodes breadth first, so that a node's children follow each
// other. Of two terms with the same words the first given stays.
func (e *encoder) terms(b *Build) error {
	root := &trie{}
	for i := range b.Terms {
		t := &b.Terms[i]
		n := root
		for k, w := range t.Words {
			if k > 0 && w <= t.Words[k-1] || int(w) >= b.Words {
				return fmt.Errorf("term %d: words not sorted or out of range", i)
			}
			n = n.child(w)
		}
		if n == root {
			return fmt.Errorf("term %d: no words", i)
		}
		if n.entry == nil {
			n.entry = &t.Entry
		}
	}
	queue := root.sorted()
	e.num(len(queue))
	var all []*trie
	for len(queue) > 0 {
		all = append(all, queue...)
		var next []*trie
		for _, n := range queue {
			next = append(next, n.sorted()...)
		}
		queue = next
	}
	e.num(len(all))
	prev := Word(0)
	for _, n := range all {
		if n.word < prev {
			prev = 0
			e.num(0) // a new run of siblings starts lower
		}
		e.num(int(n.word-prev) + 1)
		prev = n.word
		k := len(n.kids) << 1
		if n.entry != nil {
			k |= 1
		}
		e.num(k)
		if n.entry != nil {
			e.num(int(n.entry.Code) + 1)
			e.num(int(n.entry.Row) + 1)
			e.byte(byte(n.entry.Source))
			e.byte(byte(n.entry.Flags))
		}
	}
	return nil
}
