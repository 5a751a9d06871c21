package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"unicode/utf8"
)

// lines hands out the lines of a stream that are not blank, with their
// numbers.
type lines struct {
	r    *bufio.Reader
	max  int
	line int
	buf  []byte
}

func newLines(r io.Reader, max int) *lines {
	return &lines{r: bufio.NewReaderSize(r, 64<<10), max: max}
}

// next returns the next line without its break; it is good until the call
// after. A line over the limit is skipped whole and is ErrTooLarge.
func (l *lines) next() ([]byte, error) {
	for {
		l.buf = l.buf[:0]
		l.line++
		long := false
		for {
			part, err := l.r.ReadSlice('\n')
			if len(l.buf)+len(part) > l.max {
				long, l.buf = true, l.buf[:0]
			} else {
				l.buf = append(l.buf, part...)
			}
			if err == bufio.ErrBufferFull {
				continue
			}
			if err == io.EOF && (len(l.buf) > 0 || long) {
				break // a last line without a break
			}
			if err != nil {
				return nil, err
			}
			break
		}
		if long {
			return nil, ErrTooLarge
		}
		if l.line == 1 {
			l.buf = bytes.TrimPrefix(l.buf, []byte("\uFEFF"))
		}
		if b := bytes.TrimSpace(l.buf); len(b) > 0 {
			return b, nil
		}
	}
}

// decodeLine decodes the one JSON value of a line. Its errors are without the
// standard library's quotation of what it found, which may be note text.
func decodeLine(b []byte, v any) error {
	if !utf8.Valid(b) {
		return ErrInvalidUTF8
	}
	if err := json.Unmarshal(b, v); err != nil {
		return jsonFault(err)
	}
	return nil
}
