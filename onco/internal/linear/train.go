package linear

import (
	"math"
	"math/rand/v2"
	"sort"
)

// Example is one labelled training example.
type Example struct {
	Features []Feature
	Class    string
}

// TrainOptions configures [Train]; the zero value is the default.
type TrainOptions struct {
	Epochs   int     // passes over the examples; 0 means 25
	Rate     float64 // greatest step; 0 means 2
	L2       float64 // decay per example; 0 means 3e-6
	MinCount int     // features in fewer examples are left out; 0 means 3
	Keep     int     // largest weights that stay; 0 means 60,000
	Seed     uint64  // of the order of examples

	// Trust scales a feature while the model is fitted: the greater, the more
	// readily the fit leans on it. nil means 1 for all. The model takes the
	// features as they are.
	Trust func(hash uint32) float32
}

func (o *TrainOptions) withDefaults() TrainOptions {
	d := TrainOptions{Epochs: 25, Rate: 2, L2: 3e-6, MinCount: 3, Keep: 60_000}
	if o == nil {
		return d
	}
	if o.Epochs > 0 {
		d.Epochs = o.Epochs
	}
	if o.Rate > 0 {
		d.Rate = o.Rate
	}
	if o.L2 > 0 {
		d.L2 = o.L2
	}
	if o.MinCount > 0 {
		d.MinCount = o.MinCount
	}
	if o.Keep > 0 {
		d.Keep = o.Keep
	}
	d.Seed, d.Trust = o.Seed, o.Trust
	return d
}

// Train fits a model. The same examples and options give the same model, byte
// for byte.
func Train(examples []Example, o *TrainOptions) *Model {
	opt := o.withDefaults()
	m := &Model{classes: classesOf(examples)}
	keys, counts, rows := compact(examples, opt.MinCount)
	n, c := len(keys), len(m.classes)
	trust := opt.trust(keys)
	for _, r := range rows {
		for i := range r {
			r[i].value *= trust[r[i].key]
		}
	}
	w := make([]float32, n*c)
	bias := make([]float32, c)
	label := make([]int, len(examples))
	for i := range examples {
		label[i] = m.Index(examples[i].Class)
	}
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(opt.Seed, 0x6f6e636f))
	z := make([]float32, c)
	// The weights are kept divided by shrink, so that decay costs one product.
	shrink, steps, done := 1.0, opt.Epochs*len(order), 0
	for range opt.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			rate := opt.Rate * (1 + math.Cos(math.Pi*float64(done)/float64(steps))) / 2
			done++
			shrink *= 1 - rate*opt.L2
			step(rows[i], label[i], w, bias, z, float32(rate), float32(shrink))
		}
	}
	for i := range w {
		w[i] *= float32(shrink) * trust[i/c]
	}
	m.bias = bias
	m.pack(keys, counts, w, opt.Keep)
	return m
}

// trust is the scale of each key.
func (o *TrainOptions) trust(keys []uint32) []float32 {
	out := make([]float32, len(keys))
	for i, h := range keys {
		if out[i] = 1; o.Trust != nil {
			out[i] = o.Trust(h)
		}
	}
	return out
}

// step takes one step down the gradient of one example.
func step(row []row, label int, w, bias, z []float32, rate, shrink float32) {
	c := len(bias)
	for k := range z {
		z[k] = 0
	}
	for _, f := range row {
		ws := w[int(f.key)*c : int(f.key+1)*c]
		for k := range z {
			z[k] += f.value * ws[k]
		}
	}
	for k := range z {
		z[k] = z[k]*shrink + bias[k]
	}
	softmax(z)
	z[label]--
	for k := range bias {
		bias[k] -= 0.1 * rate * z[k]
	}
	for _, f := range row {
		ws := w[int(f.key)*c : int(f.key+1)*c]
		v := rate * f.value / shrink
		for k, e := range z {
			ws[k] -= v * e
		}
	}
}

// row is a feature of an example with its hash replaced by an index.
type row struct {
	key   int32
	value float32
}

func classesOf(examples []Example) []string {
	seen := map[string]bool{}
	for i := range examples {
		seen[examples[i].Class] = true
	}
	out := make([]string, 0, len(seen))
	for c := range seen {
		out = append(out, c)
	}
	sort.Strings(out)
	return out
}

// compact keeps the features that enough examples have and numbers them in the
// order of their hashes.
func compact(examples []Example, minCount int) ([]uint32, []int, [][]row) {
	count := map[uint32]int{}
	for i := range examples {
		for _, f := range examples[i].Features {
			count[f.Hash]++
		}
	}
	var keys []uint32
	for h, n := range count {
		if n >= minCount {
			keys = append(keys, h)
		}
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	at := make(map[uint32]int32, len(keys))
	for i, h := range keys {
		at[h] = int32(i)
	}
	rows := make([][]row, len(examples))
	for i := range examples {
		for _, f := range examples[i].Features {
			if k, ok := at[f.Hash]; ok {
				rows[i] = append(rows[i], row{k, f.Value})
			}
		}
	}
	counts := make([]int, len(keys))
	for i, h := range keys {
		counts[i] = count[h]
	}
	return keys, counts, rows
}

// pack keeps the largest weights and rounds them to steps of their class's
// scale.
func (m *Model) pack(keys []uint32, counts []int, w []float32, keep int) {
	c := len(m.classes)
	matter := make([]float32, len(keys))
	for i, n := range counts {
		matter[i] = float32(math.Sqrt(float64(n)))
	}
	abs := make([]float32, 0, len(w))
	m.scale = make([]float32, c)
	for i, v := range w {
		a := float32(math.Abs(float64(v)))
		m.scale[i%c] = max(m.scale[i%c], a)
		if a > 0 {
			abs = append(abs, a*matter[i/c])
		}
	}
	for k := range m.scale {
		m.scale[k] = max(m.scale[k], 1e-6) / 127
	}
	floor := float32(-1) // weights up to it are dropped
	if len(abs) > keep {
		sort.Slice(abs, func(i, j int) bool { return abs[i] > abs[j] })
		floor = abs[keep]
	}
	for i, key := range keys {
		from := len(m.weights)
		for k := range c {
			v := w[i*c+k]
			if a := float32(math.Abs(float64(v))) * matter[i]; v == 0 || a <= floor {
				continue
			}
			s := int8(math.Round(float64(v / m.scale[k])))
			if s != 0 {
				m.weights = append(m.weights, weight{uint8(k), s})
			}
		}
		if len(m.weights) > from {
			m.keys = append(m.keys, key)
			m.first = append(m.first, uint32(from))
		}
	}
	m.first = append(m.first, uint32(len(m.weights)))
	m.index()
}
