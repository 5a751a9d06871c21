package phi

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// findNames finds the words of kept names again: in any capitals, misspelt by
// one letter when long, and as initials with full stops.
func (c *carrier) findNames(ev *recognize.Evidence, recall Recall) {
	if len(c.names) == 0 {
		return
	}
	d := ev.Doc
	for i := 0; i < len(d.Tokens); i++ {
		if c.covered[i] || d.Tokens[i].Kind != text.Word {
			continue
		}
		if typ := c.pairAt(ev, i); typ != 0 {
			c.take(d, i, i+2, typ, pairScore, sourceCarried)
			i++
			continue
		}
		n, score := c.nameAt(ev, i, recall)
		if score == 0 {
			i = c.initialsAt(d, i)
			continue
		}
		first, end := i, i+1
		typ := n.typ()
		// An initial before, further words of names after.
		if first >= 2 && d.Tokens[first-1].Len() == 1 && d.Text[d.Tokens[first-1].Start] == '.' && d.Tokens[first-2].Case == text.Single && !c.covered[first-1] && !c.covered[first-2] && onLine(d, first) {
			first -= 2
		}
		for end < len(d.Tokens) && onLine(d, end) && !c.covered[end] {
			if d.Tokens[end].Kind == text.Word {
				if _, s := c.nameAt(ev, end, recall); s == 0 {
					break
				}
				end++
				continue
			}
			b := d.Text[d.Tokens[end].Start]
			if b == '-' && end+1 < len(d.Tokens) && d.Tokens[end].Flags&text.SpaceBefore == 0 && d.Tokens[end+1].Flags&text.SpaceBefore == 0 && !c.covered[end+1] {
				if _, s := c.nameAt(ev, end+1, recall); s > 0 {
					end += 2
					continue
				}
			}
			break
		}
		if c.eponymous(ev, end) {
			i = end - 1
			continue
		}
		c.take(d, first, end, typ, score, sourceCarried)
		i = end - 1
	}
}

// pairScore is the score of two words of a kept name found together again.
const pairScore = 0.85

// pairAt finds two words of one name at token i, one after the other, in any
// capitals: each alone may be an ordinary word, "Standing Bear". Two very
// common words in lower case stay what they are: "may will".
func (c *carrier) pairAt(ev *recognize.Evidence, i int) labels.Type {
	d := ev.Doc
	if len(c.pairs) == 0 || i+1 >= len(d.Tokens) || c.covered[i+1] || !onLine(d, i+1) {
		return 0
	}
	a, b := &d.Tokens[i], &d.Tokens[i+1]
	typ := c.pairs[pairKey(a, b)]
	if typ == 0 || a.Case == text.Lower && ev.Entries[i].CommonFreq >= 8 && ev.Entries[i+1].CommonFreq >= 8 || c.eponymous(ev, i+2) {
		return 0
	}
	return typ
}

// onLine reports whether token i stands on the line of the token before it,
// parted by one space at most.
func onLine(d *text.Doc, i int) bool {
	return d.Tokens[i].Flags&text.LineBefore == 0 && d.Tokens[i].Start-d.Tokens[i-1].End <= 1
}

// nameAt rates the word at token i as one of the kept names: zero for none.
func (c *carrier) nameAt(ev *recognize.Evidence, i int, recall Recall) (carriedName, float64) {
	d := ev.Doc
	t := &d.Tokens[i]
	e := ev.Entries[i]
	n, ok := c.names[t.Hash]
	if !ok {
		if t.Len() < 6 || t.Case == text.Lower || e.Known() {
			return n, 0
		}
		return c.misspelt(d, i)
	}
	common := ordinaryWord(e)
	switch {
	case t.Case == text.Lower:
		if common || t.Len() < 4 || !n.lower && e.Known() && !e.Classes.Has(lexicon.Name) {
			return n, 0
		}
		if n.lower {
			return n, 0.8
		}
		return n, 0.7
	case common && t.Case == text.Upper && e.CommonFreq >= 4:
		return n, 0 // a whole line in capitals
	case common && e.CommonFreq >= 6 && sentenceStart(d, i), common && e.CommonFreq >= 7 && n.patient+n.doctor < 1.5:
		return n, 0
	case common:
		return n, 0.65
	}
	return n, 0.88
}

// sentenceStart reports whether a capital at token i may be there only because
// a line or sentence begins.
func sentenceStart(d *text.Doc, i int) bool {
	if i == 0 || d.Tokens[i].Flags&text.LineBefore != 0 {
		return true
	}
	switch d.Text[d.Tokens[i-1].Start] {
	case '.', ':', ';', '?', '!', '-', '*', ')', '"':
		return d.Tokens[i-1].Kind == text.Punct
	}
	return false
}

// misspelt finds a kept name of six letters or more that differs from the
// unknown word at token i by one letter put in, left out, changed, or by two
// neighbours that changed places.
func (c *carrier) misspelt(d *text.Doc, i int) (carriedName, float64) {
	t := &d.Tokens[i]
	b := d.Text[t.Start] | 0x20
	if b < 'a' || b > 'z' {
		return carriedName{}, 0
	}
	w := t.Of(d.Text)
	for _, k := range c.fuzzy[b-'a'] {
		o := &d.Tokens[k]
		if diff := o.Len() - t.Len(); diff > 1 || diff < -1 || o.Case != t.Case {
			continue
		}
		if oneEdit(w, o.Of(d.Text)) {
			return c.names[o.Hash], 0.7
		}
	}
	return carriedName{}, 0
}

// oneEdit reports whether a and b, whose lengths differ by one byte at most,
// are one insertion, deletion, substitution or swap of neighbours apart, in any
// capitals.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i]|0x20 == b[i]|0x20 {
		i++
	}
	j := 0
	for j < len(a)-i && a[len(a)-1-j]|0x20 == b[len(b)-1-j]|0x20 {
		j++
	}
	if len(a) < len(b) {
		return i+j >= len(a)
	}
	rest := len(a) - i - j
	return rest <= 1 || rest == 2 && a[i]|0x20 == b[i+1]|0x20 && a[i+1]|0x20 == b[i]|0x20
}

// initialsAt finds "J.S." or "J. S." of a kept name at token i; it returns the
// last token it used, or i.
func (c *carrier) initialsAt(d *text.Doc, i int) int {
	if d.Tokens[i].Case != text.Single || i+3 >= len(d.Tokens) {
		return i
	}
	dot := func(k int) bool {
		return k < len(d.Tokens) && d.Tokens[k].Kind == text.Punct && d.Text[d.Tokens[k].Start] == '.' && d.Tokens[k].Flags&text.SpaceBefore == 0 && !c.covered[k]
	}
	if i > 0 && d.Tokens[i].Flags&text.SpaceBefore == 0 && d.Tokens[i-1].Kind == text.Punct && d.Text[d.Tokens[i-1].Start] == '.' {
		return i
	}
	if !dot(i+1) || d.Tokens[i+2].Case != text.Single || c.covered[i+2] || !dot(i+3) || !onLine(d, i+2) {
		return i
	}
	key := uint32(d.Text[d.Tokens[i].Start])<<8 | uint32(d.Text[d.Tokens[i+2].Start])
	end := i + 4
	if i+5 < len(d.Tokens) && d.Tokens[i+4].Case == text.Single && dot(i+5) && onLine(d, i+4) {
		key = key<<8 | uint32(d.Text[d.Tokens[i+4].Start])
		end = i + 6
	}
	if typ, ok := c.initial[key]; ok {
		c.take(d, i, end, typ, 0.8, sourceCarried)
		return end - 1
	}
	return i
}

// eponymous reports whether what follows the name that ends before token i
// makes it a thing's: "'s palsy", " catheter".
func (c *carrier) eponymous(ev *recognize.Evidence, i int) bool {
	d := ev.Doc
	if i+1 < len(d.Tokens) && d.Tokens[i].Kind == text.Punct && (d.Text[d.Tokens[i].Start] == '\'' || d.Text[d.Tokens[i].Start] == 0xE2) && d.Tokens[i+1].Len() == 1 && d.Text[d.Tokens[i+1].Start]|0x20 == 's' {
		i += 2
	}
	if i >= len(d.Tokens) || d.Tokens[i].Flags&text.LineBefore != 0 || !ev.Entries[i].Classes.Has(lexicon.EponymHead) {
		return false
	}
	// "Smith's pain" is Smith's; a thing's name has the person's among eponyms.
	return ev.Entries[i-1].Classes.Has(lexicon.Eponym) || i >= 3 && ev.Entries[i-3].Classes.Has(lexicon.Eponym)
}
