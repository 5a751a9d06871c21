// Package dates reads every written shape of a date in a clinical note and
// writes another date back in the same shape.
//
// In come the tokens of a note (package internal/text); out come [Match]es:
// where the date's characters stand, which parts of a date they state, how they
// are written, and how sure the shape alone is. Times of day, durations and
// "today" are not dates. The package never decides that a doubtful shape is a
// date ("3/4", "may", "2012"): it gives it a low [Certainty] and leaves the
// choice to the caller. It keeps nothing of the note.
package dates
