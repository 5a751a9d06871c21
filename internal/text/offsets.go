package text

import (
	"fmt"
	"sort"
	"unicode/utf8"

	"github.com/lethe-health/lethe/labels"
)

// Unit is a way of counting positions in a text.
type Unit uint8

// The units of an offset.
const (
	Bytes      Unit = iota // bytes of UTF-8: Go, everything inside this library
	CodePoints             // Unicode code points: Python, every JSON of this library
	UTF16                  // UTF-16 code units: JavaScript, Java, .NET
)

func (u Unit) String() string {
	switch u {
	case Bytes:
		return "byte"
	case CodePoints:
		return "code point"
	case UTF16:
		return "UTF-16 unit"
	}
	return "invalid unit"
}

// OffsetError says that an offset does not stand between two characters of the
// text.
type OffsetError struct {
	Offset int
	Unit   Unit
	Len    int  // length of the text in Unit
	Inside bool // true: inside a character; false: before or after the text
}

func (e *OffsetError) Error() string {
	if e.Inside {
		return fmt.Sprintf("text: %s offset %d is inside a character", e.Unit, e.Offset)
	}
	return fmt.Sprintf("text: %s offset %d is outside the text of %d", e.Unit, e.Offset, e.Len)
}

// stride is how many bytes one checkpoint of [Offsets] covers.
const stride = 128

// checkpoint counts the characters that start before its byte.
type checkpoint struct{ points, units int32 }

// Offsets converts offsets into one text between bytes, code points and UTF-16
// units. An ASCII text needs no table at all; any other has one checkpoint of 8
// bytes every 128 bytes, so that a conversion reads at most 128 bytes, after a
// binary search when it leads to bytes. An Offsets that has been built may be
// used from many goroutines. The zero value converts the empty text.
type Offsets struct {
	text   string
	ascii  bool
	points int
	units  int
	marks  []checkpoint
}

// NewOffsets returns the table of s.
func NewOffsets(s string) *Offsets {
	o := new(Offsets)
	o.Reset(s)
	return o
}

// Reset makes o the table of s and reuses its memory. s must be valid UTF-8 of
// at most [MaxLen] bytes: see [Valid].
func (o *Offsets) Reset(s string) {
	o.text, o.marks = s, o.marks[:0]
	o.ascii = isASCII(s)
	if o.ascii {
		o.points, o.units = len(s), len(s)
		return
	}
	var c checkpoint
	for i := 0; i < len(s); i += stride {
		o.marks = append(o.marks, c)
		c = c.advance(s[i:min(i+stride, len(s))])
	}
	o.points, o.units = int(c.points), int(c.units)
}

// advance counts on over s by the lead bytes in it.
func (c checkpoint) advance(s string) checkpoint {
	for i := 0; i < len(s); i++ {
		b := s[i]
		if utf8.RuneStart(b) {
			c.points++
			c.units++
			if b >= 0xF0 {
				c.units++
			}
		}
	}
	return c
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Len returns the length of the text in the unit.
func (o *Offsets) Len(u Unit) int {
	switch u {
	case CodePoints:
		return o.points
	case UTF16:
		return o.units
	}
	return len(o.text)
}

// From converts a byte offset to the unit. The error is an [*OffsetError].
func (o *Offsets) From(b int, to Unit) (int, error) {
	if b < 0 || b > len(o.text) {
		return 0, &OffsetError{Offset: b, Unit: Bytes, Len: len(o.text)}
	}
	if o.ascii || to == Bytes && (b == len(o.text) || utf8.RuneStart(o.text[b])) {
		return b, nil
	}
	if b == len(o.text) {
		return o.Len(to), nil
	}
	if !utf8.RuneStart(o.text[b]) {
		return 0, &OffsetError{Offset: b, Unit: Bytes, Len: len(o.text), Inside: true}
	}
	c := o.marks[b/stride].advance(o.text[b/stride*stride : b])
	return c.in(to), nil
}

// To converts an offset in the unit to a byte offset. The error is an
// [*OffsetError].
func (o *Offsets) To(off int, from Unit) (int, error) {
	n := o.Len(from)
	if off < 0 || off > n {
		return 0, &OffsetError{Offset: off, Unit: from, Len: n}
	}
	if from == Bytes {
		return o.From(off, Bytes)
	}
	if o.ascii {
		return off, nil
	}
	if off == n {
		return len(o.text), nil
	}
	// The last checkpoint that is not beyond off.
	k := sort.Search(len(o.marks), func(i int) bool { return o.marks[i].in(from) > off }) - 1
	c := o.marks[k]
	for i := k * stride; i < len(o.text); i++ {
		b := o.text[i]
		if !utf8.RuneStart(b) {
			continue
		}
		if c.in(from) == off {
			return i, nil
		}
		if c.in(from) > off {
			break
		}
		c = c.advance(o.text[i : i+1])
	}
	return 0, &OffsetError{Offset: off, Unit: from, Len: n, Inside: true}
}

func (c checkpoint) in(u Unit) int {
	if u == UTF16 {
		return int(c.units)
	}
	return int(c.points)
}

// SpanFrom converts a span of bytes to a span in the unit.
func (o *Offsets) SpanFrom(s labels.Span, to Unit) (labels.Span, error) {
	start, err := o.From(s.Start, to)
	if err != nil {
		return labels.Span{}, err
	}
	end, err := o.From(s.End, to)
	if err != nil {
		return labels.Span{}, err
	}
	return labels.Span{Start: start, End: end}, nil
}

// SpanTo converts a span in the unit to a span of bytes. A span whose end
// stands before its start is an error.
func (o *Offsets) SpanTo(s labels.Span, from Unit) (labels.Span, error) {
	if s.End < s.Start {
		return labels.Span{}, &OffsetError{Offset: s.End, Unit: from, Len: o.Len(from)}
	}
	start, err := o.To(s.Start, from)
	if err != nil {
		return labels.Span{}, err
	}
	end, err := o.To(s.End, from)
	if err != nil {
		return labels.Span{}, err
	}
	return labels.Span{Start: start, End: end}, nil
}
