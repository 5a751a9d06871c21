package recognize

import (
	"slices"

	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Gather finds what there is in d, which must be parsed, and must not change
// while the evidence is used. It allocates only to grow e's memory.
func (e *Evidence) Gather(d *text.Doc) {
	e.Doc = d
	e.survey()
	e.Phrases = lexicon.AppendPhrases(e.Phrases[:0], d, e.heads)
	e.Candidates = e.Candidates[:0]
	if len(d.Tokens) > manyTokens { // room at once spares the garbage of growing
		e.Candidates = slices.Grow(e.Candidates, len(d.Tokens)/4)
	}
	e.gatherDates()
	s := scan{Evidence: e, s: d.Text, toks: d.Tokens, es: e.Entries}
	s.hl7()
	s.words()
	s.phrases()
	slices.SortStableFunc(e.Candidates, func(a, b Candidate) int {
		if a.First != b.First {
			return int(a.First - b.First)
		}
		return int(b.End - a.End)
	})
}

// manyTokens is how many a note has to be a long one.
const manyTokens = 1 << 18

func (e *Evidence) gatherDates() {
	e.matches = dates.AppendAt(e.matches[:0], e.Doc, e.dateAt)
	for i := range e.matches {
		m := &e.matches[i]
		e.Candidates = append(e.Candidates, Candidate{
			First: int32(m.FirstToken), End: int32(m.EndToken), Span: m.Span, Type: labels.Date,
			Rule: RuleDate, Strength: Strength(m.Certainty), Label: m.Certainty == dates.Sure,
		})
	}
}

// scan is one walk over a note. Its methods take the index of a token that
// calls for a rule and add what the rule finds.
type scan struct {
	*Evidence
	s    string
	toks []text.Token
	es   []lexicon.Entry

	date   int  // the date matches before it lie far behind
	phrase int  // and so do the phrases before it
	trust  bool // a label or title stands before: ordinary words that are names count
}

// add proposes the tokens [first, end).
func (c *scan) add(first, end int, t labels.Type, r Rule, st Strength, label bool) {
	if first < 0 || end <= first || end > len(c.toks) {
		return
	}
	c.Candidates = append(c.Candidates, Candidate{
		First: int32(first), End: int32(end),
		Span: labels.Span{Start: int(c.toks[first].Start), End: int(c.toks[end-1].End)},
		Type: t, Rule: r, Strength: st, Label: label,
	})
}

// words calls the rules at the tokens that ask for one.
func (c *scan) words() {
	before := int32(-1)
	for _, at := range c.ruleAt {
		i := int(at)
		t := &c.toks[i]
		if at-1 != before && c.loginBefore(i) {
			c.login(i - 1)
		}
		before = at
		switch t.Kind {
		case text.Number:
			c.number(i)
		case text.Punct:
			c.punct(i)
		case text.Word:
			c.aWord(i, t)
		}
	}
}

// aWord runs the rules that start from a word.
func (c *scan) aWord(i int, t *text.Token) {
	if starters.Has(t.Hash) {
		if r := triggers.find(t.Hash); r != 0 {
			c.trigger(i, int(r))
		}
		if r := special.find(t.Hash); r != 0 {
			c.special(i, r)
		}
	}
	if initials(t) {
		c.dottedCredential(i)
	}
	if c.loginBefore(i + 1) {
		c.login(i)
	}
	c.classed(i, c.es[i].Classes)
}

// loginBefore reports whether the token before token i may begin a login.
func (c *scan) loginBefore(i int) bool {
	return i > 0 && c.glued(i) && c.toks[i-1].Case == text.Lower && (c.toks[i].Kind == text.Number || c.is(i, '_'))
}

// punct runs the rules that start from a punctuation mark.
func (c *scan) punct(i int) {
	switch c.s[c.toks[i].Start] {
	case '@':
		c.email(i)
	case '(':
		c.phoneParen(i)
	case '+':
		c.phonePlus(i)
	case '^':
		c.caret(i)
	case '/', ':':
		c.footer(i)
	case '#':
		c.hash(i)
	}
}

// number runs the rules that start from a number.
func (c *scan) number(i int) {
	t := &c.toks[i]
	n := t.Len()
	if n <= 3 {
		c.ageNumber(i)
	}
	switch {
	case n <= 5 && c.wordAfter(i):
		c.street(i)
	}
	if n == 3 || n == 1 || n == 10 || n == 4 || n == 5 || n == 2 {
		c.phone(i)
	}
	if n == 3 || n == 9 {
		c.ssn(i)
	}
	if n == 5 || n == 9 {
		c.zip(i)
	}
	if n <= 3 && c.is(i+1, '.') {
		c.ipv4(i)
	}
	c.idShape(i)
}

// classed runs the rules that a word's dictionary classes ask for.
func (c *scan) classed(i int, cl lexicon.Class) {
	if cl&lexicon.Honorific != 0 {
		c.titleName(i)
	}
	if cl&lexicon.Credential != 0 && i > 0 {
		c.credentialName(i)
	}
	if cl&(lexicon.CareRole|lexicon.Credential) != 0 && c.toks[i].Len() > 1 {
		c.roleName(i)
	}
	if cl&lexicon.Relation != 0 {
		c.relationName(i)
	}
	if cl&(lexicon.HospitalHead|lexicon.OrgHead|lexicon.Hospital|lexicon.Org) != 0 {
		c.institution(i, cl)
	}
	if cl&lexicon.Profession != 0 {
		c.profession(i, i+1)
	}
	if cl&(lexicon.State|lexicon.StateAbbr|lexicon.Country|lexicon.City|lexicon.County) != 0 {
		c.place(i, i+1, cl)
	}
	if cl&lexicon.NumberWord != 0 {
		c.ageWords(i)
		if c.oneOf(i, digitWords) {
			c.spokenPhone(i)
		}
	}
	if cl&lexicon.StreetSuffix != 0 {
		c.streetAlone(i)
	}
	if cl&lexicon.Secondary != 0 {
		c.secondary(i)
	}
	if cl&lexicon.Name != 0 {
		c.knownName(i)
	}
}

// phrases runs the rules on the known phrases of the note.
func (c *scan) phrases() {
	for _, p := range c.Phrases {
		first, end := int(p.First), int(p.End)
		switch {
		case p.Classes.Has(lexicon.Hospital):
			c.institutionPhrase(first, end, labels.Hospital)
		case p.Classes.Has(lexicon.Org):
			c.institutionPhrase(first, end, labels.Organization)
		case p.Classes.Has(lexicon.HospitalHead | lexicon.OrgHead):
			c.institution(end-1, p.Classes)
		case p.Classes.Has(lexicon.Profession):
			c.profession(first, end)
		case p.Classes.Has(lexicon.State | lexicon.Country | lexicon.City | lexicon.Place | lexicon.County):
			c.place(first, end, p.Classes)
		}
	}
}

// The rules that certain words start, apart from labels.
const (
	startsPlace uint16 = 1 << iota
	startsRoad
	startsBox
	startsSaint
)

var special = func() *hashSet {
	h := newHashSet(256)
	for _, row := range []struct {
		words string
		bit   uint16
	}{
		{placeHeadWords + " " + placeLeadWords, startsPlace},
		{roadWordList + " i", startsRoad},
		{"box", startsBox},
		{"st saint", startsSaint},
	} {
		for _, t := range text.AppendTokens(nil, row.words) {
			h.put(t.Hash, h.find(t.Hash)|row.bit)
		}
	}
	return h
}()

func (c *scan) special(i int, bits uint16) {
	if bits&startsPlace != 0 {
		c.placeName(i)
	}
	if bits&startsRoad != 0 {
		c.road(i)
	}
	if bits&startsBox != 0 {
		c.poBox(i)
	}
	if bits&startsSaint != 0 {
		c.saint(i)
	}
}
