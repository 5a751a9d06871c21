//go:build unix

package lethe

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadPathDoesNotWaitForAPipe: opening a pipe that nobody writes to would
// hang the run; what is no file is refused in its place.
func TestReadPathDoesNotWaitForAPipe(t *testing.T) {
	dir, err := os.MkdirTemp("", "l") // the path of a socket must be short
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "a.txt"), 0o600))
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "b.ndjson"), 0o600))
	socket, err := net.Listen("unix", filepath.Join(dir, "c.txt"))
	require.NoError(t, err)
	defer socket.Close()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "d.txt"), []byte("a note"), 0o600))

	type answer struct {
		texts []string
		errs  int
	}
	done := make(chan answer, 1)
	go func() {
		var a answer
		notes, err := ReadPath(dir, nil)
		if assert.NoError(t, err) {
			for n, err := range notes {
				if err != nil {
					a.errs++
					continue
				}
				a.texts = append(a.texts, n.Text)
			}
		}
		done <- a
	}()
	select {
	case a := <-done:
		assert.Equal(t, []string{"a note"}, a.texts)
		assert.Equal(t, 3, a.errs, "each is told")
	case <-time.After(10 * time.Second):
		t.Fatal("reading waits for a writer")
	}
}
