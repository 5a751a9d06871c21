package sample

// PlanRow says how many notes to read when so many leaks among them shall
// still carry the claim.
type PlanRow struct {
	Leaks int     `json:"leaks"`         // leaking notes the sample may hold
	Read  int     `json:"read"`          // notes to read
	Pass  float64 `json:"pass_at_tenth"` // chance to pass when the true share is a tenth of the claim
}

// Plan says how many notes to read to claim that at most MaxLeak of all notes
// leak.
type Plan struct {
	MaxLeak    float64   `json:"max_leak"`
	Confidence float64   `json:"confidence"`
	Population int       `json:"population,omitempty"` // 0: without end
	Rows       []PlanRow `json:"rows"`
}

// NewPlan plans for zero to three leaks in the sample. maxLeak and confidence
// are shares, 0.005 and 0.95 for "at most 0.5% at 95%", which takes 598 notes
// without a leak. population is the number of notes the claim is about, zero
// for one without end; a small one needs fewer.
func NewPlan(maxLeak, confidence float64, population int) (Plan, error) {
	if !(maxLeak > 0 && maxLeak < 1) {
		return Plan{}, countError("share %v is not between 0 and 1", maxLeak)
	}
	if !(confidence > 0 && confidence < 1) {
		return Plan{}, countError("confidence %v is not between 0 and 1", confidence)
	}
	if population < 0 {
		return Plan{}, countError("a population of %d", population)
	}
	p := Plan{MaxLeak: maxLeak, Confidence: confidence, Population: population}
	for k := 0; k <= 3; k++ {
		n, ok := notesToRead(k, maxLeak, confidence, population)
		if !ok {
			break // so many leaks are more than the claim allows in the whole population
		}
		p.Rows = append(p.Rows, PlanRow{Leaks: k, Read: n, Pass: binomialCDF(k, n, maxLeak/10)})
	}
	return p, nil
}

// notesToRead is the smallest sample whose bound with k leaks is at most
// maxLeak.
func notesToRead(k int, maxLeak, confidence float64, population int) (int, bool) {
	good := func(n int) bool {
		if population > 0 {
			most, err := UpperFinite(k, n, population, confidence)
			return err == nil && float64(most) <= maxLeak*float64(population)
		}
		u, err := Upper(float64(k), float64(n), confidence)
		return err == nil && u <= maxLeak
	}
	lo, hi := k, k+1 // lo is too few
	for !good(hi) {
		if population > 0 && hi >= population {
			return 0, false
		}
		lo, hi = hi, 2*hi
		if population > 0 {
			hi = min(hi, population)
		}
		if hi > 1<<40 {
			return 0, false
		}
	}
	for hi-lo > 1 {
		if mid := lo + (hi-lo)/2; good(mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi, true
}

// binomialCDF is the probability of at most k events in n trials.
func binomialCDF(k, n int, p float64) float64 {
	if k >= n {
		return 1
	}
	return 1 - betaInc(float64(k+1), float64(n-k), p)
}
