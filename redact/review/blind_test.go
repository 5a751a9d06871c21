package review

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
)

// TestTheSampleIsReadBlind: scores and the second finder's hints are for the
// queue of doubts alone.
func TestTheSampleIsReadBlind(t *testing.T) {
	for _, c := range []struct {
		queue   Queue
		sampled int
		hints   bool
	}{{QueueSample, 5, false}, {QueueRisk, 0, true}} {
		s := serve(t, c.sampled, nil)
		anna := s.person(t, "anna")
		page := ""
		for i := range 5 {
			res, err := anna.Get(fmt.Sprintf("%s/note/%s/%d", s.URL, c.queue, i))
			require.NoError(t, err)
			b, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			require.Equal(t, 200, res.StatusCode)
			page += string(b)
		}
		for _, hint := range []string{"score 0.", "rule:date", "second finder", ` low"`, `m c-LOCATION low`, "to look at", "next doubt"} {
			if !c.hints || strings.Contains(page, hint) {
				assert.Equal(t, c.hints, strings.Contains(page, hint), "%s: %s", c.queue, hint)
			}
		}
		assert.Equal(t, c.hints, strings.Contains(page, "score 0.41"))
		assert.Equal(t, !c.hints, strings.Contains(page, "without scores and without hints"))
		// A step's answer shows no more than the page did.
		res, err := anna.Post(fmt.Sprintf("%s/note/%s/%d", s.URL, c.queue, 0), "application/json", strings.NewReader(`{"action":"done"}`))
		require.NoError(t, err)
		b, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, 200, res.StatusCode)
		if !c.hints {
			assert.NotContains(t, string(b), "score 0")
		}
	}
	n := fiveNotes()[2]
	_ = n.blind()
	assert.Equal(t, .41, n.Marks[0].Score, "the note itself keeps them, for calibration")
}

func TestResultsByKind(t *testing.T) {
	store := newStore(t)
	notes := fiveNotes()
	for i := range notes {
		notes[i].Stratum = []string{"progress", "consult", "progress", "", "consult"}[i]
	}
	work, err := NewWork(notes, 5, store, nil)
	require.NoError(t, err)
	s, err := NewServer(work, store, &Options{People: []Person{{"anna", RoleReviewer}}})
	require.NoError(t, err)
	read := func(id string, steps ...Step) {
		n, _ := work.Note(id)
		for _, st := range append(steps, Step{Action: Done}) {
			_, err := store.Step(n, "anna", st)
			require.NoError(t, err)
		}
	}
	n2, _ := work.Note("n2")
	read("n2", Step{Action: Add, Span: span(n2.Text, "Quillfeather"), Type: labels.Patient})
	read("n1")
	read("n3")
	r, err := s.Results()
	require.NoError(t, err)
	assert.Nil(t, r.Claim)
	assert.Equal(t, []Stratum{
		{Name: "", Population: 1, Sample: 1, Upper: 1},
		{Name: "consult", Population: 2, Sample: 2, Read: 1, Leaked: 1, Upper: 1},
		{Name: "progress", Population: 2, Sample: 2, Read: 2, Upper: 0},
	}, r.Strata, "progress notes were all read: none leaks; the others are open")
	read("n4")
	read("n5")
	r, err = s.Results()
	require.NoError(t, err)
	assert.Equal(t, .5, r.Strata[1].Upper, "one of two, and both were read")
	assert.Equal(t, .2, r.Claim.Upper)
}

func TestMarshalNoteIsReadBack(t *testing.T) {
	for _, want := range fiveNotes() {
		want.Stratum = "discharge \"summary\" <1>"
		line, err := marshalExtra([]byte(`{"id":"x","text":`+string(quote(t, want.Text))+`,"edits":[]}`), &want)
		require.NoError(t, err)
		got, err := ParseNote(line)
		require.NoError(t, err)
		assert.Equal(t, want.Stratum, got.Stratum)
		assert.Equal(t, want.Disagreements, got.Disagreements, "code points outside, bytes inside")
	}
}

func quote(t *testing.T, s string) []byte {
	b, err := json.Marshal(s)
	require.NoError(t, err)
	return b
}
