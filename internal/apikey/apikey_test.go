package apikey

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
	"time"

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

// line is a row of a key file.
func line(tenant, key, rate string) string {
	h := sha256.Sum256([]byte(key))
	return tenant + " " + hex.EncodeToString(h[:]) + " " + rate + "\n"
}

func TestKeysChangeWithoutARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	write := func(content string, at time.Time) {
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		require.NoError(t, os.Chtimes(path, at, at))
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	write(line("a", "old", ""), now)
	s, _, err := Open(path)
	require.NoError(t, err)
	s.now = func() time.Time { return now }
	var told []error
	s.OnReload(func(err error) { told = append(told, err) })
	tenant := func(key string) string { v, _ := s.Tenant(key); return v }
	assert.Equal(t, "a", tenant("old"))

	write(line("a", "new", "")+line("b", "other", ""), now.Add(time.Minute))
	assert.Equal(t, "a", tenant("old"), "the file is looked at once a second")
	now = now.Add(2 * time.Second)
	assert.Equal(t, "", tenant("old"), "taken out")
	assert.Equal(t, "a", tenant("new"))
	assert.Equal(t, "b", tenant("other"))

	write("broken\n", now.Add(2*time.Minute))
	now = now.Add(2 * time.Second)
	assert.Equal(t, "a", tenant("new"), "a broken file changes nothing")
	now = now.Add(2 * time.Second)
	assert.Equal(t, "a", tenant("new"))
	require.Len(t, told, 2, "one reload and one complaint")
	assert.NoError(t, told[0])
	assert.ErrorContains(t, told[1], "line 1")
	require.NoError(t, os.Remove(path))
	now = now.Add(2 * time.Second)
	assert.Equal(t, "a", tenant("new"), "a file that is gone changes nothing")
}

func TestRates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, os.WriteFile(path, []byte(line("a", "own", "1")+line("b", "common", "")), 0o600))
	s, _, err := Open(path)
	require.NoError(t, err)
	now := time.Now()
	s.now = func() time.Time { return now }
	for range 100 {
		require.Zero(t, s.Admit("common"), "no rate, no limit")
	}
	s.SetRate(2)
	assert.Zero(t, s.Admit("own"))
	assert.InDelta(t, time.Second, s.Admit("own"), float64(10*time.Millisecond))
	assert.Zero(t, s.Admit("common"))
	assert.Zero(t, s.AdmitTenant("b"))
	assert.Positive(t, s.AdmitTenant("b"), "a token's calls count as the key's")
	assert.Zero(t, s.Admit("nobody's"), "that is for the caller to refuse")
	now = now.Add(time.Second)
	assert.Zero(t, s.Admit("own"))
	assert.Zero(t, s.Admit("common"))

	for _, bad := range []string{"0", "-1", "x", "NaN", "+Inf"} {
		_, err := parse(line("a", "k", bad))
		assert.ErrorContains(t, err, "rate", bad)
	}
}

func TestAFileMayBeginWithAByteOrderMark(t *testing.T) {
	rows, err := parse("\ufeff" + line("a", "k", "5"))
	require.NoError(t, err)
	require.Len(t, rows, 1)
	assert.Equal(t, "a", rows[0].tenant)
}

func FuzzParse(f *testing.F) {
	f.Add(line("a", "k", "5"))
	f.Add("# nothing\n")
	f.Fuzz(func(t *testing.T, file string) {
		rows, err := parse(file)
		if err == nil {
			require.NotEmpty(t, rows)
			require.NotEmpty(t, rows[0].tenant)
		}
	})
}
