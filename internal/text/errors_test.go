package text

import (
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestValid(t *testing.T) {
	for _, row := range []struct {
		name, in string
		at       int // -1: valid
	}{
		{"empty", "", -1},
		{"ASCII", "fever", -1},
		{"accents", "Peña 😀", -1},
		{"NUL is a character", "a\x00b", -1},
		{"Latin-1 byte", "Pe\xf1a", 2},
		{"cut character at the end", "ab\xc3", 2},
		{"surrogate half", "\xed\xa0\x80", 0},
		{"overlong", "é\xc0\xaf", 2},
	} {
		err := Valid(row.in)
		if row.at < 0 {
			require.NoError(t, err, row.name)
			continue
		}
		var e *InvalidUTF8Error
		require.ErrorAs(t, err, &e, row.name)
		assert.Equal(t, row.at, e.Offset, row.name)
		require.ErrorIs(t, err, ErrInvalidUTF8)
		var d Doc
		require.ErrorIs(t, d.Parse(row.in), ErrInvalidUTF8)
		assert.Empty(t, d.Text)
		assert.Empty(t, d.Tokens)
	}
}

func TestErrorsHoldNoText(t *testing.T) {
	err := Valid("Zebulon Quartermain\xff")
	assert.NotContains(t, err.Error(), "Zebulon")
	assert.Contains(t, err.Error(), "19")
}

func TestRepair(t *testing.T) {
	for _, row := range []struct {
		name, in, want string
		bad            int
	}{
		{"valid stays", "Peña", "Peña", 0},
		{"Latin-1 name", "Pe\xf1a M\xfcller", "Peña Müller", 2},
		{"Windows quotes", "pt\x92s \x93ok\x94", "pt’s “ok”", 3},
		{"undefined byte", "a\x81b", "a\uFFFDb", 1},
		{"mixed with valid characters", "é\xe9😀", "éé😀", 1},
		{"cut character", "ab\xe7\x8e", "abçŽ", 2},
	} {
		got, bad := Repair(row.in)
		assert.Equal(t, row.want, got, row.name)
		assert.Equal(t, row.bad, bad, row.name)
		require.NoError(t, Valid(got), row.name)
	}
	long := strings.Repeat("a", 1000)
	got, _ := Repair(long)
	assert.Same(t, unsafe.StringData(long), unsafe.StringData(got), "a valid text is not copied")
}
