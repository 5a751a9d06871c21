package jsonkeys_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/jsonkeys"
)

var rows = []struct {
	name, json string
	top, deep  bool
}{
	{"an object whose keys differ", `{"id":"1","text":"a"}`, false, false},
	{"a key twice", `{"id":"1","id":"2"}`, true, true},
	{"a key twice with another between", `{"text":"a","id":1,"text":"b"}`, true, true},
	{"other letters of the same fold", `{"text":"a","Text":"b"}`, true, true},
	{"a long s is an s to encoding/json", `{"list":1,"liſt":2}`, true, true},
	{"an escape spells the same key", `{"text":"a","te\u0078t":"b"}`, true, true},
	{"values may repeat", `{"a":"x","b":"x","c":["x","x"]}`, false, false},
	{"a value may be spelled as a key", `{"a":"b","b":"a"}`, false, false},
	{"two objects have a key each", `[{"id":1},{"id":1}]`, false, false},
	{"inside an object", `{"a":{"b":1,"b":2}}`, false, true},
	{"inside a list", `[[{"b":1,"b":2}]]`, false, true},
	{"behind an object the outer keys go on", `{"a":{"x":1},"a":2}`, true, true},
	{"a quote in a string ends nothing", `{"a":"\",\"a\":\"","b":1}`, false, false},
	{"a backslash before the closing quote", `{"a":"\\","a":1}`, true, true},
	{"brackets in a string open nothing", `{"a":"{[","b":"]}","a":1}`, true, true},
	{"the empty key twice", `{"":1,"":2}`, true, true},
	{"no object", `"a"`, false, false},
	{"white space", "\n{ \"a\" : 1 ,\t\"a\" : 2 }", true, true},
}

func TestRepeated(t *testing.T) {
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			require.True(t, json.Valid([]byte(r.json)))
			_, found := jsonkeys.Repeated([]byte(r.json), jsonkeys.Top)
			assert.Equal(t, r.top, found, "top")
			_, found = jsonkeys.Repeated([]byte(r.json), jsonkeys.Deep)
			assert.Equal(t, r.deep, found, "deep")
		})
	}
	at, _ := jsonkeys.Repeated([]byte(`{"é":1,"b":2,"b":3}`), jsonkeys.Deep)
	assert.Equal(t, 14, at, "of the second key, in bytes")
}

// FuzzRepeated holds what is found against the decoder's own view of the keys.
func FuzzRepeated(f *testing.F) {
	for _, r := range rows {
		f.Add([]byte(r.json))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		at, found := jsonkeys.Repeated(data, jsonkeys.Deep) // never panics
		if !json.Valid(data) {
			return
		}
		require.Equal(t, repeats(t, json.NewDecoder(strings.NewReader(string(data)))), found)
		if found {
			require.Equal(t, byte('"'), data[at])
		}
	})
}

// repeats reads one value and tells whether an object in it has a key twice.
func repeats(t *testing.T, d *json.Decoder) bool {
	tok, err := d.Token()
	require.NoError(t, err)
	found, seen := false, map[string]bool{}
	switch tok {
	case json.Delim('{'):
		for d.More() {
			k, err := d.Token()
			require.NoError(t, err)
			fold := strings.ToLower(strings.ToUpper(k.(string)))
			found = found || seen[fold]
			seen[fold] = true
			found = repeats(t, d) || found
		}
	case json.Delim('['):
		for d.More() {
			found = repeats(t, d) || found
		}
	default:
		return false
	}
	_, err = d.Token()
	require.NoError(t, err)
	return found
}

func BenchmarkRepeated(b *testing.B) {
	line := fmt.Appendf(nil, `{"id":"n1","text":%q,"patient_id":"p"}`, strings.Repeat("No fever, no chills.\nSeen today. ", 2000))
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		_, found := jsonkeys.Repeated(line, jsonkeys.Top)
		require.False(b, found)
	}
}
