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
// must not be used by two goroutines at once, nor with two ways to mark words.
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

// Find returns the ID of a word of note s, and its marks, which mark gives by the
// word's hash when the word is new to c.
func (c *Cache) Find(t *text.Token, s string, mark func(hash uint32) Marks) (ID, Marks) {
	if t.Flags&text.NonASCII != 0 {
		return IDOf(*t, s), mark(t.Hash)
	}
	p := scatter(t.Hash)
	key := uint64(p) | uint64(check(s[t.Start], s[t.End-1], t.Len()))<<32
	slot := &c.slots[p>>spreadShift%(1<<cacheBits)]
	if v := *slot; (v^key)&^(idMask|markMask) == 0 {
		return ID(v >> 48), Marks(v >> markShift % (1 << cacheBits))
	}
	id, m := words.find(t.Hash, uint16(key>>32)), mark(t.Hash)%(1<<MarkBits)
	*slot = key&^markMask | uint64(m)<<markShift | uint64(id)<<48
	return id, m
}
