package phimodel

import "math"

// The knots of the calibration are evenly spaced in the log odds of the raw
// score, where most spans would otherwise share the last knot.
const (
	calibKnots = 17
	calibLow   = -4.0 // log odds of the first knot
	calibStep  = 0.75
)

// logit is the log odds of a probability, within the range of the knots.
func logit(p float64) float64 {
	const high = calibLow + calibStep*(calibKnots-1)
	if p <= 0 {
		return calibLow
	}
	if p >= 1 {
		return high
	}
	return min(max(math.Log(p/(1-p)), calibLow), high)
}

// calibrate turns the raw score of a span into the share of spans of that
// score that are right.
func (p *Params) calibrate(raw float32) float64 {
	x := (logit(float64(raw)) - calibLow) / calibStep
	i := min(int(x), calibKnots-2)
	f := float32(x) - float32(i)
	return float64(p.Calib[i]*(1-f) + p.Calib[i+1]*f)
}

// Calibrate sets the calibration from the raw scores of spans on notes that
// the model has not seen, and whether each was right: the share of right ones
// on either side of each knot, made to rise by pooling neighbours that do not.
func (p *Params) Calibrate(raw []float64, right []bool) {
	type pool struct{ right, all float64 }
	pools := make([]pool, calibKnots)
	for i := range pools { // a weak prior: the raw score keeps its word
		z := calibLow + calibStep*float64(i)
		pools[i] = pool{4 / (1 + math.Exp(-z)), 4}
	}
	for k, r := range raw {
		x := (logit(r) - calibLow) / calibStep
		i := min(int(x), calibKnots-2)
		for j, share := range [2]float64{float64(i+1) - x, x - float64(i)} {
			pools[i+j].all += share
			if right[k] {
				pools[i+j].right += share
			}
		}
	}
	var stack []pool
	var width []int
	for _, x := range pools {
		stack, width = append(stack, x), append(width, 1)
		for n := len(stack); n > 1 && stack[n-2].right*stack[n-1].all > stack[n-1].right*stack[n-2].all; n = len(stack) {
			stack[n-2].right += stack[n-1].right
			stack[n-2].all += stack[n-1].all
			width[n-2] += width[n-1]
			stack, width = stack[:n-1], width[:n-1]
		}
	}
	i := 0
	for k, x := range stack {
		for range width[k] {
			p.Calib[i] = float32(x.right / x.all)
			i++
		}
	}
}

// Raw returns the same model with its scores as the chain gives them, before
// calibration.
func (m *Model) Raw() *Model {
	r := *m
	r.raw = true
	return &r
}
