package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/lethe-health/lethe/internal/whole"
	"github.com/lethe-health/lethe/redact/review"
)

// The files of a run's folder that [WriteFolder] reads and writes.
const (
	DeadLettersFile = "dead-letters.ndjson"
	HTMLFile        = "report.html"
	JSONFile        = "report.json"
)

// WriteFolder writes the report of a run into its folder: report.html and
// report.json, from the de-identified notes and dead letters there, a line at a
// time. Policy and keys are taken from the notes where run does not name them. A
// report that stands there is replaced when the new one is whole.
func WriteFolder(dir string, run Run, o *Options) (err error) {
	notes, err := os.Open(filepath.Join(dir, review.NotesFile))
	if err != nil {
		return err
	}
	defer notes.Close()
	in := bufio.NewReaderSize(notes, 1<<20)
	if run.Policy.Name == "" {
		run = run.takeFrom(in)
	}
	html, err := whole.New(filepath.Join(dir, HTMLFile), 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, html.Close()) }()
	twin, err := whole.New(filepath.Join(dir, JSONFile), 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, twin.Close()) }()
	w, err := NewWriter(html, twin, run, o)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, w.Close()); err == nil {
			err = errors.Join(html.Commit(), twin.Commit())
		}
	}()
	err = eachLine(in, func(n int, line []byte) error {
		note, err := review.ParseNote(line)
		if err == nil {
			err = w.Add(note)
		}
		if err != nil {
			return fmt.Errorf("%s, line %d: %w", review.NotesFile, n, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.deadLetters(filepath.Join(dir, DeadLettersFile))
}

// takeFrom reads policy and keys from the head of the notes without moving on.
func (r Run) takeFrom(in *bufio.Reader) Run {
	head, _ := in.Peek(in.Size()) // a short file gives what there is
	var first struct {
		Policy Policy   `json:"policy"`
		Keys   []uint32 `json:"keys"`
	}
	// The fields stand behind the text: a first note longer than the buffer
	// leaves them unknown, which the report then says.
	d := json.NewDecoder(bytes.NewReader(head))
	if err := d.Decode(&first); err != nil {
		return r
	}
	r.Policy = first.Policy
	if len(r.Keys) == 0 {
		for _, k := range first.Keys {
			r.Keys = append(r.Keys, strconv.FormatUint(uint64(k), 16))
		}
	}
	return r
}

// deadLetters adds the lines of a dead-letter file, if there is one.
func (w *Writer) deadLetters(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer f.Close()
	return eachLine(bufio.NewReader(f), func(n int, line []byte) error {
		d := struct {
			ID     string `json:"id"`
			Source string `json:"source"`
			Line   int    `json:"line"`
			Stage  string `json:"stage"`
			Offset *int   `json:"offset"`
			Reason string `json:"reason"`
		}{}
		if err := json.Unmarshal(line, &d); err != nil {
			return fmt.Errorf("%s, line %d: not a dead letter", DeadLettersFile, n)
		}
		x := review.DeadLetter{ID: d.ID, Offset: -1, Reason: d.Reason}
		if d.Offset != nil {
			x.Offset = *d.Offset
		}
		if x.ID == "" {
			x.ID = fmt.Sprintf("%s, line %d", d.Source, d.Line)
		}
		if d.Stage != "" {
			x.Reason = d.Stage + ": " + d.Reason
		}
		w.DeadLetter(x)
		return nil
	})
}

// eachLine calls f with every line that is not empty and its number.
func eachLine(in *bufio.Reader, f func(n int, line []byte) error) error {
	var buf []byte
	for n := 1; ; n++ {
		buf = buf[:0]
		part, err := in.ReadSlice('\n')
		for err == bufio.ErrBufferFull {
			buf = append(buf, part...)
			part, err = in.ReadSlice('\n')
		}
		buf = append(buf, part...)
		if err != nil && err != io.EOF {
			return err
		}
		if len(buf) > 1 || len(buf) == 1 && buf[0] != '\n' {
			if err := f(n, buf); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}
