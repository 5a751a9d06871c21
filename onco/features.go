package onco

import (
	"math"
	"sort"
	"strconv"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/onco/internal/linear"
)

// features is what the learned model sees of a pathology report: its words and
// pairs of words, those of the diagnosis once more, and what the rules found.
// With a set, features that no model knows are left out as they are read.
type features struct {
	set    *linear.Set
	active []linear.Active
	at     []int32          // by active feature: the token it was first seen at, -1 for a finding
	mark   []uint32         // by feature of the set: the reading it was last seen in
	round  uint32           // of mark
	all    []linear.Feature // without a set: everything
	seen   map[uint32]bool
}

const (
	featurePair uint32 = 0x9e3779b9 // mixes the hashes of a pair
	featureDx   uint32 = 0x7f4a7c15 // marks words of the final diagnosis
	featureHint uint32 = 0x94d049bb // marks findings of the rules
)

func mix(a, b uint32) uint32 {
	h := a*0x85ebca6b ^ b
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h ^ h>>12
}

const (
	hintValue = 0.7 // the value of a finding
	wordNorm  = 2   // the length of the vector of words, about
)

// read fills x from a report and the case it describes; t may be nil.
func (x *features) read(f *facts, t *tumour, book *codebook) {
	x.active, x.at, x.all = x.active[:0], x.at[:0], x.all[:0]
	if x.set == nil {
		x.seen = map[uint32]bool{}
	} else if len(x.mark) != x.set.Len() {
		x.mark, x.round = make([]uint32, x.set.Len()), 0
	}
	x.round++
	for _, h := range hints(f, t, book) {
		x.add(text.HashFold(h)^featureHint, hintValue, -1)
	}
	words := 0
	for i := range f.doc.Tokens {
		if counted(&f.doc.Tokens[i]) {
			words++
		}
	}
	v := float32(wordNorm / math.Sqrt(float64(max(words, 1))))
	sec := 0
	var last uint32
	for i := range f.doc.Tokens {
		tok := &f.doc.Tokens[i]
		if !counted(tok) {
			continue
		}
		for sec < len(f.doc.Sections)-1 && f.doc.Sections[sec].End <= tok.Start {
			sec++
		}
		h := tok.Hash
		x.add(h, v, int32(i))
		if last != 0 {
			x.add(mix(last^featurePair, h), v, int32(i))
		}
		if k := f.doc.Sections[sec].Kind; k == text.SectionFinalDiagnosis || k == text.SectionStaging {
			x.add(h^featureDx, v, int32(i))
		}
		last = h
	}
}

// counted reports whether a token is a word or a number of the model.
func counted(t *text.Token) bool {
	return t.Kind == text.Number || t.Kind == text.Word && t.Len() > 1
}

// add adds a feature unless it is there.
func (x *features) add(h uint32, v float32, token int32) {
	if x.set == nil {
		if !x.seen[h] {
			x.seen[h] = true
			x.all = append(x.all, linear.Feature{Hash: h, Value: v})
		}
		return
	}
	k := x.set.Find(h)
	if k < 0 || x.mark[k] == x.round {
		return
	}
	x.mark[k] = x.round
	x.active = append(x.active, linear.Active{Key: k, Value: v})
	x.at = append(x.at, token)
}

// hints are the findings of the rules in words.
func hints(f *facts, t *tumour, book *codebook) []string {
	var out []string
	site3 := ""
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
	out = append(out, f.siteHints()...)
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
	return out
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
