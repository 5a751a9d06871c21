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
	lost   bool // the report says that where it began is not known
	staged bool // it has a pathologic T of its own beside another organ's
}

// site3 is the three-character site near the mention, or the one its histology
// implies, or "".
func (x *diagnosis) site3() string {
	switch {
	case x.lost:
		return unknownPrimary[:3]
	case x.site != nil:
		return x.m.topography(x.site)[:3]
	}
	return x.implies()
}

// place3 is the three-character site that tells a diagnosis from others: that a
// sarcoma is mostly one of soft tissue does not.
func (x *diagnosis) place3() string {
	if s := x.site3(); x.site != nil || s != "C49" {
		return s
	}
	return ""
}

// topography is the site that a histology at a place has: a sarcoma of a region
// of the body sits in its soft tissue, not in its skin.
func (m *mention) topography(site *mention) string {
	if site.term.class == 'k' && familyOf(m.term.code, "") == famSarcoma && !skinSarcoma[m.term.code[:4]] {
		if code := softTissue[site.term.code]; code != "" {
			return code
		}
	}
	return site.term.code
}

// skinSarcoma are sarcomas that begin in the skin.
var skinSarcoma = map[string]bool{"8832": true, "8833": true, "9140": true}

// softTissue is the soft tissue of the region that a part of the skin covers.
var softTissue = map[string]string{"C44.0": "C49.0", "C44.2": "C49.0", "C44.3": "C49.0", "C44.4": "C49.0", "C44.5": "C49.6", "C44.6": "C49.1", "C44.7": "C49.2"}

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
			if origin = f.organInName(m); origin == nil && !m.term.tellsOrgan() && !f.lost {
				continue
			}
		}
		if m.term.class == 'm' && !f.modifierCounts(i) {
			continue
		}
		if m.term.code[:4] == "8000" && m.term.class == 'g' && !f.genericCounts(m) {
			continue
		}
		if origin == nil && m.nodal && m.term.implied != unknownPrimary[:3] && !(f.lost && m.metastatic) && familyOf(m.term.code, "") != famHaematologic && !f.nodalCounts(m) {
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
		case m.term.implied == unknownPrimary[:3], f.lost && m.metastatic && !m.term.tellsOrgan():
			x.lost = true
		case m.metastatic: // the sites around it are those it spread to
			x.weight *= 0.5
		case inMarrow(m.term.code):
		default:
			x.site = f.siteNear(m, book)
			if x.site != nil && m.term.tellsOrgan() && spreadTo[x.site.term.code[:3]] && organ(x.site.term.code[:3]) != organ(m.term.implied) {
				x.site = nil // an adenocarcinoma of pancreatic ducts near "liver"
			}
		}
		x.family = familyOf(m.term.code, x.site3())
		x.side = f.sideOf(&x)
		x.plot = f.plotOf(&x)
		dst = append(dst, x)
	}
	f.markStaged(dst[first:])
	return dst
}

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
		if o.term.kind == histTerm && o.term.class == 'g' && o.sentence == m.sentence && o.first-m.last <= 3 && (m.first-o.last <= 4 || m.first-o.last <= 9 && f.bracketed(o.last, m.first)) {
			return true
		}
	}
	return false
}

// bracketed reports whether a bracket is opened between two tokens: "breast
// cancer in 2011 (T2 N1 M0, ductal)".
func (f *facts) bracketed(from, to int32) bool {
	for k := from; k < to; k++ {
		if f.punctAt(k) == '(' {
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
		if s.term.class == 'p' && familyOf(m.term.code, "") == famSarcoma && m.term.implied == "C49" {
			score -= 2 // what was taken out with a tumour of soft tissue
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

// intestinal is an adenocarcinoma of intestinal type: so they are called in many
// organs, and the validation list has it in the stomach.
const intestinal = "8144"

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
	return m.term.code[:4] == "8000" || book.valid(s.term.code, m.term.code) || m.term.code[:4] == intestinal && book.valid(s.term.code, "8140/3")
}
