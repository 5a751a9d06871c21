package phimodel

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// gateBits is the size of the gate's table: 1<<gateBits weights of one byte.
const gateBits = 18

// gateReach is how far from a unit that is PHI the gate may let another through
// instead: windows grow.
const gateReach = 2

// plainUnder is how far under the floor, in nats, the gate's score of a unit is
// that no window takes in.
const plainUnder = 3

// gate is the first stage of the cascade: a logistic regression over a dozen
// hashed features of a unit that says whether it can matter at all.
type gate struct {
	weights []int8
	bias    float32
	step    float32
}

// gateFeatures fills dst with the gate's features of unit i.
func (f *frame) gateFeatures(dst *[gateWidth]uint32, i int) {
	us := f.units
	u, l, r := &us[i], &us[i-1], &us[i+1]
	c := uint32(u.Case)
	own := &f.cands[u.cand]
	dst[0] = gateMix(1, u.Hash, c)
	dst[1] = gateMix(2, u.sig, uint32(u.gap))
	dst[2] = gateMix(3, l.Hash, uint32(u.Kind)<<8|c)
	dst[3] = gateMix(4, r.Hash, uint32(u.Kind)<<8|c)
	dst[4] = gateMix(5, l.sig, u.sig)
	dst[5] = gateMix(6, r.sig, u.sig)
	dst[6] = gateMix(7, u.chunk, uint32(u.inside))
	dst[7] = gateMix(8, own[0], own[1])
	dst[8] = gateMix(9, us[u.lab].Hash, uint32(u.Kind))
	dst[9] = gateMix(10, us[u.key].Hash, uint32(u.Kind))
	dst[10] = gateMix(11, uint32(u.name)<<8|uint32(u.common), f.mode<<8|c)
	dst[11] = gateMix(12, f.cands[l.cand][0]&^0xff, f.cands[r.cand][0]&^0xff)
}

// gateMix hashes a template's number with two values so that the high bits are
// good: all that the gate's table asks for.
func gateMix(t, a, b uint32) uint32 {
	return uint32((uint64(t)*0x9e3779b97f4a7c15 + uint64(a)*0xc2b2ae3d27d4eb4f + uint64(b)*0xd6e8feb86659fd93) >> 32)
}

const gateWidth = 12

// gateBatch is how many units' features are made before their weights are asked
// for: the look-ups of many go on side by side.
const gateBatch = 32

// pass lists the units that the gate lets through.
func (g *gate) pass(s *Scratch, floor float32) {
	f, c := &s.r.f, &s.c
	n := len(f.units) - 2*pad
	c.passed, c.gate = c.passed[:0], grow(c.gate, n)
	least := int32(math.Ceil(float64((floor - g.bias) / g.step)))
	c.plain = int16((floor - plainUnder - g.bias) / g.step)
	weights := (*[1 << gateBits]int8)(g.weights)
	var xs [gateBatch][gateWidth]uint32
	for from := 0; from < n; from += gateBatch {
		batch := xs[:min(gateBatch, n-from)]
		for k := range batch {
			f.gateFeatures(&batch[k], pad+from+k)
		}
		for k := range batch {
			sum := gateSum(weights, &batch[k])
			c.gate[from+k] = int16(sum)
			if sum >= least {
				c.passed = append(c.passed, int32(from+k))
			}
		}
	}
}

// gateSum adds up the weights of a unit's features, written out so that the
// processor has the look-ups of several units in hand at a time.
func gateSum(w *[1 << gateBits]int8, x *[gateWidth]uint32) int32 {
	const shift = 32 - gateBits
	a := int32(w[x[0]>>shift]) + int32(w[x[1]>>shift]) + int32(w[x[2]>>shift]) + int32(w[x[3]>>shift])
	b := int32(w[x[4]>>shift]) + int32(w[x[5]>>shift]) + int32(w[x[6]>>shift]) + int32(w[x[7]>>shift])
	c := int32(w[x[8]>>shift]) + int32(w[x[9]>>shift]) + int32(w[x[10]>>shift]) + int32(w[x[11]>>shift])
	return a + b + c
}

// Open tells how many units of the note last annotated stood in windows, and of
// how many.
func (s *Scratch) Open() (open, all int) {
	return bytes.Count(s.c.open, []byte{opened}), len(s.c.open)
}

// Gate is a gate in floating point, as trained.
type Gate struct {
	w    []float32
	g2   []float32
	bias float32
}

// GateExample is one note for the gate: its features, unit by unit, and
// whether each unit is PHI.
type GateExample struct {
	feats [][gateWidth]uint32
	phi   []bool
}

// GateExample reads the note last read by First.
func (r *Reader) GateExample(tags []uint8) GateExample {
	var x GateExample
	for i, t := range tags {
		var ft [gateWidth]uint32
		r.f.gateFeatures(&ft, pad+i)
		x.feats = append(x.feats, ft)
		x.phi = append(x.phi, t != 0)
	}
	return x
}

// TrainGate fits a gate by stochastic gradient descent, PHI weighing twice.
func TrainGate(xs []GateExample, epochs int, seed uint64) *Gate {
	g := &Gate{bias: -2, w: make([]float32, 1<<gateBits), g2: make([]float32, 1<<gateBits)}
	rng := rand.New(rand.NewPCG(seed, 0x6a7e))
	for range epochs {
		for _, k := range rng.Perm(len(xs)) {
			x := &xs[k]
			for i := range x.feats {
				y := float32(0)
				if x.phi[i] {
					y = 1
				}
				// A quarter of the features is left out, so that none is leant on
				// alone: on other notes words are new.
				skip := rng.Uint32() & rng.Uint32()
				sum := g.bias
				for k, h := range x.feats[i] {
					if skip&(1<<k) == 0 {
						sum += g.w[h>>(32-gateBits)]
					}
				}
				d := y - 1/(1+float32(math.Exp(-float64(sum))))
				if d > -0.0005 && d < 0.0005 {
					continue
				}
				if y == 1 {
					d *= 2 // a miss costs more than a false alarm
				}
				for k, h := range x.feats[i] {
					if skip&(1<<k) != 0 {
						continue
					}
					j := h >> (32 - gateBits)
					g.g2[j] += d * d
					g.w[j] += 0.2 * d / (float32(math.Sqrt(float64(g.g2[j]))) + 1)
				}
			}
		}
	}
	return g
}

func (g *Gate) score(x *[gateWidth]uint32) float32 {
	s := g.bias
	for _, h := range x {
		s += g.w[h>>(32-gateBits)]
	}
	return s
}

// Floor returns the score that all but the given share of the PHI units of the
// examples reach, themselves or by a neighbour within reach.
func (g *Gate) Floor(xs []GateExample, share float64) float32 {
	var best []float32
	for k := range xs {
		x := &xs[k]
		scores := make([]float32, len(x.feats))
		for i := range scores {
			scores[i] = g.score(&x.feats[i])
		}
		for i, phi := range x.phi {
			if !phi {
				continue
			}
			m := scores[i]
			for j := max(0, i-gateReach); j <= i+gateReach && j < len(scores); j++ {
				m = max(m, scores[j])
			}
			best = append(best, m)
		}
	}
	if len(best) == 0 {
		return 0
	}
	slices.Sort(best)
	return best[int(share*float64(len(best)))]
}

const gateStep = 1.0 / 24

// pack appends the gate to dst: step, bias (float32), then the weights.
func (g *Gate) pack(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(gateStep))
	dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(g.bias))
	for _, w := range g.w {
		dst = append(dst, byte(int8(max(-127, min(127, math.RoundToEven(float64(w)/gateStep))))))
	}
	return dst
}

func loadGate(b []byte) (*gate, []byte, error) {
	if len(b) < 8+1<<gateBits {
		return nil, nil, fmt.Errorf("%w: gate", ErrModel)
	}
	g := &gate{weights: make([]int8, 1<<gateBits)}
	g.step = math.Float32frombits(binary.LittleEndian.Uint32(b))
	g.bias = math.Float32frombits(binary.LittleEndian.Uint32(b[4:]))
	for i := range g.weights {
		g.weights[i] = int8(b[8+i])
	}
	return g, b[8+1<<gateBits:], nil
}
