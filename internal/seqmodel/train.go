package seqmodel

import (
	"math"
	"math/rand/v2"
	"sort"
	"sync"
)

// Sequence is one training sequence in compressed rows: the features of token
// t are Feats[Off[t]:Off[t+1]], its tag Tags[t].
//
// Base, if not nil, holds scores that stand beside those of the features,
// Tagset.Lanes() a token: so a second model can build on a first.
type Sequence struct {
	Off   []int32
	Feats []uint32
	Tags  []uint8
	Base  []float32
}

// Len returns the number of tokens.
func (s *Sequence) Len() int { return len(s.Tags) }

// TrainOptions steer [Train]. The zero value of a field means its default.
type TrainOptions struct {
	Epochs   int     // passes over the data; default 8
	Rate     float64 // AdaGrad step; default 0.15
	L2       float64 // decay of a weight per update of its row; default 2e-6
	MinCount int     // features seen fewer times are left out; default 3
	Batch    int     // sequences per update; default 16
	Workers  int     // goroutines; default 2; the result does not depend on it
	Seed     uint64
	Dropout  float64 // share of features left out of a token, others each epoch; default none
	MaxRows  int     // rows kept by pruning: four times as many after the first epoch, this many after three fifths; default all
	// Progress, if not nil, is told after each epoch: the epoch from 1 and the
	// mean loss per token in nats.
	Progress func(epoch int, loss float64)
}

func (o TrainOptions) withDefaults() TrainOptions {
	if o.Epochs == 0 {
		o.Epochs = 8
	}
	if o.Rate == 0 {
		o.Rate = 0.15
	}
	if o.L2 == 0 {
		o.L2 = 2e-6
	}
	if o.MinCount == 0 {
		o.MinCount = 3
	}
	if o.Batch == 0 {
		o.Batch = 16
	}
	if o.Workers == 0 {
		o.Workers = 2
	}
	return o
}

// Weights are trained weights in floating point: for each feature a row of
// Set.Lanes() emissions, and the transitions. [Weights.Pack] makes the compact
// form that is shipped.
type Weights struct {
	Set      Tagset
	Features []uint32  // hashes, the most frequent first
	Rows     []float32 // len(Features) rows
	Least    float64   // rows no weight of which reaches it, in nats, are not packed
	chain    *chain

	once sync.Once
	idx  *index
}

// trainer is the state of one training run.
type trainer struct {
	epoch uint32
	drop  uint32 // dropout in 1/2^24
	Weights
	opt   TrainOptions
	seqs  []Sequence // features replaced by row numbers
	g2    []float32  // AdaGrad sums of the rows
	tg2   []float32  // of the transitions
	lanes int

	grad    []float32  // sum of a batch's gradients, by row
	dirty   []bool     // rows with a gradient in this batch
	touched [][]uint32 // the same as lists, by worker
}

// Train fits a conditional random field to the sequences by AdaGrad on the
// gradient of the log likelihood. It takes over the sequences and rewrites
// their features. The result depends on the data, their order and the seed
// alone: gradients of a batch are computed with frozen weights, then applied in
// the order of the batch, rows dealt to workers by number.
func Train(set Tagset, seqs []Sequence, o TrainOptions) *Weights {
	o = o.withDefaults()
	t := &trainer{opt: o, seqs: seqs, lanes: set.Lanes()}
	t.Set = set
	t.Features = countFeatures(seqs, o.MinCount)
	t.number()
	t.Rows = make([]float32, len(t.Features)*t.lanes)
	t.g2 = make([]float32, len(t.Rows))
	t.grad = make([]float32, len(t.Rows))
	t.dirty = make([]bool, len(t.Features))
	t.touched = make([][]uint32, o.Workers)
	t.drop = uint32(o.Dropout * (1 << 24))
	t.chain = newChain(set)
	t.tg2 = make([]float32, set.Size()*set.Size())
	rng := rand.New(rand.NewPCG(o.Seed, 0x5e97))
	average := 0 // epochs averaged
	var sum, tsum []float32
	for e := 1; e <= o.Epochs; e++ {
		t.epoch = uint32(e)
		order := rng.Perm(len(seqs))
		rate := o.Rate
		if o.Epochs > 1 { // the last epochs take smaller steps
			rate *= 1 - 0.8*float64(e-1)/float64(o.Epochs-1)
		}
		loss, tokens := 0.0, 0
		for len(order) > 0 {
			b := min(o.Batch, len(order))
			l, n := t.step(order[:b], float32(rate))
			loss, tokens = loss+l, tokens+n
			order = order[b:]
		}
		switch {
		case o.MaxRows == 0:
		case e == 1 && len(t.Features) > 4*o.MaxRows: // early on, only what never moved
			t.prune(4 * o.MaxRows)
		case e == (3*o.Epochs+4)/5 && len(t.Features) > o.MaxRows:
			t.prune(o.MaxRows)
		}
		if 5*e > 3*o.Epochs { // the model is the mean of the last two fifths
			sum, tsum = addTo(sum, t.Rows), addTo(tsum, t.chain.t)
			average++
		}
		if o.Progress != nil {
			o.Progress(e, loss/float64(max(tokens, 1)))
		}
	}
	for i, v := range sum {
		t.Rows[i] = v / float32(average)
	}
	for i, v := range tsum {
		t.chain.t[i] = v / float32(average)
	}
	t.chain.refresh()
	return &t.Weights
}

func addTo(sum, x []float32) []float32 {
	if sum == nil {
		return append(sum, x...)
	}
	for i, v := range x {
		sum[i] += v
	}
	return sum
}

// kept reports whether feature k of token i of a sequence takes part in this
// epoch.
func (t *trainer) kept(seq, i int32, k int) bool {
	h := uint32(seq)*0x9e3779b1 ^ uint32(i)*0x85ebca6b ^ uint32(k)*0xc2b2ae35 ^ t.epoch*0x27d4eb2f
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h>>8 >= t.drop
}

func countFeatures(seqs []Sequence, min int) []uint32 {
	n := 0
	for i := range seqs {
		n += len(seqs[i].Feats)
	}
	count := make(map[uint32]int32, n/64)
	for i := range seqs {
		for _, f := range seqs[i].Feats {
			count[f]++
		}
	}
	var out []uint32
	for f, c := range count {
		if int(c) >= min {
			out = append(out, f)
		}
	}
	sort.Slice(out, func(i, j int) bool { // frequent rows together: they stay in cache
		if a, b := count[out[i]], count[out[j]]; a != b {
			return a > b
		}
		return out[i] < out[j]
	})
	return out
}

// number replaces feature hashes by row numbers and drops the unknown.
func (t *trainer) number() {
	idx := t.rowIndex()
	for i := range t.seqs {
		s := &t.seqs[i]
		k := int32(0)
		for p := range s.Tags {
			a, b := s.Off[p], s.Off[p+1]
			s.Off[p] = k
			for _, f := range s.Feats[a:b] {
				if r := idx.find(f); r >= 0 {
					s.Feats[k] = uint32(r)
					k++
				}
			}
		}
		s.Off[len(s.Tags)] = k
		s.Feats = s.Feats[:k]
	}
}

// delta is the gradient at one token, sparse.
type delta struct {
	seq, tok int32
	n        uint8
	tag      [48]uint8
	v        [48]float32
}

// prune keeps the n rows that weigh most; training goes on without the rest.
func (t *trainer) prune(n int) {
	L := t.lanes
	number := make([]int32, len(t.Features)) // new row + 1
	for to, from := range t.keep(n) {
		number[from] = int32(to) + 1
		copy(t.g2[to*L:to*L+L], t.g2[int(from)*L:])
	}
	t.g2 = t.g2[:n*L]
	for i := range t.seqs {
		s := &t.seqs[i]
		k := int32(0)
		for p := range s.Tags {
			a, b := s.Off[p], s.Off[p+1]
			s.Off[p] = k
			for _, f := range s.Feats[a:b] {
				if number[f] != 0 {
					s.Feats[k] = uint32(number[f] - 1)
					k++
				}
			}
		}
		s.Off[len(s.Tags)] = k
		s.Feats = s.Feats[:k]
	}
	t.idx = newIndex(t.Features)
}

// part is the gradient of one worker's share of a batch.
type part struct {
	deltas []delta
	trans  []float32
	loss   float64
	tokens int
	lat    lattice
	em     []float32
}

// negligible is the gradient below which a tag's weights are left alone.
const negligible = 1e-3

// step takes one batch: gradients with frozen weights, each sequence by itself,
// then the updates in batch order.
func (t *trainer) step(batch []int, rate float32) (loss float64, tokens int) {
	parts := make([]*part, len(batch))
	var wg sync.WaitGroup
	next := make(chan int, len(batch))
	for i := range batch {
		next <- i
	}
	close(next)
	for range t.opt.Workers {
		wg.Go(func() {
			for i := range next {
				p := partPool.Get().(*part)
				t.gradient(p, batch[i])
				parts[i] = p
			}
		})
	}
	wg.Wait()
	for w := range t.opt.Workers {
		wg.Go(func() { t.apply(parts, uint32(w), rate) })
	}
	wg.Wait()
	t.applyTransitions(parts, rate)
	for _, p := range parts {
		loss, tokens = loss+p.loss, tokens+p.tokens
		partPool.Put(p)
	}
	return loss, tokens
}

var partPool = sync.Pool{New: func() any { return new(part) }}

// emissions adds up the weight rows of each token.
func (t *trainer) emissions(p *part, seq int) {
	s := &t.seqs[seq]
	T, L := s.Len(), t.lanes
	p.em = grow(p.em, T*L)
	for i := range T {
		row := p.em[i*L : i*L+L]
		if s.Base != nil {
			copy(row, s.Base[i*L:])
		} else {
			clear(row)
		}
		for k, f := range s.Feats[s.Off[i]:s.Off[i+1]] {
			if t.drop > 0 && !t.kept(int32(seq), int32(i), k) {
				continue
			}
			w := t.Rows[int(f)*L : int(f)*L+L]
			for j := range row {
				row[j] += w[j]
			}
		}
	}
}

func (t *trainer) gradient(p *part, seq int) {
	s := &t.seqs[seq]
	T, L, n := s.Len(), t.lanes, t.chain.n
	p.deltas, p.loss, p.tokens = p.deltas[:0], 0, T
	p.trans = grow(p.trans, n*n)
	clear(p.trans)
	if T == 0 {
		return
	}
	t.emissions(p, seq)
	logZ := t.chain.forwardBackward(&p.lat, p.em, L, T)
	gold := 0.0
	for i := range T {
		y := int(s.Tags[i])
		gold += float64(p.em[i*L+y])
		if i > 0 {
			gold += float64(t.chain.t[int(s.Tags[i-1])*n+y])
		}
		a, b := p.lat.alpha[i*n:i*n+n], p.lat.beta[i*n:i*n+n]
		var z float32
		for j := range a {
			z += a[j] * b[j]
		}
		d := delta{seq: int32(seq), tok: int32(i)}
		for j := range a {
			g := -a[j] * b[j] / z
			if j == y {
				g++
			}
			if g > negligible || g < -negligible {
				d.tag[d.n], d.v[d.n] = uint8(j), g
				d.n++
			}
		}
		if d.n > 0 {
			p.deltas = append(p.deltas, d)
			if i > 0 {
				t.transitionGradient(p, i, int(s.Tags[i-1]), y)
			}
		}
	}
	p.loss = logZ - gold
}

// transitionGradient adds observed less expected transitions into token i.
func (t *trainer) transitionGradient(p *part, i, from, to int) {
	n := t.chain.n
	a := p.lat.alpha[(i-1)*n : i*n]
	w, b := p.lat.w[i*n:i*n+n], p.lat.beta[i*n:i*n+n]
	p.trans[from*n+to]++
	var z float32
	for x := range a {
		if a[x] < 1e-6 {
			continue
		}
		e := t.chain.e[x*n : x*n+n]
		for y := range e {
			z += a[x] * e[y] * w[y] * b[y]
		}
	}
	z = 1 / z
	for x := range a {
		if a[x] < 1e-6 {
			continue
		}
		e, g := t.chain.e[x*n:x*n+n], p.trans[x*n:x*n+n]
		ax := a[x] * z
		for y := range e {
			g[y] -= ax * e[y] * w[y] * b[y]
		}
	}
}

// apply adds up the batch's gradients of the rows whose number falls to worker
// w, then moves those rows by AdaGrad.
func (t *trainer) apply(parts []*part, w uint32, rate float32) {
	L, workers, decay := t.lanes, uint32(t.opt.Workers), float32(t.opt.L2)
	touched := t.touched[w][:0]
	for _, p := range parts {
		for k := range p.deltas {
			d := &p.deltas[k]
			s := &t.seqs[d.seq]
			for k, f := range s.Feats[s.Off[d.tok]:s.Off[d.tok+1]] {
				if f%workers != w || t.drop > 0 && !t.kept(d.seq, d.tok, k) {
					continue
				}
				if !t.dirty[f] {
					t.dirty[f] = true
					touched = append(touched, f)
				}
				row := t.grad[int(f)*L : int(f)*L+L]
				for m := range d.n {
					row[d.tag[m]] += d.v[m]
				}
			}
		}
	}
	for _, f := range touched {
		t.dirty[f] = false
		row, g2, grad := t.Rows[int(f)*L:int(f)*L+L], t.g2[int(f)*L:int(f)*L+L], t.grad[int(f)*L:int(f)*L+L]
		for j, g := range grad {
			if g == 0 {
				continue
			}
			grad[j] = 0
			g -= decay * row[j]
			g2[j] += g * g
			row[j] += rate * g / (float32(math.Sqrt(float64(g2[j]))) + damping)
		}
	}
	t.touched[w] = touched
}

// damping keeps the first steps of a weight small.
const damping = 1

func (t *trainer) applyTransitions(parts []*part, rate float32) {
	sum := make([]float32, len(t.tg2))
	for _, p := range parts {
		for i, g := range p.trans {
			if g == 0 || math.IsInf(float64(t.chain.t[i]), -1) {
				continue
			}
			sum[i] += g
		}
	}
	for i, g := range sum {
		if g != 0 {
			t.tg2[i] += g * g
			t.chain.t[i] += rate * g / (float32(math.Sqrt(float64(t.tg2[i]))) + damping)
		}
	}
	t.chain.refresh()
}
