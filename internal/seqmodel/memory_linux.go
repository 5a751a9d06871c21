package seqmodel

import (
	"syscall"
	"unsafe"
)

// hugePage is the size of a large page of memory on the processors in use.
const hugePage = 2 << 20

// preferHugePages asks the system to back memory that has not been touched yet with
// large pages, where it has them to give: rows are read at random, and with small
// pages a good part of the waiting is for their addresses.
func preferHugePages(words []uint64) {
	b := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), 8*len(words))
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) % hugePage)
	if n := (len(b) - skip) &^ (hugePage - 1); n > 0 {
		_ = syscall.Madvise(b[skip:skip+n], syscall.MADV_HUGEPAGE) // a wish: without it all is as before
	}
}
