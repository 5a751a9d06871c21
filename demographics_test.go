package lethe

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// marked takes a note with PHI marked as {{TYPE|text}}.
func marked(t *testing.T, s string) (string, []labels.Annotation) {
	t.Helper()
	var out strings.Builder
	var anns []labels.Annotation
	for {
		before, rest, ok := strings.Cut(s, "{{")
		out.WriteString(before)
		if !ok {
			return out.String(), anns
		}
		mark, after, _ := strings.Cut(rest, "}}")
		name, value, _ := strings.Cut(mark, "|")
		typ, err := labels.ParseType(name)
		require.NoError(t, err)
		start := out.Len()
		out.WriteString(value)
		anns = append(anns, labels.Annotation{Span: labels.Span{Start: start, End: out.Len()}, Type: typ, Score: 1, Source: "test"})
		s = after
	}
}

func TestFindDemographics(t *testing.T) {
	created := time.Date(2024, 5, 10, 0, 0, 0, 0, time.UTC)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	tests := []struct {
		name, note string
		want       Demographics
	}{
		{"a header", "Name: {{PATIENT|Ada Mox}}  DOB: {{DATE|03/14/1950}}  Sex: F\nAddress: {{STREET|1 Elm St}}, {{CITY|Rye}} {{ZIP|02139-1234}}",
			Demographics{day(1950, 3, 14), "F", "02139"}},
		{"initials with periods, two-digit year", "D.O.B. {{DATE|3/14/50}}, M", Demographics{BirthDate: day(1950, 3, 14)}},
		{"date of birth in words", "Date of birth {{DATE|14 March 1950}}. Gender: male.", Demographics{BirthDate: day(1950, 3, 14), Sex: "M"}},
		{"the visit's date is no birth date", "Seen {{DATE|03/14/2024}}. DOB unknown.", Demographics{}},
		{"a date after the label's own", "DOB {{DATE|03/14/1950}} admitted {{DATE|05/01/2024}}", Demographics{BirthDate: day(1950, 3, 14)}},
		{"an age gives the year", "{{AGE|74}}-year-old woman", Demographics{BirthDate: day(1949, 11, 10), Sex: "F"}},
		{"age and sex in one", "{{AGE|81}}M with fall", Demographics{BirthDate: day(1942, 11, 10), Sex: "M"}},
		{"an infant's age has no year", "{{AGE|3 months}} old girl", Demographics{Sex: "F"}},
		{"a relative's age", "FAMILY HISTORY:\nMother died at {{AGE|61}}, a woman of many parts.", Demographics{}},
		{"the letterhead's ZIP is not the patient's", "{{HOSPITAL|Rye Hospital}}, {{CITY|Rye}} {{STATE|NY}} {{ZIP|10580}}\nPatient seen today.", Demographics{}},
		{"pronouns, when they agree", "He came in. His cough is worse. He smokes.", Demographics{Sex: "M"}},
		{"pronouns that do not agree", "He came in with his wife. She says he coughs. Her view.", Demographics{}},
		{"born after the note", "DOB: {{DATE|03/14/2030}}", Demographics{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, anns := marked(t, tt.note)
			var d text.Doc
			require.NoError(t, d.Parse(s))
			assert.Equal(t, tt.want, findDemographics(&d, anns, created))
		})
	}
}

func TestFindNoteDate(t *testing.T) {
	tests := []struct{ name, note, want string }{
		{"the day of service before all else", "Admitted: {{DATE|03/01/2024}} Date of service: {{DATE|03/04/2024}}", "2024-03-04"},
		{"discharge before admission", "Admitted: {{DATE|03/01/2024}}\nDischarged: {{DATE|03/04/2024}}", "2024-03-04"},
		{"never the birth date", "DOB: {{DATE|03/01/1950}}\nSeen in clinic {{DATE|03/04/2024}}", "2024-03-04"},
		{"birth date labelled as a date", "Date of birth: {{DATE|03/01/1950}}", "0001-01-01"},
		{"the first full date where none is labelled", "CT {{DATE|3/4}} and again {{DATE|March 9, 2024}}", "2024-03-09"},
		{"a year is not a day", "Stroke in {{DATE|2012}}.", "0001-01-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, anns := marked(t, tt.note)
			var d text.Doc
			require.NoError(t, d.Parse(s))
			assert.Equal(t, tt.want, findNoteDate(&d, anns).Format("2006-01-02"))
		})
	}
}

// What a line says of addresses is looked for once, however many codes stand in it.
func TestNearAddress(t *testing.T) {
	const s = "02139 address 02140 home 02141\n02142\n\nlives at\n02143\nx\n02144 address"
	var d text.Doc
	require.NoError(t, d.Parse(s))
	f := finder{doc: &d}
	for range 2 { // also with what the last look left
		for zip, want := range map[string]bool{"02139": false, "02140": true, "02141": true, "02142": true, "02143": true, "02144": false} {
			at := strings.Index(s, zip)
			assert.Equal(t, want, f.nearAddress(labels.Span{Start: at, End: at + 5}), zip)
		}
	}
	many := strings.Repeat("zip 02139 ", 20_000)
	require.NoError(t, d.Parse(many))
	f = finder{doc: &d}
	for i := range d.Tokens {
		f.nearAddress(labels.Span{Start: int(d.Tokens[i].Start), End: int(d.Tokens[i].End)})
	}
	assert.Equal(t, 1, f.addressLine)
}
