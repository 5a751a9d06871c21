package sample

import (
	"errors"
	"fmt"
	"math"
)

// ErrCount says that counts or a confidence make no sense together: more
// events than trials, a negative number, a confidence outside (0, 1).
var ErrCount = errors.New("sample: counts or confidence out of range")

func countError(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrCount, fmt.Sprintf(format, args...))
}

func checkCounts(k, n float64, confidence float64) error {
	switch {
	case !(confidence > 0 && confidence < 1):
		return countError("confidence %v is not between 0 and 1", confidence)
	case !(n > 0) || math.IsInf(n, 0):
		return countError("%v trials", n)
	case !(k >= 0 && k <= n):
		return countError("%v events in %v trials", k, n)
	}
	return nil
}

// Upper returns the one-sided upper Clopper-Pearson bound of a proportion: with
// k events seen in n trials, the true share is at most this at the given
// confidence (0.95). Zero misses in 598 notes give 0.5%. The counts may be
// fractions, as effective sample sizes are (Korn and Graubard, 1998).
// Source: Clopper and Pearson, Biometrika 26 (1934) 404.
func Upper(k, n, confidence float64) (float64, error) {
	if err := checkCounts(k, n, confidence); err != nil {
		return 0, err
	}
	if k == n {
		return 1, nil
	}
	return betaQuantile(k+1, n-k, confidence), nil
}

// Lower returns the one-sided lower Clopper-Pearson bound of a proportion: with
// k successes in n trials, the true share is at least this at the given
// confidence.
func Lower(k, n, confidence float64) (float64, error) {
	if err := checkCounts(k, n, confidence); err != nil {
		return 0, err
	}
	if k == 0 {
		return 0, nil
	}
	return betaQuantile(k, n-k+1, 1-confidence), nil
}

// UpperFinite returns how many of a population's N notes can leak at most, when
// k of the n that were read do: the largest K at which k or fewer leaks in the
// sample are still more likely than 1 - confidence, by the hypergeometric
// distribution. It is never above Upper(k, n)·N, and N = n gives k: who has read
// everything knows.
func UpperFinite(k, n, population int, confidence float64) (int, error) {
	if err := checkCounts(float64(k), float64(n), confidence); err != nil {
		return 0, err
	}
	if population < n {
		return 0, countError("a sample of %d from a population of %d", n, population)
	}
	alpha := (1 - confidence) * (1 + 1e-9) // a tie in exact numbers is a tie here
	lo, hi := k, population-(n-k)          // hi: every note not read leaks
	for lo < hi {
		mid := lo + (hi-lo+1)/2
		if hypergeometricCDF(k, n, mid, population) > alpha {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo, nil
}

// hypergeometricCDF is the probability of at most k leaks in a sample of n from
// a population of which leaks leak.
func hypergeometricCDF(k, n, leaks, population int) float64 {
	sum := 0.0
	for i := max(0, n-(population-leaks)); i <= min(k, leaks); i++ {
		sum += math.Exp(logChoose(leaks, i) + logChoose(population-leaks, n-i) - logChoose(population, n))
	}
	return min(sum, 1)
}

func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n) + 1)
	b, _ := math.Lgamma(float64(k) + 1)
	c, _ := math.Lgamma(float64(n-k) + 1)
	return a - b - c
}

// Stratum is a part of the notes that was sampled on its own, a note type or a
// clinic say.
type Stratum struct {
	Name       string
	Population int // notes in the stratum
	Read       int // of them drawn at random and read
	Leaked     int // of those, notes that leak
}

// Stratified returns the upper bound of the share of all notes that leak, and
// the estimate, from a sample drawn stratum by stratum at any rates. It is the
// gamma bound of Fay and Feuer (Statistics in Medicine 16 (1997) 791) that
// cancer registries use for age-adjusted rates; with equal rates and no leak it
// comes to the rule of three. A stratum that nobody sampled is an error: no
// bound covers it.
func Stratified(strata []Stratum, confidence float64) (estimate, upper float64, err error) {
	total := 0
	for _, s := range strata {
		if err := checkCounts(float64(s.Leaked), float64(s.Read), confidence); err != nil {
			return 0, 0, fmt.Errorf("stratum %q: %w", s.Name, err)
		}
		if s.Population < s.Read {
			return 0, 0, countError("stratum %q: a sample of %d from a population of %d", s.Name, s.Read, s.Population)
		}
		total += s.Population
	}
	if total == 0 {
		return 0, 0, countError("no strata")
	}
	var y, v, largest float64
	for _, s := range strata {
		w := float64(s.Population) / float64(total) / float64(s.Read)
		y += w * float64(s.Leaked)
		v += w * w * float64(s.Leaked)
		if s.Read < s.Population { // a stratum read whole hides nothing
			largest = max(largest, w)
		}
	}
	if largest == 0 {
		return y, y, nil
	}
	y1, v1 := y+largest, v+largest*largest
	upper = v1 / y1 * gammaQuantile(y1*y1/v1, confidence)
	return y, min(upper, 1), nil
}
