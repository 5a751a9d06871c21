package exchange

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Open reads a file or a folder in the format; an empty format means
// [Detect]. Close the reader when done. In folders the notes come in the order
// of the file names, whose part before the extension is the id.
func Open(path string, f Format, o *Options) (ReadCloser, error) {
	if f == "" {
		var err error
		if f, err = Detect(path); err != nil {
			return nil, err
		}
	}
	row, ok := formatRows[f]
	if !ok {
		_, err := ParseFormat(string(f))
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	switch {
	case row.perNote && info.IsDir():
		names, err := noteFiles(path, row.extension)
		if err != nil {
			return nil, err
		}
		return &folderReader{dir: path, format: f, names: names, opts: o}, nil
	case row.perNote:
		return &folderReader{dir: filepath.Dir(path), format: f, names: []string{filepath.Base(path)}, opts: o}, nil
	case info.IsDir():
		return nil, fmt.Errorf("exchange: %s is a file, and the path is a folder", f)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return fileReader{row.reader(file, o), file}, nil
}

// ReadCloser is a [Reader] over files.
type ReadCloser interface {
	Reader
	io.Closer
}

type fileReader struct {
	Reader
	io.Closer
}

// noteFiles lists the files of a folder that hold a note, by name.
func noteFiles(dir, extension string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() && filepath.Ext(e.Name()) == extension && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, e.Name())
		}
	}
	slices.Sort(out)
	return out, nil
}

// folderReader reads a file at a time.
type folderReader struct {
	dir    string
	format Format
	names  []string
	opts   *Options
	next   int
}

func (r *folderReader) Close() error { return nil }

func (r *folderReader) Read() (Note, error) {
	if r.next >= len(r.names) {
		return Note{}, io.EOF
	}
	name := r.names[r.next]
	r.next++
	n, err := r.readFile(name)
	var e *Error
	if errors.As(err, &e) {
		e.Record = r.next
	}
	return n, err
}

func (r *folderReader) readFile(name string) (Note, error) {
	stem := strings.TrimSuffix(name, filepath.Ext(name))
	file, err := os.Open(filepath.Join(r.dir, name))
	if err != nil {
		return Note{}, err
	}
	defer file.Close()
	if r.format == I2B2 {
		return (&i2b2Reader{r: file, opts: r.opts, id: nameID(stem)}).Read()
	}
	fail := func(err error) (Note, error) {
		return Note{}, &Error{Format: Brat, ID: nameID(stem), Offset: -1, Err: err}
	}
	ann, err := readLimited(file, r.opts.maxNote())
	if err != nil {
		return fail(err)
	}
	bodyFile, err := os.Open(filepath.Join(r.dir, stem+".txt"))
	if err != nil {
		return fail(err)
	}
	defer bodyFile.Close()
	body, err := readLimited(bodyFile, r.opts.maxNote())
	if err != nil {
		return fail(err)
	}
	if !utf8.Valid(body) || !utf8.Valid(ann) {
		return fail(ErrInvalidUTF8)
	}
	return parseBrat(nameID(stem), string(body), ann, r.opts)
}

// Create makes a file or a folder in the format. Files are for their owner
// only: they hold notes. An existing file is an error, as is a folder that is
// there and not empty.
func Create(path string, f Format) (Writer, error) {
	row, ok := formatRows[f]
	if !ok {
		_, err := ParseFormat(string(f))
		return nil, err
	}
	if row.perNote {
		return createFolder(path, f)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &fileWriter{row.writer(file), file}, nil
}

type fileWriter struct {
	Writer
	file *os.File
}

func (w *fileWriter) Close() error { return errors.Join(w.Writer.Close(), w.file.Close()) }

func createFolder(dir string, f Format) (Writer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if names, err := os.ReadDir(dir); err != nil {
		return nil, err
	} else if len(names) > 0 {
		return nil, &fs.PathError{Op: "create", Path: dir, Err: fs.ErrExist}
	}
	if f == Brat {
		if err := os.WriteFile(filepath.Join(dir, "annotation.conf"), bratConfig(), 0o600); err != nil {
			return nil, err
		}
	}
	return &folderWriter{dir: dir, format: f}, nil
}

// folderWriter writes a note a file.
type folderWriter struct {
	dir    string
	format Format
	record int
}

func (w *folderWriter) Close() error { return nil }

func (w *folderWriter) Write(n Note) error {
	w.record++
	err := w.write(n)
	var e *Error
	if errors.As(err, &e) {
		e.Record = w.record
	}
	return err
}

func (w *folderWriter) write(n Note) error {
	fail := func(err error) error { return &Error{Format: w.format, ID: n.ID, Offset: -1, Err: err} }
	if err := n.Check(); err != nil {
		return fail(err)
	}
	stem := filepath.Join(w.dir, idName(n.ID))
	if w.format == I2B2 {
		var b strings.Builder
		if err := newI2B2Writer(&b).Write(n); err != nil {
			return err
		}
		return writeNew(stem+".xml", []byte(b.String()), fail)
	}
	ann, err := formatBrat(n)
	if err != nil {
		return fail(err)
	}
	if err := writeNew(stem+".txt", []byte(n.Text), fail); err != nil {
		return err
	}
	return writeNew(stem+".ann", ann, fail)
}

func writeNew(path string, b []byte, fail func(error) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fail(ErrDuplicate)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Close())
}

// idName turns an id into a file name that is safe on every system: letters,
// digits, dots inside, dashes and underscores stay, every other byte is %XX.
func idName(id string) string {
	if id == "" {
		return "%"
	}
	var b strings.Builder
	for i := 0; i < len(id); i++ {
		c := id[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c == '.' && i > 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// nameID undoes idName. A name that idName did not make is its own id.
func nameID(name string) string {
	if name == "%" {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		if name[i] != '%' {
			b.WriteByte(name[i])
			continue
		}
		if i+2 >= len(name) {
			return name
		}
		c, err := strconv.ParseUint(name[i+1:i+3], 16, 8)
		if err != nil {
			return name
		}
		b.WriteByte(byte(c))
		i += 2
	}
	return b.String()
}

// Detect tells the format of a file or folder by its name and, where names do
// not tell, by its first line.
func Detect(path string) (Format, error) {
	unknown := fmt.Errorf("exchange: cannot tell the format: name it %v", Formats())
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.IsDir() {
		for _, f := range []Format{Brat, I2B2} {
			if names, err := noteFiles(path, formatRows[f].extension); err == nil && len(names) > 0 {
				return f, nil
			}
		}
		return "", unknown
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".xml":
		return I2B2, nil
	case ".ann":
		return Brat, nil
	case ".csv":
		return CSV, nil
	case ".json", ".jsonl", ".ndjson":
		return detectJSON(path)
	}
	return "", unknown
}

// detectJSON looks at the first value of a file: an array is Label Studio's, an
// object with spans ours, any other doccano's.
func detectJSON(path string) (Format, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for {
		b, err := r.Peek(1)
		if err == io.EOF {
			return JSONL, nil // an empty file has no notes in any format
		} else if err != nil {
			return "", err
		}
		if b[0] == '[' {
			return LabelStudio, nil
		}
		if strings.IndexByte(" \t\r\n\xef\xbb\xbf", b[0]) < 0 { // white space or a byte order mark
			break
		}
		_, _ = r.Discard(1)
	}
	first, err := newLines(r, (*Options)(nil).maxNote()).next()
	if err != nil {
		return "", err
	}
	var keys map[string]json.RawMessage
	if err := decodeLine(first, &keys); err != nil {
		return "", &Error{Format: JSONL, Record: 1, Offset: -1, Err: err}
	}
	for _, k := range []string{"label", "labels", "entities"} {
		if _, ok := keys[k]; ok {
			return Doccano, nil
		}
	}
	return JSONL, nil
}
