// Package marked reads and writes notes whose PHI is marked in the text itself,
// in the form that people write gold notes in:
//
//	# form: telephone encounter
//	Caller: {{PATIENT|Jane Roe}}, born {{DATE|6/14/66}}
//
// In comes such a text, out goes the note without its marks and the annotations
// by byte offsets; and the other way round. The package never guesses: a mark
// that is broken, empty or of no PHI type is an error with its line, and the
// error holds no note text.
package marked
