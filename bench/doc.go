// Package bench measures the library's speed, and holds it to its answers while
// it does: every benchmark checks what came out, so that a fast wrong result
// fails.
//
//	go test -run '^$' -bench . ./bench
//	LETHE_BENCH_NOTES=notes.ndjson go test -run '^$' -bench OwnNotes ./bench
//	go test -run '^$' -bench TagParallel -cpu 1,2 ./bench
//
// In come the notes of testdata, over and over; out go, for each stage, MB/s of
// note text on one core (set GOMAXPROCS=1; the benchmarks named Parallel use
// all cores), allocations a pass, and, where there are gold marks, the share of
// gold tokens found. In the same run stand two baselines, named as such: prose
// v2, a general natural-language library, and a set of thirty patterns for the
// regexp package of the standard library, which is how de-identification is
// often done. A table at the end gives each figure as a multiple of theirs.
//
// The package has no code of its own outside its tests, and nothing imports it.
package bench
