package linear

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// toy is three classes, each told by a feature of its own among noise.
func toy() []Example {
	var out []Example
	for i := range 120 {
		k := i % 3
		out = append(out, Example{Class: string(rune('a' + k)), Features: []Feature{
			{uint32(1000 + k), 1}, {uint32(i % 7), 0.5}, {uint32(50 + i%11), 0.5}}})
	}
	return out
}

func TestTrainLearnsAndIsReproducible(t *testing.T) {
	a, b := Train(toy(), nil), Train(toy(), nil)
	assert.Equal(t, a.AppendBinary(nil), b.AppendBinary(nil), "same examples, same bytes")
	assert.Equal(t, []string{"a", "b", "c"}, a.Classes())
	for _, x := range toy() {
		p := a.Probabilities(nil, x.Features)
		assert.Greater(t, p[a.Index(x.Class)], float32(0.8))
	}
	p := a.Probabilities(nil, []Feature{{99999, 1}})
	assert.InDelta(t, 1, p[0]+p[1]+p[2], 1e-5, "an unknown feature leaves a distribution")
	assert.Greater(t, a.Contribution(Feature{1001, 1}, 1), float32(0))
	assert.Zero(t, a.Contribution(Feature{99999, 1}, 1))
	assert.Equal(t, -1, a.Index("z"))
}

func TestTrustedFeaturesBearMore(t *testing.T) {
	// Features 1 and 2 tell the same; the fit leans on the one it trusts.
	var examples []Example
	for i := range 60 {
		k := uint32(i % 2)
		examples = append(examples, Example{Class: string(rune('a' + k)), Features: []Feature{{10 + k, 1}, {20 + k, 1}}})
	}
	m := Train(examples, &TrainOptions{Trust: func(h uint32) float32 {
		if h < 20 {
			return 1
		}
		return 0.25
	}})
	trusted, other := m.Contribution(Feature{11, 1}, 1), m.Contribution(Feature{21, 1}, 1)
	assert.Greater(t, other, float32(0))
	assert.InDelta(t, 16, trusted/other, 2, "the weight grows with the square of the trust")
}

func TestKeepBoundsTheModel(t *testing.T) {
	m := Train(toy(), &TrainOptions{Keep: 5})
	assert.LessOrEqual(t, m.Weights(), 5)
	assert.False(t, m.Knows(99999))
}

func TestRoundTrip(t *testing.T) {
	m := Train(toy(), nil)
	b := append(m.AppendBinary(nil), "rest"...)
	got, rest, err := Read(b)
	require.NoError(t, err)
	assert.Equal(t, "rest", string(rest))
	for _, x := range toy()[:5] {
		assert.Equal(t, m.Probabilities(nil, x.Features), got.Probabilities(nil, x.Features))
	}
	for n := range len(b) - 4 {
		_, _, err := Read(b[:n])
		assert.ErrorIs(t, err, ErrFormat, "cut at %d", n)
	}
}

func TestSetAnswersAsItsModels(t *testing.T) {
	a, b := Train(toy(), nil), Train(toy()[:60], &TrainOptions{Keep: 4})
	s := NewSet(vocabularyOf(toy()), a, b, a)
	assert.Equal(t, int32(-1), s.Find(99999))
	for _, x := range toy()[:9] {
		var active []Active
		for _, f := range x.Features {
			if k := s.Find(f.Hash); k >= 0 {
				active = append(active, Active{k, f.Value})
			}
		}
		for i, m := range []*Model{a, b, a} {
			assert.InDeltaSlice(t, m.Probabilities(nil, x.Features), s.Probabilities(nil, i, active), 1e-6)
			for j, f := range active {
				assert.Equal(t, m.Contribution(Feature{s.Hash(f.Key), f.Value}, 1), s.Contribution(i, f, 1), j)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	b := Train(toy(), &TrainOptions{Epochs: 2}).AppendBinary(nil)
	f.Add(b)
	f.Add(b[:40])
	f.Add([]byte{3, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, _, err := Read(b)
		if err == nil {
			m.Probabilities(nil, []Feature{{1, 1}, {1000, 1}})
		}
	})
}

func BenchmarkProbabilities(b *testing.B) {
	m := Train(toy(), nil)
	x := toy()[0]
	var p []float32
	b.ReportAllocs()
	for b.Loop() {
		p = m.Probabilities(p, x.Features)
	}
	if fmt.Sprintf("%.0f", p[m.Index(x.Class)]) != "1" {
		b.Fatal("wrong class")
	}
}

func vocabularyOf(examples []Example) *Vocabulary {
	met := map[uint32]int{}
	for _, e := range examples {
		for _, f := range e.Features {
			met[f.Hash]++
		}
	}
	return NewVocabulary(met, len(examples))
}

func TestVocabulary(t *testing.T) {
	v := NewVocabulary(map[uint32]int{7: 1, 9: 50, 1 << 31: 99}, 99)
	require.Equal(t, 3, v.Len())
	rare, common := v.Find(7), v.Find(1<<31)
	assert.Greater(t, v.IDF(rare), v.IDF(v.Find(9)), "the rarer feature is the more telling")
	assert.Equal(t, float32(1), v.IDF(common), "what every document has tells nothing more")
	assert.Equal(t, int32(-1), v.Find(8))

	b := append(v.AppendBinary(nil), "rest"...)
	got, rest, err := ReadVocabulary(b)
	require.NoError(t, err)
	assert.Equal(t, "rest", string(rest))
	assert.Equal(t, v, got)
	for n := range len(b) - 4 {
		_, _, err := ReadVocabulary(b[:n])
		assert.ErrorIs(t, err, ErrFormat, "cut at %d", n)
	}
}
