package seqmodel

import (
	"cmp"
	"slices"
)

// Mean joins models of the same tagset into one: each weight is the mean of
// theirs, zero where a model does not hold its row. Of the rows the n that weigh
// most are kept, all of them if n is 0.
//
// For a model whose scores are sums, the mean of the weights is the
// geometric mean of the models' distributions: an ensemble at the price of one.
func Mean(n int, ws ...*Weights) *Weights {
	out := &Weights{Set: ws[0].Set, chain: newChain(ws[0].Set)}
	L, share := out.Set.Lanes(), 1/float32(len(ws))
	row := map[uint32]int{}
	for _, w := range ws {
		for i, f := range w.Features {
			k, ok := row[f]
			if !ok {
				k = len(out.Features)
				row[f] = k
				out.Features = append(out.Features, f)
				out.Rows = append(out.Rows, make([]float32, L)...)
			}
			for j, v := range w.Rows[i*L : i*L+L] {
				out.Rows[k*L+j] += v * share
			}
		}
	}
	for i := range out.chain.t { // a forbidden transition stays forbidden
		sum := float32(0)
		for _, w := range ws {
			sum += w.chain.t[i] * share
		}
		out.chain.t[i] = sum
	}
	out.chain.refresh()
	if n > 0 && n < len(out.Features) {
		out.keep(n)
	}
	return out
}

// keep leaves the n rows that weigh most, in their order, and returns where they
// stood.
func (w *Weights) keep(n int) []int32 {
	L := w.Set.Lanes()
	weight := make([]float32, len(w.Features))
	order := make([]int32, len(w.Features))
	for r := range order {
		order[r] = int32(r)
		for _, v := range w.Rows[r*L : r*L+L] {
			weight[r] += v * v
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(weight[b], weight[a]) })
	kept := order[:n]
	slices.Sort(kept)
	for to, from := range kept {
		w.Features[to] = w.Features[from]
		copy(w.Rows[to*L:to*L+L], w.Rows[int(from)*L:int(from)*L+L])
	}
	w.Features, w.Rows = w.Features[:n], w.Rows[:n*L]
	return kept
}
