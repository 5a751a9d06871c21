package phimodel

import "github.com/lethe-health/lethe/internal/text"

// vocabulary numbers the different words and numbers of a note from 0 on, by
// the hash of their tokens, and keeps what is counted of each.
type vocabulary struct {
	slots []uint64 // open addressing: the word's hash, then one more than its number; 0 for none
	words []word
}

// word is one word or number of a note.
type word struct {
	hash                uint32
	lower, title, upper int32 // how often it is written so
	sure                bool  // the first pass holds it for PHI somewhere
	need                bool  // evidence of it is asked for
	head, tail          int32 // its first unit in the note and the last one, when it is needed; 0 for none
}

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

// count notes how a word is written.
func (w *word) count(c text.Case) {
	switch c {
	case text.Lower:
		w.lower++
	case text.Upper:
		w.upper++
	case text.Title, text.Mixed, text.Single:
		w.title++
	}
}
