package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRunSaysWhatTheServiceDidNotAnswer: histories that a service refuses are in
// the folder, the exit code tells, and the way on is printed.
func TestRunSaysWhatTheServiceDidNotAnswer(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = w.Write([]byte(`{"detail":[{"loc":["body","patient_history"],"msg":"` + quoted + `","type":"value_error"}]}`))
	}))
	defer service.Close()
	dir := t.TempDir()
	token, out := filepath.Join(dir, "token"), filepath.Join(dir, "run")
	require.NoError(t, os.WriteFile(token, []byte("t"), 0o600))
	note := strings.Replace(goodNote, `"id"`, `"patient_id":"p1","birth_date":"1950-01-02","sex":"F","zip":"02139","id"`, 1)
	code, text, errOut := command(t, note, "run", "--policy", "limited-data-set", "--phenom", service.URL, "--phenom-token-file", token, "--outcome", "any_12mon", "--out", out)
	assert.Equal(t, 1, code, errOut)
	assert.Contains(t, errOut, "1 submission did not pass")
	assert.Contains(t, text, "lethe submit --journal FILE --basis limited-data-set --raw-dates --phenom URL … "+filepath.Join(out, "histories.ndjson"))
	assert.NotContains(t, text+errOut, quoted, "what a service echoes is not shown")
	code, text, errOut = command(t, "", "submit", "--basis", "limited-data-set", "--raw-dates", filepath.Join(out, "histories.ndjson"))
	require.Equal(t, 0, code, errOut)
	assert.Len(t, scoreLines(t, text), 1, "the folder's histories are what submit reads")
}

// cutting gives notes without end, and interrupts whoever reads them after some.
type cutting struct {
	end  context.CancelFunc
	next int
}

func (c *cutting) Read(b []byte) (int, error) {
	line := fmt.Sprintf(`{"id":"n%d","text":"Seen by Dr. %s on 03/14/2019."}`+"\n", c.next, quoted)
	if c.next++; c.next == 40 {
		c.end()
	}
	return copy(b, line), nil
}

// TestInterruptedOutputHasNoGaps: the notes written are the first ones, so that
// whoever goes on behind the last of them misses none, and none that was not
// looked at is said to have failed.
func TestInterruptedOutputHasNoGaps(t *testing.T) {
	for _, c := range []string{"run", "redact"} {
		t.Run(c, func(t *testing.T) {
			for range 10 {
				dir := filepath.Join(t.TempDir(), "out")
				file := dir
				log, twin := dir+".audit", dir+".json"
				args := []string{c, "--out", dir, "--workers", "3", "--audit", log}
				if c == "run" {
					args, file, twin = append(args, "--no-score"), filepath.Join(dir, "notes.ndjson"), filepath.Join(dir, "report.json")
				} else {
					args = append(args, "--report", dir+".html")
				}
				ctx, end := context.WithCancel(context.Background())
				var errOut bytes.Buffer
				a := &app{in: &cutting{end: end}, out: io.Discard, err: &errOut}
				require.Equal(t, exitUsage, a.run(ctx, args))
				assert.NotContains(t, errOut.String(), "canceled")
				out, err := os.ReadFile(file)
				require.NoError(t, err)
				n := 0
				for line := range strings.Lines(string(out)) {
					require.True(t, strings.HasPrefix(line, fmt.Sprintf(`{"id":"n%d","text"`, n)), "line %d", n)
					n++
				}
				assert.Less(t, n, 60)
				entries := recorded(t, log)
				assert.Equal(t, strconv.Itoa(n), entries[len(entries)-1].Facts["notes"], "the log counts what was written")
				said, err := os.ReadFile(twin)
				require.NoError(t, err)
				assert.Contains(t, string(said), fmt.Sprintf(`"notes": %d,`, n), "and so does the report")
				if c == "run" {
					dead, err := os.ReadFile(filepath.Join(dir, "dead-letters.ndjson"))
					require.NoError(t, err)
					assert.Empty(t, string(dead))
				}
			}
		})
	}
}

// looking gives one note, and calls look before it ends.
type looking struct {
	look func()
	note string
}

func (l *looking) Read(b []byte) (int, error) {
	if l.note == "" {
		l.look()
		return 0, io.EOF
	}
	n := copy(b, l.note)
	l.note = l.note[n:]
	return n, nil
}

// TestReportIsWholeOrNotThere: a process that is killed leaves no empty report, nor
// that of another run.
func TestReportIsWholeOrNotThere(t *testing.T) {
	for _, c := range []string{"run", "redact"} {
		t.Run(c, func(t *testing.T) {
			dir := t.TempDir()
			html := filepath.Join(dir, "out", "report.html")
			args := []string{c, "--out", filepath.Join(dir, "out"), "--no-score"}
			if c == "redact" {
				html = filepath.Join(dir, "r.html")
				args = []string{c, "--report", html}
				require.NoError(t, os.WriteFile(html, []byte("old"), 0o600))
				require.NoError(t, os.WriteFile(filepath.Join(dir, "r.json"), []byte("old"), 0o600))
			}
			there := func() (n int) {
				for _, f := range []string{html, strings.TrimSuffix(html, ".html") + ".json"} {
					if _, err := os.Stat(f); err == nil {
						n++
					}
				}
				return n
			}
			seen := -1
			a := &app{in: &looking{look: func() { seen = there() }, note: goodNote + "\n"}, out: io.Discard, err: io.Discard}
			require.Equal(t, exitOK, a.run(context.Background(), args))
			assert.Equal(t, 0, seen, "while notes are read")
			assert.Equal(t, 2, there(), "at the end")
			hidden, err := filepath.Glob(filepath.Join(filepath.Dir(html), ".*"))
			require.NoError(t, err)
			assert.Empty(t, hidden)
		})
	}
}

// TestInterruptedRunSaysSo: on the terminal and in the report, which holds the
// notes until then only.
func TestInterruptedRunSaysSo(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end()
	for _, c := range []string{"run", "redact"} {
		t.Run(c, func(t *testing.T) {
			dir := t.TempDir()
			args := []string{c, "--out", filepath.Join(dir, "out")}
			twin := filepath.Join(dir, "out", "report.json")
			if c == "redact" {
				args = append(args, "--report", filepath.Join(dir, "r.html"))
				twin = filepath.Join(dir, "r.json")
			}
			var out, errOut bytes.Buffer
			a := &app{in: strings.NewReader(goodNote), out: &out, err: &errOut}
			assert.Equal(t, exitUsage, a.run(ended, args))
			assert.Contains(t, errOut.String(), "lethe: interrupted: broken off")
			assert.NotContains(t, errOut.String(), "context canceled")
			b, err := os.ReadFile(twin)
			require.NoError(t, err)
			assert.Contains(t, string(b), "De-identification report: run broken off, notes are missing")
		})
	}
}
