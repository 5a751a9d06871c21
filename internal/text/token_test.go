package text

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// note is a small note of many shapes, for benchmarks and fuzz seeds.
const note = "DISCHARGE SUMMARY\n\nPatient: Jørn O'Brien-Smith   DOB: 03/04/1951   MRN: 00-44-81\n" +
	"HPI: 71M with CHF (EF 25%), admitted 2/3/2022 w/ dyspnea. Denies fever.\n" +
	"Seen by Dr. A. Jones at St. Mary's. Temp 98.6.\r\n\r\n" +
	"1. CHF - furosemide 40 mg b.i.d.\n2. DM2: metformin\n\n" +
	"WBC\t9.8\tHgb\t10.2\nIMPRESSION: Stable. Follow up in 2 weeks.\n"

func TestTokens(t *testing.T) {
	type tok struct {
		text  string
		kind  Kind
		cas   Case
		flags Flags
	}
	const sp, ln, hi = SpaceBefore, SpaceBefore | LineBefore, NonASCII
	for _, row := range []struct {
		name, in string
		want     []tok
	}{
		{"empty", "", nil},
		{"white space and controls", " \t\r\n\x00\x1f\x7f", nil},
		{"letters and digits part", "81M", []tok{{"81", Number, NoCase, ln}, {"M", Word, Single, 0}}},
		{"cases", "a Ab AB aB McD", []tok{
			{"a", Word, Lower, ln}, {"Ab", Word, Title, sp}, {"AB", Word, Upper, sp}, {"aB", Word, Mixed, sp}, {"McD", Word, Mixed, sp}}},
		{"punctuation one by one", "3/4-5", []tok{
			{"3", Number, NoCase, ln}, {"/", Punct, NoCase, 0}, {"4", Number, NoCase, 0}, {"-", Punct, NoCase, 0}, {"5", Number, NoCase, 0}}},
		{"line break in front", "a\nb\r\nc", []tok{{"a", Word, Lower, ln}, {"b", Word, Lower, ln}, {"c", Word, Lower, ln}}},
		{"accents belong to the word", "Peña", []tok{{"Peña", Word, Title, ln | hi}}},
		{"combining mark too", "Pen\u0303a x", []tok{{"Pen\u0303a", Word, Title, ln | hi}, {"x", Word, Lower, sp}}},
		{"accented capital first", "Émile ÉMILE É", []tok{
			{"Émile", Word, Title, ln | hi}, {"ÉMILE", Word, Upper, sp | hi}, {"É", Word, Single, sp | hi}}},
		{"script without case", "王 小", []tok{{"王", Word, NoCase, ln | hi}, {"小", Word, NoCase, sp | hi}}},
		{"symbol over ASCII", "5°C", []tok{{"5", Number, NoCase, ln}, {"°", Punct, NoCase, hi}, {"C", Word, Single, 0}}},
		{"typographic apostrophe parts", "O’B", []tok{{"O", Word, Single, ln}, {"’", Punct, NoCase, hi}, {"B", Word, Single, 0}}},
		{"no-break space is space", "a\u00a0b", []tok{{"a", Word, Lower, ln}, {"b", Word, Lower, sp}}},
		{"byte order mark is space", "\ufeffab", []tok{{"ab", Word, Lower, ln}}},
		{"line separator breaks the line", "a\u2028b", []tok{{"a", Word, Lower, ln}, {"b", Word, Lower, ln}}},
		{"bad byte is a mark", "a\xffb", []tok{{"a", Word, Lower, ln}, {"\xff", Punct, NoCase, hi}, {"b", Word, Lower, 0}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var got []tok
			for _, k := range AppendTokens(nil, row.in) {
				got = append(got, tok{k.Of(row.in), k.Kind, k.Case, k.Flags})
				assert.Equal(t, HashFold(k.Of(row.in)), k.Hash)
			}
			assert.Equal(t, row.want, got)
		})
	}
}

func TestHashFold(t *testing.T) {
	for _, w := range []string{"smith", "peña", "émile", "istanbul", "öçğü", "12", "王"} {
		assert.Equal(t, HashFold(w), HashFold(strings.ToUpper(w)), w)
	}
	assert.NotEqual(t, HashFold("smith"), HashFold("smyth"))
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"", note, "81M", "a\xffb", "Pen\u0303a", "\u0303", "\ufeff", "É\u2028x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := int32(0)
		for _, k := range AppendTokens(nil, s) {
			require.LessOrEqual(t, end, k.Start)
			require.Less(t, k.Start, k.End)
			require.LessOrEqual(t, int(k.End), len(s))
			require.Equal(t, HashFold(k.Of(s)), k.Hash)
			require.Equal(t, k.Start > end || end == 0 && k.Flags&LineBefore != 0, k.Flags&SpaceBefore != 0, "only white space and controls are left out")
			end = k.End
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	s := strings.Repeat(note, 1+(1<<20)/len(note))
	toks := AppendTokens(nil, s)
	want := len(toks)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		toks = AppendTokens(toks[:0], s)
	}
	require.Len(b, toks, want)
}
