package second

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

const note = "Yesterday Leontina Abernathy visited Boston with her sister.\nShe takes metoprolol and aspirin daily."

func TestEntitiesLieWhereTheyStand(t *testing.T) {
	var o Opinion
	ents, err := o.Entities(context.Background(), note)
	require.NoError(t, err)
	require.NotEmpty(t, ents)
	last := 0
	for _, e := range ents {
		assert.LessOrEqual(t, last, e.Start)
		assert.Contains(t, []string{"PERSON", "GPE"}, e.Label)
		assert.Equal(t, strings.TrimSpace(e.Of(note)), e.Of(note))
		last = e.End
	}
}

func TestDisagreements(t *testing.T) {
	var o Opinion
	ctx := context.Background()
	r, err := o.Disagreements(ctx, note, nil)
	require.NoError(t, err)
	require.NotEmpty(t, r.Disagreements, "nothing was marked, prose sees names")
	for _, d := range r.Disagreements {
		assert.Equal(t, Missed, d.Kind)
		assert.NotContains(t, strings.ToLower(d.Of(note)), "metoprolol")
	}
	assert.Positive(t, r.Rate())

	all := []labels.Annotation{{Span: labels.Span{Start: 0, End: len(note)}, Type: labels.Organization, Score: 1}}
	r, err = o.Disagreements(ctx, note, all)
	require.NoError(t, err)
	assert.Empty(t, r.Disagreements, "all that prose sees is marked")
	assert.Zero(t, r.Rate())

	i := strings.Index(note, "metoprolol")
	alone := append([]labels.Annotation{}, labels.Annotation{Span: labels.Span{Start: 0, End: i - 1}, Type: labels.Organization, Score: 1},
		labels.Annotation{Span: labels.Span{Start: i, End: i + 10}, Type: labels.Patient, Score: 0.5})
	r, err = o.Disagreements(ctx, note, alone)
	require.NoError(t, err)
	require.Len(t, r.Disagreements, 1)
	assert.Equal(t, Alone, r.Disagreements[0].Kind)
	assert.Equal(t, labels.Patient, r.Disagreements[0].Type)
}

func TestGuards(t *testing.T) {
	var o Opinion
	ctx := context.Background()
	_, err := o.Entities(ctx, "caf\xe9 Leontina")
	require.ErrorIs(t, err, text.ErrInvalidUTF8, "prose itself would panic")
	assert.NotContains(t, err.Error(), "Leontina")

	for name, s := range map[string]string{
		"empty": "", "blank": " \n ", "dots": strings.Repeat(".", 20000), "rule": "Name " + strings.Repeat("-=", 3000), "one word": strings.Repeat("a", 3*maxPiece), "accents": strings.Repeat("é", maxPiece),
	} {
		_, err := o.Entities(ctx, s)
		assert.NoError(t, err, name)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = o.Entities(cancelled, note)
	require.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, &GaveUpError{3, 9}, ErrGaveUp)
}

func TestManyAtOnce(t *testing.T) {
	var o Opinion
	want, err := o.Entities(context.Background(), note)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			got, err := o.Entities(context.Background(), note)
			assert.NoError(t, err)
			assert.Equal(t, want, got)
		}()
	}
	wg.Wait()
}

func TestBlankRunsKeepsOffsets(t *testing.T) {
	for in, want := range map[string]string{
		"a.....b": "a     b", "a....b": "a....b", "11111": "11111", "": "", "-----": "     ", "aaaaaaa": "aaaaaaa",
	} {
		assert.Equal(t, want, blankRuns(in))
		assert.Len(t, blankRuns(in), len(in))
	}
}

func FuzzEntities(f *testing.F) {
	f.Add(note)
	f.Add("``quoted'' “x” — ok...... \"y\" can't won't 12:30 a@b.co :-) $5 #x")
	var o Opinion
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4000 {
			return
		}
		ents, err := o.Entities(context.Background(), s)
		if err != nil {
			return // refused or given up, but no panic
		}
		last := 0
		for _, e := range ents {
			require.True(t, e.Start >= last && e.End > e.Start && e.End <= len(s))
			last = e.End
		}
	})
}

func ExampleOpinion_Disagreements() {
	var o Opinion
	r, err := o.Disagreements(context.Background(), "No fever, no cough. Wound clean and dry.", nil)
	fmt.Println(len(r.Disagreements), r.Rate(), err)
	// Output: 0 0 <nil>
}
