package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// The files of a log.
const (
	logFile  = "log.jsonl"
	headFile = "head"
	nextFile = "head.next" // the head of an append under way
	keysFile = "keys"
	lockFile = "lock"
)

// Log appends to a log. It is safe for concurrent use, and only one Log may
// have a folder open.
type Log struct {
	mu   sync.Mutex
	dir  string
	key  *Key
	tree frontier
	head Head
	file *os.File
	size int64 // of file, in bytes
	lock *os.File
	now  func() time.Time
	err  error // sticky: after a failed write nothing is known
}

// ErrClosed is the error of a Log that was closed.
var ErrClosed = errors.New("audit: log is closed")

// Create makes an empty log in a folder that has none.
func Create(dir string, k *Key) (*Log, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	_, err := os.Stat(filepath.Join(dir, keysFile))
	entries, lerr := os.Stat(filepath.Join(dir, logFile))
	if err == nil || lerr == nil && entries.Size() > 0 {
		return nil, &fs.PathError{Op: "create", Path: dir, Err: fs.ErrExist}
	}
	var f frontier
	head, err := sign(0, f.root(), k)
	if err != nil {
		return nil, err
	}
	first, err := json.Marshal(keyLine{Public: k.public})
	if err != nil {
		return nil, err
	}
	for _, file := range []struct {
		name string
		body string
	}{{logFile, ""}, {headFile, head.Note}, {keysFile, string(first) + "\n"}} {
		if err := writeFile(dir, file.name, file.body); err != nil {
			return nil, err
		}
	}
	return Open(dir, k)
}

// Open opens a log for appending. It verifies the whole log first, and puts
// an append that a crash cut short right: either all of it is there and its
// head is put in place, or what is there of it is taken off. The key must be
// the one that signed last.
func Open(dir string, k *Key) (*Log, error) {
	lock, err := lockFolder(filepath.Join(dir, lockFile))
	if err != nil {
		return nil, err
	}
	l := &Log{dir: dir, key: k, lock: lock, now: time.Now}
	if err := l.load(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return l, nil
}

func (l *Log) load() error {
	s, err := scan(l.dir)
	if err != nil {
		return err
	}
	if last := s.keys[len(s.keys)-1]; last != l.key.public {
		return errors.New("audit: this key is not the one that signs the log")
	}
	if err := s.check(nil); err != nil {
		return err
	}
	if s.interrupted {
		if err := s.settle(); err != nil {
			return err
		}
	}
	l.tree, l.head, l.size = s.tree, s.head, s.bytes
	l.file, err = os.OpenFile(filepath.Join(l.dir, logFile), os.O_WRONLY|os.O_APPEND, 0o600)
	return err
}

// Head returns the state of the log.
func (l *Log) Head() Head {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head
}

// Append records entries, all or none, and returns when they and the head over
// them are on disk.
func (l *Log) Append(entries ...Entry) (Head, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range entries {
		if e.Kind == KindRotate {
			return l.head, fmt.Errorf("%w: keys are rotated by Rotate", ErrEntry)
		}
	}
	return l.append(l.key, entries)
}

func (l *Log) append(signer *Key, entries []Entry) (Head, error) {
	if l.err != nil {
		return l.head, l.err
	}
	if len(entries) == 0 {
		return l.head, nil
	}
	tree, now := l.tree.clone(), l.now()
	var lines []byte
	for i := range entries {
		r, err := entries[i].record(tree.size, now, l.key)
		if err != nil {
			return l.head, err
		}
		line := r.line()
		tree.add(leafHash(line))
		lines = append(append(lines, line...), '\n')
	}
	head, err := sign(tree.size, tree.root(), signer)
	if err != nil {
		return l.head, err
	}
	// The order lets Open tell an append cut short from tampering.
	if err := writeFile(l.dir, nextFile, head.Note); err != nil {
		return l.head, l.fail(err)
	}
	if _, err := l.file.Write(lines); err != nil {
		return l.head, l.fail(err)
	}
	if err := l.file.Sync(); err != nil {
		return l.head, l.fail(err)
	}
	if err := replace(l.dir, nextFile, headFile); err != nil {
		return l.head, l.fail(err)
	}
	l.tree, l.head, l.size = tree, head, l.size+int64(len(lines))
	return head, nil
}

func (l *Log) fail(err error) error {
	l.err = fmt.Errorf("audit: the log must be opened again: %w", err)
	return l.err
}

// Rotate lets a new key sign from here on. The old key signs the entry that
// names the new one, and both sign the hand-over. Commitments of older entries
// are still opened with the old key's salts: keep its file.
func (l *Log) Rotate(k *Key) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k.public == l.key.public {
		return errors.New("audit: the new key is the old one")
	}
	head, err := l.append(l.key, []Entry{{Kind: KindRotate, Facts: map[string]string{"public": k.public}}})
	if err != nil {
		return err
	}
	both, err := sign(head.Size, head.Root, l.key, k)
	if err != nil {
		return err
	}
	line, err := json.Marshal(keyLine{Public: k.public, Handover: both.Note})
	if err != nil {
		return err
	}
	keys, err := os.ReadFile(filepath.Join(l.dir, keysFile))
	if err != nil {
		return l.fail(err)
	}
	// A crash before this leaves the old key in force, with an entry more.
	const next = keysFile + ".next"
	if err := writeFile(l.dir, next, string(keys)+string(line)+"\n"); err != nil {
		return l.fail(err)
	}
	if err := replace(l.dir, next, keysFile); err != nil {
		return l.fail(err)
	}
	// A crash between these two leaves a head of the old key, which Verify
	// takes when it is the hand-over's own.
	own, err := sign(head.Size, head.Root, k)
	if err != nil {
		return err
	}
	if err := writeFile(l.dir, nextFile, own.Note); err != nil {
		return l.fail(err)
	}
	if err := replace(l.dir, nextFile, headFile); err != nil {
		return l.fail(err)
	}
	l.key, l.head = k, own
	return nil
}

// Close closes the files.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if errors.Is(l.err, ErrClosed) {
		return nil
	}
	l.err = ErrClosed
	return errors.Join(l.file.Close(), l.lock.Close())
}

// writeFile writes a file whole and syncs it.
func writeFile(dir, name, body string) error {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(body)
	return errors.Join(err, f.Sync(), f.Close())
}

// replace moves a file over another and syncs the folder.
func replace(dir, from, to string) error {
	if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
		return err
	}
	return syncFolder(dir)
}
