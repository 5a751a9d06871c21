package lethe

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
)

// TestSecondOpinion redacts a note by hand and leaves a name standing: the
// second finder sees it, where it stands in the redacted text.
func TestSecondOpinion(t *testing.T) {
	p, err := New(&Options{Redact: &redact.Options{}})
	require.NoError(t, err)
	n := Note{ID: "n", PatientID: "p", Text: "Seen on 3/4/2021. I spoke with Margaret Quackenbush about the results."}
	doc, err := p.redact(context.Background(), n, []labels.Annotation{
		{Span: labels.Span{Start: 8, End: 16}, Type: labels.Date, Score: .99, Source: "rule:date"}})
	require.NoError(t, err)
	got, err := p.SecondOpinion(context.Background(), n, doc)
	require.NoError(t, err)
	require.NotEmpty(t, got)
	assert.Contains(t, "Margaret Quackenbush", got[0].Of(doc.Text))
	assert.Equal(t, labels.Patient, got[0].Type)
	_, err = p.SecondOpinion(context.Background(), Note{ID: "n", Text: "Quackenbush \xff"}, doc)
	var ne *NoteError
	require.ErrorAs(t, err, &ne)
	assert.NotContains(t, err.Error(), "Quackenbush")
}
