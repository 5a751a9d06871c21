package text

// HashFilter is a set of token hashes that errs on one side: what was added is
// in it, what was not may seem to be, one hash in 65,536 for each that was added. It
// is 8 KB, so that a pass over a note asks it without a cache miss. The zero value is
// empty.
type HashFilter [1024]uint64

func filterBit(hash uint32) (word, bit uint32) {
	h := hash * 0x9e3779b1 >> 16
	return h >> 6, h & 63
}

// Add puts a hash into the set.
func (f *HashFilter) Add(hash uint32) {
	w, b := filterBit(hash)
	f[w%1024] |= 1 << b
}

// Has reports whether a hash may be in the set.
func (f *HashFilter) Has(hash uint32) bool {
	w, b := filterBit(hash)
	return f[w%1024]>>b&1 != 0
}
