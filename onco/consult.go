package onco

import "github.com/lethe-health/lethe/internal/text"

// opinion is what the learned model says of one case, from the pathology report
// that speaks most of it. A nil or silent opinion leaves what the rules found.
type opinion struct {
	model *Model
	f     *facts
	of    *tumour // the case, where it is to be heard again
	x     *features
	guess [numHeads]guess
	probs [numHeads][]float32
	asked [numHeads]bool
	site3 string // the case's site after the model was heard
	said3 string // the one that the rules said
	off   bool   // options forbid derived stages
	blood bool   // the rules found a lymphoma, leukaemia or myeloma
	rare  bool   // the rules found a tumour that the model never met
}

// The probabilities from which the model overrules or adds to the rules.
const (
	overruleSite    = 0.3
	overruleNear    = 0.5  // they found a part of mouth or throat that it does not know
	overruleForeign = 0.7  // the rules found an organ the model does not know
	overruleHist    = 0.5  // a histology that the model does not know
	overruleKind    = 0.5  // one of another kind
	rareHistology   = 0.7  // how often such a one was right beside a silent model
	rareSite        = 0.65 // of what the rules found, for an organ that the model never met
	rareShare       = 0.8  // of what the rules found, for a tumour that the model never met
	overruleStage   = 1.5  // times that of the category the rules prefer
	deriveT         = 0.30
	deriveN         = 0.30
	deferredT       = 0.61 // how often the definition was right there: 33 of the training split
	unsureT         = 0.60 // below it a definition that is met goes before the model
)

// consult asks the model about a case; nil where it has nothing to say. What
// was heard of the case before is not asked again.
func (e *Engine) consult(a *analysis, t *tumour, report *facts) *opinion {
	o := a.heard
	switch {
	case e.model == nil:
		return nil
	case o != nil && o.of == t && (o.f == report || o.f == t.unread):
		a.heard = nil
		return o
	case t.unread != nil:
		return e.hear(t.unread, nil)
	case report == nil, t.unheardOf():
		return nil
	}
	return e.hear(report, t)
}

// unheardOf reports whether the case is of a kind that the model was not trained
// on, stated outright.
func (t *tumour) unheardOf() bool {
	switch t.family {
	case famSarcoma, famMelanoma, famGermCell, famHaematologic, famPlasma, famEmbryonal, famMesothelial:
	default:
		return false
	}
	for i := range t.dx {
		if x := &t.dx[i]; x.family == t.family && !x.unsure && (x.site != nil && x.weight >= 1.5 || x.m.metastatic) && x.m.term.class == 'h' {
			return true
		}
	}
	return false
}

// mainReport is the pathology report that speaks most of the case; one of a
// resection goes before one of a biopsy.
func (t *tumour) mainReport(docs []*facts) *facts {
	var report *facts
	top := 0.0
	for _, f := range docs {
		if f.kind != PathologyReport {
			continue
		}
		w := 0.0
		for i := range t.dx {
			if t.dx[i].doc == f {
				w += t.dx[i].weight
			}
		}
		if f.surgery {
			w *= 2
		}
		if w > top {
			report, top = f, w
		}
	}
	return report
}

// hear prepares the model's opinion of one report.
func (e *Engine) hear(f *facts, t *tumour) *opinion {
	o := e.opinions.Get().(*opinion)
	o.model, o.f, o.of, o.off, o.site3, o.rare = e.model, f, t, e.options.NoDerived, "", false
	o.blood = t != nil && (t.family == famHaematologic || t.family == famPlasma)
	o.x.known = e.model.heads.Vocabulary
	o.x.read(f, t, e.book)
	o.asked = [numHeads]bool{}
	return o
}

// ask asks a head once and returns its best class and all probabilities.
func (o *opinion) ask(head int) (guess, []float32) {
	if !o.asked[head] {
		o.guess[head], o.probs[head] = o.model.ask(head, o.x, o.probs[head])
		o.asked[head] = true
	}
	return o.guess[head], o.probs[head]
}

// site weighs the model's site against the rules'. The model decides between
// organs it was trained on; a part of the organ that the rules read stays.
func (o *opinion) site(c choice) choice {
	if o == nil {
		return c
	}
	o.said3 = cut(c.code, 3)
	three := map[string]float64{}
	top := map[string]int{}
	classes := o.model.classes(headSite)
	_, probs := o.ask(headSite)
	for i, p := range probs {
		s := classes[i][:3]
		three[s] += float64(p)
		if j, ok := top[s]; !ok || p > probs[j] {
			top[s] = i
		}
	}
	s, _ := best(three)
	if c.code != "" && (c.code[:3] == s || !o.overrules(c, s, three)) {
		o.site3 = c.code[:3]
		c.p = three[o.site3]
		return c
	}
	o.site3 = s
	c.code, c.p = classes[top[s]], three[s]
	c.evidence = tidy(append(o.model.evidence(headSite, top[s], o.x, o.f, maxEvidence), c.evidence...), maxEvidence)
	return c
}

// knows reports whether the model was trained on the stages of a site.
func (o *opinion) knows(site string) bool {
	return o != nil && len(site) >= 3 && o.model.staged[site[:3]]
}

// overrules reports whether the model's site goes before the rules'. Between
// organs it was trained on it weighs; of others it knows little, and gives way
// unless the report names its organ and it is all but sure.
func (o *opinion) overrules(c choice, s string, p map[string]float64) bool {
	three := c.code[:3]
	switch {
	case o.of != nil && o.of.unread != nil:
		return true // of a diagnosis that a scanner broke the rules know nothing
	case o.model.sites[three] && organ(three) == organ(s):
		return !c.told && p[s] > p[three]
	case o.model.sites[three]:
		return p[s] > overruleSite
	case organ(three) == organ(s):
		limit := float64(overruleForeign)
		switch {
		case len(vague[three]) > 0:
			limit = overruleSite
		case organ(three) == headAndNeck:
			limit = overruleNear
		case c.share >= rareSite:
			return false
		case o.met("site3:" + three):
			limit = overruleSite
		}
		return !c.told && p[s] > limit
	}
	if three == "C77" && !o.blood {
		return p[s] > overruleSite // a carcinoma does not begin in lymph nodes
	}
	return p[s] > overruleForeign && o.f.names(s)
}

// headAndNeck is the group of organs whose tumours reach from one into the next,
// so that each has a name of its own choice.
const headAndNeck = "C00"

// met reports whether the model met a finding of the rules when it was trained:
// of what it never met it can say nothing but the nearest thing it knows.
func (o *opinion) met(finding string) bool {
	return o.model.heads.Vocabulary.Find(text.HashFold(finding)^findingMark) >= 0
}

// names reports whether the report names an organ at all.
func (f *facts) names(site3 string) bool {
	for i := range f.mentions {
		m := &f.mentions[i]
		if m.term.kind == siteTerm && (m.term.class == 'o' || m.term.class == 'p') && !m.metastatic && m.term.code[:3] == site3 {
			return true
		}
	}
	return false
}

// histology weighs the model's histology against the rules'.
func (o *opinion) histology(c choice, site string) choice {
	if o == nil || !o.model.sites[o.site3] {
		return c
	}
	g, probs := o.ask(headHist)
	if o.unmet(c, g.class) {
		o.rare, c.p = !familyOf(c.code, o.site3).epithelial(), rareHistology
		return c
	}
	if c.code != "" {
		own, known := float32(0), false
		for i, class := range o.model.classes(headHist) {
			if class == c.code[:4] {
				own, known = probs[i], true
			}
		}
		limit := float32(overruleHist)
		if known {
			limit = own
		}
		if !familyOf(c.code, o.site3).compatible(familyOf(g.class, o.site3)) {
			limit = max(limit, overruleKind)
		}
		if g.p <= limit || c.code[:4] == g.class {
			if c.p = float64(own); !known {
				c.p = rareHistology
			}
			return c
		}
	}
	c.code, c.p = g.class+"/3", float64(g.p)
	c.evidence = tidy(append(o.model.evidence(headHist, g.index, o.x, o.f, maxEvidence), c.evidence...), maxEvidence)
	return c
}

// unmet reports whether the rules found a histology that the model never met in
// the organ they found it in, and that is no kind of the one the model takes it for: of a clear
// cell carcinoma of the ovary it knows only that most others are serous.
func (o *opinion) unmet(c choice, class string) bool {
	if c.code == "" || o.said3 == "" || organ(o.said3) != organ(o.site3) || nonspecific[c.code[:4]] || kindOf(c.code) == kindOf(class) || o.met("hist:"+c.code[:4]+":"+o.said3) {
		return false
	}
	if countedUnder[c.code[:4]] == class {
		return false
	}
	if !familyOf(c.code, o.site3).compatible(familyOf(class, o.site3)) {
		return c.kin >= rareShare
	}
	return c.lone >= rareShare && (!broad[class] || class == "8140" && !adenoPatterns[c.code[:4]])
}

// broad are histologies that name a kind with more exact ones under it.
var broad = map[string]bool{"8000": true, "8010": true, "8046": true, "8070": true, "8120": true, "8140": true}

// countedUnder are histologies that registries long counted under another: renal
// cell carcinomas that have become sarcomatoid. Those of one kind are in alike.
var countedUnder = map[string]string{"8318": "8310"}

// adenoPatterns are histologies that reports also name as what a part of an
// adenocarcinoma looks like.
var adenoPatterns = map[string]bool{"8010": true, "8020": true, "8050": true, "8070": true, "8120": true, "8201": true, "8211": true, "8230": true, "8255": true, "8260": true, "8261": true, "8263": true,
	"8310": true, "8380": true, "8440": true, "8441": true, "8480": true, "8481": true, "8490": true, "8500": true, "8550": true}

// stage lets the model choose between categories that the report states, and
// derive one where a report of a resection states none.
func (o *opinion) stage(c stageChoice, stated bool, axis Axis, t *tumour) (stageChoice, bool) {
	if o == nil || axis == AxisM || o.model == nil || !o.model.staged[o.site3] {
		return c, stated
	}
	head := headT
	if axis == AxisN {
		head = headN
	}
	classes := o.model.classes(head)
	if stated {
		return o.between(c, head, axis, t), true
	}
	if o.rare {
		return c, false // the definitions of the organ's carcinomas are not its own
	}
	g, _ := o.ask(head)
	limit := float32(deriveT)
	if axis == AxisN {
		limit = deriveN
	}
	if !o.f.derivable() {
		return c, false
	}
	if d, ok := o.f.derive(axis, o.site3); ok && axis == AxisT && o.defers(g, d) {
		return stageChoice{cat: d.cat, derived: d.rule, p: deferredT, byRule: true, evidence: d.evidence}, true
	}
	if g.p < limit || classes[g.index][1] == 'X' {
		if d, ok := o.f.derive(axis, o.site3); ok && axis == AxisN && o.f.measures.examined > 0 {
			return stageChoice{cat: d.cat, derived: d.rule, p: ruleConfidence(axis), byRule: true, evidence: d.evidence}, true
		}
		return c, false
	}
	if me := &o.f.measures; axis == AxisN && me.positive < 0 && me.examined == 0 && !me.taken {
		return c, false // no lymph node was looked at: N0 would be invented
	}
	cat, _, _ := ParseCategory(g.class)
	c = stageChoice{cat: cat, derived: "learned from the report's findings", p: float64(g.p), evidence: o.model.evidence(head, g.index, o.x, o.f, maxEvidence)}
	if d, ok := o.f.derive(axis, o.site3); ok && d.cat.Level == cat.Level {
		c.cat, c.derived = d.cat, d.rule
		c.evidence = tidy(append(d.evidence, c.evidence...), maxEvidence)
	}
	return c, true
}

// defers reports whether the model's T gives way to a definition that is met:
// where the model is unsure, and on a form that prints the definitions of the
// liver, of which each is known here: who filled it in went by them.
func (o *opinion) defers(g guess, d derivation) bool {
	return o.f.form && o.site3 == liverSite || g.p < unsureT && g.class[1] != d.cat.Level
}

// derive applies the definitions of an axis.
func (f *facts) derive(axis Axis, site string) (derivation, bool) {
	if axis == AxisN {
		return f.deriveN(site)
	}
	return f.deriveT(site)
}

// derivable reports whether a report can carry a pathologic stage that it does
// not state: it is of a resection, and leaves the stage to nobody else.
func (f *facts) derivable() bool {
	return f.sure && !f.deferred && (f.surgery || !f.biopsy && len(f.doc.Text) >= wholeReport) && (f.removed || !f.scraped)
}

// wholeReport is the length in bytes of a report from which it is of a resection
// though it does not name one: a line or two on a specimen are no ground to stage it.
const wholeReport = 450

// derived applies the definitions alone, for organs that the model does not
// know: to a report of a resection by name.
func (t *tumour) derived(f *facts, axis Axis, site string) (stageChoice, bool) {
	if f == nil || axis == AxisM || !f.sure || f.deferred || !f.surgery || f.scraped && !f.removed || f.kind != PathologyReport || t.family == famHaematologic || t.family == famPlasma || t.family == famEmbryonal {
		return stageChoice{}, false
	}
	d, ok := f.derive(axis, site)
	if !ok {
		return stageChoice{}, false
	}
	return stageChoice{cat: d.cat, derived: d.rule, p: ruleConfidence(axis), byRule: true, evidence: d.evidence}, true
}

// ruleConfidence is how often the definitions of an axis, where a report of the
// training split met one, agreed with the registry: 274 T and 346 N.
func ruleConfidence(axis Axis) float64 {
	if axis == AxisN {
		return 0.87
	}
	return 0.69
}

// between chooses among several stated levels by the model.
func (o *opinion) between(c stageChoice, head int, axis Axis, t *tumour) stageChoice {
	if len(c.levels) < 2 || c.cat.Level == 'X' || c.amended {
		return c
	}
	level, own, top := c.cat.Level, float32(0), float32(0)
	_, probs := o.ask(head)
	for i, class := range o.model.classes(head) {
		for _, l := range c.levels {
			if class != (Category{Axis: axis, Level: l}).String() || l == 'X' {
				continue
			}
			if l == c.cat.Level {
				own = probs[i]
			}
			if probs[i] > top {
				top, level = probs[i], l
			}
		}
	}
	if top < overruleStage*own || level == c.cat.Level {
		return c
	}
	c, _ = t.pickStage(BasisPathologic, axis, level)
	return c
}

// reportUnread answers for a patient in whose documents the rules found no
// case: a report that states a stage, yet whose diagnosis a scanner has broken,
// is read by the model alone.
func (e *Engine) reportUnread(a *analysis) []Inference {
	if e.model == nil || len(a.docs) != 1 || a.docs[0].kind != PathologyReport {
		return nil
	}
	f := a.docs[0]
	if !f.told || !f.brokenMalignancy() && !f.garbled() {
		return nil
	}
	t := &tumour{unread: f}
	o := e.hear(f, nil)
	a.heard, o.of = o, t
	site := o.site(choice{})
	if site.p < unreadSite {
		return nil
	}
	t.organ = organ(site.code[:3])
	for i := range f.stages {
		if m := &f.stages[i]; f.stageCounts(m) {
			if m.basis == BasisUnstated {
				m.basis = f.basisOf(m)
			}
			t.stages = append(t.stages, placedStage{doc: f, m: m})
		}
	}
	return e.report(nil, a, t, "1")
}

// unreadSite is the probability from which the model alone makes a case.
const unreadSite = 0.35
