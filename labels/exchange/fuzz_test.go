package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
)

func bufioReader(r io.Reader) *bufio.Reader { return bufio.NewReader(r) }

// FuzzRead feeds any bytes to every reader. What a reader takes, the writer of
// the same format writes and the reader takes again, unchanged.
func FuzzRead(f *testing.F) {
	for i, format := range Formats() {
		if format == Brat {
			f.Add(uint8(i), []byte("T1\tCITY 0 1;2 3\ta b\n"))
			continue
		}
		for _, n := range roundTripNotes(f) {
			var b bytes.Buffer
			w, err := NewWriter(&b, format)
			require.NoError(f, err)
			require.NoError(f, w.Write(n))
			require.NoError(f, w.Close())
			f.Add(uint8(i), b.Bytes())
		}
	}
	f.Fuzz(func(t *testing.T, k uint8, in []byte) {
		format := Formats()[int(k)%len(Formats())]
		if format == Brat {
			if !utf8.Valid(in) {
				return
			}
			body := string(in)
			if n, err := parseBrat("n", body, in, nil); err == nil {
				ann, err := formatBrat(n)
				require.NoError(t, err)
				again, err := parseBrat("n", body, ann, nil)
				require.NoError(t, err)
				require.Equal(t, n, again)
			}
			return
		}
		r, err := NewReader(bytes.NewReader(in), format, nil)
		require.NoError(t, err)
		for i := 0; i < 100; i++ {
			n, err := r.Read()
			if err == io.EOF {
				return
			}
			if err != nil {
				var e *Error
				require.True(t, errors.As(err, &e))
				continue
			}
			require.NoError(t, n.Check())
			if format == I2B2 {
				n.ID = ""
			}
			if format == LabelStudio || format == Doccano {
				n.Form = strings.ToValidUTF8(n.Form, "")
			}
			require.Equal(t, []Note{n}, through(t, format, n))
		}
	})
}

// FuzzRoundTrip writes one span of any text in every format and reads it back.
func FuzzRoundTrip(f *testing.F) {
	for _, n := range roundTripNotes(f) {
		f.Add(n.ID, n.Text, 0, len(n.Text))
	}
	f.Fuzz(func(t *testing.T, id, text string, start, end int) {
		n := Note{ID: id, Text: text, Annotations: []labels.Annotation{{Span: labels.Span{Start: start, End: end}, Type: labels.Street, Score: 1}}}
		if n.Check() != nil || !utf8.ValidString(id) {
			return
		}
		for _, format := range []Format{JSONL, Doccano, LabelStudio, CSV} {
			require.Equal(t, []Note{n}, through(t, format, n), format)
		}
		ann, err := formatBrat(n)
		require.NoError(t, err)
		got, err := parseBrat(id, text, ann, nil)
		require.NoError(t, err)
		require.Equal(t, n, got)
		require.Equal(t, id, nameID(idName(id)))

		var b bytes.Buffer
		err = newI2B2Writer(&b).Write(n)
		if errors.Is(err, ErrUnrepresentable) {
			return
		}
		require.NoError(t, err)
		n.ID = ""
		got, err = newI2B2Reader(&b, nil).Read()
		require.NoError(t, err)
		require.Equal(t, n, got)
	})
}
