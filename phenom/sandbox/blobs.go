package sandbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/lethe-health/lethe/internal/jobs"
)

// blobs keeps bytes by key. Keys are slash-separated and of the sandbox's own
// making: no client chooses any part of one.
type blobs interface {
	put(key string, b []byte) error
	get(key string) ([]byte, error) // jobs.ErrNotFound when absent
	removeAll(prefix string) error
	// names lists what lies right under a prefix.
	names(prefix string) ([]string, error)
}

// memoryBlobs keeps bytes in memory. The zero value is empty.
type memoryBlobs struct{ m sync.Map }

func (m *memoryBlobs) put(key string, b []byte) error {
	m.m.Store(key, append([]byte(nil), b...))
	return nil
}

func (m *memoryBlobs) get(key string) ([]byte, error) {
	if b, ok := m.m.Load(key); ok {
		return b.([]byte), nil
	}
	return nil, jobs.ErrNotFound
}

func (m *memoryBlobs) removeAll(prefix string) error {
	m.m.Range(func(k, _ any) bool {
		if strings.HasPrefix(k.(string), prefix+"/") {
			m.m.Delete(k)
		}
		return true
	})
	return nil
}

func (m *memoryBlobs) names(string) ([]string, error) { return nil, nil } // nothing outlives the process

// folderBlobs keeps each blob as one sealed file. The key is the associated
// data, so files can not be swapped.
type folderBlobs struct {
	root string
	aead tink.AEAD
}

func (f *folderBlobs) file(key string) string {
	return filepath.Join(f.root, filepath.FromSlash(key)+".sealed")
}

func (f *folderBlobs) put(key string, b []byte) error {
	sealed, err := f.aead.Encrypt(b, []byte(key))
	if err != nil {
		return err
	}
	name := f.file(key)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), "new-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(sealed)
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

func (f *folderBlobs) get(key string) ([]byte, error) {
	sealed, err := os.ReadFile(f.file(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, jobs.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	b, err := f.aead.Decrypt(sealed, []byte(key))
	if err != nil {
		return nil, fmt.Errorf("sandbox: an object can not be opened (another key?): %w", err)
	}
	return b, nil
}

func (f *folderBlobs) removeAll(prefix string) error {
	return os.RemoveAll(filepath.Join(f.root, filepath.FromSlash(prefix)))
}

func (f *folderBlobs) names(prefix string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(f.root, filepath.FromSlash(prefix)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}
