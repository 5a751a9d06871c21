package whole

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is a file that gets its name when it is whole. It is for one goroutine.
type File struct {
	name   string // with links followed
	mode   fs.FileMode
	direct bool     // written into as it is: no regular file, or one in a folder that takes no other
	f      *os.File // nil before the first write
	done   bool
}

var _ io.WriteCloser = (*File)(nil)

// New looks whether a file can be written under a name, and leaves all as it is: the
// error of a folder that is not there or of a file that may not be written comes
// before the work that fills it. A new file gets the mode, one that exists keeps its
// own.
func New(path string, mode fs.FileMode) (*File, error) {
	w, there := &File{name: path, mode: mode}, false
	if to, err := filepath.EvalSymlinks(path); err == nil {
		w.name = to
	}
	info, err := os.Stat(w.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("is a directory")}
	default:
		w.mode, w.direct = info.Mode().Perm(), !info.Mode().IsRegular()
		if w.direct {
			return w, nil // to open a pipe waits for its reader
		}
		f, err := os.OpenFile(w.name, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
		there = true
	}
	err = w.open()
	var fault *fs.PathError
	switch {
	case err != nil && there:
		w.direct = true
		return w, nil
	case errors.As(err, &fault): // in its own name, not that of the first attempt
		return nil, &fs.PathError{Op: "create", Path: path, Err: fault.Err}
	case err != nil:
		return nil, err
	}
	return w, w.drop()
}

// Clear removes what stands under the name, so that nobody takes it for what is
// being made.
func (w *File) Clear() error {
	if w.direct {
		return nil
	}
	if err := os.Remove(w.name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Write writes to what will be the file.
func (w *File) Write(p []byte) (int, error) {
	if w.done {
		return 0, fs.ErrClosed
	}
	if w.f == nil {
		if err := w.open(); err != nil {
			return 0, err
		}
	}
	return w.f.Write(p)
}

func (w *File) open() (err error) {
	if w.direct {
		w.f, err = os.OpenFile(w.name, os.O_WRONLY|os.O_TRUNC, 0)
		return err
	}
	if w.f, err = os.CreateTemp(filepath.Dir(w.name), "."+filepath.Base(w.name)+".*"); err != nil {
		return err
	}
	if err := w.f.Chmod(w.mode); err != nil {
		return errors.Join(err, w.drop())
	}
	return nil
}

// drop closes and removes what was written so far.
func (w *File) drop() error {
	f := w.f
	w.f = nil
	switch {
	case f == nil:
		return nil
	case w.direct:
		return f.Close()
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// Commit puts what was written under the name, and on the disk. After an error the
// name has what stood there before.
func (w *File) Commit() error {
	if w.done {
		return fs.ErrClosed
	}
	if w.f == nil {
		if err := w.open(); err != nil {
			return err
		}
	}
	if w.direct {
		return w.Close()
	}
	if err := w.f.Sync(); err != nil {
		return errors.Join(err, w.Close())
	}
	w.done = true
	f := w.f
	w.f = nil
	if err := f.Close(); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), w.name); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Close gives up what was not committed; after [File.Commit] it does nothing.
func (w *File) Close() error {
	w.done = true
	return w.drop()
}
