package onco

import (
	"fmt"

	"github.com/lethe-health/lethe/internal/assertion"
	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// The date of diagnosis is the date of the first specimen or procedure that
// showed the cancer (SEER program manual, date of diagnosis): a collection or
// procedure date goes before the date of the report on it.

var (
	specimenDateWords = wordSet("collected", "collection", "obtained", "procedure", "surgery", "operation", "biopsy", "biopsied", "accession", "or", "op", "taken", "dos", "excision",
		"specimen", "service", "exam", "resection", "sampled", "drawn", "fna", "fnb", "ebus", "eus", "colonoscopy", "egd", "turbt", "bronchoscopy", "core", "bx", "cystoscopy", "aspiration", "curettage",
		"endoscopy", "gastroscopy", "sigmoidoscopy", "laparoscopy", "laparotomy", "thoracoscopy", "vats", "mediastinoscopy", "thoracentesis", "paracentesis", "colposcopy", "hysteroscopy", "leep", "ercp", "oesophagoscopy", "esophagoscopy",
		"laryngoscopy", "ureteroscopy", "coll", "colln", "shave", "punch", "marrow", "bmbx", "tap", "polypectomy", "amputation")
	// receivedWords and reportDateWords go with what a laboratory did with the
	// specimen later: the day it came in is taken before the day it was reported.
	receivedWords   = wordSet("received", "recd", "rec", "rcvd", "receipt", "d")
	reportDateWords = wordSet("reported", "report", "signed", "received", "verified", "final", "finalized", "dictated", "printed", "transcribed", "released", "completed", "out",
		"dob", "birth", "born", "admission", "admitted", "discharge", "followup", "next", "appointment", "addendum", "amended", "review", "reviewed", "visit", "recd", "rcvd", "authorised", "authorized", "resulted")
	neverDateWords = wordSet("dob", "birth", "born", "admission", "admitted", "discharge", "followup", "next", "appointment", "addendum", "amended", "review", "reviewed", "visit", "printed")
	treatmentWords = wordSet("chemotherapy", "cycle", "radiation", "surveillance", "follow", "restaging", "chemo", "since", "until", "rt")
	diagnosedWords = wordSet("diagnosed", "diagnosis", "dx", "dxd", "showed", "shows", "revealed", "biopsy", "pathology", "path", "bx", "confirmed", "consistent", "biopsied", "fna", "core", "positive", "found", "excised",
		"histology", "histologically", "proven", "cytology", "presented", "removed", "resected", "showing", "demonstrated", "detected", "discovered", "made")
)

// dxDate is a candidate for the date of diagnosis.
type dxDate struct {
	date     dates.Date
	doc      *facts
	span     labels.Span
	strength int // 3 a dated specimen of this case; 2 dated beside the diagnosis, or a document's first date
}

// precise gives year, month and day as far as stated; false without a year.
func precise(d dates.Date) (string, bool) {
	switch {
	case d.Year == 0 || d.Decade:
		return "", false
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year), true
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month), true
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day), true
}

// pickDate chooses the date of diagnosis of a case. A specimen of its spread
// that is older than all of the tumour itself is what showed it first. born is
// the year of birth, 0 if unknown: an earlier date is another's.
func (t *tumour) pickDate(docs []*facts, born int) (dxDate, bool) {
	var all []dxDate
	seen := map[*facts]bool{}
	for i := range t.dx {
		x := &t.dx[i]
		if x.unsure || x.genericOnly() && t.organ != "" && x.site != nil && organ(x.site3()) != t.organ {
			continue // a general word of another organ may be of another tumour
		}
		if c, ok := x.doc.dateBeside(x.m); ok {
			all = append(all, c)
		}
		if seen[x.doc] || x.m.weakHistory && x.doc.kind != PathologyReport {
			continue
		}
		seen[x.doc] = true
		if c, ok := x.doc.ownDate(); ok {
			all = append(all, c)
		}
	}
	var best dxDate
	found := false
	take := func(c dxDate) {
		if int(c.date.Year) >= born && (!found || earlier(c.date, best.date)) {
			best, found = c, true
		}
	}
	for _, c := range all {
		take(c)
	}
	for _, f := range docs {
		if c, ok := f.toldDate(t); ok {
			take(c)
		}
		if seen[f] || !f.showsSpread(t.family) && !t.sampledIn(f) {
			continue
		}
		if c, ok := f.ownDate(); ok {
			take(c)
		}
	}
	if c, ok := t.operationDate(docs, seen); ok {
		take(c)
	}
	for _, f := range docs {
		if !seen[f] {
			continue
		}
		if _, ok := f.ownDate(); ok {
			continue
		}
		if c, ok := f.reportDate(); ok {
			take(c)
		}
	}
	return best, found
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

// tookSpecimen is the date of a procedure in the organ of the case.
func (t *tumour) tookSpecimen(f *facts) (dxDate, bool) {
	if f.kind != Procedure {
		return dxDate{}, false
	}
	for i := range f.mentions {
		if m := &f.mentions[i]; m.term.kind == siteTerm && m.term.class != 's' && organ(m.term.code[:3]) == t.organ {
			return f.ownDate()
		}
	}
	return dxDate{}, false
}

// toldDate is a date that a note itself calls that of the diagnosis, in a
// sentence that need not name the tumour: "Diagnosed 5/2019."
func (f *facts) toldDate(t *tumour) (dxDate, bool) {
	if f.kind == PathologyReport || f.kind == RadiologyReport {
		return dxDate{}, false
	}
	for i := range f.dates {
		m := &f.dates[i]
		if _, ok := precise(m.Date); !ok || m.Certainty < dates.Possible || !f.calledDiagnosis(m) || !t.spokenAt(f, m) {
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
		if t.Kind == text.Punct && (d.Text[t.Start] == '.' && t.End != d.Tokens[k+1].Start || d.Text[t.Start] == ';') || t.Kind == text.Number || treatmentWords[t.Hash] || reportDateWords[t.Hash] {
			return false
		}
		if d.Tokens[k+1].Flags&text.LineBefore != 0 {
			return false
		}
	}
	return false
}

var calledWords = wordSet("diagnosed", "diagnosis", "dx", "dxd")

// spokenAt reports whether the tumour that is spoken of before a date, or else
// behind it, is of the case.
func (t *tumour) spokenAt(f *facts, at *dates.Match) bool {
	var before, after *mention
	for i := range f.mentions {
		m := &f.mentions[i]
		if m.term.kind != histTerm || m.term.class == 'm' {
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

// showsSpread reports whether a document states a metastasis that can be of a
// tumour of the family.
func (f *facts) showsSpread(of family) bool {
	for i := range f.mentions {
		m := &f.mentions[i]
		if m.term.kind == histTerm && m.metastatic && m.status == stated && m.term.class != 'x' && familyOf(m.term.code, "").compatible(of) {
			return true
		}
	}
	return false
}

// earlier orders dates; of two that may be the same day the more exact one
// counts as earlier.
func earlier(a, b dates.Date) bool {
	switch {
	case a.Year != b.Year:
		return a.Year < b.Year
	case a.Month == 0 || b.Month == 0:
		return a.Month != 0
	case a.Month != b.Month:
		return a.Month < b.Month
	case a.Day == 0 || b.Day == 0:
		return a.Day != 0
	}
	return a.Day < b.Day
}

// ownDate is the date of a document that itself shows the cancer: a specimen's
// collection, a procedure's day.
func (f *facts) ownDate() (dxDate, bool) {
	if f.kind != PathologyReport && f.kind != Procedure && f.kind != Laboratory || f.pretreated() {
		return dxDate{}, false
	}
	var first, labelled *dates.Match
	limit := len(f.doc.Text)
	for i := range f.dates {
		m := &f.dates[i]
		if _, ok := precise(m.Date); !ok || m.Certainty < dates.Likely || m.Date.Precision() < dates.PrecisionMonth || m.Start > limit {
			continue
		}
		spec, rep := f.dateLabels(m)
		if spec && !rep {
			if labelled == nil || earlier(m.Date, labelled.Date) && m.Start < 600 {
				labelled = m
			}
			continue
		}
		if !rep && first == nil && m.Start < 400 {
			first = m
		}
	}
	if labelled != nil {
		return dxDate{labelled.Date, f, labelled.Span, 3}, true
	}
	if first != nil {
		return dxDate{first.Date, f, first.Span, 2}, true
	}
	return dxDate{}, false
}

// reportDate is the date of a report that no date of its specimen goes with: of
// its receipt, else of the report.
func (f *facts) reportDate() (dxDate, bool) {
	if f.kind != PathologyReport && f.kind != Laboratory || f.pretreated() {
		return dxDate{}, false
	}
	var first *dates.Match
	for i := range f.dates {
		m := &f.dates[i]
		if _, ok := precise(m.Date); ok && m.Certainty >= dates.Likely && m.Date.Precision() >= dates.PrecisionMonth && !f.wordBefore(m, neverDateWords) &&
			(first == nil || f.wordBefore(m, receivedWords) && !f.wordBefore(first, receivedWords)) {
			first = m
		}
	}
	if first == nil {
		return dxDate{}, false
	}
	return dxDate{first.Date, f, first.Span, 1}, true
}

// wordBefore reports whether one of the words stands close before a date.
func (f *facts) wordBefore(m *dates.Match, words map[uint32]bool) bool {
	for k := m.FirstToken - 1; k >= 0 && k >= m.FirstToken-4; k-- {
		if words[f.doc.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

// pretreated reports whether a document is of an operation after treatment: its
// date comes long after the diagnosis.
func (f *facts) pretreated() bool {
	for i := range f.stages {
		if f.stages[i].prefix == "y" {
			return true
		}
	}
	d := &f.doc
	for k := range d.Tokens {
		t := &d.Tokens[k]
		if wordBits(t.Hash)&bitTreated == 0 || f.context.Assert(spanOf(t.Start, t.End)).Status == assertion.Negated {
			continue
		}
		told := true
		for j := k + 1; j < len(d.Tokens) && j <= k+5; j++ {
			told = told && !denialWords[d.Tokens[j].Hash] && !unknownWords[d.Tokens[j].Hash]
		}
		if told {
			return true
		}
	}
	return false
}

var (
	pretreatmentWords = wordSet("neoadjuvant", "folfirinox", "nact", "tchp")
	unknownWords      = wordSet("unknown", "specified", "na", "applicable", "given", "n")
)

// dateLabels reports whether the words close before a date name a specimen or
// a procedure, or a report; the nearest word decides.
func (f *facts) dateLabels(m *dates.Match) (specimen, report bool) {
	d := &f.doc
	for k := m.FirstToken - 1; k >= 0 && k >= m.FirstToken-6; k-- {
		t := &d.Tokens[k]
		if t.Kind == text.Number && t.Len() == 4 || k+1 < m.FirstToken && d.Tokens[k+1].Flags&text.LineBefore != 0 {
			return false, false
		}
		if t.Kind == text.Punct && (d.Text[t.Start] == ';' || d.Text[t.Start] == ',' && k < m.FirstToken-1) {
			break
		}
		if reportDateWords[t.Hash] {
			return false, true
		}
		if specimenDateWords[t.Hash] {
			return true, false
		}
	}
	return false, false
}

// dateBeside is a date in the sentence of a diagnosis that tells when it was
// made: "biopsy 3/10/2020: adenocarcinoma", "diagnosed in May 2018".
func (f *facts) dateBeside(m *mention) (dxDate, bool) {
	d := &f.doc
	s := &d.Sentences[m.sentence]
	var best *dates.Match
	for i := range f.dates {
		x := &f.dates[i]
		if x.FirstToken < s.FirstToken || x.EndToken > s.EndToken || x.Certainty < dates.Likely && !f.saidRightBefore(x) && !f.rightBehind(x, m) {
			continue
		}
		if _, ok := precise(x.Date); !ok {
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
	return dxDate{best.Date, f, best.Span, 2}, true
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
