package seqmodel

import "slices"

// rowTable holds the weight rows of a packed model where a feature's hash says:
// a perfect hash, found when the model is read. To look a feature up takes its
// bucket's seed and one byte of its would-be row's fingerprint, both in tables
// that a processor's second-level cache holds, and only then the row itself,
// which is whole cache lines. No look-up depends on a branch: the misses of one
// token's features go on side by side.
type rowTable struct {
	words  int // of weights in a row
	stride int // words from row to row: the weights, padding, last the key
	slots  uint32
	shift  uint8    // of a feature's bucket
	seeds  []uint16 // by bucket
	prints []uint8  // by slot: low byte of the feature there
	rows   []uint64 // by slot
}

// keyed marks the key word of a slot that is taken.
const keyed = 1 << 32

// bucketKeys is the mean number of features in a bucket.
const bucketKeys = 4

// mostBucketKeys is how many a bucket may have: of features that are hashes none
// has half as many.
const mostBucketKeys = 48

// newRowTable places the features; their weights are to be filled in by
// [rowTable.row]. It returns nil when a feature stands there twice, or they are no
// hashes.
func newRowTable(features []uint32, words int) *rowTable {
	x := &rowTable{words: words, stride: (words + 1 + 7) &^ 7, shift: 32}
	for n := len(features); n > bucketKeys; n /= 2 {
		x.shift--
	}
	buckets := x.buckets(features)
	if buckets == nil && len(features) > 0 {
		return nil
	}
	for n := len(features) + len(features)/4 + 8; !x.place(buckets, uint32(n)); n += n / 4 {
	}
	return x
}

// buckets parts the features by bucket and gives those buckets that have any,
// the largest first; nil as newRowTable says.
func (x *rowTable) buckets(features []uint32) [][]uint32 {
	start := make([]uint32, 1<<(32-x.shift)+1)
	for _, f := range features {
		start[x.bucket(f)+1]++
	}
	most := slices.Max(start)
	if most > mostBucketKeys {
		return nil
	}
	for b := 1; b < len(start); b++ {
		start[b] += start[b-1]
	}
	parted := make([]uint32, len(features))
	fill := slices.Clone(start)
	for _, f := range features {
		b := x.bucket(f)
		if slices.Contains(parted[start[b]:fill[b]], f) {
			return nil
		}
		parted[fill[b]] = f
		fill[b]++
	}
	bySize := make([][][]uint32, most+1)
	for b := 1; b < len(start); b++ {
		if p := parted[start[b-1]:start[b]]; len(p) > 0 {
			bySize[len(p)] = append(bySize[len(p)], p)
		}
	}
	slices.Reverse(bySize)
	return slices.Concat(bySize...)
}

// place finds a seed for each bucket, the largest first, so that all features
// have slots of their own among n.
func (x *rowTable) place(buckets [][]uint32, n uint32) bool {
	x.slots = n
	x.seeds = make([]uint16, 1<<(32-x.shift))
	x.prints = make([]uint8, n)
	taken := make([]bool, n)
	var at []uint32
	for _, b := range buckets {
		seed := -1
	search:
		for s := range 1 << 16 {
			at = at[:0]
			for _, f := range b {
				k := x.slot(f, uint16(s))
				if taken[k] || slices.Contains(at, k) {
					continue search
				}
				at = append(at, k)
			}
			seed = s
			break
		}
		if seed < 0 {
			return false
		}
		x.seeds[x.bucket(b[0])] = uint16(seed)
		for i, k := range at {
			taken[k], x.prints[k] = true, uint8(b[i])
		}
	}
	x.rows = make([]uint64, int(n)*x.stride)
	preferHugePages(x.rows)
	for _, b := range buckets {
		for _, f := range b {
			x.rows[int(x.slotOf(f)+1)*x.stride-1] = keyed | uint64(f)
		}
	}
	return true
}

func (x *rowTable) bucket(f uint32) uint32 { return uint32(uint64(f*0x9e3779b1) >> x.shift) }

// slot is where a feature lies under a seed of its bucket.
func (x *rowTable) slot(f uint32, seed uint16) uint32 {
	h := uint64(f^uint32(seed)*0x9e3779b1) * 0xd6e8feb86659fd93
	return uint32((h>>32 ^ h&0xffffffff) * uint64(x.slots) >> 32)
}

func (x *rowTable) slotOf(f uint32) uint32 { return x.slot(f, x.seeds[x.bucket(f)]) }

// row returns the weights of a feature that is in the table.
func (x *rowTable) row(f uint32) []uint64 {
	i := int(x.slotOf(f)) * x.stride
	return x.rows[i : i+x.words]
}

// lookup writes the slots of those of feats that may be in the table to dst and
// returns how many: fingerprints may err. feats are at most addChunk.
func (x *rowTable) lookup(dst *slotKeys, feats []uint32) int {
	if !vector || len(feats) == 0 {
		return x.lookupGo(dst, feats)
	}
	if n := len(feats); cap(feats) < (n+7)&^7 { // whole vectors are read
		var whole [addChunk]uint32
		copy(whole[:], feats)
		feats = whole[:n]
	}
	return lookupAVX2(&dst[0], &feats[0], min(len(feats), addChunk), x)
}

func (x *rowTable) lookupGo(to *slotKeys, feats []uint32) int {
	seeds, prints, n := x.seeds, x.prints, 0
	dst := to[:len(feats)]
	for i, f := range feats {
		dst[i] = slotKey{x.slot(f, seeds[x.bucket(f)]), f}
	}
	for i := range dst {
		d := dst[i]
		dst[n] = d
		n += int((uint32(prints[d.slot]^uint8(d.key)) - 1) >> 31) // one more where they agree
	}
	return n
}

// found moves those of at whose row has their key to the front and returns how
// many they are.
func (x *rowTable) found(at []slotKey) int {
	n := 0
	for i := range at {
		d := at[i]
		at[n] = d
		n += int(((x.rows[int(d.slot+1)*x.stride-1] ^ (keyed | uint64(d.key))) - 1) >> 63)
	}
	return n
}

// slotKey is a slot and the feature that should be there.
type slotKey struct{ slot, key uint32 }

// evenBytes are the even bytes of a word.
const evenBytes = 0x00ff00ff00ff00ff

// sum adds up rows, their even and their odd bytes apart, and returns how many
// there were: fewer than 257 do not overflow.
func (x *rowTable) sum(even, odd *[16]uint64, at []slotKey) {
	for _, a := range at {
		row := x.rows[int(a.slot)*x.stride : int(a.slot)*x.stride+x.words]
		for k, w := range row {
			even[k&15] += w & evenBytes
			odd[k&15] += w >> 8 & evenBytes
		}
	}
}

// sum6 is sum for rows of six words and a stride of eight: all sums stay in
// registers, three words at a time.
func (x *rowTable) sum6(even, odd *[16]uint64, at []slotKey) {
	var e0, e1, e2, o0, o1, o2 uint64
	for _, a := range at {
		row := (*[8]uint64)(x.rows[int(a.slot)*8:])
		w0, w1, w2 := row[0], row[1], row[2]
		e0, o0 = e0+w0&evenBytes, o0+w0>>8&evenBytes
		e1, o1 = e1+w1&evenBytes, o1+w1>>8&evenBytes
		e2, o2 = e2+w2&evenBytes, o2+w2>>8&evenBytes
	}
	even[0], even[1], even[2], odd[0], odd[1], odd[2] = e0, e1, e2, o0, o1, o2
	e0, e1, e2, o0, o1, o2 = 0, 0, 0, 0, 0, 0
	for _, a := range at {
		row := (*[8]uint64)(x.rows[int(a.slot)*8:])
		w0, w1, w2 := row[3], row[4], row[5]
		e0, o0 = e0+w0&evenBytes, o0+w0>>8&evenBytes
		e1, o1 = e1+w1&evenBytes, o1+w1>>8&evenBytes
		e2, o2 = e2+w2&evenBytes, o2+w2>>8&evenBytes
	}
	even[3], even[4], even[5], odd[3], odd[4], odd[5] = e0, e1, e2, o0, o1, o2
}
