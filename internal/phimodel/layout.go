package phimodel

import (
	"strings"

	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
)

// separator reports whether a unit parts fields: a bar, whole or broken, or
// a tab before it.
func (f *frame) separator(u *unit) bool {
	if u.Kind == text.Punct {
		switch f.text[u.Start] {
		case '|':
			return true
		case 0xC2: // the broken bar of dumps
			return u.Len() == 2 && f.text[u.Start+1] == 0xA6
		}
	}
	return false
}

// leastFields is how many separators make a line a row of a table.
const leastFields = 2

// table is what is known of the fields of rows with bars or tabs.
type table struct {
	any   bool     // the note has bars or tabs
	field []uint8  // by unit: separators before it on the line, at most mostFields
	head  []uint32 // by unit: last word of the same field in the first line of the table
	heads []uint32 // last words of the fields of the table's first row
}

const mostFields = 63

// fields numbers the fields of rows with bars or tabs and finds what stands in
// the same field of the table's first row.
func (f *frame) fields() {
	t := &f.table
	t.any = strings.IndexByte(f.text, '|') >= 0 || strings.IndexByte(f.text, '\t') >= 0 || strings.Contains(f.text, "\u00a6")
	if !t.any {
		return // as is the case of most notes
	}
	t.field, t.head, t.heads = grow(t.field, len(f.units)), grow(t.head, len(f.units)), t.heads[:0]
	clear(t.field)
	clear(t.head)
	rows := 0 // seps of the table's rows, 0 outside of one
	for _, ln := range f.lines {
		n := 0
		for i := ln.start; i < ln.end; i++ {
			u := &f.units[i]
			if f.separator(u) || u.gap == gapWide && f.text[u.Start-1] == '\t' {
				n++
			}
			t.field[i] = uint8(min(n, mostFields))
		}
		if n < leastFields {
			rows = 0
			clear(t.field[ln.start:ln.end])
			continue
		}
		if rows != n { // a new table: this is its first row
			rows = n
			t.heads = append(t.heads[:0], make([]uint32, min(n, mostFields)+1)...)
			for i := ln.start; i < ln.end; i++ {
				if u := &f.units[i]; u.Kind == text.Word {
					t.heads[t.field[i]] = u.Hash
				}
			}
			continue
		}
		for i := ln.start; i < ln.end; i++ {
			t.head[i] = t.heads[t.field[i]]
		}
	}
}

// reach is how far a telling word is looked for, in units.
const reach = 10

// tells are the classes of words that tell of roles, kin, credentials or bodies.
const tells = lexicon.Relation | lexicon.CareRole | lexicon.Honorific | lexicon.Credential | lexicon.HospitalHead | lexicon.OrgHead

// telling is the hashes of the nearest telling words on either side of a unit, and
// buckets of how many units away they are, 0 when there is none.
type telling struct {
	left, right  uint32
	distL, distR uint8
}

// telling finds the nearest telling words on either side of unit i within its
// paragraph, those on its own line apart from those on others.
func (f *frame) telling(i int32) (t telling) {
	const otherLine = 8 // beside the bucket of a distance
	u, end := &f.units[i], int32(len(f.units)-pad)
	for k := i - 1; k >= max(pad, i-reach) && f.units[k+1].gap != gapBlank; k-- {
		if f.entry(k).Classes.Has(tells) {
			t.left, t.distL = f.units[k].Hash, distance(i-k)
			if f.units[k].line != u.line {
				t.distL |= otherLine
			}
			break
		}
	}
	for k := i + 1; k < min(end, i+reach+1) && f.units[k].gap != gapBlank; k++ {
		if f.entry(k).Classes.Has(tells) {
			t.right, t.distR = f.units[k].Hash, distance(k-i)
			if f.units[k].line != u.line {
				t.distR |= otherLine
			}
			break
		}
	}
	return t
}

func distance(n int32) uint8 {
	switch {
	case n <= 2:
		return uint8(n)
	case n <= 4:
		return 3
	case n <= 7:
		return 4
	}
	return 5
}
