package gen

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
)

// marked reads a note with inline marks, {{TYPE|text}}.
func marked(t *testing.T, s string) Note {
	t.Helper()
	n := Note{ID: "test"}
	var b strings.Builder
	for {
		i := strings.Index(s, "{{")
		if i < 0 {
			b.WriteString(s)
			n.Text = b.String()
			return n
		}
		b.WriteString(s[:i])
		typ, rest, _ := strings.Cut(s[i+2:], "|")
		v, after, _ := strings.Cut(rest, "}}")
		k, err := labels.ParseType(typ)
		require.NoError(t, err)
		n.Spans = append(n.Spans, Mark{labels.Span{Start: b.Len(), End: b.Len() + len(v)}, k})
		b.WriteString(v)
		s = after
	}
}

func TestCorpusIsWhole(t *testing.T) {
	notes, err := Corpus()
	require.NoError(t, err)
	assert.Equal(t, 3855, len(notes))
	spans := 0
	for _, n := range notes {
		assertMarks(t, n)
		spans += len(n.Spans)
	}
	assert.Equal(t, 124256, spans)
}

// assertMarks checks that marks are sorted, disjoint, inside the text, on
// character boundaries, without blanks at their edges.
func assertMarks(t *testing.T, n Note) {
	t.Helper()
	at := 0
	for _, m := range n.Spans {
		require.True(t, m.Start >= at && m.Start < m.End && m.End <= len(n.Text), "%s: mark at %d", n.ID, m.Start)
		v := n.Text[m.Start:m.End]
		require.True(t, utf8.ValidString(v), "%s: mark at %d splits a character", n.ID, m.Start)
		require.Equal(t, strings.TrimSpace(v), v, "%s: blank edge", n.ID)
		require.True(t, m.Type.Valid())
		at = m.End
	}
}

func TestRefillIsSoundAndDeterministic(t *testing.T) {
	notes, err := Corpus()
	require.NoError(t, err)
	g := NewGenerator(notes[:200])
	differ := 0
	for i := 0; i < 200; i += 3 {
		a, b, c := g.Refill(notes[i], 1), g.Refill(notes[i], 1), g.Refill(notes[i], 2)
		require.Equal(t, a, b, "equal seeds")
		assertMarks(t, a)
		assertMarks(t, c)
		if a.Text != c.Text {
			differ++
		}
	}
	assert.Greater(t, differ, 60, "other seeds give other notes")
}

func TestRefillKeepsPeopleTogether(t *testing.T) {
	n := marked(t, "Patient: {{PATIENT|Kowalska, Irena M.}}\nMs. {{PATIENT|Kowalska}} came. {{PATIENT|Irena}} ({{PATIENT|IRENA KOWALSKA}}) saw Dr. {{DOCTOR|Brandt}}; {{DOCTOR|brandt}} agreed. MRN {{MEDICALRECORD|448-22}} again {{MEDICALRECORD|448-22}}.")
	g := NewGenerator([]Note{n})
	for seed := range uint64(40) {
		f := &filler{g: g, rng: rand.New(rand.NewPCG(seed, 1)), words: map[string]string{}, values: map[string]string{}, casts: 1}
		ps := pieces(n)
		f.plan(ps)
		var got []string
		for i, p := range ps {
			if p.kind != 0 {
				got = append(got, f.fill(ps[i], ""))
			}
		}
		full, last, first, caps := got[0], got[1], got[2], got[3]
		require.True(t, strings.HasPrefix(full, last+", "+first), "%q is %q and %q", full, last, first)
		require.Equal(t, strings.ToUpper(first+" "+last), caps)
		require.Equal(t, strings.ToLower(got[4]), got[5])
		require.Equal(t, got[6], got[7], "an id repeats")
	}
}

func TestShapesAreKept(t *testing.T) {
	f := &filler{g: NewGenerator(nil), rng: rand.New(rand.NewPCG(1, 2)), words: map[string]string{}, values: map[string]string{}}
	for _, row := range []struct {
		name, in string
		give     func(string) string
		like     string // 9 digit, A letter, else itself
	}{
		{"a date keeps its separators and zero", "03/14/2019", f.date, "99/99/9999"},
		{"an age keeps to digits", "67", f.age, "99"},
		{"an id keeps its dashes", "A-44-9", f.code, "A-99-9"},
	} {
		for range 50 {
			got := strings.Map(func(r rune) rune {
				switch {
				case r >= '0' && r <= '9':
					return '9'
				case r >= 'A' && r <= 'Z':
					return 'A'
				}
				return r
			}, row.give(row.in))
			require.Equal(t, row.like, got, row.name)
		}
	}
}

func TestNoiseKeepsMarks(t *testing.T) {
	notes, err := Corpus()
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(7, 7))
	for name, wear := range map[string]func(string) string{
		"lower": strings.ToLower, "ocr": func(s string) string { return ocr(s, rng, 20) },
		"punct": func(s string) string { return dropPunct(s, rng) }, "typos": func(s string) string { return typos(s, rng, 20) },
		"case": func(s string) string { return randomCase(s, rng) }, "accents": unaccent,
	} {
		for i := 0; i < 60; i += 5 {
			n := join(notes[i].ID, "", each(pieces(notes[i]), wear))
			assertMarks(t, n)
			assert.InDelta(t, len(notes[i].Spans), len(n.Spans), 1, name)
		}
	}
}

func TestHeldOutNamesAreNotUsed(t *testing.T) {
	l := loadLists()
	require.Greater(t, len(l.held), 300)
	for _, o := range l.origins {
		for _, n := range append(append([]string(nil), o.given...), o.surname...) {
			require.False(t, l.held[unaccentFold(n)], "%s of %s", n, o.id)
		}
	}
}

func TestNearWord(t *testing.T) {
	for _, row := range []struct {
		a, b string
		near bool
	}{
		{"heller", "hellar", true}, {"heller", "heler", true}, {"heller", "helller", true},
		{"heller", "heller", false}, {"heller", "hiller2x", false}, {"anna", "annas", false},
	} {
		assert.Equal(t, row.near, nearWord(row.a, row.b), "%s %s", row.a, row.b)
	}
}

func TestNegativesHoldNothing(t *testing.T) {
	a := Negatives(40, 3)
	require.Len(t, a, 40)
	require.Equal(t, a, Negatives(40, 3))
	for _, n := range a {
		assert.Empty(t, n.Spans)
		assert.NotEmpty(t, n.Text)
		assert.NotContains(t, n.Text, "{")
	}
}
