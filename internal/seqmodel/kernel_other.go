//go:build !amd64

package seqmodel

const vector = false

func exponentials(w, em *lanes)                               { exponentialsGo(w, em) }
func (k *kernel) forward(a, p, w *lanes, inv float32) float32 { return k.forwardGo(a, p, w, inv) }
func (k *kernel) backward(b, next, w *lanes, scale float32)   { k.backwardGo(b, next, w, scale) }
func leads(em, after *lanes) (best, next float32)             { return leadsGo(em, after) }
func posterior(a, b *lanes)                                   { posteriorGo(a, b) }
func (k *kernel) best(cur, prev, em *lanes)                   { k.bestGo(cur, prev, em) }
func sumRowsAVX2(*lanes, *uint64, *slotKey, int, float32)     {}
func lookupAVX2(*slotKey, *uint32, int, *rowTable) int        { return 0 }
func prefetch(*uint64, *slotKey, int)                         {}
