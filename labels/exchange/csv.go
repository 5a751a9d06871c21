package exchange

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lethe-health/lethe/internal/text"
)

// csvHeader are the columns. note_text stands in the first row of each note
// and is empty in the rest; a note without annotations is one row with empty
// start, end and type.
var csvHeader = []string{"note_id", "start", "end", "type", "quote", "score", "source", "form", "note_text"}

// formulaStarts are the characters that make a spreadsheet take a cell for a
// formula (OWASP, "CSV Injection"), with their full-width twins. An apostrophe
// is on the list so that the guard can be taken off again.
const formulaStarts = "=+-@\t\r\n'＝＋－＠"

// guardCell puts an apostrophe before a cell that a spreadsheet could run.
func guardCell(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	if s != "" && strings.ContainsRune(formulaStarts, r) {
		return "'" + s
	}
	return s
}

// unguardCell takes the apostrophe off again.
func unguardCell(s string) string { return strings.TrimPrefix(s, "'") }

type csvWriter struct {
	w      *bufio.Writer
	record int
}

func newCSVWriter(w io.Writer) Writer { return &csvWriter{w: bufio.NewWriter(w)} }

// row writes a row with every cell in quotes: a spreadsheet that splits at
// semicolons then finds no cell that starts inside one of ours.
func (w *csvWriter) row(cells ...string) error {
	for i, c := range cells {
		if i > 0 {
			_ = w.w.WriteByte(',') // bufio keeps the error for the next call
		}
		_ = w.w.WriteByte('"')
		_, _ = w.w.WriteString(strings.ReplaceAll(guardCell(c), `"`, `""`))
		_ = w.w.WriteByte('"')
	}
	_, err := w.w.WriteString("\r\n")
	return err
}

func (w *csvWriter) Write(n Note) error {
	fail := func(err error) error {
		return &Error{Format: CSV, ID: n.ID, Record: w.record + 1, Offset: -1, Err: err}
	}
	if err := n.Check(); err != nil {
		return fail(err)
	}
	spans, err := n.spansIn(text.CodePoints)
	if err != nil {
		return fail(err)
	}
	if w.record == 0 {
		if err := w.row(csvHeader...); err != nil {
			return err
		}
	}
	w.record++
	if len(n.Annotations) == 0 {
		return w.row(n.ID, "", "", "", "", "", "", n.Form, n.Text)
	}
	for i, a := range n.Annotations {
		form, note := "", ""
		if i == 0 {
			form, note = n.Form, n.Text
		}
		err := w.row(n.ID, strconv.Itoa(spans[i].Start), strconv.Itoa(spans[i].End), a.Type.String(), a.Of(n.Text),
			strconv.FormatFloat(a.Score, 'g', -1, 64), a.Source, form, note)
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *csvWriter) Close() error {
	if w.record == 0 {
		if err := w.row(csvHeader...); err != nil {
			return err
		}
	}
	return w.w.Flush()
}

type csvReader struct {
	cells   cellReader
	opts    *Options
	columns []int // of csvHeader in the file
	ahead   []string
	line    int // of ahead
	record  int
	err     error // sticky
}

func newCSVReader(r io.Reader, o *Options) Reader {
	return &csvReader{cells: cellReader{r: bufio.NewReaderSize(r, 64<<10), line: 1, max: o.maxNote()}, opts: o}
}

func (r *csvReader) Read() (Note, error) {
	if r.err != nil {
		return Note{}, r.err
	}
	n, err := r.read()
	if err != nil {
		r.err = io.EOF
	}
	return n, err
}

// header reads the first row and the row after it. Columns may stand in any
// order and others may be among them.
func (r *csvReader) header() error {
	head, err := r.cells.next()
	if err == io.EOF {
		return fmt.Errorf("%w: no header row", ErrSyntax)
	} else if err != nil {
		return err
	}
	head[0] = strings.TrimPrefix(head[0], "\uFEFF")
	r.columns = make([]int, len(csvHeader))
	for i, name := range csvHeader {
		r.columns[i] = slices.Index(head, name)
	}
	for _, i := range []int{0, 1, 2, 3, 8} {
		if r.columns[i] < 0 {
			return fmt.Errorf("%w: no column %q", ErrSyntax, csvHeader[i])
		}
	}
	return r.advance()
}

// advance reads the next row into ahead, nil at the end.
func (r *csvReader) advance() error {
	r.line = r.cells.line
	row, err := r.cells.next()
	if err == io.EOF {
		r.ahead = nil
		return nil
	} else if err != nil {
		return err
	}
	r.ahead = make([]string, len(csvHeader))
	for i, c := range r.columns {
		if c >= 0 && c < len(row) {
			r.ahead[i] = unguardCell(row[c])
		}
	}
	return nil
}

// read gathers the rows of one note: those that follow one another with its
// id. A row with a text starts a note, even with the id of the row before.
func (r *csvReader) read() (Note, error) {
	r.record++
	fail := func(id string, line, offset int, err error) (Note, error) {
		return Note{}, &Error{Format: CSV, ID: id, Record: r.record, Line: line, Offset: offset, Err: err}
	}
	if r.columns == nil {
		if err := r.header(); err != nil {
			return fail("", r.cells.line, -1, err)
		}
	}
	if r.ahead == nil {
		return Note{}, io.EOF
	}
	n := Note{ID: r.ahead[0], Form: r.ahead[7], Text: r.ahead[8]}
	var marks []mark
	for first, line := true, r.line; r.ahead != nil && r.ahead[0] == n.ID && (first || r.ahead[8] == ""); first, line = false, r.line {
		m, ok, err := csvMark(r.ahead)
		if err != nil {
			return fail(n.ID, line, -1, err)
		}
		if ok {
			marks = append(marks, m)
		}
		if err := r.advance(); err != nil {
			return fail("", r.cells.line, -1, err)
		}
	}
	out, at, err := build(n, text.CodePoints, marks, r.opts)
	if err != nil {
		return fail(n.ID, 0, at, err)
	}
	return out, nil
}

// csvMark reads a row's annotation; false for a row that has none.
func csvMark(row []string) (mark, bool, error) {
	if row[1] == "" && row[2] == "" && row[3] == "" {
		return mark{}, false, nil
	}
	start, err1 := strconv.Atoi(row[1])
	end, err2 := strconv.Atoi(row[2])
	if err1 != nil || err2 != nil {
		return mark{}, false, fmt.Errorf("%w: start and end are whole numbers", ErrSyntax)
	}
	m := mark{start: start, end: end, label: row[3], quote: row[4], source: row[6]}
	if row[5] != "" {
		score, err := strconv.ParseFloat(row[5], 64)
		if err != nil {
			return mark{}, false, fmt.Errorf("%w: a score is a number", ErrSyntax)
		}
		m.score = &score
	}
	return m, true, nil
}

// cellReader reads RFC 4180 rows. The standard library's reader drops the CR
// of a CRLF inside a quoted cell, which would shift every offset after it.
type cellReader struct {
	r    *bufio.Reader
	line int
	max  int
}

var errQuotes = errors.New("a quoted cell is not closed or is followed by text")

// next returns the next row that is not blank.
func (c *cellReader) next() ([]string, error) {
	for {
		row, err := c.row()
		if err != nil || len(row) > 1 || row[0] != "" {
			return row, err
		}
	}
}

func (c *cellReader) row() ([]string, error) {
	var row []string
	var cell strings.Builder
	size := 0
	quoted, closed := false, false
	for {
		b, err := c.r.ReadByte()
		if err == io.EOF && (quoted && !closed) {
			return nil, fmt.Errorf("%w: %w", ErrSyntax, errQuotes)
		}
		if err == io.EOF && len(row) == 0 && cell.Len() == 0 && !closed {
			return nil, io.EOF
		}
		if err == io.EOF {
			return append(row, cell.String()), nil
		}
		if err != nil {
			return nil, err
		}
		if size++; size > c.max {
			return nil, ErrTooLarge
		}
		if b == '\n' {
			c.line++
		}
		switch {
		case quoted && !closed:
			if b != '"' {
				cell.WriteByte(b)
			} else if next, err := c.r.Peek(1); err == nil && next[0] == '"' {
				_, _ = c.r.ReadByte()
				cell.WriteByte('"')
			} else {
				closed = true
			}
		case b == ',':
			row = append(row, cell.String())
			cell.Reset()
			quoted, closed = false, false
		case b == '\n':
			return append(row, cell.String()), nil
		case b == '\r' && c.atLineEnd():
		case closed:
			return nil, fmt.Errorf("%w: %w", ErrSyntax, errQuotes)
		case b == '"' && cell.Len() == 0:
			quoted = true
		default:
			cell.WriteByte(b)
		}
	}
}

// atLineEnd reports whether a line feed or the end of the file is next.
func (c *cellReader) atLineEnd() bool {
	next, err := c.r.Peek(1)
	return err != nil || next[0] == '\n'
}
