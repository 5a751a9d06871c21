package recognize

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// trigger runs the rules of the labels that start at token i; list is the place
// of their first word in triggerLists. Of the labels of one kind the longest
// counts.
func (c *scan) trigger(i, list int) {
	var done [wantURL + 1]bool
	for k := range triggerLists[list] {
		t := &triggerLists[list][k]
		if done[t.row.kind] {
			continue
		}
		end, ok := c.labelEnd(i, t.rest)
		if !ok {
			continue
		}
		if t.row.kind != wantLooseID {
			done[t.row.kind] = true
		}
		if t.row.kind == wantID {
			done[wantLooseID] = true
		}
		c.labelled(i, end, t.row)
	}
}

// labelEnd matches the words of a label after token i: past the last of them.
func (c *scan) labelEnd(i int, rest []uint32) (end int, ok bool) {
	k := i + 1
	for _, h := range rest {
		for c.isAny(k, "./'-_") && c.gap(k) == 0 || c.str(k) == "’" {
			k++
		}
		if k >= len(c.toks) || c.toks[k].Hash != h || c.newLine(k) || c.gap(k) > 2 {
			return 0, false
		}
		k++
	}
	return k, true
}

// labelled runs the rule of one label, which takes the tokens [first, end).
func (c *scan) labelled(first, end int, row *labelRow) {
	switch row.kind {
	case wantID, wantLooseID:
		c.labelledID(first, end, row)
	case wantName:
		c.labelledName(first, end, row)
	case wantVerbName:
		c.verbName(end)
	case wantPhone:
		c.phoneLabel(first, row.typ)
	case wantUser:
		c.labelledUser(end)
	case wantZip:
		c.labelledZip(end)
	case wantJob, wantJobVerb:
		c.labelledJob(end, row.kind)
	case wantURL:
		c.url(first)
	}
}

// idFiller are words between a label and its number.
var idFiller = wordSet("no num number nr nbr id is was ids code of the numbers new her his")

// labelledID finds the number after a label.
func (c *scan) labelledID(first, end int, row *labelRow) {
	k, marks, fillers := end, 0, 0
	for k < len(c.toks) && k-end < 16 {
		if c.newLine(k) {
			if marks > 0 && k+1 < len(c.toks) && c.kind(k) == text.Number && c.toks[k].Len() >= 5 {
				break // the value stands under its label
			}
			return
		}
		switch {
		case c.isAny(k, "#:=.-|([\"*") || c.isAny(k, "^~") || c.str(k) == "№" || c.str(k) == "¦":
			if !c.is(k, '(') && !c.is(k, '-') {
				marks++
			}
			k++
			continue
		case fillers < 2 && c.oneOf(k, idFiller) && !c.digitIn(k):
			if !c.word(k, "of") && !c.word(k, "the") && !c.word(k, "is") && !c.word(k, "was") {
				marks++
			}
			fillers++
			k++
			continue
		}
		break
	}
	if k >= len(c.toks) {
		return
	}
	if row.kind == wantLooseID && marks == 0 {
		return
	}
	start, stop, digits, alpha := c.idValue(k)
	switch {
	case digits == 0 || digits < 2 && alpha == 0:
		return
	case digits < 3 && (marks == 0 || alpha == 0 && row.kind == wantLooseID):
		return
	}
	if c.measured(stop) || c.dateAt(start, stop) {
		return
	}
	st := Likely
	switch {
	case marks > 0 && digits >= 4:
		st = Strong
	case marks == 0 && digits < 4:
		st = Weak
	}
	if row.kind == wantLooseID && digits < 4 {
		st = Weak
	}
	c.add(start, stop, row.typ, row.rule, st, true)
}

// digitIn reports whether the chunk of token k holds a digit.
func (c *scan) digitIn(k int) bool {
	first, end := c.chunk(k)
	for ; first < end; first++ {
		if c.kind(first) == text.Number {
			return true
		}
	}
	return false
}

// idValue takes an identifying number from token k: letters and digits joined
// by hyphens, full stops, slashes, underscores; and further groups of digits, or
// of capitals with digits, after single spaces.
func (c *scan) idValue(k int) (first, end, digits, alpha int) {
	first = k
	end, digits, alpha = c.idChunk(k)
	for n := 0; n < 4 && end < len(c.toks) && !c.newLine(end) && c.gap(end) == 1 && end > first; n++ {
		if c.kind(end) == text.Punct {
			break
		}
		// A run of letters before its digits: "GARF 5508 1412".
		e, d, a := c.idChunk(end)
		if d < 2 || a > 3 || d > 6 || digits == 0 && (alpha == 0 || alpha > 5 || c.cas(k) == text.Lower || c.cas(k) == text.Title) {
			break
		}
		if digits > 8 && a == 0 && d == 10 || a > 0 && c.cas(end) == text.Lower || c.measured(e) || c.glued(e) {
			break
		}
		if c.isAny(e, "/-:") || c.dateAt(end, e) {
			break
		}
		end, digits, alpha = e, digits+d, alpha+a
	}
	return first, end, digits, alpha
}

// idChunk takes one run without white space: its end, and how many digits and
// letters it holds.
func (c *scan) idChunk(k int) (end, digits, alpha int) {
	end = k
	for i := k; i < len(c.toks) && (i == k || c.glued(i)) && i-k < 20; i++ {
		switch c.kind(i) {
		case text.Number:
			digits += c.toks[i].Len()
			end = i + 1
		case text.Word:
			alpha += c.toks[i].Len()
			end = i + 1
		default:
			if !c.isAny(i, "-./_:*") {
				return end, digits, alpha
			}
			if c.is(i, '*') {
				end = i + 1
			}
		}
	}
	return end, digits, alpha
}

// measured reports whether a unit or per cent stands at token i, so that the
// number before it measures something.
func (c *scan) measured(i int) bool {
	if c.newLine(i) {
		return false
	}
	return c.is(i, '%') || c.class(i).Has(lexicon.Unit) && c.toks[i].Len() > 1 && c.cas(i) != text.Upper
}

// dateAt reports whether a date that is more than likely covers the tokens.
func (c *scan) dateAt(first, end int) bool {
	for c.date < len(c.matches) && int(c.matches[c.date].EndToken)+64 < first {
		c.date++
	}
	for k := c.date; k < len(c.matches); k++ {
		m := &c.matches[k]
		if int(m.FirstToken) >= end {
			return false
		}
		if int(m.FirstToken) <= first && int(m.EndToken) >= end && m.Certainty >= 3 {
			return true
		}
	}
	return false
}

// hash finds "#4410275" with no label.
func (c *scan) hash(i int) {
	if !c.glued(i+1) && c.gap(i+1) > 1 || c.kind(i+1) == text.Punct || c.kind(i-1) == text.Word && triggers.find(c.toks[i-1].Hash) != 0 {
		return
	}
	first, end, digits, _ := c.idValue(i + 1)
	if digits >= 5 {
		c.add(first, end, labels.IDNum, RuleIDShape, Likely, false)
	}
}

// ssn finds 3-2-4 digits.
func (c *scan) ssn(i int) {
	if c.digits(i, 3) && c.digits(i+2, 2) && c.digits(i+4, 4) && c.glued(i+1) && c.glued(i+2) && c.glued(i+3) && c.glued(i+4) &&
		c.is(i+1, '-') && c.is(i+3, '-') && (!c.glued(i) || c.kind(i-1) == text.Punct && !c.is(i-1, '-')) && !(c.glued(i+5) && c.is(i+5, '-')) {
		c.add(i, i+5, labels.IDNum, RuleSSN, Strong, false)
	}
}

// idShape finds runs that mix letters and digits as no code, unit, dose or
// time does, with five digits or more, starting a chunk at token i or before.
func (c *scan) idShape(i int) {
	first, end := c.chunk(i)
	// Only the first number of the chunk speaks for it.
	for k := first; k < i; k++ {
		if c.kind(k) == text.Number {
			return
		}
	}
	for first < i && c.kind(first) == text.Punct {
		first++
	}
	stop, digits, alpha := c.idChunk(first)
	if stop > end || stop <= i || digits < 5 || c.dateAt(first, stop) || c.dateAt(i, stop) {
		return
	}
	for k := first; k < stop; k++ {
		if c.isAny(k, ":") {
			return
		}
	}
	st := Weak
	hyphens := 0
	for k := first; k < stop; k++ {
		if c.is(k, '-') {
			hyphens++
		}
	}
	switch {
	case alpha > 0 && alpha <= 5 && digits >= 6 && c.cas(first) != text.Lower:
		st = Likely
	case alpha == 0 && hyphens == 0 && digits >= 7:
		st = Likely
	case hyphens > 0 && digits >= 6 && alpha <= 6:
		st = Likely
	}
	if c.measured(stop) {
		st = Weak
	}
	c.add(first, stop, labels.IDNum, RuleIDShape, st, false)
}
