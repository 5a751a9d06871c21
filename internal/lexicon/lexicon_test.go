package lexicon

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
)

func TestWord(t *testing.T) {
	for _, row := range []struct {
		word   string
		has    Class
		hasNot Class
		why    string
	}{
		{"Maria", Given | GivenFemale, Drug, "given name of women"},
		{"GARCIA", Surname, Drug, "any capitals"},
		{"García", Surname, Drug, "accents do not matter"},
		{"Nguyễn", Surname, Drug, "two accents on one letter"},
		{"Łukasz", Given, Drug, "a letter without decomposition"},
		{"will", Given | Function, Drug, "name and function word at once"},
		{"May", Month | Function, Drug, "month and function word at once"},
		{"Foley", Eponym | Surname, 0, "eponym and surname"},
		{"metoprolol", Drug, Given, "drug"},
		{"hospital", HospitalHead, Given, "head of names of hospitals"},
		{"Blvd", StreetSuffix, 0, "street suffix"},
		{"MD", Credential | StateAbbr, 0, "credential and state"},
		{"wife", Relation, 0, "relation"},
		{"nurse", CareRole, 0, "role"},
		{"Ohio", State, 0, "state"},
		{"Japan", Country, 0, "country"},
		{"Medicare", Programme, Org, "no PHI by convention"},
		{"pancreatitis", Clinical, Given, "word of medicine"},
		{"carpenter", Profession | Surname, 0, "job and surname"},
		{"Thursday", Weekday, 0, "weekday"},
		{"Chicago", City, 0, "town of one word"},
	} {
		e := Word(row.word)
		assert.Equal(t, row.has, e.Classes&row.has, "%s: %s: %s", row.word, row.why, e.Classes)
		assert.Zero(t, e.Classes&row.hasNot, "%s: %s: %s", row.word, row.why, e.Classes)
	}
	for _, w := range []string{"", "xqzvbk", "Владимир", "山田", "a\xffb"} {
		assert.False(t, Word(w).Known(), "%q", w)
	}
}

func TestFrequencies(t *testing.T) {
	assert.Greater(t, Word("Smith").SurnameFreq, Word("Boggs").SurnameFreq)
	assert.Greater(t, Word("Michael").GivenFreq, Word("Thaddeus").GivenFreq)
	assert.Greater(t, Word("the").CommonFreq, Word("aardvark").CommonFreq)
	assert.Zero(t, Word("Szczepanski").CommonFreq)
	assert.LessOrEqual(t, Word("the").CommonFreq, uint8(MaxBucket))
}

func TestTokensAndWordsAgree(t *testing.T) {
	s := "Señor José O'BRIEN of St. Mary's, Łódź; 42 metoprolol Nguyễn"
	for _, tok := range text.AppendTokens(nil, s) {
		if tok.Kind == text.Word {
			assert.Equal(t, Word(tok.Of(s)), Of(tok, s), tok.Of(s))
		} else {
			assert.Zero(t, Of(tok, s))
		}
	}
}

func doc(t testing.TB, s string) *text.Doc {
	t.Helper()
	d := new(text.Doc)
	d.Text, d.Tokens = s, text.AppendTokens(nil, s)
	return d
}

func TestPhrases(t *testing.T) {
	for _, row := range []struct {
		text, want string
		class      Class
		why        string
	}{
		{"moved to San Diego last year", "San Diego", City, "town of two words"},
		{"seen at MASSACHUSETTS GENERAL HOSPITAL today", "MASSACHUSETTS GENERAL HOSPITAL", Hospital, "longest wins"},
		{"with Bell's palsy on the left", "Bell's palsy", Disease, "possessive"},
		{"with Bells palsy on the left", "Bells palsy", Disease, "possessive without apostrophe"},
		{"works as a truck driver", "truck driver", Profession, "occupation"},
		{"born in New\nZealand", "New\nZealand", Country, "over a line break"},
		{"born in New\n\nZealand", "", 0, "not over an empty line"},
		{"from St. Louis, MO", "St. Louis", City, "full stop inside"},
		{"San, Diego", "", 0, "a comma parts"},
	} {
		d := doc(t, row.text)
		ps := phrasesOf(d, entriesOf(d))
		if row.want == "" {
			assert.Empty(t, ps, row.why)
			continue
		}
		require.Len(t, ps, 1, row.why)
		got := row.text[d.Tokens[ps[0].First].Start:d.Tokens[ps[0].End-1].End]
		assert.Equal(t, row.want, got, row.why)
		assert.True(t, ps[0].Classes.Has(row.class), "%s: %s", row.why, ps[0].Classes)
	}
}

func TestClassNames(t *testing.T) {
	for i := range NumClasses {
		c := Class(1) << i
		got, ok := ParseClass(c.String())
		require.True(t, ok)
		assert.Equal(t, c, got)
	}
	_, ok := ParseClass("nothing")
	assert.False(t, ok)
	assert.Equal(t, "given|surname", Name.String())
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Ångström": "angstrom", "ĐẶNG": "dang", "Müller": "muller", "Zoë": "zoe", "Søren": "soren",
		"e\u0301": "e", "": "", "李": "", "İbrahim": "ibrahim",
	} {
		assert.Equal(t, want, Fold(in), in)
	}
}

// entriesOf gives the entry of each token; those that are no words have none.
func entriesOf(d *text.Doc) []Entry {
	es := make([]Entry, len(d.Tokens))
	for i, t := range d.Tokens {
		if t.Kind == text.Word {
			es[i] = Of(t, d.Text)
		}
	}
	return es
}

// phrasesOf finds the phrases of a note by the entries of its tokens.
func phrasesOf(d *text.Doc, es []Entry) []Phrase {
	var heads []int32
	last := int32(-1)
	for i, t := range d.Tokens {
		next, n := Head(last, int32(i), &es[i], t.Kind == text.Punct && Joins(d.Text[t.Start]))
		if n > 0 {
			heads = append(heads, last)
		}
		last = next
	}
	return AppendPhrases(nil, d, heads)
}

func TestCacheAgrees(t *testing.T) {
	d := doc(t, "Mr. Łukasz Smith saw Dr. Nguyễn; SMITH smith xqzv xqzv 42 of of of the 7 the metoprolol “5” 2019")
	mark := func(t *text.Token, s string) Marks {
		if t.Kind == text.Number {
			return 3
		}
		return Marks(t.Hash >> 7 % (1 << MarkBits))
	}
	var c Cache
	for pass := range 3 {
		fs := make([]Found, len(d.Tokens))
		c.Find(fs, d.Tokens, d.Text, mark)
		for i, f := range fs {
			assert.Equal(t, IDOf(d.Tokens[i], d.Text), f.ID(), pass)
			assert.Equal(t, mark(&d.Tokens[i], d.Text), f.Marks(), pass)
		}
	}
}

func TestCacheTellsWordsOfOneSlotApart(t *testing.T) {
	var c Cache
	slot := func(w string) uint32 { return scatter(text.HashFold(w)) >> spreadShift % (1 << cacheBits) }
	bySlot := map[uint32]string{}
	pairs := 0
	for a := 'a'; a <= 'z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			for _, end := range []string{"", "an", "er", "ing"} {
				w := string([]rune{a, b}) + end
				k := slot(w)
				other, taken := bySlot[k]
				bySlot[k] = w
				if !taken {
					continue
				}
				pairs++
				for _, x := range []string{other, w, other, w} {
					d := doc(t, x)
					var f [1]Found
					c.Find(f[:], d.Tokens, x, func(t *text.Token, _ string) Marks { return Marks(t.Hash & 3) })
					require.Equal(t, Word(x), f[0].ID().Entry(), x)
					require.Equal(t, Marks(text.HashFold(x)&3), f[0].Marks(), x)
				}
			}
		}
	}
	require.Positive(t, pairs)
}

func TestPrefixesHoldEveryPhrase(t *testing.T) {
	f, n := phrasePrefixes(), 0
	for i := 0; i < len(phrases.slots); i += slotLen {
		v := u64(phrases.slots, i)
		if v&0xffff == 0 {
			continue
		}
		n++
		w, b := prefixBit(v)
		require.NotZero(t, f[w]>>b&1)
	}
	require.Greater(t, n, 1000)
}

func FuzzOf(f *testing.F) {
	f.Add("Nguyễn St. Mary's")
	f.Add("\xff\xfe San Diego\n\n")
	f.Fuzz(func(t *testing.T, s string) {
		d := doc(t, s)
		es := entriesOf(d)
		require.Len(t, es, len(d.Tokens))
		last := int32(0)
		for _, p := range phrasesOf(d, es) {
			require.LessOrEqual(t, last, p.First)
			require.Greater(t, p.End, p.First+1)
			require.LessOrEqual(t, int(p.End), len(es))
			last = p.End
		}
	})
}

func BenchmarkEntries(b *testing.B) {
	s := ""
	for range 200 {
		s += "Mr. Doe is a 75-year-old male from San Diego with hypertension, seen by Dr. Okonkwo at St. Joseph Hospital.\n"
	}
	d := doc(b, s)
	var ps []Phrase
	var heads []int32
	var c Cache
	var fs [Batch]Found
	none := func(*text.Token, string) Marks { return 0 }
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		last := int32(-1)
		heads = heads[:0]
		for from := 0; from < len(d.Tokens); from += Batch {
			toks := d.Tokens[from:min(from+Batch, len(d.Tokens))]
			c.Find(fs[:], toks, s, none)
			for i, t := range toks {
				e := fs[i].ID().Entry()
				next, n := Head(last, int32(from+i), &e, t.Kind == text.Punct && Joins(s[t.Start]))
				if n > 0 {
					heads = append(heads, last)
				}
				last = next
			}
		}
		ps = AppendPhrases(ps[:0], d, heads)
	}
	require.Len(b, ps, 400)
}
