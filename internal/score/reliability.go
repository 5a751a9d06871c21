package score

import "github.com/lethe-health/lethe/labels"

// numBins is how many bins a reliability table has.
const numBins = 10

// Bin is a row of a reliability table: the annotations whose score lies in
// [Low, High), the last bin with 1 included.
type Bin struct {
	Low, High float64
	N         int
	Mean      float64 // mean score of the annotations
	Right     float64 // share of them that are right
}

// Reliability compares the scores of predicted annotations with how often such
// annotations are right. The zero value is ready; it is not safe for concurrent
// use.
type Reliability struct {
	n     [numBins]int
	sum   [numBins]float64
	right [numBins]int
}

// Add counts the predicted annotations of a note. One is right when a gold
// annotation has the same span and type.
func (r *Reliability) Add(n Note) {
	gold := keys(n.Gold, len(n.Text))
	for _, a := range n.Pred {
		if !(a.Score >= 0 && a.Score <= 1) {
			continue
		}
		b := min(int(a.Score*numBins), numBins-1)
		r.n[b]++
		r.sum[b] += a.Score
		if _, ok := gold[key{a.Start, a.End, a.Type}]; ok {
			r.right[b]++
		}
	}
}

// Table returns the bins that are not empty, lowest scores first, and the
// expected calibration error: the mean distance between score and share of
// right ones, weighted by the bins' sizes.
func (r *Reliability) Table() (bins []Bin, ece float64) {
	total := 0
	for b, n := range r.n {
		if n == 0 {
			continue
		}
		row := Bin{
			Low: float64(b) / numBins, High: float64(b+1) / numBins, N: n,
			Mean: r.sum[b] / float64(n), Right: float64(r.right[b]) / float64(n),
		}
		bins = append(bins, row)
		total += n
		d := row.Mean - row.Right
		if d < 0 {
			d = -d
		}
		ece += d * float64(n)
	}
	if total > 0 {
		ece /= float64(total)
	}
	return bins, ece
}

// NameGap returns the recall of PATIENT and DOCTOR tokens of each report and
// the distance between the best and the worst, which is what fairness between
// origins of names is measured by. Reports without such tokens are left out of
// the distance and have recall 0.
func NameGap(reports ...LeakageReport) (recall []float64, gap float64) {
	lowest, highest := 2.0, -1.0
	for _, r := range reports {
		h := r.ByType[labels.Patient].Tokens
		h.add(r.ByType[labels.Doctor].Tokens)
		v := h.Rate(0)
		recall = append(recall, v)
		if h.All > 0 {
			lowest, highest = min(lowest, v), max(highest, v)
		}
	}
	if highest < lowest {
		return recall, 0
	}
	return recall, highest - lowest
}
