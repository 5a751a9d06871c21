//go:build !race

package text

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The race detector refuses a string header without its bytes.

func TestTooLong(t *testing.T) {
	// A string header alone: nothing may read past the length check.
	b := byte('x')
	s := unsafe.String(&b, MaxLen+1)
	var e *TooLongError
	require.ErrorAs(t, Valid(s), &e)
	assert.Equal(t, MaxLen+1, e.Len)
	require.ErrorIs(t, Valid(s), ErrTooLong)
	var d Doc
	require.ErrorIs(t, d.Parse(s), ErrTooLong)
}
