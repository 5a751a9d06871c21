package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/audit"
	"github.com/lethe-health/lethe/redact/review/report"
)

// recorded returns the entries of a log.
func recorded(t *testing.T, dir string) (out []audit.Record) {
	t.Helper()
	for r, err := range audit.Records(dir) {
		require.NoError(t, err)
		out = append(out, r)
	}
	return out
}

func TestRunIsOnRecord(t *testing.T) {
	dir := t.TempDir()
	log, out := filepath.Join(dir, "log"), filepath.Join(dir, "run")
	notes := goodNote + "\n{\"id\":\"x\",\"text\":\"" + quoted + "\n"
	code, _, errOut := command(t, notes, "run", "--policy", "limited-data-set", "--out", out, "--audit", log, "--actor", "anna")
	require.Equal(t, 1, code, errOut)

	got := recorded(t, log)
	require.Len(t, got, 3)
	policy, begin, end := got[0], got[1], got[2]
	assert.Equal(t, audit.KindPolicy, policy.Kind)
	assert.Equal(t, "limited-data-set", policy.Facts["name"])
	assert.Len(t, policy.Facts["sha256"], 64)
	assert.Equal(t, audit.KindRun, begin.Kind)
	assert.Equal(t, "begin", begin.Facts["phase"])
	assert.Equal(t, policy.Facts["sha256"], begin.Facts["policy_sha256"])
	assert.Len(t, begin.Facts["model_sha256"], 64)
	assert.Equal(t, "anna", end.Actor)
	assert.Equal(t, map[string]string{"phase": "end", "outcome": "done", "command": "run", "notes": "1", "dead_letters": "1", "replaced": end.Facts["replaced"]}, end.Facts)

	// The report says the same, and prints the log's head as it was then.
	twin := filepath.Join(out, "report.json")
	run, err := report.ReadRun(twin)
	require.NoError(t, err)
	assert.Equal(t, begin.Facts["model_sha256"], run.Model)
	assert.Equal(t, []string{begin.Facts["key_1"]}, run.Keys)
	assert.Equal(t, policy.Facts["sha256"], run.Policy.SHA256)
	code, _, errOut = command(t, "", "audit", "verify", log, "--witness", twin)
	require.Equal(t, 0, code, errOut)

	// Another run goes on in the same log; what the first report prints still holds.
	code, _, errOut = command(t, goodNote, "redact", "--audit", log, "--report", filepath.Join(dir, "r.html"), "--out", filepath.Join(dir, "r.ndjson"))
	require.Equal(t, 0, code, errOut)
	code, text, errOut := command(t, "", "audit", "verify", log, "--witness", twin, "--witness", filepath.Join(dir, "r.json"))
	require.Equal(t, 0, code, errOut)
	assert.Contains(t, text, "run            4")

	// A log that is put back to before the second run is found by its report.
	for _, name := range []string{"log.jsonl", "head"} {
		_, err := os.Stat(filepath.Join(log, name))
		require.NoError(t, err)
	}
	body, err := os.ReadFile(filepath.Join(log, "log.jsonl"))
	require.NoError(t, err)
	assert.NotContains(t, string(body), quoted)
	assert.NotContains(t, string(body), "Doe")

	code, _, errOut = command(t, "", "audit", "verify", log, "--witness", filepath.Join(out, "summary.json"))
	assert.Equal(t, 2, code, errOut)
}

func TestRunThatFailsIsOnRecord(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "log")
	code, _, _ := command(t, "", "run", "--no-score", "--out", filepath.Join(dir, "run"), "--audit", log)
	assert.Equal(t, 2, code, "there are no notes")
	_, err := os.Stat(filepath.Join(dir, "run"))
	assert.ErrorIs(t, err, os.ErrNotExist, "no folder of nothing is left, which the next run would refuse")
	got := recorded(t, log)
	require.Len(t, got, 3)
	assert.Equal(t, "0", got[2].Facts["notes"])
}

func TestReviewReportKeepsWhatTheRunSaid(t *testing.T) {
	out := filepath.Join(t.TempDir(), "run")
	code, _, errOut := command(t, goodNote, "run", "--policy", "limited-data-set", "--no-score", "--out", out, "--audit", filepath.Join(out, "audit"))
	require.Equal(t, 0, code, errOut)
	before, err := report.ReadRun(filepath.Join(out, "report.json"))
	require.NoError(t, err)
	for range 2 { // once, and once more over itself
		code, _, errOut = command(t, "", "review", "report", out)
		require.Equal(t, 0, code, errOut)
		after, err := report.ReadRun(filepath.Join(out, "report.json"))
		require.NoError(t, err)
		require.Len(t, after.Software, 1)
		assert.Equal(t, reviewedLine, after.Software[0].Name)
		after.Software = nil
		assert.Equal(t, before, after, "model, dictionaries, keys, basis and head are the run's")
	}
	assert.NotEmpty(t, before.Model)
	assert.NotEmpty(t, before.Policy.Basis)
	assert.NotEmpty(t, before.AuditHead)
}

// TestDisagreementsReachTheReview: what a second finder sees standing is in the
// notes, and the review ranks by it.
func TestDisagreementsReachTheReview(t *testing.T) {
	// Short forms that the second finder takes for names: they stand.
	notes := `{"id":"plain","text":"No fever. No cough.","type":"progress"}` + "\n" +
		`{"id":"odd","text":"Allergies: Lisinopril (cough). NKFA.\n\nEXAM: T 36.8, HR 138, RR 44. Pink, vigorous. AFOF, molding, no cephalohematoma.\nPLAN: Routine care, TcB at 24 h, CCHD screen.","type":"consult"}` + "\n"
	for _, c := range []struct {
		name string
		args []string
	}{{"run", []string{"run", "--no-score", "--second-opinion"}}, {"redact", []string{"redact", "--second-opinion"}}} {
		t.Run(c.name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			code, _, errOut := command(t, notes, append(c.args, "--out", out)...)
			require.Equal(t, 0, code, errOut)
			got, err := review.ReadNotes(out)
			require.NoError(t, err)
			require.Len(t, got, 2)
			review.Rank(got)
			require.Equal(t, "odd", got[0].ID)
			require.NotEmpty(t, got[0].Disagreements)
			assert.Equal(t, "second:prose", got[0].Disagreements[0].Source)
			assert.Equal(t, "consult", got[0].Stratum)
			assert.Empty(t, got[1].Disagreements)
		})
	}
}

func TestWitnessOfAReport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "head")
	b, err := json.Marshal(map[string]string{"audit_head": "the head"})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, b, 0o600))
	w, err := witness(path)
	require.NoError(t, err)
	assert.Equal(t, "the head", w)
	require.NoError(t, os.WriteFile(path, []byte("a head\n"), 0o600))
	w, err = witness(path)
	require.NoError(t, err)
	assert.Equal(t, "a head\n", w)
	require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("[", 3)), 0o600))
	_, err = witness(path + ".none")
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// A folder made beforehand is a place for a log; one with anything in it, whose key
// is not there, is a log that was begun with another.
func TestAuditFolder(t *testing.T) {
	dir := t.TempDir()
	made, file := filepath.Join(dir, "made"), filepath.Join(dir, "file")
	require.NoError(t, os.Mkdir(made, 0o700))
	require.NoError(t, os.WriteFile(file, []byte("x"), 0o600))
	code, _, errOut := command(t, goodNote, "redact", "--audit", made)
	require.Equal(t, 0, code, errOut)
	code, out, errOut := command(t, "", "audit", "verify", made)
	require.Equal(t, 0, code, errOut)
	assert.Contains(t, out, "sound: 3 entries")
	require.NoError(t, os.Remove(made+".key"))
	code, _, errOut = command(t, goodNote, "redact", "--audit", made)
	assert.Equal(t, 2, code)
	assert.Contains(t, errOut, "name it with --audit-key")
	code, _, errOut = command(t, goodNote, "redact", "--audit", file)
	assert.Equal(t, 2, code)
	assert.Contains(t, errOut, "not a directory")
	_, err := os.Stat(file + ".key")
	assert.ErrorIs(t, err, os.ErrNotExist)
}
