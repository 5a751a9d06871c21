package icd10

import "slices"

// Word is the id of a word of the dictionary. Spellings, plurals and names of
// one thing ("renal", "kidney") share an id. Rarer words have smaller ids.
type Word uint32

// NoWord is no word.
const NoWord Word = 0xFFFFFFFF

// Node is a node of the term dictionary: a set of words, met in rising order of
// their ids. NoNode is none.
type Node int32

// NoNode is the node that is none.
const NoNode Node = -1

// Source says where a term comes from.
type Source uint8

// The sources of terms, best first.
const (
	SourceOwn          Source = iota // lay words and short forms, written for this project
	SourceIndex                      // alphabetic index
	SourceNeoplasm                   // neoplasm table
	SourceTabular                    // code description
	SourceInclusion                  // tabular inclusion term
	SourceOntology                   // Disease Ontology label or synonym
	SourceParent                     // Disease Ontology term coded by its nearest coded ancestor
	SourceAbbreviation               // abbreviation inventories
	SourceExternal                   // index to external causes
)

// Entry is what a set of words means.
type Entry struct {
	Code   Code
	Row    int32 // index row, -1 when the term comes from elsewhere
	Source Source
	Flags  EntryFlags
}

// EntryFlags are properties of an entry.
type EntryFlags uint8

// The flags of an entry.
const (
	EntryDrop EntryFlags = 1 << iota // no diagnosis: takes up its words, gives nothing
)

// termTable is the term dictionary: surfaces to words, sets of words to
// entries.
type termTable struct {
	surfaces []surface // open addressing, a power of two
	mask     uint32
	words    int
	roots    []Node  // by word
	word     []Word  // by node: the last word of its set
	first    []int32 // by node: its first child; children follow each other
	entry    []int32 // by node, -1 for none
	entries  []Entry
	spell    []spelling
}

type surface struct {
	hash uint32
	word uint32 // id + 1, 0 for an empty slot; the top bits hold flags
}

const (
	surfaceUpper = 1 << 31 // counts only when written in capitals
	surfaceMask  = 1<<24 - 1
)

// Lookup returns the word of a token by its folded hash. upper says that the
// word is only meant when written in capitals.
func (d *Dict) Word(hash uint32) (w Word, upper, ok bool) {
	t := &d.terms
	for i := hash * 0x9E3779B1 & t.mask; ; i = (i + 1) & t.mask {
		s := t.surfaces[i]
		if s.word == 0 {
			return NoWord, false, false
		}
		if s.hash == hash {
			return Word(s.word&surfaceMask) - 1, s.word&surfaceUpper != 0, true
		}
	}
}

// Root returns the node of the set that holds only w, or [NoNode] when no term
// has w as its rarest word.
func (d *Dict) Root(w Word) Node { return d.terms.roots[w] }

// Child returns the node of n's set and w, which must be greater than all words
// of n's set.
func (d *Dict) Child(n Node, w Word) Node {
	t := &d.terms
	lo, hi := t.first[n], t.first[n+1]
	for lo < hi {
		mid := (lo + hi) / 2
		if t.word[mid] < w {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < t.first[n+1] && t.word[lo] == w {
		return Node(lo)
	}
	return NoNode
}

// HasChildren reports whether any term has more words than n's set.
func (d *Dict) HasChildren(n Node) bool { return d.terms.first[n] < d.terms.first[n+1] }

// Entry returns what the node's set means.
func (d *Dict) Entry(n Node) (*Entry, bool) {
	e := d.terms.entry[n]
	if e < 0 {
		return nil, false
	}
	return &d.terms.entries[e], true
}

// Entries calls f for every entry, in order, for tests of the whole dictionary.
func (d *Dict) Entries(f func(*Entry)) {
	for i := range d.terms.entries {
		f(&d.terms.entries[i])
	}
}

// Term returns what a set of words means. It sorts the words given.
func (d *Dict) Term(words ...Word) (*Entry, bool) {
	slices.Sort(words)
	n := NoNode
	for i, w := range words {
		switch {
		case i == 0:
			n = d.Root(w)
		case w == words[i-1]:
			return nil, false
		default:
			n = d.Child(n, w)
		}
		if n == NoNode {
			return nil, false
		}
	}
	if n == NoNode {
		return nil, false
	}
	return d.Entry(n)
}
