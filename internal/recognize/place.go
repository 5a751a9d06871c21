package recognize

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

const (
	placeHeadWords = "county parish borough township park mall bridge beach river creek bay island valley mountain mountains lake airport reservation village heights forest canyon harbor desert peninsula pier marina ranch plaza square station trail trailhead falls reservoir speedway fairgrounds campground"
	placeLeadWords = "lake mount camp fort lac isle loch cape port interstate"
	roadWordList   = "route rt rte highway hwy interstate sr us exit county cr fm"
)

var (
	coreSuffix = wordSet("street st avenue ave av road rd boulevard blvd drive dr lane ln court ct place pl terrace ter way circle cir parkway pkwy highway hwy square sq trail trl turnpike tpke pike alley crescent cres crossing loop row plaza causeway expressway freeway pkway broadway")
	aloneWords = wordSet("street avenue ave road boulevard blvd lane drive parkway court terrace rd blvd ln")
	onWords    = wordSet("on off at along near of from corner and to near in down up around by across")
	placeHeads = wordSet(placeHeadWords)
	placeLeads = wordSet(placeLeadWords)
	roadWords  = wordSet(roadWordList)
	inWords    = wordSet("in from to of near at visiting outside via toward towards around lives moved born leaving left through between and for nr via")
)

// street finds an address that starts with the house number at token i.
func (c *scan) street(i int) {
	if c.glued(i) && !c.isAny(i-1, "(^|:,\"") && c.str(i-1) != "¦" || c.kind(i-1) == text.Number && !c.newLine(i) && c.gap(i) <= 1 {
		return
	}
	k := i + 1
	if c.is(k, '-') && c.glued(k) && (c.kind(k+1) == text.Number || c.cas(k+1) == text.Single) && c.glued(k+1) {
		k += 2
	} else if c.cas(k) == text.Single && c.glued(k) {
		k++
	}
	names, core, suffixEnd := 0, false, 0
	for n := 0; n < 6 && k < len(c.toks) && !c.newLine(k) && c.gap(k) <= 2; n++ {
		cl := c.class(k)
		switch {
		case c.kind(k) == text.Number && c.kind(k+1) == text.Word && c.glued(k+1) && c.oneOf(k+1, ordinalEnd):
			k++ // 4th
			names++
		case c.kind(k) == text.Word && names > 0 && cl.Has(lexicon.StreetSuffix):
			names++
			isCore := c.oneOf(k, coreSuffix)
			if suffixEnd == 0 || isCore || !core {
				suffixEnd = k + 1
			}
			core = core || isCore
		case c.kind(k) == text.Word && cl.Has(lexicon.Direction) && c.toks[k].Len() <= 5 && (c.capital(k) || core):
			if suffixEnd == k && !c.newLine(k) {
				suffixEnd = k + 1
			}
		case c.kind(k) == text.Word && c.streetWord(k):
			if core && suffixEnd == k {
				n = 6
				continue
			}
			names++
		case c.is(k, '.') && c.glued(k):
			if suffixEnd == k && !c.newLine(k+1) {
				suffixEnd = k + 1
				if !c.class(k+1).Has(lexicon.Secondary|lexicon.Direction) && !c.is(k+1, '#') {
					suffixEnd = k
				}
			}
		case c.isAny(k, "'-") && c.glued(k):
		default:
			n = 6
			continue
		}
		k++
	}
	if suffixEnd == 0 || names < 2 || c.toks[i].Len() > 5 {
		return
	}
	end, second := c.secondaryAfter(suffixEnd)
	st := Weak
	upperish := c.capital(suffixEnd-1) || c.is(suffixEnd-1, '.')
	switch {
	case core && (upperish || second):
		st = Strong
	case second, core && c.toks[i].Len() >= 3:
		st = Likely
	case c.is(suffixEnd, ',') && c.capital(suffixEnd+1) && upperish, c.newLine(suffixEnd) && c.newLine(i):
		st = Likely
	}
	if core && second {
		st = Certain
	}
	c.add(i, end, labels.Street, RuleStreet, st, false)
}

var ordinalEnd = wordSet("st nd rd th")

// streetWord reports whether token k can name a street.
func (c *scan) streetWord(k int) bool {
	e := c.es[k]
	if c.cas(k) == text.Lower {
		return (e.Classes.Has(lexicon.Name|lexicon.StreetName|lexicon.City) || !e.Known()) && !e.Classes.Has(lexicon.Function|lexicon.Unit)
	}
	return !e.Classes.Has(lexicon.Unit) || e.Classes.Has(lexicon.StreetName)
}

// secondaryAfter takes ", Apt. 4B", " Suite 210", " #2B" from token k on.
func (c *scan) secondaryAfter(k int) (end int, ok bool) {
	j := k
	if c.is(j, ',') || c.is(j, '.') {
		j++
	}
	if c.newLine(j) || c.gap(j) > 2 {
		return k, false
	}
	if c.class(j).Has(lexicon.Secondary) && c.kind(j) == text.Word {
		j++
		for c.isAny(j, ".#:") {
			j++
		}
	} else if c.is(j, '#') {
		j++
	} else {
		return k, false
	}
	if c.newLine(j) || c.gap(j) > 2 {
		return k, false
	}
	if e := c.unitNumber(j); e > j {
		return e, true
	}
	return k, false
}

// unitNumber takes "4B", "B-12", "210".
func (c *scan) unitNumber(j int) int {
	switch {
	case c.kind(j) == text.Number && c.toks[j].Len() <= 5:
		j++
		if c.cas(j) == text.Single && c.glued(j) {
			j++
		} else if c.is(j, '-') && c.glued(j) && c.glued(j+1) && c.kind(j+1) != text.Punct {
			j += 2
		}
		return j
	case c.cas(j) == text.Single:
		j++
		if c.is(j, '-') && c.glued(j) && c.kind(j+1) == text.Number {
			return j + 2
		}
		if c.kind(j) == text.Number && c.glued(j) {
			return j + 1
		}
		return j
	}
	return j
}

var clearSecondary = wordSet("apt apartment suite ste")

// secondary finds a flat or suite with no street before it.
func (c *scan) secondary(i int) {
	if !c.oneOf(i, clearSecondary) || c.class(i-1).Has(lexicon.StreetSuffix) && !c.newLine(i) || c.is(i-1, ',') && c.class(i-2).Has(lexicon.StreetSuffix) {
		return
	}
	j := i + 1
	for c.isAny(j, ".#") {
		j++
	}
	if c.kind(j) != text.Number || c.newLine(j) {
		return
	}
	st := Weak
	if c.capital(i) {
		st = Likely
	}
	c.add(i, c.unitNumber(j), labels.Street, RuleStreet, st, false)
}

// streetAlone finds "on Canal Street" with no number, before the suffix at
// token i.
func (c *scan) streetAlone(i int) {
	if !c.oneOf(i, aloneWords) || !c.capital(i) {
		return
	}
	first := i
	for first > 0 && i-first < 3 && c.kind(first-1) == text.Word && c.capital(first-1) && c.gap(first) <= 1 && !c.newLine(first) && !c.class(first-1).Has(lexicon.Function) {
		first--
	}
	if first == i || c.kind(first-1) == text.Number && !c.newLine(first) && c.gap(first) <= 2 || c.oneOf(first-1, ordinalEnd) {
		return
	}
	st := Weak
	if c.oneOf(first-1, onWords) {
		st = Likely
	}
	end := i + 1
	if c.class(end).Has(lexicon.Direction) && c.capital(end) && !c.newLine(end) && c.toks[end].Len() <= 2 {
		end++
	}
	c.add(first, end, labels.Street, RuleStreet, st, false)
}

// zip finds a ZIP code at token i: after a state, or ZIP+4.
func (c *scan) zip(i int) {
	if c.glued(i) && !c.isAny(i-1, ",^|") && c.str(i-1) != "¦" {
		return
	}
	end := i + 1
	plus4 := c.digits(i, 5) && c.is(end, '-') && c.glued(end) && c.digits(end+1, 4) && c.glued(end+1)
	if plus4 {
		end += 2
	}
	if c.glued(end) && !c.isAny(end, ".,;:)^|\"") && c.str(end) != "¦" {
		return
	}
	k := i - 1
	for i-k < 5 && (c.isAny(k, ",.^|-/~*;(") || c.kind(k) == text.Punct && c.toks[k].Flags&text.NonASCII != 0) {
		k--
	}
	if (c.word(k, "zip") || c.word(k, "code")) && !c.newLine(i) {
		return // by its label
	}
	cl := c.class(k)
	if p := c.phraseEnding(k + 1); p != nil && p.Classes.Has(lexicon.State) && !c.newLine(int(p.First)+1) {
		st := Strong
		c.add(i, end, labels.Zip, RuleZip, st, false)
		c.add(int(p.First), int(p.End), labels.State, RuleState, Strong, false)
		c.townAt(int(p.First))
		return
	}
	state := cl.Has(lexicon.State) || cl.Has(lexicon.StateAbbr) && (c.cas(k) == text.Upper || c.toks[k].Len() == 2 && c.cas(k) != text.Mixed)
	switch {
	case state && (c.digits(i, 5) || plus4):
		st := Strong
		if c.kind(k-1) == text.Word && !c.newLine(k) && triggers.find(c.toks[k-1].Hash) != 0 && !c.capital(k-1) {
			return // "chart SC 20176"
		}
		if c.cas(k) == text.Lower {
			st = Likely
		}
		c.add(i, end, labels.Zip, RuleZip, st, false)
		if !c.newLine(k) {
			c.townBefore(k)
		}
	case state && c.digits(i, 9):
		c.add(i, end, labels.Zip, RuleZip, Likely, false)
	case plus4:
		st := Weak
		if c.class(k).Has(lexicon.City) || c.capital(k) {
			st = Likely
		}
		c.add(i, end, labels.Zip, RuleZip, st, false)
	case c.digits(i, 5) && c.class(k).Has(lexicon.City|lexicon.StreetSuffix) && c.capital(k):
		c.add(i, end, labels.Zip, RuleZip, Weak, false)
	}
}

// labelledZip finds the code after "ZIP:".
func (c *scan) labelledZip(k int) {
	for n := 0; n < 6 && (c.isAny(k, ":.#=>\"") || c.word(k, "code")); n++ {
		k++
	}
	if c.digits(k, 5) && !c.newLine(k) {
		end := k + 1
		if c.is(end, '-') && c.digits(end+1, 4) {
			end += 2
		}
		c.add(k, end, labels.Zip, RuleZip, Strong, true)
	}
}

// townBefore proposes the state at token k, and the town before it: the
// capitalised words before a comma or directly before the state.
func (c *scan) townBefore(k int) {
	end := k + 1
	if c.is(end, '.') && c.glued(end) && c.toks[k].Len() <= 5 && !c.newLine(end+1) && c.cas(k) != text.Upper {
		end++ // "Ore."
	}
	c.add(k, end, labels.State, RuleState, Strong, false)
	c.townAt(k)
}

// townAt proposes the town before the state that starts at token k.
func (c *scan) townAt(k int) {
	j := k - 1
	for k-j < 4 && (c.isAny(j, ",/;-~*^|(") || c.kind(j) == text.Punct && c.toks[j].Flags&text.NonASCII != 0) {
		j--
	}
	if f := c.townEnding(j); f <= j {
		c.add(f, j+1, labels.City, RuleCityState, Strong, false)
	}
}

// phraseEnding returns the known phrase that ends before token end, or nil. It
// must be asked in the order of the note, give or take a few tokens.
func (c *scan) phraseEnding(end int) *lexicon.Phrase {
	for c.phrase < len(c.Phrases) && int(c.Phrases[c.phrase].End)+8 < end {
		c.phrase++
	}
	for k := c.phrase; k < len(c.Phrases) && int(c.Phrases[k].First) < end; k++ {
		if int(c.Phrases[k].End) == end {
			return &c.Phrases[k]
		}
	}
	return nil
}

// townEnding walks back over the words of a town whose last word is token j:
// its first token, or j+1 for none.
func (c *scan) townEnding(j int) int {
	first := j + 1
	for n := 0; n < 3 && j >= 0 && c.kind(j) == text.Word && c.capital(j) && c.cas(j) != text.Single; n++ {
		cl := c.class(j)
		if cl.Has(lexicon.Function|lexicon.Secondary) && !cl.Has(lexicon.City|lexicon.Name) || cl.Has(lexicon.StreetSuffix) && n > 0 && !cl.Has(lexicon.Name) && c.oneOf(j, coreSuffix) && !c.word(j, "st") {
			break
		}
		first = j
		if c.newLine(j) || c.gap(j) > 1 {
			break
		}
		j--
		if c.is(j, '.') && (c.word(j-1, "st") || c.word(j-1, "ft") || c.word(j-1, "mt")) {
			j--
		} else if c.is(j, '-') && c.glued(j) && c.glued(j+1) {
			j--
		}
	}
	return first
}

// place rates the known places at the tokens [i, end).
func (c *scan) place(i, end int, cl lexicon.Class) {
	cas := c.cas(i)
	if cas == text.Lower || cas == text.Single {
		return
	}
	if cl.Has(lexicon.StateAbbr) && !cl.Has(lexicon.State) || cl.Has(lexicon.StateAbbr) && c.toks[i].Len() == 2 {
		if cas == text.Upper && c.is(i-1, ',') && c.gap(i) <= 1 && c.capital(i-2) && !c.newLine(i) && !c.class(i).Has(lexicon.Credential|lexicon.Clinical) {
			c.townBefore(i)
		} else if cas == text.Upper && c.is(i-1, ',') && c.gap(i) <= 1 && c.class(i-2).Has(lexicon.City) && !c.oneOf(i, clearCredentials) && !c.word(i, "ok") {
			st := Likely
			if c.class(i).Has(lexicon.Credential) || c.word(i, "on") {
				st = Weak
			}
			c.add(i, end, labels.State, RuleState, st, false)
			if f := c.townEnding(i - 2); f < i-1 {
				c.add(f, i-1, labels.City, RuleCityState, st, false)
			}
		} else if cas == text.Upper && c.gap(i) <= 1 && !c.newLine(i) && c.capital(i-1) && c.town(i-1) && (c.newLine(end) || c.gap(end) > 1 || c.isAny(end, ",.;)") || c.kind(end) == text.Number) {
			st := Weak
			if c.class(i-1).Has(lexicon.City) || !c.entry(i-1).Known() {
				st = Likely
			}
			if c.class(i).Has(lexicon.Credential) {
				st = Weak
			}
			c.add(i, end, labels.State, RuleState, st, false)
			if f := c.townEnding(i - 1); f < i && st == Likely {
				c.add(f, i, labels.City, RuleCityState, Likely, false)
			}
		} else if cas == text.Upper && (c.is(i-1, ':') && c.word(i-2, "state") || c.word(i-1, "state") && !c.newLine(i)) {
			c.add(i, end, labels.State, RuleState, Strong, true)
		} else if cas == text.Upper && c.oneOf(end, licenceWords) && !c.newLine(end) || cas == text.Upper && c.oneOf(i-1, licenceWords) && !c.newLine(i) && c.gap(i) <= 2 {
			c.add(i, end, labels.State, RuleState, Likely, false)
		}
		return
	}
	lead := c.oneOf(i-1, inWords) && c.gap(i) <= 2
	head := c.class(end)
	named := !c.newLine(end) && c.gap(end) <= 1 && (c.nameWord(end) || head.Has(lexicon.HospitalHead|lexicon.OrgHead|lexicon.StreetSuffix|lexicon.EponymHead|lexicon.HospitalWord) && c.capital(end))
	before := !c.newLine(i) && c.gap(i) <= 1 && c.capital(i-1) && c.class(i-1).Has(lexicon.Given|lexicon.Honorific)
	several := end-i > 1
	switch {
	case cl.Has(lexicon.State):
		st := Likely
		if c.is(i-1, ',') && c.capital(i-2) && !c.newLine(i) {
			c.townBefore2(i, end)
			return
		}
		if several || lead {
			st = Strong
		}
		if named || before && !several || c.class(i).Has(lexicon.Given) && !lead || ordinary(c.entry(i)) {
			st = Weak
		}
		c.add(i, end, labels.State, RuleState, st, false)
	case cl.Has(lexicon.Country):
		st := Likely
		if several || lead {
			st = Strong
		}
		if named || before || !several && (c.class(i).Has(lexicon.Given|lexicon.Unit|lexicon.Clinical) && !lead || c.toks[i].Len() <= 2) {
			st = Weak
		}
		c.add(i, end, labels.Country, RuleCountry, st, false)
	case cl.Has(lexicon.Place):
		st := Likely
		if named && !several {
			st = Weak
		}
		c.add(i, end, labels.LocationOther, RulePlace, st, false)
	case cl.Has(lexicon.City):
		st := Weak
		e := c.entry(i)
		switch {
		case named || before:
		case several && (lead || c.is(end, ',')):
			st = Strong
		case several:
			st = Likely
		case lead && !ordinary(e) && e.GivenFreq < 6 && !c.oneOf(i-1, looseIn):
			st = Likely
		}
		c.add(i, end, labels.City, RuleCity, st, false)
	}
}

var licenceWords = wordSet("lic license licence dl driver drivers plate plates dmv medicaid law lics")

// town reports whether token i can end the name of a town.
func (c *scan) town(i int) bool {
	e := c.entry(i)
	return e.Classes.Has(lexicon.City) && e.CommonFreq < 5 || !e.Known() || c.nameWord(i) && c.cas(i) == text.Title && !e.Classes.Has(lexicon.Given)
}

var looseIn = wordSet("of to for at and")

// townBefore2 is townBefore for a state of several words.
func (c *scan) townBefore2(i, end int) {
	c.add(i, end, labels.State, RuleState, Strong, false)
	if f := c.townEnding(i - 2); f <= i-2 {
		c.add(f, i-1, labels.City, RuleCityState, Strong, false)
	}
}

// placeName finds places made by a word of place at token i: "Lake Wingra",
// "Chippewa County", "I-95", "Route 66", "PO Box 12".
func (c *scan) placeName(i int) {
	if c.oneOf(i, placeHeads) && c.capital(i) {
		first := i
		for first > 0 && i-first < 3 && c.kind(first-1) == text.Word && c.capital(first-1) && c.cas(first-1) != text.Single && c.gap(first) <= 1 && !c.newLine(first) && !c.class(first-1).Has(lexicon.Function|lexicon.Relation) {
			first--
		}
		if first < i && !c.class(i-1).Has(lexicon.Clinical|lexicon.Anatomy) {
			st := Weak
			if c.word(i, "county") || c.word(i, "parish") || c.oneOf(first-1, inWords) || c.word(first-1, "the") && c.oneOf(first-2, inWords) {
				st = Likely
			}
			if h := c.class(i + 1); !c.newLine(i+1) && h.Has(lexicon.HospitalHead|lexicon.OrgHead|lexicon.HospitalWord) && c.capital(i+1) {
				st = Weak
			}
			c.add(first, i+1, labels.LocationOther, RulePlace, st, false)
		}
	}
	if c.oneOf(i, placeLeads) && c.capital(i) && c.capital(i+1) && !c.newLine(i+1) && c.cas(i+1) != text.Single && !c.class(i+1).Has(lexicon.Function|lexicon.HospitalHead) {
		st := Weak
		if c.oneOf(i-1, inWords) && !c.class(i+2).Has(lexicon.HospitalHead|lexicon.OrgHead) {
			st = Likely
		}
		c.add(i, i+2, labels.LocationOther, RulePlace, st, false)
	}
}

// road finds numbered roads: the word at token i is one of roadWords or I.
func (c *scan) road(i int) {
	k := i + 1
	first := i
	if c.is(k, '-') && c.glued(k) {
		k++
	} else if c.is(k, '.') {
		k++
	}
	for c.oneOf(k, roadWords) || c.word(k, "road") && !c.newLine(k) {
		k++
	}
	if c.kind(k) != text.Number || c.newLine(k) || c.toks[k].Len() > 4 || c.gap(k) > 1 {
		return
	}
	if c.word(i-1, "state") || c.word(i-1, "us") || c.word(i-1, "county") {
		first--
	}
	end := k + 1
	if c.cas(end) == text.Single && !c.newLine(end) && c.class(end).Has(lexicon.Direction) {
		end++
	}
	st := Weak
	switch {
	case c.word(i, "i"):
		if c.is(i+1, '-') && c.cas(i) == text.Single && c.gap(i+1) == 0 && c.gap(k) == 0 && c.toks[k].Len() <= 3 && !iodine(c.value(k)) &&
			(c.toks[k].Len() > 1 || c.oneOf(i-1, onWords)) && (!c.glued(i) || c.kind(i-1) == text.Punct) {
			st = Likely
		}
	case c.word(i, "us"), c.word(i, "exit"), c.word(i, "cr"), c.word(i, "sr"), c.word(i, "fm"), c.word(i, "county"):
		if c.word(i, "sr") && c.is(i+1, '-') || c.word(i+1, "road") || c.word(i+1, "highway") {
			st = Likely
		}
	case c.word(i, "route"), c.word(i, "rt"), c.word(i, "rte"):
		if c.capital(i) && !c.class(k+1).Has(lexicon.Unit) {
			st = Likely
		}
	default:
		st = Likely
	}
	c.add(first, end, labels.LocationOther, RuleHighway, st, false)
}

// iodine reports whether I-n is an isotope of iodine and no interstate.
func iodine(n int) bool { return n >= 123 && n <= 131 }

// poBox finds "PO Box 12", "P.O. Box 12", from the word "box" at token i.
func (c *scan) poBox(i int) {
	first := i
	k := i - 1
	if c.is(k, '.') {
		k--
	}
	if c.word(k, "o") {
		k--
		if c.is(k, '.') {
			k--
		}
		if !c.word(k, "p") {
			return
		}
		first = k
	} else if c.word(k, "po") {
		first = k
	} else {
		return
	}
	j := i + 1
	for c.isAny(j, "#.") {
		j++
	}
	if c.kind(j) == text.Number && !c.newLine(j) {
		c.add(first, j+1, labels.LocationOther, RulePOBox, Certain, false)
	}
}
