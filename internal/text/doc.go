// Package text turns the bytes of a clinical note into tokens, lines,
// sentences and sections, and converts offsets between bytes, Unicode code
// points and UTF-16 units.
//
// In comes a note as a Go string; out go values that hold byte offsets into it,
// half open, on UTF-8 boundaries. The package never decides what a token means,
// never copies note text and keeps nothing of it.
package text
