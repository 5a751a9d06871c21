package lethe_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/redact"
)

// What a policy puts in the place of PHI is no evidence: a moved date and letters
// beside it would read as a disease in one run and not in the next.
func TestWhatWasPutThereIsNoDiagnosis(t *testing.T) {
	policy, err := redact.Builtin("expert-determination")
	require.NoError(t, err)
	policy.Shift = redact.Shift{From: 1, To: 1}
	const note = "PLAN: Treat CHF. Patient seen on 2/24/23.\n\nDictated by:\n\nTOBIAS FENWICK, M.D.\nTF:uvd  D 2/24/23  T 2/25/23\n"
	p, err := lethe.New(&lethe.Options{Redact: &redact.Options{Policy: policy}})
	require.NoError(t, err)
	rec, err := p.Process(context.Background(), lethe.Note{ID: "n", Text: note})
	require.NoError(t, err)
	require.Regexp(t, `D 2/2\d/23  T 2/2\d/23`, rec.Document.Text, "the dates are moved, and still in February")
	var codes []string
	for _, d := range rec.Diagnoses {
		codes = append(codes, d.Code)
	}
	assert.Equal(t, []string{"I50.9"}, codes)
}
