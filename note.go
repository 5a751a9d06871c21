package lethe

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lethe-health/lethe/internal/text"
)

// MaxNoteBytes is the longest note, in bytes, that is read unless
// [SourceOptions] or [Options] say otherwise: 64 MiB.
const MaxNoteBytes = 64 << 20

// Note is one clinical note on its way in.
type Note struct {
	// ID names the note in every output. It is the caller's: an ID that
	// identifies a person goes through as it is.
	ID string
	// PatientID groups the notes of one patient. It leaves the pipeline only
	// as a token. Empty means that the note is its patient's only one.
	PatientID string
	// Text is the note, in valid UTF-8. All offsets are offsets in it.
	Text string
	// Created is when the note was written; diagnoses without a date of their
	// own take it. Zero means unknown: it is then looked for in the text.
	Created time.Time
	// Type is the kind of document, in the words of the onco-phenotype
	// contract ("pathologyReport", "progress", …). Empty means unknown.
	Type string
	// Demographics are what the caller knows of the patient; what is empty is
	// looked for in the text.
	Demographics Demographics
	// Source and Line say where the note was read, for messages: the file's name or
	// "-", and the line in an NDJSON file, from 1. Nothing else goes by them.
	Source string
	Line   int
}

// Demographics are the structured facts that a scoring history needs.
type Demographics struct {
	BirthDate time.Time // date only; zero means unknown
	Sex       string    // "M", "F", "U" or empty
	Zip       string    // 3 or 5 digits or empty
}

// The reasons for which a note is refused. A [*NoteError] wraps one of them or
// the error of the stage that failed.
var (
	ErrEmptyNote   = errors.New("the note is empty")
	ErrNoteTooLong = errors.New("the note is too long")
	ErrNoID        = errors.New("the note has no id")
	ErrDuplicateID = errors.New("the id was used by an earlier note")
	ErrNotJSON     = errors.New("not a JSON object of the expected form")
	ErrRepeatedKey = errors.New("a key stands twice, and readers differ on which counts")
	ErrInvalidUTF8 = errors.New("invalid UTF-8")
	ErrUTF16       = text.ErrSpaced
	ErrPanic       = errors.New("internal error: the stage panicked")
)

// NoteError says why one note did not pass. It never holds note text.
type NoteError struct {
	Source string // file name, or "-" for standard input
	Line   int    // line in an NDJSON file, from 1; 0 for a file that is one note
	ID     string // the note's id, where it is known
	What   string // what the ID names, "patient"; "" is a note
	Stage  string // "read", "tag", "redact", "extract", "onco", "history", "submit"
	Offset int    // byte offset of the fault in the line or note; -1 where it has none
	Err    error
}

// Error says where and why: "notes.ndjson:3: note 17: tag: invalid UTF-8 at byte 12".
func (e *NoteError) Error() string {
	s := ""
	if e.Source != "" {
		s = printable(e.Source)
		if e.Line > 0 {
			s += fmt.Sprintf(":%d", e.Line)
		}
		s += ": "
	}
	if e.ID != "" {
		s += cmp.Or(e.What, "note") + " " + printable(e.ID) + ": "
	}
	return s + e.Reason()
}

// printable gives a caller's id as one line that no terminal obeys.
func printable(id string) string {
	if strings.ContainsFunc(id, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(id)
	}
	return id
}

// Reason says why without where: "tag: invalid UTF-8 at byte 12".
func (e *NoteError) Reason() string {
	s := ""
	if e.Stage != "" {
		s = e.Stage + ": "
	}
	s += e.Err.Error()
	if e.Offset >= 0 {
		s += fmt.Sprintf(" at byte %d", e.Offset)
	}
	return s
}

// Unwrap gives the cause.
func (e *NoteError) Unwrap() error { return e.Err }

// Fault stands in a stream of lines in the place of a note that did not pass.
// It holds no note text.
type Fault struct {
	ID    string `json:"id,omitempty"`
	Line  int    `json:"line,omitempty"` // of the input, from 1
	Error string `json:"error"`
}

// Name is the note's id or, where that is not known, where the note stands:
// "notes.ndjson, line 3".
func (e *NoteError) Name() string {
	switch {
	case e.ID != "":
		return e.ID
	case e.Line == 0:
		return e.Source
	}
	return fmt.Sprintf("%s, line %d", e.Source, e.Line)
}

// Fault returns the line that stands for the note.
func (e *NoteError) Fault() Fault { return Fault{ID: e.ID, Line: e.Line, Error: e.Reason()} }
