package linear

// Set is several models over one vocabulary: a feature is looked up once for
// all of them, and their weights of it lie side by side. It is immutable and
// safe for concurrent use.
type Set struct {
	*Vocabulary
	models []*Model
	from   []int // by model: its first column; one more at the end
	scale  []float32
	bias   []float32
	row    []uint32 // by key: where its row begins
	rows   []weight // each: how many weights each model has, two to a cell, then those
	head   int      // cells of a row before its weights
}

// mostWeights is how many weights of one model a feature may have.
const mostWeights = 255

// NewSet joins models; weights of features outside the vocabulary are ignored.
func NewSet(v *Vocabulary, models ...*Model) *Set {
	s := &Set{Vocabulary: v, models: models, from: []int{0}, head: (len(models) + 1) / 2}
	for _, m := range models {
		s.scale = append(s.scale, m.scale...)
		s.bias = append(s.bias, m.bias...)
		s.from = append(s.from, len(s.bias))
	}
	for _, h := range v.keys {
		at := len(s.rows)
		s.row = append(s.row, uint32(at))
		for range s.head {
			s.rows = append(s.rows, weight{})
		}
		for i, m := range models {
			k := m.find(h)
			if k < 0 {
				continue
			}
			own := m.weights[m.first[k]:m.first[k+1]]
			own = own[:min(len(own), mostWeights)]
			if s.rows = append(s.rows, own...); i%2 == 0 {
				s.rows[at+i/2].class = uint8(len(own))
			} else {
				s.rows[at+i/2].step = int8(uint8(len(own)))
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

// of are the weights of model i on a feature, in order of their classes.
func (s *Set) of(i int, key int32) []weight {
	row := s.rows[s.row[key]:]
	at := s.head
	for _, c := range row[:i/2] {
		at += int(c.class) + int(uint8(c.step))
	}
	c := row[i/2]
	if i%2 == 0 {
		return row[at : at+int(c.class)]
	}
	at += int(c.class)
	return row[at : at+int(uint8(c.step))]
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
