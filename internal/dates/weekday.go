package dates

import (
	"strings"

	"github.com/lethe-health/lethe/internal/text"
)

// weekday reads "Tuesday", and with a date behind it the whole: "Tue 3/14",
// "Friday, March 3rd", "Tuesday the 19th".
func (sc *scanner) weekday(i int, w *word) bool {
	t := &sc.toks[i]
	k := i + 1
	dotted := sc.adjacent(k) && sc.punct(k, '.') && w.style != sFull && w.style != sPlural
	if dotted {
		k++
	}
	if sc.punct(k, ',') && sc.adjacent(k) {
		k++
	}
	if sc.is(k, "the") {
		k++
	}
	if k < len(sc.toks) && !sc.newLine(k) && sc.dateBehind(i, k, w) {
		return true
	}
	sc.begin(i)
	sc.namePart(i, w, fWeekday)
	s := sc.look(i, i+1)
	called := s.before&(cueBefore|cueLoose) != 0 || s.opens
	c := Sure
	switch {
	case w.lang != english:
		c = Possible
	case w.style == sShort && t.Case == text.Lower && !called:
		c = Doubtful
	case w.style == sShort && (!called || t.Case != text.Title):
		c = Possible
	case w.style != sFull && w.style != sPlural:
		c = Likely
	}
	return sc.finish(int(t.End), i, WeekdayName, c)
}

// dateBehind reads the date at token k as part of the date that the weekday at
// token i begins.
func (sc *scanner) dateBehind(i, k int, w *word) bool {
	was := sc.alone
	sc.alone = true
	ok := false
	switch t := &sc.toks[k]; t.Kind {
	case text.Number:
		ok = sc.fromNumber(k)
	case text.Word:
		if next := sc.word(k); next != nil && next.role != rWeekday && next.role != rNone {
			ok = sc.fromWord(k, next)
		} else if next == nil && noisyDigit(sc.s[t.Start]) {
			ok = sc.fromNumber(k)
		}
	}
	sc.alone = was
	if !ok {
		return false
	}
	switch sc.m.Shape {
	case Numeric, MonthDay, Textual, DayOrdinal:
	default:
		return false
	}
	switch {
	case sc.m.Date.Day == 0:
		return false
	case sc.m.Shape == DayOrdinal && !sc.is(k-1, "the") && sc.wordFollows(int(sc.m.EndToken)):
		return false // "Fri 1st shift"
	case sc.m.Shape == MonthDay && sc.m.Date.Day <= 12 && sc.m.Date.Month <= 12 && !strings.Contains(sc.m.Of(sc.s), "/"):
		return false // "Sat 9-5": opening hours
	}
	behind := sc.m
	sc.begin(i)
	sc.namePart(i, w, fWeekday)
	shift := behind.Start - sc.m.Start
	if shift > 40 || behind.End-sc.m.Start > maxDate || int(behind.layout.n)+1 > maxParts {
		return false
	}
	for _, p := range behind.layout.parts[:behind.layout.n] {
		p.start += uint8(shift)
		p.end += uint8(shift)
		sc.m.layout.parts[sc.m.layout.n] = p
		sc.m.layout.n++
	}
	behind.Date.Weekday = sc.m.Date.Weekday
	sc.m.Date, sc.m.Swappable, sc.m.NoisyDigits = behind.Date, behind.Swappable, behind.NoisyDigits
	c := Sure
	if behind.Certainty == Doubtful {
		c = Likely
	}
	return sc.finish(behind.End, int(behind.EndToken), behind.Shape, c)
}
