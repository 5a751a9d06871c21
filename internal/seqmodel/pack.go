package seqmodel

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// Packed is a trained model as it is shipped and run: one byte a weight, rows
// contiguous. It is immutable and safe for concurrent use.
type Packed struct {
	set   Tagset
	chain *chain
	rows  *rowTable // lanes/8 words of weights a row, each byte a weight plus bias
	n     int       // rows
	words int       // words of weights a row
	step  float32   // value of one unit of a weight
}

const (
	packMagic   = 0x31515354 // "TSQ1"
	packVersion = 1
	weightBias  = 128
)

// ErrModel says that a packed model cannot be read.
var ErrModel = errors.New("seqmodel: broken model")

// Pack appends the weights in their compact form to dst. The layout, little
// endian: magic, version, types, rows (uint32 each), step (float32), the
// transitions that are allowed (float32, from tag by from tag), then for each
// row its feature (uint32), then for each row a set of the tags with a weight
// (one bit a lane) and the weights, one int8 each. Rows that round to nothing are
// left out.
func (w *Weights) Pack(dst []byte) []byte {
	L := w.Set.Lanes()
	step := w.quantum()
	keep := make([]int, 0, len(w.Features))
	least := max(1, int(math.Ceil(w.Least/float64(step))))
	q := make([]int8, len(w.Rows))
	for r := range w.Features {
		some := false
		for j := r * L; j < r*L+L; j++ {
			v := math.RoundToEven(float64(w.Rows[j] / step))
			q[j] = int8(max(-127, min(127, v)))
			some = some || max(int(q[j]), -int(q[j])) >= least
		}
		if some {
			keep = append(keep, r)
		}
	}
	le := binary.LittleEndian
	for _, v := range []uint32{packMagic, packVersion, uint32(w.Set.Types), uint32(len(keep)), math.Float32bits(step)} {
		dst = le.AppendUint32(dst, v)
	}
	n := w.Set.Size()
	for i := range n {
		for j := range n {
			if w.Set.allowed(i, j) {
				dst = le.AppendUint32(dst, math.Float32bits(w.chain.t[i*n+j]))
			}
		}
	}
	for _, r := range keep {
		dst = le.AppendUint32(dst, w.Features[r])
	}
	for _, r := range keep {
		row := q[r*L : r*L+L]
		mask := make([]byte, L/8)
		for j, v := range row {
			if v != 0 {
				mask[j/8] |= 1 << (j % 8)
			}
		}
		dst = append(dst, mask...)
		for _, v := range row {
			if v != 0 {
				dst = append(dst, byte(v))
			}
		}
	}
	return dst
}

// quantum chooses the value of one unit: all but one weight in ten thousand
// must fit a signed byte.
func (w *Weights) quantum() float32 {
	var hist [512]int // of |weight| in steps of 1/32
	total := 0
	for _, v := range w.Rows {
		if v != 0 {
			hist[min(511, int(math.Abs(float64(v))*32))]++
			total++
		}
	}
	rest := total / 10000
	top := 511
	for top > 32 && rest >= hist[top] {
		rest -= hist[top]
		top--
	}
	return float32(top+1) / 32 / 127
}

// reader takes numbers off the front of a packed model.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.bad = true
		return nil
	}
	p := r.b[:n]
	r.b = r.b[n:]
	return p
}

func (r *reader) u32() uint32 {
	if p := r.take(4); p != nil {
		return binary.LittleEndian.Uint32(p)
	}
	return 0
}

// Unpack reads one packed model from the front of b and returns what follows
// it. Errors wrap [ErrModel].
func Unpack(b []byte) (*Packed, []byte, error) {
	r := &reader{b: b}
	if m, v := r.u32(), r.u32(); m != packMagic || v != packVersion {
		return nil, nil, fmt.Errorf("%w: not a model of version %d", ErrModel, packVersion)
	}
	types, n := int(r.u32()), int(r.u32())
	step := math.Float32frombits(r.u32())
	if r.bad || types < 1 || types > 120 || n > len(b)/4 || !(step > 0) || step > 100 {
		return nil, nil, fmt.Errorf("%w: header", ErrModel)
	}
	set := Tagset{Types: types}
	p := &Packed{set: set, chain: newChain(set), words: set.Lanes() / 8, step: step}
	for i := range set.Size() {
		for j := range set.Size() {
			if set.allowed(i, j) {
				p.chain.t[i*set.Size()+j] = math.Float32frombits(r.u32())
			}
		}
	}
	p.chain.refresh()
	p.chain.k = newKernel(p.chain)
	keys := r.take(4 * n)
	if r.bad {
		return nil, nil, fmt.Errorf("%w: cut short", ErrModel)
	}
	features := make([]uint32, n)
	for i := range features {
		features[i] = binary.LittleEndian.Uint32(keys[4*i:])
	}
	if p.rows = newRowTable(features, p.words); p.rows == nil {
		return nil, nil, fmt.Errorf("%w: features", ErrModel)
	}
	p.n = n
	for _, f := range features {
		row := p.rows.row(f)
		mask := r.take(p.words)
		for k, m := range mask {
			v := r.take(bits.OnesCount8(m))
			w := uint64(0x8080808080808080)
			for _, x := range v {
				j := bits.TrailingZeros8(m)
				m &= m - 1
				w += uint64(int64(int8(x))) << (8 * j)
			}
			row[k] = w
		}
	}
	if r.bad {
		return nil, nil, fmt.Errorf("%w: cut short", ErrModel)
	}
	return p, r.b, nil
}

// Rows returns the number of weight rows.
func (p *Packed) Rows() int { return p.n }

// Tagset returns the tags of the model.
func (p *Packed) Tagset() Tagset { return p.set }

// Add adds up the rows of one token's features onto em, which holds
// Tagset().Lanes() scores.
func (p *Packed) Add(em []float32, feats []uint32) {
	var at slotKeys
	for len(feats) > 0 {
		k := min(len(feats), addChunk)
		p.add(em, at[:p.rows.lookup(&at, feats[:k])])
		feats = feats[k:]
	}
}

// add is Add for features that may be in the table; it overwrites at.
//
// Bytes are added eight at a time: each 64-bit word of a row is split into its
// even and its odd bytes, which sum without touching one another as long as
// fewer than 257 rows are added.
func (p *Packed) add(em []float32, at []slotKey) {
	if vector && p.words == 6 && len(at) > 0 {
		sumRowsAVX2((*lanes)(em), &p.rows.rows[0], &at[0], len(at), p.step)
		return
	}
	n := p.rows.found(at)
	var even, odd [16]uint64
	if p.words == 6 { // 41 to 48 tags: the usual case
		p.rows.sum6(&even, &odd, at[:n])
	} else {
		p.rows.sum(&even, &odd, at[:n])
	}
	p.flush(em, &even, &odd, n)
}

// Asked is a token whose features have been looked up and whose rows are on their
// way from memory. The zero value is ready.
type Asked struct {
	at   slotKeys
	n    int
	rest []uint32 // features beyond addChunk
}

// Ask looks up a token's features, so that the rows of one token come while
// another's features are made: Ask and [Packed.AddAsked] do what [Packed.Add] does.
// It keeps nothing of feats.
func (p *Packed) Ask(a *Asked, feats []uint32) {
	k := min(len(feats), addChunk)
	a.n = p.rows.lookup(&a.at, feats[:k])
	a.rest = append(a.rest[:0], feats[k:]...)
	if p.words == 6 && a.n > 0 {
		prefetch(&p.rows.rows[0], &a.at[0], a.n)
	}
}

// AddAsked adds up the rows of what was asked for onto em, once.
func (p *Packed) AddAsked(em []float32, a *Asked) {
	p.add(em, a.at[:a.n])
	p.Add(em, a.rest)
}

// addChunk is how many features are looked up at once.
const addChunk = 128

// slotKeys has room for what is looked up at once.
type slotKeys [addChunk]slotKey

// flush turns the sums of n rows into scores and clears them.
func (p *Packed) flush(em []float32, even, odd *[16]uint64, n int) {
	zero := float32(n * weightBias)
	for k := range p.words {
		e, o := even[k], odd[k]
		row := em[8*k : 8*k+8]
		row[0] += (float32(e&0xffff) - zero) * p.step
		row[2] += (float32(e>>16&0xffff) - zero) * p.step
		row[4] += (float32(e>>32&0xffff) - zero) * p.step
		row[6] += (float32(e>>48) - zero) * p.step
		row[1] += (float32(o&0xffff) - zero) * p.step
		row[3] += (float32(o>>16&0xffff) - zero) * p.step
		row[5] += (float32(o>>32&0xffff) - zero) * p.step
		row[7] += (float32(o>>48) - zero) * p.step
		even[k], odd[k] = 0, 0
	}
}

// Scratch is the memory of one decoding goroutine. The zero value is ready.
type Scratch struct{ l lattice }

// Best returns the best tags for T tokens whose scores em holds,
// Tagset().Lanes() each. The result is valid until the next use of s.
func (p *Packed) Best(s *Scratch, em []float32, T int) []uint8 {
	if T == 0 {
		return nil
	}
	if k := p.chain.k; k != nil {
		return k.viterbi(&s.l, em, T)
	}
	return p.chain.viterbi(&s.l, em, p.set.Lanes(), T)
}

// Marginals returns the probability of each tag of each of the T tokens,
// Tagset().Lanes() each, the first Tagset().Size() of which count. The result is valid until the next use of s.
func (p *Packed) Marginals(s *Scratch, em []float32, T int) []float32 {
	if T == 0 {
		return nil
	}
	return p.chain.posteriors(&s.l, em, T)
}

// After returns the transition scores from tag a to each tag over that to O, in
// nats, Tagset().Lanes() of them; minus infinity where a tag may not follow.
func (p *Packed) After(a int) []float32 {
	n := p.chain.n
	out := make([]float32, p.set.Lanes())
	for j := range n {
		out[j] = p.chain.t[a*n+j] - p.chain.t[a*n]
	}
	return out
}

// Leads returns by how much the best of the tags but O is ahead of O in the scores of
// one token, and by how much if after, as [Packed.After] gives it, is added.
func (p *Packed) Leads(em, after []float32) (lead, next float32) {
	if p.chain.k != nil {
		lead, next = leads((*lanes)(em), (*lanes)(after))
		return lead - em[0], next - em[0]
	}
	lead, next = minusInf, minusInf
	for j := 1; j < p.chain.n; j++ {
		lead, next = max(lead, em[j]), max(next, em[j]+after[j])
	}
	return lead - em[0], next - em[0]
}
