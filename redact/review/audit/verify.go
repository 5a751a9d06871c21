package audit

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

	"golang.org/x/mod/sumdb/tlog"
)

// TamperError says what in a log is not as it was written.
type TamperError struct {
	File  string // of the log's folder
	Entry int64  // number of the entry, -1 when it cannot be told
	What  string
}

// Error names file, entry and fault.
func (e *TamperError) Error() string {
	if e.Entry >= 0 {
		return fmt.Sprintf("audit: %s: entry %d: %s", e.File, e.Entry, e.What)
	}
	return fmt.Sprintf("audit: %s: %s", e.File, e.What)
}

func tampered(file string, entry int64, what string) error {
	return &TamperError{File: file, Entry: entry, What: what}
}

// VerifyOptions say what the verifier knows already. The zero value, and nil,
// trust the first key that the log names.
type VerifyOptions struct {
	// FirstKey is the public key that the log began with, noted when it was
	// created. Without it, a log written anew with another key is taken.
	FirstKey string
	// Witnesses are heads of this log that were kept elsewhere: the log must
	// hold the same entries up to each.
	Witnesses []string
}

// Summary is what a sound log says about itself.
type Summary struct {
	Head        Head
	Kinds       map[Kind]int // entries by kind
	Keys        []string     // public keys in the order in which they signed
	Interrupted bool         // an append was cut short; nothing acknowledged is missing
}

// Verify checks the whole log: every entry, the head, every key. It writes
// nothing. The error is a [*TamperError] when the log is not as it was written.
func Verify(dir string, o *VerifyOptions) (Summary, error) {
	s, err := scan(dir)
	if err != nil {
		return Summary{}, err
	}
	if err := s.check(o); err != nil {
		return Summary{}, err
	}
	return Summary{Head: s.head, Kinds: s.kinds, Keys: s.keys, Interrupted: s.interrupted}, nil
}

// Records goes through the log's entries in order without verifying them.
func Records(dir string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		err := eachLine(filepath.Join(dir, logFile), func(_ int64, line []byte) error {
			var r Record
			if err := json.Unmarshal(line, &r); err != nil {
				return tampered(logFile, -1, "a line is no entry")
			}
			if !yield(r, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && err != errStop {
			yield(Record{}, err)
		}
	}
}

var errStop = errors.New("stop")

// keyLine is a line of the keys file: a key and, but for the first, the head
// with which its predecessor handed over, signed by both.
type keyLine struct {
	Public   string `json:"public"`
	Handover string `json:"handover,omitempty"`
}

// scanned is a log read once from disk.
type scanned struct {
	dir         string
	tree        frontier
	bytes       int64 // of the log file, up to head
	head        Head
	keys        []string
	handovers   []Head // of keys[1:]
	kinds       map[Kind]int
	roots       map[int64]tlog.Hash // of the tree at the sizes asked for
	interrupted bool
}

// scan reads keys and head, then the log up to the head that it satisfies.
func scan(dir string) (*scanned, error) {
	s := &scanned{dir: dir, kinds: map[Kind]int{}, roots: map[int64]tlog.Hash{}}
	if err := s.readKeys(); err != nil {
		return nil, err
	}
	heads, err := s.readHeads()
	if err != nil {
		return nil, err
	}
	for _, h := range heads {
		s.head, err = h, s.readLog(h)
		if err == nil {
			return s, nil
		}
	}
	return nil, err
}

func (s *scanned) readKeys() error {
	err := eachLine(filepath.Join(s.dir, keysFile), func(_ int64, line []byte) error {
		var k keyLine
		if err := json.Unmarshal(line, &k); err != nil {
			return tampered(keysFile, -1, "a line is no key")
		}
		if again, err := json.Marshal(k); err != nil || !bytes.Equal(again, line) {
			return tampered(keysFile, -1, "a line is not as it was written")
		}
		if n := len(s.keys); n > 0 {
			h, err := openHead(k.Handover, s.keys[n-1], k.Public)
			if err != nil {
				return tampered(keysFile, -1, "a hand-over is not signed by both keys")
			}
			s.handovers = append(s.handovers, h)
		} else if k.Handover != "" {
			return tampered(keysFile, -1, "the first key has a predecessor")
		}
		s.keys = append(s.keys, k.Public)
		return nil
	})
	if err != nil {
		return err
	}
	if len(s.keys) == 0 {
		return tampered(keysFile, -1, "no key")
	}
	return nil
}

// readHeads returns the head, and before it that of an append under way if
// there is one.
func (s *scanned) readHeads() ([]Head, error) {
	head, err := s.readHead(headFile)
	if err != nil {
		return nil, err
	}
	next, err := s.readHead(nextFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []Head{head}, nil
	case err != nil: // cut short before a byte of the entry was written
		s.interrupted = true
		return []Head{head}, nil
	}
	s.interrupted = true
	return []Head{next, head}, nil
}

// readHead reads a head of the last key, or of the one before when it is that
// key's hand-over.
func (s *scanned) readHead(name string) (Head, error) {
	b, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		return Head{}, err
	}
	n := len(s.keys)
	h, err := openHead(string(b), s.keys[n-1])
	if err != nil && n > 1 {
		h, err = openHead(string(b), s.keys[n-2])
		if last := s.handovers[n-2]; err == nil && (h.Size != last.Size || h.Root != last.Root) {
			err = errHead
		}
	}
	if err != nil {
		return Head{}, tampered(name, -1, err.Error())
	}
	return h, nil
}

// readLog reads the entries and checks that they are those of the head. What
// stands behind them is an append under way, or tampering.
func (s *scanned) readLog(h Head) error {
	want := map[int64]bool{}
	for _, k := range s.handovers {
		want[k.Size] = true
	}
	s.tree, s.bytes = frontier{}, 0
	clear(s.kinds)
	rotated := 0
	err := eachLine(filepath.Join(s.dir, logFile), func(end int64, line []byte) error {
		seq := s.tree.size
		if seq == h.Size {
			return errStop
		}
		var r Record
		if err := json.Unmarshal(line, &r); err != nil || r.Seq != seq {
			return tampered(logFile, seq, "is not as it was written")
		}
		s.tree.add(leafHash(line))
		s.bytes = end
		s.kinds[r.Kind]++
		if want[s.tree.size] {
			s.roots[s.tree.size] = s.tree.root()
			if r.Kind != KindRotate || r.Facts["public"] != s.keys[rotated+1] {
				return tampered(keysFile, seq, "the log does not name this key")
			}
			rotated++
		}
		return nil
	})
	if err == errStop {
		if !s.interrupted {
			return tampered(logFile, h.Size, "stands behind the signed head")
		}
	} else if err != nil {
		// A last line that an append cut short is not there yet.
		if !(s.interrupted && s.tree.size == h.Size) {
			return err
		}
	}
	if s.tree.size < h.Size {
		return tampered(logFile, s.tree.size, fmt.Sprintf("is missing: the head says %d entries", h.Size))
	}
	if s.tree.root() != h.Root {
		return tampered(logFile, -1, "an entry is not as it was written: the root differs from the signed one")
	}
	return nil
}

// check compares the log with its keys' history and with what the verifier
// knows.
func (s *scanned) check(o *VerifyOptions) error {
	for _, h := range s.handovers {
		if s.roots[h.Size] != h.Root {
			return tampered(keysFile, -1, "a hand-over is of another log")
		}
	}
	if o == nil {
		return nil
	}
	if o.FirstKey != "" && o.FirstKey != s.keys[0] {
		return tampered(keysFile, -1, "the log began with another key")
	}
	for _, w := range o.Witnesses {
		if err := s.checkWitness(w); err != nil {
			return err
		}
	}
	return nil
}

// checkWitness checks a head that was kept elsewhere.
func (s *scanned) checkWitness(w string) error {
	var h Head
	err := errHead
	for _, k := range s.keys {
		if h, err = openHead(w, k); err == nil {
			break
		}
	}
	if err != nil {
		return tampered("witness", -1, errHead.Error())
	}
	if h.Size > s.tree.size {
		return tampered(logFile, s.tree.size, fmt.Sprintf("is missing: a witness saw %d entries", h.Size))
	}
	var f frontier
	err = eachLine(filepath.Join(s.dir, logFile), func(_ int64, line []byte) error {
		if f.size == h.Size {
			return errStop
		}
		f.add(leafHash(line))
		return nil
	})
	if err != nil && err != errStop {
		return err
	}
	if f.root() != h.Root {
		return tampered(logFile, -1, fmt.Sprintf("the first %d entries are not those that a witness saw", h.Size))
	}
	return nil
}

// settle puts an append that was cut short right.
func (s *scanned) settle() error {
	if err := os.Truncate(filepath.Join(s.dir, logFile), s.bytes); err != nil {
		return err
	}
	if err := writeFile(s.dir, nextFile, s.head.Note); err != nil {
		return err
	}
	s.interrupted = false
	return replace(s.dir, nextFile, headFile)
}

func leafHash(line []byte) tlog.Hash { return tlog.RecordHash(line) }

// maxLine is longer than any entry that passes its check.
const maxLine = 1 << 20

// eachLine calls f with every line and the offset of its end. A last line
// without a break is tampering.
func eachLine(path string, f func(end int64, line []byte) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	r := bufio.NewReaderSize(file, maxLine)
	end, n := int64(0), int64(0)
	for {
		line, err := r.ReadSlice('\n')
		if err == io.EOF && len(line) == 0 {
			return nil
		}
		if err == io.EOF || err == bufio.ErrBufferFull {
			return tampered(filepath.Base(path), n, "is cut short")
		}
		if err != nil {
			return err
		}
		end += int64(len(line))
		n++
		if err := f(end, line[:len(line)-1]); err != nil {
			return err
		}
	}
}
