package phimodel

import "github.com/lethe-health/lethe/internal/text"

// A note is worked in stretches of whole lines, so that the memory for what is
// known of each unit is that of one stretch. What the document says goes over all
// of them: which words there are, how they are written, and for each unit its word
// and the first pass's opinion. All but the longest notes are one stretch.

// stretchTokens is how many tokens a stretch has before it ends with a line; one
// of twice as many ends anywhere.
const stretchTokens = 1 << 18

// survey cuts a note into stretches of about the given number of tokens, numbers
// its words and counts how they are written. It leaves the last stretch's units in
// f.
func (r *Reader) survey(doc *text.Doc, about int) {
	f, e := &r.f, &r.e
	f.text, f.cases = doc.Text, caseCounts{}
	f.vocab.reset(len(doc.Tokens))
	r.stretches, e.words = r.stretches[:0], grow(e.words, len(doc.Tokens))[:0]
	units := int32(0)
	for from := 0; from < len(doc.Tokens); {
		end := stretchEnd(doc.Tokens, from, about)
		f.span32, f.base = span32{int32(from), int32(end)}, units
		r.stretches = append(r.stretches, stretch{f.span32, f.base})
		f.addUnits(doc)
		r.count()
		units += int32(len(f.units) - 2*pad)
		from = end
	}
	f.caseMode()
	e.reset(int(units) + 2*pad)
}

// stretch is the tokens of one stretch, and how many units stand before it.
type stretch struct {
	span32
	base int32
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

// count numbers and counts the words of the stretch in r.f.
func (r *Reader) count() {
	f, e := &r.f, &r.e
	e.words = append(e.words, make([]int32, len(f.units)-2*pad)...)
	for i := pad; i < len(f.units)-pad; i++ {
		u := &f.units[i]
		if u.Kind == text.Punct {
			e.words[f.base+int32(i-pad)] = -1
			continue
		}
		u.word = f.vocab.number(u.Hash)
		if u.Kind == text.Word {
			f.vocab.words[u.word].count(u.Case)
			if u.Len() > 1 {
				f.cases[u.Case]++
			}
		}
		w := u.word
		if !repeats(u) {
			w = -1
		}
		e.words[f.base+int32(i-pad)] = w
	}
}

// again makes the units of a stretch surveyed before.
func (r *Reader) again(doc *text.Doc, x stretch) {
	f := &r.f
	f.span32, f.base = x.span32, x.base
	f.addUnits(doc)
	for i := pad; i < len(f.units)-pad; i++ {
		if u := &f.units[i]; u.Kind != text.Punct {
			u.word = f.vocab.number(u.Hash)
		}
	}
}
