package marked

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

func TestParse(t *testing.T) {
	n, err := Parse("# form: letter\nDear {{DOCTOR|Peña}},\nborn {{DATE|1951}}")
	require.NoError(t, err)
	assert.Equal(t, "letter", n.Form)
	assert.Equal(t, "Dear Peña,\nborn 1951", n.Text)
	require.Len(t, n.Annotations, 2)
	assert.Equal(t, "Peña", n.Annotations[0].Of(n.Text))
	assert.Equal(t, labels.Doctor, n.Annotations[0].Type)
	assert.Equal(t, "1951", n.Annotations[1].Of(n.Text))
}

func TestParseErrors(t *testing.T) {
	for _, row := range []struct {
		name, in string
		line     int
		want     error
	}{
		{"not closed", "a\n{{DATE|x", 2, ErrBrokenMark},
		{"not opened", "a}} b", 1, ErrBrokenMark},
		{"no bar", "{{DATE}}", 1, ErrBrokenMark},
		{"two bars", "{{DATE|a|b}}", 1, ErrBrokenMark},
		{"one inside another", "{{DATE|{{AGE|3}}}}", 1, ErrBrokenMark},
		{"no such type", "# form: x\n\n{{SECRET|y}}", 3, ErrBrokenMark},
		{"empty", "{{DATE|}}", 1, ErrBlankEdge},
		{"blank edge", "{{DATE| x}}", 1, ErrBlankEdge},
		{"not UTF-8", "\xff", 0, text.ErrInvalidUTF8},
	} {
		_, err := Parse(row.in)
		require.ErrorIs(t, err, row.want, row.name)
		if row.line > 0 {
			var e *Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, row.line, e.Line, row.name)
			assert.NotContains(t, err.Error(), "SECRET", "no text of the note")
		}
	}
}

// TestGoldNotes holds the marked notes to the notes the command is shown with.
func TestGoldNotes(t *testing.T) {
	const root = "../../testdata"
	gold, err := ReadDir(os.DirFS(root), "marked")
	require.NoError(t, err)
	plain, err := filepath.Glob(root + "/notes/*")
	require.NoError(t, err)
	require.Len(t, plain, len(gold), "a note and its marks, and nothing else")
	require.GreaterOrEqual(t, len(gold), 21)
	seen := map[labels.Type]int{}
	patients := map[string]int{}
	for _, n := range gold {
		b, err := os.ReadFile(filepath.Join(root, "notes", n.ID+".txt"))
		require.NoError(t, err)
		require.Equal(t, string(b), n.Text, "%s: the note is the marked note without its marks", n.ID)
		assert.NotEmpty(t, n.Form, n.ID)
		for _, a := range n.Annotations {
			seen[a.Type]++
		}
		if p, _, ok := strings.Cut(n.ID, "--"); ok {
			patients[p]++
		}
		back, err := Format(n)
		require.NoError(t, err)
		raw, err := os.ReadFile(filepath.Join(root, "marked", n.ID+".txt"))
		require.NoError(t, err)
		require.Equal(t, string(raw), back, n.ID)
		requireRepeats(t, n)
	}
	for _, typ := range labels.Types() {
		assert.Positive(t, seen[typ], "no %s in the notes", typ)
	}
	assert.GreaterOrEqual(t, len(patients), 6)
}

// requireRepeats fails when an identifier that is marked once stands unmarked
// elsewhere in its note.
func requireRepeats(t *testing.T, n Note) {
	t.Helper()
	covered := func(s labels.Span) bool {
		for _, a := range n.Annotations {
			if a.Contains(s) {
				return true
			}
		}
		return false
	}
	for _, a := range n.Annotations {
		v := a.Of(n.Text)
		if len(v) <= 4 || a.Type == labels.Profession || a.Type == labels.Date {
			continue
		}
		for at := 0; ; {
			i := strings.Index(n.Text[at:], v)
			if i < 0 {
				break
			}
			at += i
			require.True(t, covered(labels.Span{Start: at, End: at + len(v)}), "%s: a repeat at byte %d is not marked", n.ID, at)
			at += len(v)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("# form: x\nDear {{DOCTOR|Peña}}, {{DATE|1951}}")
	f.Add("{{DATE|x}}{{AGE|y}}")
	f.Add("{{{DATE|x}}}")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Parse(s)
		if err != nil {
			return
		}
		at := 0
		for _, a := range n.Annotations {
			require.GreaterOrEqual(t, a.Start, at)
			require.Greater(t, a.End, a.Start)
			at = a.End
		}
		require.LessOrEqual(t, at, len(n.Text))
		out, err := Format(n)
		if err != nil {
			return // marks that only come about when two braces meet
		}
		again, err := Parse(out)
		require.NoError(t, err)
		require.Equal(t, n.Text, again.Text)
		require.Equal(t, n.Annotations, again.Annotations)
	})
}

func ExampleParse() {
	n, err := Parse("Caller: {{PATIENT|Jane Roe}}, {{AGE|71}}")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n.Text)
	for _, a := range n.Annotations {
		fmt.Println(a.Type, a.Start, a.End, a.Of(n.Text))
	}
	// Output:
	// Caller: Jane Roe, 71
	// PATIENT 8 16 Jane Roe
	// AGE 18 20 71
}
