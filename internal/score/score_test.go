package score

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
)

// at returns the annotation of the first piece of text that reads s.
func at(t testing.TB, text, s string, typ labels.Type) labels.Annotation {
	t.Helper()
	i := strings.Index(text, s)
	require.GreaterOrEqual(t, i, 0, s)
	return labels.Annotation{Span: labels.Span{Start: i, End: i + len(s)}, Type: typ, Score: 1}
}

// note is 12 tokens: Mr Jean Luc Peña 47 of Oslo called on May 5 2019.
const note = "Mr. Jean-Luc Peña, 47, of Oslo called on May 5, 2019."

func TestLeakage(t *testing.T) {
	gold := func(t testing.TB) []labels.Annotation {
		return []labels.Annotation{
			at(t, note, "Jean-Luc Peña", labels.Patient), at(t, note, "47", labels.Age),
			at(t, note, "Oslo", labels.City), at(t, note, "May 5, 2019", labels.Date),
		}
	}
	for _, row := range []struct {
		name                 string
		pred                 []labels.Annotation
		strict, span, tokens Counts
		overlapP, overlapR   float64
		harbor               Hits
		clean                int
	}{
		// The gold tokens are Jean, Luc, Peña, 47, Oslo, May, 5, 2019: eight.
		{"all right", gold(t), Counts{4, 0, 0}, Counts{4, 0, 0}, Counts{8, 0, 0}, 1, 1, Hits{8, 8}, 1},
		{"nothing found", nil, Counts{0, 0, 4}, Counts{0, 0, 4}, Counts{0, 0, 8}, 1, 0, Hits{0, 8}, 0},
		{"wrong type covers the token all the same",
			[]labels.Annotation{at(t, note, "Jean-Luc Peña", labels.Doctor)},
			Counts{0, 1, 4}, Counts{1, 0, 3}, Counts{3, 0, 5}, 0, 0, Hits{3, 8}, 0},
		{"title inside and half a name: one over-redacted, one leaked",
			[]labels.Annotation{at(t, note, "Mr. Jean-Luc", labels.Patient)},
			Counts{0, 1, 4}, Counts{0, 1, 4}, Counts{2, 1, 6}, 1, 0.25, Hits{2, 8}, 0},
		{"half a token leaks",
			[]labels.Annotation{at(t, note, "Osl", labels.City)},
			Counts{0, 1, 4}, Counts{0, 1, 4}, Counts{0, 0, 8}, 1, 0.25, Hits{0, 8}, 0},
		{"one span for two of gold",
			[]labels.Annotation{at(t, note, "47, of Oslo", labels.City)},
			Counts{0, 1, 4}, Counts{0, 1, 4}, Counts{2, 1, 6}, 1, 0.25, Hits{2, 8}, 0},
		{"twice the same counts once",
			[]labels.Annotation{at(t, note, "47", labels.Age), at(t, note, "47", labels.Age)},
			Counts{1, 0, 3}, Counts{1, 0, 3}, Counts{1, 0, 7}, 1, 0.25, Hits{1, 8}, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			var l Leakage
			l.Add(Note{ID: "n", Text: note, Gold: gold(t), Pred: row.pred})
			r := l.Report()
			assert.Equal(t, row.strict, r.Strict, "strict")
			assert.Equal(t, row.span, r.Span, "span")
			assert.Equal(t, row.tokens, r.Tokens, "token")
			assert.InDelta(t, row.overlapP, r.Overlap().P, 1e-12, "overlap P")
			assert.InDelta(t, row.overlapR, r.Overlap().R, 1e-12, "overlap R")
			assert.Equal(t, row.harbor, r.SafeHarbor)
			assert.Equal(t, row.clean, r.Clean)
			assert.Equal(t, 12, r.Tokens.TP+r.Tokens.FP+r.Tokens.FN+r.Untouched, "every token is counted once")
		})
	}
}

func TestLeakageOverNotes(t *testing.T) {
	l := Leakage{MaxMistakes: 2}
	g := []labels.Annotation{at(t, note, "Oslo", labels.City), at(t, note, "47", labels.Age)}
	l.Add(Note{ID: "a", Text: note, Gold: g, Pred: g[:1]})
	l.Add(Note{ID: "b", Text: note, Gold: g, Missing: true})
	l.Add(Note{ID: "c", Text: "Doctor House", Gold: nil, Pred: []labels.Annotation{at(t, "Doctor House", "House", labels.Hospital)}})
	r := l.Report()
	assert.Equal(t, 3, r.Notes)
	assert.Equal(t, 1, r.Missing)
	assert.Equal(t, Counts{1, 1, 3}, r.Strict)
	assert.Equal(t, Rates{0.5, 0.25, 1.0 / 3}, r.Strict.Rates())
	assert.Equal(t, Counts{1, 0, 1}, r.ByType[labels.City].Strict)
	assert.Equal(t, Hits{1, 2}, r.ByType[labels.City].Tokens)
	assert.Equal(t, 1, r.Clean, "the note without PHI leaks nothing")
	require.Len(t, r.ByNote, 3)
	assert.Equal(t, NoteLeakage{"a", Counts{1, 0, 1}, Counts{1, 0, 1}}, r.ByNote[0])
	i := strings.Index(note, "47")
	assert.Equal(t, []Mistake{{"a", true, i, i + 2, labels.Age}, {"b", true, i, i + 2, labels.Age}}, r.Mistakes, "in order, no more than asked for")

	var out bytes.Buffer
	require.NoError(t, r.WriteText(&out, true, true))
	assert.Contains(t, out.String(), "3 notes, 4 gold spans, 2 predicted, 1 notes have no prediction")
	assert.Contains(t, out.String(), "strict   P 0.5000  R 0.2500  F1 0.3333")
	assert.NotContains(t, out.String(), "Oslo")
	b, err := json.Marshal(r.Summary())
	require.NoError(t, err)
	assert.Contains(t, string(b), `"strict":{"p":0.5,"r":0.25,"f":0.3333`)
}

func TestTokens(t *testing.T) {
	for _, row := range []struct {
		in   string
		want []string
	}{
		{"", nil},
		{"a_b c-d", []string{"a", "b", "c", "d"}},
		{"Peña 3½ 王小", []string{"Peña", "3½", "王小"}},
		{"n\u0303o", []string{"n", "o"}},
	} {
		var got []string
		for _, s := range tokens(row.in) {
			got = append(got, s.Of(row.in))
		}
		assert.Equal(t, row.want, got, row.in)
	}
}

func TestI2B2(t *testing.T) {
	// Gold: PATIENT Jean-Luc Peña (tokens Jean, Luc, Pe, a: letters of ASCII
	// only), AGE 47, CITY Oslo, IDNUM 2019.
	gold := []labels.Annotation{
		at(t, note, "Jean-Luc Peña", labels.Patient), at(t, note, "47", labels.Age),
		at(t, note, "Oslo", labels.City), at(t, note, "2019", labels.IDNum),
	}
	pred := []labels.Annotation{
		at(t, note, "Jean-Luc Peñ", labels.Patient), // end off by one
		at(t, note, "47, o", labels.Age),            // end off by three
		at(t, note, "Oslo", labels.Hospital),        // wrong type
		at(t, note, "2019", labels.IDNum),           // right
	}
	var s I2B2
	s.Add(Note{ID: "n", Text: note, Gold: gold, Pred: pred})
	r := s.Report()
	for _, row := range []struct {
		sub  Subset
		m    Measure
		want Counts
	}{
		{AllTypes, Strict, Counts{1, 3, 3}},
		{AllTypes, Relaxed, Counts{2, 2, 2}},
		// gold Jean Luc Pe a | 47 | Oslo | 2019; pred Jean Luc Pe | 47 o | Oslo(HOSPITAL) | 2019
		{AllTypes, Token, Counts{5, 2, 2}},
		{AllTypes, BinarySpan, Counts{2, 2, 2}},
		{AllTypes, BinaryToken, Counts{6, 1, 1}},
		// HOSPITAL is outside the subset.
		{HIPAA, Strict, Counts{1, 2, 3}},
		{HIPAA, Relaxed, Counts{2, 1, 2}},
		{HIPAA, Token, Counts{5, 1, 2}},
		{HIPAA, BinaryToken, Counts{5, 1, 2}},
		// And IDNUM is never counted by the task's program.
		{HIPAAScript, Strict, Counts{0, 2, 3}},
		{HIPAAScript, Relaxed, Counts{1, 1, 2}},
		{HIPAAScript, Token, Counts{4, 1, 2}},
	} {
		assert.Equal(t, row.want, r.Micro[row.sub][row.m], "%s, %s", row.sub, row.m)
	}
	assert.Equal(t, Counts{1, 0, 0}, r.ByType[labels.Patient][Relaxed])
	assert.Equal(t, Counts{0, 1, 0}, r.ByType[labels.Hospital][Strict])
}

func TestI2B2Relaxed(t *testing.T) {
	const s = "Zoë Peñañ met Ann"
	for _, row := range []struct {
		name       string
		gold, pred string
		want       Counts
	}{
		{"two characters short", "Zoë Peñañ", "Zoë Peñ", Counts{1, 0, 0}},
		{"three characters short", "Zoë Peñañ", "Zoë Pe", Counts{0, 1, 1}},
		{"two too long", "Zoë", "Zoë P", Counts{1, 0, 0}},
		{"start off by one", "Zoë", "oë", Counts{0, 1, 1}},
	} {
		var l I2B2
		l.Add(Note{Text: s, Gold: []labels.Annotation{at(t, s, row.gold, labels.Patient)}, Pred: []labels.Annotation{at(t, s, row.pred, labels.Patient)}})
		r := l.Report()
		assert.Equal(t, row.want, r.Micro[AllTypes][Relaxed], row.name)
	}
}

func TestI2B2EmptyToken(t *testing.T) {
	const s = "seen 王小 today"
	a := []labels.Annotation{at(t, s, "王小", labels.Patient)}
	var l I2B2
	l.Add(Note{Text: s, Gold: a, Pred: a})
	r := l.Report()
	assert.Equal(t, Counts{1, 0, 0}, r.Micro[AllTypes][Token], "a span without an ASCII token counts as one")
}

func TestI2B2Macro(t *testing.T) {
	g := []labels.Annotation{at(t, note, "Oslo", labels.City), at(t, note, "47", labels.Age)}
	var s I2B2
	s.Add(Note{ID: "a", Text: note, Gold: g, Pred: g})     // P 1, R 1
	s.Add(Note{ID: "b", Text: note, Gold: g, Pred: g[:1]}) // P 1, R 1/2
	s.Add(Note{ID: "c", Text: note, Gold: g})              // P 0, R 0
	r := s.Report()
	mean, sdP, sdR := r.Macro(AllTypes, Strict)
	assert.InDelta(t, 2.0/3, mean.P, 1e-12)
	assert.InDelta(t, 0.5, mean.R, 1e-12)
	assert.InDelta(t, 2*(2.0/3*0.5)/(2.0/3+0.5), mean.F1, 1e-12)
	assert.InDelta(t, 0.4714045, sdP, 1e-6)
	assert.InDelta(t, 0.4082483, sdR, 1e-6)
	assert.Equal(t, Rates{1, 0.5, 2.0 / 3}, r.Rates(AllTypes, Strict))
	var empty I2B2Report
	assert.Equal(t, Rates{}, empty.Rates(AllTypes, Token), "nothing out of nothing is 0 there")

	var out bytes.Buffer
	require.NoError(t, r.WriteText(&out, true, true))
	assert.Contains(t, out.String(), "micro P 1.0000 R 0.5000 F1 0.6667")
	b, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(b), `"binary token"`)
}

func TestReliability(t *testing.T) {
	g := []labels.Annotation{at(t, note, "Oslo", labels.City), at(t, note, "47", labels.Age)}
	pred := append([]labels.Annotation{}, g...)
	pred[0].Score, pred[1].Score = 0.9, 1
	wrong := at(t, note, "May", labels.Patient)
	wrong.Score = 0.34
	var r Reliability
	r.Add(Note{Text: note, Gold: g, Pred: append(pred, wrong)})
	bins, ece := r.Table()
	require.Len(t, bins, 2)
	assert.Equal(t, Bin{0.3, 0.4, 1, 0.34, 0}, bins[0])
	assert.Equal(t, Bin{0.9, 1, 2, 0.95, 1}, bins[1])
	assert.InDelta(t, (0.34+2*0.05)/3, ece, 1e-12)
}

func TestNameGap(t *testing.T) {
	a, b := LeakageReport{}, LeakageReport{}
	a.ByType[labels.Patient].Tokens = Hits{9, 10}
	b.ByType[labels.Doctor].Tokens = Hits{7, 10}
	recall, gap := NameGap(a, b, LeakageReport{})
	assert.Equal(t, []float64{0.9, 0.7, 0}, recall)
	assert.InDelta(t, 0.2, gap, 1e-12)
}

func FuzzScore(f *testing.F) {
	f.Add(note, 4, 10, 0, 40)
	f.Add("王小 a", 0, 3, 3, 8)
	f.Add("", 0, 0, 0, 0)
	f.Fuzz(func(t *testing.T, s string, a, b, c, d int) {
		n := Note{Text: s,
			Gold: []labels.Annotation{{Span: labels.Span{Start: a, End: b}, Type: labels.Date}, {Span: labels.Span{Start: c, End: d}, Type: labels.Age}},
			Pred: []labels.Annotation{{Span: labels.Span{Start: a, End: d}, Type: labels.Date}, {Span: labels.Span{Start: c, End: b}, Type: labels.Zip}}}
		var l Leakage
		l.Add(n)
		r := l.Report()
		require.Equal(t, len(tokens(s)), r.Tokens.TP+r.Tokens.FP+r.Tokens.FN+r.Untouched)
		require.Equal(t, r.GoldSpans, r.Strict.Gold())
		require.Equal(t, r.PredSpans, r.Strict.TP+r.Strict.FP)
		var i I2B2
		i.Add(n)
		ir := i.Report()
		require.GreaterOrEqual(t, ir.Micro[AllTypes][Relaxed].TP, ir.Micro[AllTypes][Strict].TP)
		require.Equal(t, r.Strict, ir.Micro[AllTypes][Strict])
	})
}

func BenchmarkLeakage(b *testing.B) {
	s := strings.Repeat(note+"\n", 1000)
	var anns []labels.Annotation
	for i := 0; i < len(s); i += len(note) + 1 {
		anns = append(anns, labels.Annotation{Span: labels.Span{Start: i + 4, End: i + 18}, Type: labels.Patient})
	}
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		var l Leakage
		l.Add(Note{Text: s, Gold: anns, Pred: anns[:500]})
		if r := l.Report(); r.Strict.TP != 500 {
			b.Fatal(r.Strict)
		}
	}
}

func ExampleLeakage() {
	text := "Seen by Jane Roe on 5/6/19."
	gold := []labels.Annotation{
		{Span: labels.Span{Start: 8, End: 16}, Type: labels.Doctor},
		{Span: labels.Span{Start: 20, End: 26}, Type: labels.Date},
	}
	var l Leakage
	l.Add(Note{ID: "n1", Text: text, Gold: gold, Pred: gold[1:]})
	r := l.Report()
	fmt.Println(r.Strict, r.Tokens.FN, "tokens leak")
	// Output:
	// {1 0 1} 2 tokens leak
}
