package onco

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/lethe-health/lethe/internal/text"
)

//go:embed data/lexicon.tsv
var lexiconTSV string

// termKind parts sites from histologies.
type termKind uint8

const (
	siteTerm termKind = iota + 1
	histTerm
)

// term is one meaning of a phrase; see terms/*.tsv for the classes.
type term struct {
	kind    termKind
	class   byte
	code    string // "C50.9" or "8500/3"
	implied string // three-character sites that a histology implies, "-" for none
	words   uint8
}

// vocabulary is the dictionary of sites and histologies: a trie over the
// hashes of the phrases' words.
type vocabulary struct {
	terms   []term
	child   table           // by node and word: the node that follows
	heads   [1 << 10]uint64 // bit set of the low 16 bits of first words' hashes
	ends    [][]int32       // by node: the terms that end there
	inner   []bool          // by node: whether another follows it
	folds   table           // by the hash of a word folded: the word's hash
	mayFold [1 << 10]uint64 // bit set of the low 16 bits of the keys of folds
}

var loadVocabulary = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{ends: make([][]int32, 1, 8192), inner: make([]bool, 1, 8192)}
	for rest := lexiconTSV; rest != ""; {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			continue
		}
		t := term{kind: siteTerm, class: f[1][0], code: f[2], implied: f[3]}
		if f[0] == "hist" {
			t.kind = histTerm
		}
		v.add(t, f[4])
	}
	return v
})

func (v *vocabulary) add(t term, phrase string) {
	node := int32(0)
	for phrase != "" {
		var word string
		word, phrase, _ = strings.Cut(phrase, " ")
		h := text.HashFold(word)
		if node == 0 {
			v.heads[h&0xffff>>6] |= 1 << (h & 63)
		}
		if len(word) >= minFold {
			folded := ocrFold(word)
			v.folds.put(uint64(folded), h)
			v.mayFold[folded&0xffff>>6] |= 1 << (folded & 63)
		}
		next := v.after(node, h)
		if next == 0 {
			next = int32(len(v.ends))
			v.ends, v.inner = append(v.ends, nil), append(v.inner, false)
			v.inner[node] = true
			v.child.put(uint64(node)<<32|uint64(h), uint32(next))
		}
		node = next
		t.words++
	}
	v.ends[node] = append(v.ends[node], int32(len(v.terms)))
	v.terms = append(v.terms, t)
}

// after returns the node that follows a node by the word of hash h, 0 for none.
func (v *vocabulary) after(node int32, h uint32) int32 {
	return int32(v.child.get(uint64(node)<<32 | uint64(h)))
}

// begins reports whether some phrase may begin with the word of hash h.
func (v *vocabulary) begins(h uint32) bool { return v.heads[h&0xffff>>6]&(1<<(h&63)) != 0 }

// minFold is the length in bytes from which a word is also looked up with the
// shapes that scanners confuse made equal.
const minFold = 8

// ocrFold hashes a word with the confusions of optical character recognition
// folded: rn and nn to m, l, i, j and ! to one letter, e, c and o to one, cl to d.
func ocrFold(w string) uint32 {
	const prime = 16777619
	h := uint32(2166136261)
	for i := 0; i < len(w); i++ {
		c := w[i] | 0x20
		switch c {
		case 'r', 'n', 'i':
			if c == 'r' && i+1 < len(w) && w[i+1]|0x20 == 'n' {
				i++
				c = 'm'
			} else if c == 'i' {
				c = 'l'
			}
		case 'j', 't', 'f':
			c = 'l'
		case 'e', 'o':
			c = 'c'
		case 'u', 'h':
			c = 'n'
		}
		h = (h ^ uint32(c)) * prime
	}
	return h
}
