package onco

import (
	"sort"

	"github.com/lethe-health/lethe/internal/text"
)

// markStaged marks the diagnoses that a T of their own follows, where a
// document states the T of two organs or more: a metastasis has no T, and so
// each of them is a primary however general its name: "A. Breast: invasive
// ductal carcinoma, pT2. B. Rectum: adenocarcinoma, pT3". The T that is stated
// before may be said again of an organ that the tumour has grown into, unless
// an N goes with it.
func (f *facts) markStaged(dx []diagnosis) {
	var first *diagnosis
	var t Category
	several := false
	for i := range f.stages {
		m := &f.stages[i]
		if m.basis != BasisPathologic || m.cat.Axis != AxisT || m.definition || m.cat.Level == 'X' {
			continue
		}
		x := f.stagedBefore(dx, m)
		switch {
		case x == nil:
		case first == nil:
			first, t = x, m.cat
		case organ(x.site3()) != organ(first.site3()) && (m.chained || m.cat != t):
			x.staged, several = true, true
		}
	}
	if several {
		first.staged = true
	}
}

// stagedBefore is the last diagnosis before a stage, nil unless an organ is
// named as where it is.
func (f *facts) stagedBefore(dx []diagnosis, m *stageMention) *diagnosis {
	at := sort.Search(len(dx), func(i int) bool { return int(dx[i].m.start) >= m.start })
	if at == 0 || int(dx[at-1].m.start) < m.start-ownerReach {
		return nil
	}
	x := &dx[at-1]
	if x.unsure || x.site == nil || x.m.metastatic || x.m.nodal || x.m.weakHistory || !f.headed(x) {
		return nil
	}
	return x
}

// headed reports whether the site of a diagnosis stands at the head of its
// specimen: "B. Rectum, resection: adenocarcinoma". A histology that tells its
// organ needs no such head.
func (f *facts) headed(x *diagnosis) bool {
	if x.m.term.tellsOrgan() && organ(x.m.term.implied) == organ(x.site3()) {
		return true
	}
	s := x.site
	if s.term.class != 'o' || s.start >= x.m.start || spreadTo[s.term.code[:3]] {
		return false
	}
	bits := uint32(0)
	for k := s.last; k < x.m.first; k++ {
		bits |= wordBits(f.doc.Tokens[k].Hash)
	}
	if bits&bitMargin != 0 && bits&bitFree != 0 {
		bits = 0 // "rectum with tumor-free margins and with an adenocarcinoma"
	}
	if bits&(bitDenied|bitMargin|bitInvolved|bitFree) != 0 {
		return false // "seminal vesicle: involved by adenocarcinoma"
	}
	if s.last == x.m.first {
		return true // "invasive ductal breast carcinoma"
	}
	line, _ := f.line(s)
	return f.labelled(line) || s.first-line < headReach && f.doc.Tokens[line].Flags&text.LineBefore != 0
}

// headReach is how far in its line, in tokens, an organ may stand that heads it.
const headReach = 3
