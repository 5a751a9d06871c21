package sample

import "math"

// betaInc is the regularised incomplete beta function I_x(a, b), a and b
// positive: the probability that a Beta(a, b) variable is at most x. Continued
// fraction by Lentz's method (DLMF 8.17.22).
func betaInc(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - betaInc(b, a, 1-x)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a

	const tiny = 1e-300
	c, d := 1.0, 1/notZero(1-(a+b)*x/(a+1), tiny)
	f := d
	for m := 1.0; m < 10000; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / notZero(1+even*d, tiny)
		c = notZero(1+even/c, tiny)
		f *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / notZero(1+odd*d, tiny)
		c = notZero(1+odd/c, tiny)
		f *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return front * f
}

// gammaInc is the regularised lower incomplete gamma function P(a, x), a
// positive: series below a+1 (DLMF 8.11.4), continued fraction above (8.9.2).
func gammaInc(a, x float64) float64 {
	if x <= 0 {
		return 0
	}
	lg, _ := math.Lgamma(a)
	front := math.Exp(-x + a*math.Log(x) - lg)
	if x < a+1 {
		term, sum := 1/a, 1/a
		for n := a + 1; n < a+10000 && term > sum*1e-16; n++ {
			term *= x / n
			sum += term
		}
		return front * sum
	}
	const tiny = 1e-300
	b := x + 1 - a
	c, d := 1/tiny, 1/notZero(b, tiny)
	f := d
	for i := 1.0; i < 10000; i++ {
		n := -i * (i - a)
		b += 2
		d = 1 / notZero(n*d+b, tiny)
		c = notZero(b+n/c, tiny)
		f *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return 1 - front*f
}

func notZero(v, tiny float64) float64 {
	if math.Abs(v) < tiny {
		return tiny
	}
	return v
}

// betaQuantile is the x with betaInc(a, b, x) = p.
func betaQuantile(a, b, p float64) float64 {
	return bisect(0, 1, func(x float64) bool { return betaInc(a, b, x) < p })
}

// gammaQuantile is the x with gammaInc(a, x) = p.
func gammaQuantile(a, p float64) float64 {
	hi := a + 1
	for gammaInc(a, hi) < p {
		hi *= 2
	}
	return bisect(0, hi, func(x float64) bool { return gammaInc(a, x) < p })
}

// bisect returns the point where below turns false, to the last bits of a
// float64.
func bisect(lo, hi float64, below func(float64) bool) float64 {
	for range 200 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if below(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}
