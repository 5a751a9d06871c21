package onco

import (
	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/text"
)

// Dates of diagnosis that the note of a procedure or an operation gives, where
// the report on its specimen has none.

// untreatedBeside reports whether no stage of the case is one after treatment.
func (t *tumour) untreatedBeside() bool {
	for i := range t.stages {
		if t.stages[i].m.prefix == "y" {
			return false
		}
	}
	return len(t.stages) > 0
}

// tells reports whether a document states the case outright.
func (t *tumour) tells(f *facts) bool {
	for i := range t.dx {
		if x := &t.dx[i]; x.doc == f && !x.unsure {
			return true
		}
	}
	return false
}

// operatedOn is the first date that a note gives right behind the name of an
// operation: "emergency Hartmann's on 12 Sep 2019". Of an operation on an organ,
// where of is not "", it must be that one: "s/p radical nephrectomy 6/2016".
func (f *facts) operatedOn(of string) (dxDate, bool) {
	d := &f.doc
	if f.kind == RadiologyReport || f.pretreated() {
		return dxDate{}, false
	}
	var best *dates.Match
	for i := range f.dates {
		m := &f.dates[i]
		if m.Certainty < dates.Likely || m.Date.Year == 0 || m.Date.Precision() < dates.PrecisionMonth || best != nil && !earlier(m.Date, best.Date) {
			continue
		}
		for k := m.FirstToken - 1; k >= 0 && k >= m.FirstToken-toldReach && d.Tokens[k+1].Flags&text.LineBefore == 0 && f.punctAt(k) != ';'; k-- {
			if (wordBits(d.Tokens[k].Hash)&bitSurgery != 0 || shortSurgery[d.Tokens[k].Hash]) && (of == "" || f.takenOut(k) == of) {
				best = m
				break
			}
		}
	}
	if best == nil {
		return dxDate{}, false
	}
	return dxDate{best.Date, f, best.Span, 2}, true
}

// shortSurgery are the letters of operations.
var shortSurgery = wordSet("gtr", "ralp", "rarp", "tah", "tlh", "mrm", "wle", "rplnd", "hartmann", "hartmanns", "resected", "excised", "removed")

// takenOut is the organ of the operation named at token k, "" for none.
func (f *facts) takenOut(k int32) string {
	for i := range f.mentions {
		if m := &f.mentions[i]; m.term.class == 'p' && m.first <= k && k < m.last {
			return organ(m.term.code[:3])
		}
	}
	return ""
}

// operationDate is the date of the procedure that took the first specimen to
// show the case, where the report on the specimen bears no date of it: the
// procedure's own note need not know yet what was taken.
func (t *tumour) operationDate(docs []*facts, seen map[*facts]bool) (dxDate, bool) {
	for at, f := range docs {
		if f.kind != PathologyReport && f.kind != Laboratory || !seen[f] && !f.showsSpread(t.family) || f.pretreated() {
			continue
		}
		if _, ok := f.ownDate(); ok {
			return dxDate{}, false
		}
		for i := at - 1; i >= 0; i-- {
			if c, ok := t.tookSpecimen(docs[i]); ok {
				return c, true
			}
		}
		if at+1 < len(docs) {
			return t.tookSpecimen(docs[at+1])
		}
		return dxDate{}, false
	}
	return dxDate{}, false
}

// sampledIn reports whether a procedure that took one tumour of an organ speaks
// of the very part of it that the case, the organ's other tumour, is in.
func (t *tumour) sampledIn(f *facts) bool {
	if f.kind != Procedure || t.plot == "" || f.pretreated() {
		return false
	}
	shown, there := false, false
	for i := range f.mentions {
		m := &f.mentions[i]
		shown = shown || m.term.kind == histTerm && m.term.class != 'x' && m.term.class != 'm' && m.status == stated
		there = there || m.term.kind == siteTerm && m.term.code == t.plot && f.marks[m.sentence]&markTumour != 0
	}
	return shown && there
}

// tookSpecimen is the date of a procedure in the organ of the case, or of one that
// names no organ and met a tumour.
func (t *tumour) tookSpecimen(f *facts) (dxDate, bool) {
	if f.kind != Procedure {
		return dxDate{}, false
	}
	elsewhere := false
	for i := range f.mentions {
		m := &f.mentions[i]
		if m.term.kind != siteTerm || m.term.class == 's' || m.term.class == 'n' {
			continue
		}
		if organ(m.term.code[:3]) == t.organ {
			return f.ownDate()
		}
		elsewhere = elsewhere || m.term.class != 'k'
	}
	for _, mark := range f.marks {
		if !elsewhere && mark&markTumour != 0 {
			return f.ownDate()
		}
	}
	return dxDate{}, false
}
