package phimodel

import (
	"math"

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

// leastRepeat is one less than the bytes that a token has for its other occurrences
// to tell of it, by kind: words of two letters, numbers of three digits.
var leastRepeat = [4]int{0: math.MaxInt, text.Word: 1, text.Number: 2, text.Punct: math.MaxInt}

// counted numbers and counts a token, and returns its number as evidence.words
// has it.
func (f *frame) counted(t *text.Token) int32 {
	k, n, long := f.vocab.number(t.Hash), t.Len(), 0
	f.vocab.words[k].written[writtenAs[t.Case&7]]++
	if n > 1 {
		long = 1
	}
	f.cases[long][t.Kind&3][t.Case&7]++
	if n <= leastRepeat[t.Kind&3] {
		k = ^k
	}
	return k
}

// repeats reports whether other occurrences of a unit's token tell of it.
func repeats(t *text.Token) bool { return t.Len() > leastRepeat[t.Kind&3] }

// turn makes the units of a stretch.
func (r *Reader) turn(ev *recognize.Evidence, x stretch, drop Drop) {
	r.f.span32, r.f.base = x.span32, x.base
	r.f.build(ev, r.e.words[x.base:x.base+x.units], drop)
	r.e.view(&r.f)
}
