#include "go_asm.h"
#include "textflag.h"

// The look-up of features and the sums of their rows: twins of what rowtable.go and
// [Packed.flush] do, with the same results.

// func sumRowsAVX2(em *lanes, rows *uint64, at *slotKey, n int, step float32)
TEXT ·sumRowsAVX2(SB), NOSPLIT, $0-36
	MOVQ em+0(FP), DI
	MOVQ rows+8(FP), SI
	MOVQ at+16(FP), DX
	MOVQ n+24(FP), CX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	XORL R8, R8 // rows added
	MOVQ $(1<<32), R11 // keyed
	TESTQ CX, CX
	JZ done

row:
	MOVQ (DX), R10
	MOVL R10, AX
	SHRQ $32, R10
	ORQ R11, R10
	SHLQ $6, AX
	ADDQ $8, DX
	CMPQ R10, 56(SI)(AX*1)
	JNE other
	VPMOVZXBW (SI)(AX*1), Y3
	VPMOVZXBW 16(SI)(AX*1), Y4
	VPMOVZXBW 32(SI)(AX*1), Y5
	VPADDW Y3, Y0, Y0
	VPADDW Y4, Y1, Y1
	VPADDW Y5, Y2, Y2
	INCL R8

other:
	DECQ CX
	JNZ row

done:
	SHLL $7, R8 // the weights' bias, 128 a row
	MOVL R8, X6
	VPBROADCASTD X6, Y6
	VBROADCASTSS step+32(FP), Y7
#define WIDEN(X, Y, off) \
	VPMOVZXWD X, Y8            \
	VPSUBD Y6, Y8, Y8          \
	VCVTDQ2PS Y8, Y8           \
	VMULPS Y7, Y8, Y8          \
	VADDPS off(DI), Y8, Y8     \
	VMOVUPS Y8, off(DI)        \
	VEXTRACTI128 $1, Y, X      \
	VPMOVZXWD X, Y8            \
	VPSUBD Y6, Y8, Y8          \
	VCVTDQ2PS Y8, Y8           \
	VMULPS Y7, Y8, Y8          \
	VADDPS (off+32)(DI), Y8, Y8 \
	VMOVUPS Y8, (off+32)(DI)
	WIDEN(X0, Y0, 0)
	WIDEN(X1, Y1, 64)
	WIDEN(X2, Y2, 128)
	VZEROUPPER
	RET

// func prefetch(rows *uint64, at *slotKey, n int)
TEXT ·prefetch(SB), NOSPLIT, $0-24
	MOVQ rows+0(FP), SI
	MOVQ at+8(FP), DX
	MOVQ n+16(FP), CX

ask:
	MOVL (DX), AX
	SHLQ $6, AX
	PREFETCHT0 (SI)(AX*1)
	ADDQ $8, DX
	DECQ CX
	JNZ ask
	RET

// SCATTER1 is a prime that buckets and seeds are multiplied with, SCATTERLO and
// SCATTERHI the halves of that of slots: rowtable.go.
DATA scatter1<>+0(SB)/4, $0x9e3779b1
GLOBL scatter1<>(SB), RODATA|NOPTR, $4
DATA scatterLo<>+0(SB)/4, $0x6659fd93
GLOBL scatterLo<>(SB), RODATA|NOPTR, $4
DATA scatterHi<>+0(SB)/4, $0xd6e8feb8
GLOBL scatterHi<>(SB), RODATA|NOPTR, $4

// MULHIGH puts the upper halves of the products of the lanes of X and C into D. It
// uses Y9 and Y10; D may be X.
#define MULHIGH(X, C, D) \
	VPMULUDQ C, X, Y9          \
	VPSRLQ $32, X, Y10         \
	VPMULUDQ C, Y10, Y10       \
	VPSRLQ $32, Y9, Y9         \
	VPBLENDD $0xaa, Y10, Y9, D

// func lookupAVX2(dst *slotKey, feats *uint32, n int, x *rowTable) int
//
// It goes over the features four times: buckets and slots are found eight at a time,
// seeds and fingerprints are read one by one, which is faster than gathers.
TEXT ·lookupAVX2(SB), NOSPLIT, $768-40
	MOVQ feats+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ x+24(FP), BX
	MOVQ rowTable_seeds(BX), R8
	MOVQ rowTable_prints(BX), R9
	MOVBLZX rowTable_shift(BX), AX
	MOVQ AX, X15
	VPBROADCASTD rowTable_slots(BX), Y14
	VPBROADCASTD scatter1<>(SB), Y13
	VPBROADCASTD scatterLo<>(SB), Y12
	VPBROADCASTD scatterHi<>(SB), Y11
	LEAQ slots-512(SP), R10 // 128 of four bytes
	LEAQ seeds-768(SP), R11 // 128 of two
	ADDQ $7, CX
	ANDQ $~7, CX // whole vectors

	XORQ DX, DX

bucket:
	VPMULLD (SI)(DX*4), Y13, Y1
	VPSRLD X15, Y1, Y1
	VMOVDQU Y1, (R10)(DX*4)
	ADDQ $8, DX
	CMPQ DX, CX
	JLT bucket

	XORQ DX, DX

seed:
#define SEED(off) \
	MOVL (4*off)(R10)(DX*4), AX \
	MOVWLZX (R8)(AX*2), AX      \
	MOVW AX, (2*off)(R11)(DX*2)
	SEED(0)
	SEED(1)
	SEED(2)
	SEED(3)
	SEED(4)
	SEED(5)
	SEED(6)
	SEED(7)
	ADDQ $8, DX
	CMPQ DX, CX
	JLT seed

	XORQ DX, DX

slot:
	VPMOVZXWD (R11)(DX*2), Y2
	VPMULLD Y13, Y2, Y2
	VPXOR (SI)(DX*4), Y2, Y2
	VPMULLD Y12, Y2, Y3
	VPMULLD Y11, Y2, Y4
	MULHIGH(Y2, Y12, Y5)
	VPADDD Y4, Y5, Y5
	VPXOR Y3, Y5, Y5
	MULHIGH(Y5, Y14, Y5)
	VMOVDQU Y5, (R10)(DX*4)
	ADDQ $8, DX
	CMPQ DX, CX
	JLT slot

	MOVQ dst+0(FP), DI
	MOVQ n+16(FP), CX
	XORQ DX, DX

print:
	MOVL (R10)(DX*4), AX
	MOVL (SI)(DX*4), R12
	MOVL AX, (DI)
	MOVL R12, 4(DI)
	XORL R13, R13
	CMPB R12, (R9)(AX*1)
	SETEQ R13
	LEAQ (DI)(R13*8), DI // kept where they agree
	INCQ DX
	CMPQ DX, CX
	JLT print

	SUBQ dst+0(FP), DI
	SHRQ $3, DI
	MOVQ DI, ret+32(FP)
	VZEROUPPER
	RET
