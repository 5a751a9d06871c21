package bench

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
)

// BenchmarkPipeline takes notes the whole way: tagged, redacted under the
// policy "tag", searched for what was removed, diagnoses coded, tumours
// inferred, each patient's notes put together to a history.
func BenchmarkPipeline(b *testing.B) {
	c := notes(b)
	policy := redact.TagPolicy()
	p, err := lethe.New(&lethe.Options{Redact: &redact.Options{Policy: &policy}})
	require.NoError(b, err)
	created := time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)
	run := func(check func(text string, rec *lethe.Record)) (patients, inferences int) {
		byPatient := map[string][]*lethe.Record{}
		var order []string
		for _, n := range c.notes {
			patient, _, _ := strings.Cut(n.ID, "--")
			rec, err := p.Process(context.Background(), lethe.Note{ID: n.ID, PatientID: patient, Text: n.Text, Created: created})
			if err != nil {
				b.Fatal(n.ID, err)
			}
			if check != nil {
				check(n.Text, rec)
			}
			if byPatient[patient] == nil {
				order = append(order, patient)
			}
			byPatient[patient] = append(byPatient[patient], rec)
		}
		for _, patient := range order {
			pr, err := p.Assemble(context.Background(), byPatient[patient])
			if err != nil {
				b.Fatal(patient, err)
			}
			inferences += len(pr.Inferences)
		}
		return len(order), inferences
	}

	i, diagnoses := 0, 0
	patients, inferences := run(func(text string, rec *lethe.Record) {
		for _, a := range c.notes[i].Annotations {
			if a.Type == labels.Phone && a.Span.Len() >= 12 || a.Type == labels.Email {
				require.NotContains(b, rec.Document.Text, a.Of(text), c.notes[i].ID)
			}
		}
		diagnoses += len(rec.Diagnoses)
		i++
	})
	require.Equal(b, 7, patients, "six patients and the contract's example")
	require.Greater(b, diagnoses, 250)
	require.GreaterOrEqual(b, inferences, 8, "site, histology, T, N and M of p01, twice staged")
	pass(b, "pipeline", ours, c.bytes, func() {
		if got, inf := run(nil); got != patients || inf != inferences {
			b.Fatal(got, inf)
		}
	})
}
