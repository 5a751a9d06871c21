package extract_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/extract"
)

// cases mark the diagnoses of a note as {words|code|assertion}; the extractor
// must find these and no others.
var cases = []struct{ name, note string }{
	{"short forms in a list", "PMH: {HTN|I10|present}, {HLD|E78.5|present}, {CKD stage 3b|N18.32|present}"},
	{"lay words", "She had a {heart attack|I21.9|present} and has {kidney stones|N20.0|present}."},
	{"words in any order", "{Fracture of the left distal radius|S52.502A|present}."},
	{"side before", "{left distal radius fracture|S52.502A|present}"},
	{"negated list", "Denies {chest pain|R07.9|negated}, {nausea|R11.0|negated} or {vomiting|R11.10|negated}."},
	{"room air is no arthritis", "Sat 97% on RA. {Known RA|M06.9|present} treated with methotrexate."},
	{"physical exam is no embolism", "PE: lungs clear. CTA showed {PE|I26.99|present}."},
	{"chronic outlives history", "History of {hypertension|I10|present} and {pneumonia|J18.9|historical}."},
	{"defined in the note", "{Rheumatoid arthritis|M06.9|present} ({RhA|M06.9|present}) since 2011. {RhA|M06.9|present} quiet."},
	{"tags are no words", "[PATIENT_7KQ2M9X4C] has {asthma|J45.909|present} since [DATE]."},
	{"letters of a tag's code are no words", "Seen by [DOCTOR_7T2AC5N4M] and [MEDICALRECORD_M5S1A9C2N] for {gout|M10.9|present}."},
	{"a segment of HL7 is no disease", "PID|1||[MEDICALRECORD_K2M4]"},
	{"plural and British", "{Oesophageal varices|I85.00|present}, {anaemia|D64.9|present}."},
	{"misspelt", "{Pnuemonia|J18.9|present} and {hypertenison|I10|present}."},
	{"code printed after its mention", "{Hypertension|I15.9|present} (I15.9)."},
	{"code printed alone", "Dx code: {E11.42|E11.42|present}"},
	{"codes before, of and behind mentions", "Dx: {I10|I10|present}. {Hypertension|I15.9|present} (I15.9), ({I16.0|I16.0|present}), {gout|M10.00|present} (M10.00). Code {C20|C20|present}."},
	{"a code behind that of another system", "CPT {99213|99213|present} ({E11.42|E11.42|present}), LOINC {4548-4|4548-4|present}."},
	{"vertebrae are no codes", "Tender over L5 and T12, no step off."},
	{"bare codes need a bracket or a word", "Gate C18 at noon. Problem ({C20|C20|present})."},
	{"letter that names a kind", "{Hepatitis A|B15.9|present}, no {hepatitis|K75.9|negated}."},
	{"qualifiers after a comma", "{Major depressive disorder, recurrent, moderate|F33.1|present}"},
	{"comma before another disease", "{Osteoporosis|M81.0|present}, {left hip pain|M25.552|present}"},
	{"with makes one code", "{Type 2 diabetes with CKD|E11.22|present}"},
	{"and joins two", "{Anxiety|F41.9|present} and {insomnia|G47.00|present}"},
	{"and inside a term", "{Nausea and vomiting|R11.2|present}"},
	{"a bare year is past", "{Pneumonia|J18.9|historical} in 2019."},
	{"a year before", "In 2010 he had {pneumonia|J18.9|historical}."},
	{"eye in the seventh place", "{Proliferative diabetic retinopathy|E11.3592|present} of the left eye"},
	{"sequela", "{Left hip fracture|S72.002S|present} sequela"},
	{"immune is not ill", "Prenatal: {measles|B05.9|negated} immune, {HIV|B20|negated} nonreactive."},
	{"no diagnosis in a drug's name", "Flu vaccine given, stress test ordered, NKDA."},
	{"family in its section", "FAMILY HISTORY: Mother with {lupus|M32.9|family}."},
	{"eponym", "{Crohn's disease|K50.90|present}, {Crohn disease|K50.90|present}."},
}

func TestExtract(t *testing.T) {
	x, err := extract.New(nil)
	require.NoError(t, err)
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			plain, want := unmark(t, tc.note)
			got, err := x.Extract(context.Background(), extract.Note{ID: tc.name, Text: plain})
			require.NoError(t, err)
			var have []string
			for _, d := range got {
				assert.Equal(t, d.Span, d.Evidence.Mention)
				have = append(have, d.Span.Of(plain)+"|"+d.Code+"|"+string(d.Assertion))
			}
			assert.Equal(t, want, have, "in %q", plain)
		})
	}
}

// unmark takes the marks out of a note and returns them.
func unmark(t *testing.T, note string) (plain string, marks []string) {
	t.Helper()
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(note, "{")
		b.WriteString(before)
		if !ok {
			return b.String(), marks
		}
		mark, after, ok := strings.Cut(rest, "}")
		require.True(t, ok, "unclosed mark in %q", note)
		words, _, ok := strings.Cut(mark, "|")
		require.True(t, ok, "mark without code in %q", note)
		b.WriteString(words)
		marks = append(marks, mark)
		note = after
	}
}
