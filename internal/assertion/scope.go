package assertion

import (
	"strings"

	"github.com/lethe-health/lethe/internal/text"
)

// scope measures how far the cues of one sentence reach.
type scope struct {
	e     *Engine
	s     *text.Sentence
	toks  []text.Token
	marks []mark
	text  string
}

// touchTokens is how many words may stand between a cue of reach touch and its
// mention.
const touchTokens = 2

// measure fills in what mark i reaches; a void cue reaches nothing.
func (sc *scope) measure(i int) {
	m := &sc.marks[i]
	m.from, m.to = m.start, m.start
	if m.cue.dir == pseudo || m.cue.dir == stop || sc.void(m) {
		return
	}
	first, last := int(m.tok), int(m.tok+m.ntok)
	if m.cue.dir == pre || m.cue.dir == both {
		m.to = sc.forward(i, last)
	}
	if m.cue.dir == post || m.cue.dir == both {
		m.from = sc.backward(i, first)
	}
	if m.cue.reach == question && sc.e.words[sc.toks[0].Hash]&wordAsks != 0 {
		m.from = sc.s.Start - 1 // void lets it pass only where all of the sentence asks
	}
	if m.cue.reach == touch {
		if m.cue.dir == pre {
			m.near = sc.toks[min(last+touchTokens, len(sc.toks))-1].End
			if last+touchTokens <= len(sc.toks)-1 {
				m.near = sc.toks[last+touchTokens-1].Start
			}
		} else {
			m.near = sc.toks[max(first-touchTokens, 0)].Start
		}
	}
}

// void reports whether the cue is none after all: a relative who tells the
// story, or a word of doubt that does not close its clause.
func (sc *scope) void(m *mark) bool {
	first, last := int(m.tok), int(m.tok+m.ntok)
	if m.cue.kin {
		return sc.narrates(first, last)
	}
	if m.cue.weak && m.cue.dir == pre && last < len(sc.toks) && last == first+1 && m.end-m.start == 2 && sc.is(sc.toks[last], ":") {
		return true // "Hx:" is a heading
	}
	if m.cue.weak && m.cue.dir == pre && first > 0 && sc.toks[first].Hash == hashHistory && sc.e.words[sc.toks[first-1].Hash]&wordUnit != 0 {
		return true // "a 6 month history of"
	}
	if m.cue.status == Hypothetical && sc.toks[first].Hash == hashComplications && !sc.anyOf(wordConsent) {
		return true // those that came about
	}
	if m.cue.status == Hypothetical && m.cue.reach == item && last < len(sc.toks) && sc.e.words[sc.toks[last].Hash]&wordOwn != 0 {
		return true // "as needed for his migraines": he has them
	}
	if m.cue.reach == moment {
		return sc.lasts(first, last)
	}
	if m.cue.reach == question && m.cue.dir == post {
		if last < len(sc.toks) && sc.toks[last].Flags&text.SpaceBefore == 0 && sc.toks[last].Kind == text.Word {
			return true // "?gout": it looks forward
		}
		return sc.e.words[sc.toks[0].Hash]&wordAsks != 0 && !sc.asksOfPatient()
	}
	if m.cue.status == Negated && sc.is(sc.toks[first], "(") && last == first+3 {
		return (m.cue.dir == pre) != sc.signsFirst()
	}
	if m.cue.reach == answer && (first == 0 || !strings.Contains(":-=|", sc.text[sc.toks[first-1].Start:sc.toks[first-1].End])) {
		return true
	}
	if (m.cue.reach == ending || m.cue.reach == answer) && last < len(sc.toks) {
		t := sc.toks[last]
		if m.cue.status == Uncertain && sc.e.words[t.Hash]&wordGround != 0 {
			return false // "possible on CT", "likely given the fever"
		}
		return t.Kind != text.Punct || sc.is(t, "-") && t.Flags&text.SpaceBefore == 0
	}
	return false
}

var (
	hashWho           = text.HashFold("who")
	hashHas           = text.HashFold("has")
	hashHad           = text.HashFold("had")
	hashHistory       = text.HashFold("history")
	hashWithout       = text.HashFold("without")
	hashComplications = text.HashFold("complications")
)

// anyOf reports whether the sentence has a word of the class.
func (sc *scope) anyOf(class wordClass) bool {
	for i := range sc.toks {
		if sc.e.words[sc.toks[i].Hash]&class != 0 {
			return true
		}
	}
	return false
}

// signsFirst reports whether the signs in brackets of this sentence stand
// before their items: "(+) cough (-) fever".
func (sc *scope) signsFirst() bool {
	for k := 0; k+2 < len(sc.toks); k++ {
		if sc.is(sc.toks[k], "(") && (sc.is(sc.toks[k+1], "+") || sc.is(sc.toks[k+1], "-")) && sc.is(sc.toks[k+2], ")") {
			return k == 0 || sc.is(sc.toks[k-1], ":")
		}
	}
	return false
}

// asksOfPatient reports whether the sentence asks whether the patient has
// something: "does she have", "is there", "any".
func (sc *scope) asksOfPatient() bool {
	const near = 5
	for k := 0; k < len(sc.toks) && k < near; k++ {
		if sc.e.words[sc.toks[k].Hash]&wordAsksFor != 0 {
			return true
		}
	}
	return false
}

// lasts reports whether a time, tokens [first, last), says when something began
// or how long it has been, rather than when it was: "began two years ago", "in the
// past 6 months".
func (sc *scope) lasts(first, last int) bool {
	if last < len(sc.toks) && (sc.toks[last].Kind == text.Number || sc.e.words[sc.toks[last].Hash]&wordSpan != 0) {
		return true
	}
	const before = 7
	for i := first - 1; i >= 0 && i >= first-before; i-- {
		if sc.e.words[sc.toks[i].Hash]&wordBegins != 0 {
			return true
		}
	}
	return false
}

// narrates reports whether the relative named by tokens [first, last) speaks,
// brings or stands by, rather than being ill.
func (sc *scope) narrates(first, last int) bool {
	if sc.isIll(last) {
		return false
	}
	for i := last; i < len(sc.toks) && i < last+2; i++ {
		class := sc.e.words[sc.toks[i].Hash]
		if class&wordNarrates != 0 {
			n := i + 1
			for n < len(sc.toks) && sc.e.words[sc.toks[n].Hash]&wordLately != 0 {
				n++
			}
			return n == len(sc.toks) || sc.e.words[sc.toks[n].Hash]&wordIll == 0
		}
		if class&wordLink == 0 {
			break
		}
	}
	for i := first - 1; i >= 0 && i >= first-3; i-- {
		if sc.e.words[sc.toks[i].Hash]&wordIntroduces != 0 {
			return true
		}
	}
	return false
}

// isIll reports whether a clause about the relative follows at token k: "his wife,
// who herself has".
func (sc *scope) isIll(k int) bool {
	if k < len(sc.toks) && sc.is(sc.toks[k], ",") {
		k++
	}
	if k >= len(sc.toks) || sc.toks[k].Hash != hashWho {
		return false
	}
	for n := k + 1; n < len(sc.toks) && n <= k+3; n++ {
		if h := sc.toks[n].Hash; h == hashHas || h == hashHad {
			return true
		}
	}
	return false
}

// forward returns the byte where the reach of mark i to the right ends.
func (sc *scope) forward(i, from int) int32 {
	m := &sc.marks[i]
	next, depth := i+1, 0
	strict := m.cue.reach == item || m.cue.reach == ending || sc.closedList(i) || sc.ownItem(i)
	for k := from; k < len(sc.toks); k++ {
		for next < len(sc.marks) && int(sc.marks[next].tok) < k {
			next++
		}
		for o := next; o < len(sc.marks) && int(sc.marks[o].tok) == k; o++ {
			if sc.stops(m, &sc.marks[o]) {
				return sc.toks[k].Start
			}
		}
		t := sc.toks[k]
		if t.Kind == text.Punct {
			switch sc.text[t.Start] {
			case ';', '|':
				if k > from || !m.cue.kin || sc.text[t.Start] == ';' { // "Mother | stroke"
					return t.Start
				}
			case '.':
				if sc.fullStop(k) {
					return t.Start
				}
			case '(':
				if strict {
					return t.Start
				}
				depth++
			case ')':
				if depth == 0 {
					return t.Start
				}
				depth--
			case '-', 0xE2: // hyphen, or the first byte of a longer dash
				if m.cue.reach != wide && k > from && sc.dash(k) {
					return t.Start
				}
			case ',':
				if strict || m.cue.status == Negated && m.cue.reach == clause && sc.opensItem(m, k+1) {
					return t.Start
				}
			}
			continue
		}
		if strict && k > from && m.cue.reach != clause && sc.e.words[t.Hash]&wordWith != 0 {
			return t.Start
		}
	}
	return sc.s.End
}

// backward returns the byte where the reach of mark i to the left ends.
func (sc *scope) backward(i, before int) int32 {
	m := &sc.marks[i]
	prev, depth := i-1, 0
	through := m.cue.reach == clause || m.cue.reach == trailing && before > 0 && sc.is(sc.toks[before-1], ",")
	for k := before - 1; k >= 0; k-- {
		for prev >= 0 && int(sc.marks[prev].tok+sc.marks[prev].ntok) > k+1 {
			prev--
		}
		for o := prev; o >= 0 && o > prev-3; o-- { // "and the patient" ends where "patient" does
			if int(sc.marks[o].tok+sc.marks[o].ntok) == k+1 && sc.marks[o].cue.dir == stop && sc.stops(m, &sc.marks[o]) {
				return sc.toks[k].Start
			}
		}
		t := sc.toks[k]
		if t.Kind != text.Punct {
			continue
		}
		switch sc.text[t.Start] {
		case ':', '|':
			if k != before-1 {
				return t.Start
			}
		case ';':
			return t.Start
		case '.':
			if k < before-1 && sc.fullStop(k) {
				return t.Start
			}
		case ')':
			depth++
		case '(':
			if depth == 0 {
				return t.Start
			}
			depth--
		case '-', 0xE2:
			if sc.dash(k) && k != before-1 {
				return t.Start
			}
		case ',':
			if depth == 0 && !through && k != before-1 && !sc.listed(m, k, before) {
				return t.Start
			}
		}
	}
	return sc.s.Start - 1
}

// listed reports whether the comma at k parts the items of a list that the
// verdict after it speaks for as a whole: "HIV, syphilis and hepatitis B
// negative". Items are short, and the last is joined by "and" or "or".
func (sc *scope) listed(m *mark, k, before int) bool {
	const most = 3 // words in an item
	const far = 20 // tokens that a list may be long
	if m.cue.status != Negated || before-k > far {
		return false
	}
	joined, n := false, 0
	for j := k + 1; j < before; j++ {
		switch {
		case sc.e.words[sc.toks[j].Hash]&(wordOr|wordAnd) != 0:
			joined, n = true, 0
		case sc.is(sc.toks[j], ","):
			n = 0
		case sc.toks[j].Kind == text.Word:
			if n++; n > most {
				return false
			}
		}
	}
	return joined
}

// stops reports whether the cue at o ends the reach of m.
func (sc *scope) stops(m, o *mark) bool {
	c := o.cue
	switch c.dir {
	case stop:
		return c.stops.has(m.cue.status)
	case pseudo:
		// "[x]" and "positive for" affirm what follows.
		return m.cue.status == Negated && o.tok > m.tok && sc.affirms(o)
	case pre:
		if c.kin && m.cue.status == Negated && o.tok > 0 && sc.is(sc.toks[o.tok-1], ",") {
			return true // "no stroke, brother had an aneurysm"
		}
		// The next box has a reach of its own.
		return m.cue.status == Negated && c.status == Negated && sc.is(sc.toks[o.tok], "[")
	}
	return false
}

func (sc *scope) affirms(o *mark) bool {
	t := sc.toks[o.tok]
	if t.Kind == text.Punct {
		return true
	}
	return t.Hash == hashPositive
}

var hashPositive = text.HashFold("positive")

// closedList reports whether mark i is a "no" in a series of which each member
// has its own "no" ("no A, no B, small C"): then a comma ends it, unless an
// "or" still binds what follows.
func (sc *scope) closedList(i int) bool {
	m := &sc.marks[i]
	if !m.cue.bareNo || m.tok == 0 || !sc.is(sc.toks[m.tok-1], ",") {
		return false
	}
	series := false
	for k := range i {
		series = series || sc.marks[k].cue.bareNo
	}
	if !series {
		return false
	}
	for _, t := range sc.toks[m.tok:] {
		if sc.e.words[t.Hash]&wordOr != 0 {
			return false
		}
	}
	return true
}

// ownItem reports whether mark i is a "without" that speaks of its own item in a
// list of others: "depression, severe without psychosis, gout". An "or" after it
// binds what follows.
func (sc *scope) ownItem(i int) bool {
	m := &sc.marks[i]
	if m.cue.status != Negated || m.cue.reach != clause || !sc.startsWithout(m) {
		return false
	}
	listed := false
	for _, t := range sc.toks[:m.tok] {
		listed = listed || sc.is(t, ",")
	}
	if !listed {
		return false
	}
	for _, t := range sc.toks[m.tok:] {
		if sc.e.words[t.Hash]&wordOr != 0 {
			return false
		}
	}
	return true
}

// startsWithout reports whether the cue is "without" or "w/o".
func (sc *scope) startsWithout(m *mark) bool {
	t := sc.toks[m.tok]
	return t.Hash == hashWithout || sc.is(t, "w") || sc.is(t, "w/o")
}

// opensItem reports whether the words after a comma begin an affirmed item
// instead of going on with the negated list: "no murmur, trace edema".
func (sc *scope) opensItem(m *mark, k int) bool {
	if k >= len(sc.toks) {
		return true
	}
	if sc.affirmed(k) {
		return true
	}
	if sc.e.words[sc.toks[k].Hash]&wordContrast == 0 {
		return false
	}
	for _, t := range sc.toks[k:] {
		if sc.e.words[t.Hash]&wordOr != 0 {
			return false // "no rash, mild itching or swelling": still one list
		}
	}
	return true
}

// affirmed reports whether the item that begins at token k closes with a word
// that says it is there.
func (sc *scope) affirmed(k int) bool {
	const most = 4 // words of an item
	for n := 0; k < len(sc.toks) && n <= most; k, n = k+1, n+1 {
		t := sc.toks[k]
		switch {
		case t.Kind == text.Punct && !sc.is(t, ".") && !sc.is(t, "-"):
			return false
		case sc.e.words[t.Hash]&wordAffirms != 0:
			return true
		case t.Kind == text.Number && k+1 < len(sc.toks) && sc.e.words[sc.toks[k+1].Hash]&wordMeasure != 0:
			return true // "3 mm stone": what is measured is there
		}
	}
	return false
}

// fullStop reports whether token k, a stop inside what was taken for one
// sentence, ends one after all: "on CT. Background of".
func (sc *scope) fullStop(k int) bool {
	if k+1 >= len(sc.toks) || k == 0 {
		return false
	}
	next := sc.toks[k+1]
	if k+3 < len(sc.toks) && next.Flags&text.SpaceBefore == 0 && sc.is(next, "(") && sc.toks[k+2].Case == text.Single && sc.is(sc.toks[k+3], ")") {
		return true // "no tumor.(B)  right"
	}
	if k+3 < len(sc.toks) && next.Kind == text.Number && next.Len() < 3 && next.Flags&text.SpaceBefore != 0 && sc.toks[k+2].Flags&text.SpaceBefore == 0 &&
		(sc.is(sc.toks[k+2], ")") || sc.is(sc.toks[k+2], ".")) && sc.toks[k+3].Flags&text.SpaceBefore != 0 {
		return true // "… on L. 5) gout"
	}
	if k+2 < len(sc.toks) && next.Case == text.Title && sc.is(sc.toks[k+2], ":") && next.Flags&text.SpaceBefore != 0 {
		return true // "no m/r/g. Ext: trace edema"
	}
	return next.Flags&text.SpaceBefore != 0 && next.Case == text.Title && next.Len() > 2 && (sc.toks[k-1].Len() > 1 || sc.is(sc.toks[k-1], ")") || k > 1 && sc.toks[k-2].Kind == text.Number)
}

// dash reports whether token k is a dash between spaces.
func (sc *scope) dash(k int) bool {
	t := sc.toks[k]
	return t.Flags&text.SpaceBefore != 0 && k+1 < len(sc.toks) && sc.toks[k+1].Flags&text.SpaceBefore != 0
}

func (sc *scope) is(t text.Token, s string) bool {
	return int(t.End-t.Start) == len(s) && sc.text[t.Start:t.End] == s
}
