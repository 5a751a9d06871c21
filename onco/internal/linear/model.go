package linear

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sort"
)

// Feature is one active feature of an example.
type Feature struct {
	Hash  uint32
	Value float32
}

// Model is a trained classifier. It is immutable and safe for concurrent use.
type Model struct {
	classes []string
	scale   []float32 // by class: weight of one step
	bias    []float32
	table   []uint32 // open addressing: index into keys plus one, 0 empty
	keys    []uint32
	first   []uint32 // by key: first of its weights; one more at the end
	weights []weight
}

type weight struct {
	class uint8
	step  int8
}

// Classes returns the names of the classes.
func (m *Model) Classes() []string { return m.classes }

// Weights returns how many weights the model keeps.
func (m *Model) Weights() int { return len(m.weights) }

// Index returns the index of a class, -1 for none.
func (m *Model) Index(class string) int {
	for i, c := range m.classes {
		if c == class {
			return i
		}
	}
	return -1
}

func (m *Model) find(hash uint32) int {
	mask := uint32(len(m.table) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		k := m.table[i]
		if k == 0 {
			return -1
		}
		if m.keys[k-1] == hash {
			return int(k - 1)
		}
	}
}

// Knows reports whether any weight hangs on the feature.
func (m *Model) Knows(hash uint32) bool { return m.find(hash) >= 0 }

// Probabilities appends the probability of each class to dst[:0]. A feature
// should stand in x once.
func (m *Model) Probabilities(dst []float32, x []Feature) []float32 {
	dst = append(dst[:0], m.bias...)
	for _, f := range x {
		k := m.find(f.Hash)
		if k < 0 {
			continue
		}
		for _, w := range m.weights[m.first[k]:m.first[k+1]] {
			dst[w.class] += f.Value * float32(w.step) * m.scale[w.class]
		}
	}
	softmax(dst)
	return dst
}

// Contribution returns what a feature adds to a class's score.
func (m *Model) Contribution(f Feature, class int) float32 {
	k := m.find(f.Hash)
	if k < 0 {
		return 0
	}
	for _, w := range m.weights[m.first[k]:m.first[k+1]] {
		if int(w.class) == class {
			return f.Value * float32(w.step) * m.scale[class]
		}
	}
	return 0
}

func softmax(z []float32) {
	top := float32(math.Inf(-1))
	for _, v := range z {
		top = max(top, v)
	}
	sum := float32(0)
	for i, v := range z {
		z[i] = float32(math.Exp(float64(v - top)))
		sum += z[i]
	}
	for i := range z {
		z[i] /= sum
	}
}

// index builds the hash table over keys.
func (m *Model) index() { m.table = tableOf(m.keys) }

// tableOf is an open-addressing table: at most half full, index plus one.
func tableOf(keys []uint32) []uint32 {
	n := 16
	for n < 2*len(keys) {
		n *= 2
	}
	table := make([]uint32, n)
	mask := uint32(n - 1)
	for i, k := range keys {
		at := k & mask
		for table[at] != 0 {
			at = (at + 1) & mask
		}
		table[at] = uint32(i + 1)
	}
	return table
}

// ErrFormat says that a blob is no model.
var ErrFormat = errors.New("linear: not a model")

// AppendBinary packs the model: classes, scales, biases, then the features in
// order of their hashes with the weights of each.
func (m *Model) AppendBinary(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(m.classes)))
	for i, c := range m.classes {
		b = binary.AppendUvarint(b, uint64(len(c)))
		b = append(b, c...)
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(m.scale[i]))
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(m.bias[i]))
	}
	b = binary.AppendUvarint(b, uint64(len(m.keys)))
	last := uint32(0)
	for i, k := range m.keys {
		b = binary.AppendUvarint(b, uint64(k-last))
		last = k
		ws := m.weights[m.first[i]:m.first[i+1]]
		b = binary.AppendUvarint(b, uint64(len(ws)))
		for _, w := range ws {
			b = append(b, w.class, byte(w.step))
		}
	}
	return b
}

// Read unpacks a model from the front of b and returns the rest.
func Read(b []byte) (*Model, []byte, error) {
	r := reader{b: b}
	m := &Model{}
	n := r.count(256)
	for range n {
		m.classes = append(m.classes, string(r.take(r.count(64))))
		m.scale = append(m.scale, math.Float32frombits(r.u32()))
		m.bias = append(m.bias, math.Float32frombits(r.u32()))
	}
	keys := r.count(1 << 24)
	last := uint32(0)
	for range keys {
		last += uint32(r.uvarint())
		m.keys = append(m.keys, last)
		m.first = append(m.first, uint32(len(m.weights)))
		for range r.count(256) {
			w := r.take(2)
			if w == nil || int(w[0]) >= len(m.classes) {
				r.bad = true
				break
			}
			m.weights = append(m.weights, weight{w[0], int8(w[1])})
		}
		if r.bad {
			break
		}
	}
	m.first = append(m.first, uint32(len(m.weights)))
	if r.bad || len(m.classes) == 0 || !sort.SliceIsSorted(m.keys, func(i, j int) bool { return m.keys[i] < m.keys[j] }) {
		return nil, nil, fmt.Errorf("%w: broken at byte %d", ErrFormat, len(b)-len(r.b))
	}
	m.index()
	return m, r.b, nil
}

// reader reads the packed form and remembers that it ran out.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) count(limit uint64) int {
	v := r.uvarint()
	if v > limit || v > uint64(len(r.b)) {
		r.bad = true
		return 0
	}
	return int(v)
}

func (r *reader) take(n int) []byte {
	if r.bad || n > len(r.b) {
		r.bad = true
		return nil
	}
	t := r.b[:n]
	r.b = r.b[n:]
	return t
}

func (r *reader) u32() uint32 {
	t := r.take(4)
	if t == nil {
		return 0
	}
	return binary.LittleEndian.Uint32(t)
}
