package seqmodel

// index finds the row of a feature: open addressing, linear probing, a power
// of two of slots, at most half full. A slot is the feature in the high and
// the row plus one in the low half; zero is empty.
type index struct {
	mask  uint32
	slots []uint64
}

func newIndex(features []uint32) *index {
	n := uint32(16)
	for int(n) < 2*len(features) {
		n *= 2
	}
	x := &index{mask: n - 1, slots: make([]uint64, n)}
	for r, f := range features {
		i := slot(f) & x.mask
		for x.slots[i] != 0 {
			i = (i + 1) & x.mask
		}
		x.slots[i] = uint64(f)<<32 | uint64(r+1)
	}
	return x
}

func slot(f uint32) uint32 { return f * 0x9e3779b1 >> 3 }

// find returns the row of feature f, or -1.
func (x *index) find(f uint32) int32 {
	for i := slot(f) & x.mask; ; i = (i + 1) & x.mask {
		s := x.slots[i]
		if s == 0 || uint32(s>>32) == f {
			return int32(uint32(s)) - 1
		}
	}
}
