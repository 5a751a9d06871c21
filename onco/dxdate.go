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
		"laryngoscopy", "ureteroscopy", "coll", "colln", "shave", "punch", "marrow", "bm", "bma", "bmbx", "tap", "polypectomy", "amputation")
	// receivedWords and reportDateWords go with what a laboratory did with the
	// specimen later: the day it came in is taken before the day it was reported.
	receivedWords   = wordSet("received", "recd", "rec", "rcvd", "receipt", "d")
	reportDateWords = wordSet("reported", "report", "signed", "received", "verified", "final", "finalized", "dictated", "printed", "transcribed", "released", "completed", "out",
		"dob", "birth", "born", "doa", "dod", "adm", "admit", "admission", "admitted", "discharge", "followup", "next", "appointment", "addendum", "amended", "review", "reviewed", "visit", "recd", "rcvd", "authorised", "authorized", "resulted")
	neverDateWords = wordSet("dob", "birth", "born", "doa", "dod", "adm", "admit", "admission", "admitted", "discharge", "followup", "next", "appointment", "addendum", "amended", "review", "reviewed", "visit", "printed")
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

// hasYear reports whether a date states its year.
func hasYear(d dates.Date) bool { return d.Year != 0 && !d.Decade }

// precise gives year, month and day as far as stated; false without a year.
func precise(d dates.Date) (string, bool) {
	switch {
	case !hasYear(d):
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
	p := datePick{t: t, born: born, seen: map[*facts]bool{}}
	p.byDiagnoses()
	p.byDocuments(docs)
	p.byReports(docs)
	p.byOperations(docs)
	if p.found {
		return p.best, true
	}
	for _, f := range docs { // its report is told of in another note
		p.take(t.tookSpecimen(f))
	}
	return p.best, p.found
}

// datePick is the choice of a date of diagnosis: the earliest that is taken, of
// two alike the first.
type datePick struct {
	t       *tumour
	born    int
	best    dxDate
	found   bool
	primary bool            // whether some date is of the tumour itself
	seen    map[*facts]bool // documents that show the case
}

func (p *datePick) take(c dxDate, ok bool) {
	if ok && int(c.date.Year) >= p.born && (!p.found || earlier(c.date, p.best.date)) {
		p.best, p.found = c, true
	}
}

// byDiagnoses takes the dates beside the diagnoses of the case and those of the
// documents that they stand in.
func (p *datePick) byDiagnoses() {
	t := p.t
	for i := range t.dx {
		x := &t.dx[i]
		if x.unsure || x.genericOnly() && t.organ != "" && x.site != nil && organ(x.site3()) != t.organ {
			continue // a general word of another organ may be of another tumour
		}
		beside, exact := x.doc.dateBeside(x.m)
		if exact {
			p.take(beside, true)
			p.primary = p.primary || !x.m.metastatic
			exact = beside.strength == 3
		}
		if p.seen[x.doc] || x.m.weakHistory && x.doc.kind != PathologyReport {
			continue
		}
		p.seen[x.doc] = true
		if c, ok := x.doc.ownDate(); ok && (!exact || c.strength == 3) {
			p.take(c, true)
			p.primary = p.primary || !x.m.metastatic
		}
	}
}

// byDocuments takes the dates that notes tell in words, and those of documents
// that show the case without naming it.
func (p *datePick) byDocuments(docs []*facts) {
	t := p.t
	for _, f := range docs {
		p.take(f.toldDate(t))
		if !p.seen[f] && (f.showsSpread(t.family) || t.sampledIn(f)) {
			p.take(f.ownDate())
		}
	}
	p.take(t.operationDate(docs, p.seen))
}

// byReports takes the dates of reports that have none of their specimen, and,
// where there is no other, that of a specimen after treatment: what was treated
// before the operation was another tumour.
func (p *datePick) byReports(docs []*facts) {
	for _, f := range docs {
		if !p.seen[f] {
			continue
		}
		if _, ok := f.ownDate(); !ok {
			p.take(f.reportDate())
		}
	}
	if p.found || !p.t.untreatedBeside() {
		return
	}
	for _, f := range docs {
		if p.seen[f] {
			p.take(f.specimenDate())
		}
	}
}

// byOperations takes the dates of operations that notes tell of.
func (p *datePick) byOperations(docs []*facts) {
	for _, f := range docs {
		if f.kind == PathologyReport || !p.t.tells(f) {
			continue
		}
		if c, ok := f.operatedOn(p.t.organ); ok {
			p.take(c, true)
		} else if !p.found || !p.primary {
			p.take(f.operatedOn(""))
		}
	}
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
	if f.pretreated() {
		return dxDate{}, false
	}
	return f.specimenDate()
}

// specimenDate is the date of a document's specimen or procedure.
func (f *facts) specimenDate() (dxDate, bool) {
	if f.kind != PathologyReport && f.kind != Procedure && f.kind != Laboratory {
		return dxDate{}, false
	}
	var first, labelled *dates.Match
	limit := len(f.doc.Text)
	for i := range f.dates {
		m := &f.dates[i]
		if !hasYear(m.Date) || m.Certainty < dates.Likely || m.Date.Precision() < dates.PrecisionMonth || m.Start > limit {
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
		if hasYear(m.Date) && m.Certainty >= dates.Likely && m.Date.Precision() >= dates.PrecisionMonth && !f.wordBefore(m, neverDateWords) &&
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
	if f.treated == 0 {
		f.treated = 'n'
		if f.tellsTreatment() {
			f.treated = 'y'
		}
	}
	return f.treated == 'y'
}

// tellsTreatment reports whether a stage after treatment, or the treatment, is
// told.
func (f *facts) tellsTreatment() bool {
	for i := range f.stages {
		if f.stages[i].prefix == "y" {
			return true
		}
	}
	if !f.cures {
		return false
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
	if k := m.EndToken; f.punctAt(k) == '(' && int(k)+2 < len(d.Tokens) && f.punctAt(k+2) == ')' { // "2019-05-02 (collected)"
		switch h := d.Tokens[k+1].Hash; {
		case reportDateWords[h]:
			return false, true
		case specimenDateWords[h]:
			return true, false
		}
	}
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
