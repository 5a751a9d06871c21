package phimodel

import (
	"math/bits"
	"math/rand/v2"
	"slices"

	"github.com/lethe-health/lethe/internal/text"
)

// vocabulary numbers the different words and numbers of a note from 0 on, by
// the hash of their tokens, and keeps what is counted of each.
//
// The hash of a token is known to everybody, so that a note could be written of
// words that all fall into the same slots, and cost the square of their count. The
// slots go by a key of the process therefore, which no note can be written against:
// the cost is linear in what is expected of any note. Numbers go by the order of the
// words, and tell nothing of the key.
type vocabulary struct {
	key   slotKey
	slots []uint64 // open addressing: the word's hash, then one more than its number; 0 for none
	words []word
	sure  []bool // by word: the first pass holds it for PHI somewhere
	need  []bool // by word: evidence of it is asked for
}

// word is one word or number of a note.
type word struct {
	written    [asOther + 1]int32 // how often, by how
	head, tail int32              // its first unit in the note and the last one, when it is needed; 0 for none
	here       int32              // its first unit from the stretch on that [evidence.mentions] came to, or -1; 0 for none
}

// The ways to write a word.
const (
	inSmall = iota
	inTitle // with a capital
	inCapitals
	asOther
)

// writtenAs gives the way a word is written by its case.
var writtenAs = [8]uint8{text.NoCase: asOther, text.Lower: inSmall, text.Title: inTitle, text.Upper: inCapitals, text.Single: inTitle, text.Mixed: inTitle}

// leastSlots is the size of the smallest table; a power of two.
const leastSlots = 512

// reset forgets all words, and makes ready for a note of n units.
func (v *vocabulary) reset(n int) {
	size := leastSlots
	for size < 2*n && size < 1<<16 {
		size *= 2
	}
	v.key = processKey
	v.slots = grow(v.slots, size)
	clear(v.slots)
	v.words = v.words[:0]
}

// slotKey scatters words over slots.
type slotKey [2]uint64

var processKey = slotKey{rand.Uint64(), rand.Uint64() | 1}

// slot folds the product of hash and key and multiplies once more: one fold alone
// leaves hashes in even steps in even steps, under one key in ten close together.
func (k *slotKey) slot(hash uint32) uint32 {
	hi, lo := bits.Mul64(uint64(hash)^k[0], k[1])
	x := hi ^ lo
	return uint32((x ^ x>>29) * 0xbf58476d1ce4e5b9 >> 32)
}

// number returns the number of the word of this hash, which may be new. Whether it
// is cannot be foretold, so nothing branches on it.
func (v *vocabulary) number(hash uint32) int32 {
	n := len(v.words)
	if n == cap(v.words) {
		v.words = slices.Grow(v.words, leastSlots)
	}
	i := v.key.slot(hash) & uint32(len(v.slots)-1)
	s := v.slots[i]
	for s != 0 && uint32(s>>32) != hash { // rare
		i = (i + 1) & uint32(len(v.slots)-1)
		s = v.slots[i]
	}
	k, more := int32(uint32(s))-1, 0
	if s == 0 {
		k, more = int32(n), 1
	}
	v.words = v.words[:n+1]
	v.words[n] = word{} // of a word known before this is no part
	v.words = v.words[:n+more]
	v.slots[i] = uint64(hash)<<32 | uint64(k+1)
	if 2*len(v.words) > len(v.slots) {
		v.enlarge()
	}
	return k
}

func (v *vocabulary) enlarge() {
	old := v.slots
	v.slots = make([]uint64, 2*len(old))
	mask := uint32(len(v.slots) - 1)
	for _, s := range old {
		if s == 0 {
			continue
		}
		i := v.key.slot(uint32(s>>32)) & mask
		for v.slots[i] != 0 {
			i = (i + 1) & mask
		}
		v.slots[i] = s
	}
}

// complete says that no new words follow.
func (v *vocabulary) complete() {
	v.sure, v.need = grow(v.sure, len(v.words)), grow(v.need, len(v.words))
	clear(v.sure)
	clear(v.need)
}
