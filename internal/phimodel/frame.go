package phimodel

import (
	"slices"
	"strings"

	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/internal/text"
)

// span32 is a piece of the note by unit numbers.
type span32 struct{ start, end int32 }

// frame is a stretch of a note made ready for the features: its units with what
// can be said of each without looking at its neighbours' words, and its lines. The
// vocabulary and the case are those of the whole note.
type frame struct {
	text    string
	span32         // tokens of the stretch
	base    int32  // units of the note before those of the stretch
	units   []unit // pad units on either side
	lines   []span32
	cases   caseCounts
	lower   float32 // share of words all in lower case
	upper   float32 // share of words all in capitals
	mode    uint32  // 0 mixed case, 1 mostly capitals, 2 mostly lower case
	vocab   vocabulary
	heads   []uint32 // last words of the fields of the table's first row
	byToken []int32  // first unit of each token
}

// pad is how many empty units stand before and after the note's own.
const pad = 4

// Drop says which words, by their hash, the lexicon shall seem not to know.
// It serves training alone; nil drops none.
type Drop func(hash uint32) bool

// build takes all there is of the stretch whose units stand there.
func (f *frame) build(ev *recognize.Evidence, drop Drop) {
	f.chunks()
	f.dictionaries(ev, drop)
	f.candidates(ev, drop)
	f.sections(ev.Doc)
	f.keys()
	f.labels()
	f.columns()
	f.fields()
}

// dictionaries takes over what the lexicon knows of the words.
func (f *frame) dictionaries(ev *recognize.Evidence, drop Drop) {
	first, _ := slices.BinarySearchFunc(ev.Phrases, f.start, func(p lexicon.Phrase, t int32) int { return int(p.End - 1 - t) })
	ph := ev.Phrases[first:]
	for i := pad; i < len(f.units)-pad; i++ {
		u := &f.units[i]
		u.shape = tokenShape(u)
		known := drop == nil || !drop(u.Hash)
		if u.Kind == text.Word && known {
			u.lex = ev.Entries[u.orig]
			if u.split {
				u.lex = lexicon.Of(u.Token, f.text)
			}
		}
		for len(ph) > 0 && u.orig >= ph[0].End {
			ph = ph[1:]
		}
		if len(ph) > 0 && u.orig >= ph[0].First && known {
			c := ph[0].Classes
			u.phrase = mix(1, uint32(c)^uint32(c>>32)*0x9e3779b1, 1)
			if u.orig == ph[0].First {
				u.phrase++
			}
		}
		u.sig = f.wordClass(u)
	}
}

// dictionaryRules are the rules that rest on the lexicon knowing a word.
func dictionaryRule(r recognize.Rule) bool {
	switch r {
	case recognize.RuleKnownName, recognize.RuleKnownHospital, recognize.RuleKnownOrganization, recognize.RuleCity, recognize.RulePlace:
		return true
	}
	return false
}

// candCode puts a candidate's rule, type and strength and a unit's place in it
// into one number, never 0.
func candCode(c *recognize.Candidate, first, last bool) uint32 {
	code := uint32(c.Type)<<16 | uint32(c.Rule)<<8 | uint32(c.Strength)<<3
	if c.Label {
		code |= 4
	}
	if first {
		code |= 2
	}
	if last {
		code |= 1
	}
	return code
}

// candidates hangs the recognisers' candidates on the units they cover.
func (f *frame) candidates(ev *recognize.Evidence, drop Drop) {
	f.byToken = grow(f.byToken, int(f.end-f.start))
	for i := len(f.units) - pad - 1; i >= pad; i-- {
		f.byToken[f.units[i].orig-f.start] = int32(i)
	}
	first, _ := slices.BinarySearchFunc(ev.Candidates, f.start, func(c recognize.Candidate, t int32) int { return int(c.First - t) })
	for k := first; k < len(ev.Candidates) && ev.Candidates[k].First < f.end; k++ {
		c := &ev.Candidates[k]
		if drop != nil && dictionaryRule(c.Rule) && drop(ev.Doc.Tokens[c.First].Hash) {
			continue
		}
		for i := f.byToken[c.First-f.start]; i < int32(len(f.units)-pad) && f.units[i].orig < c.End; i++ {
			u := &f.units[i]
			if int(u.End) <= c.Span.Start || int(u.Start) >= c.Span.End {
				continue
			}
			code := candCode(c, int(u.Start) <= c.Span.Start, int(u.End) >= c.Span.End)
			for n := range u.cands {
				if u.cands[n] == code {
					break
				}
				if u.cands[n] == 0 {
					u.cands[n] = code
					break
				}
			}
		}
	}
}

// sections tells each unit the kinds of its sentence and section.
func (f *frame) sections(doc *text.Doc) {
	at := int(doc.Tokens[f.start].Start)
	s, c := max(0, doc.SentenceAt(at)), max(0, doc.SectionAt(at))
	for i := pad; i < len(f.units)-pad; i++ {
		u := &f.units[i]
		for s < len(doc.Sentences) && doc.Sentences[s].End <= u.Start {
			s++
		}
		for c < len(doc.Sections) && doc.Sections[c].End <= u.Start {
			c++
		}
		if s < len(doc.Sentences) {
			u.sent = uint8(doc.Sentences[s].Kind)
		}
		if c < len(doc.Sections) {
			u.sect = uint8(doc.Sections[c].Kind)
		}
	}
}

// labels finds the words before the run that a unit stands in: chunks with
// digits next to one another on a line make one run, any other chunk is one by itself.
func (f *frame) labels() {
	for _, ln := range f.lines {
		var l1, l2 uint32
		nth := 0
		inRun := false
		for i := ln.start; i < ln.end; {
			j, digits, word := i+1, f.units[i].Kind == text.Number, int32(-1)
			if f.units[i].Kind == text.Word {
				word = i
			}
			for j < ln.end && !f.units[j].first {
				switch f.units[j].Kind {
				case text.Number:
					digits = true
				case text.Word:
					word = j
				}
				j++
			}
			if digits && inRun {
				nth++
			} else {
				nth = 0
			}
			for k := i; k < j; k++ {
				f.units[k].lab1, f.units[k].lab2, f.units[k].nth = l1, l2, uint8(min(nth, 7))
			}
			if digits {
				inRun = true
			} else if word >= 0 {
				inRun = false
				l1, l2 = f.units[word].Hash, l1
			}
			i = j
		}
	}
}

// wordClass hashes what tells most about a token into a class of a few
// hundred: the telling lexicon classes, how usual it is as a name and as a word, and
// its shape.
func (f *frame) wordClass(u *unit) uint32 {
	e := u.lex
	const telling = lexicon.Given | lexicon.Surname | lexicon.Particle | lexicon.State | lexicon.StateAbbr | lexicon.StreetSuffix |
		lexicon.HospitalHead | lexicon.OrgHead | lexicon.Profession | lexicon.Honorific | lexicon.Credential | lexicon.Relation |
		lexicon.Month | lexicon.Weekday | lexicon.EponymHead | lexicon.Eponym | lexicon.Unit | lexicon.Function | lexicon.CareRole | lexicon.Clinical
	c := e.Classes & telling
	return mix(1, uint32(c)^uint32(c>>32)*0x9e3779b1^uint32(e.CommonFreq/3)<<7, u.shape)
}

// addUnits makes units of the tokens of the stretch, a few of which are cut in
// two, and says what lies before each.
func (f *frame) addUnits(doc *text.Doc) {
	s := doc.Text
	toks := doc.Tokens[f.start:f.end]
	f.units, f.lines = grow(f.units, len(toks)+2*pad), f.lines[:0]
	clear(f.units)
	for i := range pad {
		f.units[i].above, f.units[i].top = -1, -1
	}
	if f.start > 0 {
		f.units[pad-1].End = doc.Tokens[f.start-1].End
	}
	n := int32(pad)
	for i := range toks {
		t := &toks[i]
		if t.Flags&text.LineBefore != 0 || i == 0 {
			if len(f.lines) > 0 {
				f.lines[len(f.lines)-1].end = n
			}
			f.lines = append(f.lines, span32{n, n})
		}
		k := 0
		if t.Len() > 3 && (t.Case == text.Mixed || t.Kind == text.Number) {
			k = splitAt(t.Of(s), t.Kind, t.Case)
		}
		u := &f.units[n]
		u.Token, u.line, u.orig, u.above, u.top = *t, int32(len(f.lines)-1), f.start+int32(i), -1, -1
		u.gap = gapBefore(s, f.units[n-1].End, t)
		if k > 0 {
			f.units = append(f.units, unit{})
			cut(s, &f.units[n], &f.units[n+1], k)
			n++
		}
		n++
	}
	if len(f.lines) > 0 {
		f.lines[len(f.lines)-1].end = n
	}
	for ; int(n) < len(f.units); n++ {
		f.units[n].above, f.units[n].top, f.units[n].line = -1, -1, int32(len(f.lines))
	}
}

// caseCounts counts the words of two letters or more by case.
type caseCounts [text.Mixed + 1]int

// cut parts the unit a after k bytes; b takes the rest.
func cut(s string, a, b *unit, k int) {
	*b = *a
	a.split, b.split = true, true
	w := a.Of(s)
	a.End, b.Start = a.Start+int32(k), a.Start+int32(k)
	a.Hash, b.Hash, b.Flags, b.gap = text.HashFold(w[:k]), text.HashFold(w[k:]), 0, gapNone
	if a.Kind == text.Word {
		a.Case, b.Case = caseOf(w[:k]), caseOf(w[k:])
	}
}

// The gaps before a unit.
const (
	gapNone = iota // it touches the unit before
	gapSpace
	gapLine
	gapWide  // a tab, or two spaces or more
	gapBlank // an empty line
)

// gapBefore tells what lies between the end of a unit and the token after it.
func gapBefore(s string, end int32, t *text.Token) uint8 {
	if t.Flags&text.SpaceBefore == 0 {
		return gapNone
	}
	between := s[end:t.Start]
	switch {
	case t.Flags&text.LineBefore != 0:
		if strings.Count(between, "\n") > 1 {
			return gapBlank
		}
		return gapLine
	case len(between) > 1 || between == "\t":
		return gapWide
	}
	return gapSpace
}

// caseMode takes the shares of words in small letters and in capitals.
func (f *frame) caseMode() {
	n := 0
	for _, k := range f.cases {
		n += k
	}
	n = max(n, 1)
	f.lower, f.upper, f.mode = float32(f.cases[text.Lower])/float32(n), float32(f.cases[text.Upper])/float32(n), 0
	if f.upper > 0.7 {
		f.mode = 1
	} else if f.lower > 0.94 {
		f.mode = 2
	}
}

// numberShapes and wordShapes are the shapes of numbers and words, by length and
// by case and length; the last stands for all that are longer.
var numberShapes, wordShapes = func() (n [13]uint32, w [text.Mixed + 1][5]uint32) {
	for k := range n {
		n[k] = mix(2, uint32(k), 0)
	}
	for c := range w {
		for k := range w[c] {
			w[c][k] = mix(3, uint32(c), uint32(k))
		}
	}
	return n, w
}()

// tokenShape hashes kind, case and a bucket of the length.
func tokenShape(u *unit) uint32 {
	switch n := u.Len(); u.Kind {
	case text.Number:
		return numberShapes[min(n, len(numberShapes)-1)]
	case text.Word:
		return wordShapes[u.Case][min(n, len(wordShapes[0])-1)]
	}
	return mix(4, u.Hash, 0)
}

// chunks hashes the shapes of the runs of characters between white space.
func (f *frame) chunks() {
	for i := pad; i < len(f.units)-pad; {
		j := i + 1
		for j < len(f.units)-pad && f.units[j].Flags&text.SpaceBefore == 0 {
			j++
		}
		var h uint32 = 7
		for k := i; k < j && k < i+12; k++ {
			u := &f.units[k]
			switch u.Kind {
			case text.Number:
				h = mix(5, h, uint32(min(u.Len(), 11)))
			case text.Word:
				h = mix(6, h, uint32(min(u.Len(), 3))<<4|uint32(u.Case))
			default:
				h = mix(7, h, u.Hash)
			}
		}
		for k := i; k < j; k++ {
			f.units[k].chunk, f.units[k].inside, f.units[k].first = h, uint8(min(k-i, 15)), k == i
		}
		i = j
	}
}

var hashColon = text.HashFold(":")

// keys finds, for each unit, the nearest "key:" to its left on its line.
func (f *frame) keys() {
	for _, ln := range f.lines {
		var k1, k2 uint32
		at := 0
		for i := ln.start; i < ln.end; i++ {
			u := &f.units[i]
			u.key1, u.key2 = k1, k2
			if k1 != 0 {
				at++
				u.keyAt = uint8(min(at, 5))
			}
			if u.Kind == text.Punct && u.Hash == hashColon && i > ln.start {
				p := &f.units[i-1]
				if p.Kind == text.Word {
					k1, k2, at = p.Hash, 0, 0
					if i-2 >= ln.start && f.units[i-2].Kind == text.Word {
						k2 = f.units[i-2].Hash
					}
				}
			}
		}
	}
}

// columns finds, for each unit, the unit that stands above it.
func (f *frame) columns() {
	for l := 1; l < len(f.lines); l++ {
		up, ln := f.lines[l-1], f.lines[l]
		if up.start == up.end || ln.start == ln.end {
			continue
		}
		ub, lb := f.lineStart(up.start), f.lineStart(ln.start)
		k := up.start
		for i := ln.start; i < ln.end; i++ {
			col := f.units[i].Start - lb
			for k+1 < up.end && f.units[k+1].Start-ub <= col {
				k++
			}
			if f.units[k].Start-ub <= col && col <= f.units[k].End-ub+2 {
				f.units[i].above = k
				f.units[i].top = k
				if t := f.units[k].top; t >= 0 {
					f.units[i].top = t
				}
			}
		}
	}
}

// lineStart is the byte offset of the first character of a unit's line.
func (f *frame) lineStart(i int32) int32 {
	p := f.units[i].Start
	for p > 0 && f.text[p-1] != '\n' && f.text[p-1] != '\r' {
		p--
	}
	return p
}
