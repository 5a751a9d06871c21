package phimodel

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// TestStretchesAgreeWithTheWhole works a note in one piece and in many.
func TestStretchesAgreeWithTheWhole(t *testing.T) {
	m, err := Default()
	require.NoError(t, err)
	var b strings.Builder
	for i := range 12 {
		fmt.Fprintf(&b, "%s\n\nAddendum %d: Okonjo called about the refill; Raghunathan agreed. T. Okonjo, TO, will call again.\n\n", letter, i)
	}
	note := b.String()
	ev := evidenceOf(t, note)
	var s Scratch
	whole := m.Annotate(nil, ev, Balanced, &s)
	require.Greater(t, len(whole), 150)
	for _, about := range []int{150, 400, 1000} {
		cut := *m
		cut.stretch = about
		got := cut.Annotate(nil, ev, Balanced, &s)
		assert.Greater(t, len(s.r.stretches), 1)
		sound(t, note, got)
		assert.GreaterOrEqual(t, same(whole, got), len(whole)*98/100, "stretches of %d tokens", about)
		assert.InDelta(t, len(whole), len(got), float64(len(whole)/50))
		assert.Equal(t, got, cut.Annotate(nil, ev, Balanced, &s), "used memory does not show")
	}
}

// same counts the annotations that are in both.
func same(a, b []labels.Annotation) (n int) {
	in := map[labels.Annotation]bool{}
	for _, x := range a {
		in[labels.Annotation{Span: x.Span, Type: x.Type}] = true
	}
	for _, x := range b {
		if in[labels.Annotation{Span: x.Span, Type: x.Type}] {
			n++
		}
	}
	return n
}

func TestStretchEnd(t *testing.T) {
	lines := text.AppendTokens(nil, strings.Repeat("one two three\n", 10))
	runOn := text.AppendTokens(nil, strings.Repeat("one two three ", 10))
	for _, row := range []struct {
		name  string
		toks  []text.Token
		about int
		want  int
	}{
		{"all in one", lines, 30, 30},
		{"to the end of the line", lines, 10, 12},
		{"a line ends there", lines, 12, 12},
		{"anywhere in a line that does not end", runOn, 10, 20},
	} {
		assert.Equal(t, row.want, stretchEnd(row.toks, 0, row.about), row.name)
	}
}
