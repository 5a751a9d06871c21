package review

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/labels/exchange"
	"github.com/lethe-health/lethe/redact/review/audit"
	"github.com/lethe-health/lethe/redact/review/sample"
)

// fiveNotes are small notes with a mark each, one wrong mark and one leak, in
// texts that browsers count differently from Go.
func fiveNotes() []Note {
	const leak = "Called Ms. Quillfeather\u2019s 😀 sister on [DATE].\r\nPlan: rest."
	return []Note{
		{ID: "n1", Text: "Seen by [DOCTOR] on [DATE].", Marks: []Mark{
			{Span: labels.Span{Start: 8, End: 16}, OriginalSpan: labels.Span{Start: 8, End: 14}, Type: labels.Doctor, Operator: "tag", Score: .97, Source: "model"},
			{Span: labels.Span{Start: 20, End: 26}, OriginalSpan: labels.Span{Start: 18, End: 26}, Type: labels.Date, Operator: "tag", Score: .99, Source: "rule:date"}}},
		{ID: "n2", Text: leak, Marks: []Mark{
			{Span: span(leak, "[DATE]"), OriginalSpan: labels.Span{Start: 37, End: 41}, Type: labels.Date, Operator: "tag", Score: .9, Source: "rule:date"}},
			Disagreements: []Disagreement{{Span: span(leak, "Quillfeather"), Type: labels.Patient, Score: .7, Source: "second"}}},
		{ID: "n3", Text: "Known [PATIENT] disease, <b>stable</b>.", Marks: []Mark{
			{Span: labels.Span{Start: 6, End: 15}, OriginalSpan: labels.Span{Start: 6, End: 15}, Type: labels.Patient, Operator: "tag", Score: .41, Source: "model"}}},
		{ID: "n4", Text: "No identifiers in this one."},
		{ID: "n5", Text: "Transferred to [CITY] today.", Marks: []Mark{
			{Span: labels.Span{Start: 15, End: 21}, OriginalSpan: labels.Span{Start: 15, End: 30}, Type: labels.City, Operator: "tag", Score: .66, Source: "model"}}},
	}
}

func newStore(t testing.TB) *Store {
	t.Helper()
	s, err := OpenStore(filepath.Join(t.TempDir(), "review.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func people() []Person {
	return []Person{{"anna", RoleReviewer}, {"bert", RoleReviewer}, {"cleo", RoleAdjudicator}}
}

func TestApply(t *testing.T) {
	notes := fiveNotes()
	n := &notes[0]
	tail := labels.Span{Start: 0, End: 4}
	for _, row := range []struct {
		name  string
		steps []Step
		want  Verdict
		err   string
	}{
		{"accept", []Step{{Action: Accept}}, Verdict{Marks: map[int]Decision{0: {Action: Accept}}}, ""},
		{"the last word counts", []Step{{Action: Reject}, {Action: Retype, Type: labels.Patient}}, Verdict{Marks: map[int]Decision{0: {Retype, labels.Patient}}}, ""},
		{"retyped to what it is", []Step{{Action: Retype, Type: labels.Doctor}}, Verdict{Marks: map[int]Decision{0: {Action: Accept}}}, ""},
		{"cleared", []Step{{Action: Reject, Mark: 1}, {Action: Clear, Mark: 1}}, Verdict{Marks: map[int]Decision{}}, ""},
		{"missed", []Step{{Action: Add, Span: tail, Type: labels.City}}, Verdict{Marks: map[int]Decision{}, Missed: []Missed{{0, 4, labels.City}}}, ""},
		{"missed and taken back", []Step{{Action: Add, Span: tail, Type: labels.City}, {Action: Drop}}, Verdict{Marks: map[int]Decision{}, Missed: []Missed{}}, ""},
		{"done and reopened", []Step{{Action: Done}, {Action: Reopen}, {Action: Done}}, Verdict{Done: true, Marks: map[int]Decision{}}, ""},
		{"a done note is closed", []Step{{Action: Done}, {Action: Accept}}, Verdict{}, "reopen it first"},
		{"no such mark", []Step{{Action: Accept, Mark: 2}}, Verdict{}, "no such mark"},
		{"no type", []Step{{Action: Retype}}, Verdict{}, "no such type"},
		{"over a mark", []Step{{Action: Add, Span: labels.Span{Start: 5, End: 9}, Type: labels.City}}, Verdict{}, "overlaps a mark"},
		{"over one added", []Step{{Action: Add, Span: tail, Type: labels.City}, {Action: Add, Span: tail, Type: labels.City}}, Verdict{}, "marked before"},
		{"outside", []Step{{Action: Add, Span: labels.Span{Start: 90, End: 94}, Type: labels.City}}, Verdict{}, "not in the text"},
		{"nothing to take back", []Step{{Action: Drop}}, Verdict{}, "no such addition"},
		{"unknown", []Step{{Action: "praise"}}, Verdict{}, "unknown action"},
	} {
		v := Verdict{}
		var err error
		for _, s := range row.steps {
			if v, err = v.Apply(n, s); err != nil {
				break
			}
		}
		if row.err != "" {
			assert.ErrorIs(t, err, ErrStep, row.name)
			assert.ErrorContains(t, err, row.err, row.name)
			continue
		}
		require.NoError(t, err, row.name)
		assert.Equal(t, row.want, v, row.name)
	}
}

func TestDifferencesAndSettle(t *testing.T) {
	notes := fiveNotes()
	n := &notes[0]
	a := Verdict{Done: true, Marks: map[int]Decision{0: {Action: Reject}}, Missed: []Missed{{0, 4, labels.City}}}
	b := Verdict{Done: true, Marks: map[int]Decision{1: {Retype, labels.Age}}, Missed: []Missed{{0, 4, labels.State}}}
	d := Differences(n, &a, &b)
	assert.Equal(t, []Difference{
		{-1, labels.Span{Start: 0, End: 4}, "CITY", ""},
		{-1, labels.Span{Start: 0, End: 4}, "", "STATE"},
		{0, n.Marks[0].Span, "reject", "accept"},
		{1, n.Marks[1].Span, "accept", "AGE"},
	}, d)
	v, err := Settle(n, &a, &b, []bool{false, false, true, true})
	require.NoError(t, err)
	assert.Equal(t, map[int]Decision{0: {Action: Accept}, 1: {Retype, labels.Age}}, v.Marks)
	assert.Equal(t, []Missed{{0, 4, labels.City}}, v.Missed)
	_, err = Settle(n, &a, &b, []bool{false, true, true, true})
	assert.ErrorIs(t, err, ErrStep, "both types for one text cannot be")
	_, err = Settle(n, &a, &b, nil)
	assert.ErrorIs(t, err, ErrStep)
	same, err := Settle(n, &a, &a, nil)
	require.NoError(t, err)
	assert.Equal(t, a.Missed, same.Missed)
}

func TestQueuesNeverMix(t *testing.T) {
	store, notes := newStore(t), fiveNotes()
	dir := filepath.Join(t.TempDir(), "audit")
	key, err := audit.NewKey("test")
	require.NoError(t, err)
	log, err := audit.Create(dir, key)
	require.NoError(t, err)
	w, err := NewWork(notes, 2, store, log)
	require.NoError(t, err)
	require.Len(t, w.IDs(QueueSample), 2)
	require.Len(t, w.IDs(QueueRisk), 3)
	seen := map[string]bool{}
	for _, id := range append(w.IDs(QueueSample), w.IDs(QueueRisk)...) {
		assert.False(t, seen[id])
		seen[id] = true
	}
	last := 1e9
	for _, id := range w.IDs(QueueRisk) {
		n, _ := w.Note(id)
		assert.LessOrEqual(t, n.Doubt(), last)
		last = n.Doubt()
	}
	again, err := NewWork(fiveNotes(), 4, store, log)
	require.NoError(t, err)
	assert.Equal(t, w.Sample, again.Sample, "nobody draws until it suits")
	require.NoError(t, log.Close())
	s, err := audit.Verify(dir, nil)
	require.NoError(t, err)
	assert.Equal(t, 1, s.Kinds[audit.KindSample], "logged once")
	for r := range audit.Records(dir) {
		assert.Equal(t, w.Sample.Seed.String(), r.Facts["seed"])
		assert.Equal(t, sample.FrameHash([]string{"n1", "n2", "n3", "n4", "n5"}), r.Facts["frame_sha256"])
	}
	for name, change := range map[string]func(*Note){
		"another text": func(n *Note) { n.Text += " CANARY" },
		"a mark less":  func(n *Note) { n.Marks = n.Marks[1:] },
	} {
		other := fiveNotes()
		change(&other[0])
		_, err = NewWork(other, 2, store, nil)
		assert.ErrorIs(t, err, ErrOtherNotes, name)
	}
	_, err = NewWork(notes[:4], 2, store, nil)
	assert.ErrorContains(t, err, "not those", "the sample is of other notes")
	_, err = NewWork(append(notes, notes[0]), 2, newStore(t), nil)
	assert.ErrorContains(t, err, "twice")
	_, err = NewWork([]Note{{ID: "x", Text: "\xff"}}, 0, newStore(t), nil)
	assert.ErrorIs(t, err, ErrNote)
}

// site is a review being served.
type site struct {
	*httptest.Server
	server *Server
	work   *Work
	store  *Store
}

func serve(t testing.TB, sampled int, o *Options) *site {
	t.Helper()
	store := newStore(t)
	work, err := NewWork(fiveNotes(), sampled, store, nil)
	require.NoError(t, err)
	if o == nil {
		o = &Options{People: people()}
	}
	s, err := NewServer(work, store, o)
	require.NoError(t, err)
	ts := httptest.NewServer(s)
	t.Cleanup(ts.Close)
	return &site{ts, s, work, store}
}

// person is a client that came in by a link.
func (s *site) person(t testing.TB, name string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	c := &http.Client{Jar: jar, Timeout: 5 * time.Second}
	link, err := s.server.Link(name)
	require.NoError(t, err)
	res, err := c.Get(s.URL + link)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, 200, res.StatusCode)
	return c
}

// read returns a function that reads an answer whole.
func read(t testing.TB) func(res *http.Response, err error) (int, string) {
	return func(res *http.Response, err error) (int, string) {
		t.Helper()
		require.NoError(t, err)
		b, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode, string(b)
	}
}

func (s *site) path(t testing.TB, id string) string {
	t.Helper()
	for _, q := range []Queue{QueueSample, QueueRisk} {
		for i, have := range s.work.IDs(q) {
			if have == id {
				return fmt.Sprintf("%s/note/%s/%d", s.URL, q, i)
			}
		}
	}
	require.Fail(t, "no such note", id)
	return ""
}

func (s *site) step(t testing.TB, c *http.Client, id string, b stepBody) (int, string) {
	t.Helper()
	body, err := json.Marshal(b)
	require.NoError(t, err)
	res, err := c.Post(s.path(t, id), "application/json", bytes.NewReader(body))
	return read(t)(res, err)
}

func TestLinksWorkOnce(t *testing.T) {
	s := serve(t, 2, nil)
	link, err := s.server.Link("anna")
	require.NoError(t, err)
	code, _ := read(t)(http.Get(s.URL + link))
	assert.Equal(t, 200, code)
	code, _ = read(t)(http.Get(s.URL + link))
	assert.Equal(t, 403, code, "spent")
	code, _ = read(t)(http.Get(s.URL + "/enter?token="))
	assert.Equal(t, 403, code)
	code, body := read(t)(http.Get(s.URL + "/"))
	assert.Equal(t, 401, code)
	assert.NotContains(t, body, "n1")
	_, err = s.server.Link("mallory")
	assert.Error(t, err)
}

func TestHostileRequests(t *testing.T) {
	s := serve(t, 2, nil)
	anna, cleo := s.person(t, "anna"), s.person(t, "cleo")
	at := strings.TrimPrefix(s.path(t, "n1"), s.URL)
	for _, row := range []struct {
		name   string
		c      *http.Client
		method string
		path   string
		host   string
		header map[string]string
		body   string
		want   int
	}{
		{"another host's name for this machine", anna, "GET", "/", "evil.example", nil, "", 421},
		{"no name", anna, "GET", "/", "[::2]:80", nil, "", 421},
		{"this machine by a name that no cookie is for", anna, "GET", "/", "localhost:80", nil, "", 401},
		{"a form of another site", anna, "POST", at, "", map[string]string{"Sec-Fetch-Site": "cross-site", "Content-Type": "application/json"}, `{"action":"done"}`, 403},
		{"another origin", anna, "POST", at, "", map[string]string{"Origin": "https://evil.example", "Content-Type": "application/json"}, `{"action":"done"}`, 403},
		{"a plain form", anna, "POST", at, "", map[string]string{"Content-Type": "text/plain"}, `{"action":"done"}`, 415},
		{"broken JSON", anna, "POST", at, "", map[string]string{"Content-Type": "application/json"}, `{"action":`, 400},
		{"an unknown field", anna, "POST", at, "", map[string]string{"Content-Type": "application/json"}, `{"action":"done","reviewer":"bert"}`, 400},
		{"huge", anna, "POST", at, "", map[string]string{"Content-Type": "application/json"}, `{"action":"` + strings.Repeat("x", 70<<10) + `"}`, 400},
		{"no such type", anna, "POST", at, "", map[string]string{"Content-Type": "application/json"}, `{"action":"retype","type":"SECRET"}`, 400},
		{"no such action", anna, "POST", at, "", map[string]string{"Content-Type": "application/json"}, `{"action":"praise"}`, 409},
		{"no such place", anna, "GET", "/note/sample/99", "", nil, "", 404},
		{"no such queue", anna, "GET", "/note/secret/0", "", nil, "", 404},
		{"a place that is no number", anna, "GET", "/note/sample/x", "", nil, "", 404},
		{"a path out", anna, "GET", "/assets/../../etc/passwd", "", nil, "", 404},
		{"the results are not for reviewers", anna, "GET", "/results", "", nil, "", 403},
		{"nor the differences", anna, "GET", "/settle/0", "", nil, "", 403},
		{"nor settling", anna, "POST", "/settle/0", "", nil, "", 403},
		{"the adjudicator does not read", cleo, "GET", at, "", nil, "", 403},
		{"nor decide", cleo, "POST", at, "", map[string]string{"Content-Type": "application/json"}, `{"action":"done"}`, 403},
		{"settling what is not read twice", cleo, "POST", "/settle/0", "", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, "", 409},
		{"deleting", anna, "DELETE", at, "", nil, "", 405},
	} {
		req, err := http.NewRequest(row.method, s.URL+row.path, strings.NewReader(row.body))
		require.NoError(t, err)
		req.Host = row.host
		for k, v := range row.header {
			req.Header.Set(k, v)
		}
		code, body := read(t)(row.c.Do(req))
		assert.Equal(t, row.want, code, "%s: %s", row.name, body)
	}
	v, err := s.store.Verdict("n1", "anna")
	require.NoError(t, err)
	assert.False(t, v.Done, "nothing of it was saved")
	res, err := anna.Get(s.URL + "/")
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Contains(t, res.Header.Get("Content-Security-Policy"), "default-src 'none'")
	assert.Equal(t, "no-store", res.Header.Get("Cache-Control"))
}

func TestSteps(t *testing.T) {
	s := serve(t, 0, nil)
	anna, bert := s.person(t, "anna"), s.person(t, "bert")
	code, body := s.step(t, anna, "n1", stepBody{Action: Reject, Mark: 0})
	require.Equal(t, 200, code)
	assert.Contains(t, body, "rejected")
	_, body = read(t)(bert.Get(s.path(t, "n1")))
	assert.NotContains(t, body, "rejected", "reviewers do not see each other")

	// The browser counts UTF-16 units: "Quillfeather’s 😀" ends four bytes and
	// one unit later than its code points say.
	code, _ = s.step(t, anna, "n2", stepBody{Action: Add, Type: "PATIENT", Start: 10, End: 26})
	require.Equal(t, 200, code)
	v, err := s.store.Verdict("n2", "anna")
	require.NoError(t, err)
	n, _ := s.work.Note("n2")
	assert.Equal(t, "Quillfeather’s", n.Text[v.Missed[0].Start:v.Missed[0].End], "white space at the ends is left out")
	code, body = s.step(t, anna, "n2", stepBody{Action: Add, Type: "PATIENT", Start: 27, End: 26})
	assert.Equal(t, 409, code)
	assert.NotContains(t, body, "Quillfeather")
	_, body = read(t)(anna.Get(s.path(t, "n3")))
	assert.Contains(t, body, "&lt;b&gt;stable", "note text is escaped")
	_, body = read(t)(anna.Get(s.path(t, "n2")))
	assert.Contains(t, body, "&#13;", "a CR reaches the browser")
}

func TestReviewThrough(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	key, err := audit.NewKey("test")
	require.NoError(t, err)
	log, err := audit.Create(dir, key)
	require.NoError(t, err)
	s := serve(t, 5, &Options{People: people(), Audit: log})
	anna, bert, cleo := s.person(t, "anna"), s.person(t, "bert"), s.person(t, "cleo")
	step := func(c *http.Client, id string, b stepBody) {
		code, body := s.step(t, c, id, b)
		require.Equal(t, 200, code, body)
	}
	for _, c := range []*http.Client{anna, bert} {
		step(c, "n3", stepBody{Action: Reject})
		for _, id := range []string{"n1", "n3", "n4", "n5"} {
			step(c, id, stepBody{Action: Done})
		}
	}
	r, err := s.server.Results()
	require.NoError(t, err)
	assert.Nil(t, r.Claim, "no claim before the whole sample is read")
	assert.Equal(t, 4, r.SampleRead)

	step(anna, "n2", stepBody{Action: Add, Type: "PATIENT", Start: 11, End: 23})
	step(anna, "n2", stepBody{Action: Done})
	step(bert, "n2", stepBody{Action: Done})
	r, err = s.server.Results()
	require.NoError(t, err)
	assert.Equal(t, 1, r.Unsettled)
	assert.Nil(t, r.Claim)

	_, list := read(t)(cleo.Get(s.URL + "/settle"))
	assert.Contains(t, list, "n2")
	assert.Contains(t, list, "They agree on 4 notes")
	place := 0
	for i, id := range s.server.all() {
		if id == "n2" {
			place = i
		}
	}
	_, page := read(t)(cleo.Get(fmt.Sprintf("%s/settle/%d", s.URL, place)))
	assert.Contains(t, page, "missed: PATIENT")
	code, _ := read(t)(cleo.PostForm(fmt.Sprintf("%s/settle/%d", s.URL, place), url.Values{}))
	assert.Equal(t, 400, code, "every difference needs an answer")
	code, _ = read(t)(cleo.PostForm(fmt.Sprintf("%s/settle/%d", s.URL, place), url.Values{"d0": {"first"}}))
	assert.Equal(t, 200, code)

	claims := func() (n int) {
		for e, err := range audit.Records(dir) {
			require.NoError(t, err)
			if e.Kind == audit.KindClaim {
				n++
				assert.Equal(t, "cleo", e.Actor, "whose verdict made it")
				assert.Equal(t, "1", e.Facts["leaked"])
			}
		}
		return n
	}
	assert.Equal(t, 1, claims(), "on record before anyone looks at it")

	r, err = s.server.Results()
	require.NoError(t, err)
	require.NotNil(t, r.Claim)
	assert.Equal(t, 1, r.Claim.Leaked)
	assert.Equal(t, 0.2, r.Claim.Upper, "all five notes are read: one in five leaks, exactly")
	assert.Equal(t, 4, r.Recall.Identifiers-r.Recall.Missed+0)
	assert.Nil(t, r.Capture, "one reader alone found something: nothing is known of what both missed")
	assert.NotEmpty(t, r.Calibration)
	_, _ = read(t)(cleo.Get(s.URL + "/results"))
	_, page = read(t)(cleo.Get(s.URL + "/results"))
	assert.Contains(t, page, "at most 20% of the notes leak")
	assert.Contains(t, page, "cannot be told")

	require.NoError(t, log.Close())
	sum, err := audit.Verify(dir, nil)
	require.NoError(t, err)
	assert.Equal(t, 11, sum.Kinds[audit.KindDecision], "ten notes done, one settled")
	assert.Equal(t, 1, sum.Kinds[audit.KindClaim], "shown twice, recorded once")
	assert.Equal(t, 1, sum.Kinds[audit.KindPeople])
	body, err := os.ReadFile(filepath.Join(dir, "log.jsonl"))
	require.NoError(t, err)
	assert.NotContains(t, string(body), "Quillfeather")
	assert.NotContains(t, string(body), "n2")
}

func TestNewServer(t *testing.T) {
	store := newStore(t)
	work, err := NewWork(fiveNotes(), 0, store, nil)
	require.NoError(t, err)
	for _, bad := range [][]Person{{{"", RoleReviewer}}, {{"a b", RoleReviewer}}, {{"*", RoleReviewer}}, {{"a", "king"}}, {{"a", RoleReviewer}, {"a", RoleAdjudicator}}} {
		_, err := NewServer(work, store, &Options{People: bad})
		assert.Error(t, err)
	}
	s, err := NewServer(work, store, nil)
	require.NoError(t, err)
	r, err := s.Results()
	require.NoError(t, err)
	assert.Equal(t, Results{}, r)
}

func TestCorrected(t *testing.T) {
	notes := fiveNotes()
	const original = "Seen by Okafor on 3/4/2021."
	n := &notes[0]
	v := Verdict{Marks: map[int]Decision{0: {Retype, labels.Patient}}, Missed: []Missed{{0, 4, labels.City}}}
	got, err := Corrected(n, &v, original)
	require.NoError(t, err)
	var words []string
	for _, a := range got.Annotations {
		words = append(words, a.Type.String()+" "+a.Of(original))
	}
	assert.Equal(t, []string{"CITY Seen", "PATIENT Okafor", "DATE 3/4/2021"}, words)

	v.Marks = map[int]Decision{0: {Action: Reject}, 1: {Action: Reject}}
	got, err = Corrected(n, &v, original)
	require.NoError(t, err)
	assert.Len(t, got.Annotations, 1)

	for _, bad := range []string{"", "Seen by Okafor on 3/4/2021", "Seen by Okafor at 3/4/2021.", "seen by Okafor on 3/4/2021.", "Seen by Okafor on 3/4/2021.\xff", "Seen by Okafor on 3/4/2021.!"} {
		_, err := Corrected(n, &v, bad)
		assert.ErrorIs(t, err, ErrOriginal, bad)
		assert.NotContains(t, err.Error(), "Okafor")
	}

	// A mark of another length before a missed identifier, in text of many bytes.
	const wide = "Called Ms. Quillfeather’s 😀 sister on 3/14.\r\nPlan: rest."
	two := &notes[1]
	two.Marks[0].OriginalSpan = labels.Span{Start: 38, End: 42}
	v = Verdict{Missed: []Missed{{11, 23, labels.Patient}, {len(two.Text) - 5, len(two.Text) - 1, labels.City}}}
	got, err = Corrected(two, &v, wide)
	require.NoError(t, err)
	words = nil
	for _, a := range got.Annotations {
		words = append(words, a.Type.String()+" "+a.Of(wide))
	}
	assert.Equal(t, []string{"PATIENT Quillfeather", "DATE 3/14", "CITY rest"}, words)
}

func TestExport(t *testing.T) {
	s := serve(t, 0, &Options{People: []Person{{"anna", RoleReviewer}}})
	anna := s.person(t, "anna")
	code, _ := s.step(t, anna, "n4", stepBody{Action: Done})
	require.Equal(t, 200, code)
	var got []exchange.Note
	take := func(n exchange.Note) error { got = append(got, n); return nil }
	require.NoError(t, s.server.Export(func(id string) (string, bool) { return "No identifiers in this one.", id == "n4" }, take))
	assert.Equal(t, []exchange.Note{{ID: "n4", Text: "No identifiers in this one."}}, got, "notes without a final verdict are left out")
	assert.ErrorIs(t, s.server.Export(func(string) (string, bool) { return "", false }, take), ErrOriginal)

	again, err := NewServer(s.work, s.store, nil)
	require.NoError(t, err)
	_, err = again.Link("anna")
	assert.NoError(t, err, "the store remembers who takes part")
}

func TestReadNotes(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, NotesFile)
	require.NoError(t, os.WriteFile(path, []byte("{\"id\":\"a\",\"text\":\"x\",\"edits\":[]}\n\n{\"id\":\"dead\",\"line\":3,\"error\":\"read: invalid UTF-8\"}\n{\"line\":4,\"error\":\"read: the note has no id\"}\n{\"id\":\"b\",\"text\":\"y\",\"edits\":[]}"), 0o600))
	for _, p := range []string{dir, path} {
		notes, err := ReadNotes(p)
		require.NoError(t, err)
		assert.Len(t, notes, 2, "a line that stands for a note that did not pass is none")
	}
	require.NoError(t, os.WriteFile(path, []byte("{\"id\":\"a\",\"text\":\"x\",\"edits\":[]}\n{CANARY"), 0o600))
	_, err := ReadNotes(dir)
	assert.ErrorContains(t, err, "line 2")
	assert.NotContains(t, err.Error(), "CANARY")
	_, err = ReadNotes(filepath.Join(dir, "none"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestDisputed(t *testing.T) {
	n := &fiveNotes()[1]
	got := Disputed(n, []labels.Annotation{
		{Span: span(n.Text, "Quillfeather"), Type: labels.Patient, Score: .7, Source: "second"},
		{Span: span(n.Text, "DATE"), Type: labels.Date, Score: 1},
		{Span: span(n.Text, "\r\n"), Type: labels.Date, Score: 1},
	})
	assert.Equal(t, n.Disagreements, got)
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"127.0.0.1:80": true, "127.0.0.1": true, "127.8.9.1:1": true, "localhost": true, "localhost:8080": true, "[::1]:80": true, "[::1]": true,
		"": false, "example.org": false, "127.0.0.1.example.org": false, "10.0.0.1": false, "localhost.example.org:80": false, "0.0.0.0": false,
	} {
		assert.Equal(t, want, loopback(host), host)
	}
}

func TestParseNote(t *testing.T) {
	n, err := ParseNote([]byte(`{"id":"a","text":"é [DATE]","edits":[{"span":{"start":2,"end":8},"original":{"start":2,"end":5},"type":"[DATE]","operator":"tag","score":0.5,"source":"model"}],` +
		`"disagreements":[{"span":{"start":0,"end":1},"type":"CITY","score":0.3}]}`))
	require.NoError(t, err)
	assert.Equal(t, "[DATE]", n.Marks[0].Of(n.Text))
	assert.Equal(t, "é", n.Disagreements[0].Of(n.Text))
	for _, bad := range []string{``, `{}`, `{"id":"a","text":"CANARY as it was, not redacted"}`, `[]`, `{"text":"CANARY","edits":[{"span":{"start":0,"end":9},"type":"DATE"}]}`, `{"text":"CANARY","edits":[{"span":{"start":0,"end":2},"type":"CANARY"}]}`, `{"text":"CANARY","edits":[],"disagreements":[{"span":{"start":5,"end":1},"type":"DATE"}]}`} {
		_, err := ParseNote([]byte(bad))
		assert.ErrorIs(t, err, ErrNote, bad)
		assert.NotContains(t, err.Error(), "CANARY")
	}
}

func FuzzParseNote(f *testing.F) {
	f.Add([]byte(`{"id":"a","text":"é [DATE]","edits":[{"span":{"start":2,"end":8},"type":"[DATE]","score":0.5}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := ParseNote(b)
		if err != nil {
			return
		}
		joined := ""
		for _, p := range n.Pieces() {
			joined += p.Text
		}
		require.Equal(t, n.Text, joined)
		pieceViews(&n, &Verdict{}, .8)
	})
}
