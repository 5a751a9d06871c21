package text

import (
	"errors"
	"fmt"
	"strings"
)

// ErrSpaced is wrapped by every [SpacedError].
var ErrSpaced = errors.New("bytes of zero between single letters: UTF-16, or damaged; UTF-8 is expected")

// SpacedError says where in a note letters stand apart by bytes of zero.
type SpacedError struct {
	Offset int // byte offset of the first such byte
}

func (e *SpacedError) Error() string {
	return fmt.Sprintf("text: %v: at byte %d", ErrSpaced, e.Offset)
}

// Unwrap returns [ErrSpaced].
func (e *SpacedError) Unwrap() error { return ErrSpaced }

// Unspaced returns nil when words can be seen in s, else a [*SpacedError]: see
// [SpacedAt]. [Doc.Parse] takes such a text all the same, as documents from scanners
// are read that have it.
func Unspaced(s string) error {
	if at := SpacedAt(s); at >= 0 {
		return &SpacedError{Offset: at}
	}
	return nil
}

// SpacedAt returns where four single bytes in a row stand between bytes of
// zero, or -1: text in UTF-16 or UTF-32 is valid UTF-8 where its letters are
// ASCII, but no word of it would be seen.
func SpacedAt(s string) int {
	start, singles := -1, 0
	for i := strings.IndexByte(s, 0); i >= 0; {
		if singles == 0 {
			start = i
		}
		for i < len(s) && s[i] == 0 {
			i++
		}
		next := strings.IndexByte(s[i:], 0)
		switch {
		case next < 0:
			return -1
		case next == 1:
			if singles++; singles == 4 {
				return start
			}
		default:
			singles = 0
		}
		i += next
	}
	return -1
}
