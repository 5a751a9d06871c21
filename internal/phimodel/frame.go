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
	words   []int32  // by unit, less pad: as in evidence.words
	cuts    []int32  // tokens of the stretch that are two units
	cands   []cands  // of units that have any, from 1 on
	mended  []mended // in the order of units
	entries []lexicon.Entry
	phrases []lexicon.Phrase
	table   table
}

// cands are the candidates that cover a unit, coded by candCode; 0 ends the list.
type cands [4]uint32

// mended is the entry of a unit that is not its token's.
type mended struct {
	unit  int32
	entry lexicon.Entry
}

// unknown is what is known of padding.
var unknown lexicon.Entry

// entry returns what is known of unit i.
func (f *frame) entry(i int32) *lexicon.Entry {
	switch u := &f.units[i]; {
	case u.Kind == 0: // padding
		return &unknown
	case u.mended:
		k, _ := slices.BinarySearchFunc(f.mended, i, func(m mended, i int32) int { return int(m.unit - i) })
		return &f.mended[k].entry
	default:
		return &f.entries[u.orig]
	}
}

// phrase hashes the classes of the known phrase that covers unit i and whether it
// starts it; 0 when there is none.
func (f *frame) phrase(i int32) uint32 {
	u := &f.units[i]
	k, _ := slices.BinarySearchFunc(f.phrases, u.orig, func(p lexicon.Phrase, t int32) int { return int(p.End - 1 - t) })
	if k == len(f.phrases) || u.orig < f.phrases[k].First || u.unseen {
		return 0
	}
	c := f.phrases[k].Classes
	h := mix(1, uint32(c)^uint32(c>>32)*0x9e3779b1, 1)
	if u.orig == f.phrases[k].First {
		h++
	}
	return h
}

// shape hashes the shape of unit i.
func (f *frame) shape(i int32) uint32 { return shapeOf(&f.units[i].Token, f.text).hash }

// word is the number in the vocabulary of unit i.
func (f *frame) word(i int32) int32 {
	w := f.words[i-pad]
	return w ^ w>>31
}

// keyBefore hashes the word before that of a unit's key: "of" of "Date of birth:".
func (f *frame) keyBefore(u *unit) uint32 {
	if k := u.key - 1; k >= f.lines[u.line].start && f.units[k].Kind == text.Word {
		return f.units[k].Hash
	}
	return 0
}

// pad is how many empty units stand before and after the note's own.
const pad = 4

// unitOf returns the first unit of a token of the stretch.
func (f *frame) unitOf(token int32) int32 {
	before, _ := slices.BinarySearch(f.cuts, token)
	return pad + token - f.start + int32(before)
}

// Drop says which words, by their hash, the lexicon shall seem not to know.
// It serves training alone; nil drops none.
type Drop func(hash uint32) bool

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
	f.cands = append(f.cands[:0], cands{})
	first, _ := slices.BinarySearchFunc(ev.Candidates, f.start, func(c recognize.Candidate, t int32) int { return int(c.First - t) })
	for k := first; k < len(ev.Candidates) && ev.Candidates[k].First < f.end; k++ {
		c := &ev.Candidates[k]
		if drop != nil && dictionaryRule(c.Rule) && drop(ev.Doc.Tokens[c.First].Hash) {
			continue
		}
		for i := f.unitOf(c.First); i < int32(len(f.units)-pad) && f.units[i].orig < c.End; i++ {
			u := &f.units[i]
			if int(u.End) <= c.Span.Start || int(u.Start) >= c.Span.End {
				continue
			}
			code := candCode(c, int(u.Start) <= c.Span.Start, int(u.End) >= c.Span.End)
			if u.cand == 0 {
				u.cand = int32(len(f.cands))
				f.cands = append(f.cands, cands{})
			}
			for n, have := range &f.cands[u.cand] {
				if have == 0 {
					f.cands[u.cand][n] = code
				}
				if have == 0 || have == code {
					break
				}
			}
		}
	}
}

// wordClass hashes what tells most about a token into a class of a few
// hundred: the telling lexicon classes, how usual it is as a name and as a word, and
// its shape.
func wordClass(e *lexicon.Entry, shape uint32) uint32 {
	const telling = lexicon.Given | lexicon.Surname | lexicon.Particle | lexicon.State | lexicon.StateAbbr | lexicon.StreetSuffix |
		lexicon.HospitalHead | lexicon.OrgHead | lexicon.Profession | lexicon.Honorific | lexicon.Credential | lexicon.Relation |
		lexicon.Month | lexicon.Weekday | lexicon.EponymHead | lexicon.Eponym | lexicon.Unit | lexicon.Function | lexicon.CareRole | lexicon.Clinical
	c := e.Classes & telling
	return mix(1, uint32(c)^uint32(c>>32)*0x9e3779b1^uint32(e.CommonFreq/3)<<7, shape)
}

// caseCounts counts tokens, those of one byte and the longer ones, by kind and case.
type caseCounts [2][4][8]int

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
	if n := t.Start - end; n <= 1 && t.Flags&text.LineBefore == 0 && s[end] != '\t' { // nearly always
		return uint8(n) // gapNone or gapSpace
	}
	if t.Flags&text.LineBefore != 0 {
		if strings.Count(s[end:t.Start], "\n") > 1 {
			return gapBlank
		}
		return gapLine
	}
	return gapWide
}

// caseMode takes the shares of words in small letters and in capitals.
func (f *frame) caseMode() {
	n, words := 0, &f.cases[1][text.Word]
	for _, k := range words {
		n += k
	}
	n = max(n, 1)
	f.lower, f.upper, f.mode = float32(words[text.Lower])/float32(n), float32(words[text.Upper])/float32(n), 0
	if f.upper > 0.7 {
		f.mode = 1
	} else if f.lower > 0.94 {
		f.mode = 2
	}
}
