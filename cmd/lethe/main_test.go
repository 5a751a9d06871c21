package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// command runs a command line on the given standard input.
func command(t *testing.T, stdin string, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	a := &app{in: strings.NewReader(stdin), out: &o, err: &e}
	code = a.run(context.Background(), args)
	return code, o.String(), e.String()
}

const goodNote = `{"id":"good","text":"Mr. John Doe was seen on 03/14/2019 for pneumonia.","created":"2019-03-14"}`

// quoted is a piece of note text that no message may hold.
const quoted = "Quackenbush"

func TestBrokenInput(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		p := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(p, []byte(content), 0o600))
		return p
	}
	empty := filepath.Join(dir, "empty")
	require.NoError(t, os.Mkdir(empty, 0o700))
	tests := []struct {
		name    string
		stdin   string
		args    []string
		code    int
		message string // in standard error
		lines   int    // on standard output
	}{
		{"all well", goodNote, nil, 0, "", 1},
		{"a broken JSON line", goodNote + "\n{\"id\":\"x\",\"text\":\"" + quoted + "\n" + strings.Replace(goodNote, "good", "next", 1), nil, 1,
			"lethe: -:2: read: not a JSON object of the expected form at byte 29\nlethe: 1 note did not pass\n", 3},
		{"invalid UTF-8 in a line", "{\"id\":\"x\",\"text\":\"" + quoted + "\xff\"}", nil, 1,
			"lethe: -:1: read: invalid UTF-8 at byte 29\nlethe: 1 note did not pass\n", 1},
		{"invalid UTF-8 repaired", "{\"id\":\"x\",\"text\":\"" + quoted + "\xff\"}", []string{"--repair-utf8"}, 0, "", 1},
		{"invalid UTF-8 in a file", "", []string{file("bad.txt", quoted+"\xc3(")}, 1,
			"lethe: bad.txt: note bad: read: invalid UTF-8 at byte 11\nlethe: 1 note did not pass\n", 1},
		{"an empty file of text", "", []string{file("empty.txt", "")}, 1,
			"lethe: empty.txt: note empty: read: the note is empty\nlethe: 1 note did not pass\n", 1},
		{"an empty NDJSON file", "", []string{file("empty.ndjson", "")}, 0, "lethe: no notes in the input\n", 0},
		{"nothing on standard input", "", nil, 0, "lethe: no notes in the input\n", 0},
		{"a missing folder", "", []string{filepath.Join(dir, "nowhere")}, 2,
			"lethe: stat " + filepath.Join(dir, "nowhere") + ": no such file or directory\n", 0},
		{"a folder without notes", "", []string{empty}, 2,
			"lethe: " + empty + ": no .txt, .ndjson or .jsonl file in this folder\n", 0},
		{"a note over the limit", `{"id":"x","text":"` + strings.Repeat(quoted+" ", 100) + `"}`, []string{"--max-note-bytes", "500"}, 1,
			"lethe: -:1: read: the note is too long\nlethe: 1 note did not pass\n", 1},
		{"a note without an id", `{"text":"` + quoted + `"}`, nil, 1, "lethe: -:1: read: the note has no id\nlethe: 1 note did not pass\n", 1},
		{"fewer than no workers", goodNote, []string{"--workers", "-3"}, 2, "lethe: invalid argument \"-3\" for \"--workers\" flag: must not be negative\n", 0},
		{"a limit below nothing", goodNote, []string{"--max-note-bytes=-1"}, 2, "lethe: invalid argument \"-1\" for \"--max-note-bytes\" flag: must not be negative\n", 0},
		{"an unknown flag", goodNote, []string{"--colour"}, 2, "lethe: unknown flag: --colour\n", 0},
	}
	for _, verb := range []string{"tag", "redact", "extract"} {
		for _, tt := range tests {
			t.Run(verb+"/"+tt.name, func(t *testing.T) {
				code, out, errOut := command(t, tt.stdin, append([]string{verb}, tt.args...)...)
				assert.Equal(t, tt.code, code)
				assert.Equal(t, tt.message, errOut)
				assert.Equal(t, tt.lines, strings.Count(out, "\n"))
				assert.NotContains(t, errOut, quoted)
				for line := range strings.Lines(out) {
					assert.True(t, json.Valid([]byte(line)))
				}
			})
		}
	}
}

// Text whose letters stand apart, as in UTF-16, would come back with nothing found.
func TestSpacedText(t *testing.T) {
	note := `{"id":"x","text":"Q\u0000u\u0000a\u0000c\u0000k\u0000"}`
	for verb, stage := range map[string]string{"tag": "tag", "redact": "tag", "extract": "extract"} {
		code, out, errOut := command(t, note, verb)
		assert.Equal(t, exitDeadLetters, code, verb)
		fault := stage + ": bytes of zero between single letters: UTF-16, or damaged; UTF-8 is expected at byte 1"
		assert.Equal(t, "lethe: -:1: note x: "+fault+"\nlethe: 1 note did not pass\n", errOut, verb)
		assert.Equal(t, `{"id":"x","line":1,"error":"`+fault+`"}`+"\n", out, verb)
	}
}

func TestUnknownPolicy(t *testing.T) {
	code, _, errOut := command(t, goodNote, "redact", "--policy", "no-such-policy")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errOut, "no-such-policy")
	code, _, errOut = command(t, goodNote, "redact", "--vault", filepath.Join(t.TempDir(), "v"))
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errOut, "--vault needs --keys")
	code, _, errOut = command(t, goodNote, "tag", "--recall", "total")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errOut, "unknown recall")
}

// A slip in the name of a command must not look as if it had been carried out.
func TestUnknownCommand(t *testing.T) {
	for _, group := range []string{"", "audit", "review", "vault"} {
		args := strings.Fields(group + " verfy folder")
		code, out, errOut := command(t, "", args...)
		assert.Equal(t, exitUsage, code, args)
		assert.Contains(t, errOut, `unknown command "verfy"`, args)
		assert.Empty(t, out, args)
		if group != "" {
			code, out, _ = command(t, "", group)
			assert.Equal(t, exitOK, code)
			assert.Contains(t, out, "Available Commands")
		}
	}
}

// Lines come out in the order in which they went in, a fault in its place.
func TestOrderIsKept(t *testing.T) {
	var in strings.Builder
	for i := range 200 {
		if i%17 == 5 {
			in.WriteString("{broken\n")
			continue
		}
		in.WriteString(`{"id":` + strings.Repeat("1", 1+i%3) + `,"text":"` + strings.Repeat("fever. ", 1+(i*37)%400) + "\"}\n")
	}
	code, out, _ := command(t, in.String(), "tag", "--workers", "4")
	assert.Equal(t, exitDeadLetters, code)
	i := 0
	for line := range strings.Lines(out) {
		var got struct {
			ID    string `json:"id"`
			Line  int    `json:"line"`
			Error string `json:"error"`
		}
		require.NoError(t, json.Unmarshal([]byte(line), &got))
		if i%17 == 5 {
			assert.Equal(t, i+1, got.Line)
			assert.NotEmpty(t, got.Error)
		} else {
			assert.Equal(t, strings.Repeat("1", 1+i%3), got.ID)
			assert.Empty(t, got.Error)
		}
		i++
	}
	assert.Equal(t, 200, i)
}

// A note of fifty megabytes is a note like any other.
func TestHugeNote(t *testing.T) {
	if testing.Short() {
		t.Skip("a note of 50 MB takes some seconds")
	}
	const line = "Patient resting comfortably, lungs clear, abdomen soft, no fever or chills overnight.\\n"
	huge := strings.Repeat(line, hugeBytes/len(line)) + "Seen by Dr. Jane Smith on 03/14/2019."
	code, out, errOut := command(t, `{"id":"huge","text":"`+huge+`"}`, "tag")
	require.Equal(t, exitOK, code, errOut)
	assert.Contains(t, out, `"text":"03/14/2019"`)
	assert.Contains(t, out, `"text":"Jane Smith"`)
}

func TestOnco(t *testing.T) {
	in := `{"id":"p1","patientDocuments":[{"type":"note","clinicalType":"pathologyReport","id":"d1","content":{"sourceType":"inline","value":"FINAL DIAGNOSIS:\nLeft breast, mastectomy: invasive ductal carcinoma, 2.4 cm. pT2 pN1a."}}]}
{"id":"p2","patientDocuments":[{"type":"note","id":"d1","content":{"sourceType":"inline","value":"Ankle sprain. No fracture."}}]}
{"id":"p3","patientDocuments":` + `"` + quoted + `"}
{"id":"p4","text":"` + quoted + `"}` + "\n"
	code, out, errOut := command(t, in, "onco")
	assert.Equal(t, exitDeadLetters, code)
	assert.Contains(t, errOut, "-:3: read: not a JSON object of the expected form: a patient with patientDocuments")
	assert.Contains(t, errOut, "-:4: patient p4: read: not a JSON object of the expected form: a patient with patientDocuments", "a note is no patient")
	assert.Contains(t, errOut, "lethe: 2 patients did not pass\n")
	assert.NotContains(t, errOut+out, quoted)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	require.Len(t, lines, 4)
	var p1, p2 struct {
		PatientID  string `json:"patientId"`
		Inferences []struct{ Type, Value string }
	}
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &p1))
	got := map[string]string{}
	for _, i := range p1.Inferences {
		got[i.Type] = i.Value
	}
	assert.Equal(t, "p1", p1.PatientID)
	assert.Equal(t, "C50.9", got["tumorSite"])
	assert.Equal(t, "8500", got["histology"])
	assert.Equal(t, "T2", got["pathologicStageT"])
	assert.Equal(t, "N1a", got["pathologicStageN"])
	require.NoError(t, json.Unmarshal([]byte(lines[1]), &p2))
	assert.Empty(t, p2.Inferences)

	for _, row := range []struct {
		name, in string
		args     []string
		code     int
		message  string
	}{
		{"nothing", "", nil, 0, "lethe: no patients in the input\n"},
		{"no id", `{"patientDocuments":[]}`, nil, 1, "lethe: -:1: read: the patient has no id\nlethe: 1 patient did not pass\n"},
		{"two ids", `{"id":"p5","id":"p6","patientDocuments":[]}`, nil, 1, "lethe: -:1: read: a key stands twice, and readers differ on which counts at byte 11\nlethe: 1 patient did not pass\n"},
		{"a line too long", in, []string{"--max-note-bytes", "150"}, 1, "lethe: -:1: read: the line is too long\n"},
		{"help", "", []string{"--help"}, 0, ""},
	} {
		code, out, errOut := command(t, row.in, append([]string{"onco"}, row.args...)...)
		assert.Equal(t, row.code, code, row.name)
		assert.True(t, strings.HasPrefix(errOut, row.message), "%s: %s", row.name, errOut)
		assert.NotContains(t, strings.ReplaceAll(errOut+out, `"type":"note"`, ""), " note", row.name)
	}
}
