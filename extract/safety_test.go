package extract_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/extract"
)

func TestWireIsCodePoints(t *testing.T) {
	x, err := extract.New(nil)
	require.NoError(t, err)
	note := "Señora Núñez: 38 °C, denies asthma — “gout”."
	ds, err := x.Extract(context.Background(), extract.Note{ID: "w", Text: note, Created: time.Date(2024, 2, 3, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	ws, err := extract.Wire(note, ds)
	require.NoError(t, err)
	require.Len(t, ws, 2)
	runes := []rune(note)
	for _, w := range ws {
		assert.Equal(t, w.Text, string(runes[w.Span.Start:w.Span.End]))
		assert.Equal(t, "2024-02-03", w.Date)
		assert.Equal(t, "ICD10", w.System)
	}
	require.NotNil(t, ws[0].Cue)
	assert.Equal(t, "denies", string(runes[ws[0].Cue.Span.Start:ws[0].Cue.Span.End]))
}

func TestGoldenNote(t *testing.T) {
	x, err := extract.New(nil)
	require.NoError(t, err)
	note, err := os.ReadFile("testdata/discharge.txt")
	require.NoError(t, err)
	ds, err := x.Extract(context.Background(), extract.Note{ID: "discharge", Text: string(note), Created: time.Date(2023, 4, 20, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	ws, err := extract.Wire(string(note), ds)
	require.NoError(t, err)
	got, err := json.MarshalIndent(ws, "", " ")
	require.NoError(t, err)
	const golden = "testdata/discharge.json"
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(golden, append(got, '\n'), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.JSONEq(t, string(want), string(got), "set UPDATE=1 to write the golden anew")
}

func TestErrorsHoldNoText(t *testing.T) {
	x, err := extract.New(nil)
	require.NoError(t, err)
	_, err = x.Extract(context.Background(), extract.Note{ID: "n7", Text: "Mrs. Canary \xff has asthma"})
	var ne *extract.NoteError
	require.ErrorAs(t, err, &ne)
	assert.Equal(t, "n7", ne.ID)
	assert.NotContains(t, err.Error(), "Canary")

	_, err = x.Extract(context.Background(), extract.Note{ID: "n9", Text: "a\x00s\x00t\x00h\x00m\x00a\x00"})
	require.ErrorAs(t, err, &ne, "UTF-16")
	assert.Equal(t, "n9", ne.ID)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = x.Extract(ctx, extract.Note{ID: "n8", Text: "asthma"})
	require.ErrorIs(t, err, context.Canceled)

	_, err = extract.New(&extract.Options{FiscalYear: 1999})
	require.ErrorIs(t, err, extract.ErrFiscalYear)
}

func TestFiscalYear(t *testing.T) {
	for _, tc := range []struct {
		year int
		want string
		why  string
	}{
		{2025, "G35", "one code for all forms until September 2025"},
		{2026, "G35.D", "forms apart since"},
		{0, "G35.D", "the newest by default"},
	} {
		x, err := extract.New(&extract.Options{FiscalYear: tc.year})
		require.NoError(t, err)
		ds, err := x.Extract(context.Background(), extract.Note{Text: "Multiple sclerosis."})
		require.NoError(t, err)
		require.Len(t, ds, 1)
		assert.Equal(t, tc.want, ds[0].Code, tc.why)
		assert.True(t, ds[0].Billable, tc.why)
	}
}

func TestExternalCauses(t *testing.T) {
	const note = "Seen after a dog bite."
	for ask, want := range map[bool]bool{false: false, true: true} {
		x, err := extract.New(&extract.Options{ExternalCauses: ask})
		require.NoError(t, err)
		ds, err := x.Extract(context.Background(), extract.Note{Text: note})
		require.NoError(t, err)
		got := false
		for _, d := range ds {
			got = got || strings.ContainsAny(d.Code[:1], "VWXY")
		}
		assert.Equal(t, want, got)
	}
}

func TestConcurrentUse(t *testing.T) {
	x, err := extract.New(nil)
	require.NoError(t, err)
	want, err := x.Extract(context.Background(), extract.Note{Text: benchNote})
	require.NoError(t, err)
	var wg sync.WaitGroup
	errs := make(chan error, 8)
	for range 8 {
		wg.Go(func() {
			for range 20 {
				got, err := x.Extract(context.Background(), extract.Note{Text: benchNote})
				if err != nil || !assert.ObjectsAreEqual(want, got) {
					errs <- errors.Join(err, errors.New("another answer"))
					return
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Fatal(err)
	}
}

func FuzzExtract(f *testing.F) {
	for _, tc := range cases {
		f.Add(tc.note)
	}
	f.Add(benchNote)
	f.Add("[DATE] [x] DM2,HTN/(CKD) E11.22 C50.9.. CPT 12345 LOINC 1-2 rheumatoid arthritis (RA) RA")
	x, err := extract.New(&extract.Options{ExternalCauses: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ds, err := x.Extract(context.Background(), extract.Note{ID: "f", Text: s})
		if err != nil {
			if utf8.ValidString(s) && strings.Count(s, "\x00") < 3 { // with more its letters may stand apart
				t.Fatalf("refused: %v", err)
			}
			return
		}
		last := 0
		for _, d := range ds {
			if d.Span.Start < last || d.Span.End <= d.Span.Start || d.Span.End > len(s) {
				t.Fatalf("span %v after %d of %d", d.Span, last, len(s))
			}
			last = d.Span.End
			if d.Code == "" || d.Section == "" || d.Assertion == "" {
				t.Fatalf("incomplete: %+v", d)
			}
		}
		if _, err := extract.Wire(s, ds); err != nil {
			t.Fatal(err)
		}
		extract.History(ds)
	})
}

// Cost goes by the length of the note: eight times the note takes no more than
// some ten times the time, where pairwise work would take sixty-four. The rows
// are notes in which each kind of pair that could be looked at is everywhere.
func TestCostIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	e, err := extract.New(nil)
	require.NoError(t, err)
	for _, row := range []struct {
		name, head, line string
		lines, least     int // of the smaller note; diagnoses a line
	}{
		{"lines", "", "Assessment: type 2 diabetes since 2012, hypertension, no chest pain on 03/14/2019. CKD stage 3.\n", 1000, 3},
		{"a list without end", "", "no fever, chills, ", 1500, 2},
		{"conditions without end", "", "call if fever or chest pain and ", 800, 1},
		{"bleeding in a pregnancy", "32 weeks pregnant with preeclampsia. ", "bleeding. ", 1000, 1},
		{"short forms defined again and again", "", "rheumatoid arthritis (RA) RA, ", 800, 1},
		{"codes printed without end", "", "Dx: M96.1, M54.16; ", 2000, 2},
		{"codes printed behind mentions without end", "", "gout (M10.9); M54.16; ", 2000, 2},
		{"poisonings without end", "", "overdose of tylenol and oxycodone, ", 800, 1},
		{"shared heads without end", "", "pain in the knee and hip, ", 800, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			cost := func(n int) time.Duration {
				note := extract.Note{ID: "n", Text: row.head + strings.Repeat(row.line, n)}
				best := time.Hour
				for range 3 {
					start := time.Now()
					found, err := e.Extract(context.Background(), note)
					require.NoError(t, err)
					require.GreaterOrEqual(t, len(found), row.least*n)
					best = min(best, time.Since(start))
				}
				return best
			}
			cost(100)
			var small, large time.Duration
			for range 4 { // what else the machine does at the time may cost one of the two more
				if small, large = cost(row.lines), cost(8*row.lines); large < 24*small {
					return
				}
			}
			t.Errorf("%d lines %v, %d lines %v", row.lines, small, 8*row.lines, large)
		})
	}
}

// A history of more codes than anybody has is merged in a moment.
func TestHistoryOfManyCodes(t *testing.T) {
	var ds []extract.Diagnosis
	for c := byte('A'); c < 'T'; c++ {
		for n := range 1000 {
			ds = append(ds, extract.Diagnosis{Code: fmt.Sprintf("%c%02d.%d", c, n/10, n%10), System: extract.System, Billable: true, Assertion: extract.Present})
		}
	}
	start := time.Now()
	assert.NotEmpty(t, extract.History(ds))
	assert.Less(t, time.Since(start), 5*time.Second, "pair by pair it takes twenty")
}
