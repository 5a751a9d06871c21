package onco

import (
	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/text"
)

// Dates of diagnosis that a note tells in words, beside the tumour or in a
// sentence of their own.

// toldDate is a date that a note itself calls that of the diagnosis, in a
// sentence that need not name the tumour: "Diagnosed 5/2019."
func (f *facts) toldDate(t *tumour) (dxDate, bool) {
	if f.kind == PathologyReport || f.kind == RadiologyReport {
		return dxDate{}, false
	}
	for i := range f.dates {
		m := &f.dates[i]
		if !hasYear(m.Date) || m.Certainty < dates.Possible || !f.calledDiagnosis(m) && !f.positiveBeside(m) || !t.spokenAt(f, m) {
			continue
		}
		return dxDate{m.Date, f, m.Span, 2}, true
	}
	return dxDate{}, false
}

// toldReach is how far before a date, in tokens, it is called that of the
// diagnosis.
const toldReach = 5

// calledDiagnosis reports whether the words right before a date, in its
// sentence, call it the day of the diagnosis.
func (f *facts) calledDiagnosis(m *dates.Match) bool {
	d := &f.doc
	for k := m.FirstToken - 1; k >= 0 && k >= m.FirstToken-toldReach; k-- {
		t := &d.Tokens[k]
		if calledWords[t.Hash] {
			return m.Certainty >= dates.Likely || k >= m.FirstToken-2
		}
		if wordBits(t.Hash)&bitBiopsy != 0 || shortBiopsy[t.Hash] {
			return m.Certainty >= dates.Likely && !f.unrevealing(m)
		}
		if t.Kind == text.Punct && (d.Text[t.Start] == '.' && t.End != d.Tokens[k+1].Start || d.Text[t.Start] == ';') || t.Kind == text.Number || treatmentWords[t.Hash] || reportDateWords[t.Hash] {
			return false
		}
		if d.Tokens[k+1].Flags&text.LineBefore != 0 {
			return false
		}
	}
	return false
}

// namesGroup reports whether a document names an organ of a group.
func (f *facts) namesGroup(group string) bool {
	for i := range f.mentions {
		if m := &f.mentions[i]; m.term.kind == siteTerm && m.term.class != 's' && m.term.class != 'n' && organ(m.term.code[:3]) == group {
			return true
		}
	}
	return false
}

// positiveBeside reports whether a class of cytology or biopsy that means
// malignant stands close behind a date: "FNA 8/2/2022 Bethesda VI", "core B5b".
func (f *facts) positiveBeside(m *dates.Match) bool {
	d := &f.doc
	for k := m.EndToken; int(k) < len(d.Tokens) && k < m.EndToken+toldReach; k++ {
		h := d.Tokens[k].Hash
		if positiveClasses[h] || sixWords[h] && (d.Tokens[k-1].Hash == hashBethesda || k > 1 && d.Tokens[k-2].Hash == hashBethesda) {
			return m.Certainty >= dates.Likely
		}
	}
	return false
}

var (
	hashBethesda    = text.HashFold("bethesda")
	sixWords        = wordSet("vi", "6")
	positiveClasses = wordSet("b5", "b5a", "b5b", "b5c", "thy5", "c5")
)

// unrevealing reports whether the words behind the date of a biopsy say that it
// showed nothing.
func (f *facts) unrevealing(m *dates.Match) bool {
	for k := m.EndToken; int(k) < len(f.doc.Tokens) && k < m.EndToken+nothingReach; k++ {
		if nothingWords[f.doc.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

var shortBiopsy = wordSet("bx", "bxd", "biopsied", "core")

const nothingReach = 8

var nothingWords = wordSet("negative", "neg", "benign", "nondiagnostic", "non", "inconclusive", "atypical", "atypia", "insufficient", "inadequate", "repeat", "planned", "scheduled", "no", "adenoma", "normal", "reactive", "granuloma", "indeterminate", "cin", "hpin")

var calledWords = wordSet("diagnosed", "diagnosis", "dx", "dxd")

// spokenAt reports whether the tumour that is spoken of before a date, or else
// behind it, is of the case.
func (t *tumour) spokenAt(f *facts, at *dates.Match) bool {
	var before, after *mention
	for i := range f.mentions {
		m := &f.mentions[i]
		if m.term.kind != histTerm || m.term.class == 'm' || m.term.class == 'x' && f.doc.Sentences[m.sentence].EndToken <= at.FirstToken {
			continue
		}
		if m.first < at.FirstToken {
			before = m
		} else if after == nil {
			after = m
		}
	}
	if before == nil {
		before = after
	}
	if before == nil {
		return t.only || f.positiveBeside(at) && f.namesGroup(t.organ) // the note need not call it by its name
	}
	if before == nil || before.term.class == 'x' || before.status == dismissed {
		return false
	}
	for i := range t.dx {
		if x := &t.dx[i]; x.m == before && !x.unsure {
			return true
		}
	}
	return false
}

// dateBeside is a date in the sentence of a diagnosis that tells when it was
// made: "biopsy 3/10/2020: adenocarcinoma", "diagnosed in May 2018".
func (f *facts) dateBeside(m *mention) (dxDate, bool) {
	d := &f.doc
	s := &d.Sentences[m.sentence]
	var best *dates.Match
	for x := range f.datesIn(min(s.FirstToken, m.first-lineReach-1), max(s.EndToken, m.first)) {
		if hasYear(x.Date) && x.Certainty >= dates.Likely && f.headsLineOf(x, m) {
			if best == nil || earlier(x.Date, best.Date) {
				best = x
			}
			continue
		}
		if x.FirstToken < s.FirstToken || x.EndToken > s.EndToken || x.Certainty < dates.Likely && !f.saidRightBefore(x) && !f.rightBehind(x, m) {
			continue
		}
		if !hasYear(x.Date) {
			continue
		}
		if !f.rightBehind(x, m) && (!f.diagnosing(x, m) || f.clauseBetween(x, m)) {
			continue
		}
		if best == nil || earlier(x.Date, best.Date) {
			best = x
		}
	}
	if best == nil {
		return dxDate{}, false
	}
	strength := 2
	if f.kind == Laboratory {
		if spec, rep := f.dateLabels(best); spec && !rep {
			strength = 3 // of several tests the one that showed it
		}
	}
	return dxDate{best.Date, f, best.Span, strength}, true
}

// rightBehind reports whether a year or a month of one stands right behind the
// name of a tumour: "breast cancer 2011", "colon cancer (March 2015)".
func (f *facts) rightBehind(x *dates.Match, m *mention) bool {
	if f.kind == PathologyReport || x.Shape != dates.YearAlone && x.Date.Precision() != dates.PrecisionMonth {
		return false
	}
	k := m.last
	if f.punctAt(k) == '(' || f.punctAt(k) == ',' {
		k++
	}
	return k == x.FirstToken || k+1 == x.FirstToken && int(k) < len(f.doc.Tokens) && (f.doc.Tokens[k].Hash == hashIn || calledWords[f.doc.Tokens[k].Hash])
}

// lineReach is how far before a mention, in tokens, its line may begin.
const lineReach = 60

// headsLineOf reports whether a date is the head of the line that a mention stands
// in, as in a history told by dates: "- 11/08/2022: colonoscopy; bx adenocarcinoma".
func (f *facts) headsLineOf(x *dates.Match, m *mention) bool {
	if f.kind == PathologyReport || x.EndToken > m.first || x.EndToken < m.first-lineReach {
		return false
	}
	d := &f.doc
	for k := m.first; k > x.FirstToken; k-- {
		if d.Tokens[k].Flags&text.LineBefore != 0 {
			return false
		}
	}
	switch f.punctAt(x.EndToken) {
	case ':', '-':
	default:
		return false
	}
	k := x.FirstToken
	return k == 0 || d.Tokens[k].Flags&text.LineBefore != 0 || d.Tokens[k-1].Kind == text.Punct && (k == 1 || d.Tokens[k-1].Flags&text.LineBefore != 0)
}

// saidRightBefore reports whether a word of diagnosis stands right before a year:
// "dx 2021".
func (f *facts) saidRightBefore(x *dates.Match) bool {
	return x.Certainty >= dates.Possible && x.FirstToken > 0 && toldWords[f.doc.Tokens[x.FirstToken-1].Hash]
}

// clauseBetween reports whether a date and a diagnosis are of different clauses:
// "arthritis, diagnosed in 2014; a melanoma excised in 2009".
func (f *facts) clauseBetween(x *dates.Match, m *mention) bool {
	from, to := x.EndToken, m.first
	if m.last <= x.FirstToken {
		from, to = m.last, x.FirstToken
	}
	depth := 0
	for k := from; k < to; k++ {
		switch f.punctAt(k) {
		case '(':
			depth++
		case ')':
			depth--
		case ';':
			if depth <= 0 {
				return true
			}
		}
	}
	return false
}

// diagnosing reports whether the words around a date and up to the diagnosis
// say that it was made then, and not that treatment was.
func (f *facts) diagnosing(x *dates.Match, m *mention) bool {
	d := &f.doc
	from, to := min(x.FirstToken-5, m.first-4), max(x.EndToken+3, m.last)
	s := &d.Sentences[m.sentence]
	from, to = max(from, s.FirstToken), min(to, s.EndToken)
	if to-from > 45 {
		return false
	}
	good := false
	for k := from; k < to; k++ {
		h := d.Tokens[k].Hash
		if treatmentWords[h] {
			return false
		}
		if reportDateWords[h] && k < x.FirstToken && k > x.FirstToken-4 {
			return false
		}
		good = good || diagnosedWords[h] || specimenDateWords[h]
	}
	return good
}
