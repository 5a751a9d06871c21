package extract

import "github.com/lethe-health/lethe/extract/internal/icd10"

// impliedRows: codes that say less than another of the same disease in another
// category; the tabular list has no note for them, since nobody codes them both.
// Of the pair the first stays.
var impliedRows = [][2]string{
	{"I11 I12 I13 I15", "I10"}, {"E10", "E11.9"}, {"E10 E11 E13", "R73"}, {"G47.33", "G47.30"}, {"I48.0 I48.1 I48.2", "I48.91"},
	{"N17 N18", "N19 N28.9"}, {"D50.9", "E61.1"}, {"J96", "R06.03"},
}

// exclude takes out of a history the codes that the Excludes1 notes of the
// tabular list keep from standing beside another one that was found at the same
// time (Official Guidelines, section I.A.12.a). The note stands at a code and
// names where the condition is coded instead: the code of the note gives way,
// but a disease never gives way to a symptom, and of two codes that exclude each
// other the one less often told of gives way.
func exclude(h []Entry) []Entry {
	d := icd10.Default()
	gone := make([]bool, len(h))
	for i := range h {
		e := &h[i]
		c, _, ok := d.Lookup(e.Code)
		if !ok || e.Assertion != Present {
			continue
		}
		for k := range h {
			o := &h[k]
			if k == i || gone[k] || gone[i] || o.Assertion != Present || o.Code == e.Code {
				continue
			}
			gone[i] = givesWay(d, c, e, o)
		}
	}
	out := h[:0:0]
	for i := range h {
		if !gone[i] {
			out = append(out, h[i])
		}
	}
	return out
}

// givesWay reports whether entry e, of code c, is not coded beside o.
func givesWay(d *icd10.Dict, c icd10.Code, e, o *Entry) bool {
	for _, r := range impliedRows {
		if hasPrefix(e.Code, r[1]) && hasPrefix(o.Code, r[0]) {
			return true
		}
	}
	k, _, ok := d.Lookup(o.Code)
	if !ok || !o.overlaps(e) {
		return false
	}
	symptom, other := e.Code[0] == 'R', o.Code[0] == 'R'
	mine, theirs := d.Excludes(c, o.Code), d.Excludes(k, e.Code)
	switch {
	case !mine && !theirs:
		return false
	case symptom != other:
		return symptom
	case mine && theirs:
		return e.Mentions < o.Mentions || e.Mentions == o.Mentions && e.Code > o.Code
	}
	return mine
}
