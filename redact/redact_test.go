package redact_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
)

var ctx = context.Background()

// marked reads "Seen {{PATIENT|John Doe}} on …" into a text and its
// annotations.
func marked(t testing.TB, s string) (string, []labels.Annotation) {
	var b strings.Builder
	var anns []labels.Annotation
	for {
		before, rest, ok := strings.Cut(s, "{{")
		b.WriteString(before)
		if !ok {
			return b.String(), anns
		}
		inner, after, _ := strings.Cut(rest, "}}")
		name, value, _ := strings.Cut(inner, "|")
		typ, err := labels.ParseType(name)
		require.NoError(t, err)
		anns = append(anns, labels.Annotation{Span: labels.Span{Start: b.Len(), End: b.Len() + len(value)}, Type: typ, Score: 0.9, Source: "test"})
		b.WriteString(value)
		s = after
	}
}

func newRedactor(t testing.TB, o *redact.Options) *redact.Redactor {
	r, err := redact.New(o)
	require.NoError(t, err)
	return r
}

func builtin(t testing.TB, name string) *redact.Policy {
	p, err := redact.Builtin(name)
	require.NoError(t, err)
	return p
}

// redacted runs one marked note through a policy.
func redacted(t testing.TB, r *redact.Redactor, n redact.Note, s string) *redact.Document {
	var anns []labels.Annotation
	n.Text, anns = marked(t, s)
	doc, err := r.Redact(ctx, n, anns)
	require.NoError(t, err)
	return doc
}

const visit = "Seen {{PATIENT|John Doe}}, {{AGE|93}}, MRN {{MEDICALRECORD|00-123-45}}, on {{DATE|03/14/2019}} in {{CITY|Salem}} {{STATE|OR}} {{ZIP|97301}}. {{PATIENT|Doe, John}} lives at {{STREET|12 Elm St}}."

var created = time.Date(2019, 3, 14, 0, 0, 0, 0, time.UTC)

func TestPolicies(t *testing.T) {
	for _, tt := range []struct{ policy, want string }{
		{"tag", "Seen [PATIENT], [AGE], MRN [MEDICALRECORD], on [DATE] in [CITY] [STATE] [ZIP]. [PATIENT] lives at [STREET]."},
		{"mask", "Seen ********, **, MRN *********, on ********** in ***** ** *****. ********* lives at *********."},
		{"token", "Seen [PATIENT_#1], [AGE_#2], MRN [MEDICALRECORD_#3.0BD], on [DATE_#4] in [CITY_#5] [STATE_#6] [ZIP_#7]. [PATIENT_#1.3TT] lives at [STREET_#8]."},
		{"safe-harbor", "Seen [PATIENT_#1], 90 or older, MRN [MEDICALRECORD_#2.0BD], on 2019 in [CITY] OR 973. [PATIENT_#1.3TT] lives at [STREET]."},
		{"limited-data-set", "Seen [PATIENT_#1], 93, MRN [MEDICALRECORD_#2.0BD], on 03/14/2019 in Salem OR 97301. [PATIENT_#1.3TT] lives at [STREET]."},
	} {
		t.Run(tt.policy, func(t *testing.T) {
			r := newRedactor(t, &redact.Options{Policy: builtin(t, tt.policy)})
			doc := redacted(t, r, redact.Note{ID: "n1", Patient: "p1", Created: created}, visit)
			assert.Equal(t, tt.want, numberTokens(doc.Text))
		})
	}
}

// numberTokens replaces the random codes of tokens by the order in which they
// first come.
func numberTokens(s string) string {
	seen := map[string]string{}
	var b strings.Builder
	last := 0
	for _, f := range redact.FindTokens(s) {
		if seen[f.Code()] == "" {
			seen[f.Code()] = fmt.Sprint("#", len(seen)+1)
		}
		tok := f.Of(s)
		form := ""
		if i := strings.IndexByte(tok, '.'); i > 0 {
			form = tok[i : len(tok)-1]
		}
		b.WriteString(s[last:f.Start] + "[" + f.Type.String() + "_" + seen[f.Code()] + form + "]")
		last = f.End
	}
	return b.String() + s[last:]
}

func TestTokensAreOnePerIdentifierAndPatient(t *testing.T) {
	r := newRedactor(t, &redact.Options{Policy: builtin(t, "token")})
	first := redacted(t, r, redact.Note{ID: "a", Patient: "p1"}, "{{PATIENT|Mary Smith}} here")
	again := redacted(t, r, redact.Note{ID: "b", Patient: "p1"}, "again {{PATIENT|Mary Smith}}")
	other := redacted(t, r, redact.Note{ID: "c", Patient: "p2"}, "{{PATIENT|Mary Smith}} here")
	code := func(d *redact.Document) string { return redact.FindTokens(d.Text)[0].Code() }
	assert.Equal(t, code(first), code(again))
	assert.NotEqual(t, code(first), code(other), "another patient's notes must not be linked by a name")
}

func TestOffsetMapGoesBothWays(t *testing.T) {
	r := newRedactor(t, nil)
	s := "é {{PATIENT|Zoë Ångström}} saw {{DOCTOR|Li}} ok"
	note, anns := marked(t, s)
	doc, err := r.Redact(ctx, redact.Note{ID: "n", Text: note}, anns)
	require.NoError(t, err)
	require.Equal(t, "é [PATIENT] saw [DOCTOR] ok", doc.Text)
	for _, tt := range []struct{ name, from, want string }{
		{"before", "é", "é"},
		{"between", "saw", "saw"},
		{"after", "ok", "ok"},
		{"a replacement", "[PATIENT]", "Zoë Ångström"},
		{"part of a replacement widens", "PAT", "Zoë Ångström"},
		{"across", "saw [DOC", "saw Li"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := strings.Index(doc.Text, tt.from)
			got, ok := doc.Original(labels.Span{Start: i, End: i + len(tt.from)})
			require.True(t, ok)
			assert.Equal(t, tt.want, got.Of(note))
			back, ok := doc.Redacted(got)
			require.True(t, ok)
			assert.True(t, back.Contains(labels.Span{Start: i, End: i + len(tt.from)}))
		})
	}
	_, ok := doc.Original(labels.Span{Start: 0, End: len(doc.Text) + 1})
	assert.False(t, ok)
}

func TestDocumentJSONIsInCodePoints(t *testing.T) {
	r := newRedactor(t, &redact.Options{KeepOriginals: true})
	note, anns := marked(t, "é {{PATIENT|Zoë}} ü {{CITY|Köln}}")
	doc, err := r.Redact(ctx, redact.Note{ID: "n", Text: note}, anns)
	require.NoError(t, err)
	plain, err := json.Marshal(doc)
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"n","text":"é [PATIENT] ü [CITY]","policy":{"name":"tag","version":"1"},"edits":[
		{"span":{"start":2,"end":11},"original":{"start":2,"end":5},"type":"[PATIENT]","operator":"tag","score":0.9,"source":"test"},
		{"span":{"start":14,"end":20},"original":{"start":8,"end":12},"type":"[CITY]","operator":"tag","score":0.9,"source":"test"}]}`, string(plain))
	assert.NotContains(t, string(plain), "Köln")
	full, err := doc.MarshalWithOriginals()
	require.NoError(t, err)
	assert.Contains(t, string(full), `"text":"Köln"`)
	assert.NotContains(t, fmt.Sprintf("%+v %#v", doc, doc), "Köln")

	doc, err = newRedactor(t, nil).Redact(ctx, redact.Note{ID: "n", Text: note}, anns)
	require.NoError(t, err)
	_, err = doc.MarshalWithOriginals()
	assert.Error(t, err, "originals are kept on request only")
}

func TestBadNotesAreRefused(t *testing.T) {
	r := newRedactor(t, nil)
	ann := func(start, end int, typ labels.Type) labels.Annotation {
		return labels.Annotation{Span: labels.Span{Start: start, End: end}, Type: typ}
	}
	for _, tt := range []struct {
		name, text string
		anns       []labels.Annotation
		want       error
		offset     int
	}{
		{"invalid UTF-8", "ab\xffcd", nil, redact.ErrInvalidUTF8, 2},
		{"outside", "abc", []labels.Annotation{ann(1, 9, labels.City)}, redact.ErrAnnotation, 1},
		{"overlap", "abcdef", []labels.Annotation{ann(0, 3, labels.City), ann(2, 4, labels.City)}, redact.ErrAnnotation, 2},
		{"out of order", "abcdef", []labels.Annotation{ann(3, 4, labels.City), ann(0, 1, labels.City)}, redact.ErrAnnotation, 0},
		{"empty span", "abc", []labels.Annotation{ann(1, 1, labels.City)}, redact.ErrAnnotation, 1},
		{"no type", "abc", []labels.Annotation{ann(0, 1, 0)}, redact.ErrAnnotation, 0},
		{"inside a character", "é", []labels.Annotation{ann(0, 1, labels.City)}, redact.ErrAnnotation, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := r.Redact(ctx, redact.Note{ID: "n", Text: tt.text}, tt.anns)
			var ne *redact.NoteError
			require.ErrorAs(t, err, &ne)
			assert.ErrorIs(t, err, tt.want)
			assert.Equal(t, tt.offset, ne.Offset)
			assert.NotContains(t, err.Error(), "abc")
		})
	}
	doc, err := r.Redact(ctx, redact.Note{ID: "empty"}, nil)
	require.NoError(t, err)
	assert.Empty(t, doc.Text)
}

func TestRedactingTwiceChangesNothing(t *testing.T) {
	for _, name := range redact.BuiltinNames() {
		t.Run(name, func(t *testing.T) {
			r := newRedactor(t, &redact.Options{Policy: builtin(t, name)})
			doc := redacted(t, r, redact.Note{ID: "n", Created: created}, visit)
			var anns []labels.Annotation // as a tagger would that takes each token for a name
			for _, f := range redact.FindTokens(doc.Text) {
				anns = append(anns, labels.Annotation{Span: f.Span, Type: labels.Patient})
			}
			again, err := r.Redact(ctx, redact.Note{ID: "n", Created: created, Text: doc.Text}, anns)
			require.NoError(t, err)
			assert.Equal(t, doc.Text, again.Text)
		})
	}
}

func ExampleRedactor_Redact() {
	r, _ := redact.New(nil)
	doc, _ := r.Redact(context.Background(), redact.Note{ID: "n1", Text: "Mr. Doe came."},
		[]labels.Annotation{{Span: labels.Span{Start: 4, End: 7}, Type: labels.Patient}})
	fmt.Println(doc.Text)
	back, _ := doc.Original(doc.Edits[0].New)
	fmt.Println(back.Start, back.End)
	// Output:
	// Mr. [PATIENT] came.
	// 4 7
}
