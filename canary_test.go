package lethe_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
	"github.com/lethe-health/lethe/redact"
)

// canaries are the identifiers of an invented patient. None may come out of a
// run anywhere: in an error, a log line, a result file or a file name.
var canaries = []string{"Zebulon", "Quackenbush", "quackenbush", "078-05-1120", "4471102", "617-555-0188", "zebulon.q@example.org", "11/09/1951", "Marigold Lane"}

const canaryNote = `Patient: Zebulon Quackenbush   MRN: 4471102   DOB: 11/09/1951   SSN: 078-05-1120
Address: 14 Marigold Lane, Springfield, IL 62704   Phone: 617-555-0188   Email: zebulon.q@example.org
Date of visit: 03/14/2019

Mr. Quackenbush is a 67-year-old man with type 2 diabetes and hypertension, here for pneumonia.
`

// found returns the canaries that s holds.
func found(s string) (out []string) {
	for _, c := range canaries {
		if strings.Contains(s, c) {
			out = append(out, c)
		}
	}
	return out
}

func source(notes ...lethe.Note) iter.Seq2[lethe.Note, error] {
	return func(yield func(lethe.Note, error) bool) {
		for _, n := range notes {
			if !yield(n, nil) {
				return
			}
		}
	}
}

// runInto runs notes into a fresh folder and returns all that came out: the
// error, the log, the summary, names and contents of files.
func runInto(t *testing.T, p *lethe.Pipeline, notes iter.Seq2[lethe.Note, error], faults ...sandbox.Fault) (string, *lethe.Summary) {
	t.Helper()
	ctx := context.Background()
	var all bytes.Buffer
	log := slog.New(slog.NewTextHandler(&all, &slog.HandlerOptions{Level: slog.LevelDebug}))
	sb, err := sandbox.Start(nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, sb.Close(ctx)) }()
	sb.Inject(faults...)
	client, err := phenom.New(&phenom.Options{BaseURL: sb.URL, TokenSource: sb.TokenSource("canary"), Screen: p.Screen, Logger: log,
		Retry: phenom.Retry{MaxAttempts: 2, MinDelay: 1, MaxDelay: 2}})
	require.NoError(t, err)

	dir := filepath.Join(t.TempDir(), "out")
	folder, err := lethe.NewFolder(dir, p.About())
	require.NoError(t, err)
	sum, err := p.Run(ctx, notes, folder, &lethe.RunOptions{Scorer: &lethe.Scorer{
		Client: client, OutcomeIDs: []string{"sandbox_12month"}, Release: lethe.ReleaseOf(p.Policy())}})
	if err != nil {
		all.WriteString(err.Error())
	}
	require.NoError(t, folder.Close())
	if sum != nil {
		require.NoError(t, folder.WriteSummary(sum))
		require.NoError(t, sum.WriteText(&all))
	}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		all.WriteString(path)
		if err == nil && !d.IsDir() {
			b, err := os.ReadFile(path)
			require.NoError(t, err)
			all.Write(b)
		}
		return err
	}))
	return all.String(), sum
}

func TestNoPHIComesOut(t *testing.T) {
	note := func(id string) lethe.Note { return lethe.Note{ID: id, PatientID: "4471102", Text: canaryNote} }
	// A scan that finds everything makes the output guard refuse the note.
	refuse := func(text string) []labels.Annotation {
		return []labels.Annotation{{Span: labels.Span{Start: len(text) - 10, End: len(text) - 1}, Type: labels.Patient, Score: 1}}
	}
	broken := lethe.ReadNDJSON(strings.NewReader(`{"id":"a","text":"Zebulon Quackenbush`+"\n"+
		`{"id":"b","text":"Zebulon Quackenbush","created":"11/09/1951"}`+"\n"+`["Zebulon Quackenbush"]`+"\n"+
		"{\"id\":\"c\",\"text\":\"Zebulon \xff Quackenbush\"}\n"), "-", nil)
	tests := []struct {
		name   string
		opts   *lethe.Options
		notes  iter.Seq2[lethe.Note, error]
		faults []sandbox.Fault
		dead   int
		scored bool
	}{
		{name: "all well", notes: source(note("n1"), note("n2")), scored: true},
		{name: "broken lines", notes: broken, dead: 4},
		{name: "invalid UTF-8 in a note", notes: source(lethe.Note{ID: "n", Text: canaryNote + "\xff"}), dead: 1},
		{name: "an id twice", notes: source(note("n1"), note("n1")), dead: 1, scored: true},
		{name: "the output guard refuses", opts: &lethe.Options{Redact: &redact.Options{Scan: refuse}}, notes: source(note("n1")), dead: 1},
		{name: "the service fails", notes: source(note("n1")), faults: []sandbox.Fault{{Kind: sandbox.ServerError, Times: -1}}},
		{name: "the connection breaks", notes: source(note("n1")), faults: []sandbox.Fault{{Kind: sandbox.Reset, Times: -1}}},
		{name: "the answer is cut", notes: source(note("n1")), faults: []sandbox.Fault{{Kind: sandbox.TruncatedBody, Times: -1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := lethe.New(tt.opts)
			require.NoError(t, err)
			out, sum := runInto(t, p, tt.notes, tt.faults...)
			require.NotNil(t, sum)
			assert.Empty(t, found(out))
			assert.Equal(t, tt.dead, sum.DeadLetters)
			if tt.scored {
				require.Len(t, sum.Scores, 1)
				assert.NotEmpty(t, sum.Scores[0].Results, sum.Scores[0].Reason)
			}
			for _, s := range sum.Scores {
				if !tt.scored {
					assert.NotEmpty(t, s.Reason)
				}
			}
		})
	}
}

// The errors of every stage carry no note text, whatever is wrong with it.
func TestErrorsOfStages(t *testing.T) {
	p, err := lethe.New(nil)
	require.NoError(t, err)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, tt := range []struct {
		name string
		ctx  context.Context
		note lethe.Note
		want error
	}{
		{"UTF-16", context.Background(), lethe.Note{ID: "n", Text: strings.Join(strings.Split(canaryNote, ""), "\x00")}, lethe.ErrUTF16},
		{"invalid UTF-8", context.Background(), lethe.Note{ID: "n", Text: canaryNote + "\xff"}, lethe.ErrInvalidUTF8},
		{"broken off", ended, lethe.Note{ID: "n", Text: canaryNote}, context.Canceled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := p.Process(tt.ctx, tt.note)
			var ne *lethe.NoteError
			require.ErrorAs(t, err, &ne)
			require.ErrorIs(t, err, tt.want)
			assert.Equal(t, "n", ne.ID)
			assert.Empty(t, found(err.Error()))
			_, err = p.Redact(tt.ctx, tt.note)
			require.ErrorIs(t, err, tt.want)
			assert.Empty(t, found(err.Error()))
		})
	}
	assert.True(t, errors.Is(p.Screen("Zebulon Quackenbush, SSN 078-05-1120"), lethe.ErrScreened))
	assert.Empty(t, found(p.Screen("Zebulon Quackenbush, SSN 078-05-1120").Error()))
	for _, day := range []string{"load for 2019-03-14", "visit 03/14/2019", "seen March 14th, 2019"} {
		assert.ErrorIs(t, p.Screen(day), lethe.ErrScreened, day)
	}
	for _, ok := range []string{"october_data_load", "patients_2025_10.csv", "batch-17", "sandbox_12month"} {
		assert.NoError(t, p.Screen(ok), ok)
	}
}
