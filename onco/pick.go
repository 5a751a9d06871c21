package onco

import (
	"cmp"
	"slices"
	"sort"
	"strings"
)

// choice is a value with what speaks for it.
type choice struct {
	code     string
	weight   float64
	share    float64 // of the weight of all candidates
	lone     float64 // of the weight of the exact ones
	kin      float64 // of the exact ones, those of its family
	told     bool    // the site is part of what the histology means
	p        float64 // the model's probability, 0 where it was not asked
	evidence []Evidence
}

// klatskin is the tumour of the fork of the hepatic ducts: bile duct by name,
// however much of the liver went with it.
const klatskin = "8162"

// pickSite chooses the topography of a case from the sites near its diagnoses
// and, within the organ, from all mentions of its parts.
func (t *tumour) pickSite(docs []*facts, book *codebook) choice {
	if len(docs) != 1 {
		return t.chooseSite(docs, book)
	}
	if t.sitedIn != docs[0] { // the model asks again for the only report
		t.sited, t.sitedIn = t.chooseSite(docs, book), docs[0]
	}
	return t.sited
}

func (t *tumour) chooseSite(docs []*facts, book *codebook) choice {
	three := map[string]float64{}
	fork := false // a Klatskin tumour
	blood := t.family == famHaematologic || t.family == famPlasma
	add := func(code string, w float64) {
		if code != "" && (organ(code) == t.organ || blood && book.valid(code+".9", "9680")) {
			three[code] += w
		}
	}
	for i := range t.dx {
		x := &t.dx[i]
		switch {
		case x.lost:
			add(unknownPrimary[:3], x.weight)
		case x.site != nil:
			add(x.site3(), x.weight)
		}
		if x.site == nil && x.m.term.class == 'h' || x.m.term.implied != "-" && x.m.term.class == 'h' {
			if imp := x.implies(); imp != "" {
				add(imp, 0.5*x.weight)
				fork = fork || x.m.term.code[:4] == klatskin
			}
		}
	}
	exact := map[string]float64{}
	spans := map[string][]Evidence{}
	for _, f := range docs {
		for i := range f.mentions {
			m := &f.mentions[i]
			if m.term.kind != siteTerm || m.metastatic || m.term.class == 'n' {
				continue
			}
			w := f.siteMentionWeight(m)
			if w == 0 || t.twin && f.otherSide(m, t.side) {
				continue
			}
			code := m.term.code
			if soft := softTissue[code]; t.organ == "C49" && soft != "" {
				code = soft
			}
			if m.term.class != 's' && !blood {
				add(code[:3], 0.3*w)
			}
			if m.term.class == 'p' {
				exact[code] += partTaken * w
			} else {
				exact[code] += w
			}
			spans[code] = append(spans[code], Evidence{Document: f.index, Span: m.span(), Importance: w})
		}
	}
	for i := range t.dx {
		x := &t.dx[i]
		if x.site != nil {
			w := x.weight
			if x.site.term.class == 'p' {
				w *= 0.5
			}
			code := x.m.topography(x.site)
			exact[code] += w
			spans[code] = append(spans[code], Evidence{Document: x.doc.index, Span: x.site.span(), Importance: w})
		}
	}
	top, total := best(three)
	top = t.diagnosedIn(top, three)
	top = exacter(top, three)
	if top == "C18" && !partSpoken(top, exact) { // "adenocarcinoma of the colon (rectal carcinoma)"
		for _, s := range [2]string{"C20", "C19"} {
			if three[s] >= 0.25*three[top] {
				top = s
				break
			}
		}
	}
	if blood && (top == "C77" || top == "C42") { // an organ that is named goes before the nodes
		nodes := three[top]
		delete(three, "C77")
		delete(three, "C42")
		if s, _ := best(three); s != "" && three[s] >= 0.3*nodes {
			top = s
		}
		three[top] = max(three[top], nodes)
	}
	if top == "" {
		return choice{}
	}
	c := choice{code: top + ".9", weight: three[top], share: three[top] / total, told: fork && top == "C24"}
	if _, ok := book.topography[c.code]; !ok {
		c.code = firstCode(book, top)
	}
	if c.code = refine(c.code, exact); strings.HasPrefix(t.plot, top) {
		c.code = t.plot
	}
	for code, ev := range spans {
		if strings.HasPrefix(code, top) && (code == c.code || top != "C44") {
			for _, e := range ev {
				if code == c.code {
					e.Importance *= 3
				}
				c.evidence = append(c.evidence, e)
			}
		}
	}
	if len(c.evidence) == 0 {
		for i := range t.dx {
			c.evidence = append(c.evidence, Evidence{Document: t.dx[i].doc.index, Span: t.dx[i].m.span(), Importance: t.dx[i].weight})
		}
	}
	c.evidence = tidy(c.evidence, maxEvidence)
	return c
}

// diagnosedIn prefers an organ that stands beside a diagnosis to a neighbour that
// is only mentioned more often, in one of its group: what was taken out with it.
func (t *tumour) diagnosedIn(top string, three map[string]float64) string {
	if top == "" || len(vague[top]) > 0 {
		return top
	}
	pick := ""
	for i := range t.dx {
		x := &t.dx[i]
		if x.site == nil {
			continue
		}
		s := x.site3()
		if s == top {
			return top
		}
		if w := three[s]; w >= 0.5*three[top] && len(vague[s]) == 0 && (pick == "" || w > three[pick] || w == three[pick] && s < pick) {
			pick = s
		}
	}
	if pick == "" {
		return top
	}
	return pick
}

// partTaken is how much the part of an organ that an operation is named after
// speaks for the tumour's part, beside one that is named itself: a right
// hemicolectomy takes out a tumour of the hepatic flexure too.
const partTaken = 0.7

// otherSide reports whether a mention of a site is of the side that is not the
// case's.
func (f *facts) otherSide(m *mention, side byte) bool {
	s := f.sideNear(m)
	if s == 0 {
		s = f.sideHeading(m)
	}
	return s != 0 && s != side
}

// vague are sites that a part of them, where it is spoken of, replaces.
var vague = map[string][]string{
	"C55": {"C53", "C54"}, "C57": {"C56"}, "C48": {"C56"}, "C14": {"C01", "C02", "C04", "C09", "C10", "C13", "C32"}, "C26": {"C18", "C19", "C20"},
	"C06": {"C02", "C03", "C04"}, "C68": {"C67"}, "C66": {"C67"}, "C77": {"C42"}, "C70": {"C71"}, "C24": {"C22", "C23"},
}

func exacter(top string, three map[string]float64) string {
	pick, w := top, 0.5*three[top]
	for _, s := range vague[top] {
		if three[s] >= w {
			pick, w = s, three[s]
		}
	}
	return pick
}

// partSpoken reports whether a part of an organ is spoken of.
func partSpoken(three string, exact map[string]float64) bool {
	for c, w := range exact {
		if c[:3] == three && c[4] != '9' && w > 0.8 {
			return true
		}
	}
	return false
}

// refine replaces an organ's general code by its most spoken-of part.
func refine(code string, exact map[string]float64) string {
	general, part, partW := exact[code], "", 0.0
	for c, w := range exact {
		if c[:3] == code[:3] && c != code && (w > partW || w == partW && c < part) {
			part, partW = c, w
		}
	}
	if partW > 0.8 && partW > 0.1*general || general == 0 && partW > 0.3 {
		return part
	}
	return code
}

func best(m map[string]float64) (string, float64) {
	top, total := "", 0.0
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		total += m[k]
		if top == "" || m[k] > m[top] {
			top = k
		}
	}
	return top, total
}

// usualCode are the codes of sites whose general code is not the last one:
// blood and marrow, and the chest, where what is meant is the pleura.
var usualCode = map[string]string{"C42": "C42.1", "C38": "C38.4"}

func firstCode(book *codebook, three string) string {
	if c := usualCode[three]; c != "" {
		return c
	}
	for d := byte('0'); d <= '9'; d++ {
		if c := three + "." + string(rune(d)); book.topography[c] != "" {
			return c
		}
	}
	return three + ".9"
}

// siteMentionWeight says how much a mention of a site speaks for the tumour
// being there.
func (f *facts) siteMentionWeight(m *mention) float64 {
	w := 0.2
	if m.term.class == 's' && !f.organNear(m) {
		return 0
	}
	mark := f.marks[m.sentence]
	switch {
	case mark&markTumour != 0:
		w = 1
	case m.term.class == 'k' && !m.keyed:
		return 0 // "chest" and "back" are everywhere
	}
	if m.keyed {
		w = 6
	}
	switch m.term.class {
	case 'p':
		w += 0.5
	case 'a':
		w *= 0.2
	}
	return w * f.sectionWeight(m.section)
}

// organNear reports whether the organ of a subsite is named in its sentence or
// shortly before it.
func (f *facts) organNear(m *mention) bool {
	if m.keyed { // "Tumor site: upper inner quadrant"
		return true
	}
	names := func(o *mention) bool {
		return o.term.kind == siteTerm && o.term.class != 's' && o.term.class != 'n' && o.term.code[:3] == m.term.code[:3]
	}
	for i := m.index - 1; i >= 0 && f.mentions[i].sentence >= m.sentence-2 && m.index-i < maxLookBack; i-- {
		if names(&f.mentions[i]) {
			return true
		}
	}
	for i := m.index + 1; i < len(f.mentions) && f.mentions[i].sentence == m.sentence && i-m.index < maxLookBack; i++ {
		if names(&f.mentions[i]) {
			return true
		}
	}
	return false
}

// nonspecific are the histologies that any more exact one of their kind
// replaces.
var nonspecific = map[string]bool{"8000": true, "8001": true, "8010": true, "8140": true, "8312": true, "8046": true, "8720": true, "9590": true, "9591": true,
	"9380": true, "8441": true, "8260": false, "9650": true, "8800": true, "9800": true, "8240": true, "8120": false, "8070": false, "8801": true, "8803": true, "9180": true, "8330": true, "8850": true, "9861": true, "9835": true, "9989": true}

// pickHistology chooses the morphology of a case.
func (t *tumour) pickHistology(site string) choice {
	w := map[string]float64{}
	spans := map[string][]Evidence{}
	firm := t.firm()
	exact, ofKind := 0.0, [numFamilies]float64{}
	for i := range t.dx {
		x := &t.dx[i]
		if firm && x.unsure {
			continue // what is suspected beside what is known
		}
		code := x.refined(site)
		weight := x.weight
		w[code] += weight
		if !nonspecific[code[:4]] {
			exact += weight
			ofKind[familyOf(code, t.organ)] += weight
		}
		spans[code] = append(spans[code], Evidence{Document: x.doc.index, Span: x.m.span(), Importance: weight})
	}
	top, total := best(w)
	if top == "" {
		return choice{}
	}
	top = t.prefer(t.foremost(top, w), w)
	c := choice{code: top, weight: w[top], share: w[top] / total, lone: w[top]}
	if exact > 0 {
		c.lone /= exact
		c.kin = ofKind[familyOf(top, t.organ)] / exact
	}
	for code, ev := range spans {
		f := 0.3
		if code == top {
			f = 1
		}
		for _, e := range ev {
			e.Importance *= f
			c.evidence = append(c.evidence, e)
		}
	}
	c.evidence = tidy(c.evidence, maxEvidence)
	return c
}

// mixedGermCell is a tumour whose parts are each a diagnosis by itself.
const mixedGermCell = "9085/3"

// foremost lets a mixed tumour of germ cells go before its parts.
func (t *tumour) foremost(top string, w map[string]float64) string {
	if w[mixedGermCell] > 0 && familyOf(top, t.organ) == famGermCell {
		return mixedGermCell
	}
	return top
}

// rank orders the most general codes: cancer, carcinoma, non-small cell
// carcinoma; 0 for all that say more.
func rank(code string) int {
	switch code[:4] {
	case "8000":
		return 3
	case "8010":
		return 2
	case "8046":
		return 1
	}
	return 0
}

// prefer replaces a vague or in-situ code by an exact, invasive one that has
// at least a quarter of its weight.
func (t *tumour) prefer(top string, w map[string]float64) string {
	codes := make([]string, 0, len(w))
	for c := range w {
		codes = append(codes, c)
	}
	sort.Slice(codes, func(a, b int) bool {
		return w[codes[a]] > w[codes[b]] || w[codes[a]] == w[codes[b]] && codes[a] < codes[b]
	})
	if nonspecific[top[:4]] {
		for _, c := range codes {
			if !nonspecific[c[:4]] && w[c] >= 0.2*w[top] && familyOf(c, t.organ).compatible(familyOf(top, t.organ)) && c[5] == '3' {
				top = c
				break
			}
		}
	}
	if r := rank(top); r > 0 {
		for _, c := range codes {
			if rank(c) < r && c[5] == '3' && w[c] >= 0.15*w[top] {
				top = c
				break
			}
		}
	}
	if top[5] == '2' {
		invasive := ""
		for _, c := range codes {
			if c[5] != '3' || c[:4] == "8000" || w[c] < 0.15*w[top] {
				continue
			}
			if !nonspecific[c[:4]] {
				return c
			}
			if invasive == "" && w[c] >= 0.25*w[top] {
				invasive = c
			}
		}
		if invasive != "" {
			return invasive
		}
	}
	return top
}

const maxEvidence = 8

// tidy sorts evidence by importance, drops what repeats a place, and scales
// the importances so that the first is at most 1.
func tidy(ev []Evidence, n int) []Evidence {
	slices.SortStableFunc(ev, func(x, y Evidence) int {
		return cmp.Or(cmp.Compare(y.Importance, x.Importance), cmp.Compare(x.Document, y.Document), cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
	})
	out := ev[:0]
	top := 0.0
	for _, e := range ev {
		dup := false
		for _, o := range out {
			dup = dup || o.Document == e.Document && o.Overlaps(e.Span)
		}
		if dup {
			continue
		}
		top = max(top, e.Importance)
		if out = append(out, e); len(out) == n {
			break
		}
	}
	for i := range out {
		out[i].Importance /= max(top, 1)
	}
	return out
}
