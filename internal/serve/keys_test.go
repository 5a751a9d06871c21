package serve

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	k, made, err := OpenKeys(path)
	require.NoError(t, err)
	require.NotEmpty(t, made)
	for range 2 {
		tenant, ok := k.Tenant(made)
		assert.True(t, ok)
		assert.Equal(t, FirstTenant, tenant)
		for _, wrong := range []string{"", "lk_", made + "x", made[1:]} {
			_, ok = k.Tenant(wrong)
			assert.False(t, ok, wrong)
		}
		_, ok = k.client("another", made)
		assert.False(t, ok, "a key is for its own tenant")
		var again string
		k, again, err = OpenKeys(path)
		require.NoError(t, err)
		assert.Empty(t, again, "a file that is there is read")
	}
}

func TestParseKeys(t *testing.T) {
	const hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // of nothing
	for _, c := range []struct {
		name, text string
		keys       int // 0: refused
	}{
		{"one", "a " + hash, 1},
		{"comments, blank lines, two tenants", "# x\n\n a  " + hash + "\nb " + hash + "\n", 2},
		{"none", "# nothing\n", 0},
		{"no tenant", hash, 0},
		{"a short hash", "a abc", 0},
		{"not hexadecimal", "a " + "z" + hash[1:], 0},
		{"three words", "a b " + hash, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			k, err := parseKeys([]byte(c.text))
			require.Equal(t, c.keys > 0, err == nil)
			if err == nil {
				assert.Len(t, k.entries, c.keys)
			}
		})
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add([]byte("a e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if k, err := parseKeys(b); err == nil {
			require.NotEmpty(t, k.entries)
		}
	})
}
