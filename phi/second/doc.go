// Package second gives a second opinion on what the tagger found: that of
// prose v2, a general English entity recogniser that shares no code, data or
// rules with package phi. Where the two disagree a note deserves a human look.
//
// In comes a note and the annotations that package phi gave it; out come the
// disagreements, with byte spans of the note, and a rate that ranks notes for
// review. It never changes an annotation, never stands on the way of tagging,
// and nothing in this library calls it by default.
//
// prose was measured before it was given this place: it has no offsets, takes
// half a second to build its model, reads about 0.4 MB/s and panics on bytes
// that are not UTF-8. Hence the guards here: one model is held for the process,
// notes are checked first, long runs of one punctuation mark are blanked, text
// goes in pieces of a few kilobytes, panics are caught and become errors, and
// what prose says is aligned with the note again from left to right.
package second
