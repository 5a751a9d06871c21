package onco

import (
	"github.com/lethe-health/lethe/internal/assertion"
	"github.com/lethe-health/lethe/internal/text"
)

// What assertion cues cannot see: letters that stand for something else than a
// tumour, relatives told of in a letter, markers whose result is negative.

var (
	hashHCC  = text.HashFold("hcc")
	hashBCC  = text.HashFold("bcc")
	hashCIS  = text.HashFold("cis")
	hashNone = text.HashFold("none")
	hashIn   = text.HashFold("in")
	hashCUP  = text.HashFold("cup")

	kinWords = wordSet("mother", "father", "sister", "brother", "aunt", "uncle", "grandmother", "grandfather", "grandparents", "cousin", "niece", "nephew", "mom", "mum", "dad",
		"sibling", "siblings", "sisters", "brothers", "maternal", "paternal", "relatives", "grandma", "grandpa", "parents", "fh", "fhx", "famhx", "fmhx", "fmh")
	worryWords   = wordSet("worried", "worries", "worry", "worrying", "anxious", "anxiety", "fear", "fears", "fearful", "afraid", "scared")
	inKinWords   = wordSet("in", "her", "his", "the", "a", "one", "their", "age", "of")
	selfWords    = wordSet("patient", "pt", "he", "she", "i", "accompanied", "herself", "himself")
	excludeWords = wordSet("exclude", "excluded", "excludes", "excluding")
	unitWords    = wordSet("cm", "mm", "x")
	markerWords  = wordSet("er", "pr", "her2", "p16", "hpv", "egfr", "alk", "receptor", "triple", "hormone", "node", "margin", "margins", "ebv", "brca", "neu", "braf", "kras", "ros1", "msi")
)

// elsewhere reports whether a mention of a histology speaks of no tumour, or of
// somebody else's: a condition category or a chaplain's letters, half a drug's
// name, a relative in the same breath.
func (f *facts) elsewhere(m *mention) bool {
	d := &f.doc
	if m.last-m.first == 1 {
		switch h := d.Tokens[m.first].Hash; h {
		case hashHCC:
			return f.conditionCategory(m)
		case hashBCC:
			return f.letterAfterName(m)
		case hashCUP:
			return d.Tokens[m.first].Case != text.Upper
		case hashCIS:
			return d.Tokens[m.first].Case != text.Upper || f.punctAt(m.last) == '/' || f.punctAt(m.first-1) == '/' || f.punctAt(m.last) == '-'
		}
	}
	if int(m.last) < len(d.Tokens) && afterTumour[d.Tokens[m.last].Hash] {
		return true
	}
	return f.relative(m) || f.relativeAfter(m) || f.noneIs(m) || f.worriedOf(m) || f.riskOf(m)
}

// relativeAfter reports whether a relative is named right behind a tumour:
// "colon cancer (brother, 48)", "breast cancer in her sister".
func (f *facts) relativeAfter(m *mention) bool {
	if f.kind == PathologyReport && f.told {
		return false
	}
	d := &f.doc
	k := m.last
	if f.punctAt(k) == '(' {
		k++
	} else if int(k) >= len(d.Tokens) || d.Tokens[k].Hash != hashIn {
		return false
	}
	for n := 0; int(k) < len(d.Tokens) && n < 4; k, n = k+1, n+1 {
		if kinWords[d.Tokens[k].Hash] {
			return true
		}
		if !inKinWords[d.Tokens[k].Hash] {
			return false
		}
	}
	return false
}

// worriedOf reports whether a tumour is only what somebody is afraid of.
func (f *facts) worriedOf(m *mention) bool {
	s := &f.doc.Sentences[m.sentence]
	for k := m.first - 1; k >= s.FirstToken && k >= m.first-5; k-- {
		if worryWords[f.doc.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

// afterTumour follows the name of a tumour that nobody is said to have: "melanoma
// marker HMB-45", "cancer screening".
var afterTumour = wordSet("marker", "markers", "antigen", "antigens", "screening", "screen", "prevention", "risk", "registry", "protocol", "program", "support", "survivor", "panel", "gene", "genes")

// riskOf reports whether a tumour is only what somebody may come to have: "a
// lifetime risk of breast cancer", "1% a year progression to myeloma".
func (f *facts) riskOf(m *mention) bool {
	d := &f.doc
	s := &d.Sentences[m.sentence]
	joined := false
	for k := m.first - 1; k >= s.FirstToken && k >= m.first-5; k-- {
		h := d.Tokens[k].Hash
		if riskWords[h] {
			return joined
		}
		if h == hashProgression && joined {
			for j := k - 1; j >= s.FirstToken && j >= k-4; j-- {
				if f.punctAt(j) == '%' {
					return true
				}
			}
		}
		joined = joined || h == hashOf || h == hashTo || h == hashFor
	}
	return false
}

var (
	riskWords       = wordSet("risk", "risks", "chance", "chances", "odds", "likelihood", "predisposition", "probability")
	hashProgression = text.HashFold("progression")
	hashFor         = text.HashFold("for")
)

// conditionCategory reports whether "HCC" is a hierarchical condition category:
// "(HCC)" behind a diagnosis, "CMS/HCC", "HCC 85".
func (f *facts) conditionCategory(m *mention) bool {
	d := &f.doc
	if f.punctAt(m.first-1) == '/' {
		return true
	}
	if f.punctAt(m.first-1) == '(' && f.punctAt(m.last) == ')' {
		return m.first < 2 || !tumourWords[d.Tokens[m.first-2].Hash]
	}
	return int(m.last)+1 < len(d.Tokens) && d.Tokens[m.last].Kind == text.Number && f.punctAt(m.last+1) != '.' && !unitWords[d.Tokens[m.last+1].Hash]
}

// letterAfterName reports whether letters follow a name and a comma, as a
// degree does: "Gauthier, BCC".
func (f *facts) letterAfterName(m *mention) bool {
	d := &f.doc
	return m.first >= 2 && f.punctAt(m.first-1) == ',' && d.Tokens[m.first-2].Kind == text.Word && d.Tokens[m.first-2].Case == text.Title && !f.siteEnds(m, m.first-1)
}

// siteEnds reports whether a site ends at token k.
func (f *facts) siteEnds(m *mention, k int32) bool {
	for i := m.index - 1; i >= 0 && f.mentions[i].last > k-8; i-- {
		if s := &f.mentions[i]; s.last == k && s.term.kind == siteTerm {
			return true
		}
	}
	return false
}

// punctAt is the mark at token k, 0 where there is none.
func (f *facts) punctAt(k int32) byte {
	if k < 0 || int(k) >= len(f.doc.Tokens) || f.doc.Tokens[k].Kind != text.Punct {
		return 0
	}
	return f.doc.Text[f.doc.Tokens[k].Start]
}

// kinReach is how far before a tumour, in tokens, a relative is its owner:
// "your father was 59 when his colon cancer was found".
const kinReach = 14

func (f *facts) relative(m *mention) bool {
	if f.kind == PathologyReport && f.told {
		return false
	}
	d := &f.doc
	for k := m.first - 1; k >= 0 && k >= m.first-kinReach; k-- {
		t := &d.Tokens[k]
		if t.Kind == text.Punct {
			switch c := d.Text[t.Start]; {
			case c == ';' || c == '.' && t.Flags&text.LineBefore == 0 && int(k)+1 < len(d.Tokens) && d.Tokens[k+1].Case == text.Title && !f.abbreviated(k):
				return false
			}
			continue
		}
		if kinWords[t.Hash] {
			return true
		}
		if selfWords[t.Hash] || d.Tokens[k+1].Flags&text.LineBefore != 0 {
			return false
		}
	}
	return false
}

// abbreviated reports whether the point at token k ends a single letter: "d.".
func (f *facts) abbreviated(k int32) bool {
	return k > 0 && f.doc.Tokens[k-1].Len() == 1
}

// noneIs reports whether a sentence begins with "none": "None of these is cancer."
func (f *facts) noneIs(m *mention) bool {
	s := &f.doc.Sentences[m.sentence]
	return f.doc.Tokens[s.FirstToken].Hash == hashNone && m.first-s.FirstToken < 8
}

// excluded reports whether a tumour is named as one to exclude.
func (f *facts) excluded(m *mention) bool {
	for k := m.first - 1; k >= 0 && k >= m.first-2; k-- {
		if excludeWords[f.doc.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

// markerNegative reports whether the cue that denies a tumour is the result of
// a marker: "p16-negative squamous cell carcinoma", "ER negative breast cancer".
func (f *facts) markerNegative(m *mention, a assertion.Finding) bool {
	d := &f.doc
	for k := m.first - 1; k >= 1 && k >= m.first-6; k-- {
		t := &d.Tokens[k]
		if int(t.Start) != a.Cue.Start {
			continue
		}
		return f.punctAt(k-1) == '-' && d.Tokens[k-1].End == t.Start || markerWords[d.Tokens[k-1].Hash]
	}
	return false
}
