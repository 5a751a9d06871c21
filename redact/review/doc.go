// Package review is the reviewer's side of redaction: what a person needs to
// judge de-identified notes, and the page on which they do.
//
// In come de-identified notes with their marks ([Note]), from
// redact.Document by [FromDocument] or from anywhere else; out come a ranking
// by how doubtful a note is, the coverage of the Safe Harbor list, and, from
// the [Server], two reviewers' decisions and their adjudication, which become
// training and evaluation notes.
//
// The packages beside it do one thing each: report writes the compliance report,
// sample draws notes and computes what their reading proves, audit keeps the log
// that cannot be changed unseen. Annotated notes are exchanged with other tools
// by labels/exchange.
//
// The package never finds PHI and never changes a note.
package review
