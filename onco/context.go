package onco

import (
	"github.com/lethe-health/lethe/internal/assertion"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// status is what a mention amounts to here.
type status uint8

const (
	stated    status = iota // the patient has it
	unsure                  // suspected, or one of several
	dismissed               // denied, someone else's, or long past
)

// spreadWords come before a site that the tumour has reached from elsewhere.
var spreadWords = wordSet("metastatic", "metastases", "metastasis", "metastasized", "mets", "invades", "invading", "invaded", "extends", "extending", "extension",
	"involves", "involving", "spread", "adherent", "infiltrates", "into", "abutting", "invasion", "margin", "margins")

// afterSite follows a site that something else than a primary is said of.
var afterSite = wordSet("metastasis", "metastases", "mets", "met", "metastatic", "uninvolved", "margin", "margins", "negative", "unremarkable", "benign", "normal",
	"vein", "artery", "vessels", "vessel", "cyst", "cysts", "stones", "stone", "function", "failure", "capsule", "sinus", "hilum", "fat", "transplant", "enzymes",
	"screening", "exam", "examination", "transcription", "specific", "stimulating")

// judge fills in what the words around a mention make of it.
func (f *facts) judge(m *mention) {
	d := &f.doc
	s := &d.Sentences[m.sentence]
	mark := f.marks[m.sentence]
	m.nodal = mark&markNode != 0
	afterKey := s.KeyEnd > 0 && m.start >= s.KeyEnd
	if m.term.kind == siteTerm {
		m.keyed = afterKey && mark&markSiteKey != 0
		m.metastatic = f.spreadBefore(m, s) || f.wordsAfter(m, 2, afterSite)
		return
	}
	m.keyed = afterKey && mark&markHistKey != 0
	m.metastatic = f.metastaticBefore(m, s)
	finding := f.context.Assert(m.span())
	if finding.Status == assertion.Historical && f.ofAge(finding.Cue) {
		finding = assertion.Finding{}
	}
	if finding.Status == assertion.Negated && f.insideMention(m, finding.Cue) {
		finding = assertion.Finding{} // "of no special type" denies nothing
	}
	if finding.Status == assertion.Negated && f.markerNegative(m, finding) {
		finding = assertion.Finding{}
	}
	m.status, m.weakHistory = f.statusOf(finding, m)
	switch {
	case f.elsewhere(m):
		m.status = dismissed
	case m.status == stated && f.excluded(m):
		m.status = unsure
	}
}

// ofAge reports whether a cue of history is that of an age: "9-yr-old".
func (f *facts) ofAge(cue labels.Span) bool {
	return cue.Start > 1 && cue.Len() == 3 && foldHasPrefix(f.doc.Text[cue.Start:], "old") && (f.doc.Text[cue.Start-1] == '-' || foldHasPrefix(f.doc.Text[cue.Start-2:], "r ") || foldHasPrefix(f.doc.Text[cue.Start-2:], "s ") || foldHasPrefix(f.doc.Text[cue.Start-2:], "o "))
}

// insideMention reports whether a cue is part of the name of a histology.
func (f *facts) insideMention(m *mention, cue labels.Span) bool {
	near := f.mentions[max(0, m.index-4):min(len(f.mentions), m.index+5)]
	for i := range near {
		if o := &near[i]; o.term.kind == histTerm && o.span().Contains(cue) && cue.Len() > 0 {
			return true
		}
	}
	return false
}

// statusOf maps the assertion of a mention to what it means for a cancer: one
// that the patient had stays a case unless the note says it is past; a weak
// "history of" in a report's clinical history is the very disease at hand.
func (f *facts) statusOf(a assertion.Finding, m *mention) (status, bool) {
	switch a.Status {
	case assertion.Negated, assertion.Family:
		return dismissed, false
	case assertion.Historical:
		if a.Weak {
			return stated, true
		}
		return dismissed, true
	case assertion.Hypothetical:
		if f.kind == PathologyReport && a.Source == assertion.SourceSection {
			return stated, false
		}
		return dismissed, false
	case assertion.Uncertain:
		return unsure, false
	}
	if m.section == text.SectionFamilyHistory {
		return dismissed, false
	}
	return stated, false
}

// metastaticBefore reports whether a histology is named as a metastasis.
func (f *facts) metastaticBefore(m *mention, s *text.Sentence) bool {
	d := &f.doc
	for k := m.first - 1; k >= s.FirstToken && k >= m.first-5; k-- {
		t := &d.Tokens[k]
		if t.Kind == text.Punct && (d.Text[t.Start] == ';' || d.Text[t.Start] == '.') {
			return false
		}
		if metastasisWords[t.Hash] {
			return !f.negatedAt(t)
		}
	}
	return metastasisWords[d.Tokens[m.first].Hash] && !f.negatedAt(&d.Tokens[m.first])
}

func (f *facts) negatedAt(t *text.Token) bool {
	return f.context.Assert(labels.Span{Start: int(t.Start), End: int(t.End)}).Status == assertion.Negated
}

// spreadBefore reports whether a site is named as one the tumour reached.
func (f *facts) spreadBefore(m *mention, s *text.Sentence) bool {
	d := &f.doc
	if int(m.last) < len(d.Tokens) && tumourWords[d.Tokens[m.last].Hash] {
		return false // "invasive colon adenocarcinoma"
	}
	for k := m.first - 1; k >= s.FirstToken && k >= m.first-6; k-- {
		t := &d.Tokens[k]
		if t.Kind == text.Punct {
			if c := d.Text[t.Start]; c == ';' || c == ':' || c == '.' {
				return false
			}
			continue
		}
		if spreadWords[t.Hash] {
			return true
		}
	}
	return false
}

func (f *facts) wordsAfter(m *mention, n int32, words map[uint32]bool) bool {
	d := &f.doc
	for k := m.last; int(k) < len(d.Tokens) && k < m.last+n; k++ {
		if d.Tokens[k].Flags&text.LineBefore != 0 && k > m.last {
			return false
		}
		if words[d.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

// sectionWeight says how much a section speaks for what the tumour is.
func (f *facts) sectionWeight(k text.SectionKind) float64 {
	if f.kind == PathologyReport {
		switch k {
		case text.SectionFinalDiagnosis, text.SectionStaging:
			return 3
		case text.SectionMicroscopic, text.SectionComment, text.SectionAssessment:
			return 2
		case text.SectionGross, text.SectionSpecimen:
			return 0.8
		case text.SectionIndication, text.SectionPMH, text.SectionHPI, text.SectionChiefComplaint:
			return 0.7
		}
		return 1.5
	}
	switch k {
	case text.SectionPMH, text.SectionPSH:
		return 0.5
	case text.SectionAssessment, text.SectionFinalDiagnosis, text.SectionStaging:
		return 1.5
	case text.SectionPlan, text.SectionFollowUp:
		return 0.5
	}
	if f.kind == RadiologyReport {
		return 0.5
	}
	return 1
}
