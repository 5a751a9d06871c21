package lethe

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/redact"
)

// A diagnosis without a date of its own shows the note's only where the text
// has dates that the reader can hold it against.
func TestDatelessPoliciesShowNoMovedDates(t *testing.T) {
	for _, tt := range []struct {
		policy string
		shows  bool
		why    string
	}{
		{"tag", false, "no dates in the text"},
		{"mask", false, "no dates in the text"},
		{"safe-harbor", false, "years only"},
		{"expert-determination", true, "dates moved as the note's is"},
		{"limited-data-set", true, "dates stay"},
	} {
		policy, err := redact.Builtin(tt.policy)
		require.NoError(t, err)
		p, err := New(&Options{Redact: &redact.Options{Policy: policy}})
		require.NoError(t, err)
		rec, err := p.Process(context.Background(), Note{
			ID: "n", PatientID: "p", Text: "Seen for hypertension.", Created: time.Date(2024, 3, 5, 0, 0, 0, 0, time.UTC),
		})
		require.NoError(t, err)
		require.Len(t, rec.shown(), 1, tt.policy)
		assert.Equal(t, tt.shows, !rec.shown()[0].Date.IsZero(), "%s: %s", tt.policy, tt.why)
		assert.False(t, rec.Diagnoses[0].Date.IsZero(), "the history, on the patient's moved calendar, has it")
	}
}
