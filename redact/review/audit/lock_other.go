//go:build !unix

package audit

import (
	"errors"
	"os"
)

// ErrLocked says that another process has the log open.
var ErrLocked = errors.New("audit: another process has the log open")

// lockFolder opens the lock file. Systems without flock do not lock: there, one
// process must see to it that it is alone.
func lockFolder(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}

// syncFolder does nothing where folders cannot be synced.
func syncFolder(string) error { return nil }
