package phi

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
)

// tagged lists what a tagger marks of a note as "TYPE text".
func tagged(t testing.TB, tg *Tagger, note string) []string {
	t.Helper()
	anns, err := tg.Tag(context.Background(), note)
	require.NoError(t, err)
	var out []string
	for _, a := range anns {
		out = append(out, a.Type.String()+" "+a.Of(note))
	}
	return out
}

func TestNamesAreCarried(t *testing.T) {
	tg := newTagger(t, nil)
	const head = "Patient: Leontina Abernathy\nAttending: Dr. Okonjo\n\n"
	for _, row := range []struct{ body, want, why string }{
		{"Then Abernathy slept.", "PATIENT Abernathy", "family name alone"},
		{"ABERNATHY slept well.", "PATIENT ABERNATHY", "in capitals"},
		{"pt abernathy slept.", "PATIENT abernathy", "in lower case"},
		{"Abernahty slept well.", "PATIENT Abernahty", "two letters swapped"},
		{"Asked OKONJO to review.", "DOCTOR OKONJO", "the clinician keeps the type"},
		{"Consent signed L.A. at noon.", "PATIENT L.A.", "initials"},
	} {
		assert.Contains(t, tagged(t, tg, head+row.body), row.want, row.why)
	}
}

func TestPairsOfOrdinaryWordsAreCarried(t *testing.T) {
	note := "Patient: Thomas Standing Bear\n\nnoc shift: standing bear slept, bear with us."
	anns, err := newTagger(t, &Options{RulesOnly: true}).TagKnown(context.Background(), note, &Known{Names: []string{"Thomas Standing Bear"}})
	require.NoError(t, err)
	var got []string
	for _, a := range anns {
		got = append(got, a.Of(note))
	}
	assert.Contains(t, got, "standing bear")
	assert.NotContains(t, got, "bear")
}

func TestValuesAreCarried(t *testing.T) {
	note := "MRN: 00718264\nfax cover\n\nRe 00718264 and 007182641 as before."
	n := 0
	for _, g := range tagged(t, newTagger(t, nil), note) {
		if g == "MEDICALRECORD 00718264" {
			n++
		}
	}
	assert.Equal(t, 2, n, "the second stands without its label; a longer number is another")
}

func TestEponymsAndWordsAreNotCarried(t *testing.T) {
	tg := newTagger(t, nil)
	for _, row := range []struct{ note, not, why string }{
		{"Patient: Mary Foley\n\nThe Foley catheter drained well.", "PATIENT Foley", "a thing named after another"},
		{"Attending: Dr. Ann Bell\n\nBell's palsy on the left.", "DOCTOR Bell", "an eponym with 's"},
		{"Patient: Hope Small\n\nWe hope the small wound heals.", "PATIENT hope", "a word in lower case"},
		{"Patient: Hope Small\n\nWe hope the small wound heals.", "PATIENT small", "a word in lower case"},
	} {
		got := tagged(t, tg, row.note)
		n := 0
		for _, g := range got {
			if g == row.not {
				n++
			}
		}
		assert.Zero(t, n, "%s: %v", row.why, got)
	}
}

func TestNoCarry(t *testing.T) {
	note := "Patient: Leontina Abernathy\n\nquiet; abernathy slept."
	assert.NotContains(t, tagged(t, newTagger(t, &Options{NoCarry: true, RulesOnly: true}), note), "PATIENT abernathy")
	anns, err := newTagger(t, &Options{RulesOnly: true}).Tag(context.Background(), note)
	require.NoError(t, err)
	last := anns[len(anns)-1]
	assert.Equal(t, sourceCarried, last.Source)
	assert.Equal(t, labels.Patient, last.Type)
}

func TestOneEdit(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want bool
	}{
		{"Abernathy", "Abernathy", true}, {"Abernathy", "Abernthy", true}, {"Abernathy", "Abernatthy", true},
		{"Abernathy", "Abernathi", true}, {"Abernathy", "ABERNAHTY", true}, {"Abernathy", "Abenrahty", false},
		{"Abernathy", "Aberdeen", false}, {"ab", "ba", true}, {"", "a", true}, {"abc", "cba", false},
	} {
		assert.Equal(t, row.want, oneEdit(row.a, row.b), "%s %s", row.a, row.b)
		assert.Equal(t, row.want, oneEdit(row.b, row.a), "%s %s", row.b, row.a)
	}
}
