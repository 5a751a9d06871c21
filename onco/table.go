package onco

// table maps numbers to numbers other than zero by open addressing; it is what
// the dictionaries look words up in. The zero value is empty.
type table struct {
	slots []tableSlot // a power of two of them, at most half in use
	shift uint8       // 64 less the logarithm of their number
	used  int
}

// tableSlot is free where its value is 0.
type tableSlot struct {
	key   uint64
	value uint32
}

// spread mixes the bits of a key into the uppermost.
func spread(key uint64) uint64 { return (key ^ key>>32) * 0x9e3779b97f4a7c15 }

// get returns the value of a key, 0 for none.
func (t *table) get(key uint64) uint32 {
	if len(t.slots) == 0 {
		return 0
	}
	mask := uint64(len(t.slots) - 1)
	for i := spread(key) >> (t.shift & 63); ; i++ {
		switch s := &t.slots[i&mask]; {
		case s.value == 0:
			return 0
		case s.key == key:
			return s.value
		}
	}
}

// put sets the value of a key; a value of 0 sets nothing.
func (t *table) put(key uint64, value uint32) {
	if value == 0 {
		return
	}
	if 2*(t.used+1) > len(t.slots) {
		old := t.slots
		n := max(16, 2*len(old))
		*t = table{slots: make([]tableSlot, n), shift: 64}
		for ; n > 1; n /= 2 {
			t.shift--
		}
		for _, s := range old {
			t.put(s.key, s.value)
		}
	}
	mask := uint64(len(t.slots) - 1)
	for i := spread(key) >> (t.shift & 63); ; i++ {
		switch s := &t.slots[i&mask]; {
		case s.value == 0:
			*s = tableSlot{key, value}
			t.used++
			return
		case s.key == key:
			s.value = value
			return
		}
	}
}
