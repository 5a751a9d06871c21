package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Notes under one id are all written, in order, and it is told which they are.
func TestRepeatedIDs(t *testing.T) {
	note := func(id string) string { return `{"id":"` + id + `","text":"Fever, ` + quoted + `."}` + "\n" }
	patient := func(id string) string { return `{"id":"` + id + `","patientDocuments":[]}` + "\n" }
	dir := t.TempDir()
	other := filepath.Join(dir, "other.ndjson")
	require.NoError(t, os.WriteFile(other, []byte(note("c")+note("a")), 0o600))
	txt := filepath.Join(dir, "b.txt")
	require.NoError(t, os.WriteFile(txt, []byte("Fever."), 0o600))
	for _, row := range []struct {
		name, verb, in string
		args           []string
		lines          int
		message        string
	}{
		{"none", "tag", note("a") + note("b"), nil, 2, ""},
		{"one", "tag", note("a") + "\n" + note("b") + note("a"), nil, 3, "lethe: warning: 1 note has the id of an earlier one: -:4 as -:1\n"},
		{"several", "redact", note("a") + note("a") + note("b") + note("a"), nil, 4, "lethe: warning: 2 notes have the id of an earlier one: -:2 as -:1, -:4 as -:1\n"},
		{"over several files", "extract", note("a") + note("b"), []string{"-", other, txt}, 5, "lethe: warning: 2 notes have the id of an earlier one: other.ndjson:2 as -:1, b.txt as -:2\n"},
		{"patients", "onco", patient("p") + patient("q") + patient("p"), nil, 3, "lethe: warning: 1 patient has the id of an earlier one: -:3 as -:1\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			code, out, errOut := command(t, row.in, append([]string{row.verb}, row.args...)...)
			assert.Equal(t, exitOK, code, "each has its line")
			assert.Equal(t, row.message, errOut)
			assert.Equal(t, row.lines, strings.Count(out, "\n"))
		})
	}
}

func TestManyRepeats(t *testing.T) {
	var r repeats
	for i := range 3 * mostRepeats {
		r.add(strconv.Itoa(i/3), "n", i+1)
	}
	s := r.warning("note")
	assert.True(t, strings.HasPrefix(s, "warning: 40 notes have the id of an earlier one: n:2 as n:1, n:3 as n:1, n:5 as n:4, "), s)
	assert.True(t, strings.HasSuffix(s, ", and 20 more"), s)
}
