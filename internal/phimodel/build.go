package phimodel

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/internal/text"
)

// builder makes the units of a stretch, line by line: what is asked of a unit and
// of its line is at hand while the line is.
type builder struct {
	*frame
	ev   *recognize.Evidence
	drop Drop
	sent int32 // sentence of the last unit
	sect int32 // and section
	left int32 // byte that the line before starts at
}

// build takes all there is of the stretch. words are those of its units, as in
// evidence.words.
func (f *frame) build(ev *recognize.Evidence, words []int32, drop Drop) {
	doc := ev.Doc
	f.units, f.lines, f.cuts, f.mended = grow(f.units, len(words)+2*pad), f.lines[:0], f.cuts[:0], f.mended[:0]
	f.words, f.entries, f.phrases = words, ev.Entries, ev.Phrases
	for i := range pad {
		f.units[i] = unit{above: -1, top: -1}
	}
	if f.start > 0 {
		f.units[pad-1].End = doc.Tokens[f.start-1].End
	}
	at := int(doc.Tokens[f.start].Start)
	b := builder{
		frame: f, ev: ev, drop: drop,
		sent: int32(max(0, doc.SentenceAt(at))), sect: int32(max(0, doc.SectionAt(at))),
	}
	n := int32(pad)
	for t := f.start; t < f.end; {
		ln := span32{start: n}
		t, n = b.line(t, n)
		ln.end = n
		f.lines = append(f.lines, ln)
		f.runs(ln)
		b.columns()
	}
	for ; int(n) < len(f.units); n++ {
		f.units[n] = unit{above: -1, top: -1, line: int32(len(f.lines))}
	}
	f.candidates(ev, drop)
	f.fields()
}

// line makes the units from n on of the tokens from t on that stand on one line, a
// few of which are cut in two. It returns the token and the unit after them.
func (b *builder) line(t, n int32) (int32, int32) {
	f, toks := b.frame, b.ev.Doc.Tokens[:b.end]
	for {
		tok, u := &toks[t], &f.units[n]
		*u = unit{above: -1, top: -1}
		u.Token, u.line, u.orig = *tok, int32(len(f.lines)), t
		u.gap = gapBefore(f.text, f.units[n-1].End, tok)
		if k := cutAt(tok, f.text); k > 0 {
			cut(f.text, u, &f.units[n+1], k)
			f.cuts = append(f.cuts, t)
			b.describe(u, n)
			n++
			u = &f.units[n]
		}
		b.describe(u, n)
		n++
		t++
		if int(t) == len(toks) || toks[t].Flags&text.LineBefore != 0 {
			return t, n
		}
	}
}

// describe says of a unit what needs no look at others. It branches on nothing that
// is not nearly always the same.
func (b *builder) describe(u *unit, n int32) {
	e := &b.entries[u.orig]
	if u.split || b.drop != nil {
		e = b.mend(u, n)
	}
	u.name, u.common = max(e.GivenFreq, e.SurnameFreq), e.CommonFreq
	x := shapeOf(&u.Token, b.text)
	u.chunk = x.run
	u.sig = wordClass(e, x.hash)
	b.place(u)
}

// mend looks a part of a token up by itself, and forgets what is to be unknown.
func (b *builder) mend(u *unit, n int32) *lexicon.Entry {
	u.unseen = b.drop != nil && b.drop(u.Hash)
	if !u.unseen && !(u.split && u.Kind == text.Word) {
		return &b.entries[u.orig]
	}
	u.mended = true
	m := mended{unit: n}
	if !u.unseen {
		m.entry = lexicon.Of(u.Token, b.text)
	}
	b.mended = append(b.mended, m)
	return &b.mended[len(b.mended)-1].entry
}

// place tells a unit the kinds of its sentence and section.
func (b *builder) place(u *unit) {
	sents, sects := b.ev.Doc.Sentences, b.ev.Doc.Sections
	for int(b.sent) < len(sents) && sents[b.sent].End <= u.Start {
		b.sent++
	}
	for int(b.sect) < len(sects) && sects[b.sect].End <= u.Start {
		b.sect++
	}
	if int(b.sent) < len(sents) {
		u.sent = uint8(sents[b.sent].Kind)
	}
	if int(b.sect) < len(sects) {
		u.sect = uint8(sects[b.sect].Kind)
	}
}

var hashColon = text.HashFold(":")

// runs walks over the runs of characters without white space of a line. It tells
// each unit its run's shape; the words before it, where runs with digits next to one
// another make one and any other is one by itself; and the nearest "key:" to the
// left.
func (f *frame) runs(ln span32) {
	var lab, key int32
	nth, since := uint8(0), uint8(0)
	inDigits := false
	for i := ln.start; i < ln.end; {
		j, digits, word, h := i, false, int32(-1), f.units[i].chunk
		for {
			k := f.units[j].Kind
			digits = digits || k == text.Number
			if k == text.Word {
				word = j
			}
			j++
			if j == ln.end || f.units[j].Flags&text.SpaceBefore != 0 {
				break
			}
			if j < i+mostLinks {
				u := &f.units[j]
				h = link(h, u.Kind, shapeOf(&u.Token, f.text).link)
			}
		}
		if digits && inDigits {
			nth = min(nth+1, mostNth)
		} else {
			nth = 0
		}
		for k := i; k < j; k++ {
			u := &f.units[k]
			u.chunk, u.inside = h, uint8(min(k-i, mostInside))
			u.lab, u.nth, u.key = lab, nth, key
			if key != 0 {
				since = min(since+1, mostKeyAt)
				u.keyAt = since
			}
			if u.Hash == hashColon && u.Kind == text.Punct && k > ln.start && f.units[k-1].Kind == text.Word {
				key, since = k-1, 0
			}
		}
		if digits {
			inDigits = true
		} else if word >= 0 {
			inDigits = false
			lab = word
		}
		i = j
	}
}

// The highest counts that units keep.
const (
	mostNth    = 7
	mostInside = 15
	mostKeyAt  = 5
)

// columns finds, for each unit of the last line, the unit that stands above it.
func (b *builder) columns() {
	f, l := b.frame, len(b.lines)-1
	ln := f.lines[l]
	above := b.left
	b.left = f.lineStart(ln.start)
	if l == 0 {
		return
	}
	up := f.lines[l-1]
	k := up.start
	for i := ln.start; i < ln.end; i++ {
		col := f.units[i].Start - b.left
		for k+1 < up.end && f.units[k+1].Start-above <= col {
			k++
		}
		if f.units[k].Start-above <= col && col <= f.units[k].End-above+2 {
			f.units[i].above = k
			f.units[i].top = k
			if t := f.units[k].top; t >= 0 {
				f.units[i].top = t
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
