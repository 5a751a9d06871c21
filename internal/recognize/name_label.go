package recognize

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// labelledName finds the person after a label: "Patient: Doe, Jane",
// "Attending .... J. Smith MD". A colon, dots, an equals sign or a wide gap
// must part label and name.
func (c *scan) labelledName(first, end int, row *labelRow) {
	k, marks := end, 0
	for k < len(c.toks) && k-end < 30 && !c.newLine(k) && (c.isAny(k, ":.=|>-_\"#") || c.str(k) == "¦" || c.is(k, '(') && c.is(k+2, ')')) {
		if c.is(k, '(') {
			k += 3
			continue
		}
		if !c.is(k, '-') || c.gap(k) > 0 {
			marks++
		}
		k++
	}
	if k >= len(c.toks) || c.newLine(k) && (marks == 0 || k+1 < len(c.toks) && !c.newLine(first)) {
		return
	}
	wide := c.gap(k) >= 2 && marks == 0
	if marks == 0 && !wide {
		return
	}
	t := row.typ
	if c.class(k).Has(lexicon.Honorific) && !c.nameWord(k+1) || c.oneOf(k, doctorTitles) || c.oneOf(k, civilTitles) {
		if c.oneOf(k, doctorTitles) {
			t = labels.Doctor
		} else if c.oneOf(k, civilTitles) && t == labels.Doctor && c.oneOf(first, copyWords) {
			t = labels.Patient
		}
		k++
		if c.is(k, '.') {
			k++
		}
	}
	c.trust = true
	stop := c.lastFirst(k)
	full := 1
	if stop == k {
		stop, full = c.nameRun(k, false)
	}
	c.trust = false
	switch {
	case stop == k && c.kind(k) == text.Word && c.cas(k) == text.Lower && c.class(k).Has(lexicon.Name) && !ordinary(c.entry(k)):
		stop, full = c.nameRun(k, true)
		if full == 0 {
			return
		}
		c.add(k, stop, t, RuleLabelName, Likely, true)
		return
	case stop == k:
		return
	}
	st := Strong
	switch {
	case full == 0:
		st = Weak
	case wide || c.oneOf(first, looseNameLabels):
		st = Likely
		if !c.anyName(k, stop) {
			st = Weak
		}
	case !c.anyName(k, stop) && c.gap(k) > 3:
		st = Likely
	}
	// A credential or a role after the name speaks of one who gives care.
	if c.class(stop).Has(lexicon.Credential) && c.cas(stop) == text.Upper || c.is(stop, ',') && c.class(stop+1).Has(lexicon.Credential) && c.cas(stop+1) == text.Upper {
		t = labels.Doctor
	}
	c.add(k, stop, t, RuleLabelName, st, true)
}

var (
	copyWords       = wordSet("cc to copy re attn from")
	looseNameLabels = wordSet("name subject re from to cc ref id gi staff report contact surgery oncology cardiology nephrology neurology patient pt nurse tech resident fellow assistant provider consultant author crew page sw cm pa np rn signed operator anesthesia endo onc ent physician")
)

var notRoles = wordSet("pt do ma ms ot st md phd np pa ba bs mba jd esq dds dpm od id ccc facp facs")

// dottedCredential finds the name before "M.D.", "R.N.", "Ph.D." at token i.
func (c *scan) dottedCredential(i int) {
	if !c.is(i+1, '.') || !c.glued(i+1) || !c.glued(i+2) || c.kind(i+2) != text.Word || c.glued(i) && !c.is(i-1, ',') {
		return
	}
	a, b := c.s[c.toks[i].Start], c.s[c.toks[i+2].Start]
	switch {
	case c.toks[i+2].Len() != 1:
		return
	case a == 'M' && b == 'D', a == 'D' && b == 'O', a == 'R' && b == 'N', a == 'P' && b == 'A', a == 'N' && b == 'P', c.word(i, "ph") && b == 'D', c.word(i, "m") && b == 'B', c.word(i, "d") && b == 'D':
	default:
		return
	}
	k := i - 1
	if c.is(k, ',') {
		k--
	}
	if c.newLine(k+1) || c.newLine(i) || c.gap(k+1) > 1 || c.gap(i) > 1 {
		return
	}
	first, full, _ := c.nameBefore(k, false)
	if first <= k && full > 0 {
		c.add(first, k+1, labels.Doctor, RuleCredentialName, Strong, false)
	}
}

// roleName finds the name after the role of one who gives care: "RN Corina",
// "scribe Landry N.", "CM Daniela Danciu".
func (c *scan) roleName(i int) {
	if c.oneOf(i, notRoles) {
		return
	}
	k := i + 1
	if c.is(k, ',') || c.is(k, '(') || c.is(k, ':') {
		k++
	}
	if c.newLine(k) || c.gap(k) > 2 || c.class(k).Has(lexicon.Honorific|lexicon.Credential|lexicon.CareRole) && c.toks[k].Len() < 4 {
		return
	}
	end, full := c.nameRun(k, false)
	st := Likely
	if end == k || full == 0 {
		if c.kind(k) != text.Word || c.cas(k) != text.Lower || c.cas(i) != text.Lower || k != i+1 || !c.class(k).Has(lexicon.Name) || c.entry(k).CommonFreq > 0 {
			return
		}
		if end, full = c.nameRun(k, true); full == 0 {
			return
		}
		st = Weak
		if max(c.entry(k).GivenFreq, c.entry(k).SurnameFreq) >= 5 {
			st = Likely
		}
	} else if !c.anyName(k, end) && c.entry(k).Known() || c.isAny(k-1, ",:") && !c.anyName(k, end) {
		st = Weak
	}
	if c.cas(k) == text.Upper && c.cas(i) == text.Upper && !c.anyName(k, end) {
		st = Weak
	}
	c.add(k, end, labels.Doctor, RuleRoleName, st, false)
}

// anyName reports whether some word of the tokens is known as a name.
func (c *scan) anyName(first, end int) bool {
	for k := first; k < end; k++ {
		if c.class(k).Has(lexicon.Name) {
			return true
		}
	}
	return false
}
