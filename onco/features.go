package onco

import (
	"math"
	"strconv"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/onco/internal/linear"
)

// features is what the learned model sees of a pathology report: its words and
// pairs of words, those of the diagnosis once more, and what the rules found.
type features struct {
	list  []linear.Feature
	at    []int32 // by feature: the token it was first seen at, -1 for a finding
	seen  map[uint32]int
	hints int // the findings stand in front
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

// hintValue is the weight of a finding beside the words, whose squares sum to 1.
const hintValue = 0.7

// read fills x from a report and the case it describes; t may be nil.
func (x *features) read(f *facts, t *tumour, book *codebook) {
	x.list, x.at = x.list[:0], x.at[:0]
	if x.seen == nil {
		x.seen = map[uint32]int{}
	}
	clear(x.seen)
	for _, h := range hints(f, t, book) {
		x.add(text.HashFold(h)^featureHint, hintValue, -1)
	}
	x.hints = len(x.list)
	sec := 0
	var last uint32
	for i := range f.doc.Tokens {
		tok := &f.doc.Tokens[i]
		if tok.Kind == text.Punct || tok.Len() == 1 && tok.Kind == text.Word {
			continue
		}
		for sec < len(f.doc.Sections)-1 && f.doc.Sections[sec].End <= tok.Start {
			sec++
		}
		h := tok.Hash
		x.add(h, 1, int32(i))
		if last != 0 {
			x.add(mix(last^featurePair, h), 1, int32(i))
		}
		if k := f.doc.Sections[sec].Kind; k == text.SectionFinalDiagnosis || k == text.SectionStaging {
			x.add(h^featureDx, 1, int32(i))
		}
		last = h
	}
	if n := len(x.list) - x.hints; n > 0 {
		v := float32(wordNorm / math.Sqrt(float64(n)))
		for i := x.hints; i < len(x.list); i++ {
			x.list[i].Value = v
		}
	}
}

// wordNorm is the length of the vector of words.
const wordNorm = 3

func (x *features) add(h uint32, v float32, token int32) {
	if _, ok := x.seen[h]; ok {
		return
	}
	x.seen[h] = len(x.list)
	x.list = append(x.list, linear.Feature{Hash: h, Value: v})
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
	return append(out, f.measureHints(site3)...)
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
