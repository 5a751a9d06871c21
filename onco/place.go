package onco

import (
	"sort"
	"strings"
	"time"

	"github.com/lethe-health/lethe/internal/assertion"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// placeStages gives each stated category to the case that it is said of.
func placeStages(cases []*tumour, docs []*facts) {
	cases = stageable(cases)
	spoken := talks(cases)
	for _, f := range docs {
		headings := f.stageHeadings()
		for i := range f.stages {
			m := &f.stages[i]
			if !f.stageCounts(m) {
				continue
			}
			if m.basis == BasisUnstated {
				m.basis = f.basisOf(m)
			}
			part, headed := f.stageLabel(m), false
			if part == "" {
				part, headed = headingOf(headings, m)
			}
			label := organ(part)
			if t := owner(cases, spoken[f], label, m); t != nil {
				if label == "" && !headed {
					label = spoken[f].organBefore(m)
				}
				t.stages = append(t.stages, placedStage{f, m, label, part})
			}
		}
	}
}

// spreadFirst puts the case first that is stated to have distant metastases,
// where the one that comes first is not: it decides the patient's stage.
func spreadFirst(cases []*tumour) {
	for i, t := range cases {
		if !t.spread() {
			continue
		}
		copy(cases[1:i+1], cases[:i])
		cases[0] = t
		return
	}
}

// spread reports whether M1 is stated of a case.
func (t *tumour) spread() bool {
	for i := range t.stages {
		if p := &t.stages[i]; p.m.cat.Axis == AxisM && p.m.cat.Level == '1' && !p.m.definition && !t.foreign(p) {
			return true
		}
	}
	return false
}

// stageCounts drops stages that are somebody else's, denied or conditional.
func (f *facts) stageCounts(m *stageMention) bool {
	for k := m.token - 1; k >= 0 && k >= m.token-2; k-- {
		if excludeWords[f.doc.Tokens[k].Hash] && m.start == int(f.doc.Tokens[m.token].Start) {
			return false // "at least pT3, cannot exclude pT4"
		}
	}
	for k := m.token - 1; k >= 0 && k >= m.token-4 && f.punctAt(k) != '.'; k-- {
		if f.doc.Tokens[k].Hash == hashWould {
			return false // "AJCC 7 would be T2 N2b"
		}
	}
	a := f.context.Assert(labels.Span{Start: m.start, End: m.end})
	switch a.Status {
	case assertion.Family, assertion.Hypothetical:
		return f.kind == PathologyReport && a.Source == assertion.SourceSection
	case assertion.Historical:
		return a.Weak
	case assertion.Negated:
		// "no T4 disease" denies; "no effusion, M0" does not.
		return a.Source != assertion.SourceCue || m.basis != BasisUnstated || m.start-a.Cue.End > 4
	}
	return true
}

var hashWould = text.HashFold("would")

// basisOf decides whether a category without a prefix is clinical or
// pathologic: by the words before it, else by the kind of the document.
func (f *facts) basisOf(m *stageMention) Basis {
	s := &f.doc.Sentences[m.sentence]
	for k := m.token - 1; k >= s.FirstToken-6 && k >= 0; k-- {
		h := f.doc.Tokens[k].Hash
		if clinicalWords[h] {
			return BasisClinical
		}
		if pathologicWords[h] {
			return BasisPathologic
		}
	}
	if f.kind == PathologyReport {
		return BasisPathologic
	}
	return BasisClinical
}

// talk is where a document speaks of which case.
type talk struct {
	places []talkPlace // in order
	most   *tumour     // the case it speaks of most
}

type talkPlace struct {
	start    int32
	sentence int32
	passing  bool // a word of history
	organ    string
	t        *tumour
}

// organBefore is the organ of the tumour that was last spoken of before a
// stage, "" where it has none of its own: "Prostate: adenocarcinoma, pT2c" in a
// report of the bladder.
func (k *talk) organBefore(m *stageMention) string {
	if k == nil {
		return ""
	}
	at := sort.Search(len(k.places), func(i int) bool { return k.places[i].start >= int32(m.start) })
	for i := at - 1; i >= 0 && k.places[i].start > int32(m.start)-ownerReach; i-- {
		if p := &k.places[i]; !p.passing && p.organ != "" {
			return p.organ
		}
	}
	return ""
}

// talks lists for each document where it speaks of the cases.
func talks(cases []*tumour) map[*facts]*talk {
	out := map[*facts]*talk{}
	top := map[*facts]float64{}
	for _, t := range cases {
		sum := map[*facts]float64{}
		for i := range t.dx {
			x := &t.dx[i]
			k := out[x.doc]
			if k == nil {
				k = &talk{}
				out[x.doc] = k
			}
			p := talkPlace{x.m.start, x.m.sentence, x.m.weakHistory, "", t}
			if x.site != nil && !x.m.metastatic && !x.m.nodal {
				p.organ = organ(x.site3())
			}
			k.places = append(k.places, p)
			sum[x.doc] += x.weight
		}
		for f, w := range sum {
			if w > top[f] {
				top[f], out[f].most = w, t
			}
		}
	}
	for _, k := range out {
		sort.SliceStable(k.places, func(i, j int) bool { return k.places[i].start < k.places[j].start })
	}
	return out
}

// ownerReach is how far before a stage, in bytes, its case may be named.
const ownerReach = 1500

// owner finds the case of a stage: the only one, else that of the organ it is
// labelled with, where there is one such case, else the one last spoken of
// before it in its document, else the one the document mostly speaks of.
func owner(cases []*tumour, k *talk, label string, m *stageMention) *tumour {
	if len(cases) == 0 {
		return nil
	}
	if len(cases) == 1 || k == nil {
		return cases[0]
	}
	if label != "" {
		var own *tumour
		n := 0
		for _, t := range cases {
			if t.organ == label {
				own, n = t, n+1
			}
		}
		if n == 1 {
			return own
		}
	}
	at := sort.Search(len(k.places), func(i int) bool { return k.places[i].start >= int32(m.start) })
	for i := at - 1; i >= 0 && k.places[i].start > int32(m.start)-ownerReach; i-- {
		if p := &k.places[i]; !p.passing || p.sentence == m.sentence {
			return p.t
		}
	}
	return k.most
}

// stageChoice is the category chosen for one basis and axis.
type stageChoice struct {
	cat      Category
	prefix   string
	weight   float64
	evidence []Evidence
	conflict bool
	derived  string  // the rule that gave it, "" when stated
	p        float64 // probability, where it is derived
	byRule   bool    // p is a measured share and not the model's figure
	levels   []byte  // levels of all that is stated
	amended  bool    // it takes the place of one stated before
}

// option is a stated category with all that states it.
type option struct {
	cat      Category
	prefix   string
	w        float64
	firmest  float64 // weight of the one statement that weighs most
	evidence []Evidence
	docs     map[int]bool
	when     time.Time // of the first document that states it
	foreign  bool      // labelled with another organ wherever it stands
	amended  bool
}

// options gathers the stated categories of one basis and axis; those that
// differ in exactness only are one.
func (t *tumour) options(b Basis, axis Axis) []option {
	var opts []option
	own := false // some category is labelled with the very site of the case
	for k := range t.stages {
		p := &t.stages[k]
		own = own || p.part != "" && p.part == t.site && p.m.basis == b && p.m.cat.Axis == axis
	}
	for k := range t.stages {
		p := &t.stages[k]
		foreign := t.foreign(p) || own && p.part != "" && p.part != t.site
		if p.m.basis != b || p.m.cat.Axis != axis {
			continue
		}
		w := p.doc.stageWeight(p.m)
		ev := Evidence{Document: p.doc.index, Span: labels.Span{Start: p.m.start, End: p.m.end}, Importance: w}
		hit := false
		for i := range opts {
			o := &opts[i]
			if o.cat.sameLevel(p.m.cat) && o.prefix == p.m.prefix {
				if len(p.m.cat.Sub) > len(o.cat.Sub) {
					o.cat.Sub = p.m.cat.Sub
				}
				if p.m.cat.Isolated != "" {
					o.cat.Isolated = p.m.cat.Isolated
				}
				o.w += w
				o.firmest = max(o.firmest, w)
				o.evidence = append(o.evidence, ev)
				o.docs[p.doc.index] = true
				o.foreign = o.foreign && foreign
				o.amended = o.amended || p.doc.amends(p.m)
				hit = true
				break
			}
		}
		if !hit {
			opts = append(opts, option{p.m.cat, p.m.prefix, w, w, []Evidence{ev}, map[int]bool{p.doc.index: true}, p.doc.when, foreign, p.doc.amends(p.m)})
		}
	}
	return opts
}

// pickStage chooses among the stated categories of one basis and axis; one of
// the level prefer, where it is not 0, goes before all others.
func (t *tumour) pickStage(b Basis, axis Axis, prefer byte) (stageChoice, bool) {
	opts := t.options(b, axis)
	if len(opts) == 0 {
		return stageChoice{}, false
	}
	sort.SliceStable(opts, func(i, j int) bool {
		a, c := &opts[i], &opts[j]
		if a.foreign != c.foreign {
			return c.foreign
		}
		if (a.cat.Level == prefer) != (c.cat.Level == prefer) {
			return a.cat.Level == prefer
		}
		if (a.prefix == "r" || a.prefix == "a") != (c.prefix == "r" || c.prefix == "a") {
			return a.prefix != "r" && a.prefix != "a" // a recurrence keeps its first stage
		}
		if b == BasisClinical && (a.prefix == "y") != (c.prefix == "y") {
			return a.prefix != "y" // the clinical stage is the one before treatment
		}
		if (a.cat.Level == 'X') != (c.cat.Level == 'X') {
			return c.cat.Level == 'X'
		}
		if a.w != c.w {
			return a.w > c.w
		}
		if b == BasisClinical && !a.when.Equal(c.when) && !a.when.IsZero() && !c.when.IsZero() {
			return a.when.Before(c.when) // of the time before treatment
		}
		return a.cat.rank() > c.cat.rank()
	})
	if b == BasisPathologic && axis == AxisT && prefer == 0 {
		highestFirst(opts)
	}
	c := stageChoice{cat: opts[0].cat, prefix: opts[0].prefix, weight: opts[0].w, evidence: opts[0].evidence, amended: opts[0].amended}
	for _, o := range opts {
		if o.foreign == opts[0].foreign {
			c.levels = append(c.levels, o.cat.Level)
		}
	}
	for _, o := range opts[1:] {
		if o.foreign || o.prefix != c.prefix || o.cat.Level == 'X' || o.cat.Level == c.cat.Level {
			continue
		}
		for d := range o.docs {
			if !opts[0].docs[d] {
				c.conflict = true
			}
		}
		if c.conflict {
			for _, e := range o.evidence {
				e.Against = true
				e.Importance *= 0.5
				c.evidence = append(c.evidence, e)
			}
		}
	}
	c.evidence = tidy(c.evidence, maxEvidence)
	return c, true
}

// highestFirst puts first the highest T of those that one document states as
// firmly: of several tumours in one organ it is the organ's.
func highestFirst(opts []option) {
	lead, top := &opts[0], 0
	for i := range opts {
		o := &opts[i]
		if o.foreign == lead.foreign && o.prefix == lead.prefix && !lead.amended && isDigit(o.cat.Level) && isDigit(lead.cat.Level) &&
			o.firmest >= lead.firmest && o.cat.rank() > opts[top].cat.rank() && sharesDocument(o, lead) {
			top = i
		}
	}
	opts[0], opts[top] = opts[top], opts[0]
}

func sharesDocument(a, b *option) bool {
	for d := range a.docs {
		if b.docs[d] {
			return true
		}
	}
	return false
}

// stageWeight says how surely a stated category is the one to report.
func (f *facts) stageWeight(m *stageMention) float64 {
	w := 1.0
	if m.chained {
		w++
	}
	if m.guessed {
		w *= 0.5
	}
	if m.definition {
		w *= 0.4
	}
	if f.kind == PathologyReport && pastSections[f.doc.Sections[f.section[m.sentence]].Kind] {
		w *= 0.3 // the stage of an earlier specimen
	}
	if f.finalSentence(int(m.sentence)) {
		w += 0.5
	}
	if f.amends(m) {
		w += 3
	}
	return w
}

// amends reports whether a stage takes the place of one stated before: "the
// stage is therefore changed to pT3". After treatment it is no amendment.
func (f *facts) amends(m *stageMention) bool {
	if f.kind != PathologyReport || m.basis != BasisPathologic || m.prefix != "" {
		return false
	}
	for k := m.token - 1; k >= 0 && k >= m.token-changeReach; k-- {
		if changeWords[f.doc.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

// changeReach is how far before a stage, in tokens, it is called amended.
const changeReach = 8

var changeWords = wordSet("changed", "combined", "amended", "revised", "upstaged", "restaged", "corrected", "upgraded")

// pastSections tell what was before the specimen of a report.
var pastSections = map[text.SectionKind]bool{text.SectionIndication: true, text.SectionHPI: true, text.SectionPMH: true, text.SectionPSH: true}

// describe puts the stage into words: "ypT2, after treatment".
func (c stageChoice) describe(b Basis) string {
	var sb strings.Builder
	sb.WriteString(c.prefix)
	sb.WriteByte(byte(b))
	sb.WriteString(c.cat.String())
	if c.cat.Sentinel {
		sb.WriteString("(sn)")
	}
	switch c.prefix {
	case "y":
		sb.WriteString(", after treatment")
	case "r":
		sb.WriteString(", of a recurrence")
	case "a":
		sb.WriteString(", at autopsy")
	}
	if c.conflict {
		sb.WriteString("; documents disagree")
	}
	return sb.String()
}
