package review

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
)

func span(s, part string) labels.Span {
	i := strings.Index(s, part)
	return labels.Span{Start: i, End: i + len(part)}
}

func TestPieces(t *testing.T) {
	const s = "Seen [DATE] by Okafor in [CITY]."
	n := Note{ID: "n", Text: s,
		Marks: []Mark{
			{Span: labels.Span{}, Type: labels.Patient, Score: 1}, // removed at the start
			{Span: span(s, "[DATE]"), Type: labels.Date, Score: .9},
			{Span: span(s, "[CITY]"), Type: labels.City, Score: .5},
			{Span: labels.Span{Start: len(s), End: len(s)}, Type: labels.Zip, Score: 1}, // removed at the end
		},
		Disagreements: []Disagreement{
			{Span: span(s, "Okafor"), Type: labels.Doctor, Score: .8},
			{Span: span(s, "in [CI"), Type: labels.Hospital, Score: .1},
		}}
	require.NoError(t, n.Check())
	assert.Equal(t, []Piece{
		{"", 0, -1}, {"Seen ", -1, -1}, {"[DATE]", 1, -1}, {" by ", -1, -1}, {"Okafor", -1, 0}, {" ", -1, -1},
		{"in ", -1, 1}, {"[CI", 2, 1}, {"TY]", 2, -1}, {".", -1, -1}, {"", 3, -1},
	}, n.Pieces())
	assert.InDelta(t, .1+.5+.8+.1, n.Doubt(), 1e-12)
	assert.Equal(t, 1, n.LowConfidence(.8))
}

func TestPiecesJoin(t *testing.T) {
	for _, n := range []Note{{}, {Text: "plain"}, {Text: "ab", Marks: []Mark{{Span: labels.Span{Start: 1, End: 1}, Type: labels.City}, {Span: labels.Span{Start: 1, End: 1}, Type: labels.Zip}}}} {
		require.NoError(t, n.Check())
		joined, marks := "", 0
		for _, p := range n.Pieces() {
			joined += p.Text
			if p.Mark >= 0 {
				marks++
			}
		}
		assert.Equal(t, n.Text, joined)
		assert.Equal(t, len(n.Marks), marks, "every mark shows")
	}
}

func TestCheck(t *testing.T) {
	mark := func(start, end int) Mark {
		return Mark{Span: labels.Span{Start: start, End: end}, Type: labels.City, Score: 1}
	}
	for _, row := range []struct {
		name string
		note Note
	}{
		{"invalid UTF-8", Note{Text: "\xff"}},
		{"beyond the text", Note{Text: "abc", Marks: []Mark{mark(1, 4)}}},
		{"reversed", Note{Text: "abc", Marks: []Mark{mark(2, 1)}}},
		{"overlap", Note{Text: "abc", Marks: []Mark{mark(0, 2), mark(1, 3)}}},
		{"unsorted", Note{Text: "abc", Marks: []Mark{mark(2, 3), mark(0, 1)}}},
		{"inside a character", Note{Text: "é", Marks: []Mark{mark(0, 1)}}},
		{"no type", Note{Text: "a", Marks: []Mark{{Span: labels.Span{End: 1}}}}},
		{"score", Note{Text: "a", Marks: []Mark{{Type: labels.City, Score: 1.5}}}},
		{"empty disagreement", Note{Text: "a", Disagreements: []Disagreement{{Type: labels.City}}}},
	} {
		assert.ErrorIs(t, row.note.Check(), ErrNote, row.name)
	}
}

func TestRank(t *testing.T) {
	notes := []Note{{ID: "c"}, {ID: "b", Marks: []Mark{{Score: .5}}}, {ID: "a"}, {ID: "d", Disagreements: []Disagreement{{Score: .9}}}}
	Rank(notes)
	var ids []string
	for _, n := range notes {
		ids = append(ids, n.ID)
	}
	assert.Equal(t, []string{"d", "b", "a", "c"}, ids)
}

func TestClauses(t *testing.T) {
	require.Len(t, Clauses(), 18)
	covered := map[labels.Type]bool{}
	for i, c := range Clauses() {
		assert.Equal(t, labels.SafeHarbor('A'+byte(i)), c.Letter)
		assert.NotEmpty(t, c.Letter.Title())
		assert.Equal(t, c.Coverage == NotCovered, len(c.Types) == 0)
		if c.Coverage != Covered {
			assert.NotEmpty(t, c.Limit, "what is not covered is said")
		}
		for _, typ := range c.Types {
			covered[typ] = true
		}
	}
	for _, typ := range labels.Types() {
		assert.Equal(t, typ.SafeHarbor().Valid(), covered[typ], "%s is in the table when the list names it", typ)
	}
}
