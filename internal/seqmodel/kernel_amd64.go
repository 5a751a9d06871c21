package seqmodel

import "golang.org/x/sys/cpu"

// vector says that the kernels of kernel_amd64.s can run here.
var vector = cpu.X86.HasAVX2

//go:noescape
func exponentialsAVX2(w, em *lanes)

//go:noescape
func forwardAVX2(a, p, w *lanes, k *kernel, inv float32) float32

//go:noescape
func backwardAVX2(b, next, w *lanes, k *kernel, scale float32)

//go:noescape
func posteriorAVX2(a, b *lanes)

//go:noescape
func bestAVX2(cur, prev, em *lanes, k *kernel)

//go:noescape
func leadsAVX2(em, after *lanes) (best, next float32)

// sumRowsAVX2 adds up those of n rows of 64 bytes that have their key at the end,
// their first 48 being biased weights of the given step, onto em.
//
//go:noescape
func sumRowsAVX2(em *lanes, rows *uint64, at *slotKey, n int, step float32)

// lookupAVX2 is [rowTable.lookup] of n features, at most addChunk; it reads those
// that follow up to a whole vector.
//
//go:noescape
func lookupAVX2(dst *slotKey, feats *uint32, n int, x *rowTable) int

// prefetch asks for n rows of 64 bytes.
//
//go:noescape
func prefetch(rows *uint64, at *slotKey, n int)

func exponentials(w, em *lanes) {
	if vector {
		exponentialsAVX2(w, em)
		return
	}
	exponentialsGo(w, em)
}

func (k *kernel) forward(a, p, w *lanes, inv float32) float32 {
	if vector {
		return forwardAVX2(a, p, w, k, inv)
	}
	return k.forwardGo(a, p, w, inv)
}

func (k *kernel) backward(b, next, w *lanes, scale float32) {
	if vector {
		backwardAVX2(b, next, w, k, scale)
		return
	}
	k.backwardGo(b, next, w, scale)
}

func posterior(a, b *lanes) {
	if vector {
		posteriorAVX2(a, b)
		return
	}
	posteriorGo(a, b)
}

func (k *kernel) best(cur, prev, em *lanes) {
	if vector {
		bestAVX2(cur, prev, em, k)
		return
	}
	k.bestGo(cur, prev, em)
}

func leads(em, after *lanes) (best, next float32) {
	if vector {
		return leadsAVX2(em, after)
	}
	return leadsGo(em, after)
}
