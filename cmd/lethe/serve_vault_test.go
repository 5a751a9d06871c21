package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/redact"
)

// TestTwoTenantsUnderOneVault sends the same notes of the same patient for two
// tenants through one vault, both at once: each has tokens of its own, keeps
// them over streams and processes, and reads its own back and no other's.
func TestTwoTenantsUnderOneVault(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	rows := ""
	for _, tenant := range []string{"north", "south"} {
		h := sha256.Sum256([]byte("key-of-" + tenant))
		rows += tenant + " " + hex.EncodeToString(h[:]) + "\n"
	}
	require.NoError(t, os.WriteFile(file("api-keys"), []byte(rows), 0o600))
	args := []string{"--keys", file("api-keys"), "--policy", "token", "--redact-keys", file("keys"), "--vault", file("vault"), "--no-phi", "--no-onco", "--no-phenom", "--no-page"}
	const note = `{"id":"n1","patient_id":"p1","text":"Mr. John ` + quoted + ` was seen by Dr. Tobias Fenwick."}` + "\n" +
		`{"id":"n2","patient_id":"p1","text":"Mr. ` + quoted + ` is well."}` + "\n"
	redacted := func(s *servedServices, tenant string) string {
		req, err := http.NewRequest(http.MethodPost, s.url+"/v1/redact", strings.NewReader(note))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer key-of-"+tenant)
		req.Header.Set("Content-Type", "application/x-ndjson")
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		require.Equal(t, 200, resp.StatusCode)
		var out []string
		d := json.NewDecoder(resp.Body)
		for d.More() {
			var l struct{ ID, Text, Error string }
			require.NoError(t, d.Decode(&l))
			require.Empty(t, l.Error)
			require.NotContains(t, l.Text, quoted)
			line, err := json.Marshal(map[string]string{"id": l.ID, "text": l.Text})
			require.NoError(t, err)
			out = append(out, string(line))
		}
		require.Len(t, out, 2)
		return strings.Join(out, "\n")
	}
	tokens := func(s string) (all []string) {
		for _, tok := range redact.FindTokens(s) {
			all = append(all, tok.Of(s))
		}
		return all
	}

	s := startServe(t, args...)
	var north, south string
	var wg sync.WaitGroup
	wg.Go(func() { north = redacted(s, "north") })
	wg.Go(func() { south = redacted(s, "south") })
	wg.Wait()
	require.Len(t, tokens(north), 3)
	for _, tok := range tokens(south) {
		assert.NotContains(t, north, tok, "a token of one tenant is none of the other's")
	}
	assert.Equal(t, north, redacted(s, "north"), "another stream, the same tokens")
	require.Equal(t, 0, s.stop())
	s = startServe(t, args...)
	assert.Equal(t, north, redacted(s, "north"), "another process, the same tokens")
	assert.Equal(t, south, redacted(s, "south"))
	require.Equal(t, 0, s.stop())

	restore := func(tenant, in string) (int, string) {
		code, out, errOut := command(t, in, "restore", "--keys", file("keys"), "--vault", file("vault"), "--tenant", tenant, "--reason", "test", "--audit", file("access"))
		assert.NotContains(t, errOut, quoted)
		return code, out
	}
	for _, c := range []struct {
		tenant, text string
		code         int
	}{{"north", north, 0}, {"south", south, 0}, {"north", south, 1}, {"south", north, 1}, {"", north, 1}} {
		code, out := restore(c.tenant, c.text)
		assert.Equal(t, c.code, code, c.tenant)
		assert.Equal(t, c.code == 0, strings.Contains(out, quoted), "%s reads its own and no other's", c.tenant)
	}
}
