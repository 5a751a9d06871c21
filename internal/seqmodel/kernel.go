package seqmodel

import "math"

// The recursions over 47 tags, O with 23 types, are where tagging spends its
// time, and a row of 48 numbers is six vector registers: so there are kernels for
// this one size, each one step of a recursion over all tags. This file says what
// they do, in Go; on processors with AVX2 the same sums are made by
// kernel_amd64.s, in the same order, so that results agree to the last bit.
// float32(…) around a product keeps compilers from fusing it with a sum.

const (
	kTags  = 47
	kLanes = 48 // the last lane is padding: zero, or minus infinity where scores are logarithms
	kHalf  = 24 // O and the begin tags; the inside tags begin at this lane
)

type lanes = [kLanes]float32

// kernel holds the transitions of a chain of 47 tags. Tag i, to O or a begin
// tag j: e[i*24+j] and its transpose et[j*48+i]. From a type's begin tag, and
// from its inside tag, to its inside tag: bi and ii, by type. t, tbi and tii are
// the logarithms.
type kernel struct {
	e        [kTags * kHalf]float32
	et       [kHalf * kLanes]float32
	bi, ii   [kHalf]float32
	t        [kTags * kHalf]float32
	tbi, tii [kHalf]float32
}

var minusInf = float32(math.Inf(-1))

// newKernel returns the kernel of a chain, or nil when it has another number of
// tags.
func newKernel(c *chain) *kernel {
	if c.n != kTags {
		return nil
	}
	k := new(kernel)
	for i := range kTags {
		for j := range kHalf {
			k.e[i*kHalf+j], k.et[j*kLanes+i], k.t[i*kHalf+j] = c.e[i*c.n+j], c.e[i*c.n+j], c.t[i*c.n+j]
		}
	}
	for m := range c.set.Types {
		b, in := c.set.Begin(m), c.set.Inside(m)
		k.bi[m], k.ii[m] = c.e[b*c.n+in], c.e[in*c.n+in]
		k.tbi[m], k.tii[m] = c.t[b*c.n+in], c.t[in*c.n+in]
	}
	k.tbi[kHalf-1], k.tii[kHalf-1] = minusInf, minusInf
	return k
}

// exponentials sets w to exp of the scores less their maximum, and the padding
// to zero.
func exponentialsGo(w, em *lanes) {
	m := em[0]
	for _, v := range em[:kTags] {
		if v > m {
			m = v
		}
	}
	for j, v := range em[:kTags] {
		w[j] = fastExp(v - m)
	}
	w[kTags] = 0
}

// forward sets a to the forward scores after p, whose sum's inverse is inv, and
// returns their sum.
func (k *kernel) forwardGo(a, p, w *lanes, inv float32) float32 {
	var even, odd [kHalf]float32
	for i := 0; i < kTags-1; i += 2 {
		addScaled(&even, (*[kHalf]float32)(k.e[i*kHalf:]), p[i])
		addScaled(&odd, (*[kHalf]float32)(k.e[(i+1)*kHalf:]), p[i+1])
	}
	addScaled(&even, (*[kHalf]float32)(k.e[(kTags-1)*kHalf:]), p[kTags-1])
	for j := range kHalf {
		a[j] = float32(float32(even[j]+odd[j])*inv) * w[j]
	}
	for m := range kHalf {
		s := float32(p[1+m]*k.bi[m]) + float32(p[kHalf+m]*k.ii[m])
		a[kHalf+m] = float32(s*inv) * w[kHalf+m]
	}
	return sumLanes(a)
}

func addScaled(s, row *[kHalf]float32, x float32) {
	for j := range s {
		s[j] += float32(row[j] * x)
	}
}

// backward sets b to the backward scores before next, those of the following
// token, whose exponentials are w; w is overwritten.
func (k *kernel) backwardGo(b, next, w *lanes, scale float32) {
	for j := range w {
		w[j] = float32(float32(next[j]*w[j]) * scale)
	}
	*b = lanes{}
	for j := range kHalf {
		x, row := w[j], (*lanes)(k.et[j*kLanes:])
		for i := range b {
			b[i] += float32(row[i] * x)
		}
	}
	for m := range kHalf {
		b[1+m] += float32(w[kHalf+m] * k.bi[m])
	}
	for m := range kHalf {
		b[kHalf+m] += float32(w[kHalf+m] * k.ii[m])
	}
}

// leads returns the best of the scores of all tags but O, and the best of their sums
// with after.
func leadsGo(em, after *lanes) (best, next float32) {
	best, next = em[1], em[1]+after[1]
	for j := 2; j < kTags; j++ {
		if em[j] > best {
			best = em[j]
		}
		if v := em[j] + after[j]; v > next {
			next = v
		}
	}
	return best, next
}

// posterior multiplies a by b and scales it to the sum of one.
func posteriorGo(a, b *lanes) {
	for j := range a {
		a[j] *= b[j]
	}
	z := sumLanes(a)
	for j := range a {
		a[j] /= z
	}
}

// best sets cur to the scores of the best sequences that end in each tag, prev
// being those up to the token before.
func (k *kernel) bestGo(cur, prev, em *lanes) {
	var m [kHalf]float32
	for j := range m {
		m[j] = minusInf
	}
	for i := range kTags {
		x, row := prev[i], (*[kHalf]float32)(k.t[i*kHalf:])
		for j := range m {
			if v := x + row[j]; v > m[j] {
				m[j] = v
			}
		}
	}
	for j := range m {
		cur[j] = m[j] + em[j]
	}
	for j := range m {
		cur[kHalf+j] = max(prev[1+j]+k.tbi[j], prev[kHalf+j]+k.tii[j]) + em[kHalf+j]
	}
}

// sumLanes adds up in the order of the vector kernels: registers, then halves.
func sumLanes(a *lanes) float32 {
	var v [8]float32
	for l := range v {
		v[l] = ((a[l] + a[8+l]) + (a[16+l] + a[24+l])) + (a[32+l] + a[40+l])
	}
	for l := range 4 {
		v[l] += v[l+4]
	}
	return (v[0] + v[2]) + (v[1] + v[3])
}

// rowAt is the t-th row of scores.
func rowAt(s []float32, t int) *lanes { return (*lanes)(s[t*kLanes:]) }

// marginals returns the tag probabilities of the T tokens whose scores em holds,
// in rows like theirs.
func (k *kernel) marginals(l *lattice, em []float32, T int) []float32 {
	l.w, l.alpha, l.scale = grow(l.w, T*kLanes), grow(l.alpha, T*kLanes), grow(l.scale, T)
	w, alpha := l.w, l.alpha
	exponentials(rowAt(w, 0), rowAt(em, 0))
	first := rowAt(alpha, 0)
	*first = *rowAt(w, 0)
	clear(first[kHalf:]) // nothing to carry on
	l.scale[0] = 1 / sumLanes(first)
	for t := 1; t < T; t++ {
		exponentials(rowAt(w, t), rowAt(em, t))
		l.scale[t] = 1 / k.forward(rowAt(alpha, t), rowAt(alpha, t-1), rowAt(w, t), l.scale[t-1])
	}
	var beta [2]lanes
	b, next := &beta[0], &beta[1]
	for j := range b {
		b[j] = 1
	}
	posterior(rowAt(alpha, T-1), b)
	for t := T - 2; t >= 0; t-- {
		b, next = next, b
		k.backward(b, next, rowAt(w, t+1), l.scale[t+1])
		posterior(rowAt(alpha, t), b)
	}
	return alpha
}

// viterbi returns the best tags of the T tokens whose scores em holds.
func (k *kernel) viterbi(l *lattice, em []float32, T int) []uint8 {
	l.alpha, l.tags = grow(l.alpha, T*kLanes), grow(l.tags, T)
	score := l.alpha
	first := rowAt(score, 0)
	copy(first[:kHalf], em)
	for j := kHalf; j < kLanes; j++ {
		first[j] = minusInf
	}
	for t := 1; t < T; t++ {
		k.best(rowAt(score, t), rowAt(score, t-1), rowAt(em, t))
	}
	last := rowAt(score, T-1)
	arg := 0
	for j, v := range last[:kTags] {
		if v > last[arg] {
			arg = j
		}
	}
	l.tags[T-1] = uint8(arg)
	for t := T - 2; t >= 0; t-- { // no back pointers: only the one tag is asked where it came from
		arg = k.before(rowAt(score, t), arg)
		l.tags[t] = uint8(arg)
	}
	return l.tags
}

// before returns the tag from which the best sequence came to the given tag.
func (k *kernel) before(score *lanes, tag int) int {
	if m := tag - kHalf; m >= 0 {
		if score[1+m]+k.tbi[m] >= score[tag]+k.tii[m] {
			return 1 + m
		}
		return tag
	}
	best, arg := minusInf, 0
	for i, v := range score[:kTags] {
		if v += k.t[i*kHalf+tag]; v > best {
			best, arg = v, i
		}
	}
	return arg
}
