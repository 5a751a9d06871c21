package exchange

import (
	"fmt"
	"io"
	"strings"

	"github.com/lethe-health/lethe/labels"
)

// Format is a file format, by the name that the command's --format takes.
type Format string

// The formats.
const (
	JSONL       Format = "jsonl"       // {"id","text","spans":[{"start","end","type"}]}, a note a line
	I2B2        Format = "i2b2"        // the XML of the 2014 i2b2/UTHealth shared task, a note a file
	Brat        Format = "brat"        // brat standoff: ID.txt and ID.ann, a pair a note
	Doccano     Format = "doccano"     // doccano's sequence labelling, a note a line
	LabelStudio Format = "labelstudio" // Label Studio's JSON, one array of tasks
	CSV         Format = "csv"         // an annotation a row, safe to open in a spreadsheet
)

// formatRow is what is known of a format.
type formatRow struct {
	extension string // of its files, with the dot
	perNote   bool   // a note a file, in a folder
	reader    func(io.Reader, *Options) Reader
	writer    func(io.Writer) Writer
}

var formatRows = map[Format]formatRow{
	JSONL:       {".jsonl", false, newJSONLReader, newJSONLWriter},
	I2B2:        {".xml", true, newI2B2Reader, newI2B2Writer},
	Brat:        {".ann", true, nil, nil}, // two files a note: Open and Create only
	Doccano:     {".jsonl", false, newDoccanoReader, newDoccanoWriter},
	LabelStudio: {".json", false, newLabelStudioReader, newLabelStudioWriter},
	CSV:         {".csv", false, newCSVReader, newCSVWriter},
}

// Formats returns the formats in the order they are documented.
func Formats() []Format { return []Format{JSONL, I2B2, Brat, Doccano, LabelStudio, CSV} }

// ParseFormat reads the name of a format, in small letters.
func ParseFormat(s string) (Format, error) {
	if _, ok := formatRows[Format(s)]; ok {
		return Format(s), nil
	}
	var names []string
	for _, f := range Formats() {
		names = append(names, string(f))
	}
	return "", fmt.Errorf("exchange: unknown format %.40q: it is one of %s", s, strings.Join(names, ", "))
}

// Reader gives the notes of a file, a folder or a stream in order. Readers are
// for one goroutine.
type Reader interface {
	// Read returns the next note, io.EOF after the last one, an [*Error] for
	// what is wrong in the file, or the error of the stream beneath as it is.
	// After an [*Error] the readers of jsonl and doccano go on with the next
	// line, and those of folders with the next file; the others end.
	Read() (Note, error)
}

// Writer takes notes one at a time. Writers are for one goroutine.
type Writer interface {
	// Write writes one note. A note that does not pass [Note.Check], or that
	// the format cannot carry, is an [*Error] and leaves no trace in the file.
	Write(Note) error
	// Close writes what is left, and closes the files that the writer opened
	// itself. A file that was not closed is not complete.
	Close() error
}

// Options say how to read. The zero value, and nil, are the default.
type Options struct {
	// Types maps labels of the file to PHI types, before the names of the
	// taxonomy are tried. A label mapped to zero is left out.
	Types map[string]labels.Type
	// SkipUnknown leaves out labels that are no PHI type; by default they are
	// an error.
	SkipUnknown bool
	// MaxNote is the largest note, with its annotations, in bytes of the file.
	// Zero means 64 MiB.
	MaxNote int
}

func (o *Options) maxNote() int {
	if o == nil || o.MaxNote <= 0 {
		return 64 << 20
	}
	return o.MaxNote
}

// parseType returns the PHI type of a file's label, or zero for one that is to
// be left out.
func (o *Options) parseType(label string) (labels.Type, error) {
	if o != nil {
		if t, ok := o.Types[label]; ok {
			return t, nil
		}
	}
	t, err := labels.ParseType(label)
	if err == nil {
		return t, nil
	}
	if t, ok := i2b2Subtypes[label]; ok {
		return t, nil
	}
	if o != nil && o.SkipUnknown {
		return 0, nil
	}
	return 0, err
}

// NewReader reads a stream. brat, whose notes are pairs of files, has no
// stream form: use [Open].
func NewReader(r io.Reader, f Format, o *Options) (Reader, error) {
	row, ok := formatRows[f]
	if !ok {
		_, err := ParseFormat(string(f))
		return nil, err
	}
	if row.reader == nil {
		return nil, fmt.Errorf("exchange: %s is a folder of files, not a stream", f)
	}
	return row.reader(r, o), nil
}

// NewWriter writes a stream. i2b2 takes one note; brat has no stream form: use
// [Create].
func NewWriter(w io.Writer, f Format) (Writer, error) {
	row, ok := formatRows[f]
	if !ok {
		_, err := ParseFormat(string(f))
		return nil, err
	}
	if row.writer == nil {
		return nil, fmt.Errorf("exchange: %s is a folder of files, not a stream", f)
	}
	return row.writer(w), nil
}

// ReadAll reads the rest of r, up to its first error.
func ReadAll(r Reader) ([]Note, error) {
	var out []Note
	for {
		n, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, n)
	}
}
