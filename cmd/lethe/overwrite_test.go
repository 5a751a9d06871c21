package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A file that is read is never written to: it would be emptied, or read while it grows.
func TestOutputIsNoInput(t *testing.T) {
	dir := t.TempDir()
	in, link, other := filepath.Join(dir, "in.ndjson"), filepath.Join(dir, "link"), filepath.Join(dir, "other.ndjson")
	require.NoError(t, os.WriteFile(in, []byte(goodNote), 0o600))
	require.NoError(t, os.WriteFile(other, []byte("old"), 0o600))
	require.NoError(t, os.Symlink(in, link))
	patients := filepath.Join(dir, "p.ndjson")
	require.NoError(t, os.WriteFile(patients, []byte(historyLine("pt_1")), 0o600))
	before := map[string]string{}
	for _, f := range []string{in, other, patients} {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		before[f] = string(b)
	}
	for _, args := range [][]string{
		{"tag", in, "--out", in},
		{"tag", "-", in, "--out", link},
		{"extract", in, "--out", filepath.Join(dir, ".", "in.ndjson")},
		{"redact", dir, "--out", other},
		{"redact", in, "--report", in},
		{"redact", in, "--report", filepath.Join(dir, "x.html"), "--out", filepath.Join(dir, "x.json")},
		{"onco", patients, "--out", patients},
		{"submit", "--basis", "baa", patients, "--out", patients},
		{"train", in, "--out", in},
		{"restore", "--keys", filepath.Join(dir, "k"), "--audit", filepath.Join(dir, "a"), "--reason", "r", in, "--out", in},
	} {
		if args[0] == "restore" {
			code, _, errOut := command(t, goodNote, "redact", "--keys", filepath.Join(dir, "k"))
			require.Equal(t, 0, code, errOut)
		}
		code, out, errOut := command(t, "", args...)
		assert.Equal(t, exitUsage, code, args)
		assert.Empty(t, out, args)
		assert.True(t, strings.Contains(errOut, "it cannot be the output too") || strings.Contains(errOut, "would be both"), "%v: %s", args, errOut)
		for f, want := range before {
			b, err := os.ReadFile(f)
			require.NoError(t, err)
			assert.Equal(t, want, string(b), "%v: %s", args, f)
		}
	}
	code, _, errOut := command(t, "", "redact", in, "--out", other)
	assert.Equal(t, 0, code, errOut)

	// As a shell has it: lethe tag FOLDER > FOLDER/all.ndjson
	f, err := os.Create(filepath.Join(dir, "all.ndjson"))
	require.NoError(t, err)
	defer f.Close()
	var told bytes.Buffer
	a := &app{in: strings.NewReader(""), out: f, err: &told}
	assert.Equal(t, exitUsage, a.run(context.Background(), []string{"tag", dir}))
	assert.Contains(t, told.String(), "all.ndjson is read")
}
