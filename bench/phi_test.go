package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/phi"
	"github.com/lethe-health/lethe/redact"
)

func tagger(b *testing.B, o *phi.Options) *phi.Tagger {
	t, err := phi.New(o)
	require.NoError(b, err)
	return t
}

func tag(b *testing.B, t *phi.Tagger, note string) []labels.Annotation {
	anns, err := t.Tag(context.Background(), note)
	if err != nil {
		b.Fatal(err)
	}
	return anns
}

// BenchmarkTag finds PHI at the default operating point.
func BenchmarkTag(b *testing.B) { benchTag(b, ours, nil, 0.95) }

// BenchmarkTagHighRecall finds PHI at the operating point that leaks least.
func BenchmarkTagHighRecall(b *testing.B) {
	benchTag(b, ours+" high-recall", &phi.Options{Recall: phi.HighRecall}, 0.97)
}

// BenchmarkTagRules finds PHI by rules and dictionaries alone.
func BenchmarkTagRules(b *testing.B) {
	benchTag(b, ours+" rules only", &phi.Options{RulesOnly: true}, 0.8)
}

// benchTag asks of a tagger that it find the given share of gold tokens for its
// speed to count; accuracy proper is measured by lethe eval.
func benchTag(b *testing.B, contender string, o *phi.Options, leastRecall float64) {
	c, t := notes(b), tagger(b, o)
	r := c.leakage(b, func(s string) []labels.Annotation { return tag(b, t, s) })
	require.Greater(b, r.Tokens.Rates().R, leastRecall)
	pass(b, stageTag, contender, c.bytes, func() {
		for _, n := range c.notes {
			tag(b, t, n.Text)
		}
	})
	b.ReportMetric(r.Tokens.Rates().R, "recall")
	b.ReportMetric(r.Tokens.Rates().P, "precision")
}

// notesEnv names a file of notes of one's own, NDJSON with a "text" a line, for
// [BenchmarkTagOwnNotes].
const notesEnv = "LETHE_BENCH_NOTES"

// BenchmarkTagOwnNotes tags the notes of a file, such as ordinary ones with
// little PHI in them, where most of the work is to see that there is none.
func BenchmarkTagOwnNotes(b *testing.B) {
	path := os.Getenv(notesEnv)
	if path == "" {
		b.Skip("set " + notesEnv + " to a file of notes, one JSON object a line")
	}
	f, err := os.Open(path)
	require.NoError(b, err)
	defer f.Close()
	var texts []string
	size := int64(0)
	for d := json.NewDecoder(f); d.More(); {
		var n struct{ Text string }
		require.NoError(b, d.Decode(&n))
		texts, size = append(texts, n.Text), size+int64(len(n.Text))
	}
	require.NotEmpty(b, texts)
	for _, row := range []struct {
		name string
		o    phi.Options
	}{{"balanced", phi.Options{}}, {"high-recall", phi.Options{Recall: phi.HighRecall}}} {
		b.Run(row.name, func(b *testing.B) {
			t := tagger(b, &row.o)
			want := 0
			for _, s := range texts {
				want += len(tag(b, t, s))
			}
			pass(b, "tag own notes", ours+" "+row.name, size, func() {
				got := 0
				for _, s := range texts {
					got += len(tag(b, t, s))
				}
				if got != want {
					b.Fatalf("%d annotations, then %d", want, got)
				}
			})
			b.ReportMetric(float64(want)/float64(len(texts)), "annotations/note")
		})
	}
}

// BenchmarkTagParallel tags notes on all cores with one Tagger.
func BenchmarkTagParallel(b *testing.B) {
	c, t := notes(b), tagger(b, nil)
	want := map[string]int{}
	for _, n := range c.notes {
		want[n.ID] = len(tag(b, t, n.Text))
	}
	b.SetBytes(c.bytes)
	b.ReportAllocs()
	defer func() {
		note(stageTag, fmt.Sprintf("%s on %d cores", ours, runtime.GOMAXPROCS(0)), float64(c.bytes)*float64(b.N)/1e6/b.Elapsed().Seconds())
	}()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			for _, n := range c.notes {
				anns, err := t.Tag(context.Background(), n.Text)
				if err != nil || len(anns) != want[n.ID] {
					b.Error(n.ID, len(anns), err)
					return
				}
			}
		}
	})
}

// BenchmarkTagLength shows that the cost grows with the length of a note and
// not faster: MB/s should be the same in every row.
func BenchmarkTagLength(b *testing.B) {
	c, t := notes(b), tagger(b, nil)
	one := c.byID(b, "p02--discharge-summary").Text + "\n"
	for _, row := range []struct {
		name string
		size int
	}{{"10KB", 10e3}, {"100KB", 100e3}, {"1MB", 1e6}, {"10MB", 10e6}} {
		b.Run(row.name, func(b *testing.B) {
			s := strings.Repeat(one, 1+row.size/len(one))
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				if anns := tag(b, t, s); len(anns) < row.size/len(one) {
					b.Fatal(len(anns))
				}
			}
		})
	}
}

// BenchmarkStartUp builds a Tagger as a process's first call does, dictionaries
// and model unpacked already.
func BenchmarkStartUp(b *testing.B) {
	c := notes(b)
	n := c.notes[0].Text
	b.ReportAllocs()
	for b.Loop() {
		if len(tag(b, tagger(b, nil), n)) == 0 {
			b.Fatal("nothing found")
		}
	}
}

// BenchmarkRedact replaces the gold annotations under each built-in policy.
func BenchmarkRedact(b *testing.B) {
	c := notes(b)
	for _, name := range []string{"tag", "mask", "token", "safe-harbor"} {
		b.Run(name, func(b *testing.B) {
			policy, err := redact.Builtin(name)
			require.NoError(b, err)
			r, err := redact.New(&redact.Options{Policy: policy})
			require.NoError(b, err)
			run := func(check bool) {
				for _, n := range c.notes {
					patient, _, _ := strings.Cut(n.ID, "--")
					d, err := r.Redact(context.Background(), redact.Note{ID: n.ID, Patient: patient, Text: n.Text}, n.Annotations)
					if err != nil {
						b.Fatal(n.ID, err)
					}
					if !check {
						continue
					}
					for _, a := range n.Annotations {
						if a.Type == labels.Phone || a.Type == labels.MedicalRecord {
							require.NotContains(b, d.Text, a.Of(n.Text), n.ID)
						}
					}
				}
			}
			run(true) // and the vault is warm
			pass(b, "redact "+name, ours, c.bytes, func() { run(false) })
		})
	}
}
