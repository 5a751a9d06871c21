package lethe

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// secret stands for note text: no error may hold it.
const secret = "Zebulon Quackenbush"

func TestReadNDJSON(t *testing.T) {
	tests := []struct {
		name, in string
		want     Note
		err      error
		message  string
	}{
		{"all keys", `{"id":"n1","text":"t","patient_id":"p","created":"2024-02-03T04:05:06Z","type":"progress","birth_date":"1950-01-02","sex":"F","zip":"02139"}`,
			Note{ID: "n1", Text: "t", PatientID: "p", Type: "progress", Created: time.Date(2024, 2, 3, 4, 5, 6, 0, time.UTC),
				Demographics: Demographics{BirthDate: time.Date(1950, 1, 2, 0, 0, 0, 0, time.UTC), Sex: "F", Zip: "02139"}}, nil, ""},
		{"a number for an id", `{"id":17,"text":"t"}`, Note{ID: "17", Text: "t"}, nil, ""},
		{"other keys are let pass", `{"id":"n","text":"t","spans":[],"form":"x"}`, Note{ID: "n", Text: "t"}, nil, ""},
		{"a byte order mark", "\ufeff" + `{"id":"n","text":"t"}`, Note{ID: "n", Text: "t"}, nil, ""},
		{"UTF-16 without a mark", "{\x00\"\x00i\x00d\x00\"\x00", Note{}, ErrUTF16, "in:1: read: bytes of zero between single letters: UTF-16, or damaged; UTF-8 is expected at byte 1"},
		{"a byte order mark in the text is a character", `{"id":"n","text":"` + "\ufeff" + `t"}`, Note{ID: "n", Text: "\ufefft"}, nil, ""},
		{"half a surrogate pair is one replacement character", `{"id":"n","text":"a\ud800b\udc00\ud83d\ude00"}`, Note{ID: "n", Text: "a\ufffdb\ufffd😀"}, nil, ""},
		{"an id that a terminal would obey", `{"id":"\u001b[2J\n7","text":""}`, Note{ID: "\x1b[2J\n7"}, ErrEmptyNote, `in:1: note "\x1b[2J\n7": read: the note is empty`},
		{"a key twice", `{"id":"n","text":"` + secret + `","text":"t"}`, Note{}, ErrRepeatedKey, "in:1: read: a key stands twice, and readers differ on which counts at byte 39"},
		{"a key twice, once in capitals", `{"id":"n","text":"` + secret + `","TEXT":"t"}`, Note{}, ErrRepeatedKey, "in:1: read: a key stands twice, and readers differ on which counts at byte 39"},
		{"a key twice in a value that is let pass", `{"id":"n","text":"t","x":{"a":1,"A":2}}`, Note{ID: "n", Text: "t"}, nil, ""},
		{"a broken line", `{"id":"n","text":"` + secret, Note{}, ErrNotJSON, "in:1: read: not a JSON object of the expected form at byte 37"},
		{"not an object", `["` + secret + `"]`, Note{}, ErrNotJSON, "in:1: read: not a JSON object of the expected form at byte 1"},
		{"text is a number", `{"id":"n","text":3}`, Note{}, ErrNotJSON, `in:1: read: not a JSON object of the expected form: key "text" has a value of another kind at byte 18`},
		{"a number for a patient", `{"id":"n","text":"t","patient_id":4471}`, Note{ID: "n", Text: "t", PatientID: "4471"}, nil, ""},
		{"null for a patient", `{"id":"n","text":"t","patient_id":null}`, Note{ID: "n", Text: "t"}, nil, ""},
		{"no text for a patient", `{"id":"n","text":"t","patient_id":""}`, Note{ID: "n", Text: "t"}, nil, ""},
		{"a patient that is neither", `{"id":"n","text":"t","patient_id":["` + secret + `"]}`, Note{ID: "n"}, ErrNotJSON, `in:1: note n: read: not a JSON object of the expected form: key "patient_id" is neither text nor a number`},
		{"no id", `{"text":"` + secret + `"}`, Note{}, ErrNoID, "in:1: read: the note has no id"},
		{"null for an id", `{"id":null,"text":"t"}`, Note{}, ErrNoID, "in:1: read: the note has no id"},
		{"no text", `{"id":"n"}`, Note{ID: "n"}, ErrNotJSON, `in:1: note n: read: not a JSON object of the expected form: key "text" is missing`},
		{"an empty note", `{"id":"n","text":" \n"}`, Note{ID: "n"}, ErrEmptyNote, "in:1: note n: read: the note is empty"},
		{"a date that is none", `{"id":"n","text":"t","created":"` + secret + `"}`, Note{ID: "n"}, ErrNotJSON, `in:1: note n: read: not a JSON object of the expected form: key "created" is neither a date nor a time`},
		{"invalid UTF-8", `{"id":"n","text":"` + secret + "\xff\"}", Note{}, ErrInvalidUTF8, "in:1: read: invalid UTF-8 at byte 37"},
		{"too long", `{"id":"n","text":"` + strings.Repeat("x", 200) + `"}`, Note{}, ErrNoteTooLong, "in:1: read: the note is too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &SourceOptions{MaxNoteBytes: 180}
			n := 0
			// A good line after the one in question: reading must go on.
			for got, err := range ReadNDJSON(strings.NewReader(tt.in+"\r\n\n"+`{"id":"next","text":"t"}`), "in", o) {
				if n++; n == 2 {
					require.NoError(t, err)
					assert.Equal(t, "next", got.ID)
					assert.Equal(t, strings.Count(tt.in, "\n")+3, got.Line)
					continue
				}
				if tt.err == nil {
					require.NoError(t, err)
					assert.Equal(t, "in", got.Source)
					assert.Equal(t, 1, got.Line)
					got.Source, got.Line = "", 0
				} else {
					var ne *NoteError
					require.ErrorAs(t, err, &ne)
					require.ErrorIs(t, err, tt.err)
					assert.Equal(t, tt.message, err.Error())
					assert.NotContains(t, err.Error(), secret)
				}
				assert.Equal(t, tt.want, got)
			}
			assert.Equal(t, 2, n)
		})
	}
}

func TestReadNDJSONRepairs(t *testing.T) {
	for n, err := range ReadNDJSON(strings.NewReader("{\"id\":\"n\",\"text\":\"Pe\xf1a\"}"), "-", &SourceOptions{RepairUTF8: true}) {
		require.NoError(t, err)
		assert.Equal(t, "Peña", n.Text, "stray bytes are Windows-1252 nearly always")
	}
}

func TestReadNDJSONEndsOnAReadError(t *testing.T) {
	broken := errors.New("disk on fire")
	var errs []error
	for _, err := range ReadNDJSON(iotest.ErrReader(broken), "-", nil) {
		errs = append(errs, err)
	}
	require.Len(t, errs, 1)
	assert.ErrorIs(t, errs[0], broken)
}

func TestReadPath(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	write("b.txt", "second")
	write("a--consult.txt", "first")
	write("c.ndjson", `{"id":"x","text":"third"}`+"\n"+`{"id":"y","text":"fourth"}`)
	write("d.txt", "")
	write("e.txt", "bad \xc3")
	write("f.pdf", "not a note")
	write("g.txt", "\ufeffmarked")
	write("h.txt", "\xff\xfeJ\x00o\x00h\x00n\x00")
	write(".hidden.txt", "not a note")
	require.NoError(t, os.Mkdir(filepath.Join(dir, "sub.txt"), 0o700))
	require.NoError(t, os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "c1.ndjson")))
	write("d.jsonl", "\xff\xfe{\x00\"\x00i\x00d\x00\"\x00\n\x00{\x00\n\x00")
	write("e.jsonl", `{"id":"z","text":"fifth"}`)

	notes, err := ReadPath(dir, nil)
	require.NoError(t, err)
	var got []string
	var errs []string
	for n, err := range notes {
		if err != nil {
			errs = append(errs, err.Error())
			continue
		}
		got = append(got, n.PatientID+"|"+n.ID+"|"+n.Text)
	}
	assert.Equal(t, []string{"a|a--consult|first", "|b|second", "|x|third", "|y|fourth", "|z|fifth", "|g|marked"}, got)
	assert.Equal(t, []string{
		"c1.ndjson: read: no such file or directory",
		"d.jsonl:1: read: bytes of zero between single letters: UTF-16, or damaged; UTF-8 is expected at byte 0",
		"d.txt: note d: read: the note is empty",
		"e.txt: note e: read: invalid UTF-8 at byte 4",
		"h.txt: note h: read: bytes of zero between single letters: UTF-16, or damaged; UTF-8 is expected at byte 0",
	}, errs)

	_, err = ReadPath(filepath.Join(dir, "nowhere"), nil)
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = ReadPath(filepath.Join(dir, "sub.txt"), nil)
	assert.ErrorContains(t, err, "no .txt, .ndjson or .jsonl file")
	if os.Geteuid() != 0 {
		require.NoError(t, os.Chmod(filepath.Join(dir, "c.ndjson"), 0))
		_, err = ReadPath(filepath.Join(dir, "c.ndjson"), nil)
		assert.ErrorIs(t, err, os.ErrPermission, "before anything is made for its notes")
	}
}

func TestNoteErrorName(t *testing.T) {
	for want, e := range map[string]*NoteError{
		"n1":         {ID: "n1", Source: "in", Line: 3},
		"in, line 3": {Source: "in", Line: 3},
		"in":         {Source: "in"},
	} {
		assert.Equal(t, want, e.Name())
	}
}

func FuzzReadNDJSON(f *testing.F) {
	for _, s := range []string{"", "\n\n", `{"id":"n","text":"t"}`, `{"id":1,"text":null}`, "{\"id\":\"\xff\"}", `{"id":"n","text":"t","created":"2024-13-01"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for n, err := range ReadNDJSON(strings.NewReader(s), "-", &SourceOptions{MaxNoteBytes: 1 << 16}) {
			var ne *NoteError
			if err == nil {
				assert.NotEmpty(t, n.ID)
				assert.NotEmpty(t, n.Text)
			} else {
				assert.ErrorAs(t, err, &ne)
			}
		}
	})
}
