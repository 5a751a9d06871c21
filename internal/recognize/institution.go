package recognize

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// institution finds the name whose head noun is at token i: "Pearson clinic",
// "St. Joseph Hospital of Eureka", "Fallow County Sheriff".
func (c *scan) institution(i int, cl lexicon.Class) {
	if cl.Has(lexicon.Hospital|lexicon.Org) && !cl.Has(lexicon.HospitalHead|lexicon.OrgHead) {
		c.knownWord(i, cl)
	}
	if !cl.Has(lexicon.HospitalHead | lexicon.OrgHead) {
		return
	}
	if c.instWord(i+1) && c.class(i+1).Has(lexicon.HospitalHead|lexicon.OrgHead) && !c.newLine(i+1) && c.gap(i+1) <= 1 {
		return // from the last head
	}
	t, r := labels.Organization, RuleOrganization
	if cl.Has(lexicon.HospitalHead) && !(cl.Has(lexicon.OrgHead) && c.hasOrgHead(i)) {
		t, r = labels.Hospital, RuleHospital
	}
	first, strong, named := c.nameOf(i)
	if first == i {
		return
	}
	end := c.legalForm(c.ofPlace(i + 1))
	if !named && end == i+1 {
		return
	}
	st := Likely
	switch {
	case strong && named && (c.capital(i) || t == labels.Hospital):
		st = Strong
	case !c.capital(i) && c.generic(first, i):
		st = Weak
	case !named:
		st = Weak
	}
	if c.oneOf(i, weakHeads) && (c.generic(first, i) || !strong && (!named || !c.capital(i) || c.cas(i) == text.Upper || c.newLine(first) && c.newLine(end))) {
		st = Weak
	}
	c.add(first, end, t, r, st, false)
}

var weakHeads = wordSet("surgery radiology pathology practice department dept services group building wing tower associates union local team court plant system systems society cardiology oncology neurology nephrology urology dermatology psychiatry pediatrics dental fire bank market foods lodge gardens villa league club network authority transport rehab dialysis home agency bureau transit studio hotel")

// instWord reports whether token k can be inside the name of an institution.
func (c *scan) instWord(k int) bool {
	return c.kind(k) == text.Word && c.capital(k)
}

// nameOf walks back from a head noun at token i over capitalised words: the
// first token of the name, whether a word usual in such names is among them,
// and whether any word is a name rather than a kind.
func (c *scan) nameOf(i int) (first int, strong, named bool) {
	first = i
	upper := c.cas(i) == text.Upper
	for n := 0; n < 7 && first > 0; n++ {
		k := first - 1
		if c.newLine(first) || c.gap(first) > 1 {
			break
		}
		switch {
		case c.is(k, '.') && c.glued(k) && (c.word(k-1, "st") || c.word(k-1, "mt") || c.word(k-1, "ft") || c.cas(k-1) == text.Single) && c.capital(k-1):
			k--
		case c.isAny(k, "-&") && c.kind(k-1) == text.Word && c.capital(k-1):
			k--
		case c.word(k, "s") && c.apostrophe(k-1) && c.kind(k-2) == text.Word && c.capital(k-2):
			k -= 2
		case c.apostrophe(k) && c.glued(k) && c.kind(k-1) == text.Word && c.capital(k-1):
			k--
		case (c.word(k, "of") || c.word(k, "and") || c.word(k, "for") || c.word(k, "the")) && c.kind(k-1) == text.Word && c.capital(k-1) && n > 0 && c.class(k-1)&(lexicon.HospitalHead|lexicon.OrgHead|lexicon.HospitalWord|lexicon.Name) != 0 && c.cas(k) == text.Lower:
			k--
		}
		if c.kind(k) != text.Word || !c.capital(k) || upper && c.cas(k) == text.Title {
			break
		}
		e := c.es[k]
		if e.Classes.Has(lexicon.Honorific) && c.oneOf(k, doctorTitles) || c.oneOf(k, instStop) {
			break
		}
		if e.Classes.Has(lexicon.Function) && !e.Classes.Has(lexicon.Name) {
			break
		}
		if e.Classes.Has(lexicon.HospitalWord) {
			strong = true
			if e.Classes.Has(lexicon.Name | lexicon.City) {
				named = named || e.CommonFreq == 0
			}
			named = named || c.word(k, "st") || c.word(k, "saint") || c.word(k, "mercy") || c.word(k, "memorial") || c.word(k, "general")
		}
		if !ordinary(e) && !e.Classes.Has(lexicon.Clinical|lexicon.HospitalHead|lexicon.OrgHead|lexicon.CareRole) || e.Classes.Has(lexicon.City|lexicon.State|lexicon.County) && e.CommonFreq < 6 {
			named = true
		}
		first = k
	}
	return first, strong, named
}

var instStop = wordSet("the a an at in to from per via by dr mr mrs ms pt patient transfer transferred admitted seen discharge discharged referred our this dear and cc re of for with on new facility location hospital from clinic name service attn")

// hasOrgHead reports whether a word before the head at token i says that an
// organisation is meant: "High School Health Center" stays a place of care.
func (c *scan) hasOrgHead(i int) bool {
	return c.oneOf(i, orgFirst)
}

var orgFirst = wordSet("group services partners network school department dept union foundation society market farms foods")

// generic reports whether all words before a head are ordinary words.
func (c *scan) generic(first, i int) bool {
	for k := first; k < i; k++ {
		if c.kind(k) == text.Word && !ordinary(c.entry(k)) {
			return false
		}
	}
	return true
}

// ofPlace takes "of Eureka", "at Fort Hal" after a head that ends before k.
func (c *scan) ofPlace(k int) int {
	if (c.word(k, "of") || c.word(k, "at")) && c.cas(k) == text.Lower || c.word(k, "of") && c.cas(k) == text.Upper {
		j := k + 1
		if c.word(j, "the") {
			j++
		}
		end := k
		for n := 0; n < 3 && c.kind(j) == text.Word && c.capital(j) && !c.newLine(j) && c.gap(j) <= 1 && (c.nameWord(j) || c.class(j).Has(lexicon.City|lexicon.State)); n++ {
			j++
			end = j
		}
		if end > k {
			return end
		}
	}
	return k
}

// legalForm takes ", PC", " LLC", " Inc." after a name that ends before k.
func (c *scan) legalForm(k int) int {
	j := k
	if c.is(j, ',') {
		j++
	}
	if c.oneOf(j, legalForms) && c.capital(j) && !c.newLine(j) && c.gap(j) <= 1 {
		j++
		if c.is(j, '.') && c.glued(j) && c.word(j-1, "inc") {
			j++
		}
		return j
	}
	return k
}

var legalForms = wordSet("pc pllc llc inc llp ltd pa lp plc corp")

// knownWord rates a hospital or organisation of one known word.
func (c *scan) knownWord(i int, cl lexicon.Class) {
	if c.cas(i) == text.Lower && c.toks[i].Len() < 5 || c.cas(i) == text.Single {
		return
	}
	e := c.es[i]
	st := Likely
	if cl.Has(lexicon.Clinical|lexicon.Function|lexicon.Abbreviation|lexicon.Name|lexicon.City) || e.CommonFreq > 2 || c.cas(i) == text.Lower {
		st = Weak
	}
	t, r := labels.Organization, RuleKnownOrganization
	if cl.Has(lexicon.Hospital) {
		t, r = labels.Hospital, RuleKnownHospital
	}
	c.add(i, i+1, t, r, st, false)
}

// institutionPhrase rates a known hospital or organisation of several words.
func (c *scan) institutionPhrase(first, end int, t labels.Type) {
	r := RuleKnownOrganization
	if t == labels.Hospital {
		r = RuleKnownHospital
	}
	st := Strong
	if c.cas(first) == text.Lower || c.generic(first, end) {
		st = Likely
	}
	if c.newLine(end - 1) {
		st = Weak
	}
	// "Massachusetts General" is the head of a longer name.
	for end < min(len(c.toks), first+longestInstitution) && !c.newLine(end) && c.gap(end) <= 1 && c.instWord(end) && c.class(end).Has(lexicon.HospitalHead|lexicon.HospitalWord) && t == labels.Hospital {
		end++
	}
	if first > 0 && !c.newLine(first) && c.gap(first) <= 1 && c.instWord(first-1) && t == labels.Hospital {
		// The known name may be the end of a longer one.
		st = Likely
		if f, _, named := c.nameOf(end - 1); named && f < first {
			c.add(f, end, t, RuleHospital, Strong, false)
		}
	}
	c.add(first, end, t, r, st, false)
}

// longestInstitution is how long a name may grow, in tokens: what goes on
// longer repeats itself.
const longestInstitution = 64

// saint finds a place of care named for a saint with no head: "St. Brendan's".
func (c *scan) saint(i int) {
	k := i + 1
	if c.is(k, '.') && c.glued(k) {
		k++
	}
	if !c.capital(i) || c.kind(k) != text.Word || !c.capital(k) || c.newLine(k) || c.cas(k) == text.Single || c.gap(k) > 1 {
		return
	}
	if c.kind(i-1) == text.Word && c.capital(i-1) && !c.newLine(i) && c.gap(i) <= 1 {
		return // a street or a longer name
	}
	end := k + 1
	poss := c.apostrophe(end) && c.word(end+1, "s") && c.glued(end+1)
	if poss {
		end += 2
	} else if s := c.str(k); len(s) > 3 && s[len(s)-1]|0x20 == 's' && c.class(k)&lexicon.Name == 0 {
		poss = true
	}
	st := Weak
	if poss && !c.class(end).Has(lexicon.OrgHead|lexicon.EponymHead) {
		st = Likely
	}
	c.add(i, end, labels.Hospital, RuleHospital, st, false)
}

// labelledJob finds an occupation after "Occupation:", or after "works as a".
func (c *scan) labelledJob(k int, kind labelKind) {
	marks := 0
	dots := 0
	for c.isAny(k, ":.=-") && !c.newLine(k) && dots < 30 {
		if dots++; dots > 2 || !c.is(k, '.') {
			marks++
		}
		k++
	}
	if kind == wantJob && marks == 0 || dots > 0 && marks == 0 {
		return
	}
	for c.word(k, "a") || c.word(k, "an") || c.word(k, "the") || c.word(k, "retired") || c.word(k, "former") {
		k++
	}
	if c.newLine(k) && c.newLine(k+1) || c.kind(k) != text.Word {
		return
	}
	end, known := c.jobEnd(k)
	if end == k {
		return
	}
	st := Weak
	if known {
		st = Strong
	} else if kind == wantJob && marks > 0 {
		st = Likely
	}
	c.add(k, end, labels.Profession, RuleProfession, st, true)
}

// jobEnd takes the words of an occupation from token k: up to and with the
// last word that is an occupation within four words.
func (c *scan) jobEnd(k int) (end int, known bool) {
	end = k
	for j := k; j < k+4 && c.kind(j) == text.Word && (j == k || !c.newLine(j)); j++ {
		cl := c.class(j)
		if cl.Has(lexicon.Function) {
			break
		}
		if cl.Has(lexicon.Profession|lexicon.CareRole) || c.agentNoun(j) {
			end, known = j+1, true
		} else if !known {
			end = j + 1
		}
	}
	if !known && end > k+2 {
		return k, false
	}
	return end, known
}

// agentNoun reports whether the word looks like one who does something.
func (c *scan) agentNoun(i int) bool {
	s := c.str(i)
	for _, suffix := range [...]string{"man", "woman", "worker", "maker", "smith", "driver", "keeper", "ist", "ician", "eer"} {
		if len(s) > len(suffix)+2 && s[len(s)-len(suffix):] == suffix {
			return true
		}
	}
	return false
}

// profession rates a known occupation at the tokens [first, end).
func (c *scan) profession(first, end int) {
	cl := c.class(end - 1)
	if end-first == 1 && c.cas(first) == text.Title && cl.Has(lexicon.Name) && !c.oneOf(first-1, jobBefore) {
		return
	}
	care := cl.Has(lexicon.CareRole)
	st := c.jobContext(first, end)
	if care && st == Likely && !c.oneOf(first-1, jobBefore) {
		st = Weak
	}
	c.add(first, end, labels.Profession, RuleProfession, st, false)
	// A word that says of what: "crane operator", "piano tuner".
	p := first - 1
	if end-first > 1 || p < 0 || c.kind(p) != text.Word || c.newLine(first) || c.gap(first) > 1 || c.class(p).Has(lexicon.Function|lexicon.Relation|lexicon.Honorific) ||
		c.oneOf(p, jobBefore) || c.oneOf(p, sexWords) || c.oneOf(p, yearWords) || c.oneOf(p, oldWords) || c.cas(p) != c.cas(first) && c.cas(p) != text.Title {
		return
	}
	if c.class(p).Has(lexicon.Given) && c.cas(p) == text.Title {
		return
	}
	if st2 := c.jobContext(p, end); st2 > Weak || st == Weak {
		if care {
			st2 = min(st2, Weak)
		}
		c.add(p, end, labels.Profession, RuleProfession, st2, false)
	}
}

// jobContext rates what stands around an occupation at the tokens
// [first, end).
func (c *scan) jobContext(first, end int) Strength {
	prev := first - 1
	switch {
	case c.oneOf(prev, jobBefore), c.is(prev, '.') && c.word(prev-1, "ret"):
		return Likely
	case (c.word(prev, "a") || c.word(prev, "an")) && c.oneOf(prev-1, jobVerbs):
		if c.word(prev-1, "is") || c.word(prev-1, "was") {
			return Likely
		}
		return Strong
	case c.word(prev, "as") && !c.newLine(first):
		return Likely
	case c.is(prev, ',') && (c.kind(prev-1) == text.Number && c.toks[prev-1].Len() <= 3 || c.word(prev-1, "m") || c.word(prev-1, "f")):
		return Likely
	case c.is(prev, ',') && c.capital(prev-1) && c.class(prev-1).Has(lexicon.Name) && c.isAny(end, ",;.)"):
		return Likely
	case c.is(prev, '(') && c.isAny(end, "),;"):
		return Likely
	case c.is(prev, ',') && c.class(prev-1).Has(lexicon.Relation) && c.is(prev-2, '('):
		return Likely
	case c.word(prev, "o") && c.is(prev-1, '/') && c.word(prev-2, "y") && !c.newLine(first):
		return Likely
	case (c.oneOf(prev, oldWords) || c.oneOf(prev, yearWords) || c.oneOf(prev, sexWords)) && !c.newLine(first) && (c.kind(prev-1) == text.Number || c.is(prev-1, '-') || c.oneOf(prev-1, yearWords) || c.kind(prev-2) == text.Number):
		return Likely
	case (c.word(prev, "a") || c.word(prev, "an")) && (c.is(prev-1, ',') || c.class(prev-1).Has(lexicon.Relation)):
		return Likely
	case (c.word(prev, "occupation") || c.word(prev, "occ")) && c.gap(first) >= 1:
		return Strong
	}
	return Weak
}

var (
	jobBefore = wordSet("retired former ex disabled unemployed lifelong longtime semiretired laid")
	jobVerbs  = wordSet("as is was be been became being")
)
