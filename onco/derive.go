package onco

import (
	"github.com/lethe-health/lethe/internal/assertion"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// derivation is a category that no note states and whose definition in the AJCC
// 7th edition the findings of a report meet.
type derivation struct {
	cat      Category
	rule     string // the definition that is met
	evidence []Evidence
}

// deriveT applies the definitions of the site's T: first what the tumour has
// grown into, the furthest first, then its size.
func (f *facts) deriveT(site string) (derivation, bool) {
	if len(site) < 3 {
		return derivation{}, false
	}
	if site[:3] == liverSite {
		return f.deriveLiver()
	}
	d, found := f.deriveExtent(site[:3])
	for _, r := range sizeRules {
		if !r.sites[site[:3]] || f.measures.sizeMM == 0 {
			continue
		}
		for _, s := range r.steps {
			if f.measures.sizeMM > s.upTo && s.upTo > 0 {
				continue
			}
			cat, _, _ := ParseCategory(s.category)
			if found && d.cat.rank() >= cat.rank() && d.cat.Level != cat.Level {
				return d, true
			}
			return derivation{cat, "AJCC 7: " + s.category + " " + r.name + " by size", []Evidence{{Document: f.index, Span: f.measures.sizeSpan, Importance: 1}}}, true
		}
	}
	return d, found
}

// deriveExtent finds the furthest growth that a sentence of the report states.
func (f *facts) deriveExtent(site3 string) (derivation, bool) {
	for i := range extentRules {
		r := &extentRules[i]
		if !r.sites[site3] {
			continue
		}
		for k := range f.doc.Sentences {
			span, ok := f.matches(r, &f.doc.Sentences[k])
			if !ok {
				continue
			}
			cat, _, _ := ParseCategory(r.category)
			return derivation{cat, "AJCC 7: " + r.category + " " + r.name, []Evidence{{Document: f.index, Span: span, Importance: 1}}}, true
		}
	}
	return derivation{}, false
}

// matches reports whether a sentence has a word of each set of the rule, the
// last of them not denied, and returns where they stand.
func (f *facts) matches(r *extentRule, s *text.Sentence) (labels.Span, bool) {
	var span labels.Span
	for _, set := range r.words {
		hit := false
		for k := s.FirstToken; k < s.EndToken; k++ {
			t := &f.doc.Tokens[k]
			if t.Kind != text.Word || !set[t.Hash] {
				continue
			}
			if f.context.Assert(spanOf(t.Start, t.End)).Status != assertion.Present || denied(f, s, k) {
				return span, false
			}
			hit = true
			if span.Len() == 0 {
				span = spanOf(t.Start, t.End)
			}
			span.Start, span.End = min(span.Start, int(t.Start)), max(span.End, int(t.End))
			break
		}
		if !hit {
			return span, false
		}
	}
	return span, true
}

// denied looks for the denials of synoptic reports around a word: "Seminal
// vesicle invasion: not identified", "uninvolved", "free of tumour".
func denied(f *facts, s *text.Sentence, k int32) bool {
	for j := max(s.FirstToken, k-6); j < min(s.EndToken, k+9); j++ {
		if denialWords[f.doc.Tokens[j].Hash] {
			return true
		}
	}
	return false
}

var denialWords = wordSet("not", "no", "negative", "absent", "uninvolved", "free", "without", "none", "neither", "benign", "unremarkable", "cannot", "margin", "margins")

// deriveN applies the site's definition of N to the count of nodes with tumour.
// Without nodes examined there is nothing to derive.
func (f *facts) deriveN(site string) (derivation, bool) {
	me := &f.measures
	if len(site) < 3 || me.positive < 0 || me.nodeSpan.Len() == 0 || me.positive == 0 && me.examined == 0 && !me.nodesFree {
		return derivation{}, false
	}
	for _, r := range nodeRules {
		if !r.sites[site[:3]] {
			continue
		}
		for _, s := range r.steps {
			if me.positive > int(s.upTo) && s.upTo >= 0 {
				continue
			}
			cat, _, _ := ParseCategory(s.category)
			return derivation{cat, "AJCC 7: " + s.category + " " + r.name + " by the count of nodes", []Evidence{{Document: f.index, Span: me.nodeSpan, Importance: 1}}}, true
		}
	}
	return derivation{}, false
}

// stagingDeferred reports whether a report leaves the stage to someone else.
func (f *facts) stagingDeferred(s *text.Sentence) bool {
	bits := uint32(0)
	for k := s.FirstToken; k < s.EndToken; k++ {
		bits |= wordBits(f.doc.Tokens[k].Hash)
	}
	return bits&bitStageNoun != 0 && bits&bitDefer != 0
}

var (
	stageNouns = wordSet("tnm", "stage", "staging", "ptnm", "parameters")
	deferWords = wordSet("deferred", "assigned", "determined", "pending", "defer")
)
