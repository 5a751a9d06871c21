package redact

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// openBolt opens the file that has the name once its lock is held: who waits for a
// vault that is written anew waits with the old file in hand.
func openBolt(path string) (*bolt.DB, error) {
	for range 10 {
		db, file, err := openFile(path)
		if err != nil {
			return nil, err
		}
		if named, err := isNamed(file, path); err != nil || !named {
			if err = errors.Join(err, db.Close()); err != nil {
				return nil, fmt.Errorf("%w: open: %w", ErrVault, err)
			}
			continue
		}
		if err := layOut(db); err != nil {
			return nil, errors.Join(err, db.Close())
		}
		return db, nil
	}
	return nil, fmt.Errorf("%w: open: the file is exchanged again and again", ErrVault)
}

// openFile opens and locks a file.
func openFile(path string) (db *bolt.DB, file *os.File, err error) {
	db, err = bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second, FreelistType: bolt.FreelistMapType,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag, mode)
			file = f
			return f, err
		}})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, nil, fmt.Errorf("%w: open: another process has the file open", ErrVault)
	case err != nil:
		return nil, nil, fmt.Errorf("%w: open: %w", ErrVault, err)
	}
	db.MaxBatchDelay = 2 * time.Millisecond
	return db, file, nil
}

// isNamed reports whether an open file is the one of that name.
func isNamed(file *os.File, path string) (bool, error) {
	held, err := file.Stat()
	if err != nil {
		return false, err
	}
	now, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(held, now), err
}

// layOut makes the buckets of a new file, and looks whether an old one can be read.
func layOut(db *bolt.DB) error {
	return db.Update(func(tx *bolt.Tx) error {
		for _, b := range [][]byte{bMeta, bIndex, bForm, bEntry, bGroup, bMember} {
			if _, err := tx.CreateBucketIfNotExists(b); err != nil {
				return err
			}
		}
		m := tx.Bucket(bMeta)
		for key, want := range map[string]string{"format": vaultFormat, "normalization": strconv.Itoa(NormalizationVersion)} {
			switch got := m.Get([]byte(key)); {
			case got == nil:
				if err := m.Put([]byte(key), []byte(want)); err != nil {
					return err
				}
			case string(got) != want:
				return fmt.Errorf("%w: made with %s %s, this program has %s", ErrVault, key, got, want)
			}
		}
		return nil
	})
}

// kUnfinished stands in the meta bucket while deleted pages may be in the file.
var kUnfinished = []byte("unfinished")

func unfinished(db *bolt.DB) (is bool) {
	_ = db.View(func(tx *bolt.Tx) error { // fails with a closed file only
		k, _ := tx.Bucket(bMeta).Cursor().Seek(kUnfinished)
		is = bytes.Equal(k, kUnfinished)
		return nil
	})
	return is
}

// compact exchanges the file for a copy that holds live data only.
func (v *BoltVault) compact() error {
	if err := v.writeAnew(); err != nil {
		return fmt.Errorf("%w (what was forgotten leaves the file when the vault is next opened)", err)
	}
	return nil
}

func (v *BoltVault) writeAnew() error {
	tmp := filepath.Join(filepath.Dir(v.path), "."+filepath.Base(v.path)+".compact")
	if err := os.Remove(tmp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrVault, err)
	}
	dst, _, err := openFile(tmp)
	if err != nil {
		_ = os.Remove(tmp) // an empty file, on a full disk
		return err
	}
	err = bolt.Compact(dst, v.db, 1<<20)
	if err == nil {
		err = dst.Update(func(tx *bolt.Tx) error { return tx.Bucket(bMeta).Delete(kUnfinished) })
	}
	if err = errors.Join(err, likeness(v.path, tmp), dst.Sync()); err != nil {
		return fmt.Errorf("%w: %w", ErrVault, errors.Join(err, dst.Close(), os.Remove(tmp)))
	}
	return v.exchange(dst, tmp)
}

// exchange gives the vault's name to a copy, and goes on with it. The copy is
// locked, as the old file is until nobody can come by it any more: there is no
// moment in which another process could open the one or the other.
func (v *BoltVault) exchange(dst *bolt.DB, tmp string) error {
	if runtime.GOOS == "windows" { // an open file keeps its name there
		err := errors.Join(dst.Close(), v.db.Close(), os.Rename(tmp, v.path))
		db, oerr := openBolt(v.path)
		if oerr == nil {
			v.db = db
		}
		if err = errors.Join(err, oerr); err != nil {
			return fmt.Errorf("%w: %w", ErrVault, err)
		}
		return nil
	}
	if err := os.Rename(tmp, v.path); err != nil {
		return fmt.Errorf("%w: %w", ErrVault, errors.Join(err, dst.Close(), os.Remove(tmp)))
	}
	old := v.db
	v.db = dst
	if err := errors.Join(old.Close(), syncFolder(filepath.Dir(v.path))); err != nil {
		return fmt.Errorf("%w: %w", ErrVault, err)
	}
	return nil
}
