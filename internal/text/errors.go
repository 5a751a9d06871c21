package text

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ErrTooLong is wrapped by every [TooLongError].
var ErrTooLong = errors.New("note is too long")

// ErrInvalidUTF8 is wrapped by every [InvalidUTF8Error].
var ErrInvalidUTF8 = errors.New("note is not valid UTF-8")

// TooLongError says that a note is longer than [MaxLen].
type TooLongError struct {
	Len int // length of the note in bytes
}

func (e *TooLongError) Error() string {
	return fmt.Sprintf("text: %v: %d bytes, at most %d", ErrTooLong, e.Len, MaxLen)
}

// Unwrap returns [ErrTooLong].
func (e *TooLongError) Unwrap() error { return ErrTooLong }

// InvalidUTF8Error says where a note first stops being UTF-8.
type InvalidUTF8Error struct {
	Offset int // byte offset of the first invalid byte
}

func (e *InvalidUTF8Error) Error() string {
	return fmt.Sprintf("text: %v: first bad byte at offset %d", ErrInvalidUTF8, e.Offset)
}

// Unwrap returns [ErrInvalidUTF8].
func (e *InvalidUTF8Error) Unwrap() error { return ErrInvalidUTF8 }

// Valid returns nil when the package can take s: at most [MaxLen] bytes of
// valid UTF-8. Otherwise it returns a [*TooLongError] or an
// [*InvalidUTF8Error].
func Valid(s string) error {
	if len(s) > MaxLen {
		return &TooLongError{Len: len(s)}
	}
	if utf8.ValidString(s) {
		return nil
	}
	return &InvalidUTF8Error{Offset: invalidAt(s)}
}

func invalidAt(s string) int {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(s)
}

// Repair returns s as valid UTF-8, and how many bytes had to be replaced; a
// valid s comes back as it is, with 0. Each byte that is not part of a valid
// character is taken for one character of Windows-1252, the encoding that
// stray bytes in exported notes nearly always have, so that an accented name
// stays one word; the five bytes which that encoding leaves undefined become
// U+FFFD. All offsets that are found on the result refer to the result, never
// to s.
func Repair(s string) (string, int) {
	first := invalidAt(s)
	if first == len(s) {
		return s, 0
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	b.WriteString(s[:first])
	bad := 0
	for i := first; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
			r = windows1252(s[i])
		}
		b.WriteRune(r)
		i += n
	}
	return b.String(), bad
}

// high1252 holds the characters of Windows-1252 for the bytes 0x80 to 0x9F;
// from 0xA0 on a byte is its own code point.
var high1252 = [32]rune{
	'€', '\uFFFD', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\uFFFD', 'Ž', '\uFFFD',
	'\uFFFD', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\uFFFD', 'ž', 'Ÿ',
}

func windows1252(c byte) rune {
	if c >= 0x80 && c < 0xA0 {
		return high1252[c-0x80]
	}
	return rune(c)
}
