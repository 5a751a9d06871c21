package recognize

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

var (
	yearWords  = wordSet("year years yr yrs y yo yom yof")
	smallUnits = wordSet("month months mo mos mth mths m week weeks wk wks w day days d")
	oldWords   = wordSet("old")
	sexWords   = wordSet("m f male female man woman boy girl gentleman lady fem masc")
	ageLead    = wordSet("age aged ages")
	ageFiller  = wordSet("of about approx approximately around sex now is was at only just nearly almost")
	earlyWords = wordSet("early mid late her his their")
	decades    = wordSet("twenties thirties forties fifties sixties seventies eighties nineties teens")
)

// ageNumber finds an age that starts with the number at token i, of three
// digits at most: "75-year-old", "81M", "72 y", "3 months old", "in her 60s".
func (c *scan) ageNumber(i int) {
	n := c.value(i)
	if n > 120 || c.glued(i) && c.isAny(i-1, ".,/'") && c.kind(i-2) == text.Number {
		return
	}
	if c.ageAfterLead(i) {
		return
	}
	if c.decade(i, n) {
		return
	}
	j := i + 1
	hyphen := c.is(j, '-') && c.glued(j)
	if hyphen {
		j++
	}
	switch {
	case c.newLine(j) && !c.glued(j):
		return
	case c.oneOf(j, yearWords):
		c.ageYears(i, j)
	case c.oneOf(j, smallUnits) && n > 0 && c.cas(j) != text.Single:
		c.ageSmall(i, j)
	case !hyphen && c.cas(j) != text.Lower && c.oneOf(j, sexWords) && n > 0:
		st := Likely
		if c.glued(j) && c.cas(j) == text.Single && !c.glued(j+1) {
			st = Strong // "81M"
		} else if c.cas(j) == text.Single && !c.isAny(j+1, ",.;)") && !c.newLine(j+1) && !c.oneOf(j+1, ageNext) {
			st = Weak
		}
		c.add(i, i+1, labels.Age, RuleAge, st, false)
	case c.is(j, '/') && c.oneOf(j+1, sexWords) && c.cas(j+1) == text.Single:
		c.add(i, i+1, labels.Age, RuleAge, Strong, false)
	case !hyphen && c.oneOf(j, sexWords) && c.toks[j].Len() > 1:
		c.add(i, i+1, labels.Age, RuleAge, Strong, false)
	default:
		c.ageBare(i, n)
	}
}

var (
	bePersons = wordSet("he she who pt patient him her")
	ageVerbs  = wordSet("is was turned turns now")
	atWords   = wordSet("at since died d dx dxed onset menarche until till from by")
)

// ageBare finds an age with no word of its own: "Max (11)", "his son, 51,",
// "he is 73 and", "M 44", "CABG at 49".
func (c *scan) ageBare(i, n int) {
	if n == 0 || n > 105 || c.glued(i+1) && !c.isAny(i+1, ",.;)|/]") || c.isAny(i+1, "./") && c.glued(i+2) || c.isAny(i+1, "%") {
		return
	}
	if cl := c.class(i + 1); cl.Has(lexicon.Unit) && !c.newLine(i+1) {
		return
	}
	closed := c.isAny(i+1, ",;)|") || c.is(i+1, '.') && !c.glued(i+2) || c.newLine(i+1)
	person := func(k int) bool {
		return c.kind(k) == text.Word && (c.capital(k) && (c.nameWord(k) || c.class(k).Has(lexicon.Name|lexicon.NameSuffix)) || c.class(k).Has(lexicon.Relation))
	}
	switch p := i - 1; {
	case c.is(p, '(') && c.glued(i) && c.isAny(i+1, "),/;") && (person(p-1) || c.is(p-1, '"') || c.is(p-1, '.') && c.cas(p-2) == text.Single):
		c.add(i, i+1, labels.Age, RuleAge, Likely, false)
	case c.is(p, ',') && c.gap(i) <= 1 && closed && person(p-1) && !c.newLine(i):
		st := Likely
		if n < 2 || c.class(p-1).Has(lexicon.Month) || c.class(p-1).Has(lexicon.StateAbbr) {
			st = Weak
		}
		c.add(i, i+1, labels.Age, RuleAge, st, false)
	case c.oneOf(p, ageVerbs) && (c.oneOf(p-1, bePersons) || person(p-1)) && (closed || c.word(i+1, "and") || c.word(i+1, "with")):
		c.add(i, i+1, labels.Age, RuleAge, Likely, false)
	case c.cas(p) == text.Single && (c.word(p, "m") || c.word(p, "f")) && n > 9 && !c.newLine(i):
		c.add(i, i+1, labels.Age, RuleAge, Weak, false)
	case c.oneOf(p, atWords) && closed && !c.newLine(i):
		st := Weak
		if c.oneOf(p, onsetWords) || c.word(p, "at") && (c.class(p-1).Has(lexicon.Disease|lexicon.Clinical|lexicon.Abbreviation) || c.oneOf(p-1, onsetWords)) && n > 15 {
			st = Likely
		}
		c.add(i, i+1, labels.Age, RuleAge, st, false)
	case person(p) && !c.newLine(i) && (closed || c.gap(i) > 1 || c.kind(i+1) == text.Word):
		c.add(i, i+1, labels.Age, RuleAge, Weak, false)
	case c.gap(i) > 1 && (c.gap(i+1) > 1 || c.isAny(i+1, "|/")) && c.toks[i].Len() <= 3:
		c.add(i, i+1, labels.Age, RuleAge, Weak, false)
	}
}

var onsetWords = wordSet("died dx dxed diagnosed onset menarche deceased passed d")

var ageNext = wordSet("with w who c presents presenting admitted here s p hx h pmh adm with w/ is in for")

// ageYears rates "45 years": an age when "old" follows or a sex does, else more
// often a duration. j is the word of years.
func (c *scan) ageYears(i, j int) {
	w := c.str(j)
	k := j + 1
	for k < j+5 && (c.isAny(k, "-./") && !c.newLine(k)) {
		k++
	}
	st := Weak
	switch {
	case c.oneOf(k, oldWords) || c.word(k, "o") && (c.isAny(k-1, "/.") || c.gap(k) <= 1):
		st = Certain
	case len(w) >= 2 && (w[1]|0x20) == 'o' && len(w) <= 3: // yo, yom, yof
		st = Certain
	case c.oneOf(k, sexWords) && !c.newLine(k):
		st = Strong
	case c.word(k, "of") && c.word(k+1, "age"):
		st = Strong
	case len(w) == 1 && c.glued(j) && !c.glued(j+1):
		st = Likely // "72y"
	}
	end := i + 1
	if c.kind(k) == text.Number && c.oneOf(k+1, smallUnits) && st == Weak {
		end, st = k+2, Likely // "3 years 2 months"
	}
	c.add(i, end, labels.Age, RuleAge, st, false)
}

// ageSmall rates "3 months": an infant's age, with its unit, when "old" or a
// child follows.
func (c *scan) ageSmall(i, j int) {
	k := j + 1
	for k < j+3 && c.isAny(k, "-.") {
		k++
	}
	switch {
	case c.oneOf(k, oldWords):
		c.add(i, j+1, labels.Age, RuleAge, Certain, false)
	case c.word(k, "o") && c.toks[j].Len() > 1:
		c.add(i, j+1, labels.Age, RuleAge, Likely, false)
	case c.oneOf(k, sexWords) && !c.newLine(k) && c.toks[k].Len() > 1 && c.toks[j].Len() > 1:
		c.add(i, j+1, labels.Age, RuleAge, Likely, false)
	case c.is(i-1, '(') && c.is(j+1, ')'):
		c.add(i, j+1, labels.Age, RuleAge, Likely, false)
	case c.word(i-1, "at") && c.toks[j].Len() > 1:
		c.add(i, j+1, labels.Age, RuleAge, Weak, false)
	}
}

// ageAfterLead finds "age 57", "Age: ... 82", "Age/Sex: 33/M", "aged about 40",
// "M/33".
func (c *scan) ageAfterLead(i int) bool {
	k := i - 1
	for n := 0; k >= 0 && n < 8; n++ {
		switch {
		case c.newLine(k+1) && c.kind(k) != text.Punct:
			return false
		case c.oneOf(k, ageLead):
			end := i + 1
			if c.oneOf(i+1, smallUnits) && c.toks[i+1].Len() > 1 && !c.newLine(i+1) {
				end++
			}
			c.add(i, end, labels.Age, RuleAge, Strong, true)
			return true
		case c.kind(k) == text.Punct && !c.isAny(k, ";,)%"), c.oneOf(k, ageFiller):
			k--
		default:
			return false
		}
	}
	return false
}

// decade finds "60s", "70's", "'60s" of a person: "in her 60s", "early 70s".
func (c *scan) decade(i, n int) bool {
	if n < 20 || n%10 != 0 {
		return false
	}
	j := i + 1
	if c.isAny(j, "'") || c.str(j) == "’" {
		j++
	}
	if !c.word(j, "s") || !c.glued(j) {
		return false
	}
	switch {
	case c.oneOf(i-1, earlyWords), c.is(i-1, '-') && c.oneOf(i-2, earlyWords):
		c.add(i, j+1, labels.Age, RuleAge, Strong, false)
	case c.oneOf(i-1, ageFiller):
		c.add(i, j+1, labels.Age, RuleAge, Likely, false)
	default:
		c.add(i, j+1, labels.Age, RuleAge, Weak, false)
	}
	return true
}

// ageWords finds ages in words: "seventy-two year old", "in his fifties".
func (c *scan) ageWords(i int) {
	if c.class(i-1).Has(lexicon.NumberWord) || c.is(i-1, '-') && c.class(i-2).Has(lexicon.NumberWord) {
		return
	}
	if c.oneOf(i, decades) {
		if c.oneOf(i-1, earlyWords) || c.is(i-1, '-') && c.oneOf(i-2, earlyWords) {
			c.add(i, i+1, labels.Age, RuleAge, Strong, false)
		}
		return
	}
	end := i + 1
	if c.is(end, '-') && c.class(end+1).Has(lexicon.NumberWord) {
		end += 2
	} else if c.class(end).Has(lexicon.NumberWord) && !c.newLine(end) {
		end++
	}
	j := end
	if c.is(j, '-') {
		j++
	}
	k := j + 1
	if c.is(k, '-') {
		k++
	}
	switch {
	case c.oneOf(i-1, ageLead):
		c.add(i, end, labels.Age, RuleAge, Strong, true)
	case c.oneOf(j, yearWords) && c.oneOf(k, oldWords):
		c.add(i, end, labels.Age, RuleAge, Certain, false)
	case c.oneOf(j, smallUnits) && c.toks[j].Len() > 2 && c.oneOf(k, oldWords):
		c.add(i, j+1, labels.Age, RuleAge, Strong, false)
	}
}
