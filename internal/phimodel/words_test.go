package phimodel

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// far is how many slots the words of v stand from their own, in all.
func far(v *vocabulary) (steps int) {
	mask := uint32(len(v.slots) - 1)
	for at, s := range v.slots {
		if s != 0 {
			steps += int((uint32(at) - v.key.slot(uint32(s>>32))) & mask)
		}
	}
	return steps
}

// TestChosenWords numbers words whose hashes were chosen to meet in few slots of a
// table that goes by their bits, and of one that goes by a product of them.
func TestChosenWords(t *testing.T) {
	const n = 50_000
	for _, c := range []struct {
		name string
		hash func(i uint32) uint32
	}{
		{"one after the other", func(i uint32) uint32 { return i }},
		{"upper half alone", func(i uint32) uint32 { return i << 16 }},
		{"steps of a power of two", func(i uint32) uint32 { return i << 12 }},
		{"equal lower bits", func(i uint32) uint32 { return i<<15 | 77 }},
		{"few slots of the product that the table once went by", func(i uint32) uint32 {
			// The inverse of h -> (h ^ h>>15) * 0x9e3779b1 at products that differ in
			// their upper bits alone.
			x := (i%512<<7 | i/512<<25) * 0x0e8b2f51
			h := x ^ x>>15
			return h ^ x>>30
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 3 {
				var v, other vocabulary
				v.reset(0)
				v.key = slotKey{rand.Uint64(), rand.Uint64() | 1}
				other.reset(n)
				other.key = slotKey{rand.Uint64(), rand.Uint64() | 1}
				differ := 0
				for i := range uint32(2 * n) {
					if h := c.hash(i % n); v.number(h) != other.number(h) {
						differ++
					}
				}
				assert.Zero(t, differ, "the number of a word does not go by the key")
				require.Greater(t, len(v.words), n/8, "the hashes differ")
				assert.Less(t, far(&v), 4*len(v.words), "a word stands about half a slot from its own, at this load")
			}
		})
	}
}

func BenchmarkVocabulary(b *testing.B) {
	hashes := make([]uint32, 4000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range hashes {
		hashes[i] = uint32(r.Uint64N(1500)) * 0x9e3779b1 // words come again
	}
	var v vocabulary
	b.ReportAllocs()
	b.SetBytes(int64(len(hashes)))
	for b.Loop() {
		v.reset(len(hashes))
		for _, h := range hashes {
			v.number(h)
		}
		if len(v.words) < 1300 || len(v.words) > 1500 {
			b.Fatal(len(v.words))
		}
	}
}
