//go:build !linux

package seqmodel

// preferHugePages does nothing here.
func preferHugePages([]uint64) {}
