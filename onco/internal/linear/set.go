package linear

// Set is several models over one vocabulary: a feature is looked up once for
// all of them, and their weights of it lie side by side. It is immutable and
// safe for concurrent use.
type Set struct {
	*Vocabulary
	models  []*Model
	from    []int // by model: its first column; one more at the end
	scale   []float32
	bias    []float32
	first   []uint32 // by key: first of its weights; one more at the end
	weights []cell
}

// cell is a weight of one class of one model.
type cell struct {
	column uint16
	step   int8
}

// NewSet joins models; weights of features outside the vocabulary are ignored.
func NewSet(v *Vocabulary, models ...*Model) *Set {
	s := &Set{Vocabulary: v, models: models, from: []int{0}}
	for _, m := range models {
		s.scale = append(s.scale, m.scale...)
		s.bias = append(s.bias, m.bias...)
		s.from = append(s.from, len(s.bias))
	}
	for _, h := range v.keys {
		s.first = append(s.first, uint32(len(s.weights)))
		for j, m := range models {
			k := m.find(h)
			if k < 0 {
				continue
			}
			for _, w := range m.weights[m.first[k]:m.first[k+1]] {
				s.weights = append(s.weights, cell{uint16(s.from[j] + int(w.class)), w.step})
			}
		}
	}
	s.first = append(s.first, uint32(len(s.weights)))
	return s
}

// Model returns the i-th model.
func (s *Set) Model(i int) *Model { return s.models[i] }

// Active is a feature of an example by its index in the vocabulary.
type Active struct {
	Key   int32
	Value float32
}

// Score appends to dst[:0] the scores of all classes of all models, for
// [Set.Probabilities].
func (s *Set) Score(dst []float32, x []Active) []float32 {
	dst = dst[:0]
	for range s.bias {
		dst = append(dst, 0)
	}
	for _, f := range x {
		for _, w := range s.weights[s.first[f.Key]:s.first[f.Key+1]] {
			dst[w.column] += f.Value * float32(w.step)
		}
	}
	for c := range dst {
		dst[c] = dst[c]*s.scale[c] + s.bias[c]
	}
	return dst
}

// Probabilities appends to dst[:0] the probability of each class of model i,
// from what [Set.Score] returned.
func (s *Set) Probabilities(dst []float32, i int, scores []float32) []float32 {
	dst = append(dst[:0], scores[s.from[i]:s.from[i+1]]...)
	softmax(dst)
	return dst
}

// Contribution returns what a feature adds to the score of a class of model i.
func (s *Set) Contribution(i int, f Active, class int) float32 {
	c := s.from[i] + class
	for _, w := range s.weights[s.first[f.Key]:s.first[f.Key+1]] {
		if int(w.column) >= c { // they are in order
			if int(w.column) == c {
				return f.Value * float32(w.step) * s.scale[c]
			}
			break
		}
	}
	return 0
}
