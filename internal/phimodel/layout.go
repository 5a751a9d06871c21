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

// fields numbers the fields of rows with bars or tabs and finds what stands in
// the same field of the table's first row.
func (f *frame) fields() {
	f.heads = f.heads[:0]
	if strings.IndexByte(f.text, '|') < 0 && strings.IndexByte(f.text, '\t') < 0 && !strings.Contains(f.text, "\u00a6") {
		return // as is the case of most notes
	}
	rows := 0 // seps of the table's rows, 0 outside of one
	for _, ln := range f.lines {
		n := 0
		for i := ln.start; i < ln.end; i++ {
			u := &f.units[i]
			if f.separator(u) || u.gap == gapWide && f.text[u.Start-1] == '\t' {
				n++
			}
			u.field = uint8(min(n, 63))
		}
		if n < leastFields {
			rows = 0
			for i := ln.start; i < ln.end; i++ {
				f.units[i].field = 0
			}
			continue
		}
		if rows != n { // a new table: this is its first row
			rows = n
			f.heads = append(f.heads[:0], make([]uint32, min(n, 63)+1)...)
			for i := ln.start; i < ln.end; i++ {
				if u := &f.units[i]; u.Kind == text.Word {
					f.heads[u.field] = u.Hash
				}
			}
			continue
		}
		for i := ln.start; i < ln.end; i++ {
			u := &f.units[i]
			u.head = f.heads[u.field]
		}
	}
}

// reach is how far a telling word is looked for, in units.
const reach = 10

// tells are the classes of words that tell of roles, kin, credentials or bodies.
const tells = lexicon.Relation | lexicon.CareRole | lexicon.Honorific | lexicon.Credential | lexicon.HospitalHead | lexicon.OrgHead

// telling finds the nearest telling words on either side of unit i within its
// paragraph, those on its own line apart from those on others.
func (f *frame) telling(i int) {
	const otherLine = 8 // beside the bucket of a distance
	u, n, end := &f.units[i], int32(i), int32(len(f.units)-pad)
	for k := n - 1; k >= max(pad, n-reach) && f.units[k+1].gap != gapBlank; k-- {
		if x := &f.units[k]; x.lex.Classes.Has(tells) {
			u.tellL, u.distL = x.Hash, distance(n-k)
			if x.line != u.line {
				u.distL |= otherLine
			}
			break
		}
	}
	for k := n + 1; k < min(end, n+reach+1) && f.units[k].gap != gapBlank; k++ {
		if x := &f.units[k]; x.lex.Classes.Has(tells) {
			u.tellR, u.distR = x.Hash, distance(k-n)
			if x.line != u.line {
				u.distR |= otherLine
			}
			break
		}
	}
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
