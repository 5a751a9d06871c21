package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/audit"
)

func TestReviewPlan(t *testing.T) {
	code, out, errOut := command(t, "", "review", "plan", "--max-leak", "0.5%", "--confidence", "95%")
	assert.Equal(t, 0, code, errOut)
	assert.Contains(t, out, "up to 0          598")
	code, out, _ = command(t, "", "review", "plan", "--max-leak", "0.01", "--notes", "1000")
	assert.Equal(t, 0, code)
	assert.Contains(t, out, "up to 0          238")
	for _, bad := range []string{"0", "100%", "many", "-1%"} {
		code, _, errOut = command(t, "", "review", "plan", "--max-leak", bad)
		assert.Equal(t, 2, code, bad)
		assert.Contains(t, errOut, "a share is")
	}
}

func TestReviewConvert(t *testing.T) {
	const gold = `{"id":"n1","text":"Señor ` + quoted + ` 😀","spans":[{"start":6,"end":17,"type":"PATIENT"}]}` + "\n"
	back := gold
	for _, f := range []string{"labelstudio", "csv", "doccano", "jsonl"} {
		code, out, errOut := command(t, back, "review", "convert", "-", "--from", "jsonl", "--to", f)
		require.Equal(t, 0, code, errOut)
		code, out, errOut = command(t, out, "review", "convert", "-", "--from", f, "--to", "jsonl")
		require.Equal(t, 0, code, errOut)
		assert.Equal(t, gold, out, f)
	}
	dir := t.TempDir()
	for _, f := range []string{"brat", "i2b2"} {
		code, _, errOut := command(t, gold, "review", "convert", "-", "--from", "jsonl", "--to", f, "--out", filepath.Join(dir, f))
		require.Equal(t, 0, code, errOut)
		code, out, errOut := command(t, "", "review", "convert", filepath.Join(dir, f))
		require.Equal(t, 0, code, errOut)
		assert.Equal(t, gold, out, f)
	}
	code, out, errOut := command(t, "{broken "+quoted+"\n"+gold, "review", "convert", "-", "--from", "jsonl")
	assert.Equal(t, 1, code, "one note did not pass")
	assert.Equal(t, gold, out)
	assert.NotContains(t, errOut, quoted)
	code, _, errOut = command(t, gold, "review", "convert", "-")
	assert.Equal(t, 2, code)
	assert.Contains(t, errOut, "--from")
}

// TestReviewServed redacts notes, has two people read them over HTTP, and
// looks at results, gold notes, report and audit log.
func TestReviewServed(t *testing.T) {
	dir := t.TempDir()
	notes := `{"id":"a","text":"Seen by Dr. ` + quoted + ` on 03/14/2019."}` + "\n" + `{"id":"b","text":"No change."}` + "\n"
	in := filepath.Join(dir, "in.ndjson")
	require.NoError(t, os.WriteFile(in, []byte(notes), 0o600))
	folder := filepath.Join(dir, "run")
	require.NoError(t, os.Mkdir(folder, 0o700))
	code, _, errOut := command(t, "", "redact", in, "--out", filepath.Join(folder, "notes.ndjson"))
	require.Equal(t, 0, code, errOut)
	code, _, errOut = command(t, notes+"{broken", "redact", "--report", filepath.Join(dir, "r.html"))
	require.Equal(t, 1, code, errOut)
	twin, err := os.ReadFile(filepath.Join(dir, "r.json"))
	require.NoError(t, err)
	assert.Contains(t, string(twin), `"dead_letters": 1`)
	assert.Contains(t, string(twin), `"notes": 2`)
	assert.NotContains(t, string(twin), quoted)
	code, _, errOut = command(t, notes, "redact", "--report", filepath.Join(dir, "r.html"), "--report-originals")
	require.Equal(t, 2, code)
	assert.Contains(t, errOut, "--keys and --audit")
	access := filepath.Join(dir, "access")
	code, out, errOut := command(t, notes, "redact", "--report", filepath.Join(dir, "o.html"), "--report-originals", "--keys", filepath.Join(dir, "k"), "--audit", access, "--actor", "anna")
	require.Equal(t, 0, code, errOut)
	assert.NotContains(t, out, quoted, "only the report holds them")
	page, err := os.ReadFile(filepath.Join(dir, "o.html"))
	require.NoError(t, err)
	assert.Contains(t, string(page), quoted)
	code, out, errOut = command(t, "", "audit", "verify", access)
	require.Equal(t, 0, code, errOut)
	assert.Contains(t, out, "restore        1", "that it was shown is on record")
	code, _, errOut = command(t, notes, "redact", "--report", filepath.Join(dir, "r.json"))
	require.Equal(t, 2, code)
	assert.Contains(t, errOut, "HTML")

	key := filepath.Join(dir, "audit.key")
	links, stop := served(t, "review", "serve", folder, "--reviewer", "anna", "--reviewer", "bert", "--adjudicator", "cleo", "--audit-key", key)
	require.Len(t, links, 3)
	for _, link := range links[:2] {
		jar, err := cookiejar.New(nil)
		require.NoError(t, err)
		c := &http.Client{Jar: jar, Timeout: 10 * time.Second}
		get(t, c, link)
		base := link[:strings.Index(link, "/enter")]
		for _, place := range []string{"0", "1"} {
			res, err := c.Post(base+"/note/sample/"+place, "application/json", strings.NewReader(`{"action":"done"}`))
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			assert.Equal(t, 200, res.StatusCode)
		}
	}
	require.Equal(t, 0, stop())

	code, out, errOut = command(t, "", "review", "results", folder)
	require.Equal(t, 0, code, errOut)
	assert.Contains(t, out, `"leaked": 0`)
	require.NoError(t, os.WriteFile(in, []byte(notes+`{"id":"a","text":"another of that id"}`+"\n"+`{"id":"c","text":""}`+"\n"), 0o600))
	code, out, errOut = command(t, "", "review", "export", folder, "--originals", in)
	require.Equal(t, 0, code, errOut)
	assert.Contains(t, errOut, "in.ndjson:4: note c: read: the note is empty", "what did not pass the run is told and left out")
	assert.Equal(t, 2, strings.Count(out, "\n"))
	assert.Contains(t, out, quoted, "gold notes are of the original")
	assert.Contains(t, out, `"type":"DATE"`)

	code, out, errOut = command(t, "", "audit", "verify", filepath.Join(folder, "audit"))
	require.Equal(t, 0, code, errOut)
	assert.Contains(t, out, "sound: 7 entries", "the draw, the people, four verdicts and the claim")
	code, out, errOut = command(t, "", "audit", "rotate", filepath.Join(folder, "audit"), "--key", key, "--new-key", key+"2")
	require.Equal(t, 0, code, errOut)
	assert.Contains(t, out, "lethe+")
	code, out, _ = command(t, "", "audit", "list", filepath.Join(folder, "audit"))
	require.Equal(t, 0, code)
	assert.Equal(t, 8, strings.Count(out, "\n"))
	assert.NotContains(t, out, quoted)
	assert.Contains(t, out, `"kind":"claim","actor":"bert"`, "on record when its last note is done, though nobody opened the results")
	code, _, errOut = command(t, "", "review", "serve", folder, "--reviewer", "dora", "--audit-key", key+"2")
	require.Equal(t, 2, code)
	assert.Contains(t, errOut, "reviewer anna, reviewer bert, adjudicator cleo (leave --reviewer")
	for _, args := range [][]string{nil, {"--reviewer", "bert,anna"}, {"--replace-people", "--reviewer", "dora,anna"}} {
		links, stop = served(t, append([]string{"review", "serve", folder, "--audit-key", key + "2"}, args...)...)
		require.Len(t, links, 3)
		require.Equal(t, 0, stop())
	}
	code, out, errOut = command(t, "", "review", "results", folder)
	require.Equal(t, 0, code, errOut)
	assert.NotContains(t, out, `"claim"`, "what bert said counts no longer")
	code, out, errOut = command(t, "", "review", "export", folder, "--originals", in)
	require.Equal(t, 0, code)
	assert.Empty(t, out)
	assert.Contains(t, errOut, "lethe: 0 notes of 2 exported: the others have no final verdict yet\n")
	links, stop = served(t, "review", "serve", folder, "--audit-key", key+"2", "--replace-people", "--reviewer", "anna,bert")
	require.Len(t, links, 3)
	require.Equal(t, 0, stop())

	code, _, errOut = command(t, "", "review", "report", folder)
	require.Equal(t, 0, code, errOut)
	page, err = os.ReadFile(filepath.Join(folder, "report.html"))
	require.NoError(t, err)
	assert.Contains(t, string(page), "What a reviewed sample proves")
	assert.Contains(t, string(page), "lethe audit log", "the head of the log is in the report")
	assert.NotContains(t, string(page), quoted)

	log := filepath.Join(folder, "audit", "log.jsonl")
	claimIsRecorded(t, folder, key+"2")
	body, err := os.ReadFile(log)
	require.NoError(t, err)
	body[len(body)/2] ^= 1
	require.NoError(t, os.WriteFile(log, body, 0o600))
	code, _, errOut = command(t, "", "audit", "verify", filepath.Join(folder, "audit"))
	assert.Equal(t, 2, code)
	assert.Contains(t, errOut, "log.jsonl")
}

// claimIsRecorded has results give out a claim that the store does not know to be on
// record: it goes into the log first, and without the log's key is not given out.
func claimIsRecorded(t *testing.T, folder, key string) {
	db, err := bbolt.Open(filepath.Join(folder, review.StoreFile), 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Delete([]byte("claim")) }))
	require.NoError(t, db.Close())
	entries := func() int {
		sum, err := audit.Verify(filepath.Join(folder, "audit"), nil)
		require.NoError(t, err)
		return sum.Kinds[audit.KindClaim]
	}
	before := entries()
	code, out, errOut := command(t, "", "review", "results", folder)
	assert.Equal(t, 2, code)
	assert.Empty(t, out)
	assert.Contains(t, errOut, "not on record")
	assert.Contains(t, errOut, "--audit-key")
	for range 2 {
		code, out, errOut = command(t, "", "review", "results", folder, "--audit-key", key, "--actor", "eva")
		assert.Equal(t, 0, code, errOut)
		assert.Contains(t, out, `"claim"`)
	}
	assert.Equal(t, before+1, entries(), "once")
}

func TestReviewServeRefuses(t *testing.T) {
	for _, row := range []struct {
		args    []string
		message string
	}{
		{[]string{t.TempDir()}, "notes.ndjson"},
		{[]string{t.TempDir(), "--listen", "0.0.0.0:0"}, "loopback"},
		{[]string{t.TempDir(), "--listen", "nonsense"}, "loopback"},
		{[]string{t.TempDir(), "--reviewer", "a,b,c"}, "one or two"},
	} {
		code, _, errOut := command(t, "", append([]string{"review", "serve"}, row.args...)...)
		assert.Equal(t, 2, code)
		assert.Contains(t, errOut, row.message)
	}
	raw, none := filepath.Join(t.TempDir(), "raw.ndjson"), filepath.Join(t.TempDir(), "none.ndjson")
	require.NoError(t, os.WriteFile(raw, []byte(goodNote), 0o600))
	require.NoError(t, os.WriteFile(none, nil, 0o600))
	code, out, errOut := command(t, "", "review", "serve", raw)
	assert.Equal(t, 2, code)
	assert.Contains(t, errOut, "line 1: review: not a redacted note", "nobody reviews the notes as they were")
	assert.NotContains(t, errOut+out, quoted)
	code, _, errOut = command(t, "", "review", "serve", none)
	assert.Equal(t, 2, code)
	assert.Contains(t, errOut, "there is no note to review")
	code, _, errOut = command(t, "", "review", "results", t.TempDir())
	assert.Equal(t, 2, code, errOut)
}

// served runs a command that serves, and returns the links it prints; stop ends
// it and gives its exit code.
func served(t *testing.T, args ...string) (links []string, stop func() int) {
	t.Helper()
	r, w := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int, 1)
	go func() {
		a := &app{in: strings.NewReader(""), out: w, err: os.Stderr}
		code <- a.run(ctx, args)
		_ = w.Close() // always nil
	}()
	lines := bufio.NewScanner(r)
	for len(links) < 3 && lines.Scan() {
		if m := regexp.MustCompile(`http://\S+`).FindString(lines.Text()); m != "" {
			links = append(links, m)
		}
	}
	return links, func() int {
		cancel()
		_, _ = io.Copy(io.Discard, r)
		return <-code
	}
}

func get(t *testing.T, c *http.Client, url string) {
	t.Helper()
	res, err := c.Get(url)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, 200, res.StatusCode)
}
