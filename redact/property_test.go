package redact_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
)

// words of random notes: plain ones, names, numbers, other scripts, what looks
// like a tag.
var noteWords = []string{"fever", "Mr.", "Doe,", "John", "O'Brien", "3/14/2019", "12-34", "é", "日本", "\n", "[PATIENT]", "[", "]", "_", "Zoë", "  ", "a@b.org", "\u00a0", "ﬁ", "98.6"}

// randomNote draws a text and annotations of some of its pieces.
func randomNote(r *rand.Rand) (string, []labels.Annotation) {
	var b strings.Builder
	var anns []labels.Annotation
	for range 1 + r.IntN(40) {
		w := noteWords[r.IntN(len(noteWords))]
		if r.IntN(3) == 0 && strings.TrimSpace(w) != "" {
			w = strings.Trim(w, "[]_") + fmt.Sprint(r.IntN(1000))
			anns = append(anns, labels.Annotation{Span: labels.Span{Start: b.Len(), End: b.Len() + len(w)}, Type: labels.Types()[r.IntN(labels.NumTypes)], Score: r.Float64()})
		}
		b.WriteString(w)
		if r.IntN(4) > 0 {
			b.WriteByte(' ')
		}
	}
	return b.String(), anns
}

// reversible are policies whose every replacement leads back.
func reversible() []*redact.Policy {
	random := redact.TokenPolicy()
	siv := redact.Policy{Name: "siv", Otherwise: redact.Action{Do: redact.Token, Kind: redact.TokenSIV, Scope: redact.ScopeProject}}
	mixed := redact.Policy{Name: "mixed", Rules: []redact.Rule{
		{When: redact.Condition{ScoreUnder: 0.3}, Action: redact.Action{Do: redact.Keep}},
		{Types: []labels.Type{labels.Patient, labels.Date}, Action: redact.Action{Do: redact.Token, Kind: redact.TokenSIV}},
	}, Otherwise: redact.Action{Do: redact.Token}}
	return []*redact.Policy{&random, &siv, &mixed}
}

func TestRestoreUndoesRedact(t *testing.T) {
	for _, p := range reversible() {
		t.Run(p.Name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(1, 2))
			keys, v := newKeys(t), redact.NewMemoryVault()
			r := newRedactor(t, &redact.Options{Policy: p, Keys: keys, Vault: v, NoGuard: true})
			back := restorer(t, keys, "", v)
			for i := range 500 {
				text, anns := randomNote(rnd)
				doc, err := r.Redact(ctx, redact.Note{ID: fmt.Sprint(i), Patient: fmt.Sprint(i % 7), Text: text}, anns)
				require.NoError(t, err)
				got, err := back.Restore(ctx, "n", doc.Text, "property test")
				require.NoError(t, err)
				require.Equal(t, text, got)
			}
		})
	}
}

func TestRedactIsIdempotentOnAnyNote(t *testing.T) {
	for _, name := range redact.BuiltinNames() {
		rnd := rand.New(rand.NewPCG(3, 4))
		r := newRedactor(t, &redact.Options{Policy: builtin(t, name), NoGuard: true})
		for i := range 300 {
			text, anns := randomNote(rnd)
			n := redact.Note{ID: fmt.Sprint(i), Text: text, Created: created}
			first, err := r.Redact(ctx, n, anns)
			require.NoError(t, err)
			again, err := r.Redact(ctx, n, anns)
			require.NoError(t, err)
			require.Equal(t, first.Text, again.Text, "the same note gives the same text")
			n.Text = first.Text
			third, err := r.Redact(ctx, n, nil)
			require.NoError(t, err)
			require.Equal(t, first.Text, third.Text)
		}
	}
}

// On text that no edit touches the map is a bijection: every byte goes to an
// equal byte and comes back to where it was.
func TestOffsetMapIsABijectionOnUntouchedText(t *testing.T) {
	for _, name := range redact.BuiltinNames() {
		rnd := rand.New(rand.NewPCG(5, 6))
		r := newRedactor(t, &redact.Options{Policy: builtin(t, name), NoGuard: true})
		for i := range 200 {
			text, anns := randomNote(rnd)
			doc, err := r.Redact(ctx, redact.Note{ID: fmt.Sprint(i), Text: text, Created: created}, anns)
			require.NoError(t, err)
			require.True(t, utf8.ValidString(doc.Text))
			hit := map[int]bool{}
			for pos := range len(doc.Text) {
				at := labels.Span{Start: pos, End: pos + 1}
				if inEdit(doc, at) {
					continue
				}
				o, ok := doc.Original(at)
				require.True(t, ok)
				require.Equal(t, 1, o.Len())
				require.Equal(t, doc.Text[pos], text[o.Start])
				require.False(t, hit[o.Start], "two bytes come from one")
				hit[o.Start] = true
				n, ok := doc.Redacted(o)
				require.True(t, ok)
				require.Equal(t, at, n)
			}
			for _, e := range doc.Edits {
				for pos := e.Original.Start; pos < e.Original.End; pos++ {
					require.False(t, hit[pos])
					hit[pos] = true
				}
				o, ok := doc.Original(e.New)
				require.True(t, ok)
				if e.New.Len() > 0 {
					require.Equal(t, e.Original, o)
				}
			}
			require.Len(t, hit, len(text), "every byte of the original is either untouched or in an edit")
		}
	}
}

func inEdit(d *redact.Document, s labels.Span) bool {
	for _, e := range d.Edits {
		if e.New.Overlaps(s) {
			return true
		}
	}
	return false
}

func TestShiftIsUniformAndNeverZero(t *testing.T) {
	p := redact.Policy{Name: "x", Otherwise: redact.Action{Do: redact.DateShift}, Shift: redact.Shift{From: -5, To: 5}}
	r := newRedactor(t, &redact.Options{Policy: &p})
	day := time.Date(2019, 6, 1, 10, 22, 0, 0, time.UTC)
	count := map[int]int{}
	const patients = 20000
	for i := range patients {
		moved := r.ShiftTime(fmt.Sprint("p", i), day)
		assert.Equal(t, "10:22", moved.Format("15:04"))
		count[int(moved.Sub(day).Hours()/24)]++
	}
	assert.Zero(t, count[0])
	require.Len(t, count, 10)
	chi := 0.0
	for _, n := range count {
		d := float64(n) - patients/10
		chi += d * d / (patients / 10)
	}
	assert.Less(t, chi, 45.1, "chi-square with 9 degrees of freedom, p = 0.000001")
}

func TestIntervalsOfAPatientStay(t *testing.T) {
	r := newRedactor(t, &redact.Options{Policy: builtin(t, "expert-determination")})
	a := redacted(t, r, redact.Note{ID: "a", Patient: "p", Created: created}, "{{DATE|03/01/2019}} {{DATE|March 15, 2019}}")
	b := redacted(t, r, redact.Note{ID: "b", Patient: "p", Created: created}, "{{DATE|2019-04-01}} {{DATE|4/2}} {{DATE|Tuesday}}")
	first, err := time.Parse("01/02/2006", a.Text[:10])
	require.NoError(t, err)
	second, err := time.Parse("January 2, 2006", a.Text[11:])
	require.NoError(t, err)
	third, err := time.Parse("2006-01-02", b.Text[:10])
	require.NoError(t, err)
	assert.Equal(t, 14*24*time.Hour, second.Sub(first))
	assert.Equal(t, 31*24*time.Hour, third.Sub(first))
	assert.Equal(t, r.ShiftTime("p", time.Date(2019, 3, 1, 0, 0, 0, 0, time.UTC)), first, "structured dates agree")
	days := map[time.Time]bool{}
	for i := range 20 {
		days[r.ShiftTime(fmt.Sprint("q", i), first)] = true
	}
	assert.Greater(t, len(days), 5, "other patients move by other days")
}

func TestDateOperators(t *testing.T) {
	note := redact.Note{ID: "n", Patient: "p", Created: time.Date(2019, 3, 20, 0, 0, 0, 0, time.UTC), Anchor: time.Date(2019, 3, 14, 0, 0, 0, 0, time.UTC)}
	for _, tt := range []struct {
		name string
		do   redact.Action
		text string
		want string
	}{
		{"year of a full date", redact.Action{Do: redact.DateYear}, "{{DATE|3/14/19}}", "2019"},
		{"year alone stays", redact.Action{Do: redact.DateYear}, "{{DATE|2019}} {{DATE|'19}}", "2019 '19"},
		{"no year, no date", redact.Action{Do: redact.DateYear}, "{{DATE|3/14}} {{DATE|Tuesday}} {{DATE|March}}", "[DATE] [DATE] [DATE]"},
		{"season and quarter of a year", redact.Action{Do: redact.DateYear}, "{{DATE|fall of 2018}} {{DATE|Q2 2018}}", "2018 2018"},
		{"year of birth that tells an age over 89", redact.Action{Do: redact.DateYear}, "DOB {{DATE|5/1/1929}}, {{DATE|1929}}", "DOB [DATE], [DATE]"},
		{"year of birth at 89", redact.Action{Do: redact.DateYear}, "DOB {{DATE|5/1/1930}}", "DOB 1930"},
		{"time fused to the date", redact.Action{Do: redact.DateYear}, "{{DATE|20190314}}1022", "[DATE]1022"},
		{"scanner's letters", redact.Action{Do: redact.DateYear}, "{{DATE|O3/l4/2O19}}", "[DATE]"},
		{"month", redact.Action{Do: redact.DateMonth}, "{{DATE|3/14/19}} {{DATE|March 2}} {{DATE|2019}}", "2019-03 2019-03 [DATE]"},
		{"relative day", redact.Action{Do: redact.DateRelative, Anchor: "admission"}, "{{DATE|3/17/19}} {{DATE|3/14}} {{DATE|3/1}} {{DATE|March}}", "day +3 of admission day +0 of admission day -13 of admission [DATE]"},
		{"not a date at all", redact.Action{Do: redact.DateShift}, "{{DATE|some day}} {{CITY|Salem}}", "[DATE] [CITY]"},
		{"unreadable", redact.Action{Do: redact.DateShift}, "{{DATE|O3/l4/2O19}} {{DATE|2/30/2019}} {{DATE|Ramadan}}", "[DATE] [DATE] [DATE]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := redact.Policy{Name: "x", Otherwise: tt.do}
			doc := redacted(t, newRedactor(t, &redact.Options{Policy: &p}), note, tt.text)
			assert.Equal(t, tt.want, doc.Text)
			for _, e := range doc.Edits {
				assert.Equal(t, e.Operator == redact.Tag, e.Wanted == tt.do.Do, "an edit that could not be done says so")
			}
		})
	}
}

func TestRangesMoveBothEnds(t *testing.T) {
	p := redact.Policy{Name: "x", Otherwise: redact.Action{Do: redact.DateShift}, Shift: redact.Shift{From: 7, To: 7}}
	r := newRedactor(t, &redact.Options{Policy: &p})
	doc := redacted(t, r, redact.Note{ID: "n", Created: created}, "{{DATE|3/14-3/21}}, {{DATE|March 3 to March 9, 2019}}, {{DATE|27/12/2018}} {{DATE|03/04/2019}}")
	assert.Equal(t, "3/21-3/28, March 10 to March 16, 2019, 03/01/2019 10/04/2019", doc.Text, "a note with a day-first date is read day first")
}

func TestOtherOperators(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   redact.Action
		text string
		want string
	}{
		{"remove", redact.Action{Do: redact.Remove}, "Mr. {{PATIENT|Doe}} came", "Mr.  came"},
		{"mask keeps the last four", redact.Action{Do: redact.Mask, KeepLast: 4, Char: "#"}, "{{IDNUM|123-45-6789}}", "#######6789"},
		{"mask of a short value", redact.Action{Do: redact.Mask, KeepLast: 4}, "{{IDNUM|123}}", "***"},
		{"mask counts characters", redact.Action{Do: redact.Mask}, "{{PATIENT|Zoë}}", "***"},
		{"mask keeps lines", redact.Action{Do: redact.Mask}, "{{STREET|1 Elm\nSt}}", "*****\n**"},
		{"cap", redact.Action{Do: redact.AgeCap}, "{{AGE|89}} {{AGE|90}} {{AGE|ninety-two}} {{AGE|3 months}} {{AGE|old}}", "89 90 or older 90 or older 3 months [AGE]"},
		{"band", redact.Action{Do: redact.AgeBand}, "{{AGE|63}} {{AGE|7}} {{AGE|89}} {{AGE|101}}", "60-69 0-9 80-89 90 or older"},
		{"band of five", redact.Action{Do: redact.AgeBand, Band: 5}, "{{AGE|63}}", "60-64"},
		{"ZIP3", redact.Action{Do: redact.ZIP3}, "{{ZIP|97301-1234}} {{ZIP|03601}} {{ZIP|00099}} {{ZIP|SW1A 1AA}} {{ZIP|79001}}", "973 000 000 000 790"},
		{"ZIP3 by all censuses", redact.Action{Do: redact.ZIP3, AllCensuses: true}, "{{ZIP|79001}}", "000"},
		{"one-way token", redact.Action{Do: redact.Token, Kind: redact.TokenPRF}, "{{PATIENT|John Doe}} {{PATIENT|DOE, JOHN}}", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := redact.Policy{Name: "x", Otherwise: tt.do}
			doc := redacted(t, newRedactor(t, &redact.Options{Policy: &p}), redact.Note{ID: "n"}, tt.text)
			if tt.want != "" {
				assert.Equal(t, tt.want, doc.Text)
				return
			}
			f := redact.FindTokens(doc.Text)
			require.Len(t, f, 2)
			assert.Equal(t, f[0].Code(), f[1].Code(), "two spellings, one person")
			assert.Equal(t, redact.TokenPRF, f[0].Kind)
		})
	}
}

func TestNormalize(t *testing.T) {
	for _, tt := range []struct {
		typ  labels.Type
		a, b string
	}{
		{labels.Patient, "John Doe", "DOE, John"},
		{labels.Patient, "John  Doe", "john doe"},
		{labels.Patient, "John Q. Doe", "DOE^JOHN^Q"},
		{labels.Patient, "O’Brien", "O'BRIEN"},
		{labels.Patient, "Ｊｏｈｎ Doe", "John Doe"},
		{labels.MedicalRecord, "00-123-45", "0012345"},
		{labels.IDNum, "AB 123", "ab-123"},
		{labels.Phone, "(312) 555-0134", "1-312-555-0134"},
		{labels.Phone, "312.555.0134 x12", "3125550134 ext 12"},
		{labels.Email, "Mary@X.org", "mary@x.org"},
		{labels.URL, "https://www.x.org/", "x.org"},
		{labels.Date, "March 14, 2019", "2019-03-14"},
		{labels.Hospital, "St. Mary's", "ST MARYS"},
	} {
		assert.Equal(t, redact.Normalize(tt.typ, tt.a), redact.Normalize(tt.typ, tt.b), "%s: %q and %q", tt.typ, tt.a, tt.b)
	}
	assert.NotEqual(t, redact.Normalize(labels.Patient, "John Doe"), redact.Normalize(labels.Patient, "Doe John"), "without a comma the order tells two people apart")
}

func TestStructuredRecordAgreesWithNotes(t *testing.T) {
	keys, v := newKeys(t), redact.NewMemoryVault()
	r := newRedactor(t, &redact.Options{Policy: builtin(t, "expert-determination"), Keys: keys, Vault: v})
	rec, err := r.RedactRecord(ctx, "p1", map[string]any{
		"patient_id": "p1", "name": "Doe, John", "birth_date": "1964-05-18", "sex": "M", "zip": "97301", "mrn": "00-123-45", "age": 93,
		"diagnoses": []any{map[string]any{"diagnosis_date": "2019-03-14", "code": "I10"}},
		"created":   time.Date(2019, 3, 14, 8, 0, 0, 0, time.UTC),
	}, nil)
	require.NoError(t, err)
	doc := redacted(t, r, redact.Note{ID: "n", Patient: "p1", Created: created}, "{{PATIENT|John Doe}}|{{DATE|1964-05-18}}|{{MEDICALRECORD|0012345}}|{{DATE|2019-03-14}}")
	f := strings.Split(doc.Text, "|")
	given, family, _ := strings.Cut(f[0], " ")
	assert.Equal(t, family+", "+given, rec["name"])
	assert.Equal(t, f[1], rec["birth_date"])
	assert.Equal(t, redact.FindTokens(f[2])[0].Code(), redact.FindTokens(rec["mrn"].(string))[0].Code())
	assert.Equal(t, f[3], rec["diagnoses"].([]any)[0].(map[string]any)["diagnosis_date"])
	assert.Equal(t, f[3]+"T08:00:00Z", rec["created"].(time.Time).Format(time.RFC3339))
	assert.Equal(t, "M", rec["sex"])
	assert.Equal(t, "973", rec["zip"])
	assert.Equal(t, "90 or older", rec["age"])
	id, err := r.PatientToken(ctx, "p1")
	require.NoError(t, err)
	assert.Equal(t, id, rec["patient_id"])
	odd, err := r.PatientToken(ctx, "Pat 00-1 (b)")
	require.NoError(t, err)
	assert.Regexp(t, `^MEDICALRECORD_\w{9}$`, odd, "however it is spelled, an id is one code")
	back, err := restorer(t, keys, "", v).Restore(ctx, "n", "["+id+"]", "why")
	require.NoError(t, err)
	assert.Equal(t, "p1", back)

	for path, bad := range map[string]map[string]any{
		"nickname":      {"nickname": "Jo-canary"},
		"name":          {"name": true},
		"patient.alias": {"patient": map[string]any{"alias": "x"}},
		"birth_date":    {"birth_date": []byte("x")},
	} {
		_, err := r.RedactRecord(ctx, "p1", bad, nil)
		var fe *redact.FieldError
		require.ErrorAs(t, err, &fe)
		assert.Equal(t, path, fe.Path)
		assert.NotContains(t, err.Error(), "canary")
	}
}
