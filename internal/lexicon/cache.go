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

	asked uint64 // keeps what is asked for early from being optimised away
}

const (
	markShift = spreadShift
	markMask  = (1<<cacheBits - 1) << markShift
	idMask    = 0xffff << 48
)

// A number stands in the cache as all numbers. No slot has the key highKey, which
// stands for tokens beyond ASCII.
const (
	numberHash  = 0x1234567
	numberCheck = 0x7fff // no word's: its letters are below 31
	highKey     = 1 << 47
)

// Found is what a [Cache] says of a token.
type Found uint64

// ID is the ID of the token's entry.
func (f Found) ID() ID { return ID(f >> 48) }

// Marks are the token's marks.
func (f Found) Marks() Marks { return Marks(f >> markShift % (1 << MarkBits)) }

// Batch is the most tokens that [Cache.Find] looks up at once.
const Batch = 64

// Find looks up tokens of note s, at most Batch and as many as dst has room for.
// mark gives the marks of one that is new to c, by what is the same for all numbers,
// and for words and punctuation of the same hash.
//
// What kind a token is and whether it is new cannot be foretold, so nothing branches
// on it; and what must come from memory is asked for all at a time.
func (c *Cache) Find(dst []Found, toks []text.Token, s string, mark func(t *text.Token, s string) Marks) {
	var keys [Batch]uint64
	var fresh [Batch]uint8 // of the tokens those that are new
	toks, dst = toks[:min(len(toks), Batch)], dst[:len(toks)]
	n := 0
	for i := range toks {
		key := keyOf(&toks[i], s)
		f := c.slots[key>>spreadShift%(1<<cacheBits)]
		keys[i], dst[i], fresh[n] = key, Found(f), uint8(i)
		if (f^key)&^(idMask|markMask) != 0 {
			n++
		}
	}
	for _, i := range fresh[:n] {
		c.asked ^= words.first(toks[i].Hash)
	}
	for _, i := range fresh[:n] {
		dst[i] = c.add(&toks[i], s, keys[i], mark)
	}
}

// keyOf is a slot of the token, its ID and marks open.
func keyOf(t *text.Token, s string) uint64 {
	h, chk := t.Hash, check(s[t.Start], s[t.End-1], t.Len())
	if t.Kind == text.Number {
		h, chk = numberHash, numberCheck
	}
	key := uint64(scatter(h)) | uint64(chk)<<32
	if t.Flags&text.NonASCII != 0 {
		key = highKey
	}
	return key
}

// add looks a token up that has no slot, and gives it one.
func (c *Cache) add(t *text.Token, s string, key uint64, mark func(t *text.Token, s string) Marks) Found {
	f := key&^markMask | uint64(mark(t, s)%(1<<MarkBits))<<markShift | uint64(IDOf(*t, s))<<48
	if key != highKey {
		c.slots[key>>spreadShift%(1<<cacheBits)] = f
	}
	return Found(f)
}
