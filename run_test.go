package lethe_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe"
)

// fullSink takes two notes and no more.
type fullSink struct{ lethe.Sink }

var errFull = errors.New("full")

func (s *fullSink) Note(r *lethe.Record) error {
	if r.ID == "c" {
		return errFull
	}
	return nil
}

// TestRunThatFailsTellsWhatWasDone: an audit log must say how many notes were
// written before a run broke off.
func TestRunThatFailsTellsWhatWasDone(t *testing.T) {
	p, err := lethe.New(nil)
	require.NoError(t, err)
	var notes iter.Seq2[lethe.Note, error] = func(yield func(lethe.Note, error) bool) {
		for _, id := range []string{"a", "b", "c", "d"} {
			if !yield(lethe.Note{ID: id, Text: "Seen by Dr. Okonjo on 03/14/2019."}, nil) {
				return
			}
		}
	}
	sum, err := p.Run(context.Background(), notes, &fullSink{}, &lethe.RunOptions{Workers: 1})
	require.ErrorIs(t, err, errFull)
	require.NotNil(t, sum)
	assert.Equal(t, 2, sum.Notes)
	replaced := 0
	for _, n := range sum.PHI {
		replaced += n
	}
	assert.Equal(t, 4, replaced)
}
