package apikey

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFirstStartMakesAKeyThatIsNotStored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "keys")
	_, key, err := Open(path)
	require.NoError(t, err)
	require.Len(t, key, 43)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.NotContains(t, string(b), key)
	st, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), st.Mode().Perm())

	s, again, err := Open(path)
	require.NoError(t, err)
	assert.Empty(t, again, "only the first start makes one")
	tenant, ok := s.Tenant(key)
	assert.True(t, ok)
	assert.Equal(t, "default", tenant)
	_, ok = s.Tenant(key + "x")
	assert.False(t, ok)
	_, ok = s.Tenant("")
	assert.False(t, ok)
}

func TestBadFilesNameTheLine(t *testing.T) {
	for name, row := range map[string]struct{ content, want string }{
		"one word": {"default\n", "line 1"},
		"short":    {"# keys\n\ndefault abcd\n", "line 3"},
		"no hex":   {"default zz" + string(make([]byte, 0)) + "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\n", "not hex"},
		"no key":   {"# nothing\n", "no key"},
	} {
		path := filepath.Join(t.TempDir(), "keys")
		require.NoError(t, os.WriteFile(path, []byte(row.content), 0o600))
		_, _, err := Open(path)
		assert.ErrorContains(t, err, row.want, name)
	}
	_, _, err := New("two words")
	assert.Error(t, err)
}
