package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/phenom/sandbox"
)

// historyLine is one patient's history as a line.
func historyLine(id string) string {
	return fmt.Sprintf(`{"patient":{"patient_id":%q,"birth_date":"1948-05-18","sex":"F","zip3":"021"},`+
		`"diagnoses":[{"diagnosis_date":"2020-01-01","code":"I50.9","code_type_name":"ICD10"}]}`, id)
}

func scoreLines(t *testing.T, out string) (lines []scoreLine) {
	t.Helper()
	for l := range strings.Lines(out) {
		var s scoreLine
		require.NoError(t, json.Unmarshal([]byte(l), &s))
		lines = append(lines, s)
	}
	return lines
}

func TestSubmit(t *testing.T) {
	three := historyLine("pt_1") + "\n" + historyLine("pt_2") + "\n" + historyLine("pt_3") + "\n"
	for _, c := range []struct {
		name, stdin string
		args        []string
		code        int
		patients    []string
		message     string // in standard error
	}{
		{"one patient", historyLine("pt_1"), []string{"--basis", "baa"}, 0, []string{"pt_1"}, "submitted 1: 1 scored, 0 excluded; 0 with errors"},
		{"three by batch, in order", three, []string{"--basis", "limited-data-set"}, 0, []string{"pt_1", "pt_2", "pt_3"}, "3 scored"},
		{"three in real time", three, []string{"--basis", "baa", "--mode", "real-time"}, 0, []string{"pt_1", "pt_2", "pt_3"}, "3 scored"},
		{"a line that is no history", three + `{"patient":"` + quoted + `"}`, []string{"--basis", "baa"}, 1, []string{"pt_1", "pt_2", "pt_3"},
			"lethe: -:4: read: phenom: not a history of the contract's form"},
		{"a history with a key twice", three + strings.Replace(historyLine("pt_4"), `{"patient_id"`, `{"patient_id":"`+quoted+`","patient_id"`, 1), []string{"--basis", "baa"}, 1, []string{"pt_1", "pt_2", "pt_3"},
			"lethe: -:4: read: phenom: a key of a history stands twice"},
		{"a history that does not validate", three + strings.Replace(historyLine("pt_4"), "1948", "2048", 1), []string{"--basis", "baa"}, 1,
			[]string{"pt_1", "pt_2", "pt_3", "pt_4"}, "lethe: 1 patient did not pass"},
		{"no basis", three, nil, 2, nil, "no legal basis for this submission: name one of baa"},
		{"safe harbor is none", three, []string{"--basis", "safe-harbor"}, 2, nil, "not Safe Harbor"},
		{"real dates under an expert's determination", three, []string{"--basis", "expert-determination", "--raw-dates"}, 2, nil, "shifted dates only"},
		{"an unknown mode", three, []string{"--basis", "baa", "--mode", "fast"}, 2, nil, "--mode fast"},
		{"nothing to submit", "", []string{"--basis", "baa"}, 2, nil, "no patient to submit"},
		{"a line that is no history, alone", `{"patient":"` + quoted + `"}`, []string{"--basis", "baa"}, 1, nil, "submitted 0: 0 scored, 0 excluded; 1 with errors\nlethe: 1 patient did not pass"},
		{"a history that does not validate, alone", strings.Replace(historyLine("pt_4"), "1948", "2048", 1), []string{"--basis", "baa"}, 1, []string{"pt_4"}, "1 patient did not pass"},
		{"resume without journal", three, []string{"--basis", "baa", "--resume"}, 2, nil, "--resume needs --journal"},
		{"journal of a sandbox that ends", three, []string{"--basis", "baa", "--journal", "j"}, 2, nil, "--journal needs --phenom"},
		{"a batch name with a person in it", three, []string{"--basis", "baa", "--batch-name", "john doe"}, 2, nil, "metadata held back"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errOut := command(t, c.stdin, append([]string{"submit"}, c.args...)...)
			assert.Equal(t, c.code, code, errOut)
			assert.Contains(t, errOut, c.message)
			assert.NotContains(t, errOut+out, quoted)
			var ids []string
			for _, l := range scoreLines(t, out) {
				ids = append(ids, l.PatientID)
				if l.Error == "" {
					require.Len(t, l.Results, 1)
					assert.True(t, l.Results[0].Synthetic)
				}
			}
			assert.Equal(t, c.patients, ids)
		})
	}
}

func TestSubmitDryRun(t *testing.T) {
	code, out, errOut := command(t, historyLine("pt_1"), "submit", "--basis", "baa", "--dry-run")
	require.Equal(t, 0, code, errOut)
	assert.Contains(t, out, "/v1/job/from-patient")
	assert.Contains(t, out, `"patient_id": "pt_1"`)
	assert.NotContains(t, out, "eyJ", "no token in it")
	dir := filepath.Join(t.TempDir(), "preview")
	code, out, errOut = command(t, historyLine("pt_1")+"\n"+historyLine("pt_2"), "submit", "--basis", "baa", "--dry-run-dir", dir)
	require.Equal(t, 0, code, errOut)
	assert.Empty(t, out)
	csv, err := os.ReadFile(filepath.Join(dir, "patient.csv"))
	require.NoError(t, err)
	assert.Equal(t, "patient_id,birth_date,sex,zip3\npt_1,1948-05-18,F,021\npt_2,1948-05-18,F,021\n", string(csv))
}

// A dry run tells whom the submission would leave out.
func TestSubmitDryRunLeavesOut(t *testing.T) {
	bad := strings.Replace(historyLine("pt_2"), "1948", "2048", 1)
	for _, row := range []struct {
		name, in string
		sent     bool
		message  string
	}{
		{"one of two", historyLine("pt_1") + "\n" + bad, true, "lethe: 1 patient did not pass\n"},
		{"alone", bad, false, "lethe: 1 patient did not pass\n"},
		{"and a broken line", bad + "\n{", false, "lethe: 2 patients did not pass\n"},
	} {
		code, out, errOut := command(t, row.in, "submit", "--basis", "baa", "--dry-run")
		assert.Equal(t, 1, code, row.name)
		assert.Contains(t, errOut, "lethe: patient pt_2: ", row.name)
		assert.True(t, strings.HasSuffix(errOut, row.message), "%s: %s", row.name, errOut)
		assert.Equal(t, row.sent, strings.Contains(out, "pt_1"), row.name)
		assert.NotContains(t, out, "pt_2", row.name)
	}
}

func TestSubmitResumes(t *testing.T) {
	s, err := sandbox.Start(nil)
	require.NoError(t, err)
	defer s.Close(context.Background())
	dir := t.TempDir()
	token, err := s.Token("a")
	require.NoError(t, err)
	tokenFile, journal := filepath.Join(dir, "token"), filepath.Join(dir, "journal")
	require.NoError(t, os.WriteFile(tokenFile, []byte(token+"\n"), 0o600))
	in := historyLine("pt_1") + "\n" + historyLine("pt_2") + "\n"
	args := []string{"submit", "--basis", "baa", "--phenom", s.URL, "--phenom-token-file", tokenFile, "--outcome", "any_12mon", "--journal", journal}

	s.Inject(sandbox.Fault{Call: "POST /v1/batch/{batch}/finalize", Kind: sandbox.Unauthorized, Times: 2})
	code, _, errOut := command(t, in, args...)
	require.Equal(t, 2, code)
	assert.Contains(t, errOut, "go on with --resume --journal")
	code, _, errOut = command(t, in, args...)
	require.Equal(t, 2, code, "a journal is not begun anew by mistake")
	assert.Contains(t, errOut, "--resume goes on with it")
	code, _, errOut = command(t, in, append(args, "--resume", "--basis", "limited-data-set")...)
	require.Equal(t, 2, code)
	assert.Contains(t, errOut, "not the journal of this submission")
	assert.NotContains(t, errOut, "go on with", "another submission's journal is nothing to go on with")
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	var told strings.Builder
	a := &app{in: strings.NewReader(in), out: io.Discard, err: &told}
	require.Equal(t, 2, a.run(ended, append(args, "--resume")))
	assert.Contains(t, told.String(), "lethe: interrupted: broken off (go on with --resume --journal ")
	code, out, errOut := command(t, in, append(args, "--resume")...)
	require.Equal(t, 0, code, errOut)
	assert.Len(t, scoreLines(t, out), 2)
}
