package onco

import (
	"github.com/lethe-health/lethe/internal/text"
)

// diagnosis is one mention of a malignancy that counts as the patient's, with
// the site that its surroundings give it.
type diagnosis struct {
	doc    *facts
	m      *mention
	site   *mention // nil: none near
	weight float64
	family family
	side   byte   // 'l' or 'r' of a paired organ, 0 not said
	plot   string // the part of the organ that tells it from another primary, or ""
	unsure bool
	staged bool // it has a pathologic T of its own beside another organ's
}

// site3 is the three-character site near the mention, or the one its histology
// implies, or "".
func (x *diagnosis) site3() string {
	if x.site != nil {
		return x.site.term.code[:3]
	}
	return x.implies()
}

// implies is the site that the histology itself tells, or "".
func (x *diagnosis) implies() string {
	if imp := x.m.term.implied; imp != "-" && imp != "" {
		return imp
	}
	if f := familyOf(x.m.term.code, ""); x.m.term.class == 'h' && (f == famBasal || f == famMelanoma) {
		return "C44"
	}
	return ""
}

// genericOnly reports that the mention names no kind of tumour: it supports a
// case and never makes one unless nothing else does.
func (x *diagnosis) genericOnly() bool { return x.m.term.class == 'g' }

// diagnoses gathers the mentions of malignancy in a document that speak of a
// primary of the patient.
func (f *facts) diagnoses(dst []diagnosis, book *codebook) []diagnosis {
	first := len(dst)
	for i := range f.mentions {
		m := &f.mentions[i]
		if m.term.kind != histTerm || m.term.class == 'x' || m.status == dismissed {
			continue
		}
		origin := f.originNamed(m)
		if m.metastatic && origin == nil {
			if origin = f.organInName(m); origin == nil && !m.term.tellsOrgan() {
				continue
			}
		}
		if m.term.class == 'm' && !f.modifierCounts(i) {
			continue
		}
		if m.term.code[0] == '8' && m.term.code[:4] == "8000" && !f.genericCounts(m) {
			continue
		}
		if origin == nil && m.nodal && familyOf(m.term.code, "") != famHaematologic && !f.nodalCounts(m) {
			continue
		}
		x := diagnosis{doc: f, m: m, unsure: m.status == unsure}
		x.weight = f.sectionWeight(m.section)
		if m.term.class == 'g' {
			x.weight *= 0.5
		}
		if m.keyed {
			x.weight += 2
		}
		if x.unsure {
			x.weight *= 0.25
		}
		if m.weakHistory && f.kind != PathologyReport {
			x.weight *= 0.5
		}
		switch x.site = origin; {
		case x.site != nil:
		case m.metastatic: // the sites around it are those it spread to
			x.weight *= 0.5
		case inMarrow(m.term.code):
		default:
			x.site = f.siteNear(m, book)
		}
		x.family = familyOf(m.term.code, x.site3())
		x.side = f.sideOf(&x)
		x.plot = f.plotOf(&x)
		dst = append(dst, x)
	}
	f.markStaged(dst[first:])
	return dst
}

// paired are the organs of which each side has primaries of its own. Ovaries
// and lungs are not: there the second side is mostly spread of the first.
var paired = siteSet("C50 C64 C62 C07 C09 C69 C74")

var (
	leftWords  = wordSet("left", "lt", "l")
	rightWords = wordSet("right", "rt", "r")
)

// sideOf reads the side nearest to the site of a diagnosis, in the site's
// sentence.
func (f *facts) sideOf(x *diagnosis) byte {
	if x.site == nil || !paired[x.site.term.code[:3]] {
		return 0
	}
	s := &f.doc.Sentences[x.site.sentence]
	at := func(k int32) byte {
		if k < s.FirstToken || k >= s.EndToken {
			return 0
		}
		switch h := f.doc.Tokens[k].Hash; {
		case leftWords[h]:
			return 'l'
		case rightWords[h]:
			return 'r'
		}
		return 0
	}
	for gap := int32(1); gap <= 6; gap++ {
		if side := at(x.site.first - gap); side != 0 {
			return side
		}
		if side := at(x.site.last - 1 + gap); side != 0 {
			return side
		}
	}
	return 0
}

// originNamed finds the site that a sentence names as where a tumour came from:
// "metastatic adenocarcinoma, consistent with a colonic primary".
func (f *facts) originNamed(m *mention) *mention {
	d := &f.doc
	for i := m.index + 1; i < len(f.mentions) && f.mentions[i].sentence == m.sentence; i++ {
		s := &f.mentions[i]
		if s.term.kind != siteTerm || s.term.class != 'o' || s.first < m.last || int(s.last) >= len(d.Tokens) {
			continue
		}
		if originWords[d.Tokens[s.last].Hash] {
			return s
		}
	}
	return nil
}

// organInName finds the organ in the name of a spread tumour: "metastatic
// pancreatic adenocarcinoma" began in the pancreas. Organs that tumours spread
// to are no such organ: a "metastatic liver cancer" may have come from anywhere.
func (f *facts) organInName(m *mention) *mention {
	s := &f.doc.Sentences[m.sentence]
	for i := m.index - 1; i >= 0 && f.mentions[i].sentence == m.sentence && m.index-i < maxLookBack; i-- {
		o := &f.mentions[i]
		if o.term.kind != siteTerm || o.term.class != 'o' && o.term.class != 'a' || o.last > m.first || m.first-o.last > 2 || brokenBy(&f.doc, o.last, m.first) {
			continue
		}
		if spreadTo[o.term.code[:3]] {
			return nil
		}
		for k := o.first - 1; k >= s.FirstToken && k >= o.first-2; k-- {
			if metastasisWords[f.doc.Tokens[k].Hash] {
				o.metastatic = false
				return o
			}
		}
	}
	return nil
}

// spreadTo are sites where a tumour that is named after them may be secondary.
var spreadTo = siteSet("C22 C71 C70 C40 C41 C77 C48 C38 C74")

// tellsOrgan reports whether a histology by itself says where it began.
func (t *term) tellsOrgan() bool {
	return t.class == 'h' && len(t.implied) == 3 && !spreadTo[t.implied] && t.implied != "C49"
}

var originWords = wordSet("primary", "origin")

// modifierCounts reports whether a modifier such as "urothelial" stands for
// the whole: as the value of "histologic type", or beside a generic head.
func (f *facts) modifierCounts(i int) bool {
	m := &f.mentions[i]
	if m.keyed {
		return true
	}
	for _, j := range [2]int{i - 1, i + 1} {
		if j < 0 || j >= len(f.mentions) {
			continue
		}
		o := &f.mentions[j]
		if o.term.kind == histTerm && o.term.class == 'g' && o.sentence == m.sentence && o.first-m.last <= 3 && m.first-o.last <= 4 {
			return true
		}
	}
	return false
}

// genericCounts keeps "cancer" where it is said of an organ: "breast cancer",
// "CA of the prostate"; a bare "ca" may be calcium or California.
func (f *facts) genericCounts(m *mention) bool {
	d := &f.doc
	for i := m.index - 1; i >= 0 && f.mentions[i].last > m.first-4; i-- {
		if s := &f.mentions[i]; s.term.kind == siteTerm && s.term.class != 's' && s.sentence == m.sentence && !brokenBy(d, s.last, m.first) {
			return true
		}
	}
	if m.last-m.first == 1 && m.end-m.start <= 2 {
		return false
	}
	for i := m.index + 1; i < len(f.mentions) && f.mentions[i].first <= m.last+4; i++ {
		if s := &f.mentions[i]; s.term.kind == siteTerm && s.term.class == 'o' && s.first >= m.last && s.sentence == m.sentence {
			return true
		}
	}
	return false
}

// brokenBy reports whether a mark of punctuation stands between two tokens.
func brokenBy(d *text.Doc, from, to int32) bool {
	for k := from; k < to; k++ {
		if d.Tokens[k].Kind == text.Punct {
			return true
		}
	}
	return false
}

// nodalCounts keeps a histology in a sentence on lymph nodes unless the nodes
// come before it with no organ between: "Breast and sentinel node, left: ductal
// carcinoma", "adenocarcinoma with five lymph node metastases".
func (f *facts) nodalCounts(m *mention) bool {
	s := &f.doc.Sentences[m.sentence]
	for k := m.first - 1; k >= s.FirstToken; k-- {
		t := &f.doc.Tokens[k]
		if nodeWords[t.Hash] {
			return false
		}
		if f.organAt(m, k) {
			return true
		}
	}
	return int(m.last) >= len(f.doc.Tokens) || !nodeWords[f.doc.Tokens[m.last].Hash]
}

// organAt reports whether a site other than lymph nodes ends at token k.
func (f *facts) organAt(m *mention, k int32) bool {
	for i := m.index - 1; i >= 0 && f.mentions[i].last > k-8; i-- {
		s := &f.mentions[i]
		if s.last == k+1 && s.sentence == m.sentence && s.term.kind == siteTerm && (s.term.class == 'o' || s.term.class == 'p') {
			return true
		}
	}
	return false
}

// siteNear finds the site that a histology mention is said of: in its own
// sentence, else under the heading or specimen line above it.
func (f *facts) siteNear(m *mention, book *codebook) *mention {
	var best *mention
	bestScore := 0.0
	from := m.index
	for from > 0 && f.mentions[from-1].sentence >= m.sentence-8 && m.index-from < maxLookBack {
		from--
	}
	for i := from; i < len(f.mentions) && f.mentions[i].sentence <= m.sentence && i-m.index < maxLookBack; i++ {
		s := &f.mentions[i]
		if s.term.kind != siteTerm || !f.siteUsable(s, m, book) {
			continue
		}
		score := 0.0
		if s.sentence == m.sentence {
			gap := m.first - s.last
			if gap < 0 {
				gap = s.first - m.last
				if s.first < m.last { // inside: "renal" in "renal cell carcinoma"
					gap = 0
				}
			}
			score = 4 - 0.05*float64(gap)
		} else {
			score = 2.5 - 0.25*float64(m.sentence-s.sentence)
			if s.section != m.section {
				score -= 1.5
			}
		}
		switch s.term.class {
		case 'p':
			score -= 0.6
		case 'a':
			score -= 1.8
		}
		if rarePair(s.term.code[:3], familyOf(m.term.code, "")) {
			score -= 2
		}
		if s.term.class == 'n' && familyOf(m.term.code, "") != famHaematologic {
			continue
		}
		if score > bestScore || best != nil && score == bestScore && s.last-s.first > best.last-best.first {
			best, bestScore = s, score
		}
	}
	return best
}

// maxLookBack bounds how many mentions are looked through for a site.
const maxLookBack = 60

// skinNOS is the site "skin" by itself.
const skinNOS = "C44.9"

// inMarrow reports whether a histology is a leukaemia or a myeloma: it sits in
// the marrow, whatever organ is named beside it.
func inMarrow(code string) bool { return code[:4] == "9732" || code >= "9800" }

// siteUsable reports whether a site can be that of a histology.
func (f *facts) siteUsable(s, m *mention, book *codebook) bool {
	if s.metastatic || s.term.class == 's' {
		return false
	}
	fam := familyOf(m.term.code, "")
	if fam == famHaematologic && s.sentence != m.sentence && f.kind != PathologyReport && f.marks[s.sentence]&markTumour == 0 {
		return false // "Lungs: clear."
	}
	switch s.term.class {
	case 'k':
		if fam != famMelanoma && fam != famBasal && fam != famSquamous && fam != famSarcoma && m.term.code[:4] != "8247" {
			return false
		}
		if fam == famSquamous && !f.skin { // "neck", "lip"
			return false
		}
	case 'n':
		if fam != famHaematologic {
			return false
		}
	}
	if fam == famSquamous && s.term.code == skinNOS || fam == famBasal && s.term.code[:3] == "C44" {
		return true // not reportable, and so not on the validation list
	}
	return m.term.code[:4] == "8000" || book.valid(s.term.code, m.term.code)
}
