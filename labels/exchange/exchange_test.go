package exchange

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
)

// marked makes a note of a text whose spans stand in double braces,
// {{TYPE|text}}.
func marked(t testing.TB, id, s string) Note {
	t.Helper()
	n := Note{ID: id}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "{{")
		b.WriteString(before)
		if !ok {
			break
		}
		inside, after, ok := strings.Cut(rest, "}}")
		require.True(t, ok, "open braces")
		name, words, ok := strings.Cut(inside, "|")
		require.True(t, ok, "no type")
		typ, err := labels.ParseType(name)
		require.NoError(t, err)
		start := b.Len()
		b.WriteString(words)
		n.Annotations = append(n.Annotations, labels.Annotation{Span: labels.Span{Start: start, End: b.Len()}, Type: typ, Score: 1})
		s = after
	}
	n.Text = b.String()
	return n
}

// roundTrips are the texts that break exporters.
var roundTrips = []struct{ id, why, text string }{
	{"plain", "the usual", "Patient: {{PATIENT|Ada Byrne}}\nSeen {{DATE|3/4/2021}} by Dr. {{DOCTOR|Okafor}}.\n"},
	{"empty", "a note without spans is still a note", "No identifiers here."},
	{"accents", "two-byte characters before a span", "Señora {{PATIENT|Núñez}} de {{CITY|Århus}}"},
	{"astral", "characters of two UTF-16 units, before and inside spans", "🩺🩺 {{PATIENT|Zoë 😀 Li}} 🏥{{HOSPITAL|北京医院}}"},
	{"crlf", "XML and CSV readers eat CRs", "Name:\r\n{{PATIENT|Ada\r\nByrne}}\r\n{{ZIP|02139}}\r\n"},
	{"cr", "a lone CR", "a\rb {{CITY|Bergen}}\rc"},
	{"formula", "cells that a spreadsheet would run", "{{IDNUM|=HYPERLINK(\"x\")}} {{PHONE|+1 617 555 0100}} {{IDNUM|-12}} {{USERNAME|@ada}}"},
	{"=cmd|' /C calc'!A0", "an id that a spreadsheet would run", "=1+1 {{AGE|44}}"},
	{"guard", "a text that begins like our guard", "'{{PATIENT|'tHooft}}"},
	{"cdata", "the end of a CDATA section", "x]]>y {{PATIENT|a]]>b}} &amp; <b>"},
	{"quotes", "quotes, commas, semicolons and tabs", "\"{{PATIENT|O'Brien, \"Pat\"}}\";\t{{CITY|A\tB}}"},
	{"lines", "a span over lines", "{{STREET|12 Elm St\n\n  Apt 4}}\n{{CITY|Salem}}"},
	{"edges", "spans that begin and end in line breaks", "a{{STREET|\nb\n}}{{CITY|\n}}"},
	{"whole", "the span is the note", "{{URL|http://a.b/c?d=e&f}}"},
	{"dir/../..\\x y.é", "an id that is no file name", "{{DATE|May}}"},
	{"separator", "JavaScript's line separators", "a\u2028{{CITY|b}}\u2029\uFEFFc"},
	{"types", "a type with a dash in its name", "{{LOCATION-OTHER|Pier 9}} {{MEDICALRECORD|1}} {{HEALTHPLAN|2}}"},
	{"backslash", "a backslash and an n that are no line break", `{{PATIENT|a\nb}} \n`},
}

func roundTripNotes(t testing.TB) []Note {
	var out []Note
	for _, r := range roundTrips {
		out = append(out, marked(t, r.id, r.text))
	}
	overlap := Note{ID: "overlap", Text: "Dr. Ada Byrne", Annotations: []labels.Annotation{
		{Span: labels.Span{Start: 4, End: 7}, Type: labels.Doctor, Score: 1},
		{Span: labels.Span{Start: 4, End: 13}, Type: labels.Doctor, Score: 1},
		{Span: labels.Span{Start: 8, End: 13}, Type: labels.Patient, Score: 1},
	}}
	return append(out, overlap)
}

func TestRoundTripFile(t *testing.T) {
	for _, f := range Formats() {
		t.Run(string(f), func(t *testing.T) {
			want := roundTripNotes(t)
			path := filepath.Join(t.TempDir(), "notes"+formatRows[f].extension)
			w, err := Create(path, f)
			require.NoError(t, err)
			for _, n := range want {
				require.NoError(t, w.Write(n), n.ID)
			}
			require.NoError(t, w.Close())

			detected, err := Detect(path)
			require.NoError(t, err)
			require.Equal(t, f, detected)
			r, err := Open(path, "", nil)
			require.NoError(t, err)
			got, err := ReadAll(r)
			require.NoError(t, err)
			require.NoError(t, r.Close())

			byID := func(a, b Note) int { return strings.Compare(a.ID, b.ID) }
			slices.SortFunc(want, byID) // folders come in the order of names
			slices.SortFunc(got, byID)
			assert.Equal(t, want, got)
			_, err = Create(path, f)
			assert.ErrorIs(t, err, os.ErrExist, "an export never overwrites")
		})
	}
}

func TestRoundTripKeepsScoreAndSource(t *testing.T) {
	n := marked(t, "s", "{{CITY|Bergen}} {{DATE|May}}")
	n.Form = "letter"
	n.Annotations[0].Score, n.Annotations[0].Source = 0.25, "model"
	n.Annotations[1].Score, n.Annotations[1].Source = 0, "rule:date"
	for _, f := range []Format{JSONL, CSV, LabelStudio} {
		got := through(t, f, n)
		assert.Equal(t, []Note{n}, got, f)
	}
}

// through writes notes to a stream and reads them back.
func through(t testing.TB, f Format, notes ...Note) []Note {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, f)
	require.NoError(t, err)
	for _, n := range notes {
		require.NoError(t, w.Write(n))
	}
	require.NoError(t, w.Close())
	r, err := NewReader(&b, f, nil)
	require.NoError(t, err)
	got, err := ReadAll(r)
	require.NoError(t, err)
	return got
}

// TestWritten pins what each tool gets to see.
func TestWritten(t *testing.T) {
	n := marked(t, "n1", "é😀 {{PATIENT|Ada}}\n{{DATE|=May}}")
	for _, row := range []struct {
		format Format
		want   string
	}{
		{JSONL, `{"id":"n1","text":"é😀 Ada\n=May","spans":[{"start":3,"end":6,"type":"PATIENT"},{"start":7,"end":11,"type":"DATE"}]}` + "\n"},
		{Doccano, `{"note_id":"n1","text":"é😀 Ada\n=May","label":[[3,6,"PATIENT"],[7,11,"DATE"]]}` + "\n"},
		{LabelStudio, "[\n" + `{"data":{"id":"n1","text":"é😀 Ada\n=May"},"annotations":[{"result":[` +
			`{"id":"r0","from_name":"label","to_name":"text","type":"labels","value":{"start":4,"end":7,"text":"Ada","labels":["PATIENT"]}},` +
			`{"id":"r1","from_name":"label","to_name":"text","type":"labels","value":{"start":8,"end":12,"text":"=May","labels":["DATE"]}}]}]}` + "\n]\n"},
		{CSV, `"note_id","start","end","type","quote","score","source","form","note_text"` + "\r\n" +
			`"n1","3","6","PATIENT","Ada","1","","","é😀 Ada` + "\n" + `=May"` + "\r\n" +
			`"n1","7","11","DATE","'=May","1","","",""` + "\r\n"},
		{I2B2, "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<deIdi2b2>\n<TEXT><![CDATA[é😀 Ada\n=May]]></TEXT>\n<TAGS>\n" +
			`<NAME id="P0" start="3" end="6" text="Ada" TYPE="PATIENT" comment="" />` + "\n" +
			`<DATE id="P1" start="7" end="11" text="=May" TYPE="DATE" comment="" />` + "\n</TAGS>\n</deIdi2b2>\n"},
	} {
		var b strings.Builder
		w, err := NewWriter(&b, row.format)
		require.NoError(t, err)
		require.NoError(t, w.Write(n))
		require.NoError(t, w.Close())
		assert.Equal(t, row.want, b.String(), row.format)
	}
	ann, err := formatBrat(marked(t, "n1", "é😀 {{STREET|1 Elm\r\nApt 2}}"))
	require.NoError(t, err)
	assert.Equal(t, "T1\tSTREET 3 8;10 15\t1 Elm Apt 2\n", string(ann))
}

// TestRead reads what the tools themselves write, where it differs from ours.
func TestRead(t *testing.T) {
	for _, row := range []struct {
		name   string
		format Format
		in     string
		want   []Note
	}{
		{"numeric id, span text, blank lines, byte order mark", JSONL,
			"\uFEFF\n{\"id\":7,\"text\":\"Ada\",\"spans\":[{\"start\":0,\"end\":3,\"type\":\"[PATIENT]\",\"text\":\"Ada\"}]}\n\n",
			[]Note{marked(t, "7", "{{PATIENT|Ada}}")}},
		{"spans in any order come sorted", JSONL,
			`{"id":"a","text":"Ada May","spans":[{"start":4,"end":7,"type":"DATE"},{"start":0,"end":3,"type":"PATIENT"}]}`,
			[]Note{marked(t, "a", "{{PATIENT|Ada}} {{DATE|May}}")}},
		{"doccano's export, own numbering", Doccano,
			`{"id":12,"text":"Ada","label":[[0,3,"PATIENT"]],"Comments":[]}`, []Note{marked(t, "12", "{{PATIENT|Ada}}")}},
		{"doccano with relations", Doccano,
			`{"id":1,"note_id":"n","text":"Ada","entities":[{"id":3,"label":"PATIENT","start_offset":0,"end_offset":3}],"relations":[]}`,
			[]Note{marked(t, "n", "{{PATIENT|Ada}}")}},
		{"doccano, old names of the fields", Doccano,
			`{"id":1,"data":"Ada","labels":[[0,3,"PATIENT"]]}`, []Note{marked(t, "1", "{{PATIENT|Ada}}")}},
		{"Label Studio: cancelled annotation, relation, line break quoted", LabelStudio,
			`[{"id":5,"data":{"text":"Ada\nByrne"},"annotations":[{"was_cancelled":true,"result":[]},{"result":[` +
				`{"type":"relation","from_id":"a","to_id":"b"},{"type":"labels","value":{"start":0,"end":9,"text":"Ada\\nByrne","labels":["PATIENT"]}}]}]}]`,
			[]Note{marked(t, "5", "{{PATIENT|Ada\nByrne}}")}},
		{"Label Studio: nobody annotated, the prediction counts", LabelStudio,
			`[{"id":5,"data":{"text":"Ada"},"annotations":[],"predictions":[{"result":[{"type":"labels","value":{"start":0,"end":3,"labels":["PATIENT"]}}]}]}]`,
			[]Note{marked(t, "5", "{{PATIENT|Ada}}")}},
		{"Label Studio's short form", LabelStudio,
			`[{"id":5,"text":"Ada","label":[{"start":0,"end":3,"text":"Ada","labels":["PATIENT"]}]}]`,
			[]Note{marked(t, "5", "{{PATIENT|Ada}}")}},
		{"CSV: plain cells, other columns, other order, a row without a span", CSV,
			"\uFEFFtype,note_id,comment,end,start,note_text\nPATIENT,a,x,3,0,Ada May\r\nDATE,a,,7,4,\n,b,,,,none",
			[]Note{marked(t, "a", "{{PATIENT|Ada}} {{DATE|May}}"), {ID: "b", Text: "none"}}},
		{"i2b2: subtypes of the guideline, comment, entity, document-level tag", I2B2,
			`<?xml version="1.0" encoding="UTF-8" ?><deIdi2b2><TEXT><![CDATA[Ada ]]><!-- no text -->10.0.0.1 &amp; 123</TEXT>` +
				`<TAGS><NAME id="P0" start="0" end="3" text="Ada" TYPE="PATIENT" comment=""/><CONTACT id="P1" start="4" end="12" text="10.0.0.1" TYPE="IPADDR"/>` +
				`<ID id="P2" start="15" end="18" text="123" TYPE="SSN"/><DOC id="X"/></TAGS></deIdi2b2>`,
			[]Note{marked(t, "", "{{PATIENT|Ada}} {{URL|10.0.0.1}} & {{IDNUM|123}}")}},
		{"i2b2: an element without a TYPE names its type", I2B2,
			`<deIdi2b2><TEXT>May</TEXT><TAGS><DATE start="0" end="3"/></TAGS></deIdi2b2>`, []Note{marked(t, "", "{{DATE|May}}")}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r, err := NewReader(iotest.OneByteReader(strings.NewReader(row.in)), row.format, nil)
			require.NoError(t, err)
			got, err := ReadAll(r)
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
		})
	}
}

func TestReadBrat(t *testing.T) {
	const body = "Ada\nByrne of Salem"
	ann := "T1\tPATIENT 0 3;4 9\tAda Byrne\nR1\tx Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T1\tsure?\nT2\tCITY 13 15;16 18\tSa em\n"
	n, err := parseBrat("n", body, []byte(ann), nil)
	require.NoError(t, err)
	assert.Equal(t, marked(t, "n", "{{PATIENT|Ada\nByrne}} of {{CITY|Sa}}l{{CITY|em}}"), n)
}

func TestReadErrors(t *testing.T) {
	for _, row := range []struct {
		name   string
		format Format
		in     string
		want   error
		line   int
	}{
		{"broken JSON", JSONL, "{\"id\":1,\"text\":\"a\",\"spans\":[]}\n{\"id\":", ErrSyntax, 2},
		{"wrong kind", JSONL, `{"id":1,"text":5}`, ErrSyntax, 1},
		{"no text", JSONL, `{"id":1,"spans":[]}`, ErrSyntax, 1},
		{"id of the wrong kind", JSONL, `{"id":[],"text":""}`, ErrSyntax, 1},
		{"invalid UTF-8", JSONL, "{\"id\":1,\"text\":\"\xff\"}", ErrInvalidUTF8, 1},
		{"span beyond the text", JSONL, `{"text":"CANARY","spans":[{"start":0,"end":7,"type":"CITY"}]}`, ErrSpan, 1},
		{"span before the text", JSONL, `{"text":"CANARY","spans":[{"start":-1,"end":3,"type":"CITY"}]}`, ErrSpan, 1},
		{"empty span", JSONL, `{"text":"CANARY","spans":[{"start":2,"end":2,"type":"CITY"}]}`, ErrSpan, 1},
		{"reversed span", JSONL, `{"text":"CANARY","spans":[{"start":3,"end":2,"type":"CITY"}]}`, ErrSpan, 1},
		{"offsets in bytes show by the quote", JSONL, `{"text":"é CANARY x","spans":[{"start":3,"end":9,"type":"CITY","text":"CANARY"}]}`, ErrQuote, 1},
		{"score over 1", JSONL, `{"text":"CANARY","spans":[{"start":0,"end":2,"type":"CITY","score":2}]}`, ErrSyntax, 1},
		{"doccano: two numbers", Doccano, `{"text":"CANARY","label":[[0,1]]}`, ErrSyntax, 1},
		{"doccano: names for numbers", Doccano, `{"text":"CANARY","label":[["CANARY",1,"CITY"]]}`, ErrSyntax, 1},
		{"Label Studio: an object", LabelStudio, `{"data":{"text":"CANARY"}}`, ErrSyntax, 0},
		{"Label Studio: cut off", LabelStudio, `[{"data":{"text":"CANARY"}}`, ErrSyntax, 0},
		{"Label Studio: no text", LabelStudio, `[{"data":{"body":"CANARY"}}]`, ErrSyntax, 0},
		{"Label Studio: inside a surrogate pair", LabelStudio, `[{"text":"😀CANARY","label":[{"start":1,"end":3,"labels":["CITY"]}]}]`, ErrSpan, 0},
		{"CSV: no header", CSV, "", ErrSyntax, 1},
		{"CSV: missing column", CSV, "note_id,start,end,type\n", ErrSyntax, 2},
		{"CSV: open quote", CSV, "note_id,start,end,type,note_text\na,0,1,CITY,\"CANARY", ErrSyntax, 2},
		{"CSV: words after a quote", CSV, "note_id,start,end,type,note_text\na,0,1,CITY,\"CANARY\"x\n", ErrSyntax, 2},
		{"CSV: offset is no number", CSV, "note_id,start,end,type,note_text\na,CANARY,1,CITY,x\n", ErrSyntax, 2},
		{"i2b2: no TEXT", I2B2, "<deIdi2b2><TAGS/></deIdi2b2>", ErrSyntax, 1},
		{"i2b2: two TEXTs", I2B2, "<deIdi2b2><TEXT>a</TEXT><TEXT>b</TEXT></deIdi2b2>", ErrSyntax, 1},
		{"i2b2: broken XML", I2B2, "<deIdi2b2><TEXT>CANARY</TEX>", ErrSyntax, 1},
		{"i2b2: quote differs", I2B2, `<d><TEXT>CANARY of</TEXT><TAGS><NAME start="0" end="3" text="CANARY" TYPE="PATIENT"/></TAGS></d>`, ErrQuote, 0},
		{"i2b2: other charset", I2B2, `<?xml version="1.0" encoding="ISO-8859-1"?><d><TEXT>a</TEXT></d>`, ErrSyntax, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			r, err := NewReader(strings.NewReader(row.in), row.format, nil)
			require.NoError(t, err)
			_, err = ReadAll(r)
			require.ErrorIs(t, err, row.want)
			var e *Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, row.line, e.Line)
			assert.Equal(t, row.format, e.Format)
			assert.NotContains(t, err.Error(), "CANARY", "an error holds no note text")
			for i := 0; ; i++ { // whoever goes on after errors comes to an end
				require.Less(t, i, 4)
				if _, err := r.Read(); err == io.EOF {
					break
				}
			}
		})
	}
	_, err := parseBrat("n", "CANARY", []byte("T1\tCITY 0\tCANARY"), nil)
	assert.ErrorIs(t, err, ErrSyntax)
	assert.NotContains(t, err.Error(), "CANARY")
	_, err = parseBrat("n", "CANARY", []byte("T1\tCITY 0 3\tANA"), nil)
	assert.ErrorIs(t, err, ErrQuote)
}

func TestReadGoesOn(t *testing.T) {
	in := "{\"id\":\"a\",\"text\":\"x\"}\n{broken\n{\"id\":\"b\",\"text\":\"" + strings.Repeat("y", 200) + "\"}\n{\"id\":\"c\",\"text\":\"z\"}"
	r, err := NewReader(strings.NewReader(in), JSONL, &Options{MaxNote: 100})
	require.NoError(t, err)
	var ids []string
	var errs []error
	for {
		n, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		ids = append(ids, n.ID)
	}
	assert.Equal(t, []string{"a", "c"}, ids)
	require.Len(t, errs, 2)
	assert.ErrorIs(t, errs[0], ErrSyntax)
	assert.ErrorIs(t, errs[1], ErrTooLarge)
	assert.ErrorContains(t, errs[1], "line 3")

	fault := errors.New("disk gone")
	for _, f := range []Format{JSONL, Doccano, LabelStudio, CSV, I2B2} {
		r, err := NewReader(iotest.ErrReader(fault), f, nil)
		require.NoError(t, err)
		_, err = r.Read()
		assert.ErrorIs(t, err, fault, f)
	}
	for _, f := range []Format{LabelStudio, CSV, I2B2} {
		var b bytes.Buffer
		w, err := NewWriter(&b, f)
		require.NoError(t, err)
		require.NoError(t, w.Write(Note{ID: "a", Text: strings.Repeat("y", 200)}))
		require.NoError(t, w.Close())
		r, err := NewReader(&b, f, &Options{MaxNote: 150})
		require.NoError(t, err)
		_, err = ReadAll(r)
		assert.ErrorIs(t, err, ErrTooLarge, f)
	}
}

func TestOptionsTypes(t *testing.T) {
	const in = `{"text":"Ada at 3 in Salem","spans":[{"start":0,"end":3,"type":"PER"},{"start":7,"end":8,"type":"TIME"},{"start":12,"end":17,"type":"GPE"}]}`
	read := func(o *Options) ([]Note, error) {
		r, err := NewReader(strings.NewReader(in), JSONL, o)
		require.NoError(t, err)
		return ReadAll(r)
	}
	_, err := read(nil)
	var unknown *labels.UnknownLabelError
	require.ErrorAs(t, err, &unknown)
	assert.Equal(t, "PER", unknown.Label)

	types := map[string]labels.Type{"PER": labels.Patient, "TIME": 0, "GPE": labels.City}
	got, err := read(&Options{Types: types})
	require.NoError(t, err)
	assert.Equal(t, []Note{marked(t, "", "{{PATIENT|Ada}} at 3 in {{CITY|Salem}}")}, got)

	got, err = read(&Options{SkipUnknown: true})
	require.NoError(t, err)
	assert.Equal(t, []Note{{Text: "Ada at 3 in Salem"}}, got)
}

func TestWriteErrors(t *testing.T) {
	city := func(start, end int) []labels.Annotation {
		return []labels.Annotation{{Span: labels.Span{Start: start, End: end}, Type: labels.City, Score: 1}}
	}
	for _, row := range []struct {
		name string
		note Note
		want error
	}{
		{"invalid UTF-8", Note{Text: "\xff"}, ErrInvalidUTF8},
		{"beyond the text", Note{Text: "abc", Annotations: city(1, 4)}, ErrSpan},
		{"inside a character", Note{Text: "éa", Annotations: city(1, 3)}, ErrSpan},
		{"ends inside a character", Note{Text: "aé", Annotations: city(0, 2)}, ErrSpan},
		{"empty", Note{Text: "abc", Annotations: city(1, 1)}, ErrSpan},
	} {
		for _, f := range Formats() {
			w, err := Create(filepath.Join(t.TempDir(), "x"), f)
			require.NoError(t, err)
			assert.ErrorIs(t, w.Write(row.note), row.want, "%s %s", f, row.name)
			require.NoError(t, w.Close())
		}
	}
	w, err := NewWriter(io.Discard, I2B2)
	require.NoError(t, err)
	err = w.Write(Note{ID: "n", Text: "é\x00"})
	require.ErrorIs(t, err, ErrUnrepresentable, "XML has no NUL")
	assert.ErrorContains(t, err, "offset 1", "in code points")
	require.NoError(t, w.Write(Note{ID: "n", Text: "fine"}), "a refused note leaves no trace")
	assert.Error(t, w.Write(Note{ID: "m", Text: "second"}), "a file holds one note")

	for _, f := range []Format{Brat, I2B2} {
		w, err := Create(filepath.Join(t.TempDir(), "x"), f)
		require.NoError(t, err)
		require.NoError(t, w.Write(Note{ID: "n", Text: "a"}))
		assert.ErrorIs(t, w.Write(Note{ID: "n", Text: "b"}), ErrDuplicate)
	}
}

// TestCSVCells opens the export as a spreadsheet would and finds no cell that
// it could run.
func TestCSVCells(t *testing.T) {
	var b bytes.Buffer
	w, err := NewWriter(&b, CSV)
	require.NoError(t, err)
	for _, start := range formulaStarts {
		n := Note{ID: string(start) + "id", Text: string(start) + "text", Form: string(start) + "form"}
		n.Annotations = []labels.Annotation{{Span: labels.Span{End: len(n.Text)}, Type: labels.City, Score: 1, Source: string(start) + "s"}}
		require.NoError(t, w.Write(n))
	}
	require.NoError(t, w.Close())
	cells := cellReader{r: bufioReader(&b), max: 1 << 20}
	rows := 0
	for {
		row, err := cells.next()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		rows++
		for _, c := range row {
			for _, r := range c {
				assert.False(t, r != '\'' && strings.ContainsRune(formulaStarts, r), "%q", c)
				break
			}
		}
	}
	assert.Equal(t, 1+len([]rune(formulaStarts)), rows)
}

func TestLabelSets(t *testing.T) {
	config, list := LabelStudioConfig(), string(DoccanoLabels())
	for _, typ := range labels.Types() {
		assert.Contains(t, config, `value="`+typ.String()+`"`)
		assert.Contains(t, list, `"text": "`+typ.String()+`"`)
	}
}

func TestUnknownFormat(t *testing.T) {
	_, err := ParseFormat("conll")
	assert.ErrorContains(t, err, "jsonl, i2b2, brat")
	_, err = NewReader(strings.NewReader(""), "conll", nil)
	assert.Error(t, err)
	_, err = NewWriter(io.Discard, Brat)
	assert.ErrorContains(t, err, "folder")
	_, err = Open(t.TempDir(), "", nil)
	assert.Error(t, err, "an empty folder tells no format")
	_, err = Open(t.TempDir(), JSONL, nil)
	assert.ErrorContains(t, err, "folder")
}
