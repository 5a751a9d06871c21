package phimodel

import "github.com/lethe-health/lethe/internal/text"

// vocabulary numbers the different words and numbers of a note from 0 on, by
// the hash of their tokens, and keeps what is counted of each.
type vocabulary struct {
	slots []uint64 // open addressing: the word's hash, then one more than its number; 0 for none
	words []word
	sure  []bool // by word: the first pass holds it for PHI somewhere
	need  []bool // by word: evidence of it is asked for
}

// word is one word or number of a note.
type word struct {
	hash       uint32
	written    [asOther + 1]int32 // how often, by how
	head, tail int32              // its first unit in the note and the last one, when it is needed; 0 for none
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
	for size < n && size < 1<<16 {
		size *= 2
	}
	v.slots = grow(v.slots, size)
	clear(v.slots)
	v.words = v.words[:0]
}

func wordSlot(hash uint32) uint32 { return (hash ^ hash>>15) * 0x9e3779b1 >> 7 }

// number returns the number of the word of this hash, which may be new.
func (v *vocabulary) number(hash uint32) int32 {
	mask := uint32(len(v.slots) - 1)
	i := wordSlot(hash) & mask
	for ; v.slots[i] != 0; i = (i + 1) & mask {
		if s := v.slots[i]; uint32(s>>32) == hash {
			return int32(uint32(s)) - 1
		}
	}
	v.words = append(v.words, word{hash: hash})
	n := int32(len(v.words))
	v.slots[i] = uint64(hash)<<32 | uint64(n)
	if 2*len(v.words) > len(v.slots) {
		v.enlarge()
	}
	return n - 1
}

func (v *vocabulary) enlarge() {
	v.slots = make([]uint64, 2*len(v.slots))
	mask := uint32(len(v.slots) - 1)
	for k := range v.words {
		i := wordSlot(v.words[k].hash) & mask
		for v.slots[i] != 0 {
			i = (i + 1) & mask
		}
		v.slots[i] = uint64(v.words[k].hash)<<32 | uint64(k+1)
	}
}

// complete says that no new words follow.
func (v *vocabulary) complete() {
	v.sure, v.need = grow(v.sure, len(v.words)), grow(v.need, len(v.words))
	clear(v.sure)
	clear(v.need)
}
