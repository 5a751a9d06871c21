package phimodel

import (
	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/internal/text"
)

// A note is worked in stretches of whole lines, so that the memory for what is
// known of each unit is that of one stretch. What the document says goes over all
// of them: which words there are, how they are written, and for each unit its word
// and the first pass's opinion. All but the longest notes are one stretch.

// stretchTokens is how many tokens a stretch has before it ends with a line; one
// of twice as many ends anywhere.
const stretchTokens = 1 << 18

// survey cuts a note into stretches of about the given number of tokens, numbers
// its words and counts how they are written.
func (r *Reader) survey(doc *text.Doc, about int) {
	f, e := &r.f, &r.e
	f.text, f.cases = doc.Text, caseCounts{}
	f.vocab.reset(len(doc.Tokens))
	r.stretches, e.words = r.stretches[:0], grow(e.words, len(doc.Tokens))[:0]
	for from := 0; from < len(doc.Tokens); {
		end := stretchEnd(doc.Tokens, from, about)
		x := stretch{span32: span32{int32(from), int32(end)}, base: int32(len(e.words))}
		r.count(doc.Tokens[from:end])
		x.units = int32(len(e.words)) - x.base
		r.stretches = append(r.stretches, x)
		from = end
	}
	f.caseMode()
	f.vocab.complete()
	e.reset(len(e.words) + 2*pad)
}

// stretch is the tokens of one stretch, how many units it has and how many stand
// before it.
type stretch struct {
	span32
	base, units int32
}

func stretchEnd(toks []text.Token, from, about int) int {
	if len(toks)-from <= about {
		return len(toks)
	}
	most := min(len(toks), from+2*about)
	for i := from + about; i < most; i++ {
		if toks[i].Flags&text.LineBefore != 0 {
			return i
		}
	}
	return most
}

// count numbers and counts the words of the units that tokens make.
func (r *Reader) count(toks []text.Token) {
	f, words := &r.f, r.e.words
	for i := range toks {
		t := &toks[i]
		if t.Kind == text.Punct {
			words = append(words, -1)
			continue
		}
		k := cutAt(t, f.text)
		if k == 0 {
			words = append(words, f.counted(t))
			continue
		}
		var a, b unit
		a.Token = *t
		cut(f.text, &a, &b, k)
		words = append(words, f.counted(&a.Token), f.counted(&b.Token))
	}
	r.e.words = words
}

// counted numbers and counts a word or number, and returns its number as
// evidence.words has it.
func (f *frame) counted(t *text.Token) int32 {
	k := f.vocab.number(t.Hash)
	if t.Kind == text.Word {
		f.vocab.words[k].written[writtenAs[t.Case&7]]++
		if t.Len() > 1 {
			f.cases[t.Case]++
		}
	}
	if !repeats(t) {
		return ^k
	}
	return k
}

// turn makes the units of a stretch.
func (r *Reader) turn(ev *recognize.Evidence, x stretch, drop Drop) {
	r.f.span32, r.f.base = x.span32, x.base
	r.f.build(ev, r.e.words[x.base:x.base+x.units], drop)
	r.e.view(&r.f)
}
