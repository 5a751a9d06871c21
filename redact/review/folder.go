package review

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// The files that [ReadNotes] and the review look for in the folder of a run.
const (
	NotesFile = "notes.ndjson" // lines of `lethe redact`
	StoreFile = "review.db"    // the verdicts
	AuditDir  = "audit"        // the audit log
)

// maxLine is the longest line of a notes file, in bytes.
const maxLine = 256 << 20

// ReadNotes reads the de-identified notes of a run: a folder that holds
// notes.ndjson, or such a file. Lines that say which note did not pass are left
// out. A broken line is an error with its number.
func ReadNotes(path string) ([]Note, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, NotesFile)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	notes, err := readNotes(f)
	if err != nil {
		return nil, fmt.Errorf("%s, %w", filepath.Base(path), err)
	}
	return notes, nil
}

func readNotes(r io.Reader) ([]Note, error) {
	var out []Note
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), maxLine)
	line := 0
	for s.Scan() {
		line++
		if len(s.Bytes()) == 0 {
			continue
		}
		n, err := ParseNote(s.Bytes())
		if err != nil && isFault(s.Bytes()) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		out = append(out, n)
	}
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d: %w: longer than %d MiB", line+1, ErrNote, maxLine>>20)
	}
	return out, s.Err()
}
