package lethe

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lethe-health/lethe/internal/jsonkeys"
	"github.com/lethe-health/lethe/internal/text"
)

// SourceOptions say how notes are read. The zero value, and nil, are the
// defaults.
type SourceOptions struct {
	// MaxNoteBytes is the longest note or line taken; 0 means [MaxNoteBytes].
	MaxNoteBytes int
	// RepairUTF8 takes each invalid byte for a character of Windows-1252
	// instead of refusing the note; offsets then refer to the repaired text.
	RepairUTF8 bool
}

func (o *SourceOptions) maxBytes() int {
	if o == nil || o.MaxNoteBytes <= 0 {
		return MaxNoteBytes
	}
	return o.MaxNoteBytes
}

func (o *SourceOptions) repair() bool { return o != nil && o.RepairUTF8 }

// Line is one line of an NDJSON file.
type Line struct {
	Source string // file name, or "-"
	Number int    // from 1
	Bytes  []byte // valid UTF-8, no line break; the reader's no longer
}

// Lines reads the non-blank lines of r, without the byte order mark that may
// stand at its start. A line that is too long or not UTF-8 comes as a [*NoteError]
// and reading goes on. A file with the byte order mark of UTF-16 comes as one
// [*NoteError]; that and an error of r's own are the last thing that comes.
func Lines(r io.Reader, source string, o *SourceOptions) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		br := bufio.NewReaderSize(r, 1<<16)
		for n := 1; ; n++ {
			b, long, err := readLine(br, o.maxBytes())
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Line{}, fmt.Errorf("%s: %w", source, err))
				return
			}
			last := err != nil
			fault := func(off int, cause error) bool {
				return yield(Line{}, &NoteError{Source: source, Line: n, Stage: "read", Offset: off, Err: cause})
			}
			if n == 1 && markedUTF16(b) { // of its lines nothing else could be told
				fault(0, ErrUTF16)
				return
			} else if n == 1 {
				b = bytes.TrimPrefix(b, []byte("\ufeff"))
			}
			b, off, cause := o.check(b, long)
			switch {
			case cause != nil:
				if !fault(off, cause) {
					return
				}
			case len(bytes.TrimSpace(b)) > 0:
				if !yield(Line{source, n, b}, nil) {
					return
				}
			}
			if last {
				return
			}
		}
	}
}

// check returns a line, repaired where asked for, or why and where it cannot be read.
func (o *SourceOptions) check(b []byte, long bool) (line []byte, off int, cause error) {
	if long {
		return nil, -1, ErrNoteTooLong
	}
	if at := spacedAt(b); at >= 0 {
		return nil, at, ErrUTF16
	}
	if b, off = checkUTF8(b, o.repair()); off >= 0 {
		return nil, off, ErrInvalidUTF8
	}
	return b, -1, nil
}

// markedUTF16 reports whether a file begins with the byte order mark of UTF-16.
func markedUTF16(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff"))
}

// spacedAt is [text.SpacedAt] of a line: JSON has no byte of zero, so there is
// nothing to look through.
func spacedAt(b []byte) int {
	if bytes.IndexByte(b, 0) < 0 {
		return -1
	}
	return text.SpacedAt(string(b))
}

// readLine reads to the next line feed, in memory of its own. Of a line over
// max bytes only the fact is kept.
func readLine(br *bufio.Reader, max int) (line []byte, long bool, err error) {
	for {
		part, err := br.ReadSlice('\n')
		if !long && len(line)+len(part) > max+1 {
			long, line = true, nil
		}
		if !long {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimRight(line, "\r\n"), long, err
		}
	}
}

// checkUTF8 returns b, repaired where asked for, and the offset of the first
// invalid byte or -1.
func checkUTF8(b []byte, repair bool) ([]byte, int) {
	if utf8.Valid(b) {
		return b, -1
	}
	s := string(b)
	if repair {
		s, _ = text.Repair(s)
		return []byte(s), -1
	}
	var bad *text.InvalidUTF8Error
	if errors.As(text.Valid(s), &bad) {
		return b, bad.Offset
	}
	return b, -1
}

// wireNote is a note as the command's contract has it.
type wireNote struct {
	ID        json.RawMessage `json:"id"`
	Text      *string         `json:"text"`
	PatientID json.RawMessage `json:"patient_id"`
	Created   string          `json:"created"`
	Type      string          `json:"type"`
	BirthDate string          `json:"birth_date"`
	Sex       string          `json:"sex"`
	Zip       string          `json:"zip"`
}

// DecodeNote reads one note from an NDJSON line: {"id","text"} and optionally
// "patient_id", "created" (RFC 3339 or a date), "type", "birth_date", "sex",
// "zip". Other keys are let pass, but none of the line's own may stand twice. In
// the text an escape of half a surrogate pair ("\ud800") is one U+FFFD, and a
// byte order mark is a character like any other. The error is a [*NoteError].
func DecodeNote(l Line) (Note, error) {
	fail := func(id string, err error) (Note, error) {
		return Note{ID: id}, &NoteError{Source: l.Source, Line: l.Number, ID: id, Stage: "read", Offset: -1, Err: err}
	}
	var w wireNote
	if err := json.Unmarshal(l.Bytes, &w); err != nil {
		return Note{}, jsonFault(l, err)
	}
	if at, twice := jsonkeys.Repeated(l.Bytes, jsonkeys.Top); twice {
		return Note{}, &NoteError{Source: l.Source, Line: l.Number, Stage: "read", Offset: at, Err: ErrRepeatedKey}
	}
	id, patient := decodeID(w.ID), decodeID(w.PatientID)
	switch {
	case id == "":
		return fail("", ErrNoID)
	case patient == "" && w.PatientID != nil && !slices.Contains([]string{`""`, "null"}, string(w.PatientID)):
		return fail(id, fmt.Errorf("%w: key \"patient_id\" is neither text nor a number", ErrNotJSON))
	case w.Text == nil:
		return fail(id, fmt.Errorf("%w: key \"text\" is missing", ErrNotJSON))
	case strings.TrimSpace(*w.Text) == "":
		return fail(id, ErrEmptyNote)
	}
	n := Note{ID: id, PatientID: patient, Text: *w.Text, Type: w.Type, Source: l.Source, Line: l.Number}
	n.Demographics.Sex, n.Demographics.Zip = w.Sex, w.Zip
	var err error
	if n.Created, err = parseTime(w.Created); err != nil {
		return fail(id, fmt.Errorf("%w: key \"created\" is neither a date nor a time", ErrNotJSON))
	}
	if n.Demographics.BirthDate, err = parseTime(w.BirthDate); err != nil {
		return fail(id, fmt.Errorf("%w: key \"birth_date\" is not a date", ErrNotJSON))
	}
	return n, nil
}

// jsonFault says where a line stops being the JSON asked for, without quoting
// any of it: the messages of encoding/json can quote note text.
func jsonFault(l Line, err error) error {
	e := &NoteError{Source: l.Source, Line: l.Number, Stage: "read", Offset: -1, Err: ErrNotJSON}
	var syn *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syn):
		e.Offset = int(syn.Offset)
	case errors.As(err, &typ):
		e.Offset = int(typ.Offset)
		if typ.Field != "" { // one of ours, not the line's
			e.Err = fmt.Errorf("%w: key %q has a value of another kind", ErrNotJSON, typ.Field)
		}
	}
	return e
}

// decodeID takes a JSON string or number.
func decodeID(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

var timeLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02"}

// parseTime reads a date or a time; empty text is the zero time.
func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, l := range timeLayouts {
		if t, err := time.Parse(l, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("neither a date nor a time")
}

// ReadNDJSON reads notes from lines of JSON (see [DecodeNote]). The errors that
// come are as [Lines] says; a refused note's error comes in its place.
func ReadNDJSON(r io.Reader, source string, o *SourceOptions) iter.Seq2[Note, error] {
	return func(yield func(Note, error) bool) {
		for l, err := range Lines(r, source, o) {
			var n Note
			if err == nil {
				n, err = DecodeNote(l)
			}
			if !yield(n, err) {
				return
			}
		}
	}
}

// PatientSeparator parts the patient from the rest in the name of a .txt file:
// "p01--discharge-summary.txt" is a note of patient p01.
const PatientSeparator = "--"

// readFile reads one .txt file as one note. A byte order mark at its start is
// no part of the note: offsets count from behind it.
func readFile(path string, o *SourceOptions) (Note, error) {
	base := filepath.Base(path)
	id := strings.TrimSuffix(base, filepath.Ext(base))
	fail := func(off int, err error) (Note, error) {
		return Note{ID: id}, &NoteError{Source: base, ID: id, Stage: "read", Offset: off, Err: err}
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return fail(-1, pathCause(err))
	case !info.Mode().IsRegular():
		return fail(-1, errNotRegular) // opening a pipe would wait for a writer
	case info.Size() > int64(o.maxBytes()):
		return fail(-1, ErrNoteTooLong)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return fail(-1, pathCause(err))
	}
	if markedUTF16(b) {
		return fail(0, ErrUTF16) // never to be repaired: its letters would stand apart
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	b, off := checkUTF8(b, o.repair())
	switch {
	case off >= 0:
		return fail(off, ErrInvalidUTF8)
	case len(bytes.TrimSpace(b)) == 0:
		return fail(-1, ErrEmptyNote)
	}
	n := Note{ID: id, Text: string(b), Source: base}
	if p, _, ok := strings.Cut(id, PatientSeparator); ok {
		n.PatientID = p
	}
	return n, nil
}

// readable looks whether a file can be read, without waiting for anybody.
func readable(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errNotRegular
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return f.Close()
}

var errNotRegular = errors.New("not a regular file")

// pathCause takes the path off a file error; the source names it already.
func pathCause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// ReadPath reads the notes of a file or of a folder. A file that ends in .txt
// is one note whose id is its name, without the byte order mark that may stand at
// its start: offsets count from behind it. Any other file is NDJSON. Of a folder the
// .txt, .ndjson and .jsonl files are read in the order of their names, not
// those of folders inside it. An error before the first note is returned at
// once.
func ReadPath(path string, o *SourceOptions) (iter.Seq2[Note, error], error) {
	files, err := noteFiles(path)
	if err != nil {
		return nil, err
	}
	return func(yield func(Note, error) bool) {
		for _, f := range files {
			if isText(f) {
				n, err := readFile(f, o)
				if !yield(n, err) {
					return
				}
				continue
			}
			if f != path {
				if err := readable(f); err != nil { // of a folder the other files are read
					if !yield(Note{}, &NoteError{Source: filepath.Base(f), Stage: "read", Offset: -1, Err: pathCause(err)}) {
						return
					}
					continue
				}
			}
			for n, err := range readNDJSONFile(f, o) {
				if !yield(n, err) {
					return
				}
			}
		}
	}, nil
}

// isText reports whether a file is one note.
func isText(path string) bool { return strings.EqualFold(filepath.Ext(path), ".txt") }

func readNDJSONFile(path string, o *SourceOptions) iter.Seq2[Note, error] {
	return func(yield func(Note, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			yield(Note{}, err)
			return
		}
		defer f.Close()
		for n, err := range ReadNDJSON(f, filepath.Base(path), o) {
			if !yield(n, err) {
				return
			}
		}
	}
}

// noteFiles lists the files of path that hold notes.
func noteFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		// A .txt file is a note, and one that cannot be read does not end the others; a
		// pipe that is named itself is waited for.
		if info.Mode().IsRegular() && !isText(path) {
			return []string{path}, readable(path)
		}
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".txt", ".ndjson", ".jsonl":
			files = append(files, filepath.Join(path, e.Name()))
		}
	}
	sort.Strings(files)
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no .txt, .ndjson or .jsonl file in this folder", path)
	}
	return files, nil
}
