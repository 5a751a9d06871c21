package seqmodel

// Emissions adds up the weight rows of each token of s, whose features are
// hashes, and its base: Set.Lanes() scores a token.
func (w *Weights) Emissions(s *Sequence) []float32 {
	L := w.Set.Lanes()
	em := make([]float32, s.Len()*L)
	idx := w.rowIndex()
	for i := range s.Len() {
		row := em[i*L : i*L+L]
		if s.Base != nil {
			copy(row, s.Base[i*L:])
		}
		for _, f := range s.Feats[s.Off[i]:s.Off[i+1]] {
			if r := idx.find(f); r >= 0 {
				for j, v := range w.Rows[int(r)*L : int(r)*L+L] {
					row[j] += v
				}
			}
		}
	}
	return em
}

func (w *Weights) rowIndex() *index {
	w.once.Do(func() { w.idx = newIndex(w.Features) })
	return w.idx
}

// Best returns the best tag sequence for the features of s.
func (w *Weights) Best(s *Sequence) []uint8 {
	if s.Len() == 0 {
		return nil
	}
	var l lattice
	return w.chain.viterbi(&l, w.Emissions(s), w.Set.Lanes(), s.Len())
}

// MarginalsOf returns the probability of each tag at each of n tokens with the
// given scores, as [Weights.Emissions] gives them: n rows of Set.Lanes().
func (w *Weights) MarginalsOf(em []float32, n int) []float32 {
	if n == 0 {
		return nil
	}
	var l lattice
	return w.chain.posteriors(&l, em, n)
}

// posteriors returns the probability of each tag at each of T tokens in rows of
// Set.Lanes(), like their scores.
func (c *chain) posteriors(l *lattice, em []float32, T int) []float32 {
	if c.k != nil {
		return c.k.marginals(l, em, T)
	}
	L := c.set.Lanes()
	c.forwardBackward(l, em, L, T)
	p := c.marginals(l, T)
	l.w = grow(l.w, T*L)
	for t := range T {
		copy(l.w[t*L:t*L+L], p[t*c.n:t*c.n+c.n])
	}
	return l.w
}

// marginals turns the forward and backward rows into tag probabilities, in
// place of alpha.
func (c *chain) marginals(l *lattice, T int) []float32 {
	for t := range T {
		a, b := l.alpha[t*c.n:(t+1)*c.n], l.beta[t*c.n:(t+1)*c.n]
		var z float32
		for j := range a {
			a[j] *= b[j]
			z += a[j]
		}
		for j := range a {
			a[j] /= z
		}
	}
	return l.alpha[:T*c.n]
}
