package phi

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
)

func TestKnownIsFoundInEveryForm(t *testing.T) {
	known := &Known{
		Names: []string{"Jane Quinn Zweig"}, Relatives: []string{"Marek Zweig"}, Clinicians: []string{"Okonjo, Ada"},
		BirthDate: time.Date(1951, 3, 14, 0, 0, 0, 0, time.UTC),
		Addresses: []string{"12 Oak Street"}, Phones: []string{"(212) 555-0143"}, Emails: []string{"jz@mail.example.org"},
		IDs: []KnownID{{labels.MedicalRecord, "44-10-227"}, {labels.HealthPlan, "XQH884120973"}},
	}
	tg := newTagger(t, &Options{RulesOnly: true})
	for _, row := range []struct {
		note, want string
		typ        labels.Type
		why        string
	}{
		{"then jane quinn zweig went", "jane quinn zweig", labels.Patient, "lower case"},
		{"ZWEIG,JANE Q here", "ZWEIG,JANE", labels.Patient, "capitals, family name first"},
		{"for J. Zweig today", "J. Zweig", labels.Patient, "initial before"},
		{"Zweig^Jane^Q", "Zweig^Jane", labels.Patient, "HL7"},
		{"marek drove", "marek", labels.Patient, "relative, given name alone"},
		{"OKONJO rounds", "OKONJO", labels.Doctor, "clinician"},
		{"born 3/14/51 in", "3/14/51", labels.Date, "birth date, short year"},
		{"born 14 March 1951 in", "14 March 1951", labels.Date, "birth date in words"},
		{"rings 212.555.0143 or", "212.555.0143", labels.Phone, "other separators"},
		{"rings 12125550143 or", "12125550143", labels.Phone, "with the country's 1"},
		{"at 12 Oak St. now", "12 Oak St", labels.Street, "suffix abbreviated"},
		{"chart 4410227 pulled", "4410227", labels.MedicalRecord, "hyphens left out"},
		{"XQH 884 120 973", "XQH 884 120 973", labels.HealthPlan, "in groups"},
		{"mail JZ@mail.example.org ok", "JZ@mail.example.org", labels.Email, "any capitals"},
	} {
		anns, err := tg.TagKnown(context.Background(), row.note, known)
		require.NoError(t, err)
		found := false
		for _, a := range anns {
			if a.Source == sourceKnown && a.Of(row.note) == row.want {
				found = true
				assert.Equal(t, row.typ, a.Type, row.why)
				assert.Equal(t, 1.0, a.Score, row.why)
			}
		}
		assert.True(t, found, "%s: %q in %q, got %v", row.why, row.want, row.note, anns)
	}
}

func TestKnownLeavesOrdinaryWordsAlone(t *testing.T) {
	known := &Known{Names: []string{"Will May"}, IDs: []KnownID{{labels.IDNum, "12"}, {0, "4471002"}}}
	note := "he will come in as he may; Mr. Will is not WILLIAM. 12 tablets"
	anns, err := newTagger(t, &Options{RulesOnly: true}).TagKnown(context.Background(), note, known)
	require.NoError(t, err)
	var got []string
	for _, a := range anns {
		if a.Source == sourceKnown {
			got = append(got, a.Of(note))
		}
	}
	assert.Equal(t, []string{"Will"}, got, "only with a capital, only as a whole word; short and untyped numbers are no identifiers")
}

func TestKnownWinsAndStaysDisjoint(t *testing.T) {
	note := "Patient: Jane Zweig Abernathy, MRN 44-10-227, seen 3/14/1951"
	known := &Known{Names: []string{"Zweig"}, Relatives: []string{"Jane Zweig"}, BirthDate: time.Date(1951, 3, 14, 0, 0, 0, 0, time.UTC)}
	anns, err := newTagger(t, nil).TagKnown(context.Background(), note, known)
	require.NoError(t, err)
	last := 0
	for _, a := range anns {
		require.LessOrEqual(t, last, a.Start)
		last = a.End
	}
	require.NotEmpty(t, anns)
	assert.Equal(t, sourceKnown, anns[0].Source)
}
