package phi

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
)

func newTagger(t testing.TB, o *Options) *Tagger {
	t.Helper()
	tg, err := New(o)
	require.NoError(t, err)
	return tg
}

// seedGold is what the identify-phi contract's own example gives, with the NPI
// as IDNUM: licence numbers are that by the i2b2 rule, of the same category.
var seedGold = []struct {
	text, typ, category string
	start, end          int
}{
	{"John Doe", "[PATIENT]", "[PERSON]", 9, 17},
	{"112 First Ave", "[STREET]", "[LOCATION]", 27, 40},
	{"New York", "[CITY]", "[LOCATION]", 42, 50},
	{"NY", "[STATE]", "[LOCATION]", 52, 54},
	{"555-555-1212", "[PHONE]", "[CONTACT]", 62, 74},
	{"December 13, 2022", "[DATE]", "[DATE]", 91, 108},
	{"Jane Smith", "[DOCTOR]", "[PERSON]", 139, 149},
	{"1234567890", "[IDNUM]", "[IDENTIFIER]", 155, 165},
	{"555-555-9876", "[PHONE]", "[CONTACT]", 184, 196},
	{"Doe", "[PATIENT]", "[PERSON]", 216, 219},
	{"75", "[AGE]", "[DEMOGRAPHICS]", 225, 227},
	{"Pearson clinic", "[HOSPITAL]", "[INSTITUTION]", 306, 320},
	{"Jones", "[DOCTOR]", "[PERSON]", 404, 409},
	{"St. Joseph Hospital", "[HOSPITAL]", "[INSTITUTION]", 639, 658},
}

func TestSeedNote(t *testing.T) {
	b, err := os.ReadFile("../testdata/notes/identify-phi-seed.txt")
	require.NoError(t, err)
	note := strings.TrimRight(string(b), "\n")
	for name, o := range map[string]*Options{"default": nil, "rules only": {RulesOnly: true}} {
		anns, err := newTagger(t, o).Tag(context.Background(), note)
		require.NoError(t, err)
		got, err := Wire(note, anns)
		require.NoError(t, err)
		require.Len(t, got, len(seedGold), name)
		for i, want := range seedGold {
			js, err := json.Marshal(got[i].Labels)
			require.NoError(t, err)
			assert.Equal(t, want.text, got[i].Text, name)
			assert.Equal(t, WireSpan{want.start, want.end}, got[i].Span, "%s: %s", name, want.text)
			assert.Contains(t, string(js), `"`+want.typ+`"`, "%s: %s", name, want.text)
			assert.Contains(t, string(js), `"`+want.category+`"`, "%s: %s", name, want.text)
		}
	}
}

func TestErrorsHoldNoText(t *testing.T) {
	tg := newTagger(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := tg.Tag(ctx, "Patient: Leontina Zweig")
	require.ErrorIs(t, err, context.Canceled)
	_, err = tg.Tag(context.Background(), "Patient: Leontina \xff Zweig")
	require.ErrorIs(t, err, text.ErrInvalidUTF8)
	assert.NotContains(t, err.Error(), "Zweig")
	_, err = New(&Options{Recall: 7})
	require.ErrorIs(t, err, ErrRecall)
}

func TestEmptyAndBlankNotes(t *testing.T) {
	tg := newTagger(t, nil)
	for _, note := range []string{"", " ", "\n\n", ".", "\u0000"} {
		anns, err := tg.Tag(context.Background(), note)
		require.NoError(t, err)
		assert.Empty(t, anns)
	}
}

func TestParseRecall(t *testing.T) {
	for _, r := range []Recall{Balanced, HighRecall} {
		got, err := ParseRecall(r.String())
		require.NoError(t, err)
		assert.Equal(t, r, got)
	}
	got, err := ParseRecall("")
	require.NoError(t, err)
	assert.Equal(t, Balanced, got)
	_, err = ParseRecall("all")
	require.Error(t, err)
}

func FuzzTag(f *testing.F) {
	for _, s := range []string{
		"Patient: John Doe MRN 4410-22, 81M seen by Dr. O'Brien 3/14", "PID|1||4471^^^MR||DOE^JANE^Q||19630412|F",
		"\u00e9\u0301 Nguyễn, 12 Oak St Apt 4B, Springfield, IL 62704-1234 (555) 555-0143 x12",
		"a@b.co http://x.y/z 10.0.0.1 I-95 PO Box 9 OA/pls", "", "((((", "St. St. St. Dr. Dr.",
	} {
		f.Add(s)
	}
	tg, err := New(nil)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, s string) {
		anns, err := tg.Tag(context.Background(), s)
		if err != nil {
			require.ErrorIs(t, err, text.ErrInvalidUTF8)
			return
		}
		last := 0
		for _, a := range anns {
			require.LessOrEqual(t, last, a.Start, "sorted and disjoint")
			require.Less(t, a.Start, a.End, "not empty")
			require.LessOrEqual(t, a.End, len(s), "inside the note")
			require.True(t, a.Type.Valid())
			require.True(t, a.Score > 0 && a.Score <= 1)
			require.NotEmpty(t, a.Source)
			last = a.End
		}
		_, err = Wire(s, anns)
		require.NoError(t, err, "on characters")
	})
}
