package extract

import (
	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/assertion"
	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
)

// scratch is the working memory of one note, pooled.
type scratch struct {
	x         *Extractor
	year      int // the fiscal year whose list holds for the note
	doc       text.Doc
	context   assertion.Context
	roles     []role       // by token
	words     []icd10.Word // by token
	shouting  bool         // the sentence at hand is all capitals
	first     int          // its first token
	last      int          // one past its last token
	cands     []match
	found     []match // chosen, in order of the text
	window    []slot
	codes     []coded
	dates     []dates.Match
	shorts    []short
	misspelt  []int32           // tokens corrected
	bare      []int32           // tokens that resolve looks at: findings that need a site, poisonings
	theJoint  int32             // see mainJoint; 0 not looked for yet, -1 none
	said      []said            // words that later mentions may take up
	fits      [maxNoteRows]int8 // by row of noteForms: 1 yes, -1 no, 0 not looked at yet
	taken     int               // first token after the last mention
	asNote    int8              // see noteOfAS; 0 not looked at yet
	intent    int8              // see intends: 1 yes, -1 no, 0 not looked at yet
	awake     byte              // see wasAwake; 0 not looked at yet
	sidesOf   [maxRegions]uint8 // by region: a bit for each side that the note names
	sidesSeen bool              // sidesOf is filled in
}

// match is a set of words found in a note that means something.
type match struct {
	entry    *icd10.Entry
	from, to int32 // first and last token, inclusive
	n        int8  // words matched
	holes    int8  // words inside that are not part of it
	pos      [maxTerm]int32
	site     int32 // token that names the site, where it stands apart; 0 for none
	worse    bool  // see worse
	feared   bool  // see fearedRows
	nalts    int8
	alts     [2]icd10.Code // codes of candidates that gave way
}

// maxTerm is the longest term, in words.
const maxTerm = 8

// slot is a word near an anchor.
type slot struct {
	word icd10.Word
	pos  int32
}

func (s *scratch) reset(x *Extractor) {
	s.x = x
	s.found, s.misspelt = s.found[:0], s.misspelt[:0]
	s.theJoint, s.awake, s.intent, s.asNote, s.sidesSeen = 0, 0, 0, 0, false
	s.fits, s.bare = [maxNoteRows]int8{}, s.bare[:0]
	n := len(s.doc.Tokens)
	if cap(s.roles) < n {
		s.roles = make([]role, n)
		s.words = make([]icd10.Word, n)
	}
	s.roles, s.words = s.roles[:n], s.words[:n]
	s.classify()
}

// classify gives every token its role and, if it has one, its word.
func (s *scratch) classify() {
	c, d := s.x.classes, s.x.dict
	toks := s.doc.Tokens
	tags := false
	for i := range toks {
		t := &toks[i]
		s.words[i] = icd10.NoWord
		if t.Kind == text.Punct {
			tags = tags || s.doc.Text[t.Start] == '['
			s.roles[i] = s.punct(i)
			continue
		}
		class := c.of(t.Hash)
		if class&isPoison != 0 {
			s.bare = append(s.bare, int32(i))
		}
		if class&isHard != 0 && !(t.Len() == 1 && t.Case == text.Single && i+1 < len(toks) && toks[i+1].Kind == text.Punct) {
			s.roles[i] = roleHard
			continue
		}
		if class&isAnd != 0 {
			s.roles[i] = roleAnd
			if t.Hash == c.joins {
				s.words[i] = c.andWord
			}
			continue
		}
		if w, upper, ok := d.Word(t.Hash); ok && (!upper || t.Case == text.Upper || t.Case == text.Mixed || t.Case == text.Single || s.itemOfPast(i)) {
			s.roles[i], s.words[i] = roleWord, w
			if s.x.sites.generic[w] != nil && class&isPoison == 0 {
				s.bare = append(s.bare, int32(i))
			}
			continue
		}
		switch {
		case t.Hash == c.article && i > 0 && s.roles[i-1] == roleWord && (t.Case == text.Single || t.Flags&text.SpaceBefore == 0 && toks[i-1].Kind == text.Number):
			s.roles[i], s.words[i] = roleWord, c.letterA
		case class&isStop != 0:
			s.roles[i] = roleStop
			if t.Hash == hashAS && t.Case == text.Upper {
				s.bare = append(s.bare, int32(i))
			}
		case t.Kind == text.Number:
			s.roles[i] = roleNumber
		default:
			s.roles[i] = roleUnknown
			s.correct(i)
		}
	}
	if tags {
		s.hideTags()
	}
	s.hideSlashes()
}

// listedForms are short forms that, in small letters, are words of another
// meaning, but not where they stand as an item of a list of past illnesses.
var listedForms = hashSet("pe ra ms pad als")

// itemOfPast reports whether token i is one of listedForms and the whole of an
// item of a past history: "Past Medical History: Pe, gout".
func (s *scratch) itemOfPast(i int) bool {
	toks := s.doc.Tokens
	if !listedForms[toks[i].Hash] || s.section(int(toks[i].Start)) != text.SectionPMH {
		return false
	}
	before := i == 0 || toks[i].Flags&text.LineBefore != 0 || toks[i-1].Kind == text.Punct
	after := i+1 == len(toks) || toks[i+1].Flags&text.LineBefore != 0 || toks[i+1].Kind == text.Punct
	return before && after
}

// maxMisspelt is the longest word, in bytes, that is corrected.
const maxMisspelt = 24

// correct takes an unknown long word for the one that it is a misspelling of.
// Capitalised words are names more often than misspellings.
func (s *scratch) correct(i int) {
	t := s.doc.Tokens[i]
	if t.Len() < 7 || t.Len() > maxMisspelt || t.Case != text.Lower && t.Flags&text.LineBefore == 0 || t.Flags&text.NonASCII != 0 {
		return
	}
	if lexicon.Of(t, s.doc.Text).Known() {
		return // another word, or a drug
	}
	var buf [maxMisspelt]byte
	w := buf[:t.Len()]
	copy(w, t.Of(s.doc.Text))
	for k := range w {
		w[k] |= 0x20
	}
	if c, ok := s.x.dict.Correct(w); ok {
		s.roles[i], s.words[i] = roleWord, c
		s.misspelt = append(s.misspelt, int32(i))
	}
}

// punct says what a punctuation mark is to the words around it.
func (s *scratch) punct(i int) role {
	toks, t := s.doc.Tokens, s.doc.Tokens[i]
	next := i+1 < len(toks)
	glued := t.Flags&text.SpaceBefore == 0 && next && toks[i+1].Flags&text.SpaceBefore == 0
	switch s.doc.Text[t.Start] {
	case '\'', '/':
		return roleSoft
	case '-':
		if glued {
			return roleSoft
		}
	case ',':
		if i > 0 && s.qualifies(i+1) {
			return roleComma
		}
	case '.':
		// "C. diff": a full stop after a single letter, the word going on.
		if i > 0 && toks[i-1].Len() == 1 && toks[i-1].Kind == text.Word && next && toks[i+1].Kind == text.Word && toks[i+1].Flags&text.LineBefore == 0 &&
			(i < 2 || s.roles[i-2] != roleWord) {
			return roleSoft
		}
	case '&', '+':
		return roleAnd
	default:
		if t.Len() == 3 && t.Of(s.doc.Text) == "’" {
			return roleSoft
		}
	}
	return roleHard
}

// qualifies reports whether nothing but qualifiers stand from token k to the
// next mark: "depression, recurrent, moderate".
func (s *scratch) qualifies(k int) bool {
	toks := s.doc.Tokens
	const most = 7
	if k+1 < len(toks) && kindWords[toks[k].Hash] && kindNouns[toks[k+1].Hash] && toks[k].Flags&text.LineBefore == 0 {
		return true // "ADHD, combined type on methylphenidate"
	}
	n := 0
	for ; k < len(toks) && n < most && toks[k].Kind == text.Word && (toks[k].Flags&text.LineBefore == 0 || n == 0); k++ {
		h := toks[k].Hash
		if !s.x.classes.qualifier[h] && s.x.classes.of(h)&isStop == 0 && !kindWords[h] {
			return false
		}
		n++
	}
	return n > 0 && n < most
}

// hideSlashes takes the letters of "c/b" and its like out of the matcher's sight:
// they are no stage and no side. "w/o" it takes for "without".
func (s *scratch) hideSlashes() {
	toks := s.doc.Tokens
	for i := 1; i+1 < len(toks); i++ {
		if s.isByte(i, '/') && s.isByte(i-1, 'w') && s.isByte(i+1, 'o') && toks[i+1].Flags&text.SpaceBefore == 0 {
			s.roles[i-1], s.words[i-1] = roleSoft, icd10.NoWord
			s.roles[i], s.words[i] = roleWord, s.x.classes.without
			s.roles[i+1], s.words[i+1] = roleSoft, icd10.NoWord
			continue
		}
		if s.roles[i] == roleSoft && s.isByte(i, '/') && toks[i-1].Len() == 1 && toks[i+1].Len() == 1 && toks[i-1].Kind == text.Word && toks[i+1].Kind == text.Word &&
			toks[i].Flags&text.SpaceBefore == 0 && toks[i+1].Flags&text.SpaceBefore == 0 && slashed[s.doc.Text[toks[i-1].Start:toks[i+1].End]] {
			for k := i - 1; k <= i+1; k++ {
				s.roles[k], s.words[k] = roleHard, icd10.NoWord
			}
		}
	}
}

// slashed are short forms of two letters with a slash that join, and say nothing
// of a disease.
var slashed = map[string]bool{"c/b": true, "C/B": true, "s/p": true, "S/P": true, "c/w": true, "p/w": true, "P/W": true, "d/c": true, "D/C": true, "b/w": true, "b/c": true}

// hideTags takes redaction tags, "[DATE]" or "[PATIENT_7KQ2M9X4C]", out of the
// matcher's sight: they stand where a name or a number stood.
func (s *scratch) hideTags() {
	toks := s.doc.Tokens
	for i := 0; i < len(toks); i++ {
		if end, ok := text.TagEnd(s.doc.Text, toks, i); ok {
			for h := i; h < end; h++ {
				s.roles[h], s.words[h] = roleHard, icd10.NoWord
			}
			i = end - 1
		}
	}
}

func (s *scratch) isByte(i int, b byte) bool {
	t := s.doc.Tokens[i]
	return t.Len() == 1 && s.doc.Text[t.Start] == b
}
