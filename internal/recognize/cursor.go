package recognize

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
)

// is reports whether token i is the one punctuation byte b.
func (c *scan) is(i int, b byte) bool {
	return i >= 0 && i < len(c.toks) && c.toks[i].Kind == text.Punct && c.s[c.toks[i].Start] == b
}

// isAny reports whether token i is one of the ASCII punctuation marks of set.
func (c *scan) isAny(i int, set string) bool {
	if i < 0 || i >= len(c.toks) || c.toks[i].Kind != text.Punct {
		return false
	}
	b := c.s[c.toks[i].Start]
	for k := range len(set) {
		if set[k] == b {
			return true
		}
	}
	return false
}

func (c *scan) kind(i int) text.Kind {
	if i < 0 || i >= len(c.toks) {
		return 0
	}
	return c.toks[i].Kind
}

// glued reports whether token i follows token i-1 without white space.
func (c *scan) glued(i int) bool {
	return i > 0 && i < len(c.toks) && c.toks[i].Flags&text.SpaceBefore == 0
}

// newLine reports whether token i starts a line; past the end counts as one.
func (c *scan) newLine(i int) bool {
	return i >= len(c.toks) || c.toks[i].Flags&text.LineBefore != 0
}

// gap is the number of bytes between tokens i-1 and i, a tab counting eight;
// large past either end.
func (c *scan) gap(i int) int {
	if i <= 0 || i >= len(c.toks) {
		return 1 << 20
	}
	g := int(c.toks[i].Start - c.toks[i-1].End)
	if g == 1 && c.s[c.toks[i-1].End] == '\t' {
		return 8 // a column
	}
	return g
}

// wordAfter reports whether a word follows token i on the same line.
func (c *scan) wordAfter(i int) bool {
	return c.kind(i+1) == text.Word && !c.newLine(i+1) || c.is(i+1, '-') || c.kind(i+1) == text.Number && !c.newLine(i+1)
}

// str is the text of token i, empty outside the note.
func (c *scan) str(i int) string {
	if i < 0 || i >= len(c.toks) {
		return ""
	}
	return c.toks[i].Of(c.s)
}

// word reports whether token i is the word w (in lower case), in any capitals.
func (c *scan) word(i int, w string) bool {
	if i < 0 || i >= len(c.toks) || c.toks[i].Len() != len(w) || c.toks[i].Kind != text.Word {
		return false
	}
	s := c.toks[i].Of(c.s)
	for k := range len(w) {
		if s[k]|0x20 != w[k] {
			return false
		}
	}
	return true
}

// oneOf reports whether the hash of token i, a word, is in the set.
func (c *scan) oneOf(i int, set *hashSet) bool {
	return i >= 0 && i < len(c.toks) && c.toks[i].Kind == text.Word && set.find(c.toks[i].Hash) != 0
}

// value is the value of the number at token i; -1 for none or a long one.
func (c *scan) value(i int) int {
	if c.kind(i) != text.Number || c.toks[i].Len() > 9 {
		return -1
	}
	v := 0
	for k := c.toks[i].Start; k < c.toks[i].End; k++ {
		v = v*10 + int(c.s[k]-'0')
	}
	return v
}

// digits reports whether token i is a number of exactly n digits.
func (c *scan) digits(i, n int) bool {
	return c.kind(i) == text.Number && c.toks[i].Len() == n
}

func (c *scan) entry(i int) lexicon.Entry {
	if i < 0 || i >= len(c.es) {
		return lexicon.Entry{}
	}
	return c.es[i]
}

// class returns the classes of token i.
func (c *scan) class(i int) lexicon.Class { return c.entry(i).Classes }

func (c *scan) cas(i int) text.Case {
	if i < 0 || i >= len(c.toks) {
		return text.NoCase
	}
	return c.toks[i].Case
}

// capital reports whether token i is a word that starts with a capital.
func (c *scan) capital(i int) bool {
	switch c.cas(i) {
	case text.Title, text.Upper, text.Single:
		return true
	case text.Mixed:
		b := c.s[c.toks[i].Start]
		return b >= 'A' && b <= 'Z' || b >= 0x80
	}
	return false
}

// chunk returns the bounds of the run of tokens around i that no white space
// parts, bounded to 24 tokens on each side.
func (c *scan) chunk(i int) (first, end int) {
	first, end = i, i+1
	for first > 0 && c.glued(first) && i-first < 24 {
		first--
	}
	for end < len(c.toks) && c.glued(end) && end-i < 24 {
		end++
	}
	return first, end
}

// hashSet is a set of folded words, by their token hash, each with a value
// above zero: open addressing, no allocation to ask.
type hashSet struct {
	keys []uint32
	vals []uint16
	mask uint32
}

func newHashSet(n int) *hashSet {
	size := 16
	for size < 4*n {
		size *= 2
	}
	return &hashSet{make([]uint32, size), make([]uint16, size), uint32(size - 1)}
}

func (h *hashSet) put(key uint32, v uint16) {
	i := (key ^ key>>16) & h.mask
	for h.vals[i] != 0 && h.keys[i] != key {
		i = (i + 1) & h.mask
	}
	h.keys[i], h.vals[i] = key, v
}

func (h *hashSet) find(key uint32) uint16 {
	for i := (key ^ key>>16) & h.mask; h.vals[i] != 0; i = (i + 1) & h.mask {
		if h.keys[i] == key {
			return h.vals[i]
		}
	}
	return 0
}

// wordSet makes a set of words written in one string.
func wordSet(words string) *hashSet {
	ts := text.AppendTokens(nil, words)
	h := newHashSet(len(ts))
	for _, t := range ts {
		h.put(t.Hash, 1)
	}
	return h
}
