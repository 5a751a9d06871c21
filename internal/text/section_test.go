package text

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSections gives each note as its sections: kind, colon, heading.
func TestSections(t *testing.T) {
	for _, row := range []struct {
		name, in string
		want     []string
	}{
		{"no heading", "Seen today.", []string{"none:"}},
		{"white space only", "  \n", []string{"none:"}},
		{"heading first", "\n  PLAN:\nHome.", []string{"plan:PLAN"}},
		{"capitals, colon or not", "x.\nHISTORY OF PRESENT ILLNESS\na.\nPast Medical History:\nb.\nplan:\nc.",
			[]string{"none:", "hpi:HISTORY OF PRESENT ILLNESS", "past-medical-history:Past Medical History", "plan:plan"}},
		{"numbering and marks", "## 1. Assessment\na.\n2) Plan:\nb.", []string{"assessment:Assessment", "plan:Plan"}},
		{"abbreviations", "HPI: a.\nPMHx: b.\nPSHx: c.\nFHx: d.\nSHx: e.\nROS: f.\nA/P: g.",
			[]string{"hpi:HPI", "past-medical-history:PMHx", "past-surgical-history:PSHx", "family-history:FHx", "social-history:SHx", "review-of-systems:ROS", "assessment:A/P"}},
		{"inline after a sentence", "CT done. FINDINGS: mass. IMPRESSION: cancer.", []string{"none:", "findings:FINDINGS", "assessment:IMPRESSION"}},
		{"a plain word is no heading", "The plan is clear: go home.", []string{"none:"}},
		{"parts of an examination stay inside", "PHYSICAL EXAM:\nHEART: regular.\nLUNGS: clear.\nABDOMEN\nsoft.", []string{"exam:PHYSICAL EXAM"}},
		{"unknown heading in capitals", "Plan:\nHome.\n\nWOUND VAC NUMBERS\nClean and dry.", []string{"plan:Plan", "none:WOUND VAC NUMBERS"}},
		{"unknown heading with a telling word", "MEDICATIONS GIVEN IN TRIAGE:\naspirin", []string{"medications:MEDICATIONS GIVEN IN TRIAGE"}},
		{"demographic keys open one header", "Patient: A\nMRN: 1\nDOB: 2\nHPI: cough.", []string{"header:Patient", "hpi:HPI"}},
		{"text below a header", "Name: A\nRN: Lee\n\n0745 Took over care, the patient is alert and calm.\nPlan: rest.", []string{"header:Name", "none:", "plan:Plan"}},
		{"a key inside a section opens none", "PLAN:\nHome today.\nPhone: 555\nRest.", []string{"plan:PLAN"}},
		{"copies below the plan", "CC: cough\nPLAN:\nHome.\ncc: Dr. Lee", []string{"chief-complaint:CC", "plan:PLAN", "signature:cc"}},
		{"pathology report", "SPECIMEN: node\nGROSS: 1 cm.\nDIAGNOSIS: Benign.", []string{"specimen:SPECIMEN", "gross:GROSS", "final-diagnosis:DIAGNOSIS"}},
		{"diagnosis elsewhere", "Diagnosis: UTI\nPlan: antibiotics", []string{"assessment:Diagnosis", "plan:Plan"}},
		{"pulse is no plan", "Vitals: T: 37 P: 80\nP: 82", []string{"exam:Vitals"}},
		{"SOAP letters", "S: cough\nO: clear\nA: asthma\nP: inhaler", []string{"hpi:S", "exam:O", "assessment:A", "plan:P"}},
		{"author in a letterhead", "Author: Lee\nHPI: cough.\nSigned by: Lee", []string{"header:Author", "hpi:HPI", "signature:Signed by"}},
		{"brackets at the end of a heading", "DISCHARGE MEDICATIONS (RECONCILED):\naspirin\nSYNOPTIC REPORT (CAP, Breast):\npT2",
			[]string{"medications:DISCHARGE MEDICATIONS (RECONCILED)", "staging:SYNOPTIC REPORT (CAP, Breast)"}},
		{"staging", "STAGING:\npT2 pN1a", []string{"staging:STAGING"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var d Doc
			require.NoError(t, d.Parse(row.in))
			var got []string
			for _, x := range d.Sections {
				got = append(got, x.Kind.String()+":"+x.Heading.Of(row.in))
			}
			assert.Equal(t, row.want, got)
			checkDoc(t, &d)
		})
	}
}

// TestHeadingTable looks for rows that cannot be reached.
func TestHeadingTable(t *testing.T) {
	seen := map[uint64]string{}
	for _, row := range headingTable {
		for _, w := range row.words {
			k := headingKeyOf(w)
			require.NotZero(t, k, w)
			assert.LessOrEqual(t, len(AppendTokens(nil, w)), maxHeadingTokens, w)
			assert.Equal(t, strings.ToLower(w), w)
			if other, ok := seen[k]; ok {
				assert.Equal(t, headings[k].kind, row.kind, "%q is hidden by %q of another kind or use", w, other)
			}
			if _, ok := seen[k]; !ok {
				seen[k] = w
				assert.Equal(t, headingEntry{row.kind, row.use}, headings[k], w)
			}
		}
	}
	for _, w := range []string{"HISTORY OF THE PRESENT ILLNESS", "History of present illness", "history  of present-illness"} {
		e, ok := lookupHeading(AppendTokens(nil, w))
		assert.True(t, ok)
		assert.Equal(t, SectionHPI, e.kind, w)
	}
}

func TestAbbreviationTable(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range abbreviationTable {
		for _, w := range row.words {
			assert.False(t, seen[w], "%q twice", w)
			seen[w] = true
			require.Len(t, AppendTokens(nil, w), 1, "%q is one word", w)
		}
	}
}

func TestKindNames(t *testing.T) {
	seen := map[string]bool{}
	for k := SectionKind(0); int(k) < NumSectionKinds; k++ {
		assert.NotEmpty(t, k.String())
		assert.False(t, seen[k.String()])
		seen[k.String()] = true
	}
	assert.Equal(t, "invalid", SectionKind(200).String())
	assert.Equal(t, "invalid", SentenceKind(200).String())
}

func TestAt(t *testing.T) {
	const s = "HPI: Cough. No fever.\nPLAN: Rest."
	var d Doc
	require.NoError(t, d.Parse(s))
	at := strings.Index(s, "fever")
	sen := d.Sentences[d.SentenceAt(at)]
	assert.Equal(t, "No fever.", s[sen.Start:sen.End])
	assert.Equal(t, SectionHPI, d.Sections[d.SectionAt(at)].Kind)
	assert.Equal(t, "fever", d.Tokens[d.TokenAt(at+2)].Of(s))
	assert.Equal(t, -1, d.SentenceAt(-1))
	assert.Equal(t, len(d.Tokens), d.TokenAt(len(s)))
	assert.Equal(t, SectionPlan, d.Sections[d.SectionAt(len(s))].Kind)
}

func ExampleDoc_Parse() {
	note := "PMH: HTN, DM2. Denies asthma.\nPLAN:\n1. Start aspirin 81 mg. Recheck in 2 wk."
	var d Doc
	if err := d.Parse(note); err != nil {
		fmt.Println(err)
		return
	}
	for _, sec := range d.Sections {
		fmt.Printf("%s (%s)\n", sec.Kind, sec.Heading.Of(note))
		for _, s := range d.Sentences[sec.FirstSentence:sec.EndSentence] {
			fmt.Printf("  %s: %s\n", s.Kind, note[s.Start:s.End])
		}
	}
	// Output:
	// past-medical-history (PMH)
	//   key-value: PMH: HTN, DM2.
	//   prose: Denies asthma.
	// plan (PLAN)
	//   heading: PLAN:
	//   list-item: 1. Start aspirin 81 mg.
	//   list-item: Recheck in 2 wk.
}
