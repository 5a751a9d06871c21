package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRedactRestoreRotateForget(t *testing.T) {
	dir := t.TempDir()
	keys, vault, log := filepath.Join(dir, "keys"), filepath.Join(dir, "vault"), filepath.Join(dir, "access")
	custody := []string{"--keys", keys, "--vault", vault}
	note := strings.Replace(goodNote, `"id"`, `"patient_id":"p1","id"`, 1)

	code, redacted, errOut := command(t, note, append([]string{"redact", "--policy", "token"}, custody...)...)
	require.Zero(t, code, errOut)
	require.NotContains(t, redacted, "Doe")

	restore := append([]string{"restore", "--audit", log, "--reason", "test of restore"}, custody...)
	text := func(out string) string {
		var v struct{ Text string }
		require.NoError(t, json.Unmarshal([]byte(out), &v))
		return v.Text
	}
	code, out, errOut := command(t, redacted, restore...)
	require.Zero(t, code, errOut)
	assert.Equal(t, "Mr. John Doe was seen on 03/14/2019 for pneumonia.", text(out))
	entries, err := os.ReadFile(filepath.Join(log, "log.jsonl"))
	require.NoError(t, err)
	assert.Contains(t, string(entries), "test of restore")
	assert.NotContains(t, string(entries), "Doe")

	code, _, errOut = command(t, redacted, append([]string{"restore"}, custody...)...)
	assert.Equal(t, 2, code)
	assert.Contains(t, errOut, "restore needs --keys, --reason and --audit")

	code, out, errOut = command(t, "", append([]string{"vault", "counts"}, custody...)...)
	require.Zero(t, code, errOut)
	assert.Contains(t, out, "PATIENT        1")

	code, _, errOut = command(t, "", append([]string{"vault", "rotate"}, custody...)...)
	assert.Equal(t, 2, code, "not without a record")
	assert.Contains(t, errOut, "--audit")
	recorded := append(custody, "--audit", log, "--actor", "anna")
	code, out, errOut = command(t, "", append([]string{"vault", "rotate"}, recorded...)...)
	require.Zero(t, code, errOut)
	assert.Contains(t, out, "sealed with key")
	code, out, errOut = command(t, redacted, restore...)
	require.Zero(t, code, errOut)
	assert.Contains(t, out, "John Doe", "tokens outlive a rotation")

	code, out, errOut = command(t, note, "redact", "--policy", "token", "--keys", filepath.Join(dir, "slip"), "--vault", vault)
	assert.Equal(t, 2, code, "other keys would part the vault for good")
	assert.Contains(t, errOut, "which is not among these")
	assert.Empty(t, out)
	code, _, errOut = command(t, note, append([]string{"redact", "--policy", "token", "--tenant", "new"}, custody...)...)
	assert.Zero(t, code, errOut)

	before, err := os.ReadFile(keys)
	require.NoError(t, err)
	code, _, errOut = command(t, "", append([]string{"vault", "rotate", "--tenant", "another"}, recorded...)...)
	assert.Equal(t, 2, code)
	assert.Contains(t, errOut, "these keys do not open the vault for this tenant")
	after, err := os.ReadFile(keys)
	require.NoError(t, err)
	assert.Equal(t, before, after, "a rotation that cannot be leaves the keys as they are")

	for name, args := range map[string][]string{
		"no such patient": append([]string{"vault", "forget", "--yes"}, recorded...),
		"another tenant":  append([]string{"vault", "forget", "--yes", "--tenant", "another"}, recorded...),
	} {
		id := "p1"
		if name == "no such patient" {
			id = "p11"
		}
		code, out, errOut = command(t, id, args...)
		assert.Equal(t, 2, code, "%s: nothing forgotten is no success", name)
		assert.Empty(t, out)
		assert.NotContains(t, errOut, id)
	}
	code, _, errOut = command(t, "p1\n", append([]string{"vault", "forget"}, recorded...)...)
	assert.Equal(t, 2, code, "without --yes nothing is forgotten")
	assert.Contains(t, errOut, "--yes")
	code, out, errOut = command(t, "\ufeffp1\r\n", append([]string{"vault", "forget", "--yes"}, recorded...)...)
	require.Zero(t, code, errOut)
	assert.NotContains(t, out, "0 codes")
	code, out, errOut = command(t, "", "audit", "list", log)
	require.Zero(t, code, errOut)
	for _, want := range []string{`"kind":"vault-rotation","actor":"anna","facts":{"phase":"begin"}`, `"kind":"vault-rotation","actor":"anna","facts":{"key":"`,
		`"kind":"vault-forget","actor":"anna","facts":{"phase":"begin"},"commitments":{"patient":"`, `"codes":"`} {
		assert.Contains(t, out, want)
	}
	assert.NotContains(t, out, "p1", "the patient's id is bound, not written")
	code, out, errOut = command(t, redacted, restore...)
	assert.Equal(t, 1, code, "a note that cannot be restored is a dead letter")
	assert.Contains(t, errOut, "the vault knows no such code")
	assert.NotContains(t, out, "Doe")

	_, _, errOut = command(t, note, "redact", "--policy", "token")
	assert.Contains(t, errOut, "no --vault")
	code, _, errOut = command(t, redacted, "restore", "--audit", log, "--reason", "x", "--keys", filepath.Join(dir, "nowhere"))
	assert.Equal(t, 2, code, "keys that are not there are not made")
	assert.Contains(t, errOut, "no such file")
}

// Of the folder of a run the redacted notes are restored; what has no token is told,
// since a stand-in would be taken for what it stands for.
func TestRestoreOfARun(t *testing.T) {
	dir := t.TempDir()
	run := filepath.Join(dir, "run")
	custody := []string{"--keys", filepath.Join(dir, "keys"), "--vault", filepath.Join(dir, "vault")}
	code, _, errOut := command(t, goodNote+"\n"+`{"id":"bare","text":"Fever."}`, append([]string{"run", "--no-score", "--policy", "token", "--out", run}, custody...)...)
	require.Zero(t, code, errOut)
	code, out, errOut := command(t, "", append([]string{"restore", "--audit", filepath.Join(dir, "log"), "--reason", "r", run}, custody...)...)
	require.Zero(t, code, errOut)
	assert.Equal(t, 2, strings.Count(out, "\n"))
	assert.Contains(t, out, "John Doe")
	assert.Equal(t, "lethe: warning: no token in 1 of 2 notes: nothing was put back there, stand-ins and tags have no way back\n", errOut)
}
