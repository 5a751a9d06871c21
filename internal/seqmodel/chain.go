package seqmodel

import "math"

// chain holds the transition scores of a tagset in the two layouts that the
// recursions want. Any tag may be followed by O or by a begin tag; an inside
// tag follows only the begin and inside tags of its type.
type chain struct {
	set Tagset
	n   int       // number of tags
	t   []float32 // n*n transition scores, t[from*n+to]; -inf where not allowed
	e   []float32 // exp(t), 0 where not allowed
	et  []float32 // e transposed: et[to*n+from]
	k   *kernel   // for 47 tags, of a model that does not change; else nil
}

// allowed reports whether tag b may follow tag a.
func (s Tagset) allowed(a, b int) bool {
	return !s.IsInside(b) || (a != 0 && s.TypeOf(a) == s.TypeOf(b))
}

func newChain(set Tagset) *chain {
	n := set.Size()
	c := &chain{set: set, n: n, t: make([]float32, n*n), e: make([]float32, n*n), et: make([]float32, n*n)}
	c.refresh()
	return c
}

// refresh recomputes the exponentials after t has changed.
func (c *chain) refresh() {
	for i := 0; i < c.n; i++ {
		for j := 0; j < c.n; j++ {
			if !c.set.allowed(i, j) {
				c.t[i*c.n+j] = float32(math.Inf(-1))
				c.e[i*c.n+j], c.et[j*c.n+i] = 0, 0
				continue
			}
			v := float32(math.Exp(float64(c.t[i*c.n+j])))
			c.e[i*c.n+j], c.et[j*c.n+i] = v, v
		}
	}
}

// lattice is the scratch memory of the recursions over one sequence.
type lattice struct {
	w     []float32 // T*n: exp(emission - row maximum)
	alpha []float32 // T*n, each row scaled to sum 1
	beta  []float32 // T*n, scaled
	scale []float32 // T
	back  []uint8   // T*n: Viterbi back pointers
	tmp   []float32
	tags  []uint8
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n+n/4)[:n]
	}
	return s[:n]
}

// forwardBackward fills w, alpha and beta from the emission scores em (T rows
// of stride lanes, the first n lanes used). It returns the log partition
// function.
func (c *chain) forwardBackward(l *lattice, em []float32, stride, T int) float64 {
	n := c.n
	types := c.set.Types
	l.w, l.alpha, l.beta = grow(l.w, T*n), grow(l.alpha, T*n), grow(l.beta, T*n)
	l.scale, l.tmp = grow(l.scale, T), grow(l.tmp, n)
	logZ := 0.0
	for t := 0; t < T; t++ {
		row, w := em[t*stride:t*stride+n], l.w[t*n:t*n+n]
		m := row[0]
		for _, v := range row {
			if v > m {
				m = v
			}
		}
		for j, v := range row {
			w[j] = fastExp(v - m)
		}
		logZ += float64(m)
		a := l.alpha[t*n : t*n+n]
		if t == 0 {
			copy(a, w)
			for j := 1 + types; j < n; j++ {
				a[j] = 0
			}
		} else {
			p := l.alpha[(t-1)*n : t*n]
			for j := 0; j <= types; j++ {
				a[j] = dot(p, c.et[j*n:j*n+n]) * w[j]
			}
			for k := 0; k < types; k++ {
				b, i := 1+k, 1+types+k
				a[i] = (p[b]*c.e[b*n+i] + p[i]*c.e[i*n+i]) * w[i]
			}
		}
		var sum float32
		for _, v := range a {
			sum += v
		}
		inv := 1 / sum
		for j := range a {
			a[j] *= inv
		}
		l.scale[t] = inv
		logZ += math.Log(float64(sum))
	}
	last := l.beta[(T-1)*n : T*n]
	for j := range last {
		last[j] = 1
	}
	for t := T - 2; t >= 0; t-- {
		nx, w, b, sc := l.beta[(t+1)*n:(t+2)*n], l.w[(t+1)*n:(t+2)*n], l.beta[t*n:t*n+n], l.scale[t+1]
		q := l.tmp
		for j := range q {
			q[j] = nx[j] * w[j] * sc
		}
		for i := 0; i < n; i++ {
			b[i] = dot(q[:types+1], c.e[i*n:i*n+types+1])
		}
		for k := 0; k < types; k++ {
			bg, in := 1+k, 1+types+k
			b[bg] += q[in] * c.e[bg*n+in]
			b[in] += q[in] * c.e[in*n+in]
		}
	}
	return logZ
}

func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}

// fastExp is exp for arguments of 0 or less, with a relative error under 1e-4;
// below -80 it is 0. No product is fused with a sum, so that the vector kernels
// agree with it.
func fastExp(x float32) float32 {
	if x < -80 {
		return 0
	}
	y := float32(x * 1.4426950408889634)
	k := int32(y)
	if y < 0 {
		k--
	}
	f := float32(y-float32(k)) * 0.6931471805599453
	p := 0.041666667 + float32(f*0.0083333)
	p = 0.16666667 + float32(f*p)
	p = 0.5 + float32(f*p)
	p = 1 + float32(f*p)
	p = 1 + float32(f*p)
	return p * math.Float32frombits(uint32(k+127)<<23)
}

// viterbi returns the best sequence of tags, in l.tags.
func (c *chain) viterbi(l *lattice, em []float32, stride, T int) []uint8 {
	n, types := c.n, c.set.Types
	l.back, l.tags = grow(l.back, T*n), grow(l.tags, T)
	l.alpha = grow(l.alpha, 2*n)
	cur, prev := l.alpha[:n], l.alpha[n:2*n]
	inf := float32(math.Inf(-1))
	for j := range cur {
		cur[j] = em[j]
		if j > types {
			cur[j] = inf
		}
	}
	for t := 1; t < T; t++ {
		cur, prev = prev, cur
		row, back := em[t*stride:t*stride+n], l.back[t*n:t*n+n]
		for j := 0; j <= types; j++ {
			best, arg := prev[0]+c.t[j], 0
			for i := 1; i < n; i++ {
				if v := prev[i] + c.t[i*n+j]; v > best {
					best, arg = v, i
				}
			}
			cur[j], back[j] = best+row[j], uint8(arg)
		}
		for k := 0; k < types; k++ {
			b, i := 1+k, 1+types+k
			x, y := prev[b]+c.t[b*n+i], prev[i]+c.t[i*n+i]
			if x >= y {
				cur[i], back[i] = x+row[i], uint8(b)
			} else {
				cur[i], back[i] = y+row[i], uint8(i)
			}
		}
	}
	arg := 0
	for j := 1; j < n; j++ {
		if cur[j] > cur[arg] {
			arg = j
		}
	}
	for t := T - 1; t >= 0; t-- {
		l.tags[t] = uint8(arg)
		if t > 0 {
			arg = int(l.back[t*n+arg])
		}
	}
	return l.tags
}
