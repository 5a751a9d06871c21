package text

import "slices"

// parser is the scratch memory of [Doc.Parse].
type parser struct {
	doc     *Doc
	shapes  []lineShape
	letters uint64 // letters seen as list markers: bit 1 for A, bit 33 for a
	upper   bool   // the note is in capitals: capitals say nothing
	lower   bool   // the note is in small letters: their lack says nothing
}

// Of a long note the tokens are given room at once, which spares the garbage of
// growing: hardly a note has more than one in three bytes, and room that is not
// used is not touched.
const (
	longNote      = 1 << 20
	bytesPerToken = 3
)

// Parse takes a note apart: tokens, lines, sentences, sections. It reuses the
// memory of d, and its cost grows linearly with the note. The error is a
// [*TooLongError] or an [*InvalidUTF8Error], and leaves d empty. A parsed Doc
// refers to s but holds no copy of it.
func (d *Doc) Parse(s string) error {
	d.Reset()
	if err := Valid(s); err != nil {
		return err
	}
	d.Text = s
	if len(s) > longNote {
		d.Tokens = slices.Grow(d.Tokens, len(s)/bytesPerToken)
	}
	d.Tokens = AppendTokens(d.Tokens, s)
	d.Lines = appendLines(d.Lines, s, d.Tokens)
	p := &d.scratch
	p.doc = d
	p.measureCase()
	p.shapeLines()
	p.appendSentences()
	p.appendSections()
	p.doc = nil
	return nil
}

// Reset empties d and lets go of its note, but keeps its memory.
func (d *Doc) Reset() {
	d.Text = ""
	d.Tokens, d.Lines = d.Tokens[:0], d.Lines[:0]
	d.Sentences, d.Sections = d.Sentences[:0], d.Sections[:0]
	d.scratch = parser{shapes: d.scratch.shapes[:0]}
}

// measureCase finds out whether the note is typed in capitals or in small
// letters throughout.
func (p *parser) measureCase() {
	var n [Punct + 1][Mixed + 1]int // of two bytes or more; counted without a branch
	for _, t := range p.doc.Tokens {
		long := 0
		if t.Len() >= 2 {
			long = 1
		}
		n[t.Kind][t.Case] += long
	}
	words := 0
	for _, k := range n[Word] {
		words += k
	}
	uppers, titles := n[Word][Upper], n[Word][Title]
	p.upper = uppers*10 > words*7
	p.lower = !p.upper && titles*50 < words
}

// SentenceAt returns the index of the sentence that holds the byte offset, or
// the last one that starts before it; -1 when there is none.
func (d *Doc) SentenceAt(offset int) int {
	lo, hi := 0, len(d.Sentences)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if int(d.Sentences[mid].Start) <= offset {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo - 1
}

// SectionAt returns the index of the section that holds the byte offset; -1
// when the note is empty or the offset before it.
func (d *Doc) SectionAt(offset int) int {
	lo, hi := 0, len(d.Sections)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if int(d.Sections[mid].Start) <= offset {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo - 1
}

// TokenAt returns the index of the first token that ends after the byte
// offset: the one that holds it, or the next one; len(d.Tokens) when there is
// none.
func (d *Doc) TokenAt(offset int) int {
	lo, hi := 0, len(d.Tokens)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if int(d.Tokens[mid].End) <= offset {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
