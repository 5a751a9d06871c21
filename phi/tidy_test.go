package phi

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// tidied runs tidy over annotations given as "TYPE text" with one score, each the
// next occurrence in the note, and returns those that stay.
func tidied(t testing.TB, note string, score float64, found ...string) []string {
	t.Helper()
	var d text.Doc
	require.NoError(t, d.Parse(note))
	var ev recognize.Evidence
	ev.Gather(&d)
	var anns []labels.Annotation
	at := 0
	for _, f := range found {
		name, v, _ := strings.Cut(f, " ")
		typ, err := labels.ParseType(name)
		require.NoError(t, err)
		i := strings.Index(note[at:], v)
		require.GreaterOrEqual(t, i, 0, "%q", f)
		anns = append(anns, labels.Annotation{Span: labels.Span{Start: at + i, End: at + i + len(v)}, Type: typ, Score: score})
		at += i + len(v)
	}
	out := []string{}
	for _, a := range new(carrier).tidy(anns, &ev) {
		out = append(out, a.Type.String()+" "+a.Of(note))
	}
	return out
}

func TestTidyTakesOutWhatNamesNothing(t *testing.T) {
	for _, row := range []struct{ note, found, why string }{
		{"transferred from Hospital today", "HOSPITAL Hospital", "an institution without a name"},
		{"he left high school early", "ORGANIZATION high school", "a kind of school"},
		{"the patient is a poor historian", "PROFESSION poor historian", "no job"},
		{"she is a nonsmoker", "PROFESSION nonsmoker", "a habit"},
		{"seen on MM/DD/YYYY by us", "DOCTOR DD", "a placeholder"},
	} {
		assert.Empty(t, tidied(t, row.note, 0.9, row.found), row.why)
	}
}

func TestTidyKeepsNames(t *testing.T) {
	for _, row := range []struct{ note, found, why string }{
		{"transferred from Sunrise Hospital today", "HOSPITAL Sunrise Hospital", "an ordinary word is the name"},
		{"followed at Premier Clinic since then", "HOSPITAL Premier Clinic", "an ordinary word is the name"},
		{"teaches at Heritage School here", "ORGANIZATION Heritage School", "an ordinary word is the name"},
		{"dressing changed 0900 DD", "DOCTOR DD", "initials"},
		{"dressing changed MM, site clean", "DOCTOR MM", "initials"},
	} {
		assert.Equal(t, []string{row.found}, tidied(t, row.note, 0.6, row.found), row.why)
	}
}

func TestTidyTakesTheHeadIn(t *testing.T) {
	for _, row := range []struct {
		note        string
		found, want []string
		why         string
	}{
		{"from the Pearson clinic on Monday", []string{"HOSPITAL Pearson"}, []string{"HOSPITAL Pearson clinic"}, "the head belongs to the name"},
		{"at Mercy Hospital now", []string{"HOSPITAL Mercy"}, []string{"HOSPITAL Mercy Hospital"}, "in capitals too"},
		{"at Mercy\nClinic 4", []string{"HOSPITAL Mercy"}, []string{"HOSPITAL Mercy"}, "not over lines"},
		{"Dr. Pearson clinic day", []string{"DOCTOR Pearson"}, []string{"DOCTOR Pearson"}, "a person has no head"},
		{"Mercy Hospital Road", []string{"HOSPITAL Mercy", "STREET Hospital Road"}, []string{"HOSPITAL Mercy", "STREET Hospital Road"}, "what is marked stays as it is"},
	} {
		assert.Equal(t, row.want, tidied(t, row.note, 0.9, row.found...), row.why)
	}
}

func TestScoresInARowAreNoDates(t *testing.T) {
	const pain = "Pain 7/10 at rest and 4/10 after morphine."
	assert.Empty(t, tidied(t, pain, 0.6, "DATE 4/10"))
	for _, row := range []struct {
		note  string
		score float64
		found []string
		why   string
	}{
		{pain, 0.9, []string{"DATE 4/10"}, "the finder is sure"},
		{"Seen 7/10 and 4/10.", 0.6, []string{"DATE 7/10", "DATE 4/10"}, "the first is a date too"},
		{"PPD 2/12 placed, 4/12 read.", 0.6, []string{"DATE 4/12"}, "no score is out of twelve"},
		{"Pain 7/10.\nBack on 4/10.", 0.6, []string{"DATE 4/10"}, "another line"},
	} {
		assert.Equal(t, row.found, tidied(t, row.note, row.score, row.found...), row.why)
	}
}

func TestEmptiedNamesAreNoNames(t *testing.T) {
	const note = "Dr. X and Mr. XXXX saw Malcolm X at XYZ; A. B. C. of ABC called Max."
	assert.Equal(t, []string{"PATIENT Malcolm X", "DOCTOR A. B. C.", "ORGANIZATION ABC", "PATIENT Max"},
		tidied(t, note, 0.9, "DOCTOR X", "PATIENT XXXX", "PATIENT Malcolm X", "HOSPITAL XYZ", "DOCTOR A. B. C.", "ORGANIZATION ABC", "PATIENT Max"))
}

func TestScalesAndEponymsAreNoInstitutions(t *testing.T) {
	assert.Empty(t, tidied(t, "Glasgow Coma Scale 15.", 0.4, "ORGANIZATION Glasgow Coma Scale 15"))
	assert.Empty(t, tidied(t, "Roux-en-Y gastric bypass, remote.", 0.4, "ORGANIZATION Roux-en-Y"))
	assert.Len(t, tidied(t, "Transferred from Parkinson admitted yesterday.", 0.6, "HOSPITAL Parkinson"), 1, "the finder is sure enough")
	assert.Len(t, tidied(t, "Seen at Parkinson. Works for Scale Builders.", 0.9, "HOSPITAL Parkinson", "ORGANIZATION Scale Builders"), 2)
}

// TestTidyIsLinear would not end if each score looked back over all that were
// taken out before it.
func TestTidyIsLinear(t *testing.T) {
	const n = 60_000
	found := make([]string, n)
	for i := range found {
		found[i] = "DATE 4/10"
	}
	assert.Empty(t, tidied(t, strings.Repeat("7/10 4/10\n", n), 0.6, found...))
}
