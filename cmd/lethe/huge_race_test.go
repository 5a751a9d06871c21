//go:build race

package main

// hugeBytes is less under the race detector, which takes ten times as long.
const hugeBytes = 2_000_000
