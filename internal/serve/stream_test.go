package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe"
)

// line is a line of the answer: a redacted note or a fault.
type line struct {
	ID    string
	Text  string
	Line  int
	Error string
}

// streamWait is how long a test waits for what follows a stream.
const streamWait = 10 * time.Second

// try posts a body and returns the status and the whole answer.
func (s *site) try(t *testing.T, body io.Reader) (int, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.URL+streamPath, body)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+s.key)
	r.Header.Set("Content-Type", ndjson)
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(b)
}

// open posts a body and returns the answer.
func (s *site) open(t *testing.T, body io.Reader) *http.Response {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.URL+streamPath, body)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+s.key)
	r.Header.Set("Content-Type", ndjson)
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	t.Cleanup(func() { _ = resp.Body.Close() })
	require.Equal(t, http.StatusOK, resp.StatusCode)
	assert.Equal(t, ndjson, resp.Header.Get("Content-Type"))
	return resp
}

func lines(t *testing.T, r io.Reader) (out []line) {
	t.Helper()
	d := json.NewDecoder(r)
	for d.More() {
		var l line
		require.NoError(t, d.Decode(&l))
		out = append(out, l)
	}
	return out
}

var onlyStream = Options{NoPHI: true, NoOnco: true, NoPhenom: true, NoPage: true, IdleTimeout: 5 * time.Second}

func TestStreamHasALineForEachNote(t *testing.T) {
	o := onlyStream
	o.MaxNoteBytes = 1000
	s := newSite(t, o)
	body := `{"id":"a","text":"Seen by Dr. Tobias Fenwick."}` + "\n" +
		`{"id":"b"` + "\n\n" +
		`{"id":"c","text":"caf` + "\xe9" + `"}` + "\n" +
		`{"id":"d","text":"` + strings.Repeat("long ", 300) + `"}` + "\n" +
		`{"id":"e","text":" "}` + "\r\n" +
		`{"text":"Call Marisol Quintana."}` + "\n" +
		`{"id":"f","text":"Is <5 & >3."}`
	resp := s.open(t, strings.NewReader(body))
	assert.Equal(t, []line{
		{ID: "a", Text: "Seen by Dr. [DOCTOR]."},
		{Line: 2, Error: "read: " + lethe.ErrNotJSON.Error() + " at byte 9"},
		{Line: 4, Error: "read: invalid UTF-8 at byte 21"},
		{Line: 5, Error: "read: the note is too long"},
		{ID: "e", Line: 6, Error: "read: the note is empty"},
		{Line: 7, Error: "read: the note has no id"},
		{ID: "f", Text: "Is <5 & >3."},
	}, lines(t, resp.Body))
}

func TestStreamKeepsTheOrderAndAnswersAsNotesCome(t *testing.T) {
	s := newSite(t, onlyStream)
	r, w := io.Pipe()
	resp := s.open(t, r)
	answers := bufio.NewScanner(resp.Body)
	const notes = 50
	for i := range notes {
		_, err := fmt.Fprintf(w, "{\"id\":\"%d\",\"text\":\"Seen by Dr. Tobias Fenwick. %s\"}\n", i, strings.Repeat("No fever. ", (i*37)%50))
		require.NoError(t, err)
		if i == 0 {
			require.True(t, answers.Scan(), "the first answer comes before the second note goes")
			assert.Contains(t, answers.Text(), `"id":"0"`)
		}
	}
	require.NoError(t, w.Close())
	for i := 1; i < notes; i++ {
		require.True(t, answers.Scan())
		assert.Contains(t, answers.Text(), fmt.Sprintf(`"id":"%d"`, i))
	}
	assert.False(t, answers.Scan())
	assert.NoError(t, answers.Err())
}

// endless gives the same note for ever and counts what was taken.
type endless struct {
	note  string
	given int
	at    int
	sent  func(int)
}

func (e *endless) Read(b []byte) (int, error) {
	n := copy(b, e.note[e.at:])
	e.at = (e.at + n) % len(e.note)
	e.given += n
	e.sent(e.given)
	return n, nil
}

// TestStreamTellsAClientThatAsksToGoOn: curl -T sends "Expect: 100-continue" and
// holds the body back for seconds when nothing but the answer's head comes.
func TestStreamTellsAClientThatAsksToGoOn(t *testing.T) {
	s := newSite(t, onlyStream)
	r, err := http.NewRequest(http.MethodPost, s.URL+streamPath, strings.NewReader(`{"id":"n1","text":"No fever."}`+"\n"))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+s.key)
	r.Header.Set("Content-Type", ndjson)
	r.Header.Set("Expect", "100-continue")
	told := false
	r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{Got100Continue: func() { told = true }}))
	resp, err := (&http.Transport{ExpectContinueTimeout: streamWait}).RoundTrip(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusOK, resp.StatusCode)
	got := lines(t, resp.Body)
	require.Len(t, got, 1)
	assert.Equal(t, "No fever.", got[0].Text)
	assert.True(t, told)
}

func TestStreamWaitsForItsReader(t *testing.T) {
	o := onlyStream
	o.IdleTimeout, o.StreamBufferBytes = 300*time.Millisecond, 64<<10
	s := newSite(t, o)
	moved := make(chan int, 1<<16)
	note := `{"id":"a","text":"` + strings.Repeat("No fever, no cough, no chest pain. ", 400) + `"}` + "\n"
	e := &endless{note: note, sent: func(n int) {
		select {
		case moved <- n:
		default:
		}
	}}
	resp := s.open(t, e) // and nobody reads the answer
	last := 0
	for idle := false; !idle; {
		select {
		case last = <-moved:
		case <-time.After(2 * time.Second):
			idle = true
		}
		require.Less(t, last, 16<<20, "without a reader, more and more is taken")
	}
	_, err := io.Copy(io.Discard, resp.Body)
	assert.Error(t, err, "a client that does not read is left after the idle time")
}

func TestStreamEndsWithTheService(t *testing.T) {
	s := newSite(t, onlyStream)
	r, w := io.Pipe()
	resp := s.open(t, r)
	_, err := fmt.Fprintln(w, `{"id":"a","text":"No fever."}`)
	require.NoError(t, err)
	answers := bufio.NewScanner(resp.Body)
	require.True(t, answers.Scan())
	s.service.drain()
	require.True(t, answers.Scan(), "it is told that no more is read")
	assert.Equal(t, `{"error":"read: the service is stopping; send what follows again"}`, answers.Text())
	assert.False(t, answers.Scan())
	_ = w.Close()
}

func TestStreamsAreBounded(t *testing.T) {
	o := onlyStream
	o.MaxStreams = 1
	s := newSite(t, o)
	r, w := io.Pipe()
	first := s.open(t, r)
	second, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.URL+streamPath, strings.NewReader("{}\n"))
	require.NoError(t, err)
	second.Header.Set("Authorization", "Bearer "+s.key)
	second.Header.Set("Content-Type", ndjson)
	resp, err := http.DefaultClient.Do(second)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusTooManyRequests, resp.StatusCode)
	assert.Equal(t, "5", resp.Header.Get("Retry-After"))
	require.NoError(t, w.Close())
	assert.Empty(t, lines(t, first.Body))
}
