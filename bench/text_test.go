package bench

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
)

// tokenPattern says what a token is in one line: the plain way to do it, and
// the check on the fast one.
var tokenPattern = regexp.MustCompile(`[\p{L}\p{M}]+|[0-9]+|[^\s\p{C}]`)

// BenchmarkTokenise splits notes into tokens with offset, shape and hash.
func BenchmarkTokenise(b *testing.B) {
	c := notes(b)
	var toks []text.Token
	for _, n := range c.notes {
		toks = text.AppendTokens(toks[:0], n.Text)
		want := tokenPattern.FindAllStringIndex(n.Text, -1)
		require.Len(b, toks, len(want), n.ID)
		for i, w := range want {
			require.Equal(b, n.Text[w[0]:w[1]], toks[i].Of(n.Text), n.ID)
		}
	}
	pass(b, stageTokens, ours, c.bytes, func() {
		for _, n := range c.notes {
			toks = text.AppendTokens(toks[:0], n.Text)
		}
	})
}

// BenchmarkParse makes tokens, lines, sentences and sections.
func BenchmarkParse(b *testing.B) {
	c := notes(b)
	var doc text.Doc
	sections := map[text.SectionKind]int{}
	for _, n := range c.notes {
		require.NoError(b, doc.Parse(n.Text))
		held := 0
		for _, s := range doc.Sentences {
			held += int(s.EndToken - s.FirstToken)
		}
		require.Len(b, doc.Tokens, held, n.ID)
		for _, s := range doc.Sections {
			sections[s.Kind]++
		}
	}
	for kind, least := range map[text.SectionKind]int{
		text.SectionHPI: 4, text.SectionFamilyHistory: 5, text.SectionAssessment: 9, text.SectionMedications: 4,
		text.SectionExam: 8, text.SectionStaging: 1, text.SectionFinalDiagnosis: 2,
	} {
		require.GreaterOrEqual(b, sections[kind], least, kind)
	}
	pass(b, "parse", ours, c.bytes, func() {
		for _, n := range c.notes {
			if err := doc.Parse(n.Text); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkOffsets turns the byte offsets of every annotation into code points.
func BenchmarkOffsets(b *testing.B) {
	c := notes(b)
	var off text.Offsets
	run := func() {
		for _, n := range c.notes {
			off.Reset(n.Text)
			for _, a := range n.Annotations {
				s, err := off.SpanFrom(a.Span, text.CodePoints)
				if err != nil || s.Len() <= 0 {
					b.Fatal(n.ID, err)
				}
			}
		}
	}
	pass(b, "offsets", ours, c.bytes, run)
}
