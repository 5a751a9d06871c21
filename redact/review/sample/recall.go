package sample

import "math"

// NoteCount is what the reading of one note gave.
type NoteCount struct {
	Found  int // identifiers that the machine had found
	Missed int // identifiers that only the reviewers found
}

// RecallBound is what a sample of notes says about recall.
type RecallBound struct {
	Notes        int     // notes read that hold an identifier
	Identifiers  int     // in them
	Missed       int     // of them
	Estimate     float64 // share found
	Lower        float64 // one-sided lower bound of the share found
	DesignEffect float64 // how much less one identifier says because misses come together in notes; at least 1
	Confidence   float64
}

// Recall returns the lower bound of the share of identifiers that the machine
// found. Identifiers of one note are not independent: who misses a name once
// misses it again. So the count is divided by the design effect, the variance
// of the ratio over notes against that of independent identifiers, never below
// 1 (Korn and Graubard, Survey Methodology 24 (1998) 193).
//
// Where nothing was missed the data cannot show how misses cluster; each note
// then counts as one observation, which is the safe end.
func Recall(notes []NoteCount, confidence float64) (RecallBound, error) {
	r := RecallBound{Confidence: confidence, DesignEffect: 1}
	for _, n := range notes {
		if n.Found < 0 || n.Missed < 0 {
			return r, countError("%d found, %d missed", n.Found, n.Missed)
		}
		if m := n.Found + n.Missed; m > 0 {
			r.Notes++
			r.Identifiers += m
			r.Missed += n.Missed
		}
	}
	if r.Identifiers == 0 {
		return r, countError("no identifier in the sample")
	}
	total := float64(r.Identifiers)
	r.Estimate = 1 - float64(r.Missed)/total
	r.DesignEffect = designEffect(notes, r)
	n := total / r.DesignEffect
	lower, err := Lower(r.Estimate*n, n, confidence)
	r.Lower = lower
	return r, err
}

// designEffect is the variance of the ratio estimator over notes (Cochran,
// Sampling Techniques, 6.4) over that of as many independent identifiers.
func designEffect(notes []NoteCount, r RecallBound) float64 {
	mean := float64(r.Identifiers) / float64(r.Notes)
	if r.Missed == 0 || r.Missed == r.Identifiers || r.Notes < 2 {
		return mean
	}
	sum := 0.0
	for _, n := range notes {
		if m := float64(n.Found + n.Missed); m > 0 {
			d := float64(n.Missed) - (1-r.Estimate)*m
			sum += d * d
		}
	}
	total, k := float64(r.Identifiers), float64(r.Notes)
	ratio := k / (k - 1) * sum / (total * total)
	independent := r.Estimate * (1 - r.Estimate) / total
	return max(1, ratio/independent)
}

// CaptureEstimate is what two independent reviewers say about what neither saw.
type CaptureEstimate struct {
	Total       float64 // identifiers there are, estimated
	Unseen      float64 // of them seen by neither reviewer
	UnseenUpper float64 // one-sided upper bound of Unseen; +Inf where the readers share no finding
	StdErr      float64 // of Total
	Confidence  float64
}

// Capture estimates from two reviewers who read the same notes without knowing
// of each other how many identifiers both missed: first and second are how many
// each found, both how many they found alike. Chapman's estimator (University
// of California Publications in Statistics 1 (1951) 131) with Seber's variance;
// the bound is log-normal (Chao, Biometrics 43 (1987) 783).
//
// Reviewers who overlook the same hard cases make the estimate too low: read it
// as "at least about".
func Capture(first, second, both int, confidence float64) (CaptureEstimate, error) {
	if !(confidence > 0 && confidence < 1) {
		return CaptureEstimate{}, countError("confidence %v is not between 0 and 1", confidence)
	}
	if both < 0 || both > min(first, second) {
		return CaptureEstimate{}, countError("%d found by both, %d and %d by each", both, first, second)
	}
	a, b, m := float64(first), float64(second), float64(both)
	e := CaptureEstimate{Confidence: confidence}
	e.Total = (a+1)*(b+1)/(m+1) - 1
	e.Unseen = max(0, e.Total-(a+b-m))
	v := (a + 1) * (b + 1) * (a - m) * (b - m) / ((m + 1) * (m + 1) * (m + 2))
	e.StdErr = math.Sqrt(v)
	switch {
	case both == 0:
		e.UnseenUpper = math.Inf(1)
	case e.Unseen == 0:
		var err error
		e.UnseenUpper, err = unseenByLuck(first, second, both, confidence)
		return e, err
	default:
		z := math.Sqrt2 * math.Erfinv(2*confidence-1)
		e.UnseenUpper = e.Unseen * math.Exp(z*math.Sqrt(math.Log1p(v/(e.Unseen*e.Unseen))))
	}
	return e, nil
}

// unseenByLuck bounds what neither reader saw where the estimate is none: readers
// who agree on five findings may both see all, or both miss a third. Each one's
// share of what the other found has a Clopper-Pearson lower bound, at half the
// error each; what both miss is at most as much as two independent readers with
// such shares would leave.
func unseenByLuck(first, second, both int, confidence float64) (float64, error) {
	half := 1 - (1-confidence)/2
	p1, err := Lower(float64(both), float64(second), half)
	if err != nil {
		return 0, err
	}
	p2, err := Lower(float64(both), float64(first), half)
	if err != nil {
		return 0, err
	}
	return float64(both) / (p1 * p2) * (1 - p1) * (1 - p2), nil
}
