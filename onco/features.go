package onco

import (
	"math"
	"sort"
	"strconv"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/onco/internal/linear"
)

// features is what the learned model sees of a pathology report: the pieces of
// its words, which stay alike where a scanner has broken a word or glued two,
// and what the rules found, in words of its own.
type features struct {
	known  *linear.Vocabulary // nil while training: everything is kept
	terms  []termUse          // in order of first use
	slot   []int32            // by feature of known: its term plus one
	fresh  map[uint32]int32   // while training: the term of a hash, plus one
	active []linear.Active    // by term: its weight in this report
}

// termUse is a feature of a report with where it first stands.
type termUse struct {
	hash       uint32
	key        int32 // index in the vocabulary
	n          int32 // how often it stands
	finding    bool  // of the rules, not of the text
	start, end int32 // byte offsets of the first word that has it
}

const (
	pieceLen   = 5   // bytes of a piece of a word, with the space on either side
	longWord   = 64  // bytes of a word that are read: beyond it is a scanner's bar
	findingLen = 0.6 // length of the vector of findings; that of the pieces is 1

	findingMark uint32 = 0x94d049bb // parts the hashes of findings from those of pieces
)

// read fills x from a report and the case it describes; t may be nil.
func (x *features) read(f *facts, t *tumour, book *codebook) {
	if x.known == nil {
		x.fresh = map[uint32]int32{}
	} else if len(x.slot) != x.known.Len() {
		x.slot = make([]int32, x.known.Len())
	} else {
		for i := range x.terms {
			x.slot[x.terms[i].key] = 0
		}
	}
	x.terms = x.terms[:0]
	for _, h := range hints(f, t, book) {
		x.add(termUse{hash: text.HashFold(h) ^ findingMark, finding: true})
	}
	x.pieces(f.doc.Text)
	if x.known != nil {
		x.weigh(x.known)
	}
}

// pieces adds the runs of five bytes of each word of s in lower case, a space
// before and behind it; a short word is a piece by itself.
func (x *features) pieces(s string) {
	for i := 0; i < len(s); {
		if isSpace[s[i]] {
			i++
			continue
		}
		end := i
		for end < len(s) && !isSpace[s[end]] {
			end++
		}
		x.word(s[i:min(end, i+longWord)], int32(i), int32(end))
		i = end
	}
}

var isSpace = [256]bool{' ': true, '\n': true, '\r': true, '\t': true, '\f': true, '\v': true}

func (x *features) word(w string, start, end int32) {
	const mask = 1<<(8*pieceLen) - 1
	window := uint64(' ')
	for i := 0; i <= len(w); i++ {
		c := byte(' ')
		if i < len(w) {
			if c = w[i]; c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
		}
		window = (window<<8 | uint64(c)) & mask
		if i+2 >= pieceLen || i == len(w) && len(w)+2 < pieceLen {
			x.add(termUse{hash: uint32(window * 0x9e3779b97f4a7c15 >> 32), start: start, end: end})
		}
	}
}

// add counts a feature unless no model knows it.
func (x *features) add(u termUse) {
	if x.known == nil {
		at := x.fresh[u.hash]
		if at == 0 {
			x.terms = append(x.terms, u)
			at = int32(len(x.terms))
			x.fresh[u.hash] = at
		}
		x.terms[at-1].n++
		return
	}
	if u.key = x.known.Find(u.hash); u.key < 0 {
		return
	}
	at := x.slot[u.key]
	if at == 0 {
		x.terms = append(x.terms, u)
		at = int32(len(x.terms))
		x.slot[u.key] = at
	}
	x.terms[at-1].n++
}

// weigh gives each feature its weight: how often it stands, dampened, times how
// telling it is; pieces and findings are vectors of a fixed length each.
func (x *features) weigh(v *linear.Vocabulary) {
	x.active = x.active[:0]
	var square [2]float64
	for i := range x.terms {
		u := &x.terms[i]
		w := damped(u.n) * v.IDF(u.key)
		x.active = append(x.active, linear.Active{Key: u.key, Value: w})
		square[group(u.finding)] += float64(w) * float64(w)
	}
	scale := [2]float32{1, findingLen}
	for g := range scale {
		if square[g] > 0 {
			scale[g] /= float32(math.Sqrt(square[g]))
		}
	}
	for i := range x.terms {
		x.active[i].Value *= scale[group(x.terms[i].finding)]
	}
}

func group(finding bool) int {
	if finding {
		return 1
	}
	return 0
}

// damped is 1 plus the logarithm of a count.
func damped(n int32) float32 {
	if int(n) < len(dampedTable) {
		return dampedTable[n]
	}
	return float32(1 + math.Log(float64(n)))
}

var dampedTable = func() (t [256]float32) {
	for n := 1; n < len(t); n++ {
		t[n] = float32(1 + math.Log(float64(n)))
	}
	return t
}()

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
