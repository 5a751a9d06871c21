package redact_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
)

func surrogatePolicy() *redact.Policy {
	return &redact.Policy{Name: "stand-ins", Otherwise: redact.Action{Do: redact.Surrogate}}
}

func TestSurrogatesKeepTheForm(t *testing.T) {
	r := newRedactor(t, &redact.Options{Policy: surrogatePolicy()})
	for _, tt := range []struct{ name, typ, value, form string }{
		{"given and family", "PATIENT", "Mary Smith", `^[A-Z][a-z]+ [A-Z][a-z]+$`},
		{"family first", "PATIENT", "Smith, Mary", `^[A-Z][a-z]+, [A-Z][a-z]+$`},
		{"capitals", "PATIENT", "SMITH^MARY", `^[A-Z]+\^[A-Z]+$`},
		{"lower case", "DOCTOR", "mary smith", `^[a-z]+ [a-z]+$`},
		{"initials", "DOCTOR", "J. Q. Smith", `^[A-Z]\. [A-Z]\. [A-Z][a-z]+$`},
		{"hyphen and generation", "PATIENT", "John Smith-Jones Jr", `^[A-Z][a-z]+ [A-Z][a-z]+-[A-Z][a-z]+ Jr$`},
		{"apostrophe", "PATIENT", "O'Brien", `^[A-Z][a-z]+$`},
		{"record number", "MEDICALRECORD", "AB-00123", `^[A-Z]{2}-\d{5}$`},
		{"social security number", "IDNUM", "123-45-6789", `^9\d\d-0\d-\d{4}$`},
		{"phone", "PHONE", "(312) 867-5309", `^\([2-9]\d\d\) 555-01\d\d$`},
		{"phone with extension", "PHONE", "867-5309 x1234", `^555-01\d\d x\d{4}$`},
		{"phone from abroad", "PHONE", "+44 20 7946 0018", `^\+99 9\d \d{4} \d{4}$`},
		{"email", "EMAIL", "mary@hospital.com", `^[a-z]+\d\d@example\.org$`},
		{"network address", "URL", "10.1.2.3", `^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$`},
		{"page", "URL", "https://mary.me/x", `^https://example\.org/[a-z]+$`},
		{"ZIP", "ZIP", "97301", `^\d{5}$`},
		{"ZIP of nine", "ZIP", "97301-1234", `^\d{5}-\d{4}$`},
		{"street", "STREET", "1200 Elm Ave Apt 3", `^[1-9]\d{3} [A-Z][a-z]+ Ave$`},
		{"town", "CITY", "SALEM", `^[A-Z]+$`},
		{"hospital", "HOSPITAL", "Mercy General Hospital", `^[A-Z][a-z]+ General Hospital$`},
		{"hospital's letters", "HOSPITAL", "MGH", `^[A-Z]{3}$`},
		{"employer", "ORGANIZATION", "Acme Inc.", `^[A-Z][a-z]+ Inc\.$`},
		{"job", "PROFESSION", "astronaut", `^[a-z ]+$`},
		{"state", "STATE", "MA", `^[A-Z]{2}$`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := redacted(t, r, redact.Note{ID: "n", Patient: "p"}, "x {{"+tt.typ+"|"+tt.value+"}} y")
			got := strings.TrimSuffix(strings.TrimPrefix(doc.Text, "x "), " y")
			assert.Regexp(t, regexp.MustCompile(tt.form), got)
			assert.NotEqual(t, tt.value, got)
			typ, _ := labels.ParseType(tt.typ)
			assert.NotEqual(t, redact.Normalize(typ, tt.value), redact.Normalize(typ, got))
		})
	}
}

func TestSurrogatesAreOnePersonThroughout(t *testing.T) {
	r := newRedactor(t, &redact.Options{Policy: surrogatePolicy()})
	doc := redacted(t, r, redact.Note{ID: "n", Patient: "p"}, "{{PATIENT|Mary Smith}}|{{PATIENT|SMITH, MARY}}|{{PATIENT|Mary}}|{{PATIENT|Smith}}|{{PATIENT|M. Smith}}")
	f := strings.Split(doc.Text, "|")
	given, family, _ := strings.Cut(f[0], " ")
	assert.Equal(t, strings.ToUpper(family+", "+given), f[1])
	assert.Equal(t, given, f[2])
	assert.Equal(t, family, f[3])
	assert.Equal(t, given[:1]+". "+family, f[4])

	again := redacted(t, r, redact.Note{ID: "m", Patient: "p"}, "{{PATIENT|Mary Smith}}")
	assert.Equal(t, f[0], again.Text, "the same in another note of the patient")
	other := redacted(t, r, redact.Note{ID: "m", Patient: "q"}, "{{PATIENT|Mary Smith}}")
	assert.NotEqual(t, f[0], other.Text, "another in another patient's")
}

func TestSurrogatesKeepTheGender(t *testing.T) {
	r := newRedactor(t, &redact.Options{Policy: surrogatePolicy()})
	for _, p := range []string{"a", "b", "c", "d"} {
		doc := redacted(t, r, redact.Note{ID: "n", Patient: p}, "{{PATIENT|Emily}} {{PATIENT|Jacob}} {{PATIENT|Nadine Petrovic}} {{PATIENT|Bogdan Petrovic}}")
		f := strings.Fields(doc.Text)
		for _, name := range []string{f[0], f[2]} {
			assert.Regexp(t, `(belle|lyssa|nette|riel|line|mira|rose|wyn|delle|thea|vina|lina|rissa|sanne|dora)$`, name)
		}
		for _, name := range []string{f[1], f[4]} {
			assert.Regexp(t, `(brick|den|dric|gard|lan|lek|lin|mond|nard|ric|rick|rold|son|ston|ton|ven|vin|wald|win)$`, name)
		}
	}
}

func TestSurrogateIsNoValueOfTheNote(t *testing.T) {
	r := newRedactor(t, &redact.Options{Policy: surrogatePolicy(), NoGuard: true})
	first := redacted(t, r, redact.Note{ID: "n", Patient: "p"}, "{{CITY|Salem}}").Text
	doc := redacted(t, r, redact.Note{ID: "n", Patient: "p"}, "{{CITY|Salem}}|{{CITY|"+first+"}}")
	for _, s := range strings.Split(doc.Text, "|") {
		assert.NotEqual(t, first, s, "the usual stand-in is a true value here")
	}
}

func TestExpertPolicyReadsLikeANote(t *testing.T) {
	r := newRedactor(t, &redact.Options{Policy: builtin(t, "expert-determination")})
	doc := redacted(t, r, redact.Note{ID: "n", Patient: "p", Created: created}, visit)
	require.Len(t, redact.FindTokens(doc.Text), 1, "the record number")
	assert.Regexp(t, `^Seen [A-Z][a-z]+ [A-Z][a-z]+, 90 or older, MRN \[MEDICALRECORD_\w{9}(\.\w{3})?\], on \d\d/\d\d/201[89] in [A-Z][a-z]+ OR 973\. [A-Z][a-z]+, [A-Z][a-z]+ lives at \d\d [A-Z][a-z]+ St\.$`, doc.Text)
	assert.True(t, doc.Shifted)
}
