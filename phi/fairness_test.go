package phi

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/labels"
)

// fairnessNotes are notes of kinds with slots: G and S are the patient's given
// and family name, H and T those of a clinician.
var fairnessNotes = []string{
	"Patient: {G} {S}\nAttending: {H} {T}, MD\n\n{S} slept well. Mr. {S} was seen by Dr. {T} on rounds; {G} asked about going home.\n",
	"RADIOLOGY REPORT\nNAME: {S}, {G}        REF: {T}, {H}\n\nFindings were phoned to Dr. {T} at noon.\n",
	"Dear Dr. {T},\n\nThank you for referring {G} {S}, a pleasant 54-year-old accountant. {G} is accompanied by a sister.\n\nSincerely,\n{H} {T}, MD\n",
	"Progress note. Discussed with {H} {T} RN. The son, {G}, will visit. Family of {S} updated.\n",
}

// TestNamesOfAllOrigins measures the share of the words of names that are
// found, by origin, on names that neither the dictionaries nor the training
// hold (lexicon.HeldOut). Run with -v for the table.
func TestNamesOfAllOrigins(t *testing.T) {
	b, err := os.ReadFile("../internal/lexicon/raw/names.json")
	require.NoError(t, err)
	var origins map[string]struct{ Given, Surname []string }
	require.NoError(t, json.Unmarshal(b, &origins))
	require.GreaterOrEqual(t, len(origins), 10)
	tg := newTagger(t, nil)
	var recalls []float64
	for name, o := range origins {
		given, surname := heldOut(o.Given), heldOut(o.Surname)
		found, all := 0, 0
		for i := range 12 {
			r := strings.NewReplacer("{G}", given[i%len(given)], "{S}", surname[i%len(surname)],
				"{H}", given[(i+5)%len(given)], "{T}", surname[(i+7)%len(surname)])
			for _, tmpl := range fairnessNotes {
				f, a := nameRecall(t, tg, tmpl, r)
				found, all = found+f, all+a
			}
		}
		recall := float64(found) / float64(all)
		recalls = append(recalls, recall)
		t.Logf("%-24s %.3f", name, recall)
		assert.Greater(t, recall, 0.9, "%s: whose name leaks must not depend on its origin", name)
	}
	sum := 0.0
	for _, r := range recalls {
		sum += r
	}
	t.Logf("mean %.3f, gap %.3f", sum/float64(len(recalls)), slices.Max(recalls)-slices.Min(recalls))
	assert.Greater(t, sum/float64(len(recalls)), 0.94)
}

func heldOut(names []string) (out []string) {
	for i, n := range names {
		if lexicon.HeldOut(i) {
			out = append(out, n)
		}
	}
	return out
}

// nameRecall fills a note and counts the slots that an annotation of a person
// covers wholly.
func nameRecall(t *testing.T, tg *Tagger, tmpl string, r *strings.Replacer) (found, all int) {
	t.Helper()
	var note strings.Builder
	var slots []labels.Span
	for rest := tmpl; rest != ""; {
		i := strings.IndexByte(rest, '{')
		if i < 0 {
			note.WriteString(rest)
			break
		}
		note.WriteString(rest[:i])
		start := note.Len()
		note.WriteString(r.Replace(rest[i : i+3]))
		slots = append(slots, labels.Span{Start: start, End: note.Len()})
		rest = rest[i+3:]
	}
	anns, err := tg.Tag(context.Background(), note.String())
	require.NoError(t, err)
	for _, s := range slots {
		all++
		for _, a := range anns {
			if a.Contains(s) && (a.Type == labels.Patient || a.Type == labels.Doctor) {
				found++
				break
			}
		}
	}
	return found, all
}
