package review

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/browsertest"
	"github.com/lethe-health/lethe/labels"
)

// reader is a person with a browser.
type reader struct {
	*browsertest.Browser
	t    *testing.T
	site *site
}

// key presses a key and waits until the server has answered it.
func (r *reader) key(k string) {
	r.t.Helper()
	before := browsertest.Eval[string](r.Browser, "document.getElementById('work').dataset.saved || '0'")
	r.Run(chromedp.KeyEvent(k))
	r.Until(fmt.Sprintf("document.getElementById('work').dataset.saved !== undefined && document.getElementById('work').dataset.saved !== %q", before))
}

// next finishes the note and waits for the page after it.
func (r *reader) next() {
	r.t.Helper()
	r.Do("window.old = true")
	r.Run(chromedp.KeyEvent("d"))
	r.Until("window.old === undefined && document.readyState === 'complete'")
}

func (r *reader) note() string {
	return browsertest.Eval[string](r.Browser, "(document.querySelector('.sheet h1') || {textContent: ''}).textContent")
}

// choose selects words of the note's text as a mouse would.
func (r *reader) choose(words string) {
	r.t.Helper()
	r.Do(fmt.Sprintf(`const t = document.getElementById('text'), w = document.createTreeWalker(t, NodeFilter.SHOW_TEXT);
		for (let n; n = w.nextNode();) { const i = n.data.indexOf(%q); if (i < 0) continue;
			const r = document.createRange(); r.setStart(n, i); r.setEnd(n, i + %q.length);
			getSelection().removeAllRanges(); getSelection().addRange(r); }`, words, words))
	r.Until(`!document.querySelector('[data-act="add"]').disabled`)
}

// TestTwoReviewersInBrowser goes through the whole review of five notes: two
// people read, a third settles what they differ on, and the claim is made.
func TestTwoReviewersInBrowser(t *testing.T) {
	if browsertest.Find() == "" {
		t.Skip("no Chromium on this machine: install the package chromium to run the browser tests")
	}
	s := serve(t, 5, nil)
	browser := browsertest.New(t)
	enter := func(name string) *reader {
		link, err := s.server.Link(name)
		require.NoError(t, err)
		r := &reader{browser, t, s}
		r.Run(chromedp.Navigate(s.URL + link))
		r.Until("location.pathname !== '/enter' && document.readyState === 'complete'")
		assert.NotContains(t, browsertest.Eval[string](browser, "location.href"), "token", "the token leaves the address")
		return r
	}
	for _, name := range []string{"anna", "bert"} {
		r := enter(name)
		r.Screenshot("review-queue")
		r.Run(chromedp.Click("a.button.primary"), chromedp.WaitReady("#text"))
		for range 5 {
			switch id := r.note(); id {
			case "n1": // by keys: both are right
				r.Run(chromedp.KeyEvent("n"))
				r.key("a")
				assert.Equal(t, 1, browsertest.Eval[int](browser, "document.querySelectorAll('.accepted').length"))
				r.key("a")
			case "n2": // only Anna sees what was missed
				if name == "anna" {
					r.choose("Quillfeather")
					r.key("1")
					assert.Equal(t, "Quillfeather", browsertest.Eval[string](browser, "document.querySelector('.added').textContent"))
					r.Screenshot("review-note")
					r.Phone()
					r.Screenshot("review-note-phone")
					assert.LessOrEqual(t, browsertest.Eval[int](browser, "document.documentElement.scrollWidth"), 390)
					r.Desktop()
					r.Scheme("dark")
					r.Screenshot("review-note-dark")
					r.Scheme("light")
				}
			case "n3": // an eponym; Bert retypes it first and thinks again
				r.Run(chromedp.KeyEvent("n"))
				if name == "bert" {
					r.key("2")
					assert.Equal(t, 1, browsertest.Eval[int](browser, "document.querySelectorAll('.retyped').length"))
				}
				r.key("r")
			case "n5": // the mouse does what keys do
				r.Run(chromedp.Click(`#text [data-mark="0"]`), chromedp.Click(`[data-act="accept"]`), chromedp.WaitReady(".accepted"))
			case "n4":
			default:
				require.Fail(t, "not a note", id)
			}
			r.next()
		}
		assert.Equal(t, "/", browsertest.Eval[string](browser, "location.pathname"), "after the last note the queue")
		assert.Equal(t, 5, browsertest.Eval[int](browser, "document.querySelectorAll('.rows .good').length"))
	}
	v, err := s.store.Verdict("n2", "anna")
	require.NoError(t, err)
	n, _ := s.work.Note("n2")
	require.Len(t, v.Missed, 1)
	assert.Equal(t, labels.Patient, v.Missed[0].Type)
	assert.Equal(t, "Quillfeather", n.Text[v.Missed[0].Start:v.Missed[0].End], "offsets survive CRLF and characters of two units")
	v, err = s.store.Verdict("n3", "bert")
	require.NoError(t, err)
	assert.Equal(t, map[int]Decision{0: {Action: Reject}}, v.Marks)

	r := enter("cleo")
	assert.Equal(t, 1, browsertest.Eval[int](browser, "document.querySelectorAll('.rows li').length"), "they differ on one note")
	r.Run(chromedp.Click(".rows a"), chromedp.WaitReady("fieldset"))
	r.Screenshot("review-settle")
	r.Run(chromedp.Click(`input[value="first"]`), chromedp.Click("form button"), chromedp.WaitReady(".pill.good"))
	r.Run(chromedp.Navigate(s.URL + "/results"))
	assert.Contains(t, browsertest.Eval[string](browser, "document.querySelector('.claim').textContent"), "at most 20% of the notes leak")
	r.Screenshot("review-results")
	assert.Empty(t, browser.Problems(), "no script failed and the security policy refused nothing")
}

// TestHintsInBrowser takes up what the second finder says by two keys, in the
// queue of doubts.
func TestHintsInBrowser(t *testing.T) {
	if browsertest.Find() == "" {
		t.Skip("no Chromium on this machine: install the package chromium to run the browser tests")
	}
	s := serve(t, 0, nil)
	r := &reader{browsertest.New(t), t, s}
	link, err := s.server.Link("anna")
	require.NoError(t, err)
	r.Run(chromedp.Navigate(s.URL + link))
	r.Until("location.pathname !== '/enter' && document.readyState === 'complete'")
	at := -1
	for i, id := range s.work.IDs(QueueRisk) {
		if id == "n2" {
			at = i
		}
	}
	r.Run(chromedp.Navigate(fmt.Sprintf("%s/note/risk/%d", s.URL, at)), chromedp.WaitReady("#text"))
	r.Run(chromedp.KeyEvent("x"))
	assert.Equal(t, "Quillfeather", browsertest.Eval[string](r.Browser, "document.querySelector('.current').textContent"))
	assert.Equal(t, "PATIENT", browsertest.Eval[string](r.Browser, "document.getElementById('type').value"))
	r.key("m")
	v, err := s.store.Verdict("n2", "anna")
	require.NoError(t, err)
	n, _ := s.work.Note("n2")
	require.Len(t, v.Missed, 1)
	assert.Equal(t, "Quillfeather", n.Text[v.Missed[0].Start:v.Missed[0].End])
	assert.Equal(t, labels.Patient, v.Missed[0].Type)
	assert.Empty(t, r.Problems())
}
