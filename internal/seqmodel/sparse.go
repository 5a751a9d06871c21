package seqmodel

import "math"

// beam is how far below the best a tag's score at a token may lie, in nats,
// for the tag to be looked at: transitions are worth a fraction of it.
const beam = 14

// activate lists for each token the tags of the types of which one is within
// the beam, O always among them, in rising order.
func (c *chain) activate(l *lattice, em []float32, stride, T int) {
	l.first, l.active = append(l.first[:0], 0), l.active[:0]
	for t := range T {
		row := em[t*stride : t*stride+c.n]
		m := row[0]
		for _, v := range row[1:] {
			m = max(m, v)
		}
		m -= beam
		l.active = append(l.active, 0)
		types := c.set.Types
		k := len(l.active)
		for j := 1; j <= types; j++ {
			if row[j] > m || row[types+j] > m {
				l.active = append(l.active, uint8(j))
			}
		}
		for _, j := range l.active[k:] {
			l.active = append(l.active, j+uint8(types))
		}
		l.first = append(l.first, int32(len(l.active)))
	}
}

func (l *lattice) tagsAt(t int) []uint8 { return l.active[l.first[t]:l.first[t+1]] }

// marginalsSparse is forwardBackward and marginals over the active tags alone;
// tags outside the beam have probability zero.
func (c *chain) marginalsSparse(l *lattice, em []float32, stride, T int) []float32 {
	n, types := c.n, c.set.Types
	c.activate(l, em, stride, T)
	l.w, l.alpha, l.beta, l.scale = grow(l.w, T*n), grow(l.alpha, T*n), grow(l.beta, T*n), grow(l.scale, T)
	clear(l.alpha)
	clear(l.w)
	for t := range T {
		row, w, a := em[t*stride:t*stride+n], l.w[t*n:t*n+n], l.alpha[t*n:t*n+n]
		now := l.tagsAt(t)
		m := row[0]
		for _, j := range now {
			m = max(m, row[j])
		}
		var sum float32
		for _, j := range now {
			w[j] = fastExp(row[j] - m)
			switch {
			case t == 0 && int(j) > types: // nothing to carry on
				continue
			case t == 0:
				a[j] = w[j]
			case int(j) > types: // from its own type alone; what is not active is zero
				p, e, b := l.alpha[(t-1)*n:t*n], c.et[int(j)*n:int(j)*n+n], int(j)-types
				a[j] = (p[b]*e[b] + p[j]*e[j]) * w[j]
			default:
				p, e := l.alpha[(t-1)*n:t*n], c.et[int(j)*n:int(j)*n+n]
				var s float32
				for _, i := range l.tagsAt(t - 1) {
					s += p[i] * e[i]
				}
				a[j] = s * w[j]
			}
			sum += a[j]
		}
		inv := 1 / sum
		for _, j := range now {
			a[j] *= inv
		}
		l.scale[t] = inv
	}
	last := l.beta[(T-1)*n : T*n]
	for _, j := range l.tagsAt(T - 1) {
		last[j] = 1
	}
	for t := T - 2; t >= 0; t-- {
		nx, w, b, next := l.beta[(t+1)*n:(t+2)*n], l.w[(t+1)*n:(t+2)*n], l.beta[t*n:t*n+n], l.tagsAt(t+1)
		for _, j := range next { // all that is still needed of w is this product
			w[j] *= nx[j] * l.scale[t+1]
		}
		for _, i := range l.tagsAt(t) {
			e := c.e[int(i)*n : int(i)*n+n]
			var s float32
			for _, j := range next {
				if int(j) > types {
					break // the inside tags come last, and are reached by their own type alone
				}
				s += e[j] * w[j]
			}
			if i > 0 {
				in := int(i)
				if in <= types {
					in += types
				}
				s += e[in] * w[in]
			}
			b[i] = s
		}
	}
	for t := range T {
		a, b := l.alpha[t*n:t*n+n], l.beta[t*n:t*n+n]
		var z float32
		for _, j := range l.tagsAt(t) {
			a[j] *= b[j]
			z += a[j]
		}
		for _, j := range l.tagsAt(t) {
			a[j] /= z
		}
	}
	return l.alpha[:T*n]
}

// viterbiSparse is viterbi over the active tags alone.
func (c *chain) viterbiSparse(l *lattice, em []float32, stride, T int) []uint8 {
	n, types := c.n, c.set.Types
	c.activate(l, em, stride, T)
	l.back, l.tags, l.alpha = grow(l.back, T*n), grow(l.tags, T), grow(l.alpha, 2*n)
	cur, prev := l.alpha[:n], l.alpha[n:2*n]
	inf := float32(math.Inf(-1))
	for j := range cur {
		cur[j] = inf
	}
	for _, j := range l.tagsAt(0) {
		cur[j] = em[j]
		if int(j) > types {
			cur[j] = inf
		}
	}
	for t := 1; t < T; t++ {
		cur, prev = prev, cur
		row, back, before := em[t*stride:t*stride+n], l.back[t*n:t*n+n], l.tagsAt(t-1)
		for j := range cur {
			cur[j] = inf
		}
		for _, j := range l.tagsAt(t) {
			best, arg := inf, uint8(0)
			from := before
			var own [2]uint8
			if int(j) > types { // from its own type alone
				own = [2]uint8{j - uint8(types), j}
				from = own[:]
			}
			for _, i := range from {
				if v := prev[i] + c.t[int(i)*n+int(j)]; v > best {
					best, arg = v, i
				}
			}
			cur[j], back[j] = best+row[j], arg
		}
	}
	arg := uint8(0)
	for _, j := range l.tagsAt(T - 1) {
		if cur[j] > cur[arg] {
			arg = j
		}
	}
	for t := T - 1; t >= 0; t-- {
		l.tags[t] = arg
		if t > 0 {
			arg = l.back[t*n+int(arg)]
		}
	}
	return l.tags
}
