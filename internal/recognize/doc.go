// Package recognize finds, by hand-written rules and dictionaries, what in a
// parsed note may be an identifier.
//
// In comes a [text.Doc]; out comes [Evidence]: what the dictionaries know of
// each token, the known phrases, and [Candidate]s, each with the rule that
// proposes it and how sure that rule is. Candidates may overlap and may
// contradict one another: the package proposes and never decides, package phi
// decides. It reads every token a bounded number of times, uses no regular
// expression, and allocates only to grow its own memory.
//
// The conventions of what is an identifier, and of what type, stand in package
// phi.
package recognize
