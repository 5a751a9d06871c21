// Package report writes the compliance report of a run: one HTML file that
// needs nothing else, and its JSON twin.
//
// In come what is known of the run ([Run]), then the de-identified notes one by
// one ([Writer.Add]) and the notes that were not passed on; out go two files
// that say what was done under which policy, by which versions and keys, how
// far each of the 18 Safe Harbor identifiers is covered, and every note with
// every edit marked, the most doubtful first.
//
// The HTML runs from a disk without a network under a content security policy
// that allows nothing but its own style sheet and script, by hash. Notes are
// paged, so that ten thousand open at once; the writer holds a few numbers per
// note in memory and everything else in a temporary file of de-identified text.
//
// The package never writes an original value unless [Options.Reveal] asks for
// it, and then not before the audit log has it on record.
package report
