package onco

import (
	"sort"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
)

// Staging checklists print every category with its definition; only the one
// that is ticked is stated.

// gluedSubject begins most definitions, and a scanner may glue the next word to
// it: "pT2: Tumormore than 2 cm".
const gluedSubject = "tumor"

// markDefinition marks a category that a description of the category follows:
// "pT2a: Tumor 7 cm or less, limited to the kidney", "N1, single pelvic node".
// Whether such an entry is a statement all the same is decided when the whole
// document is known.
func markDefinition(d *text.Doc, run []stageMention, last int) {
	k := last + 1
	for n := 0; k < len(d.Tokens) && n < 3; n++ {
		t := &d.Tokens[k]
		if t.Kind == text.Punct {
			switch d.Text[t.Start] {
			case ':', '-', '(', '=', ',', ';', '.':
				k++
				continue
			}
		}
		break
	}
	if k >= len(d.Tokens) || k <= last || len(run) > 1 {
		return
	}
	t := &d.Tokens[k]
	run[0].definition = definition[t.Hash] || t.Len() > len(gluedSubject) && foldHasPrefix(t.Of(d.Text), gluedSubject)
}

// settleDefinitions decides about the entries of staging checklists: in a
// document that has several of one axis, only those that are ticked, or that
// are also stated elsewhere, count.
func (f *facts) settleDefinitions() {
	f.form = false
	kept := f.stages[:0]
	defined := f.stages[:0:0]
	for i := range f.stages {
		if f.stages[i].definition {
			defined = append(defined, f.stages[i])
		}
	}
	for i := range f.stages {
		m := &f.stages[i]
		in := m.definition && listed(defined, m)
		if in && !f.ticked(m) || f.ofClass(m) {
			f.form = f.form || in && m.cat.Axis == AxisT
			continue
		}
		m.definition = in
		kept = append(kept, *m)
	}
	f.stages = kept
}

// ofClass reports whether a category names a class of tumours and no tumour:
// "Thickness (pT1 and pT2 tumors only)".
func (f *facts) ofClass(m *stageMention) bool {
	const reach = 5
	d := &f.doc
	for k := m.token + 1; int(k) < len(d.Tokens) && k <= m.token+reach; k++ {
		switch t := &d.Tokens[k]; {
		case int(t.Start) < m.end, joinWords[t.Hash]:
		case t.Kind == text.Punct:
			if c := d.Text[t.Start]; c != '/' && c != '-' && c != ',' {
				return false
			}
		case pluralTumours[t.Hash]:
			return true
		case t.Kind == text.Number && t.Len() == 1:
		case t.Len() > 4 || d.Text[t.Start]|0x20 != 'p' && d.Text[t.Start] != 'T':
			return false
		}
	}
	return false
}

var (
	joinWords     = wordSet("and", "or", "to")
	pluralTumours = wordSet("tumors", "tumours", "lesions", "carcinomas", "cancers")
)

// listed reports whether a category is an entry of a list: two other levels of
// its axis are defined nearby, or the two of a short list stand in a row. The
// definitions are in order of where they stand.
func listed(defined []stageMention, m *stageMention) bool {
	others := map[Category]bool{}
	from := sort.Search(len(defined), func(i int) bool { return defined[i].start > m.start-listReach })
	for i := from; i < len(defined) && defined[i].start < m.start+listReach; i++ {
		o := &defined[i]
		if o.cat.Axis != m.cat.Axis || o.cat == m.cat || o.basis != m.basis {
			continue
		}
		if others[o.cat] = true; max(o.start-m.start, m.start-o.start) < rowReach {
			return true
		}
	}
	return len(others) > 1
}

// rowReach is how far apart, in bytes, two neighbours of a checklist stand.
const rowReach = 250

// listReach is how far apart, in bytes, the entries of one checklist stand.
const listReach = 1200

// ticked reports whether a cross or a check mark, or what a scanner makes of
// one, stands before the entry: "X pT2a", "[x] pT2a", "_X_ pT2a", "v pT2a".
func (f *facts) ticked(m *stageMention) bool {
	s := f.doc.Text
	i := m.start - 1
	for n := 0; i >= 0 && n < 4; n++ {
		switch s[i] {
		case ' ', '_', ']', ')', '\t', '-':
			i--
			continue
		}
		break
	}
	if i < 0 {
		return false
	}
	switch s[i] {
	case '^':
		return true
	case 'X', 'x', 'V', 'v':
		return i == 0 || !isLetter(s[i-1]) && !isDigit(s[i-1])
	}
	for _, mark := range [...]string{"\u2713", "\u2714", "\u221a", "\u2611", "\u2612"} {
		if strings.HasSuffix(s[:i+1], mark) {
			return true
		}
	}
	return false
}
