package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/browsertest"
	"github.com/lethe-health/lethe/internal/marked"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/audit"
)

var update = flag.Bool("update", false, "write the golden files")

// draw is a number from 0 to 1 that depends on nothing but its arguments.
func draw(parts ...any) float64 {
	h := fnv.New64a()
	fmt.Fprint(h, parts...)
	x := h.Sum64() * 0x9E3779B97F4A7C15 // FNV alone leaves the high bits too even
	return float64(x>>11) / (1 << 53)
}

// testdataNotes are the repository's marked notes, de-identified by their marks,
// with scores and sources drawn from a hash. Every fiftieth mark is left
// standing and disputed instead.
func testdataNotes(t testing.TB) []review.Note {
	t.Helper()
	gold, err := marked.ReadDir(os.DirFS("../../../testdata/marked"), ".")
	require.NoError(t, err)
	require.NotEmpty(t, gold)
	var out []review.Note
	for _, g := range gold {
		out = append(out, deidentify(g))
	}
	return out
}

func deidentify(g marked.Note) review.Note {
	n := review.Note{ID: g.ID}
	var b strings.Builder
	at := 0
	for i, a := range g.Annotations {
		b.WriteString(g.Text[at:a.Start])
		at = a.End
		start, d := b.Len(), draw(g.ID, i)
		if d < .02 {
			b.WriteString(a.Of(g.Text))
			n.Disagreements = append(n.Disagreements, review.Disagreement{
				Span: labels.Span{Start: start, End: b.Len()}, Type: a.Type, Score: .6 + 10*d, Source: "second"})
			continue
		}
		m := review.Mark{Type: a.Type, Operator: "tag", Score: math.Sqrt(math.Sqrt(1 - d)), Source: "model", Original: a.Of(g.Text)}
		switch {
		case a.Type == labels.Date:
			m.Operator, m.Source = "date-shift", "rule:date"
			b.WriteString("3/9/2017")
		case a.Type == labels.Fax:
			m.Operator = "remove"
		case a.Type == labels.MedicalRecord || a.Type == labels.IDNum:
			m.Operator, m.Source = "token", "rule:id"
			fmt.Fprintf(&b, "[%s_%07X]", a.Type, int(d*(1<<28)))
		default:
			b.WriteString(a.Type.Label())
		}
		m.Span = labels.Span{Start: start, End: b.Len()}
		n.Marks = append(n.Marks, m)
	}
	b.WriteString(g.Text[at:])
	n.Text = b.String()
	return n
}

func testRun() Run {
	return Run{
		Created: time.Date(2026, 3, 4, 15, 30, 0, 0, time.UTC),
		Policy:  Policy{Name: "safe-harbor", Version: "3", Basis: "45 CFR 164.514(b)(2)", SHA256: strings.Repeat("5a", 32)},
		Version: "v0.9.0", Model: "sha256:" + strings.Repeat("0c", 32), Lexicon: "sha256:" + strings.Repeat("e1", 32),
		Keys:      []string{"vault-2026-01"},
		Detectors: map[labels.Type][]string{labels.BioID: {"model"}, labels.Email: {"rule:email"}},
		AuditHead: "lethe audit log\n42\n" + strings.Repeat("A", 43) + "=\n\n— review.example.org 0a1b2c3d\n",
		Claim:     &review.Claim{Read: 598, Leaked: 0, Population: 12000, Upper: 0.0049971, Recall: .9931, Confidence: .95, FrameHash: strings.Repeat("b7", 32), Seed: strings.Repeat("91", 32)},
	}
}

func testBins() []review.Bin {
	var out []review.Bin
	for i := range 10 {
		n := 20 + i*i*12
		out = append(out, review.Bin{From: float64(i) / 10, To: float64(i+1) / 10, Spans: n, Right: int(float64(n) * math.Min(1, (float64(i)+.5)/10*1.04))})
	}
	return out
}

// write makes a report of notes and returns both files.
func write(t testing.TB, run Run, o *Options, notes []review.Note, dead ...review.DeadLetter) (page, twin string) {
	t.Helper()
	var h, j bytes.Buffer
	w, err := NewWriter(&h, &j, run, o)
	require.NoError(t, err)
	for _, n := range notes {
		require.NoError(t, w.Add(n), n.ID)
	}
	for _, d := range dead {
		w.DeadLetter(d)
	}
	require.NoError(t, w.Close())
	return h.String(), j.String()
}

func TestGolden(t *testing.T) {
	run := testRun()
	run.Calibration = testBins()
	page, twin := write(t, run, &Options{PerPage: 10}, testdataNotes(t),
		review.DeadLetter{ID: "p09--fax", Offset: 4711, Reason: "not valid UTF-8"}, review.DeadLetter{ID: "p10--scan", Offset: -1, Reason: "longer than the limit"})
	for name, got := range map[string]string{"report.html": page, "report.json": twin} {
		path := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err, "run the test with -update")
		assert.True(t, string(want) == got, "%s differs from its golden file: run the test with -update and look at the difference", name)
	}
}

func TestTwin(t *testing.T) {
	_, twin := write(t, testRun(), nil, testdataNotes(t), review.DeadLetter{ID: "x", Offset: -1, Reason: "empty"})
	var got struct {
		twinHead
		Notes []twinNoteRecord `json:"notes"`
	}
	require.NoError(t, json.Unmarshal([]byte(twin), &got))
	require.Len(t, got.SafeHarbor, 18)
	assert.Equal(t, review.NotCovered, got.SafeHarbor['Q'-'A'].Coverage, "faces are named as not covered")
	assert.Equal(t, []string{"model"}, got.SafeHarbor['P'-'A'].Detectors, "a detector that found nothing is named")
	assert.Equal(t, len(got.Notes), got.Counts["notes"])
	assert.Len(t, got.DeadLetters, 1)
	spans, last := 0, math.Inf(1)
	for _, n := range got.Notes {
		assert.LessOrEqual(t, n.Doubt, last, "the most doubtful first")
		last = n.Doubt
		runes := []rune(n.Text)
		for _, e := range n.Edits {
			spans++
			if e.Operator == "tag" {
				assert.Equal(t, "["+e.Type+"]", string(runes[e.Start:e.End]), "offsets are code points")
			}
		}
	}
	assert.Equal(t, spans, got.Counts["identifiers"])
	n := 0
	for _, k := range got.Histogram {
		n += k
	}
	assert.Equal(t, spans, n)
}

// TestEscaped puts markup everywhere a stranger's words can come in.
func TestEscaped(t *testing.T) {
	const evil = `</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>`
	run := testRun()
	run.Title, run.Policy.Name, run.Version, run.AuditHead = evil, evil, evil, evil
	run.Detectors = map[labels.Type][]string{labels.City: {evil}}
	note := review.Note{ID: evil, Text: evil,
		Marks:         []review.Mark{{Span: labels.Span{End: 9}, Type: labels.City, Operator: evil, Score: .4, Source: evil}},
		Disagreements: []review.Disagreement{{Span: labels.Span{Start: 10, End: 20}, Type: labels.City, Score: 1, Source: evil}}}
	page, _ := write(t, run, nil, []review.Note{note}, review.DeadLetter{ID: evil, Reason: evil})
	assert.NotContains(t, page, "<img")
	assert.NotContains(t, page, "alert(1)</script>")
	assert.Equal(t, strings.Count(page, "</script>"), strings.Count(page, "<script"), "no element is closed early")
	assert.Equal(t, 3, strings.Count(page, "</script>"), "index, one page, script")
}

func TestPolicyHashes(t *testing.T) {
	page, _ := write(t, testRun(), nil, testdataNotes(t))
	csp := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)
	require.NotNil(t, csp)
	policy := strings.NewReplacer("&#39;", "'", "&#43;", "+").Replace(csp[1])
	for _, tag := range []string{"style", "script"} {
		body := regexp.MustCompile(`(?s)<` + tag + `>(.*?)</` + tag + `>`).FindStringSubmatch(page)
		require.NotNil(t, body, tag)
		assert.Contains(t, policy, tag+"-src "+sourceHash(body[1]))
	}
	assert.Contains(t, policy, "default-src 'none'")
	assert.NotContains(t, policy, "unsafe")
	assert.NotRegexp(t, `(?i)(src|href)="(https?:)?//`, page, "nothing is loaded from anywhere")
	assert.NotRegexp(t, ` style="| on[a-z]+="`, page, "no inline style, no inline handler: the policy would drop them")
}

// TestOriginals looks for the original values: never there, but for a revealing
// report, which the audit log knows of first.
func TestOriginals(t *testing.T) {
	const canary = "Canary Quillfeather"
	n := review.Note{ID: "n", Text: "Seen by [DOCTOR].", Marks: []review.Mark{
		{Span: labels.Span{Start: 8, End: 16}, Type: labels.Doctor, Operator: "tag", Score: .9, Original: canary}}}
	page, twin := write(t, testRun(), nil, []review.Note{n})
	assert.NotContains(t, page+twin, "Quillfeather")

	_, err := NewWriter(io.Discard, nil, testRun(), &Options{Reveal: &Reveal{}})
	assert.ErrorIs(t, err, ErrRevealed, "no log, no originals")

	dir := filepath.Join(t.TempDir(), "audit")
	key, err := audit.NewKey("test")
	require.NoError(t, err)
	log, err := audit.Create(dir, key)
	require.NoError(t, err)
	page, twin = write(t, testRun(), &Options{Reveal: &Reveal{Log: log, Actor: "anna"}}, []review.Note{n})
	assert.Contains(t, page, canary)
	assert.Contains(t, page, "This file holds original values")
	assert.Contains(t, twin, `"original":"`+canary)
	require.NoError(t, log.Close())
	s, err := audit.Verify(dir, nil)
	require.NoError(t, err)
	assert.Equal(t, 1, s.Kinds[audit.KindRestore])

	_, err = NewWriter(io.Discard, nil, testRun(), &Options{Reveal: &Reveal{Log: log}})
	assert.ErrorIs(t, err, ErrRevealed, "a log that takes no entry, no originals")
}

func TestBadNote(t *testing.T) {
	var h bytes.Buffer
	w, err := NewWriter(&h, nil, Run{}, nil)
	require.NoError(t, err)
	err = w.Add(review.Note{ID: "bad", Text: "Canary", Marks: []review.Mark{{Span: labels.Span{End: 99}, Type: labels.City}}})
	assert.ErrorIs(t, err, review.ErrNote)
	assert.NotContains(t, err.Error(), "Canary")
	require.NoError(t, w.Add(review.Note{ID: "good", Text: "fine"}), "the report goes on")
	require.NoError(t, w.Close())
	assert.Contains(t, h.String(), `"good"`)
	assert.NotContains(t, h.String(), `"bad"`)
}

func TestEmptyReport(t *testing.T) {
	page, twin := write(t, Run{}, nil, nil)
	assert.Contains(t, page, "De-identification report")
	assert.True(t, json.Valid([]byte(twin)))
}

type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	for _, left := range []int{0, 300_000} {
		w, err := NewWriter(&failing{left}, nil, testRun(), &Options{TempDir: dir})
		require.NoError(t, err)
		for range 20 {
			require.NoError(t, w.Add(review.Note{ID: "n", Text: strings.Repeat("x", 50_000)}))
		}
		if runtime.GOOS != "windows" {
			files, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Empty(t, files, "nor would it be, were the process killed here")
		}
		assert.ErrorIs(t, w.Close(), io.ErrShortWrite)
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left, "no text is left behind")
}

// bigNote is a long note with many marks.
func bigNote(i, size int) review.Note {
	n := review.Note{ID: fmt.Sprintf("note-%05d", i)}
	var b strings.Builder
	for k := 0; b.Len() < size; k++ {
		b.WriteString("The patient was seen on ")
		at := b.Len()
		b.WriteString("[DATE]")
		n.Marks = append(n.Marks, review.Mark{Span: labels.Span{Start: at, End: b.Len()}, Type: labels.Date, Operator: "tag", Score: math.Sqrt(draw(i, k)), Source: "rule:date"})
		b.WriteString(" with shortness of breath and was started on furosemide. ")
	}
	n.Text = b.String()
	return n
}

// TestTenThousand writes ten thousand notes, holds little of them in memory, and
// opens them in a browser where there is one.
func TestTenThousand(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 20 MB")
	}
	html, err := os.Create(filepath.Join(t.TempDir(), "report.html"))
	require.NoError(t, err)
	defer html.Close()
	w, err := NewWriter(html, io.Discard, testRun(), nil)
	require.NoError(t, err)
	var m runtime.MemStats
	peak := uint64(0)
	look := func() {
		runtime.GC()
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapAlloc)
	}
	look()
	before := m.HeapAlloc
	const notes, size = 10_000, 800
	for i := range notes {
		require.NoError(t, w.Add(bigNote(i, size)))
		if i%1000 == 0 {
			look()
		}
	}
	look()
	require.NoError(t, w.Close())
	look()
	info, err := html.Stat()
	require.NoError(t, err)
	assert.Greater(t, info.Size(), int64(notes*size))
	assert.Less(t, peak-before, uint64(8<<20), "memory does not grow with the text")
	t.Logf("%d MB of HTML, %.1f MB of memory", info.Size()>>20, float64(peak-before)/(1<<20))

	if browsertest.Find() == "" {
		return
	}
	b := browsertest.New(t)
	b.Run(chromedp.Navigate("file://" + html.Name()))
	assert.Equal(t, "1–25 of 10000", browsertest.Eval[string](b, "document.getElementById('where').textContent"))
	b.Run(chromedp.SendKeys("#find", "note-07777"+kb.Enter))
	assert.Equal(t, "note-07777", browsertest.Eval[string](b, "document.activeElement.querySelector('h3').textContent"))
	t.Logf("shown after %.0f ms", browsertest.Eval[float64](b, "performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart"))
	assert.Empty(t, b.Problems())
}

func BenchmarkWriter(b *testing.B) {
	n := bigNote(1, 4000)
	b.SetBytes(int64(len(n.Text)))
	b.ReportAllocs()
	w, err := NewWriter(io.Discard, io.Discard, testRun(), nil)
	require.NoError(b, err)
	count := 0
	for b.Loop() {
		if err := w.Add(n); err != nil {
			b.Fatal(err)
		}
		count++
	}
	if w.sum.notes != count {
		b.Fatal(w.sum.notes, count)
	}
	require.NoError(b, w.Close())
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1\u202f000", 1234567: "1\u202f234\u202f567", -4711: "-4\u202f711"} {
		assert.Equal(t, want, count(n))
	}
	for p, want := range map[float64]string{0: "0.0%", .5: "50.0%", .95: "95.0%", .0049971: "0.50%", .00051: "0.051%", 1: "100.0%", .9931: "99.31%"} {
		assert.Equal(t, want, percent(p))
	}
}

func ExampleWriter() {
	var html, twin strings.Builder
	w, err := NewWriter(&html, &twin, Run{Policy: Policy{Name: "safe-harbor"}}, nil)
	if err != nil {
		panic(err)
	}
	err = w.Add(review.Note{ID: "n1", Text: "Seen on [DATE].", Marks: []review.Mark{
		{Span: labels.Span{Start: 8, End: 14}, Type: labels.Date, Operator: "tag", Score: .99, Source: "rule:date"}}})
	if err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	fmt.Println(strings.HasPrefix(html.String(), "<!doctype html>"), json.Valid([]byte(twin.String())))
	// Output: true true
}
