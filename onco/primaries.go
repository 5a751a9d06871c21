package onco

import (
	"strings"

	"github.com/lethe-health/lethe/internal/assertion"
)

// Which tumours of one organ and one kind are primaries of their own follows
// the multiple-primary rules of SEER's Solid Tumor Rules where the text bears
// it: each side of a paired organ (sideOf); melanomas and other tumours of the
// skin at different sites; tumours of the bowel in segments apart from each
// other that one report diagnoses; tumours of the lung in different lobes only
// where a note itself calls them primaries of their own, for there the second
// is mostly spread of the first. Ovaries and the thyroid are one organ each.

// bowel is the order of the segments, from the caecum on.
var bowel = map[string]int{"C18.0": 0, "C18.2": 1, "C18.3": 2, "C18.4": 3, "C18.5": 4, "C18.6": 5, "C18.7": 6, "C19.9": 7, "C20.9": 8}

// apartSegments is how many segments lie between two tumours of the bowel that
// cannot be one, described by two writers.
const apartSegments = 2

var (
	manyWords    = wordSet("synchronous", "metachronous", "independent", "separate", "second", "two", "dual", "multiple")
	primaryWords = wordSet("primary", "primaries", "primarys", "cancers", "carcinomas", "malignancies", "melanomas", "adenocarcinomas")
)

// manyPrimaries reports whether a document speaks of several primaries:
// "synchronous primaries", "a second primary".
func (f *facts) manyPrimaries() bool {
	d := &f.doc
	for k := range d.Tokens {
		if wordBits(d.Tokens[k].Hash)&bitMany == 0 {
			continue
		}
		for j := k + 1; j < len(d.Tokens) && j <= k+3; j++ {
			if primaryWords[d.Tokens[j].Hash] {
				return f.context.Assert(spanOf(d.Tokens[k].Start, d.Tokens[k].End)).Status == assertion.Present
			}
		}
	}
	return false
}

// plotOf is the part of the organ that tells a diagnosis from another primary
// of the same organ, "" where none does.
func (f *facts) plotOf(x *diagnosis) string {
	if x.site == nil || x.unsure || x.site.sentence != x.m.sentence || x.site.term.class == 'p' {
		return ""
	}
	code := x.site.term.code
	switch code[:3] {
	case "C44":
		if code[4] != '9' && (x.family == famMelanoma || x.family == famBasal || x.family == famSquamous) {
			return code
		}
	case "C18", "C19", "C20":
		if _, ok := bowel[code]; ok && (f.kind == PathologyReport && f.told || f.many) {
			return code
		}
	case "C34":
		if code[4] != '9' && f.many {
			return code
		}
	}
	return ""
}

// apart reports whether two plots of one organ are of different primaries.
func apart(a, b string) bool {
	if a == "" || b == "" || a == b {
		return false
	}
	i, first := bowel[a]
	j, second := bowel[b]
	if first && second {
		return i-j >= apartSegments || j-i >= apartSegments
	}
	return strings.HasPrefix(a, b[:3])
}
