//go:build unix

package redact

import (
	"errors"
	"os"
	"syscall"
)

// likeness gives a file the mode of another and, as far as this process may, its
// owner: who works with a vault must not lose it because somebody else wrote it anew.
func likeness(of, file string) error {
	info, err := os.Stat(of)
	if err != nil {
		return err
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		if err := os.Chown(file, int(st.Uid), int(st.Gid)); err != nil && !errors.Is(err, os.ErrPermission) {
			return err
		}
	}
	return os.Chmod(file, info.Mode().Perm())
}

// syncFolder makes a rename last.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
