package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/gen"
	"github.com/lethe-health/lethe/labels"
)

func TestFoldersAreAdded(t *testing.T) {
	dir := t.TempDir()
	corpus, folder := filepath.Join(dir, "corpus.jsonl.gz"), filepath.Join(dir, "calls")
	require.NoError(t, os.Mkdir(folder, 0o755))
	put := func(name, note string) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(note), 0o600))
	}
	put("002.txt", "# form: a call\nAsk {{DOCTOR|Okonjo}}.\n")
	put("001.txt", "# form: another\nNothing.\n")
	require.NoError(t, run(corpus, []string{folder}))
	first, err := os.ReadFile(corpus)
	require.NoError(t, err)
	notes, err := gen.ReadCorpus(first)
	require.NoError(t, err)
	assert.Equal(t, []gen.Note{
		{ID: "calls-001", Form: "another", Text: "Nothing.\n"},
		{ID: "calls-002", Form: "a call", Text: "Ask Okonjo.\n", Spans: []gen.Mark{{Span: labels.Span{Start: 4, End: 10}, Type: labels.Doctor}}},
	}, notes)

	require.NoError(t, run(corpus, []string{folder}))
	again, err := os.ReadFile(corpus)
	require.NoError(t, err)
	assert.Equal(t, first, again, "the same notes, the same file")

	put("001.txt", "# form: another\nSomething.\n")
	require.NoError(t, run(corpus, []string{folder}))
	again, err = os.ReadFile(corpus)
	require.NoError(t, err)
	notes, err = gen.ReadCorpus(again)
	require.NoError(t, err)
	require.Len(t, notes, 2)
	assert.Equal(t, "Something.\n", notes[0].Text, "written anew")

	put("003.txt", "no form\n")
	assert.Error(t, run(corpus, []string{folder}))
	put("003.txt", "# form: broken\n{{DOCTOR|Okonjo\n")
	err = run(corpus, []string{folder})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "Okonjo")
}
