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
		for c.kind(k) == text.Punct && (c.isAny(k, "./'-_") && c.gap(k) == 0 || c.str(k) == "’") {
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
		case c.isAny(k, "#:=.-|([\"*") || c.isAny(k, "^~>") || c.str(k) == "№" || c.str(k) == "¦":
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
		case c.cas(k) == text.Upper && c.toks[k].Len() == 2 && c.class(k).Has(lexicon.StateAbbr) && c.gap(k+1) == 1 && row.typ == labels.IDNum:
			k++ // "plate CA 6TRJ290"
			continue
		}
		break
	}
	if k >= len(c.toks) {
		return
	}
	if end, n := c.spoken(k); n >= 4 {
		c.add(k, end, row.typ, row.rule, Likely, true)
		return
	}
	start, stop, digits, alpha := c.idValue(k)
	if row.kind == wantLooseID && marks == 0 {
		// An ordinary word with no sign after it: only what is plainly no count.
		if digits < 5 && (alpha == 0 || digits < 3) || c.isAny(end, "([") {
			return
		}
	}
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

var digitWords = wordSet("zero oh o one two three four five six seven eight nine")

// spoken takes a number dictated digit by digit from token k: "four four one
// dash nine"; the end and how many digits it holds.
func (c *scan) spoken(k int) (end, digits int) {
	end = k
	for i := k; i < len(c.toks) && i-k < 24 && c.kind(i) == text.Word; i++ {
		switch {
		case c.oneOf(i, digitWords):
			digits++
			end = i + 1
		case c.word(i, "dash") || c.word(i, "hyphen") || c.word(i, "slash") || c.toks[i].Len() == 1:
			if c.toks[i].Len() == 1 && digits > 0 && !c.oneOf(i+1, digitWords) {
				return end, digits
			}
		default:
			return end, digits
		}
	}
	return end, digits
}

// spokenPhone finds seven, ten or eleven digits said one by one.
func (c *scan) spokenPhone(i int) {
	if c.oneOf(i-1, digitWords) || c.is(i-1, ',') && c.oneOf(i-2, digitWords) {
		return
	}
	end, n := i, 0
	for {
		e, d := c.spoken(end)
		if d == 0 {
			break
		}
		end, n = e, n+d
		if !c.is(end, ',') || !c.oneOf(end+1, digitWords) {
			break
		}
		end++
	}
	if n == 7 || n == 10 || n == 11 {
		t, label := c.phoneType(i)
		c.add(i, end, t, RulePhone, Likely, label)
	} else if n >= 5 {
		c.add(i, end, labels.IDNum, RuleIDShape, Weak, false)
	}
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
	if c.oneOf(i-1, partWords) {
		return // a bare model or catalogue number is none
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
	hyphens, dots := 0, 0
	for k := first; k < stop; k++ {
		if c.is(k, '-') {
			hyphens++
		} else if c.is(k, '.') {
			dots++
		}
	}
	switch {
	case alpha > 0 && alpha <= 5 && digits >= 6 && c.cas(first) != text.Lower:
		st = Likely
	case alpha == 0 && hyphens == 0 && digits >= 7 && stop == first+1:
		st = Likely
	case hyphens > 0 && digits >= 6 && alpha <= 6 && (dots == 0 || alpha > 0) && (alpha > 0 || digits >= 7 || hyphens > 1) && !c.timeRange(first, stop):
		st = Likely
	}
	if c.measured(stop) {
		st = Weak
	}
	c.shapeOf(first, stop, digits, alpha, st)
}

var partWords = wordSet("model cat catalog catalogue lot ref part size style")

// timeRange reports whether the tokens are two times of day: "1900-0700".
func (c *scan) timeRange(first, stop int) bool {
	if stop-first != 3 || !c.digits(first, 4) || !c.digits(first+2, 4) {
		return false
	}
	a, b := c.value(first), c.value(first+2)
	return a <= 2400 && b <= 2400 && a%100 < 60 && b%100 < 60
}

// shapeOf proposes the type of a bare identifying number: a Medicare number by
// its shape, a device's serial by its shape or the words before it, a plan's
// number after an insurer, else one of no special kind.
func (c *scan) shapeOf(first, stop, digits, alpha int, st Strength) {
	w := c.s[c.toks[first].Start:c.toks[stop-1].End]
	if alpha > 0 && alpha <= 4 && noisyPhone(w) {
		if c.is(first-1, ')') && c.digits(first-2, 3) && c.is(first-3, '(') {
			first -= 3
		}
		t, label := c.phoneType(first)
		c.add(first, stop, t, RulePhone, Likely, label)
		return
	}
	switch {
	case medicareNumber(w):
		c.add(first, stop, labels.HealthPlan, RuleHealthPlan, Strong, false)
		return
	case serialShape(w):
		c.add(first, stop, labels.Device, RuleDevice, Likely, false)
		return
	}
	for k, n := first-1, 0; k >= 0 && n < 7 && !c.newLine(k+1); k, n = k-1, n+1 {
		if c.kind(k) != text.Word {
			continue
		}
		switch v := numberContext.find(c.toks[k].Hash); {
		case v == nearDevice || c.class(k).Has(lexicon.DeviceBrand) && c.cas(k) == text.Title && !c.class(k).Has(lexicon.Surname):
			c.add(first, stop, labels.Device, RuleDevice, max(st, Weak), false)
			return
		case v == nearPlan && alpha+digits >= 6:
			c.add(first, stop, labels.HealthPlan, RuleHealthPlan, max(st, Likely), false)
			return
		}
	}
	c.add(first, stop, labels.IDNum, RuleIDShape, st, false)
}

const (
	nearDevice uint16 = 1 + iota
	nearPlan
)

var numberContext = func() *hashSet {
	h := newHashSet(128)
	for words, v := range map[string]uint16{
		"pump generator lead leads pacemaker icd ppm vent ventilator monitor transmitter receiver implant stent valve prosthesis implantable cpap bipap concentrator machine scanner serial sn pendant incubator cycler recorder modem loaner controller battery glucometer processor aid aids wheelchair walker bed bolt catheter plate stem cup liner head":                                                 nearDevice,
		"insurance ins insurer plan payer payor carrier coverage cvg hmo ppo medicaid medicare aetna cigna humana anthem bcbs bluecross kaiser molina centene wellcare tricare amerigroup healthfirst highmark uhc unitedhealthcare optum ambetter oscar carefirst premera regence selecthealth medica healthpartners ucare supplement advantage member subscriber policy masshealth dental delta vsp eyemed": nearPlan,
	} {
		for _, t := range text.AppendTokens(nil, words) {
			h.put(t.Hash, v)
		}
	}
	return h
}()

// noisyPhone reports whether w is a telephone number of 3-3-4 or 3-4 digits
// some of which a scanner read as letters: "3O9-723-OO98".
func noisyPhone(w string) bool {
	digits, group, groups := 0, 0, 0
	for i := range len(w) {
		switch b := w[i]; {
		case b >= '0' && b <= '9', b == 'O', b == 'o', b == 'l', b == 'I', b == 'S', b == 'B', b == 'Z':
			digits++
			group++
		case b == '-' || b == '.':
			if group != 3 {
				return false
			}
			groups++
			group = 0
		default:
			return false
		}
	}
	return group == 4 && (groups == 2 && digits == 10 || groups == 1 && digits == 7)
}

// medicareNumber reports whether w has the shape of a Medicare beneficiary
// identifier, with or without its hyphens: C A AN N A AN N A A N N.
func medicareNumber(w string) bool {
	const shape = "CXAN" + "XAN" + "XXNN" // C 1-9, X letter, A letter or digit, N digit
	if len(w) != 11 && len(w) != 13 || len(w) == 13 && (w[4] != '-' || w[8] != '-') {
		return false
	}
	k := 0
	for i := range len(w) {
		if len(w) == 13 && (i == 4 || i == 8) {
			continue
		}
		b := w[i]
		digit, letter := b >= '0' && b <= '9', b >= 'A' && b <= 'Z'
		switch shape[k] {
		case 'C':
			letter, digit = false, digit && b != '0'
		case 'X':
			digit = false
		case 'N':
			letter = false
		}
		if !digit && !letter {
			return false
		}
		k++
	}
	return true
}

// serialShape reports whether w is three capitals, six or seven digits and at
// most one capital, as heart devices and their leads are numbered.
func serialShape(w string) bool {
	n := len(w)
	if n < 9 || n > 11 {
		return false
	}
	for i := range n {
		digit, letter := w[i] >= '0' && w[i] <= '9', w[i] >= 'A' && w[i] <= 'Z'
		switch {
		case i < 3 && !letter, i >= 3 && i < 9 && !digit, i >= 9 && !digit && !(letter && i == n-1):
			return false
		}
	}
	return n > 9
}
