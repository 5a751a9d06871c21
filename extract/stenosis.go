package extract

import (
	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// "AS" is a stop word in every other sentence, aortic stenosis in the notes of
// cardiology and ankylosing spondylitis in those of rheumatology. It is read where
// it stands in capitals among small letters, after a word of severity, or as an
// item of its own in a note that has words of one of the two.
var (
	hashAS     = text.HashFold("as")
	severities = hashSet("severe moderate mild critical symptomatic asymptomatic progressive known")
	beforeItem = hashSet("with has had for and or of no hx")
	valveWords = hashSet("tavr savr avr valve aortic gradient echo tte murmur")
	spineNotes = hashSet("spondylitis spondyloarthritis hla b27 sacroiliitis sacroiliac rheumatology uveitis")
)

// shortAS returns the match of the short form at token k of sentence i.
func (s *scratch) shortAS(i, k int) (match, bool) {
	toks := s.doc.Tokens
	sent := &s.doc.Sentences[i]
	first, last := int(sent.FirstToken), int(sent.EndToken)
	if k == first || !s.hasSmall(first, last) {
		return match{}, false
	}
	code := ""
	switch prev := &toks[k-1]; {
	case severities[prev.Hash]:
		if code = "I35.0"; s.noteOfAS() == spineNote {
			code = "M45.9"
		}
	case (prev.Kind == text.Punct || beforeItem[prev.Hash]) && (k+1 >= last || toks[k+1].Kind == text.Punct || beforeItem[toks[k+1].Hash]):
		switch s.noteOfAS() {
		case spineNote, bothNote:
			code = "M45.9"
		case valveNote:
			code = "I35.0"
		}
	}
	c, _, ok := s.x.dict.Lookup(code)
	if !ok {
		return match{}, false
	}
	m := match{entry: &icd10.Entry{Code: s.x.dict.Complete(c), Row: -1, Source: icd10.SourceOwn}, from: int32(k), to: int32(k), n: 1}
	m.pos[0] = int32(k)
	return m, true
}

// What the words of a note say of its short form, see noteOfAS.
const (
	plainNote = iota + 1
	valveNote
	spineNote
	bothNote
)

// noteOfAS returns which of the two the note has words of. It is looked up once.
func (s *scratch) noteOfAS() int8 {
	if s.asNote == 0 {
		valve, spine := s.says(valveWords), s.says(spineNotes)
		switch {
		case valve && spine:
			s.asNote = bothNote
		case valve:
			s.asNote = valveNote
		case spine:
			s.asNote = spineNote
		default:
			s.asNote = plainNote
		}
	}
	return s.asNote
}

// hasSmall reports whether most longer words of tokens [first, last) are not in
// capitals.
func (s *scratch) hasSmall(first, last int) bool {
	small, upper := 0, 0
	for k := first; k < last; k++ {
		if t := s.doc.Tokens[k]; t.Kind == text.Word && t.Len() > 3 {
			if t.Case == text.Upper {
				upper++
			} else {
				small++
			}
		}
	}
	return small > upper
}
