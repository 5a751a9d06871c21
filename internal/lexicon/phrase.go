package lexicon

import (
	"sync"

	"github.com/lethe-health/lethe/internal/text"
)

// Phrase is a run of tokens that is known as a whole.
type Phrase struct {
	First, End int32 // indexes into Doc.Tokens, half open
	Classes    Class
}

// maxPhraseWords bounds the search for one phrase.
const maxPhraseWords = 8

// phraseSeed and phraseStep make a phrase's 64-bit hash out of its words'.
const phraseSeed uint64 = 0x9ae16a3b2f90404f

func phraseStep(h uint64, word uint32) uint64 {
	h ^= uint64(word)
	h *= 0x9fb21c651e98df25
	return h ^ h>>32
}

// findPhrase returns the ID of the phrase, or beginning of a phrase, of hash h.
func (t *table) findPhrase(h uint64) ID {
	for i := uint32(h) & t.mask; ; i = (i + 1) & t.mask {
		v := u64(t.slots, int(i)*slotLen)
		id := ID(v & 0xffff)
		if id == 0 || v>>16 == h>>16 {
			return id
		}
	}
}

// prefixBits is the logarithm of the size of phrasePrefixes in bits: 64 KB, so that
// one run of words in nine that no phrase starts with seems to start one.
const prefixBits = 19

// phrasePrefixes holds a bit for each phrase and beginning of a phrase.
var phrasePrefixes = sync.OnceValue(func() *[1 << prefixBits / 64]uint64 {
	var f [1 << prefixBits / 64]uint64
	for i := 0; i < len(phrases.slots); i += slotLen {
		if v := u64(phrases.slots, i); v&0xffff != 0 {
			w, b := prefixBit(v)
			f[w] |= 1 << b
		}
	}
	return &f
})

// prefixBit tells the bit of a phrase by its hash, of which the lowest 16 bits do
// not count.
func prefixBit(h uint64) (word, bit uint64) { return h >> 22 % (1 << prefixBits / 64), h >> 16 & 63 }

// Joins reports whether a punctuation token, by its first byte, may stand inside a
// phrase and is left out of its hash: "St. Mary's", "Guillain-Barré", "A & B".
func Joins(c byte) bool { return c == '.' || c == '\'' || c == '-' || c == '&' || c == 0xE2 }

// AppendPhrases appends the known phrases of two words or more in d to dst:
// from left to right, longest first, disjoint. heads are the tokens that a phrase
// may start with, as [Head] finds them.
func AppendPhrases(dst []Phrase, d *text.Doc, heads []int32) []Phrase {
	prefixes, done := phrasePrefixes(), int32(0)
	for _, i := range heads {
		if i < done {
			continue
		}
		if end, cl := longest(prefixes, d, int(i)); cl != 0 {
			dst = append(dst, Phrase{i, int32(end), cl})
			done = int32(end)
		}
	}
	return dst
}

// Head carries the search for the words that a phrase may start with over token i,
// of which e is known: words whose entry says so, and that of the word after them
// that it may follow, with nothing between but what [Joins]. last is the word before
// that may start a phrase, -1 for none. If n is 1 it does; next is last for the next
// token. Nothing branches on what cannot be foretold.
func Head(last, i int32, e *Entry, joins bool) (next int32, n int) {
	if e.PhraseNext {
		n = 1
	}
	n &= int(^last >> 31 & 1)
	if !joins {
		last = -1
	}
	if e.PhraseHead {
		last = i
	}
	return last, n
}

// longest finds the longest phrase that starts at token i: its end and classes.
func longest(prefixes *[1 << prefixBits / 64]uint64, d *text.Doc, i int) (end int, cl Class) {
	h := phraseSeed
	for j, n := i, 0; j < len(d.Tokens) && n < maxPhraseWords; j++ {
		t := &d.Tokens[j]
		if t.Kind == text.Punct {
			if j == i || !Joins(d.Text[t.Start]) {
				return end, cl
			}
			continue
		}
		if t.Kind != text.Word || j > i && blankLine(d, j) {
			return end, cl
		}
		h = phraseStep(h, wordHash(t, d.Text))
		n++
		if n == 1 {
			continue // a phrase may start with the first word: its entry says so
		}
		if w, b := prefixBit(h); prefixes[w]>>b&1 == 0 {
			return end, cl
		}
		id := phrases.findPhrase(h)
		if id == 0 {
			return end, cl
		}
		if c := phrases.entries[id].Classes; c != 0 {
			end, cl = j+1, c
		}
	}
	return end, cl
}

// blankLine reports whether an empty line stands before token j.
func blankLine(d *text.Doc, j int) bool {
	t := d.Tokens[j]
	if t.Flags&text.LineBefore == 0 {
		return false
	}
	breaks := 0
	for k := int(d.Tokens[j-1].End); k < int(t.Start); k++ {
		if d.Text[k] == '\n' {
			breaks++
		}
	}
	return breaks > 1
}

// wordHash is the hash of a word without accents.
func wordHash(t *text.Token, s string) uint32 {
	if t.Flags&text.NonASCII == 0 {
		return t.Hash
	}
	var buf [64]byte
	b := foldLatin(buf[:0], s[t.Start:t.End])
	if len(b) == 0 {
		return t.Hash
	}
	h := uint32(2166136261)
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}
