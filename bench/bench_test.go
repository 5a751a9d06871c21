package bench

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/marked"
	"github.com/lethe-health/lethe/internal/score"
	"github.com/lethe-health/lethe/labels"
)

// corpus are the notes that every benchmark reads.
type corpus struct {
	notes []marked.Note
	bytes int64 // of note text in one pass over all notes
}

var loadCorpus = sync.OnceValues(func() (*corpus, error) {
	notes, err := marked.ReadDir(os.DirFS("../testdata"), "marked")
	if err != nil {
		return nil, err
	}
	c := &corpus{notes: notes}
	for _, n := range notes {
		c.bytes += int64(len(n.Text))
	}
	return c, nil
})

func notes(tb testing.TB) *corpus {
	c, err := loadCorpus()
	require.NoError(tb, err)
	require.NotEmpty(tb, c.notes)
	return c
}

// byID returns the note with the id.
func (c *corpus) byID(tb testing.TB, id string) marked.Note {
	for _, n := range c.notes {
		if n.ID == id {
			return n
		}
	}
	require.FailNow(tb, "no such note", id)
	return marked.Note{}
}

// patient returns the notes of a patient.
func (c *corpus) patient(tb testing.TB, patient string) []marked.Note {
	var out []marked.Note
	for _, n := range c.notes {
		if p, _, ok := strings.Cut(n.ID, "--"); ok && p == patient {
			out = append(out, n)
		}
	}
	require.NotEmpty(tb, out, patient)
	return out
}

// leakage scores what find says of each note against the gold marks.
func (c *corpus) leakage(tb testing.TB, find func(text string) []labels.Annotation) score.LeakageReport {
	var l score.Leakage
	for _, n := range c.notes {
		l.Add(score.Note{ID: n.ID, Text: n.Text, Gold: n.Annotations, Pred: find(n.Text)})
	}
	r := l.Report()
	require.Positive(tb, r.Tokens.Gold())
	return r
}

// The stages that are compared with one another in the table at the end.
const (
	stageTokens = "tokenise"
	stageTag    = "tag"
)

// speeds collects MB/s by stage and contender, the best of a run's rounds.
var speeds = struct {
	sync.Mutex
	of map[string]map[string]float64
}{of: map[string]map[string]float64{}}

// ours is the contender that all others are compared with.
const ours = "lethe"

// pass runs one pass over size bytes of note text b.N times and notes its
// speed under the stage and the contender.
func pass(b *testing.B, stage, contender string, size int64, run func()) {
	b.Helper()
	b.SetBytes(size)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		run()
		n++
	}
	note(stage, contender, float64(size)*float64(n)/1e6/b.Elapsed().Seconds())
}

// note keeps the best speed of a contender at a stage, in MB/s.
func note(stage, contender string, mbs float64) {
	speeds.Lock()
	defer speeds.Unlock()
	row := speeds.of[stage]
	if row == nil {
		row = map[string]float64{}
		speeds.of[stage] = row
	}
	row[contender] = max(row[contender], mbs)
}

// TestMain prints, below the benchmarks, how the contenders compare.
func TestMain(m *testing.M) {
	code := m.Run()
	var stages []string
	for s, row := range speeds.of {
		if len(row) > 1 {
			stages = append(stages, s)
		}
	}
	sort.Strings(stages)
	for _, s := range stages {
		row := speeds.of[s]
		var names []string
		for c := range row {
			names = append(names, c)
		}
		sort.Slice(names, func(i, j int) bool { return row[names[i]] > row[names[j]] })
		fmt.Printf("\n%s\n", s)
		for _, c := range names {
			fmt.Printf("  %-24s %10.3f MB/s", c, row[c])
			if base := row[ours]; c != ours && base > 0 {
				fmt.Printf("   %s is %.4g times as fast", ours, base/row[c])
			}
			fmt.Println()
		}
	}
	os.Exit(code)
}
