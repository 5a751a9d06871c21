package onco

import (
	"sort"

	"github.com/lethe-health/lethe/internal/text"
)

// Whose stage it is that a report states: by the organ written before the
// category, or by the heading of the list that it stands in.

// labelReach is how far before a category, in tokens, stands the organ that it
// is labelled with: "Staging (bladder): pT2b", "PROSTATE: pT2c".
const labelReach = 5

// stageLabel is the three-character site that a category is labelled with, ""
// for none.
func (f *facts) stageLabel(m *stageMention) string {
	at := sort.Search(len(f.mentions), func(i int) bool { return int(f.mentions[i].start) >= m.start })
	for i := at - 1; i >= 0 && f.mentions[i].sentence >= m.sentence-1; i-- {
		s := &f.mentions[i]
		if s.sentence != m.sentence && f.punctAt(f.doc.Sentences[s.sentence].EndToken-1) != ':' {
			break // "Staging (bladder):" stands above its category
		}
		if m.token-s.last > labelReach {
			break
		}
		if s.term.kind != siteTerm || s.term.class != 'o' || s.metastatic {
			continue
		}
		for k := s.last; k < m.token; k++ {
			if t := &f.doc.Tokens[k]; t.Kind == text.Punct && (f.doc.Text[t.Start] == ':' || f.doc.Text[t.Start] == ')' || f.doc.Text[t.Start] == ',') {
				return s.term.code[:3]
			}
		}
		if m.token == s.last {
			return s.term.code[:3]
		}
		break
	}
	return ""
}

// stageHeading is a line that names whose stage is told below it: "PROSTATE
// CANCER STAGING", "Staging parameters, bladder cancer".
type stageHeading struct {
	start int    // byte offset
	site  string // three characters, "" where the organ cannot be read
}

// stageHeadings are the headings of staging lists, in order.
func (f *facts) stageHeadings() []stageHeading {
	if len(f.stages) == 0 {
		return nil
	}
	var out []stageHeading
	d := &f.doc
	for _, at := range f.staging {
		first, end := f.lineOf(at, at+1)
		if words := end - first; words > headingWords || f.stagesWithin(first, end) {
			continue
		}
		bits, h := uint32(0), stageHeading{start: int(d.Tokens[first].Start)}
		for k := first; k < end; k++ {
			bits |= wordBits(d.Tokens[k].Hash)
		}
		if bits&bitNamed == 0 {
			continue
		}
		for i := sort.Search(len(f.mentions), func(i int) bool { return f.mentions[i].first >= first }); i < len(f.mentions) && f.mentions[i].first < end; i++ {
			if s := f.mentions[i].term; s.kind == siteTerm && s.class == 'o' {
				h.site = s.code[:3]
			}
		}
		out = append(out, h)
	}
	return out
}

// headingWords is how many tokens the heading of a staging list has at most.
const headingWords = 9

// stagesWithin reports whether a category is stated between two tokens.
func (f *facts) stagesWithin(first, end int32) bool {
	i := sort.Search(len(f.stages), func(i int) bool { return f.stages[i].token >= first })
	return i < len(f.stages) && f.stages[i].token < end
}

// headingOf is the site that the last heading before a category names; ok is
// false where there is none.
func headingOf(headings []stageHeading, m *stageMention) (site string, ok bool) {
	at := sort.Search(len(headings), func(i int) bool { return headings[i].start >= m.start })
	if at == 0 || headings[at-1].start < m.start-headingReach {
		return "", false
	}
	return headings[at-1].site, true
}

// headingReach is how far a heading speaks, in bytes.
const headingReach = 4000
