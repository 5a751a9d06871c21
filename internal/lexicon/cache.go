package lexicon

import (
	"github.com/lethe-health/lethe/internal/text"
)

// cacheBits is the logarithm of how many words a Cache holds. Of the words of
// background notes one in 13 is not found in one of this size, one in 6 in a
// quarter of it.
const cacheBits = 14

// Marks are what the owner of a [Cache] keeps with a word.
type Marks uint16

// MarkBits is how many bits of Marks a Cache keeps.
const MarkBits = cacheBits

// Cache keeps the IDs of words seen lately, where the processor's own cache
// can hold them: notes use few words often. The zero value is ready. A Cache
// must not be used by two goroutines at once, nor with two ways to mark tokens.
type Cache struct {
	// A slot is the word's ID in the upper 16 bits, its check in the next 16, and
	// its hash, scattered, in the lower 32; of these the bits that chose the slot are
	// known, and the marks stand in their place. No word has a check of zero: zero is
	// an empty slot.
	slots [1 << cacheBits]uint64
}

const (
	markShift = spreadShift
	markMask  = (1<<cacheBits - 1) << markShift
	idMask    = 0xffff << 48
)

// A number stands in the cache as all numbers.
const (
	numberHash  = 0x1234567
	numberCheck = 0x7fff // no word's: its letters are below 31
)

// Find returns the ID of a token of note s, and its marks, which mark gives when
// the token is new to c: by what is the same for all numbers, for words and
// punctuation of the same hash. What kind a token is cannot be foretold, so nothing
// branches on it.
func (c *Cache) Find(t *text.Token, s string, mark func(t *text.Token, s string) Marks) (ID, Marks) {
	if t.Flags&text.NonASCII != 0 {
		return IDOf(*t, s), mark(t, s)
	}
	h, chk := t.Hash, check(s[t.Start], s[t.End-1], t.Len())
	if t.Kind == text.Number {
		h, chk = numberHash, numberCheck
	}
	p := scatter(h)
	key := uint64(p) | uint64(chk)<<32
	slot := &c.slots[p>>spreadShift%(1<<cacheBits)]
	if v := *slot; (v^key)&^(idMask|markMask) == 0 {
		return ID(v >> 48), Marks(v >> markShift % (1 << cacheBits))
	}
	id, m := IDOf(*t, s), mark(t, s)%(1<<MarkBits)
	*slot = key&^markMask | uint64(m)<<markShift | uint64(id)<<48
	return id, m
}
