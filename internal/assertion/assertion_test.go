package assertion

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// cases mark mentions as {words|status}.
var cases = []struct{ name, note string }{
	{"plain", "She has {asthma|present}."},
	{"determiner", "No {wheezing|negated} on the left."},
	{"list under one no", "No {rales|negated}, {rhonchi|negated}, or {wheezing|negated}."},
	{"denies through a list", "He denies {dysuria|negated}, {hematuria|negated} and {flank pain|negated}."},
	{"contrast ends it", "Denies {cough|negated} but has {dyspnea|present}."},
	{"verb ends it", "Denies {cough|negated}, reports {dyspnea|present}."},
	{"each its own no, then an affirmed item", "Chest film: no {infiltrate|negated}, no {effusion|negated}, mild {scoliosis|present}."},
	{"article opens an item", "No {murmur|negated}, trace {edema|present}."},
	{"pseudo", "No change in {cirrhosis|present}."},
	{"drug, not disease", "Not on treatment for {gout|present}."},
	{"ruled out after", "{Appendicitis|negated} was ruled out."},
	{"not ruled out", "{Appendicitis|uncertain} was not ruled out."},
	{"ruled out and affirmed", "Pt has {gout|present} but {cellulitis|negated} is ruled out."},
	{"is negative, is positive", "influenza screen: {influenza|negated} is negative, {strep throat|present} is positive."},
	{"negative for, positive for", "Negative for {influenza|negated}, positive for {strep throat|present}."},
	{"cannot exclude", "Cannot exclude {osteomyelitis|uncertain}."},
	{"versus", "{Cellulitis|uncertain} vs {gout|uncertain} of the toe."},
	{"versus spares the item before", "Pt with {lupus|present}, {cellulitis|uncertain} vs {gout|uncertain}."},
	{"question mark", "{Sarcoidosis|uncertain}?"},
	{"likely before", "{Anemia|present}, likely {thalassemia|uncertain}"},
	{"rule out", "CT to rule out {stroke|uncertain}."},
	{"r/o", "r/o {stroke|uncertain}"},
	{"unlikely", "{Stroke|negated} unlikely."},
	{"history of", "History of {hepatitis|historical}, {jaundice|historical}."},
	{"history then presenting", "History of {hepatitis|historical} presents with {jaundice|present}."},
	{"no history", "No history of {seizures|negated}."},
	{"prior, one item", "Prior {stroke|historical}, {migraine|present}."},
	{"as a child", "He had {measles|historical} as a child."},
	{"resolved", "{Hives|historical} resolved."},
	{"status post", "{Cholecystitis|historical} s/p cholecystectomy"},
	{"father", "Father had {colon polyps|family} and {gout|family}."},
	{"relative who tells", "Mother reports {croup|present} since Monday."},
	{"with a relative", "Accompanied by her daughter for {dizziness|present}."},
	{"family history section", "FAMILY HISTORY:\nBreast: {breast carcinoma|family}\nNo {diabetes|negated}."},
	{"family history sentence", "Family history of {glaucoma|family} but no {cataract|negated}."},
	{"no family history", "No family history of {glaucoma|negated}."},
	{"family of five", "Lives with a family of five. {Gout|present}."},
	{"call if", "Call if {bleeding|hypothetical} or {fever|hypothetical} occurs."},
	{"risks", "Risks including {infection|hypothetical}, {bleeding|hypothetical} were discussed."},
	{"monitor for", "Monitor for {hypoglycemia|hypothetical}."},
	{"prophylaxis after", "Heparin for {thrombosis|hypothetical} prophylaxis."},
	{"past history section", "PAST MEDICAL HISTORY:\n1. {Gout|historical}\n2. {Asthma|historical}"},
	{"list introduction", "Denies:\n- {cough|negated}\n- {fever|negated}\nLungs clear, {edema|present}."},
	{"key and verdict", "{Pneumonia|negated}: ruled out by CT"},
	{"key and none", "Chest pain: none\n{Dizziness|negated}: denies"},
	{"box empty", "[ ] {cough|negated}\n[x] {fever|present}"},
	{"boxes in a row", "[ ] {cough|negated} [x] {fever|present} [ ] {rash|negated}"},
	{"redaction tags stay out of it", "[PATIENT] denies {cough|negated} since [DATE], but [DOCTOR] found {rales|present}."},
	{"typographic apostrophe", "Doesn’t have {asthma|negated}."},
	{"semicolon", "No {cough|negated}; {fever|present} since Monday."},
	{"dash", "{Angina|present}, no {infarction|negated} - {gout|present}"},
	{"not alone", "He is not {anemic|negated}."},
	{"absent", "{Ascites|negated} absent."},
	{"were excluded, plural", "{Lymphoma|negated} and {sarcoidosis|negated} were excluded."},
	{"suspected after", "{Sleep apnea|uncertain} suspected, never tested."},
	{"negated and hypothetical", "If no {fever|negated}, discharge."},
	{"a key speaks for its whole line", "Past psych: {delirium|historical} in 2016. One {overdose|historical} by mouth.\n{Insomnia|present} now."},
	{"a time when it began", "The {pain|present} began two years ago. {Shingles|historical} three years ago."},
	{"a stretch of time", "{Weight loss|present} in the past 6 months; {gout|historical} in the past."},
	{"reason for a call", "Reason for call: {cough|present}."},
	{"heading of resolved problems", "RESOLVED PROBLEMS\n- {Gout|historical}\n- {Shingles|historical}"},
}

// parseMarks takes the marks out of a note and returns what they say.
func parseMarks(t *testing.T, note string) (plain string, spans []labels.Span, want []string) {
	t.Helper()
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(note, "{")
		b.WriteString(before)
		if !ok {
			return b.String(), spans, want
		}
		inner, after, ok := strings.Cut(rest, "}")
		require.True(t, ok, "unclosed mark in %q", note)
		words, status, ok := strings.Cut(inner, "|")
		require.True(t, ok, "mark without status in %q", note)
		spans = append(spans, labels.Span{Start: b.Len(), End: b.Len() + len(words)})
		want = append(want, status)
		b.WriteString(words)
		note = after
	}
}

func TestAssert(t *testing.T) {
	e := New()
	var c Context
	var d text.Doc
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			plain, spans, want := parseMarks(t, tc.note)
			require.NoError(t, d.Parse(plain))
			e.Scan(&d, &c)
			for i, s := range spans {
				f := c.Assert(s)
				assert.Equal(t, want[i], f.Status.String(), "%s in %q, cue %q", s.Of(plain), plain, f.Cue.Of(plain))
				if f.Status != Present {
					assert.NotEmpty(t, f.Cue.Of(plain), "no evidence for %s", s.Of(plain))
				}
			}
		})
	}
}

func TestWeak(t *testing.T) {
	e := New()
	for _, tc := range []struct {
		name, note string
		weak       bool
	}{
		{"history of says only that it began", "History of {gout|historical}.", true},
		{"resolved is firm", "{Gout|historical} resolved.", false},
		{"a past history section is weak", "PAST MEDICAL HISTORY:\n{Gout|historical}", true},
		{"prior is firm", "Prior {gout|historical}.", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			plain, spans, _ := parseMarks(t, tc.note)
			var d text.Doc
			require.NoError(t, d.Parse(plain))
			var c Context
			e.Scan(&d, &c)
			f := c.Assert(spans[0])
			assert.Equal(t, Historical, f.Status)
			assert.Equal(t, tc.weak, f.Weak)
		})
	}
}

func TestTableIsSound(t *testing.T) {
	seen := map[string]bool{}
	for _, rows := range [][]row{negationRows, uncertaintyRows, hypotheticalRows, historicalRows, kinRows, familyRows, pseudoRows} {
		for _, r := range rows {
			for _, p := range r.phrases {
				key := string(rune('0'+r.dir)) + string(rune('0'+r.reach)) + p
				assert.Equal(t, strings.ToLower(p), p, "phrases are written small")
				assert.NotEmpty(t, hashes(p), "phrase without words")
				assert.Falsef(t, seen[key], "phrase twice in one direction and reach: %q", p)
				seen[key] = true
			}
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, tc := range cases {
		f.Add(tc.note)
	}
	f.Add("[ ] [x] ( ) ? vs - ; : | no")
	e := New()
	f.Fuzz(func(t *testing.T, s string) {
		var d text.Doc
		if d.Parse(s) != nil {
			return
		}
		var c Context
		e.Scan(&d, &c)
		for _, tok := range d.Tokens {
			got := c.Assert(labels.Span{Start: int(tok.Start), End: int(tok.End)})
			if got.Cue.Start < 0 || got.Cue.End > len(s) || got.Cue.Start > got.Cue.End {
				t.Fatalf("cue outside the note: %v", got.Cue)
			}
			if got.Status != Present && got.Source == SourceNone {
				t.Fatalf("%s without source", got.Status)
			}
		}
	})
}

func BenchmarkScan(b *testing.B) {
	note := strings.Repeat("She denies fever, chills or cough. Father had a stroke. History of gout, now with pain in the knee; cannot exclude fracture. Continue metoprolol 25 mg twice daily and follow up in two weeks. ", 100)
	var d text.Doc
	require.NoError(b, d.Parse(note))
	e := New()
	var c Context
	e.Scan(&d, &c)
	at := strings.Index(note, "cough")
	b.SetBytes(int64(len(note)))
	b.ReportAllocs()
	for b.Loop() {
		e.Scan(&d, &c)
		if c.Assert(labels.Span{Start: at, End: at + 5}).Status != Negated {
			b.Fatal("cough is negated")
		}
	}
}
