// Package labels holds the words that every other package speaks: the PHI
// types and categories of the i2b2/ScienceIO taxonomy, the HIPAA Safe Harbor
// clause that each type falls under, and the span and annotation that carry
// them.
//
// In comes nothing, out goes nothing: the package is values and names. It
// never reads text, never converts offsets (package internal/text does) and
// imports only the standard library.
package labels
