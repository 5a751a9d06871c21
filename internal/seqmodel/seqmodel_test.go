package seqmodel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var two = Tagset{Types: 2}

func TestTagset(t *testing.T) {
	for _, row := range []struct {
		name string
		a, b int
		ok   bool
	}{
		{"a span may begin after nothing", 0, two.Begin(1), true},
		{"nothing may be carried on", 0, two.Inside(0), false},
		{"a span is carried on by its own type", two.Begin(0), two.Inside(0), true},
		{"and further", two.Inside(0), two.Inside(0), true},
		{"not by another type", two.Begin(0), two.Inside(1), false},
		{"spans may touch", two.Inside(0), two.Begin(0), true},
		{"a span may end anywhere", two.Begin(1), 0, true},
	} {
		assert.Equal(t, row.ok, two.allowed(row.a, row.b), row.name)
	}
	assert.Equal(t, 5, two.Size())
	assert.Equal(t, 8, two.Lanes())
	assert.Equal(t, -1, two.TypeOf(0))
	assert.Equal(t, 1, two.TypeOf(two.Inside(1)))
}

// randomChain has random transitions, and random scores for n tokens.
func randomChain(seed uint64, n int) (*chain, []float32) {
	rng := rand.New(rand.NewPCG(seed, 1))
	c := newChain(two)
	for i := range c.t {
		c.t[i] = float32(rng.NormFloat64())
	}
	c.refresh()
	em := make([]float32, n*two.Lanes())
	for i := range em {
		em[i] = float32(2 * rng.NormFloat64())
	}
	return c, em
}

// enumerate calls f with every allowed sequence of n tags and its score.
func enumerate(c *chain, em []float32, n int, f func(tags []int, score float64)) {
	tags := make([]int, n)
	var walk func(i int, score float64)
	walk = func(i int, score float64) {
		if i == n {
			f(tags, score)
			return
		}
		for y := range c.n {
			if i == 0 && c.set.IsInside(y) || i > 0 && !c.set.allowed(tags[i-1], y) {
				continue
			}
			s := score + float64(em[i*c.set.Lanes()+y])
			if i > 0 {
				s += float64(c.t[tags[i-1]*c.n+y])
			}
			tags[i] = y
			walk(i+1, s)
		}
	}
	walk(0, 0)
}

func TestRecursionsAgreeWithEnumeration(t *testing.T) {
	for _, n := range []int{1, 2, 5} {
		c, em := randomChain(uint64(n), n)
		z, best := 0.0, math.Inf(-1)
		var argmax []uint8
		marg := make([]float64, n*c.n)
		enumerate(c, em, n, func(tags []int, score float64) {
			p := math.Exp(score)
			z += p
			for i, y := range tags {
				marg[i*c.n+y] += p
			}
			if score > best {
				best, argmax = score, argmax[:0]
				for _, y := range tags {
					argmax = append(argmax, uint8(y))
				}
			}
		})
		var l lattice
		assert.Equal(t, argmax, c.viterbi(&l, em, two.Lanes(), n), "best sequence of %d", n)
		logZ := c.forwardBackward(&l, em, two.Lanes(), n)
		assert.InDelta(t, math.Log(z), logZ, 1e-3, "partition function of %d", n)
		for i, p := range c.marginals(&l, n) {
			assert.InDelta(t, marg[i]/z, p, 1e-3, "marginal %d of %d", i, n)
		}
	}
}

// toy makes sequences in which feature 100+y tells tag y, with noise, and
// feature 7 stands everywhere.
func toy(n int) []Sequence {
	rng := rand.New(rand.NewPCG(3, 4))
	var out []Sequence
	for range n {
		s := Sequence{Off: []int32{0}}
		prev := 0
		for range 12 {
			y := rng.IntN(two.Size())
			if !two.allowed(prev, y) {
				y = 0
			}
			f := uint32(100 + y)
			if rng.IntN(20) == 0 {
				f = uint32(100 + rng.IntN(two.Size()))
			}
			s.Tags = append(s.Tags, uint8(y))
			s.Feats = append(s.Feats, f, 7, uint32(1000+rng.IntN(50)))
			s.Off = append(s.Off, int32(len(s.Feats)))
			prev = y
		}
		if two.IsInside(int(s.Tags[0])) {
			s.Tags[0] = 0
		}
		out = append(out, s)
	}
	return out
}

func accuracy(p *Packed, seqs []Sequence) float64 {
	right, all := 0, 0
	var sc Scratch
	for _, s := range seqs {
		em := make([]float32, s.Len()*two.Lanes())
		for i := range s.Len() {
			p.Add(em[i*two.Lanes():(i+1)*two.Lanes()], s.Feats[s.Off[i]:s.Off[i+1]])
		}
		for i, y := range p.Best(&sc, em, s.Len()) {
			all++
			if y == s.Tags[i] {
				right++
			}
		}
	}
	return float64(right) / float64(all)
}

func TestTrainLearnsAndPacks(t *testing.T) {
	o := TrainOptions{Epochs: 6, MinCount: 1, Workers: 2, Rate: 0.3}
	w := Train(two, toy(400), o)
	p, rest, err := Unpack(w.Pack(nil))
	require.NoError(t, err)
	assert.Empty(t, rest)
	assert.Greater(t, accuracy(p, toy(400)), 0.93, "one token in twenty is noise")

	s := toy(400)[0]
	em := w.Emissions(&s)
	got := make([]float32, len(em))
	for i := range s.Len() {
		p.Add(got[i*two.Lanes():(i+1)*two.Lanes()], s.Feats[s.Off[i]:s.Off[i+1]])
	}
	assert.InDeltaSlice(t, em, got, 0.1, "quantised scores are near the exact ones")
}

func TestTrainingIsDeterministic(t *testing.T) {
	pack := func(workers int, seed uint64) []byte {
		return Train(two, toy(100), TrainOptions{Epochs: 2, MinCount: 1, Workers: workers, Seed: seed, MaxRows: 40}).Pack(nil)
	}
	one := pack(1, 5)
	assert.Equal(t, one, pack(2, 5), "the number of workers does not show")
	assert.NotEqual(t, one, pack(1, 6), "the seed does")
}

func TestPruningKeepsTheTellingRows(t *testing.T) {
	w := Train(two, toy(400), TrainOptions{Epochs: 5, MinCount: 1, MaxRows: 6, Rate: 0.3})
	require.Len(t, w.Features, 6)
	p, _, err := Unpack(w.Pack(nil))
	require.NoError(t, err)
	assert.Greater(t, accuracy(p, toy(400)), 0.9)
}

func TestAddManyRows(t *testing.T) {
	w := &Weights{Set: two, Features: []uint32{1, 2}, Rows: make([]float32, 16), chain: newChain(two)}
	w.Rows[0], w.Rows[8+4] = 1, -1
	p, _, err := Unpack(w.Pack(nil))
	require.NoError(t, err)
	feats := make([]uint32, 0, 1200)
	for range 600 { // more than one run of 256 rows
		feats = append(feats, 1, 2)
	}
	em := make([]float32, 8)
	p.Add(em, feats)
	assert.InDelta(t, 600, em[0], 8)
	assert.InDelta(t, -600, em[4], 8)
	assert.InDelta(t, 0, em[1], 1e-3)
}

func FuzzUnpack(f *testing.F) {
	good := Train(two, toy(20), TrainOptions{Epochs: 1, MinCount: 1}).Pack(nil)
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, rest, err := Unpack(b)
		if err != nil {
			assert.ErrorIs(t, err, ErrModel)
			return
		}
		assert.LessOrEqual(t, len(rest), len(b))
		if p.Tagset() == two {
			em := make([]float32, 8)
			p.Add(em, []uint32{1, 100, 101})
			assert.Len(t, p.Best(&Scratch{}, em, 1), 1)
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	seqs := toy(200)
	w := Train(two, toy(200), TrainOptions{Epochs: 1, MinCount: 1})
	p, _, err := Unpack(w.Pack(nil))
	require.NoError(b, err)
	feats := seqs[0].Feats
	em := make([]float32, 8)
	b.ReportAllocs()
	b.SetBytes(int64(4 * len(feats)))
	for b.Loop() {
		clear(em)
		p.Add(em, feats)
	}
	require.NotZero(b, em[0])
}

// TestWeakRowsAreNotPacked packs a trained model with and without a bound.
func TestWeakRowsAreNotPacked(t *testing.T) {
	w := &Weights{Set: Tagset{Types: 1}, Features: []uint32{7, 8, 9}, chain: newChain(Tagset{Types: 1})}
	L := w.Set.Lanes()
	w.Rows = make([]float32, 3*L)
	w.Rows[0], w.Rows[L+1], w.Rows[2*L+2] = 0.5, -0.15, 0.05
	rows := func(least float64) int {
		w.Least = least
		p, _, err := Unpack(w.Pack(nil))
		require.NoError(t, err)
		return p.Rows()
	}
	assert.Equal(t, 3, rows(0))
	assert.Equal(t, 2, rows(0.1))
	assert.Equal(t, 1, rows(0.2))
}
