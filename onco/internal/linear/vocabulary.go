package linear

import (
	"encoding/binary"
	"fmt"
	"math"
	"sort"
)

// Vocabulary is the features that the models of a [Set] may hang weights on,
// each with its inverse document frequency: how telling it is to meet it. It is
// immutable and safe for concurrent use.
type Vocabulary struct {
	keys  []uint32 // hashes, ascending
	idf   []uint8  // by key, in sixteenths
	table []Slot   // open addressing
	maybe []uint64 // bit set of the top bits of all hashes
}

// Slot is a hash with its index plus one, 0 empty, in one place of memory.
type Slot struct{ hash, key uint32 }

const (
	idfSteps  = 16
	maybeBits = 18 // 32 kB: what stays in the nearest cache
)

// index builds the table, at most two thirds full, and the bit set before it.
func (v *Vocabulary) index() {
	n := 16
	for 2*n < 3*len(v.keys) {
		n *= 2
	}
	v.table, v.maybe = make([]Slot, n), make([]uint64, 1<<(maybeBits-6))
	mask := uint32(n - 1)
	for i, h := range v.keys {
		at := h & mask
		for v.table[at].key != 0 {
			at = (at + 1) & mask
		}
		v.table[at] = Slot{h, uint32(i + 1)}
		v.maybe[h>>(32-maybeBits+6)] |= 1 << (h >> (32 - maybeBits) & 63)
	}
}

// NewVocabulary makes a vocabulary of the features that were met, each in so
// many of the documents.
func NewVocabulary(met map[uint32]int, documents int) *Vocabulary {
	v := &Vocabulary{keys: make([]uint32, 0, len(met)), idf: make([]uint8, 0, len(met))}
	for h := range met {
		v.keys = append(v.keys, h)
	}
	sort.Slice(v.keys, func(i, j int) bool { return v.keys[i] < v.keys[j] })
	for _, h := range v.keys {
		idf := math.Log(float64(1+documents)/float64(1+met[h])) + 1
		v.idf = append(v.idf, uint8(min(math.Round(idfSteps*idf), 255)))
	}
	v.index()
	return v
}

// May reports whether a feature may be known; where it says no, it is not.
func (v *Vocabulary) May(hash uint32) bool {
	return v.maybe[hash>>(32-maybeBits+6)]&(1<<(hash>>(32-maybeBits)&63)) != 0
}

// Home returns the slot where a feature is looked for first.
func (v *Vocabulary) Home(hash uint32) Slot { return v.table[hash&uint32(len(v.table)-1)] }

// FindFrom goes on from a feature's home to its index, -1 for an unknown one.
// A caller with many features fetches their homes first, and so waits for
// memory once.
func (v *Vocabulary) FindFrom(home Slot, hash uint32) int32 {
	mask := uint32(len(v.table) - 1)
	for i, s := hash, home; ; s = v.table[i&mask] {
		switch {
		case s.key == 0:
			return -1
		case s.hash == hash:
			return int32(s.key - 1)
		}
		i++
	}
}

// Find returns the index of a feature, -1 for an unknown one.
func (v *Vocabulary) Find(hash uint32) int32 {
	if !v.May(hash) {
		return -1
	}
	return v.FindFrom(v.Home(hash), hash)
}

// Len returns how many features there are.
func (v *Vocabulary) Len() int { return len(v.keys) }

// Hash returns the hash of a feature by its index.
func (v *Vocabulary) Hash(k int32) uint32 { return v.keys[k] }

// IDF returns the inverse document frequency of a feature by its index, from 1.
func (v *Vocabulary) IDF(k int32) float32 { return float32(v.idf[k]) / idfSteps }

// AppendBinary packs the vocabulary: the gaps between its hashes in order, each
// with its frequency.
func (v *Vocabulary) AppendBinary(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(v.keys)))
	last := uint32(0)
	for i, k := range v.keys {
		b = binary.AppendUvarint(b, uint64(k-last))
		b = append(b, v.idf[i])
		last = k
	}
	return b
}

// ReadVocabulary unpacks a vocabulary from the front of b and returns the rest.
func ReadVocabulary(b []byte) (*Vocabulary, []byte, error) {
	r := reader{b: b}
	v := &Vocabulary{}
	last := uint32(0)
	for i := range r.count(1 << 24) {
		gap := r.uvarint()
		idf := r.take(1)
		if r.bad || gap > math.MaxUint32-uint64(last) || i > 0 && gap == 0 {
			return nil, nil, fmt.Errorf("%w: vocabulary broken at byte %d", ErrFormat, len(b)-len(r.b))
		}
		last += uint32(gap)
		v.keys = append(v.keys, last)
		v.idf = append(v.idf, idf[0])
	}
	if r.bad {
		return nil, nil, fmt.Errorf("%w: vocabulary cut short", ErrFormat)
	}
	v.index()
	return v, r.b, nil
}
