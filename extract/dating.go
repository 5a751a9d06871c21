package extract

import (
	"cmp"
	"slices"
	"time"

	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/text"
)

// findDates reads the dates of the note, when it has any diagnosis.
func (s *scratch) findDates(n Note) {
	s.dates = s.dates[:0]
	if len(s.codes) > 0 {
		s.dates = dates.Append(s.dates, &s.doc)
	}
}

// durationUnits in days, for "x 5 years", "3 months ago".
var durationUnits = func() map[uint32][2]int { // years or days
	m := make(map[uint32][2]int)
	for w, u := range map[string][2]int{
		"year": {1, 0}, "years": {1, 0}, "yr": {1, 0}, "yrs": {1, 0}, "y": {1, 0}, "month": {0, 30}, "months": {0, 30}, "mo": {0, 30}, "mos": {0, 30},
		"week": {0, 7}, "weeks": {0, 7}, "wk": {0, 7}, "wks": {0, 7}, "day": {0, 1}, "days": {0, 1},
	} {
		m[text.HashFold(w)] = u
	}
	return m
}()

// dateTokens is how far from a mention its date is looked for, in tokens.
const dateTokens = 8

// dateOf returns the date of a diagnosis: stated beside it, or reckoned back
// from the note's, or the note's.
func (s *scratch) dateOf(c *coded, n Note) (time.Time, bool) {
	last := s.sentenceEnd(int(c.m.from))
	from, to := int(c.m.to)+1, min(last, int(c.m.to)+1+dateTokens)
	to = s.upToNext(c, to)
	for i := s.dateFrom(from); i < len(s.dates) && int(s.dates[i].FirstToken) < to; i++ {
		d := &s.dates[i]
		if d.Certainty >= dates.Possible && s.dateFits(from, int(d.FirstToken), d) {
			if t, ok := d.Resolve(n.Created); ok {
				c.since = d.FirstToken > 0 && s.doc.Tokens[d.FirstToken-1].Hash == hashSince
				return t, true
			}
		}
	}
	if t, ok := s.ago(from, to, n.Created); ok {
		return t, true
	}
	if d := s.dateBefore(c); d != nil {
		if t, ok := d.Resolve(n.Created); ok {
			return t, true
		}
	}
	return n.Created, false
}

// dateBefore returns the date that stands right before a mention, "in 2010 he
// had pneumonia", or nil.
func (s *scratch) dateBefore(c *coded) *dates.Match {
	const near = 4
	first := s.sentenceStart(int(c.m.from))
	for i := s.dateFrom(int(c.m.from)) - 1; i >= 0; i-- {
		d := &s.dates[i]
		if int(d.EndToken) > int(c.m.from) {
			continue
		}
		if int(d.FirstToken) < first || int(c.m.from)-int(d.EndToken) > near || d.Certainty < dates.Possible {
			return nil
		}
		for k := int(d.EndToken); k < int(c.m.from); k++ {
			if s.roles[k] == roleComma || s.isByte(k, ',') || s.isByte(k, ';') || s.isByte(k, '.') || s.isByte(k, ')') || s.roles[k] == roleWord {
				return nil // told of something else
			}
		}
		return d
	}
	return nil
}

// upToNext cuts the search for a date off at the next diagnosis.
func (s *scratch) upToNext(c *coded, to int) int {
	i, _ := slices.BinarySearchFunc(s.codes, c.m.to+1, func(o coded, at int32) int { return cmp.Compare(o.m.from, at) })
	if i < len(s.codes) {
		to = min(to, int(s.codes[i].m.from))
	}
	return to
}

// dateFrom returns the index of the first date at or after a token.
func (s *scratch) dateFrom(tok int) int {
	i, _ := slices.BinarySearchFunc(s.dates, int32(tok), func(d dates.Match, at int32) int { return cmp.Compare(d.FirstToken, at) })
	return i
}

// dateFits reports whether a date is told of the mention: a bare year needs a
// full date's certainty or a word like "in" or "since" before it.
func (s *scratch) dateFits(from, at int, d *dates.Match) bool {
	for k := from; k < at; k++ {
		if s.isByte(k, ';') || s.isByte(k, '.') && k+1 < len(s.doc.Tokens) && s.doc.Tokens[k+1].Flags&text.SpaceBefore != 0 {
			return false
		}
	}
	return d.Certainty > dates.Possible || d.Date.Year > 1900
}

// ago reads "5 years ago", "x 5 years", "for 3 weeks" among tokens [from, to).
func (s *scratch) ago(from, to int, ref time.Time) (time.Time, bool) {
	if ref.IsZero() {
		return ref, false
	}
	toks := s.doc.Tokens
	for k := from; k+1 < to; k++ {
		if s.isByte(k, '.') || s.isByte(k, ';') {
			return ref, false
		}
		n, ok := s.small(k)
		if !ok {
			continue
		}
		u, ok := durationUnits[toks[k+1].Hash]
		if !ok {
			continue
		}
		before := k > from && durationBefore[toks[k-1].Hash]
		after := k+2 < len(toks) && toks[k+2].Hash == hashAgo
		if before || after {
			return ref.AddDate(-n*u[0], 0, -n*u[1]), true
		}
	}
	return ref, false
}

var (
	hashAgo        = text.HashFold("ago")
	hashSince      = text.HashFold("since")
	durationBefore = hashSet("x for over about past last since approximately nearly almost")
	numberWords    = func() map[uint32]int {
		m := make(map[uint32]int)
		for i, w := range []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"} {
			m[text.HashFold(w)] = i + 1
		}
		m[text.HashFold("a")] = 1
		return m
	}()
)

// small reads a number below 100.
func (s *scratch) small(k int) (int, bool) {
	t := s.doc.Tokens[k]
	if t.Kind != text.Number {
		n, ok := numberWords[t.Hash]
		return n, ok
	}
	if t.Len() > 2 {
		return 0, false
	}
	n := 0
	for _, b := range []byte(t.Of(s.doc.Text)) {
		n = n*10 + int(b-'0')
	}
	return n, true
}

// longPast reports whether a stated date says that the condition is over: an
// acute one that was more than half a year before the note, or before the latest
// date in it when the note's own is not known.
func (s *scratch) longPast(c *coded, at time.Time, n Note) bool {
	code := s.x.dict.String(c.code)
	if c.since || s.x.is(c.code, codeChronic) || code[0] == 'C' || code[0] == 'R' {
		return false
	}
	now := n.Created
	if now.IsZero() && s.bareYear(at) {
		return true
	}
	if now.IsZero() {
		for i := range s.dates {
			if t, ok := s.dates[i].Resolve(time.Time{}); ok && (s.dates[i].Certainty >= dates.Likely || s.dates[i].Date.Year > 1950) && t.After(now) {
				now = t
			}
		}
	}
	const past = 183 * 24 * time.Hour
	return !now.IsZero() && now.Sub(at) > past
}

// bareYear reports whether the date was written as no more than its year, as
// what is long past is.
func (s *scratch) bareYear(at time.Time) bool {
	for i := range s.dates {
		d := &s.dates[i]
		if int(d.Date.Year) == at.Year() && d.Date.Precision() == dates.PrecisionYear {
			return true
		}
	}
	return false
}
