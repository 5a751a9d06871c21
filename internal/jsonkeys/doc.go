// Package jsonkeys finds keys that stand twice in one JSON object.
//
// Readers differ on which of the two counts: the first, the last, or the one
// whose letters match exactly (encoding/json takes "Text" for "text", too). What
// one reader screened, the next may not see. RFC 8259, section 4, and RFC 7493,
// section 2.3, say that keys should be, and must be, unique; whoever takes in
// clinical text refuses such an object.
//
// In comes valid JSON; out goes the place of the second key. It never returns a
// key or a value.
package jsonkeys
