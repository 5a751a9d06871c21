package report

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/browsertest"
	"github.com/lethe-health/lethe/redact/review"
)

// open writes a report to disk and opens it as a file.
func open(t *testing.T, body string) *browsertest.Browser {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(path, []byte(body), 0o600))
	b := browsertest.New(t)
	b.Run(chromedp.Navigate("file://" + path))
	return b
}

func TestInBrowser(t *testing.T) {
	if browsertest.Find() == "" {
		t.Skip("no Chromium on this machine: install the package chromium to run the browser tests")
	}
	notes := testdataNotes(t)
	evil := review.Note{ID: "zz-evil", Text: "</script><script>document.title='owned'</script><b>x</b>"}
	run := testRun()
	run.Calibration = testBins()
	body, _ := write(t, run, &Options{PerPage: 8}, append(notes, evil),
		review.DeadLetter{ID: "p09--fax", Offset: 4711, Reason: "not valid UTF-8"})
	b := open(t, body)
	eval := func(s string) string { return browsertest.Eval[string](b, s) }
	num := func(s string) int { return browsertest.Eval[int](b, s) }

	assert.Equal(t, "De-identification report", eval("document.title"))
	assert.Equal(t, 8, num("document.querySelectorAll('.note').length"))
	assert.Equal(t, "1–8 of 22", eval("document.getElementById('where').textContent"))

	// Every note on every page reads as it was written: marks add chips and
	// change nothing else.
	texts := map[string]string{}
	for range 3 {
		for id, s := range browsertest.Eval[map[string]string](b, `Object.fromEntries([...document.querySelectorAll('.note')].map(n => {
			const c = n.querySelector('.note-text').cloneNode(true);
			c.querySelectorAll('.k').forEach(k => k.remove());
			return [n.querySelector('h3').textContent, c.textContent];
		}))`) {
			texts[id] = s
		}
		b.Run(chromedp.KeyEvent("]"))
	}
	require.Len(t, texts, 22)
	for _, n := range append(notes, evil) {
		assert.Equal(t, n.Text, texts[n.ID], n.ID)
	}

	// n walks through the doubtful marks, over page ends.
	b.Run(chromedp.KeyEvent("["), chromedp.KeyEvent("["), chromedp.KeyEvent("["))
	assert.Equal(t, "1–8 of 22", eval("document.getElementById('where').textContent"))
	doubts := num("document.querySelectorAll('[data-doubt]').length")
	b.Do("document.getElementById('note-0').focus()")
	for range doubts + 1 {
		b.Run(chromedp.KeyEvent("n"))
	}
	assert.Equal(t, "9–16 of 22", eval("document.getElementById('where').textContent"))
	assert.NotEmpty(t, eval("document.activeElement.dataset.facts"))
	assert.False(t, browsertest.Eval[bool](b, "document.getElementById('info').hidden"), "the line at the foot tells the facts")
	b.Run(chromedp.KeyEvent("p"))
	assert.Equal(t, "1–8 of 22", eval("document.getElementById('where').textContent"))

	// The list of edits is a table.
	b.Do("document.querySelector('.note summary').click()")
	b.Run(chromedp.WaitReady(".note details table"))
	assert.Positive(t, num("document.querySelectorAll('.note details tbody tr').length"))

	// Find goes to a note on another page.
	b.Run(chromedp.KeyEvent("/"))
	assert.Equal(t, "find", eval("document.activeElement.id"))
	b.Do("document.activeElement.value = ''") // the protocol types the slash although the page refused the key
	b.Run(chromedp.SendKeys("#find", "zz-evil"+kb.Enter))
	assert.Equal(t, "zz-evil", eval("document.activeElement.querySelector('h3').textContent"))
	assert.Equal(t, "De-identification report", eval("document.title"), "a note's script did not run")

	assert.Empty(t, b.Problems(), "no script failed and the security policy refused nothing")

	b.Run(chromedp.KeyEvent("["), chromedp.KeyEvent("["))
	b.Do("scrollTo(0,0)")
	b.Screenshot("report-desktop")
	b.Scheme("dark")
	b.Screenshot("report-dark")
	assert.Equal(t, "rgb(18, 21, 24)", eval("getComputedStyle(document.documentElement).backgroundColor"))
	b.Phone()
	b.Screenshot("report-phone-dark")
	b.Scheme("light")
	b.Screenshot("report-phone")
	assert.LessOrEqual(t, num("document.documentElement.scrollWidth"), 390, "wider than a telephone: %v", browsertest.Eval[[]string](b,
		`[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > 391).slice(0, 5).map(e => e.tagName + '.' + e.className)`))
}

// TestOnPaper looks at what a printer gets: no navigation, charts with their
// bars, tables as tables, every note's edits.
func TestOnPaper(t *testing.T) {
	if browsertest.Find() == "" {
		t.Skip("no Chromium on this machine: install the package chromium to run the browser tests")
	}
	body, _ := write(t, testRun(), &Options{PerPage: 3}, testdataNotes(t))
	b := open(t, body)
	display := func(selector string) string {
		return browsertest.Eval[string](b, "getComputedStyle(document.querySelector('"+selector+"')).display")
	}
	b.Run(chromedp.EmulateViewport(700, 1000)) // about a sheet
	assert.Equal(t, "grid", display(".scroll tr"), "on a screen so narrow the tables are lists")
	b.Paper()
	b.Screenshot("report-paper")
	assert.Equal(t, "none", display("header.bar"))
	assert.NotEqual(t, "none", display(".chart .bar"), "the bars of a chart are no navigation")
	assert.Equal(t, "table-row", display(".scroll tr"))
	assert.Equal(t, 3, browsertest.Eval[int](b, "document.querySelectorAll('.note details[open] table').length"))
	b.Do("dispatchEvent(new Event('afterprint'))")
	assert.Zero(t, browsertest.Eval[int](b, "document.querySelectorAll('.note details[open]').length"))
	assert.Empty(t, b.Problems())
}

func TestPolicyHolds(t *testing.T) {
	body, _ := write(t, testRun(), nil, nil)
	b := open(t, body)
	b.Do(`const s = document.createElement('script'); s.textContent = "document.title = 'owned'"; document.body.append(s);
		const i = new Image(); i.src = 'http://127.0.0.1:1/x.png'; document.body.append(i);`)
	assert.Equal(t, "De-identification report", browsertest.Eval[string](b, "document.title"))
	assert.NotEmpty(t, b.Problems(), "the browser refused the script")
}
