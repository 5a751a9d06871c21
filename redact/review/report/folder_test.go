package report

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
	"github.com/lethe-health/lethe/redact/review"
)

// redacted is a note as package redact makes it.
func redacted(t testing.TB, id, text, phi string, keep bool) *redact.Document {
	t.Helper()
	policy, err := redact.Builtin("tag")
	require.NoError(t, err)
	r, err := redact.New(&redact.Options{Policy: policy, KeepOriginals: keep})
	require.NoError(t, err)
	i := strings.Index(text, phi)
	d, err := r.Redact(context.Background(), redact.Note{ID: id, Patient: "p", Text: text},
		[]labels.Annotation{{Span: labels.Span{Start: i, End: i + len(phi)}, Type: labels.Doctor, Score: .75, Source: "model"}})
	require.NoError(t, err)
	return d
}

func TestFromDocument(t *testing.T) {
	for _, keep := range []bool{false, true} {
		n, err := review.FromDocument(redacted(t, "é1", "Señor: Dr. Ökafor came.", "Ökafor", keep))
		require.NoError(t, err)
		require.NoError(t, n.Check())
		require.Len(t, n.Marks, 1)
		m := n.Marks[0]
		assert.Equal(t, "[DOCTOR]", m.Of(n.Text))
		assert.Equal(t, labels.Span{Start: 11, End: 17}, m.OriginalSpan, "code points of the original")
		assert.Equal(t, .75, m.Score)
		assert.Equal(t, keep, m.Original == "Ökafor")
	}
}

func TestWriteFolder(t *testing.T) {
	dir := t.TempDir()
	b, err := json.Marshal(redacted(t, "n1", "Seen by Dr. Quillfeather.", "Quillfeather", false))
	require.NoError(t, err)
	notes := filepath.Join(dir, review.NotesFile)
	require.NoError(t, os.WriteFile(notes, append(b, '\n'), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, DeadLettersFile), []byte(
		`{"id":"n2","stage":"read","offset":17,"reason":"invalid UTF-8"}`+"\n"+`{"source":"in.ndjson","line":3,"stage":"read","reason":"not a JSON object"}`+"\n"), 0o600))
	require.NoError(t, WriteFolder(dir, Run{Version: "v1"}, nil))
	var twin struct {
		twinHead
		Notes []twinNoteRecord `json:"notes"`
	}
	b, err = os.ReadFile(filepath.Join(dir, JSONFile))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &twin))
	assert.Equal(t, "tag", twin.Policy.Name, "the notes say under which policy")
	assert.Len(t, twin.Notes, 1)
	require.Len(t, twin.DeadLetters, 2)
	assert.Equal(t, 17, *twin.DeadLetters[0].Offset)
	assert.Equal(t, "in.ndjson, line 3", twin.DeadLetters[1].ID)
	page, err := os.ReadFile(filepath.Join(dir, HTMLFile))
	require.NoError(t, err)
	assert.NotContains(t, string(page)+string(b), "Quillfeather")

	require.NoError(t, os.WriteFile(notes, []byte("\n{CANARY"), 0o600))
	err = WriteFolder(dir, Run{}, nil)
	assert.ErrorContains(t, err, "line 2")
	assert.NotContains(t, err.Error(), "CANARY")
	still, err := os.ReadFile(filepath.Join(dir, JSONFile))
	require.NoError(t, err)
	assert.Equal(t, string(b), string(still), "a report that cannot be written anew stays")
	assert.ErrorIs(t, WriteFolder(t.TempDir(), Run{}, nil), os.ErrNotExist)
}
