// Package redact turns an annotated note into a text that a privacy officer can
// let go: each piece of protected health information is replaced as a [Policy]
// says.
//
// In come a [Note] and its annotations, from any finder; out comes a
// [Document]: the text, an [Edit] for every replacement, a map between the two
// texts in both directions, and the names of the policy and keys that made it.
// The package never looks for PHI itself beyond making sure that nothing it
// removed is left over, never writes a value it removed into an error or a log,
// and gives out a token only when the vault holds it durably.
package redact

//go:generate go run ./internal/gensurrogates
