package bench

import (
	"regexp"
	"testing"

	"github.com/jdkato/prose/v2"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
)

// The baselines.
const (
	byProse  = "prose v2"
	byRegexp = "30 stdlib patterns"
)

// proseModel builds prose's model once; prose itself builds one a document.
func proseModel(b *testing.B) *prose.Model {
	d, err := prose.NewDocument("Once.")
	require.NoError(b, err)
	return d.Model
}

func benchProse(b *testing.B, stage, contender string, check func(*prose.Document) int, opts ...prose.DocOpt) {
	c := notes(b)
	opts = append(opts, prose.UsingModel(proseModel(b)), prose.WithSegmentation(false))
	pass(b, stage, contender, c.bytes, func() {
		found := 0
		for _, n := range c.notes {
			d, err := prose.NewDocument(n.Text, opts...)
			if err != nil {
				b.Fatal(n.ID, err)
			}
			found += check(d)
		}
		if found == 0 {
			b.Fatal("nothing found")
		}
	})
}

// BenchmarkBaselineProseTokenise splits notes with prose.
func BenchmarkBaselineProseTokenise(b *testing.B) {
	benchProse(b, stageTokens, byProse, func(d *prose.Document) int { return len(d.Tokens()) },
		prose.WithTagging(false), prose.WithExtraction(false))
}

// BenchmarkBaselineProseTag tags parts of speech with prose.
func BenchmarkBaselineProseTag(b *testing.B) {
	benchProse(b, stageTag, byProse+" parts of speech", func(d *prose.Document) int {
		tagged := 0
		for _, t := range d.Tokens() {
			if t.Tag != "" {
				tagged++
			}
		}
		return tagged
	}, prose.WithExtraction(false))
}

// BenchmarkBaselineProseEntities finds persons and places with prose.
func BenchmarkBaselineProseEntities(b *testing.B) {
	benchProse(b, stageTag, byProse+" entities", func(d *prose.Document) int { return len(d.Entities()) })
}

// patterns are thirty shapes of PHI as such sets have them.
var patterns = []struct {
	typ     labels.Type
	pattern string
}{
	{labels.Date, `\b\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d{2})\b`},
	{labels.Date, `\b\d{4}-\d{2}-\d{2}\b`},
	{labels.Date, `\b\d{1,2}/\d{1,2}\b`},
	{labels.Date, `(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?\b`},
	{labels.Date, `(?i)\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,? \d{4}\b`},
	{labels.Date, `(?i)\b(?:january|february|march|april|june|july|august|september|october|november|december) \d{4}\b`},
	{labels.Date, `\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b`},
	{labels.Date, `\b(?:19|20)\d{2}\b`},
	{labels.Age, `(?i)\b\d{1,3}(?:[- ]year[- ]old|[- ]?y\.?/?o\b)`},
	{labels.Age, `(?i)\bage:? \d{1,3}\b`},
	{labels.Phone, `\(\d{3}\) ?\d{3}-\d{4}`},
	{labels.Phone, `\b\d{3}[-. ]\d{3}[-. ]\d{4}\b`},
	{labels.Phone, `(?i)\bext\.? ?\d{2,6}\b`},
	{labels.Phone, `(?i)\bpager:? ?\d{4,7}\b`},
	{labels.Fax, `(?i)\bfax:? ?\(?\d{3}\)?[-. ]?\d{3}[-. ]\d{4}`},
	{labels.Email, `\b[\w.+-]+@[\w-]+\.[\w.-]+\b`},
	{labels.URL, `(?i)\b(?:https?://|www\.)[^\s]+`},
	{labels.URL, `\b(?:\d{1,3}\.){3}\d{1,3}\b`},
	{labels.IDNum, `\b\d{3}-\d{2}-\d{4}\b`},
	{labels.IDNum, `(?i)\bnpi:? ?\d{10}\b`},
	{labels.IDNum, `(?i)\baccession(?: ?#| no\.?)?:? ?[\w-]+`},
	{labels.IDNum, `(?i)\b(?:account|acct|csn)(?: ?#)?:? ?\d+\b`},
	{labels.MedicalRecord, `(?i)\bmrn?:? ?#? ?[\w-]+`},
	{labels.HealthPlan, `(?i)\b(?:member|policy|group) (?:id|no\.?|number):? ?[\w-]+`},
	{labels.Device, `(?i)\bserial(?: no\.?| number)?:? ?[\w-]+`},
	{labels.Zip, `\b[A-Z]{2} \d{5}(?:-\d{4})?\b`},
	{labels.Street, `(?i)\b\d+ (?:[a-z]+ ){1,3}(?:st|street|ave|avenue|rd|road|ln|lane|ct|court|dr|drive|blvd|way)\b`},
	{labels.Doctor, `\b(?:Dr|DR)\.? [A-Z][\w'-]+(?: [A-Z][\w'-]+)?`},
	{labels.Doctor, `\b[A-Z][\w'-]+ [A-Z][\w'-]+, (?:MD|DO|RN|NP|PA)\b`},
	{labels.Patient, `\b(?:Mr|Mrs|Ms|Miss)\.? [A-Z][\w'-]+`},
}

// BenchmarkBaselineRegexp finds PHI with the patterns, one after the other.
func BenchmarkBaselineRegexp(b *testing.B) {
	require.Len(b, patterns, 30)
	set := make([]*regexp.Regexp, len(patterns))
	for i, p := range patterns {
		set[i] = regexp.MustCompile(p.pattern)
	}
	find := func(s string) []labels.Annotation {
		var out []labels.Annotation
		for i, re := range set {
			for _, m := range re.FindAllStringIndex(s, -1) {
				out = append(out, labels.Annotation{Span: labels.Span{Start: m[0], End: m[1]}, Type: patterns[i].typ, Score: 1})
			}
		}
		return out
	}
	c := notes(b)
	r := c.leakage(b, find)
	require.Greater(b, r.Tokens.Rates().R, 0.3, "the patterns are no straw man")
	pass(b, stageTag, byRegexp, c.bytes, func() {
		for _, n := range c.notes {
			find(n.Text)
		}
	})
	b.ReportMetric(r.Tokens.Rates().R, "recall")
	b.ReportMetric(r.Tokens.Rates().P, "precision")
}
