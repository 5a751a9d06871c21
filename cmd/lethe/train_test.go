package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// labelled is labelled notes enough to train on.
func labelled() string {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, `{"id":"n%d","text":"Seen by Dr. %s on 3/4/2019.","spans":[{"start":12,"end":23,"type":"DOCTOR"}]}`+"\n", i, quoted)
	}
	return b.String()
}

var quickTraining = []string{"train", "--no-corpus", "--copies", "-1", "--epochs", "1", "--rows", "100"}

func TestTrainAndEvalStreams(t *testing.T) {
	dir := t.TempDir()
	file, model := filepath.Join(dir, "gold.jsonl"), filepath.Join(dir, "m.bin")
	require.NoError(t, os.WriteFile(file, []byte(labelled()), 0o600))
	require.NoError(t, os.WriteFile(model, []byte("old"), 0o600))
	code, out, errOut := command(t, "", append(quickTraining, "--out", model, file)...)
	require.Equal(t, 0, code, errOut)
	assert.Empty(t, out)
	want, err := os.ReadFile(model)
	require.NoError(t, err)
	code, out, errOut = command(t, labelled(), append(quickTraining, "--out", "-", "--format", "jsonl", "-")...)
	require.Equal(t, 0, code, errOut)
	assert.True(t, string(want) == out, "standard input and output give the same model")

	code, want1, errOut := command(t, "", "eval", file, "--model", model)
	require.Equal(t, 0, code, errOut)
	code, out, errOut = command(t, labelled(), "eval", "-", "--format", "jsonl", "--model", model)
	require.Equal(t, 0, code, errOut)
	assert.Equal(t, want1, out)
	for _, c := range []string{"eval", "train --out m"} {
		code, out, errOut = command(t, labelled(), append(strings.Fields(c), "-")...)
		assert.Equal(t, 2, code)
		assert.Empty(t, out)
		assert.Contains(t, errOut, "standard input needs --format")
	}
	_, err = os.Stat("m")
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// What cannot be written is told before anything is read, and an old model stays
// until the new one is whole.
func TestTrainOutput(t *testing.T) {
	dir := t.TempDir()
	model := filepath.Join(dir, "m.bin")
	require.NoError(t, os.WriteFile(model, []byte("old"), 0o600))
	for _, row := range []struct{ name, out, message string }{
		{"none", "", "--out is needed"},
		{"a folder", dir, "is a directory"},
		{"in no folder", filepath.Join(dir, "nowhere", "m.bin"), "no such file"},
	} {
		read := false
		a := &app{in: &looking{look: func() { read = true }}, out: io.Discard, err: &bytes.Buffer{}}
		assert.Equal(t, 2, a.run(context.Background(), append(quickTraining, "--out", row.out, "--format", "jsonl", "-")), row.name)
		assert.Contains(t, a.err.(*bytes.Buffer).String(), row.message, row.name)
		assert.False(t, read, row.name)
	}
	seen := ""
	ctx, cancel := context.WithCancel(context.Background())
	a := &app{in: &looking{look: func() {
		b, err := os.ReadFile(model)
		require.NoError(t, err)
		seen = string(b)
		cancel()
	}, note: labelled()}, out: io.Discard, err: &bytes.Buffer{}}
	assert.Equal(t, 2, a.run(ctx, append(quickTraining, "-q", "--out", model, "--format", "jsonl", "-")))
	assert.Equal(t, "lethe: interrupted: broken off\n", a.err.(*bytes.Buffer).String())
	assert.Equal(t, "old", seen)
	b, err := os.ReadFile(model)
	require.NoError(t, err)
	assert.Equal(t, "old", string(b), "an interrupt leaves it too")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, files, 1)
}
