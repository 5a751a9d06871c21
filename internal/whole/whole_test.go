package whole

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// files lists what stands in a folder, hidden files too.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	out := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		out[e.Name()] = string(b)
	}
	return out
}

func TestFile(t *testing.T) {
	write := func(w *File) error { _, err := w.Write([]byte("new")); return err }
	for _, row := range []struct {
		name         string
		before, then map[string]string
		do           []func(*File) error
	}{
		{"looked at only", map[string]string{"f": "old"}, map[string]string{"f": "old"}, nil},
		{"looked at only, and new", nil, map[string]string{}, nil},
		{"committed", map[string]string{"f": "old"}, map[string]string{"f": "new"}, []func(*File) error{write, (*File).Commit, (*File).Close}},
		{"committed, and new", nil, map[string]string{"f": "new"}, []func(*File) error{write, (*File).Commit}},
		{"given up", map[string]string{"f": "old"}, map[string]string{"f": "old"}, []func(*File) error{write, (*File).Close, (*File).Close}},
		{"cleared and given up", map[string]string{"f": "old"}, map[string]string{}, []func(*File) error{(*File).Clear, write, (*File).Close}},
		{"nothing to clear", nil, map[string]string{}, []func(*File) error{(*File).Clear, (*File).Close}},
		{"committed with nothing in it", map[string]string{"f": "old"}, map[string]string{"f": ""}, []func(*File) error{(*File).Commit}},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, body := range row.before {
				require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(body), 0o640))
			}
			w, err := New(filepath.Join(dir, "f"), 0o600)
			require.NoError(t, err)
			for _, do := range row.do {
				require.NoError(t, do(w))
			}
			assert.Equal(t, row.then, files(t, dir), "and no other file is left")
			if _, ok := row.then["f"]; !ok {
				return
			}
			info, err := os.Stat(filepath.Join(dir, "f"))
			require.NoError(t, err)
			want := fs.FileMode(0o600)
			if row.before != nil {
				want = 0o640
			}
			assert.Equal(t, want, info.Mode(), "a file keeps its mode")
		})
	}
}

func TestAfterTheEnd(t *testing.T) {
	w, err := New(filepath.Join(t.TempDir(), "f"), 0o600)
	require.NoError(t, err)
	require.NoError(t, w.Commit())
	_, err = w.Write([]byte("x"))
	assert.ErrorIs(t, err, fs.ErrClosed)
	assert.ErrorIs(t, w.Commit(), fs.ErrClosed)
}

func TestNewRefuses(t *testing.T) {
	dir := t.TempDir()
	_, err := New(dir, 0o600)
	assert.ErrorContains(t, err, "is a directory")
	_, err = New(filepath.Join(dir, "nowhere", "f"), 0o600)
	assert.ErrorIs(t, err, fs.ErrNotExist)
	assert.EqualError(t, err, "create "+filepath.Join(dir, "nowhere", "f")+": no such file or directory")
	_, err = New(filepath.Join(dir, "f", "g"), 0o600)
	assert.Error(t, err)
	if os.Geteuid() == 0 {
		t.Skip("root may write everything")
	}
	locked := filepath.Join(dir, "locked")
	require.NoError(t, os.WriteFile(locked, nil, 0o400))
	_, err = New(locked, 0o600)
	assert.ErrorIs(t, err, fs.ErrPermission)
}

func TestLink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(target, []byte("old"), 0o600))
	require.NoError(t, os.Symlink(target, link))
	w, err := New(link, 0o600)
	require.NoError(t, err)
	_, err = w.Write([]byte("new"))
	require.NoError(t, err)
	require.NoError(t, w.Commit())
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&fs.ModeSymlink, "a link stays one")
	assert.Equal(t, map[string]string{"target": "new", "link": "new"}, files(t, dir))
}

// What is no regular file is written into, never replaced or removed.
func TestDevice(t *testing.T) {
	if _, err := os.Stat(os.DevNull); err != nil {
		t.Skip(err)
	}
	w, err := New(os.DevNull, 0o600)
	require.NoError(t, err)
	require.NoError(t, w.Clear())
	_, err = w.Write([]byte("x"))
	require.NoError(t, err)
	require.NoError(t, w.Commit())
	info, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	assert.False(t, info.Mode().IsRegular())
}
