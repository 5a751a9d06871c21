package onco

import (
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// The T of a hepatocellular carcinoma is defined by findings taken together
// (AJCC 7th edition, liver): how many tumours there are, whether vessels are
// invaded, how large a vein, and the greatest size. A bile duct's carcinoma in
// the liver has a schema of its own, by the same findings without the size.

// liverSite is the topography of the liver and the bile ducts within it.
const liverSite = "C22"

// liverFindings is what a report says of the tumours of a liver.
type liverFindings struct {
	vessels  finding // vessels of any size are invaded
	branch   finding // a major branch of the portal or hepatic vein is invaded
	several  finding // there is more than one tumour
	adjacent finding // an organ beside the liver is invaded
}

// finding is what a report says to one question, with where it says so.
type finding struct {
	says answer
	span labels.Span
}

type answer uint8

const (
	unanswered answer = iota
	no
	yes
)

// hear takes in what one place says: a yes anywhere goes before every no.
func (g *finding) hear(says answer, span labels.Span) {
	if says > g.says {
		g.says, g.span = says, span
	}
}

const (
	liverVessel  uint8 = 1 << iota // a vessel
	liverBranch                    // a large one
	liverGrowth                    // what a tumour does to it
	liverSeveral                   // more than one tumour by itself: "satellite nodule", "multifocal"
	liverCount                     // more than one of what follows
	liverOne                       // one of what follows
	liverBeside                    // what lies beside the liver
	liverAffirms                   // says of a growth that it is there
)

var liverWords = func() map[uint32]uint8 {
	m := map[uint32]uint8{}
	for bit, words := range map[uint8]string{
		liverVessel:  "vascular angiolymphatic lymphovascular lymphvascular vasculolymphatic microvascular venous vein veins vessel vessels intravascular angioinvasion",
		liverBranch:  "vein veins cava venous",
		liverGrowth:  "invasion invades invaded invading involvement involves involving involved thrombus thrombi thrombosis emboli permeation angioinvasion infiltrates infiltrating extending extends",
		liverSeveral: "satellite satellites satellitosis multifocal multicentric",
		liverCount:   "multiple two three four five several numerous innumerable multifocal",
		liverOne:     "a one solitary single unifocal",
		liverBeside:  "diaphragm stomach colon duodenum adrenal kidney pancreas",
		liverAffirms: "with present identified seen positive yes invades invaded invading involving involves extensive focal focally into show shows showing showed demonstrate demonstrates demonstrated reveal reveals revealed confirm confirms evident noted found thrombus thrombi extends",
	} {
		for w := range strings.FieldsSeq(words) {
			m[text.HashFold(w)] |= bit
		}
	}
	return m
}()

// The windows, in tokens, in which the words of a finding stand together.
const (
	liverReach   = 7  // from a vessel to what is done to it
	liverDenied  = 5  // from a growth to its denial
	liverDefined = 5  // from a category to the tumours that define it
	liverTold    = 10 // from a number to the tumours it counts
)

// liverLarge is the size that parts T2 from T3 where there are several tumours,
// in millimetres.
const liverLarge = 50

// ofLiver reads the findings. What stands in a definition of a checklist, or
// beside a box that is to be ticked, is no finding.
func (f *facts) ofLiver() liverFindings {
	var l liverFindings
	d := &f.doc
	for i := range d.Sentences {
		s := &d.Sentences[i]
		all := uint8(0)
		for k := s.FirstToken; k < s.EndToken; k++ {
			all |= liverWords[d.Tokens[k].Hash]
		}
		if f.defines(s) {
			continue
		}
		if all&(liverSeveral|liverCount|liverOne) != 0 {
			f.countTumours(s, &l)
		}
		if all&liverGrowth != 0 && all&(liverVessel|liverBeside) != 0 {
			f.growths(s, &l)
		}
	}
	return l
}

// defines reports whether a sentence is the definition of a category, or part
// of one: "pT2: solitary tumor with vascular invasion or multiple tumors none
// more than 5 cm".
func (f *facts) defines(s *text.Sentence) bool {
	d := &f.doc
	tumours, marks := false, 0
	for k := s.FirstToken; k < s.EndToken; k++ {
		switch h := d.Tokens[k].Hash; {
		case h == hashSolitary && k > s.FirstToken && k < s.FirstToken+liverDefined:
			tumours = true
			marks++ // behind its category
		case h == hashSolitary || h == hashMultiple:
			tumours = true
		case h == hashOr || h == hashNone || h == hashMore || liverWords[h]&liverVessel != 0:
			marks++
		}
	}
	return tumours && marks > 1
}

var (
	hashOr       = text.HashFold("or")
	hashMore     = text.HashFold("more")
	hashSolitary = text.HashFold("solitary")
	hashMultiple = text.HashFold("multiple")
)

// countTumours reads how many tumours a sentence speaks of: "a satellite
// nodule", "multiple tumor nodules", "a single mass", "focality: multiple".
func (f *facts) countTumours(s *text.Sentence, l *liverFindings) {
	d := &f.doc
	for k := s.FirstToken; k < s.EndToken; k++ {
		w := liverWords[d.Tokens[k].Hash]
		if w&(liverSeveral|liverCount|liverOne) == 0 || w&liverSeveral != 0 && s.EndToken-s.FirstToken < 3 || f.boxAt(k) || k > s.FirstToken && d.Tokens[k-1].Hash == hashOr {
			continue
		}
		one, several := f.counted(s, k)
		span := spanOf(d.Tokens[k].Start, d.Tokens[k].End)
		switch {
		case w&liverSeveral != 0, w&liverCount != 0 && several:
			if f.deniedNear(s, k) {
				l.several.hear(no, span)
			} else {
				l.several.hear(yes, span)
			}
		case w&liverOne != 0 && one:
			l.several.hear(no, span)
		}
	}
}

// counted reports whether a mass, or masses, follow the word at token k, or a
// key before it asks for their number.
func (f *facts) counted(s *text.Sentence, k int32) (one, several bool) {
	d := &f.doc
	tumour := false
	for j := k + 1; j < f.goesOn(s) && j <= k+liverTold; j++ {
		switch h := d.Tokens[j].Hash; {
		case liverMass[h]:
			if j+1 < f.goesOn(s) && (liverMasses[d.Tokens[j+1].Hash] || d.Tokens[j+1].Hash == hashNodules) {
				return false, true
			}
			return true, false
		case liverMasses[h]:
			return false, true
		case h == hashNodules && tumour:
			return false, true
		case tumourWords[h]:
			tumour = true
		case liverOther[h]:
			return false, false
		}
	}
	for j := k - 1; j >= s.FirstToken && j >= k-3; j-- {
		if d.Tokens[j].Hash == hashFocality {
			return true, true
		}
	}
	return tumour, false
}

var (
	liverMass    = wordSet("mass", "tumor", "tumour", "nodule", "lesion")
	liverMasses  = wordSet("masses", "tumors", "tumours")
	liverOther   = wordSet("of", "section", "sections", "fragments", "fragment", "piece", "pieces", "lymph", "cirrhotic", "regenerative", "dysplastic", "benign", "and", "with")
	hashNodules  = text.HashFold("nodules")
	hashFocality = text.HashFold("focality")
)

// boxAt reports whether the word at token k is a choice of a form: "Multiple
// (specify location)".
func (f *facts) boxAt(k int32) bool {
	d := &f.doc
	return int(k)+2 < len(d.Tokens) && f.punctAt(k+1) == '(' && d.Tokens[k+2].Hash == hashSpecify
}

var hashSpecify = text.HashFold("specify")

// growths reads which vessels and organs a sentence says are invaded.
func (f *facts) growths(s *text.Sentence, l *liverFindings) {
	d := &f.doc
	for k := s.FirstToken; k < s.EndToken; k++ {
		w := liverWords[d.Tokens[k].Hash]
		if w&liverGrowth == 0 {
			continue
		}
		near := uint8(0)
		from, to := max(s.FirstToken, k-liverReach), min(s.EndToken, k+1+liverReach)
		for j := from; j < to; j++ {
			near |= liverWords[d.Tokens[j].Hash]
		}
		if near&(liverVessel|liverBeside) == 0 {
			continue
		}
		span := spanOf(d.Tokens[k].Start, d.Tokens[k].End)
		says := unanswered
		switch {
		case f.deniedNear(s, k):
			says = no
		case near&liverAffirms != 0:
			says = yes
		}
		if near&liverVessel != 0 {
			l.vessels.hear(says, span)
		}
		if near&liverBranch != 0 && f.majorNear(from, to) {
			l.branch.hear(says, span)
		}
		if near&liverBeside != 0 && near&liverVessel == 0 {
			l.adjacent.hear(says, span)
		}
	}
}

// majorNear reports whether the tokens name a major branch: "main portal vein",
// "right hepatic vein".
func (f *facts) majorNear(from, to int32) bool {
	vein, main := false, false
	for k := from; k < to; k++ {
		h := f.doc.Tokens[k].Hash
		vein = vein || namedVeins[h]
		main = main || majorWords[h]
	}
	return vein && main
}

var (
	namedVeins = wordSet("portal", "hepatic", "cava")
	majorWords = wordSet("main", "major", "right", "left", "large", "branch", "vena")
	liverNot   = wordSet("no", "not", "without", "absent", "negative", "none", "neither", "free", "lack", "uninvolved", "never", "cannot", "suspicious", "possible", "potential", "probable", "unknown")
)

// deniedNear reports whether the word at token k is denied close by, within its
// clause.
func (f *facts) deniedNear(s *text.Sentence, k int32) bool {
	d := &f.doc
	stop := func(j int32) bool {
		t := &d.Tokens[j]
		return t.Hash == hashHowever || t.Hash == hashBut || t.Kind == text.Punct && (d.Text[t.Start] == ';' || d.Text[t.Start] == '.')
	}
	for j := k - 1; j >= s.FirstToken && j >= k-liverDenied && !stop(j); j-- {
		if liverNot[d.Tokens[j].Hash] {
			return true
		}
	}
	for j := k + 1; j < f.goesOn(s) && j <= k+liverDenied && !stop(j); j++ {
		if j >= s.EndToken && f.choices(s.EndToken) {
			return false
		}
		if liverNot[d.Tokens[j].Hash] {
			return true
		}
	}
	return false
}

// goesOn is the token up to which a sentence may be read: a line that does not
// end in a period may have its answer on the next.
func (f *facts) goesOn(s *text.Sentence) int32 {
	if f.punctAt(s.EndToken-1) != '.' {
		return int32(len(f.doc.Tokens))
	}
	return s.EndToken
}

// choices reports whether the lines that begin at token k are the choices of a
// form, of which none is known to be ticked: "Absent", "Present".
func (f *facts) choices(k int32) bool {
	seen := map[bool]bool{}
	d := &f.doc
	for line := 0; int(k) < len(d.Tokens) && line < 4; line++ {
		first := k
		for k++; int(k) < len(d.Tokens) && d.Tokens[k].Flags&text.LineBefore == 0 && k-first < spotLine; k++ {
		}
		for j := first; j < k && j < first+3; j++ {
			h := d.Tokens[j].Hash
			if choiceWords[h] {
				seen[liverNot[h]] = true
			}
		}
	}
	return len(seen) > 1
}

var choiceWords = wordSet("absent", "present", "indeterminate", "negative", "positive", "yes", "no")

var (
	hashHowever = text.HashFold("however")
	hashBut     = text.HashFold("but")
)

// deriveLiver applies the definitions of the liver's T.
func (f *facts) deriveLiver() (derivation, bool) {
	l := f.ofLiver()
	me := &f.measures
	give := func(category, rule string, found ...finding) (derivation, bool) {
		cat, _, _ := ParseCategory(category)
		d := derivation{cat: cat, rule: "AJCC 7: " + category + " of the liver: " + rule}
		for _, g := range found {
			if g.span.Len() > 0 {
				d.evidence = append(d.evidence, Evidence{Document: f.index, Span: g.span, Importance: 1})
			}
		}
		if me.sizeMM > 0 && strings.Contains(rule, "5 cm") {
			d.evidence = append(d.evidence, Evidence{Document: f.index, Span: me.sizeSpan, Importance: 1})
		}
		return d, true
	}
	switch {
	case l.adjacent.says == yes:
		return give("T4", "an organ beside it is invaded", l.adjacent)
	case l.branch.says == yes:
		return give("T3b", "a major branch of the portal or hepatic vein is invaded", l.branch)
	case l.several.says == yes && me.sizeMM > liverLarge:
		return give("T3a", "several tumors, one more than 5 cm", l.several)
	case l.several.says == yes && me.sizeMM > 0:
		return give("T2", "several tumors, none more than 5 cm", l.several)
	case l.several.says == yes:
		return derivation{}, false
	case l.vessels.says == yes:
		return give("T2", "one tumor with vascular invasion", l.vessels, l.several)
	case l.vessels.says == no:
		return give("T1", "one tumor without vascular invasion", l.vessels, l.several)
	}
	return derivation{}, false
}

// liverHints are the findings in words, for the learned model.
func (f *facts) liverHints() []string {
	l := f.ofLiver()
	h := "liver:" + string('0'+rune(l.vessels.says)) + string('0'+rune(l.several.says))
	return []string{h, h + strconv.FormatBool(f.measures.sizeMM > liverLarge)}
}
