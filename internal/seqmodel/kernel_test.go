package seqmodel

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var full = Tagset{Types: 23}

// randomKernel has random transitions, and random scores for n tokens: peaked
// ones for higher seeds.
func randomKernel(seed uint64, n int) (*chain, []float32) {
	rng := rand.New(rand.NewPCG(seed, 2))
	c := newChain(full)
	for i := range c.t {
		c.t[i] = float32(rng.NormFloat64())
	}
	c.refresh()
	c.k = newKernel(c)
	em := make([]float32, n*kLanes)
	for i := range em {
		em[i] = float32(rng.NormFloat64()) * float32(1+3*(seed%10))
	}
	return c, em
}

func TestKernelsAgreeWithPlainRecursions(t *testing.T) {
	for seed := range uint64(40) {
		n := 1 + int(seed)%9
		c, em := randomKernel(seed, n)
		var plain, fast lattice
		want := append([]uint8(nil), c.viterbi(&plain, em, kLanes, n)...)
		require.Equal(t, want, c.k.viterbi(&fast, em, n), "seed %d", seed)
		got := c.k.marginals(&fast, em, n)
		c.forwardBackward(&plain, em, kLanes, n)
		p := c.marginals(&plain, n)
		for i := range n {
			assert.InDeltaSlice(t, p[i*kTags:(i+1)*kTags], got[i*kLanes:i*kLanes+kTags], 1e-5, "seed %d, token %d", seed, i)
			assert.Zero(t, got[i*kLanes+kTags], "the padding has no part in it")
		}
	}
}

// TestVectorKernelsAreTwins holds the vector kernels against the Go ones, bit
// for bit.
func TestVectorKernelsAreTwins(t *testing.T) {
	if !vector {
		t.Skip("no vector kernels on this processor")
	}
	rng := rand.New(rand.NewPCG(9, 9))
	row := func(scale float32) (x lanes) {
		for j := range x[:kTags] {
			x[j] = rng.Float32() * scale
		}
		return x
	}
	for seed := range uint64(50) {
		c, _ := randomKernel(seed, 1)
		k := c.k
		em := row(-200)
		em[kTags] = 3 // rubbish in the padding does not matter
		var goOut, vecOut lanes
		exponentialsGo(&goOut, &em)
		exponentials(&vecOut, &em)
		require.Equal(t, goOut, vecOut, "exponentials")

		p, w := row(1), row(1)
		require.Equal(t, k.forwardGo(&goOut, &p, &w, 0.7), k.forward(&vecOut, &p, &w, 0.7), "sum forward")
		require.Equal(t, goOut, vecOut, "forward")

		w1, w2 := w, w
		k.backwardGo(&goOut, &p, &w1, 1.3)
		k.backward(&vecOut, &p, &w2, 1.3)
		require.Equal(t, goOut, vecOut, "backward")
		require.Equal(t, w1, w2, "what backward leaves behind")

		a1, a2 := p, p
		posteriorGo(&a1, &w)
		posterior(&a2, &w)
		require.Equal(t, a1, a2, "posterior")

		prev := row(-9)
		prev[30], prev[kTags] = minusInf, minusInf
		k.bestGo(&goOut, &prev, &em)
		k.best(&vecOut, &prev, &em)
		require.Equal(t, goOut, vecOut, "best")

		after := row(4)
		after[5], after[40] = minusInf, minusInf
		em[0], em[kTags], after[0], after[kTags] = 100, 100, 100, 100 // O and padding do not count
		best, next := leadsGo(&em, &after)
		vecBest, vecNext := leads(&em, &after)
		require.Equal(t, best, vecBest, "leads")
		require.Equal(t, next, vecNext, "leads")
	}
}

func TestSumsOfRowsAreTwins(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	features := make([]uint32, 3000)
	for i := range features {
		features[i] = rng.Uint32()
	}
	x := newRowTable(features, 6)
	require.NotNil(t, x)
	for _, f := range features {
		for k := range x.row(f) {
			x.row(f)[k] = rng.Uint64()
		}
	}
	for _, n := range []int{1, 2, 59, addChunk} {
		var keys slotKeys
		require.Equal(t, n, has(x, &keys, features[:n]), "all are there")
		at := keys[:n]
		var even, odd, even6, odd6 [16]uint64
		x.sum(&even, &odd, at)
		x.sum6(&even6, &odd6, at)
		assert.Equal(t, even, even6)
		assert.Equal(t, odd, odd6)
		if !vector {
			continue
		}
		p := &Packed{words: 6, step: 0.125}
		var plain, fast lanes
		p.flush(plain[:], &even, &odd, n)
		with := slices.Insert(slices.Clone(at), n/2, slotKey{at[0].slot, at[0].key + 256}) // another's row
		sumRowsAVX2(&fast, &x.rows[0], &with[0], n+1, p.step)
		assert.Equal(t, plain, fast)
	}
}

func TestLookupsAreTwins(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for _, size := range []int{0, 1, 3, 40, 5000} {
		features := make([]uint32, size)
		for i := range features {
			features[i] = rng.Uint32()
		}
		x := newRowTable(features, 6)
		for n := range addChunk + 1 {
			feats := make([]uint32, n)
			for i := range feats {
				feats[i] = rng.Uint32()
				if size > 0 && i%2 == 0 {
					feats[i] = features[rng.IntN(size)]
				}
			}
			var plain, fast slotKeys
			want := x.lookupGo(&plain, feats)
			require.Equal(t, plain[:want], fast[:x.lookup(&fast, feats)], "%d of %d", n, size)
			require.GreaterOrEqual(t, want, min(size, (n+1)/2))
		}
	}
}

// has returns how many of feats are in the table.
func has(x *rowTable, at *slotKeys, feats []uint32) int { return x.found(at[:x.lookup(at, feats)]) }

func TestAskedIsAdded(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	features := make([]uint32, 2000)
	for i := range features {
		features[i] = rng.Uint32()
	}
	for _, words := range []int{6, 2} {
		p := &Packed{words: words, step: 0.125, rows: newRowTable(features, words)}
		for _, f := range features {
			for k := range p.rows.row(f) {
				p.rows.row(f)[k] = rng.Uint64()
			}
		}
		var a Asked // one for all: nothing is left over from the token before
		for _, n := range []int{300, 0, 1, 59, addChunk, addChunk + 1, 2} {
			feats := make([]uint32, n)
			for i := range feats {
				feats[i] = features[rng.IntN(len(features))]
				if i%3 == 1 {
					feats[i] = rng.Uint32() // most likely not there
				}
			}
			want, got := make([]float32, 8*words), make([]float32, 8*words)
			for i := range want {
				want[i] = rng.Float32()
			}
			copy(got, want)
			before := slices.Clone(want)
			p.Add(want, feats)
			p.Ask(&a, feats)
			clear(feats)
			p.AddAsked(got, &a)
			assert.Equal(t, want, got, "%d words, %d features", words, n)
			assert.Equal(t, n > 0, !slices.Equal(before, got), "%d features", n)
		}
	}
}

func TestRowTableFindsItsOwnAlone(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	in := map[uint32]bool{}
	var features []uint32
	for len(features) < 20000 {
		if f := rng.Uint32(); !in[f] {
			in[f] = true
			features = append(features, f)
		}
	}
	x := newRowTable(features, 2)
	at := new(slotKeys)
	for _, f := range features {
		require.Equal(t, 1, has(x, at, []uint32{f}))
	}
	for range 200_000 {
		if f := rng.Uint32(); !in[f] {
			require.Zero(t, has(x, at, []uint32{f}))
		}
	}
	assert.Nil(t, newRowTable([]uint32{1, 2, 1}, 2), "a feature stands there twice")
	assert.Zero(t, has(newRowTable(nil, 2), at, []uint32{7}), "no features")
	assert.Zero(t, has(newRowTable([]uint32{0}, 2), at, []uint32{7}))
	assert.Equal(t, 1, has(newRowTable([]uint32{0}, 2), at, []uint32{0}), "zero is a feature like any other")
}

func BenchmarkMarginals(b *testing.B) {
	c, em := randomKernel(1, 64)
	var l lattice
	for b.Loop() {
		if c.k.marginals(&l, em, 64)[0] < 0 {
			b.Fatal("a negative probability")
		}
	}
}

func BenchmarkViterbi(b *testing.B) {
	c, em := randomKernel(1, 64)
	var l lattice
	for b.Loop() {
		if len(c.k.viterbi(&l, em, 64)) != 64 {
			b.Fatal("tags missing")
		}
	}
}
