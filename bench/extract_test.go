package bench

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/extract"
)

// diagnoses are what the notes say of their patients, by the note that says it.
var diagnoses = []struct {
	note, code string
	assertion  extract.Assertion
}{
	{"identify-phi-seed", "N39.0", extract.Present},
	{"p01--oncology-consult", "C50.912", extract.Present},
	{"p01--oncology-consult", "C18.9", extract.Family},
	{"p02--discharge-summary", "I48.21", extract.Present},
	{"p02--discharge-summary", "I26.99", extract.Negated},
	{"p02--discharge-summary", "J18.9", extract.Negated},
	{"p02--discharge-summary", "C61", extract.Family},
	{"p02--ed-note", "I50.23", extract.Present},
	{"p02--ed-note", "N18.32", extract.Present},
	{"p02--ed-note", "G45.9", extract.Historical},
	{"p03--cardiology-dictation", "I48.0", extract.Present},
	{"p03--cardiology-dictation", "E11.9", extract.Negated},
	{"p04--psychiatry-evaluation", "F33.2", extract.Present},
}

// BenchmarkExtract codes the diagnoses of notes.
func BenchmarkExtract(b *testing.B) {
	c := notes(b)
	e, err := extract.New(nil)
	require.NoError(b, err)
	run := func(seen map[string]bool) (found int) {
		for _, n := range c.notes {
			ds, err := e.Extract(context.Background(), extract.Note{ID: n.ID, Text: n.Text, Created: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)})
			if err != nil {
				b.Fatal(n.ID, err)
			}
			found += len(ds)
			for _, d := range ds {
				if seen != nil {
					seen[n.ID+" "+d.Code+" "+string(d.Assertion)] = true
				}
			}
		}
		return found
	}
	seen := map[string]bool{}
	want := run(seen)
	for _, d := range diagnoses {
		require.Contains(b, seen, d.note+" "+d.code+" "+string(d.assertion))
	}
	pass(b, "extract", ours, c.bytes, func() {
		if got := run(nil); got != want {
			b.Fatal(got, want)
		}
	})
}
