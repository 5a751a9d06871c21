package onco

import (
	"github.com/lethe-health/lethe/internal/text"
)

// stageMention is a stated category in a document.
type stageMention struct {
	stagePart
	token      int32 // index of the token where it begins
	sentence   int32
	chained    bool // another axis stands next to it
	definition bool // an entry of a checklist or a staging table, not a statement
}

// contextWords make a bare "T2" credible when they stand shortly before it.
var contextWords = wordSet("stage", "staged", "stages", "staging", "tnm", "ajcc", "uicc", "category", "classification",
	"clinical", "clinically", "pathologic", "pathological", "pathologically", "ptnm", "ctnm")

// clinicalWords and pathologicWords give a bare category its basis.
var (
	clinicalWords   = wordSet("clinical", "clinically", "ctnm", "radiographic", "radiologic", "imaging")
	pathologicWords = wordSet("pathologic", "pathological", "pathologically", "ptnm", "path", "pathology", "surgical")
)

// notStage follows a bare "T1" or "T2" that is a sequence of magnetic
// resonance, a vertebra or a nerve root.
var notStage = wordSet("weighted", "signal", "hyperintense", "hypointense", "isointense", "hyperintensity", "hypointensity", "bright", "dark",
	"flair", "vertebra", "vertebral", "vertebrae", "nerve", "body", "level", "sequence", "sequences", "images", "image", "imaging",
	"enhancement", "enhancing", "shortening", "prolongation", "lesion", "relaxation", "fat", "post", "axial", "sagittal", "coronal",
	"intensity", "contrast", "w", "wi", "mapping", "compression", "fracture", "spinous", "through", "root", "dermatome", "shine",
	"rib", "ribs", "endplate", "endplates", "hemangioma", "haemangioma", "schmorl", "lytic", "sclerotic", "deformity", "cells", "cell", "segment", "segments", "receptor", "phase", "isotope")

// otherStaging are the names of systems other than TNM whose stages look like
// its categories: "Chang M0" of a medulloblastoma, "FAB M4" of a leukaemia.
var otherStaging = wordSet("chang", "fab", "inrg", "inrgss", "masaoka", "butchart", "pretext", "whitmore", "jewett")

// boneBefore stands right before a vertebra: "uptake T2".
var boneBefore = wordSet("uptake", "vertebra", "vertebrae", "vertebral", "spine", "at", "level")

var numberWords = map[uint32]byte{
	text.HashFold("zero"): '0', text.HashFold("one"): '1', text.HashFold("two"): '2', text.HashFold("three"): '3', text.HashFold("four"): '4',
}

var (
	hashT      = text.HashFold("t")
	hashN      = text.HashFold("n")
	hashM      = text.HashFold("m")
	keyWords   = wordSet("stage", "category", "classification", "value", "status")
	definition = wordSet("tumor", "tumour", "invasion", "confined", "limited", "extends", "more", "greatest", "regional", "single",
		"multiple", "organ", "microscopic", "microscopically", "macroscopically", "metastasis", "metastases", "invades", "cannot",
		"carcinoma", "no", "distant", "extraprostatic", "unilateral", "bilateral", "solitary", "vascular", "seminal", "involves", "positive", "perinephric",
		"moderately", "very", "advanced", "lip", "oral", "oropharynx", "hypopharynx", "larynx", "supraglottis", "glottis", "subglottis", "mucosal")
)

func wordSet(words ...string) map[uint32]bool {
	m := make(map[uint32]bool, len(words))
	for _, w := range words {
		m[text.HashFold(w)] = true
	}
	return m
}

// stageStart marks the first bytes a category can begin with.
var stageStart = [256]bool{'T': true, 'N': true, 'M': true, 'p': true, 'P': true, 'c': true, 'C': true, 'y': true, 'Y': true,
	'r': true, 'a': true, 'u': true, 't': true, 'n': true, 'm': true}

// appendStages appends the stated categories of a document.
func appendStages(dst []stageMention, d *text.Doc) []stageMention {
	p := tnmParser{s: d.Text}
	sent := 0
	for i := 0; i < len(d.Tokens); i++ {
		t := &d.Tokens[i]
		if t.Kind != text.Word || t.Len() > 8 || !stageStart[d.Text[t.Start]] || (i > 0 && d.Tokens[i-1].End == t.Start && d.Tokens[i-1].Kind != text.Punct) {
			continue
		}
		first, ok := p.component(int(t.Start), false)
		if !ok {
			first, ok = keyedStage(d, p, i)
			if !ok {
				continue
			}
		}
		for sent < len(d.Sentences)-1 && d.Sentences[sent].End <= t.Start {
			sent++
		}
		from := len(dst)
		dst = append(dst, stageMention{stagePart: first, token: int32(i), sentence: int32(sent)})
		dst = chain(dst, p, from)
		if !credible(d, dst[from:], i) {
			dst = dst[:from]
			continue
		}
		end := int32(dst[len(dst)-1].end)
		for i+1 < len(d.Tokens) && d.Tokens[i+1].Start < end {
			i++
		}
		markDefinition(d, dst[from:], i)
	}
	return dst
}

// chain reads the categories of other axes that follow the first one: "T2N0M0",
// "pT2, N1a, MX". A category without a prefix has the basis of the one before.
func chain(dst []stageMention, p tnmParser, from int) []stageMention {
	for len(dst)-from < 4 {
		last := &dst[len(dst)-1]
		i := p.overBrackets(last.end)
		for n := 0; n < 5 && i < len(p.s); n++ {
			switch p.s[i] {
			case ' ', ',', ';', '/', '-', '|', ':', '.', '\t', '_', '&', '+':
				i++
				continue
			case '\n', '\r':
				i++
				continue
			}
			break
		}
		if foldHasPrefix(p.s[min(i, len(p.s)):], "and ") {
			i += 4
		}
		next, ok := p.component(i, true)
		if !ok || next.cat.Axis == last.cat.Axis || p.negation(next) || (next.lowerAxis && next.basis == 0 && !last.lowerAxis) ||
			(next.spaced && next.guessed) || (next.guessed && next.basis == 0 && i-p.overBrackets(last.end) > 2) || isLetter(p.at(i-1)) && i > last.end {
			break
		}
		dup := false
		for k := from; k < len(dst); k++ {
			dup = dup || dst[k].cat.Axis == next.cat.Axis
		}
		if dup {
			break
		}
		if next.basis == 0 {
			next.basis, next.prefix = last.basis, last.prefix
		}
		last.chained = true
		dst = append(dst, stageMention{stagePart: next, token: last.token, sentence: last.sentence, chained: true})
	}
	return dst
}

// overBrackets passes over a remark in brackets: "pT1c (14 mm) N0 (0/2) M0".
func (p tnmParser) overBrackets(i int) int {
	const longest = 24
	if p.at(i) != ' ' || p.at(i+1) != '(' {
		return i
	}
	for k := i + 2; k < len(p.s) && k < i+longest && p.s[k] != '\n'; k++ {
		if p.s[k] == ')' {
			return k + 1
		}
	}
	return i
}

// negation reports whether what was read as "N0" is the word "No": "pT0: No
// evidence of tumor".
func (p tnmParser) negation(m stagePart) bool {
	return m.guessed && m.basis == 0 && m.cat.Axis == AxisN && p.at(m.end-1) == 'o' && p.at(m.end) == ' ' && p.at(m.end+1) >= 'a' && p.at(m.end+1) <= 'z'
}

// credible decides whether what was read is a stage: a prefix or a neighbour
// of another axis says so by itself, a bare "T2" needs words of staging before
// it and none of imaging or anatomy after it.
func credible(d *text.Doc, run []stageMention, i int) bool {
	m := &run[0]
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		if otherStaging[d.Tokens[k].Hash] {
			return false
		}
	}
	if m.keyed {
		return true
	}
	if m.lowerAxis && (m.spaced || !m.chained) && (m.cat.Level == 'X' || m.guessed || m.spaced) {
		return false
	}
	if len(run) > 1 {
		strict := 0
		for k := range run {
			if !run[k].guessed && !run[k].lowerAxis {
				strict++
			}
		}
		return strict >= 2 || (strict == 1 && m.basis != 0) || m.basis != 0 && !m.spaced
	}
	if m.basis != 0 {
		if m.upperBasis && m.spaced {
			return m.cat.Axis != AxisM && m.basis == BasisPathologic && contextBefore(d, i, contextWords)
		}
		if m.upperBasis && m.basis == BasisClinical && m.cat.Axis == AxisT {
			return contextBefore(d, i, contextWords) // "CT 2"
		}
		if m.upperBasis && m.lowerAxis || m.guessed && (m.spaced || m.upperBasis) {
			return false
		}
		return true
	}
	if m.guessed || m.spaced || m.lowerAxis {
		return false
	}
	if m.cat.Level == 'i' {
		return true
	}
	if m.cat.Axis == AxisT && i > 0 && boneBefore[d.Tokens[i-1].Hash] {
		return false
	}
	for k := i + 1; k < len(d.Tokens) && k <= i+8; k++ {
		t := &d.Tokens[k]
		if t.Kind == text.Punct && (d.Text[t.Start] == '.' || d.Text[t.Start] == ';') {
			break
		}
		if t.Kind == text.Word && int(t.Start) >= m.end && notStage[t.Hash] {
			return false
		}
	}
	if m.cat.Axis != AxisT && m.cat.Level == '0' && d.Tokens[i].Flags&text.LineBefore == 0 && !labelAfter(d.Text, m.end) {
		return true // "N1" and "M1" may label a cassette; "N0" and "M0" do not
	}
	if int(m.end) < len(d.Text)-1 && d.Text[m.end] == '-' && isLetter(d.Text[m.end+1]) && m.cat.Axis == AxisT {
		return false // "T2-T4", "T1-weighted"
	}
	return contextBefore(d, i, contextWords)
}

// labelAfter reports whether a mark follows that parts a label from its text.
func labelAfter(s string, i int) bool {
	return i < len(s) && (s[i] == '-' || s[i] == ':' || s[i] == '=')
}

// contextBefore looks for one of the words among the eight tokens before i, on
// the same line or the one before.
func contextBefore(d *text.Doc, i int, words map[uint32]bool) bool {
	breaks := 0
	for k := i - 1; k >= 0 && k >= i-8; k-- {
		if words[d.Tokens[k].Hash] {
			return true
		}
		if d.Tokens[k+1].Flags&text.LineBefore != 0 {
			if breaks++; breaks > 1 {
				return false
			}
		}
	}
	return false
}

// keyedStage reads "T stage: 2a", "pT: 3", "pathologic T category 2" and
// "stage T two".
func keyedStage(d *text.Doc, p tnmParser, i int) (stagePart, bool) {
	t := &d.Tokens[i]
	var m stagePart
	switch t.Len() {
	case 1:
		if t.Hash != hashT && t.Hash != hashN && t.Hash != hashM || t.Case != text.Single {
			return m, false
		}
	case 2:
		if c := d.Text[t.Start]; c != 'p' && c != 'c' || d.Text[t.Start+1] > 'Z' {
			return m, false
		}
		m.basis = Basis(d.Text[t.Start])
	default:
		return m, false
	}
	m.start = int(t.Start)
	m.cat.Axis = Axis(d.Text[t.End-1] &^ 0x20)
	if m.cat.Axis != AxisT && m.cat.Axis != AxisN && m.cat.Axis != AxisM {
		return m, false
	}
	if t.Len() == 1 && i > 0 && d.Tokens[i-1].Len() == 1 && i+1 < len(d.Tokens) && numberWords[d.Tokens[i+1].Hash] != 0 { // "p T two"
		if c := d.Text[d.Tokens[i-1].Start]; c == 'p' || c == 'c' {
			m.basis, m.start = Basis(c), int(d.Tokens[i-1].Start)
		}
	}
	m.keyed = m.basis != 0
	for k := i + 1; k < len(d.Tokens) && k <= i+6; k++ {
		n := &d.Tokens[k]
		switch {
		case n.Kind == text.Word && keyWords[n.Hash]:
			m.keyed = true
		case n.Kind == text.Punct && (d.Text[n.Start] == ')' || d.Text[n.Start] == ':' || d.Text[n.Start] == '=' || d.Text[n.Start] == '-'):
		case n.Kind == text.Number && (m.keyed || contextBefore(d, i, contextWords)):
			if n.Len() != 1 || k == i+1 && m.basis == 0 {
				return m, false
			}
			return p.level(int(n.Start), m, false)
		case n.Kind == text.Word && n.Len() > 2 && numberWords[n.Hash] != 0 && numberWords[n.Hash] <= m.cat.Axis.top() && (m.keyed || contextBefore(d, i, contextWords)):
			m.cat.Level = numberWords[n.Hash]
			m.end = int(n.End)
			if k+1 < len(d.Tokens) { // "T two b"
				if t := &d.Tokens[k+1]; t.Kind == text.Word && t.Len() == 1 && d.Text[t.Start]|0x20 >= 'a' && d.Text[t.Start]|0x20 <= 'd' {
					m.cat.Sub = string(rune(d.Text[t.Start] | 0x20))
					m.end = int(t.End)
				}
			}
			return m, true
		case n.Kind == text.Word && m.keyed && n.Len() == 1 && n.Case == text.Single && d.Text[n.Start] == 'X':
			return p.level(int(n.Start), m, false)
		default:
			return m, false
		}
	}
	return m, false
}
