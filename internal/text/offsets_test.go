package text

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
)

func TestOffsets(t *testing.T) {
	const s = "aé王😀z" // 1, 2, 3, 4 and 1 bytes
	o := NewOffsets(s)
	for _, row := range []struct{ bytes, points, units int }{
		{0, 0, 0}, {1, 1, 1}, {3, 2, 2}, {6, 3, 3}, {10, 4, 5}, {11, 5, 6},
	} {
		for _, u := range []struct {
			unit Unit
			off  int
		}{{Bytes, row.bytes}, {CodePoints, row.points}, {UTF16, row.units}} {
			got, err := o.From(row.bytes, u.unit)
			require.NoError(t, err)
			assert.Equal(t, u.off, got, "byte %d in %ss", row.bytes, u.unit)
			got, err = o.To(u.off, u.unit)
			require.NoError(t, err)
			assert.Equal(t, row.bytes, got, "%s %d", u.unit, u.off)
		}
	}
	assert.Equal(t, []int{11, 5, 6}, []int{o.Len(Bytes), o.Len(CodePoints), o.Len(UTF16)})
}

func TestOffsetErrors(t *testing.T) {
	o := NewOffsets("aé王😀z")
	var e *OffsetError
	for _, row := range []struct {
		name   string
		off    int
		unit   Unit
		inside bool
	}{
		{"before the text", -1, Bytes, false},
		{"after the text", 12, Bytes, false},
		{"inside a character", 2, Bytes, true},
		{"after the text", 6, CodePoints, false},
		{"between the halves of a surrogate pair", 4, UTF16, true},
		{"after the text", 7, UTF16, false},
	} {
		_, err := o.To(row.off, row.unit)
		require.ErrorAs(t, err, &e, row.name)
		assert.Equal(t, row.inside, e.Inside, row.name)
		assert.Equal(t, row.unit, e.Unit, row.name)
		assert.NotEmpty(t, e.Error())
	}
	for _, u := range []Unit{CodePoints, UTF16} {
		_, err := o.From(8, u)
		require.ErrorAs(t, err, &e)
		assert.True(t, e.Inside)
		_, err = o.SpanFrom(labels.Span{Start: 0, End: 8}, u)
		require.Error(t, err)
		_, err = o.SpanTo(labels.Span{Start: 3, End: 2}, u)
		require.Error(t, err, "backwards")
	}
	_, err := NewOffsets("abc").To(4, CodePoints)
	require.Error(t, err, "ASCII text has bounds too")
}

func TestOffsetsReset(t *testing.T) {
	o := NewOffsets(strings.Repeat("é", 1000))
	o.Reset("abc")
	assert.Equal(t, 3, o.Len(UTF16))
	var zero Offsets
	n, err := zero.From(0, CodePoints)
	require.NoError(t, err)
	assert.Zero(t, n)
}

func FuzzOffsets(f *testing.F) {
	for _, s := range []string{"", "abc", "aé王😀z", strings.Repeat("é", 300), strings.Repeat("😀a", 100), note} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			s, _ = Repair(s)
			require.True(t, utf8.ValidString(s))
		}
		o := NewOffsets(s)
		points, units := 0, 0
		for i, r := range s {
			for _, u := range []struct {
				unit Unit
				off  int
			}{{CodePoints, points}, {UTF16, units}} {
				got, err := o.From(i, u.unit)
				require.NoError(t, err)
				require.Equal(t, u.off, got)
				back, err := o.To(got, u.unit)
				require.NoError(t, err)
				require.Equal(t, i, back)
			}
			if utf8.RuneLen(r) > 1 {
				_, err := o.From(i+1, CodePoints)
				require.Error(t, err)
			}
			if utf16.RuneLen(r) == 2 {
				_, err := o.To(units+1, UTF16)
				require.Error(t, err)
			}
			points++
			units += utf16.RuneLen(r)
		}
		require.Equal(t, points, o.Len(CodePoints))
		require.Equal(t, units, o.Len(UTF16))
	})
}

func BenchmarkOffsets(b *testing.B) {
	for _, row := range []struct{ name, unit string }{{"ascii", "history of asthma, "}, {"accents", "José Peña, "}} {
		b.Run(row.name, func(b *testing.B) {
			s := strings.Repeat(row.unit, 1+(1<<16)/len(row.unit))
			var o Offsets
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				o.Reset(s)
				at, err := o.From(len(s), CodePoints)
				if err != nil || at != utf8.RuneCountInString(s) {
					b.Fatal(at, err)
				}
			}
		})
	}
}

func ExampleOffsets() {
	note := "Peña, age 71"
	o := NewOffsets(note)
	at, _ := o.From(strings.Index(note, "71"), CodePoints)
	fmt.Println(at)
	_, err := o.From(3, CodePoints)
	fmt.Println(err)
	// Output:
	// 10
	// text: byte offset 3 is inside a character
}
