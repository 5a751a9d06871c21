package recognize

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// labelledUser finds the login after "User:", "login", "MyChart ID".
func (c *scan) labelledUser(k int) {
	marks := 0
	for n := 0; n < 8 && !c.newLine(k); n++ {
		if c.isAny(k, ":=.#\"|(@-") {
			marks++
			k++
			continue
		}
		if c.word(k, "is") || c.word(k, "id") || c.word(k, "name") {
			k++
			continue
		}
		break
	}
	if c.newLine(k) || c.kind(k) != text.Word {
		return
	}
	end, digits, alpha := c.loginEnd(k)
	st := Weak
	switch {
	case digits > 0 && alpha >= 2:
		st = Strong
	case marks > 0 && end == k+1 && c.entry(k).CommonFreq == 0 && !c.class(k).Has(lexicon.Clinical|lexicon.Function), end > k+1:
		st = Likely
	}
	if marks == 0 && digits == 0 && end == k+1 {
		return
	}
	c.add(k, end, labels.Username, RuleUsername, st, true)
}

// loginEnd takes letters and digits joined by underscores, full stops, hyphens.
func (c *scan) loginEnd(k int) (end, digits, alpha int) {
	end = k
	for i := k; i < len(c.toks) && (i == k || c.glued(i)) && i-k < 8; i++ {
		switch c.kind(i) {
		case text.Number:
			digits += c.toks[i].Len()
			end = i + 1
		case text.Word:
			alpha += c.toks[i].Len()
			end = i + 1
		default:
			if !c.isAny(i, "_.-") {
				return end, digits, alpha
			}
		}
	}
	return end, digits, alpha
}

// notInitials are pairs that stand left of a slash or colon in notes and are
// nobody's initials.
var notInitials = wordSet("s w c h n i r d p hx dx tx fx ht wt bp hr rr po iv im sc sl dr mr mrs md rn pt ot st am pm no np ap pa lr rl na ab ad os od ou mg ml kg l g cm mm cc pe dc dob re to tm ii iii")

// footer finds dictation initials around a slash or colon at token i:
// "OA/pls", "gg41/sc", "CS:LMK", at the end of a line or alone on it, in the
// last part of the note.
func (c *scan) footer(i int) {
	if c.kind(i-1) == text.Number && c.kind(i+1) == text.Number || !c.glued(i) || !c.glued(i+1) {
		return
	}
	if int(c.toks[i].Start)*2 < len(c.s) {
		return
	}
	first, end := i-1, i+2
	if c.kind(first) == text.Number && c.glued(first) {
		first--
	}
	if c.kind(first) != text.Word || c.kind(i+1) != text.Word {
		return
	}
	if c.kind(end) == text.Number && c.glued(end) {
		end++
	}
	a, b := c.toks[first].Len(), c.toks[i+1].Len()
	if a < 2 || a > 4 || b < 2 || b > 4 || c.glued(first) && !c.isAny(first-1, "(/") || c.glued(end) && !c.isAny(end, ".;,):/") {
		return
	}
	mixed := c.cas(first) == text.Upper && c.cas(i+1) == text.Lower
	alone := (c.newLine(first) || c.gap(first) >= 2) && (c.newLine(end) || c.gap(end) >= 2 || c.is(end, '.'))
	if !(mixed && alone) && (c.oneOf(first, notInitials) || c.oneOf(i+1, notInitials) || c.class(first).Has(lexicon.Unit) || c.class(i+1).Has(lexicon.Unit)) {
		return
	}
	ea, eb := c.entry(first), c.entry(i+1)
	st := Weak
	lineEnd := c.newLine(end) || c.isAny(end, ".") && c.newLine(end+1) || c.gap(end) >= 2
	lineStart := c.newLine(first) || c.gap(first) >= 2
	if alone && mixed {
		st = Strong
	} else if (mixed || lineStart) && (lineEnd || c.oneOf(end, footWords)) && ea.CommonFreq < 5 && eb.CommonFreq < 5 {
		st = Likely
		if lineStart && lineEnd {
			st = Strong
		}
	}
	c.add(first, i, labels.Username, RuleUsername, st, false)
	c.add(i+1, end, labels.Username, RuleUsername, st, false)
}

var footWords = wordSet("d t dd dt dict doc job tr trans dictated")

// login finds "mschoen3", "jonaso_atc": letters then digits, or joined by an
// underscore, with no label; a feature more than a find.
func (c *scan) login(i int) {
	end, digits, alpha := c.loginEnd(i)
	if end == i+1 || alpha < 3 || c.glued(i) || c.cas(i) != text.Lower || digits > 4 || c.glued(end) && c.is(end, '@') {
		return
	}
	under := false
	for k := i; k < end; k++ {
		under = under || c.is(k, '_')
		if c.isAny(k, "-") {
			return
		}
	}
	e := c.entry(i)
	if last := c.s[c.toks[end-1].End-1]; digits == 1 && (last == '1' || last == '0') && alpha >= 5 || c.kind(end-1) == text.Word && digits > 0 && !under {
		c.add(i, end, labels.Username, RuleUsername, Weak, false) // a scanner's "1" for l
		return
	}
	switch {
	case under && digits > 0 && !e.Classes.Has(lexicon.Clinical), digits > 0 && end == i+2 && e.CommonFreq == 0 && !e.Known() && alpha >= 4:
		c.add(i, end, labels.Username, RuleUsername, Likely, false)
	default:
		c.add(i, end, labels.Username, RuleUsername, Weak, false)
	}
}
