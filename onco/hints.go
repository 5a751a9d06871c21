package onco

import (
	"sort"
	"strconv"

	"github.com/lethe-health/lethe/internal/text"
)

// hints are the findings of the rules in words: those of site and histology,
// and those of the extent of disease.
func hints(f *facts, t *tumour, book *codebook) (place, extent []string) {
	place, site3 := placeHints(f, t, book)
	return place, extentHints(f, t, site3)
}

// placeHints returns the findings of site and histology, and the organ of the case.
func placeHints(f *facts, t *tumour, book *codebook) (out []string, site3 string) {
	if t != nil {
		site := t.pickSite([]*facts{f}, book)
		hist := t.pickHistology(site.code)
		if site.code != "" {
			site3 = site.code[:3]
			out = append(out, "site:"+site.code, "site3:"+site3)
			if site.share > 0.8 {
				out = append(out, "site3!"+site3)
			}
		}
		if hist.code != "" {
			out = append(out, "hist:"+hist.code[:4], "hist:"+hist.code[:4]+":"+site3)
			if hist.share > 0.7 {
				out = append(out, "hist!"+hist.code[:4])
			}
		}
	}
	return append(out, f.siteHints()...), site3
}

// extentHints are the findings of stages, sizes and lymph nodes.
func extentHints(f *facts, t *tumour, site3 string) []string {
	var out []string
	for i := range f.stages {
		m := &f.stages[i]
		s := string(rune(m.cat.Axis)) + string(rune(m.cat.Level))
		out = append(out, "has:"+s)
		if m.basis == BasisPathologic {
			out = append(out, "p:"+s, "p:"+s+m.cat.Sub)
			if m.chained {
				out = append(out, "pc:"+s)
			}
		}
		if m.basis == BasisUnstated && m.chained {
			out = append(out, "c:"+s)
		}
	}
	if t != nil {
		for _, axis := range [2]Axis{AxisT, AxisN} {
			if c, ok := t.pickStage(BasisPathologic, axis, 0); ok {
				out = append(out, "pick:"+string(rune(axis))+string(rune(c.cat.Level)))
			}
		}
	}
	if d, ok := f.deriveT(site3); ok {
		out = append(out, "derived:"+string(rune(d.cat.Axis))+string(rune(d.cat.Level)), "derived:"+d.cat.String()+":"+site3)
	}
	if site3 == liverSite {
		out = append(out, f.liverHints()...)
	}
	if d, ok := f.deriveN(site3); ok {
		out = append(out, "derived:"+string(rune(d.cat.Axis))+string(rune(d.cat.Level)))
	}
	return append(out, f.measureHints(site3)...)
}

// siteHints are the sites that a report speaks of most, the one it names as the
// tumour's, and the first it names at all.
func (f *facts) siteHints() []string {
	weight := map[string]float64{}
	top := 0.0
	var out []string
	for i := range f.mentions {
		m := &f.mentions[i]
		if m.term.kind != siteTerm || m.term.class == 'n' || m.term.class == 'k' || m.metastatic {
			continue
		}
		code := m.term.code
		if m.term.class != 's' && len(weight) == 0 {
			out = append(out, "first:"+code)
		}
		w := f.siteMentionWeight(m)
		weight[code] += w
		top = max(top, weight[code])
		if m.keyed && m.term.class != 's' {
			out = append(out, "keyed:"+code)
		}
	}
	for code, w := range weight {
		switch {
		case w == top:
			out = append(out, "most:"+code, "said:"+code)
		case w >= 0.3*top:
			out = append(out, "said:"+code)
		case w >= 0.05*top:
			out = append(out, "named:"+code)
		}
	}
	sort.Strings(out)
	return append(out, f.spotHints()...)
}

// measureHints are the counts and sizes in steps that staging knows.
func (f *facts) measureHints(site3 string) []string {
	me := &f.measures
	var out []string
	n := "nodes:"
	switch {
	case me.positive < 0:
		n += "?"
	case me.positive > 6:
		n += "7+"
	default:
		n += strconv.Itoa(me.positive)
	}
	out = append(out, n, n+":"+site3)
	if me.examined == 0 {
		out = append(out, "examined:0")
	}
	if me.nodeMets {
		out = append(out, "nodemets")
	}
	if me.nodesFree {
		out = append(out, "nodesfree")
	}
	if me.sizeMM > 0 {
		for _, step := range [...]float64{10, 20, 30, 40, 50, 70, 100} {
			if me.sizeMM <= step {
				out = append(out, "size<="+strconv.Itoa(int(step))+":"+site3)
				break
			}
		}
		for _, step := range [...]float64{20, 40, 70} {
			if me.sizeMM > step {
				out = append(out, "size>"+strconv.Itoa(int(step))+":"+site3)
			}
		}
	}
	return out
}

// spot is a kind of place in a report where the tumour's organ tends to stand.
type spot uint8

const (
	spotTumour    spot = iota // a line that names a carcinoma and denies nothing
	spotLabelled              // the same, of a numbered specimen and the line below it
	spotTakenOut              // beside a resection
	spotDiagnosis             // the final diagnosis
	spotStaging               // the synopsis
	spotGross                 // what was seen by the eye
	numSpots
)

var spotNames = [numSpots]string{"tumour:", "labelled:", "takenout:", "diagnosis:", "staging:", "gross:"}

var (
	namedTumour = wordSet("carcinoma", "carcinomas", "adenocarcinoma", "cancer", "ca")
	deniedWords = wordSet("negative", "benign", "free", "uninvolved", "normal", "unremarkable", "no")
	marginNouns = wordSet("margin", "margins")
	labelWords  = wordSet("part", "specimen")
)

// The windows of spots, in tokens.
const (
	spotLine = 24 // of the line on either side
	spotNear = 8  // of what stands beside the organ
)

// spotHints are the organ that stands most often in each kind of spot. Organs
// of margins count in none.
func (f *facts) spotHints() []string {
	var count [numSpots]map[string]int
	for i := range f.mentions {
		m := &f.mentions[i]
		if m.term.kind != siteTerm || m.term.class == 'n' || m.term.class == 'k' || m.term.class == 's' {
			continue
		}
		for s, there := range f.spots(m) {
			if !there {
				continue
			}
			if count[s] == nil {
				count[s] = map[string]int{}
			}
			count[s][m.term.code[:3]]++
		}
	}
	var out []string
	for s, sites := range count {
		top := ""
		for site, n := range sites {
			if top == "" || n > sites[top] || n == sites[top] && site < top {
				top = site
			}
		}
		if top != "" {
			out = append(out, spotNames[s]+top)
		}
	}
	return out
}

// spots are the kinds of spot that a mention of a site stands in.
func (f *facts) spots(m *mention) (at [numSpots]bool) {
	d := &f.doc
	first, end := f.line(m)
	for k := max(first, m.first-spotNear); k < min(end, m.last+spotNear); k++ {
		bits := wordBits(d.Tokens[k].Hash)
		if bits&bitMargin != 0 {
			return at
		}
		at[spotTakenOut] = at[spotTakenOut] || bits&bitSurgery != 0
	}
	below := min(end+spotLine, int32(len(d.Tokens)))
	for k := end + 1; k < below; k++ {
		if d.Tokens[k].Flags&text.LineBefore != 0 {
			below = k
		}
	}
	here, denied := f.speaks(first, end)
	under, deniedUnder := f.speaks(end, below)
	at[spotTumour] = here && !denied
	at[spotLabelled] = (here || under) && !denied && !deniedUnder && f.labelled(first)
	at[spotDiagnosis] = m.section == text.SectionFinalDiagnosis || m.section == text.SectionStaging
	at[spotStaging] = m.section == text.SectionStaging
	at[spotGross] = m.section == text.SectionGross
	return at
}

// line gives the tokens of a mention's line, as far as they are looked at.
func (f *facts) line(m *mention) (first, end int32) { return f.lineOf(m.first, m.last) }

// lineOf is the same for the tokens from first to end.
func (f *facts) lineOf(from, to int32) (first, end int32) {
	d := &f.doc
	for first = from; first > 0 && first > from-spotLine && d.Tokens[first].Flags&text.LineBefore == 0; {
		first--
	}
	for end = to; int(end) < len(d.Tokens) && end < to+spotLine && d.Tokens[end].Flags&text.LineBefore == 0; {
		end++
	}
	return first, end
}

// speaks reports whether tokens name a carcinoma and whether they deny.
func (f *facts) speaks(from, to int32) (tumour, denied bool) {
	bits := uint32(0)
	for k := from; k < to; k++ {
		bits |= wordBits(f.doc.Tokens[k].Hash)
	}
	return bits&bitNamed != 0, bits&bitDenied != 0
}

// labelled reports whether a line that begins at token k has the label of a
// specimen: "A.", "(B)", "3)", "PART 2".
func (f *facts) labelled(k int32) bool {
	d := &f.doc
	if f.punctAt(k) == '(' {
		k++
	}
	if int(k)+1 >= len(d.Tokens) {
		return false
	}
	t := &d.Tokens[k]
	if labelWords[t.Hash] {
		return true
	}
	if t.Kind == text.Punct || t.Len() > 2 {
		return false
	}
	switch f.punctAt(k + 1) {
	case ')', '.', ':', ',', '-':
		return true
	}
	return false
}
