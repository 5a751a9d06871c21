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
	first   []uint32 // by key and model: first of its weights; one more at the end
	weights []weight
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
		for _, m := range models {
			s.first = append(s.first, uint32(len(s.weights)))
			if k := m.find(h); k >= 0 {
				s.weights = append(s.weights, m.weights[m.first[k]:m.first[k+1]]...)
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

// of are the weights of model i on a feature, in order of their classes.
func (s *Set) of(i int, key int32) []weight {
	at := int(key)*len(s.models) + i
	return s.weights[s.first[at]:s.first[at+1]]
}

// Probabilities appends to dst[:0] the probability of each class of model i. A
// feature should stand in x once.
func (s *Set) Probabilities(dst []float32, i int, x []Active) []float32 {
	var sum [maxClasses]float32
	for _, f := range x {
		for _, w := range s.of(i, f.Key) {
			sum[w.class] += f.Value * float32(w.step)
		}
	}
	dst = dst[:0]
	for c := s.from[i]; c < s.from[i+1]; c++ {
		dst = append(dst, sum[c-s.from[i]]*s.scale[c]+s.bias[c])
	}
	softmax(dst)
	return dst
}

// maxClasses bounds the classes of a model: a weight holds its class in a byte.
const maxClasses = 256

// Contribution returns what a feature adds to the score of a class of model i.
func (s *Set) Contribution(i int, f Active, class int) float32 {
	for _, w := range s.of(i, f.Key) {
		if int(w.class) >= class {
			if int(w.class) == class {
				return f.Value * float32(w.step) * s.scale[s.from[i]+class]
			}
			break
		}
	}
	return 0
}
