package train

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/gen"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/labels/exchange"
	"github.com/lethe-health/lethe/phi"
)

// few are notes enough for a small model.
func few(t *testing.T, n int) []gen.Note {
	t.Helper()
	notes, err := gen.Corpus()
	require.NoError(t, err)
	var out []gen.Note
	for i := 0; len(out) < n; i += 7 {
		if len(notes[i].Text) < 2500 {
			out = append(out, notes[i])
		}
	}
	return out
}

var small = Options{Copies: -1, Epochs: 2, Rows: 4000, Seed: 1, Workers: 2}

func TestFitLearnsAndIsDeterministic(t *testing.T) {
	notes := few(t, 16)
	o := small
	var said bytes.Buffer
	o.Progress = func(s string) { said.WriteString(s + "\n") }
	one, err := Fit(context.Background(), notes, o)
	require.NoError(t, err)
	o.Workers = 1
	two, err := Fit(context.Background(), notes, o)
	require.NoError(t, err)
	file := one.Pack()
	require.True(t, bytes.Equal(file, two.Pack()), "the number of workers does not show")
	for _, n := range notes {
		for _, m := range n.Spans {
			if v := n.Text[m.Start:m.End]; len(v) > 8 {
				require.NotContains(t, said.String(), v, "progress holds no note text")
			}
		}
	}

	tagger, err := phi.New(&phi.Options{Model: file})
	require.NoError(t, err)
	var scored []exchange.Note
	for _, n := range notes {
		scored = append(scored, exchange.Note{ID: n.ID, Text: n.Text, Annotations: annotations(n)})
	}
	r, err := Evaluate(context.Background(), tagger, scored)
	require.NoError(t, err)
	assert.Greater(t, r.Leakage.Strict.Rates().F1, 0.6, "on the notes it was trained on")
	var out bytes.Buffer
	require.NoError(t, r.WriteText(&out, true, true))
	assert.Contains(t, out.String(), "expected calibration error")
}

func TestFitStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Fit(ctx, few(t, 4), small)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestRunReadsLabelledNotes(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "notes.jsonl")
	line := `{"id":"n1","text":"Seen by Dr. Ilse Varga on 3/4/2019.","spans":[{"start":12,"end":22,"type":"DOCTOR"},{"start":26,"end":34,"type":"DATE"}]}` + "\n"
	require.NoError(t, os.WriteFile(path, []byte(line+line), 0o600))
	b, err := Run(context.Background(), Config{Options: small, Paths: []string{path}, NoCorpus: true})
	require.NoError(t, err)
	_, err = phi.New(&phi.Options{Model: b})
	require.NoError(t, err)

	_, err = Run(context.Background(), Config{NoCorpus: true})
	assert.ErrorIs(t, err, ErrNoNotes)
	_, err = Run(context.Background(), Config{Paths: []string{"-"}, Format: exchange.JSONL, Stdin: strings.NewReader("")})
	assert.ErrorIs(t, err, ErrNoNotes, "not a training on the corpus alone")
	_, err = Run(context.Background(), Config{Paths: []string{filepath.Join(dir, "absent.jsonl")}})
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = Evaluate(context.Background(), nil, nil)
	assert.ErrorIs(t, err, ErrNoNotes)
}

func TestFromExchangeTakesTheLongerOfTwo(t *testing.T) {
	ann := func(start, end int) labels.Annotation {
		return labels.Annotation{Span: labels.Span{Start: start, End: end}, Type: labels.Patient}
	}
	for _, row := range []struct {
		name string
		in   []labels.Annotation
		want []int // starts
	}{
		{"disjoint ones stay", []labels.Annotation{ann(0, 3), ann(4, 8)}, []int{0, 4}},
		{"the longer of two that overlap", []labels.Annotation{ann(0, 3), ann(2, 8)}, []int{2}},
		{"the first of equals", []labels.Annotation{ann(0, 3), ann(0, 3)}, []int{0}},
		{"the longer at one start", []labels.Annotation{ann(0, 3), ann(0, 9)}, []int{0}},
	} {
		n := fromExchange(exchange.Note{Text: "0123456789", Annotations: row.in})
		var starts []int
		at := -1
		for _, m := range n.Spans {
			require.Greater(t, m.Start, at)
			at = m.End - 1
			starts = append(starts, m.Start)
		}
		assert.Equal(t, row.want, starts, row.name)
	}
}
