//go:build !race

package main

// hugeBytes is how long the note of TestHugeNote is.
const hugeBytes = 50_000_000
