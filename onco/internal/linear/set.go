package linear

// Set is several models over one vocabulary: a feature is looked up once for
// all of them. It is immutable and safe for concurrent use.
type Set struct {
	*Vocabulary
	models []*Model
	local  []int32 // by key and model: the model's own index of the key, -1 none
}

// NewSet joins models; weights of features outside the vocabulary are ignored.
func NewSet(v *Vocabulary, models ...*Model) *Set {
	s := &Set{Vocabulary: v, models: models}
	s.local = make([]int32, v.Len()*len(models))
	for i := range s.local {
		s.local[i] = -1
	}
	for j, m := range models {
		for i, h := range m.keys {
			if k := v.Find(h); k >= 0 {
				s.local[int(k)*len(models)+j] = int32(i)
			}
		}
	}
	return s
}

// Model returns the i-th model.
func (s *Set) Model(i int) *Model { return s.models[i] }

// Active is a feature of an example by its index in the vocabulary.
type Active struct {
	Key   int32
	Value float32
}

// Probabilities appends to dst[:0] the probability of each class of model i.
func (s *Set) Probabilities(dst []float32, i int, x []Active) []float32 {
	m := s.models[i]
	dst = dst[:0]
	for range m.bias {
		dst = append(dst, 0)
	}
	n := len(s.models)
	for _, f := range x {
		k := s.local[int(f.Key)*n+i]
		if k < 0 {
			continue
		}
		for _, w := range m.weights[m.first[k]:m.first[k+1]] {
			dst[w.class] += f.Value * float32(w.step)
		}
	}
	for c := range dst {
		dst[c] = dst[c]*m.scale[c] + m.bias[c]
	}
	softmax(dst)
	return dst
}

// Contribution returns what a feature adds to the score of a class of model i.
func (s *Set) Contribution(i int, f Active, class int) float32 {
	k := s.local[int(f.Key)*len(s.models)+i]
	if k < 0 {
		return 0
	}
	m := s.models[i]
	for _, w := range m.weights[m.first[k]:m.first[k+1]] {
		if int(w.class) == class {
			return f.Value * float32(w.step) * m.scale[class]
		}
	}
	return 0
}
