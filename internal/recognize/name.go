package recognize

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// plain reports how ordinary a word is: above zero, a word of English or of
// medicine that is no usual name.
func ordinary(e lexicon.Entry) bool {
	name := max(e.GivenFreq, e.SurnameFreq)
	switch {
	case e.Classes.Has(lexicon.Function | lexicon.Unit | lexicon.SectionWord):
		return name < 7 || e.CommonFreq >= 9
	case e.Classes.Has(lexicon.Clinical | lexicon.Drug | lexicon.Anatomy | lexicon.Disease | lexicon.CareRole | lexicon.HospitalHead | lexicon.Credential | lexicon.Relation):
		return name < 6
	case e.Classes.Has(lexicon.Month | lexicon.Weekday):
		return name < 8
	}
	return e.CommonFreq > 0 && e.CommonFreq+1 >= name && name < 7 || e.CommonFreq >= 3 && name < 5
}

// nameWord reports whether token i can be a word of a name where a name is
// expected: a capitalised word that is not an ordinary one.
func (c *scan) nameWord(i int) bool {
	if c.kind(i) != text.Word || !c.capital(i) {
		return false
	}
	e := c.entry(i)
	if c.trust && (c.cas(i) == text.Title || c.is(i+1, ',') || e.CommonFreq < 6) && e.Classes.Has(lexicon.Name) && (e.CommonFreq < 6 || max(e.GivenFreq, e.SurnameFreq) >= 5) &&
		!e.Classes.Has(lexicon.Function|lexicon.SectionWord|lexicon.Unit|lexicon.Credential|lexicon.Relation|lexicon.CareRole|lexicon.Drug) {
		return true
	}
	return !ordinary(e)
}

// nameStop are words that no name goes on with, though they may be names.
var nameStop = wordSet("the a an and or of in on at to from by for with is was are were has had have he she it they we you i his her my this that who not no but as if pt patient dob age sex mrn room date time phone fax tel reports denies states presents admitted seen called paged will may can does did md rn do pa np phd aware notified at per dr mr mrs ms re cc unit bed ext acct id ssn")

// nameRun takes the words of a name from token i: given names, initials,
// particles and family names, joined by spaces, hyphens, apostrophes; with a
// closing Jr or III. lower allows names in lower case. It returns the end and
// how many full words (no initials) it holds.
func (c *scan) nameRun(i int, lower bool) (end, full int) {
	end = i
	for n := 0; n < 6; n++ {
		k := end
		if n > 0 {
			if c.is(k, '-') && c.gap(k) == 0 && c.gap(k+1) == 0 && c.kind(k+1) == text.Word && c.capital(k+1) {
				end = k + 2
				full++
				continue
			}
			if c.apostrophe(k) && c.glued(k) && c.glued(k+1) && c.kind(k+1) == text.Word && c.toks[k+1].Len() > 1 && !c.word(k+1, "s") {
				end = k + 2
				full++
				continue
			}
			if c.is(k, '.') && c.glued(k) && c.cas(k-1) == text.Single {
				end = k + 1
				continue
			}
			if c.newLine(k) || c.gap(k) > 1 {
				break
			}
			// a nickname in quotation marks, then more of the name
			if c.isAny(k, "\"(") && c.capital(k+1) && c.isAny(k+2, "\")") && c.nameWord(k+3) && !c.newLine(k+3) {
				end = k + 4
				full++
				continue
			}
		}
		if k >= len(c.toks) || c.kind(k) != text.Word {
			break
		}
		e := c.es[k]
		switch {
		case c.toks[k].Len() == 1 && c.apostrophe(k+1) && c.glued(k+1) && c.glued(k+2) && c.kind(k+2) == text.Word && c.toks[k+2].Len() > 2 && (c.capital(k) || lower):
			end = k + 3 // O'Brien, D'Angelo
			full++
		case c.cas(k) == text.Single:
			if n > 0 && c.glued(k) {
				return end, full
			}
			end = k + 1
		case n > 0 && e.Classes.Has(lexicon.NameSuffix) && (c.capital(k) || lower):
			end = k + 1
			if c.is(end, '.') && c.glued(end) && !c.newLine(end) && c.word(k, "jr") {
				end++
			}
			return end, full
		case e.Classes.Has(lexicon.Particle) && c.toks[k].Len() > 1 && (n > 0 || c.capital(k) || c.trust) && c.nameAfterParticle(k+1, lower):
			end = k + 1
		case c.capital(k) && n > 0 && c.oneOf(k, nameStop):
			return end, full
		case c.nameWord(k), lower && c.cas(k) == text.Lower && !ordinary(e) && !c.oneOf(k, nameStop):
			end = k + 1
			full++
		default:
			return end, full
		}
	}
	return end, full
}

func (c *scan) nameAfterParticle(k int, lower bool) bool {
	if c.apostrophe(k) {
		k++
	}
	if c.class(k).Has(lexicon.Particle) && c.kind(k+1) == text.Word {
		k++
	}
	return c.kind(k) == text.Word && !c.newLine(k) && (c.capital(k) || lower) && c.toks[k].Len() > 1 && !c.oneOf(k, nameStop)
}

func (c *scan) apostrophe(i int) bool {
	return c.is(i, '\'') || c.is(i, '`') || c.str(i) == "’"
}

// lastFirst takes "Last, First M." or "LAST,FIRST" from token i: past its end,
// or i.
func (c *scan) lastFirst(i int) int {
	comma, full := c.nameRun(i, false)
	if full == 0 || !c.is(comma, ',') {
		return i
	}
	k := comma + 1
	if c.newLine(k) || c.gap(k) > 1 || c.oneOf(k, nameStop) {
		return i
	}
	cl := c.class(k)
	if cl.Has(lexicon.Credential) && c.cas(k) == text.Upper && c.toks[k].Len() <= 5 && !cl.Has(lexicon.Given) {
		return i
	}
	if c.cas(k) == text.Single && c.is(k+1, '.') && c.cas(k+2) == text.Single && c.glued(k+2) {
		return i // "P.A.", "M.D."
	}
	trust := c.trust
	c.trust = trust && c.entry(k).GivenFreq >= 5
	end, first := c.nameRun(k, false)
	c.trust = trust
	if end == k || first == 0 && c.cas(k) != text.Single {
		return i
	}
	return end
}

// titleName finds the name after an honorific.
func (c *scan) titleName(i int) {
	k := i + 1
	if c.is(k, '.') && c.glued(k) {
		k++
	}
	if c.newLine(k) && c.newLine(k+1) || c.gap(k) > 2 {
		return
	}
	t := labels.Patient
	st := Likely
	switch {
	case c.oneOf(i, doctorTitles):
		t, st = labels.Doctor, Strong
		if c.cas(i) == text.Lower && c.class(i-1).Has(lexicon.StreetName) {
			return
		}
	case c.word(i, "ms") && c.cas(i) == text.Upper && !c.is(i+1, '.') && c.cas(k) == text.Title:
		st = Weak // morphine sulfate, multiple sclerosis
	case c.oneOf(i, civilTitles):
		st = Strong
	case c.cas(i) == text.Lower:
		return
	}
	lower := st == Strong && c.cas(i) == text.Lower
	c.trust = st == Strong
	end, full := c.nameRun(k, lower)
	c.trust = false
	if end == k && st == Strong && c.kind(k) == text.Word && c.capital(k) && !c.oneOf(k, nameStop) && c.toks[k].Len() > 1 {
		// An ordinary word after a title is a name all the same: "Mr. Small".
		end, full = k+1, 1
	}
	if end == k {
		return
	}
	if full == 0 {
		st = Weak
		if t == labels.Doctor && c.is(k+1, '.') {
			st = Likely
		}
	}
	if st == Strong && c.is(i+1, '.') && c.cas(k) != text.Lower {
		st = Certain
	}
	if c.class(i).Has(lexicon.StreetSuffix) && c.kind(i-1) == text.Word && c.capital(i-1) && c.kind(i-2) == text.Number {
		st = Weak // "12 Oak Dr Boston"
	}
	c.add(k, end, t, RuleTitleName, st, false)
}

var (
	doctorTitles = wordSet("dr drs doctor prof professor")
	civilTitles  = wordSet("mr mrs ms miss mister misses señor señora sra mx")
)

// credentialName finds the name before a credential at token i: "Jane Smith,
// MD", "K. Otieno RN".
func (c *scan) credentialName(i int) {
	if c.cas(i) == text.Lower && c.toks[i].Len() < 3 && !c.word(i, "rn") && !c.word(i, "md") && !c.word(i, "np") {
		return
	}
	if c.cas(i) == text.Single {
		return
	}
	k := i - 1
	comma := false
	if c.is(k, ',') && !c.newLine(i) {
		comma = true
		k--
	}
	if c.newLine(k+1) || c.gap(k+1) > 1 {
		return
	}
	first, full, lower := c.nameBefore(k, c.cas(i) == text.Lower)
	if first > k || full == 0 {
		return
	}
	st := Likely
	switch {
	case c.oneOf(i, clearCredentials) && (comma || !lower):
		st = Strong
	case !c.oneOf(i, clearCredentials) && !comma:
		st = Weak
	}
	if lower {
		st = min(st, Likely)
	}
	c.add(first, k+1, labels.Doctor, RuleCredentialName, st, false)
}

var clearCredentials = wordSet("md rn lpn lvn np aprn arnp fnp crna pharmd rph phd psyd dnp lcsw msw licsw cna dpt otr rrt bsn msn dds dmd dpm facs facp facc cnm ccc slp pac mbbs frcs rdn emt")

// nameBefore takes the words of a name that ends with token k, backwards: its
// first token, how many full words, and whether it is in lower case.
func (c *scan) nameBefore(k int, lower bool) (first, full int, low bool) {
	first = k + 1
	for n := 0; n < 5 && k >= 0; n++ {
		if n > 0 && (c.newLine(first) || c.gap(first) > 1) {
			break
		}
		switch {
		case n > 0 && c.isAny(k, "-'’") && c.gap(first) == 0 && c.glued(k) && c.kind(k-1) == text.Word && c.capital(k-1):
			k--
		case n > 0 && c.is(k, ',') && c.nameWord(k-1) && n == 1:
			k-- // "Smith, Jane MD"
		}
		if c.is(k, '.') && c.cas(k-1) == text.Single {
			first = k - 1
			k -= 2
			continue
		}
		if k < 0 || c.kind(k) != text.Word {
			break
		}
		e := c.es[k]
		switch {
		case c.cas(k) == text.Single && full > 0 && !c.oneOf(k, nameStop):
			first = k
		case e.Classes.Has(lexicon.Honorific) && !e.Classes.Has(lexicon.Name):
			return first, full, low
		case e.Classes.Has(lexicon.Particle) && full > 0:
			first = k
		case c.nameWord(k) && !c.oneOf(k, nameStop):
			first = k
			full++
		case lower && c.cas(k) == text.Lower && !ordinary(e) && !c.oneOf(k, nameStop):
			first, low = k, true
			full++
		default:
			return first, full, low
		}
		k = first - 1
	}
	return first, full, low
}

// verbName finds the person after "signed by", "paged", "discussed with".
func (c *scan) verbName(k int) {
	if c.isAny(k, ":,") {
		k++
	}
	if c.newLine(k) && c.newLine(k+1) || c.gap(k) > 2 || c.class(k).Has(lexicon.Honorific) {
		return
	}
	end := c.lastFirst(k)
	full := 1
	if end == k {
		end, full = c.nameRun(k, false)
	}
	if end == k || full == 0 {
		return
	}
	st := Weak
	if c.anyName(k, end) || c.class(end).Has(lexicon.Credential) {
		st = Likely
	}
	c.add(k, end, labels.Doctor, RuleVerbName, st, false)
}

// relationName finds the name after a relation: "his wife Leontina", "son
// (Mark)", "daughter, Ana Ruiz".
func (c *scan) relationName(i int) {
	k := i + 1
	if c.isAny(k, ",:(-\"/") && !c.newLine(k) {
		k++
	}
	if c.is(k, '"') {
		k++
	}
	if c.newLine(k) && c.newLine(k+1) || c.gap(k) > 2 {
		return
	}
	end, full := c.nameRun(k, false)
	st := Likely
	if end == k || full == 0 {
		if c.cas(k) == text.Lower && c.kind(k) == text.Word && c.entry(k).GivenFreq >= 3 && c.entry(k).CommonFreq == 0 {
			end, full = c.nameRun(k, true)
		}
		if end == k || full == 0 {
			return
		}
	} else if c.entry(k).GivenFreq >= 2 && !c.isAny(i+1, "/") || !c.entry(k).Known() {
		st = Strong
	}
	if c.class(k).Has(lexicon.Drug|lexicon.Clinical|lexicon.Nationality|lexicon.Disease) || c.class(end).Has(lexicon.EponymHead) && c.class(k).Has(lexicon.Eponym) && !c.newLine(end) {
		st = Weak
	}
	c.add(k, end, labels.Patient, RuleRelationName, st, false)
}

// knownName finds a name by its words alone, starting at token i: given name
// and family name both known, in either order.
func (c *scan) knownName(i int) {
	e := c.es[i]
	if !c.capital(i) || c.cas(i) == text.Single || ordinary(e) {
		return
	}
	if c.glued(i) && c.isAny(i-1, "-'`") && c.glued(i-1) && c.kind(i-2) == text.Word && c.capital(i-2) {
		return // the second half of a double name
	}
	if p := i - 1; p >= 0 && !c.newLine(i) && (c.gap(i) <= 1 && c.nameWord(p) && c.class(p).Has(lexicon.Name) || c.cas(p) == text.Single && c.gap(i) <= 1) {
		if !c.is(p, '.') && c.cas(p) != text.Single {
			return // inside a run that began before
		}
	}
	if end := c.lastFirst(i); end > i {
		comma := i + 1
		for comma < end && !c.is(comma, ',') {
			comma++
		}
		g := c.entry(comma + 1)
		st := Weak
		if e.SurnameFreq > 0 && (g.GivenFreq >= 3 || c.cas(comma+1) == text.Single && c.is(comma+2, '.')) {
			st = Likely
			if g.GivenFreq >= 5 && e.SurnameFreq >= 3 && e.CommonFreq == 0 {
				st = Strong
			}
		}
		if st > Weak && !c.class(i).Has(lexicon.City|lexicon.State|lexicon.Country) {
			c.add(i, end, labels.Patient, RuleNameComma, st, false)
		} else {
			c.add(i, end, labels.Patient, RuleNameComma, Weak, false)
		}
	}
	first := i
	if c.is(i-1, '.') && c.glued(i-1) && c.cas(i-2) == text.Single && c.gap(i) <= 1 && !c.newLine(i) {
		first = i - 2
	}
	end, full := c.nameRun(first, false)
	if end == first {
		return
	}
	st := Weak
	last := end - 1
	if full >= 2 {
		le := c.entry(last)
		switch {
		case e.GivenFreq >= 3 && le.SurnameFreq >= 1 && !ordinary(le):
			st = Likely
			if e.GivenFreq >= 6 && le.SurnameFreq >= 3 && !le.Classes.Has(lexicon.Eponym|lexicon.HospitalWord|lexicon.City) {
				st = Strong
			}
		case e.SurnameFreq >= 3 && le.GivenFreq >= 4, e.GivenFreq >= 6 && !le.Known():
			st = Likely
		}
		if c.class(end).Has(lexicon.HospitalHead|lexicon.OrgHead|lexicon.StreetSuffix|lexicon.EponymHead) && !c.newLine(end) || c.eponyms(first, end) {
			st = Weak
		}
	} else if e.GivenFreq >= 6 && e.CommonFreq == 0 && !e.Classes.Has(lexicon.City|lexicon.State|lexicon.Country|lexicon.Eponym|lexicon.HospitalWord) && c.cas(i) == text.Title {
		st = Likely
	}
	c.add(first, end, labels.Patient, RuleKnownName, st, false)
}

// eponyms reports whether all words of the tokens are eponyms, hyphens left
// out, joined by hyphens: "Jackson-Pratt".
func (c *scan) eponyms(first, end int) bool {
	hyphen := false
	for k := first; k < end; k++ {
		if c.is(k, '-') {
			hyphen = true
		} else if !c.class(k).Has(lexicon.Eponym) {
			return false
		}
	}
	return hyphen
}
