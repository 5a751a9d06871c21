package onco

import (
	"sort"
)

// tumour is one primary of the patient: the diagnoses that describe it and the
// stages stated of it.
type tumour struct {
	dx      []diagnosis
	organ   string // organ group, "" while no diagnosis has a site
	family  family
	side    byte   // of a paired organ, 0 not said
	only    bool   // the patient has no other case
	twin    bool   // another case is of the other side of the organ
	plot    string // of an organ with several primaries, see plotOf
	score   float64
	first   int // order of appearance
	stages  []placedStage
	decided string // the organ that was answered, "" before
	site    string // its three-character site, "" before
	unread  *facts // the report that only the model could read, else nil
	sited   choice // what pickSite chose from the one document sitedIn
	sitedIn *facts
}

// placedStage is a stage mention with its document.
type placedStage struct {
	doc   *facts
	m     *stageMention
	label string // the organ that it is labelled with, or that was spoken of before it; "" for none
	part  string // the three-character site that it is labelled with, "" for none
}

// foreign reports whether a stage is said of another organ than the case's.
func (t *tumour) foreign(p *placedStage) bool {
	own := t.organ
	if t.decided != "" {
		own = t.decided
	}
	return p.label != "" && own != "" && p.label != own
}

// tumours clusters the diagnoses of all documents into primaries and keeps
// those that the documents carry.
func tumours(dx []diagnosis, book *codebook) []*tumour {
	order := make([]int, len(dx))
	for i := range order {
		order[i] = i
	}
	// Exact and heavy diagnoses found the cases; vague ones join them.
	sort.SliceStable(order, func(a, b int) bool { return foundation(&dx[order[a]]) > foundation(&dx[order[b]]) })
	var all []*tumour
	for _, i := range order {
		x := dx[i]
		if t := home(all, &x); t != nil {
			t.dx = append(t.dx, x)
			t.score += x.weight
			t.first = min(t.first, i)
			if t.side == 0 && t.organ == organ(x.site3()) {
				t.side = x.side
			}
			if t.plot == "" {
				t.plot = x.plot
			}
			if t.organ == "" && x.place3() != "" {
				t.organ = organ(x.place3())
			}
			if t.family == famAny || t.family == famCarcinoma && x.family != famAny {
				t.family = x.family
			}
			continue
		}
		t := &tumour{dx: []diagnosis{x}, family: x.family, side: x.side, plot: x.plot, score: x.weight, first: i}
		if s := x.place3(); s != "" {
			t.organ = organ(s)
		}
		all = append(all, t)
	}
	for _, t := range all {
		for i := 0; i < len(t.dx) && t.organ == ""; i++ {
			t.organ = organ(t.dx[i].site3())
		}
	}
	return keep(all)
}

// seat finds the organ of a case beside none of whose diagnoses one is named: the
// one that the patient's notes, of the same case, say a tumour sits in.
func (t *tumour) seat(docs []*facts, book *codebook) {
	if t.organ != "" || len(t.dx) == 0 || !t.only {
		return
	}
	weight := map[string]float64{}
	for _, f := range docs {
		for i := range f.mentions {
			m := &f.mentions[i]
			if m.term.kind != siteTerm || m.term.class != 'o' || m.metastatic || spreadTo[m.term.code[:3]] || f.marks[m.sentence]&markTumour == 0 ||
				f.marks[m.sentence]&markNode != 0 || !book.valid(m.term.code, t.dx[0].m.term.code) {
				continue
			}
			weight[organ(m.term.code[:3])] += f.siteMentionWeight(m)
		}
	}
	t.organ, _ = best(weight)
}

// foundation ranks diagnoses by how well they found a case.
func foundation(x *diagnosis) float64 {
	w := x.weight
	if !x.genericOnly() {
		w += 3
	}
	if x.site != nil {
		w += 1
	}
	if x.m.term.class == 'm' {
		w -= 1
	}
	if spreads(x) {
		w -= 2
	}
	return w
}

// home finds the case that a diagnosis belongs to: the same organ and a kind
// that goes with it; a diagnosis without a site belongs to the best case of
// its kind. A vague diagnosis at another site is taken for spread of the first
// case rather than for a case of its own, unless its kind contradicts.
func home(all []*tumour, x *diagnosis) *tumour {
	site := x.place3()
	var best *tumour
	for _, t := range all {
		if !t.family.compatible(x.family) && !(site != "" && t.organ == organ(site) && x.unsure) {
			continue
		}
		if site != "" && t.organ != organ(site) && x.family == famAny && (t.family == famHaematologic || t.family == famPlasma) {
			continue // "CLL; prostate cancer"
		}
		if t.organ == organ(site) && (t.side != 0 && x.side != 0 && t.side != x.side || apart(t.plot, x.plot)) {
			continue
		}
		if site == "" || t.organ == "" || t.organ == organ(site) || x.family == famHaematologic && t.family == famHaematologic {
			if best == nil || (t.organ == organ(site) && best.organ != organ(site)) {
				best = t
			}
			continue
		}
		if x.staged {
			continue
		}
		if x.genericOnly() || x.unsure || x.site == nil || x.m.nodal || spreadOf(t, x) {
			if best == nil {
				best = t
			}
		}
	}
	return best
}

// spreads reports whether a sarcoma or melanoma is named in an organ that such
// tumours spread to.
func spreads(x *diagnosis) bool {
	s := x.site3()
	return (x.family == famSarcoma || x.family == famMelanoma) && (s == "C34" || spreadTo[s])
}

// spreadOf reports whether a tumour in an organ of spread is of the very kind
// that the case has elsewhere.
func spreadOf(t *tumour, x *diagnosis) bool { return spreads(x) && t.family == x.family }

// keep drops cases that nothing firm carries: only suspected, only vague
// beside a firm one, or a passing word of history.
func keep(all []*tumour) []*tumour {
	sort.SliceStable(all, func(a, b int) bool { return all[a].score > all[b].score })
	var out []*tumour
	for i, t := range all {
		if !t.firm() || t.organ == unknownPrimary[:3] && known(all, t) || t.skinAside(all) {
			continue
		}
		if i > 0 && len(out) > 0 && !t.separate(out[0]) {
			continue
		}
		out = append(out, t)
	}
	if len(out) > 1 {
		lead := out[0]
		sort.SliceStable(out[1:], func(a, b int) bool { return out[1+a].first < out[1+b].first })
		if out[1].first < lead.first && out[1].score > 0.8*lead.score {
			out[0], out[1] = out[1], out[0]
		}
	}
	for _, t := range out {
		alone := true
		t.only = len(out) == 1
		for _, o := range out {
			alone = alone && (o == t || o.organ != t.organ)
			t.twin = t.twin || o != t && o.organ == t.organ && o.side != t.side && o.side != 0 && t.side != 0
		}
		if alone {
			t.plot = "" // nothing to tell it from
		}
	}
	return out
}

// known reports whether a case of a known organ can be what t, whose beginning
// one document did not know, has turned out to be.
func known(all []*tumour, t *tumour) bool {
	for _, o := range all {
		if o != t && o.organ != "" && o.organ != t.organ && o.firm() && o.family.compatible(t.family) && o.namesOrgan() {
			return true
		}
	}
	return false
}

// namesOrgan reports whether some firm diagnosis of the case names its organ.
func (t *tumour) namesOrgan() bool {
	for i := range t.dx {
		if x := &t.dx[i]; x.site != nil && !x.unsure && !x.m.weakHistory {
			return true
		}
	}
	return false
}

// skinAside reports whether the case is a common cancer of the skin beside another
// cancer: no registry counts a basal cell carcinoma, nor a squamous one that is
// mentioned and of which no report is at hand.
func (t *tumour) skinAside(all []*tumour) bool {
	if t.organ != "C44" || t.family != famBasal && t.family != famSquamous {
		return false
	}
	for i := range t.dx {
		if k := t.dx[i].doc.kind; t.family != famBasal && (k == PathologyReport || k == Procedure) && !t.dx[i].m.weakHistory {
			return false
		}
	}
	for _, o := range all {
		if o != t && o.firm() && o.organ != "C44" {
			return true
		}
	}
	return false
}

// firm reports whether some diagnosis of the case is stated outright.
func (t *tumour) firm() bool {
	for i := range t.dx {
		x := &t.dx[i]
		if x.unsure {
			continue
		}
		// "Adenocarcinoma" is general, yet nobody says it in passing.
		if x.weight >= 0.5 || x.weight >= 0.25 && !x.m.weakHistory && x.m.term.code[:3] != "800" && x.m.term.code[:3] != "801" {
			return true
		}
	}
	return false
}

// placeless reports whether a diagnosis needs no organ named beside it to be a
// case of its own: a tumour of the skin or of the blood.
func (x *diagnosis) placeless() bool {
	return x.site3() == "C44" || x.family == famHaematologic || x.family == famPlasma
}

// stageable are the cases that TNM is defined for: not those of the blood, of
// lymph nodes or of the brain. A lymphoma of the skin has a TNM of its own.
func stageable(cases []*tumour) []*tumour {
	out := make([]*tumour, 0, len(cases))
	for _, t := range cases {
		blood := (t.family == famHaematologic || t.family == famPlasma) && t.organ != "C44"
		brain := t.organ == organ("C71") && (t.family == famGlial || t.family == famEmbryonal)
		if !blood && !brain {
			out = append(out, t)
		}
	}
	return out
}

// separate reports whether t can stand beside the patient's main tumour.
func (t *tumour) separate(main *tumour) bool {
	if t.organ == "" || t.score < 0.5 || t.score < 1 && t.plot == "" {
		return false
	}
	exact, current := false, false
	for i := range t.dx {
		x := &t.dx[i]
		exact = exact || (!x.genericOnly() || x.staged || x.plot != "" && x.m.term.code[:4] != "8000") && !x.unsure && (x.site != nil || x.placeless())
		current = current || !x.m.weakHistory && !x.unsure
	}
	if !exact || !current || t.spilled(main) {
		return false
	}
	return t.organ != main.organ || !t.family.compatible(main.family) || t.side != 0 && main.side != 0 && t.side != main.side || apart(t.plot, main.plot)
}
