package dates

import (
	"strings"

	"github.com/lethe-health/lethe/internal/text"
)

// fromWord tries a word of the table as the first token of a date.
func (sc *scanner) fromWord(i int, w *word) bool {
	if pos := int(sc.toks[i].Start); sc.adjacent(i) {
		if c := sc.at(pos - 1); isDigit(c) || c == '_' || c == '@' || c == '\\' {
			return false
		}
	}
	sc.begin(i)
	if w.cue&cueStart != 0 {
		if sc.holiday(i) {
			return true
		}
		sc.begin(i)
	}
	switch w.role {
	case rMonth:
		return sc.monthFirst(i, w)
	case rWeekday:
		return sc.weekday(i, w)
	case rSeason:
		return sc.season(i, w)
	case rQuarter:
		return w.style == 0 && sc.quarter(i)
	case rOrdinal:
		return sc.ordinalFirst(i)
	case rCardinal:
		return sc.cardinalFirst(i, w)
	}
	return false
}

// namePart adds a month or weekday name.
func (sc *scanner) namePart(i int, w *word, f field) {
	t := &sc.toks[i]
	st := w.style
	if f == fMonth && w.val == 5 && st == sFull && (sc.at(int(t.End)) == '-' || sc.at(int(t.End)) == '.' || sc.at(int(t.Start)-1) == '-' || isDigit(sc.at(int(t.Start)-1)) || isDigit(sc.at(int(t.End)))) && w.lang == english {
		st = sShort // "14-MAY-2018": the neighbours of May in that form are short
	}
	if f == fMonth {
		sc.m.Date.Month = w.val
	} else {
		sc.m.Date.Weekday = w.val
	}
	sc.part(int(t.Start), int(t.End), f, st, w.lang)
}

// monthFirst reads "March 14th, 2019", "March 3-5", "Jan '14", "Sept. 2019",
// "MAR-03-2017", "march fourteenth nineteen ninety", "March".
func (sc *scanner) monthFirst(i int, w *word) bool {
	sc.namePart(i, w, fMonth)
	t := &sc.toks[i]
	end, k := int(t.End), i+1
	if w.style != sFull && sc.adjacent(k) && sc.punct(k, '.') && !isDigit(sc.at(int(sc.toks[k].End))) {
		k++
	}
	mark := sc.m
	if e, next, ok := sc.dayAfter(k, w); ok {
		cert := sc.monthDayCertainty(i, next, w)
		if e2, next2, ok := sc.endDay(next); ok {
			e, next = e2, next2
		}
		joined := sc.at(int(t.End)) == '-'
		if ye, ok := sc.yearAfter(next, yearForm{short: joined, wordsShort: true, guarded: true}); ok {
			return sc.finish(ye, i, Textual, Sure)
		}
		if sc.m.layout.parts[sc.m.layout.n-1].style == sCardinal {
			sc.m = mark
			if ye, ok := sc.yearAfter(k, yearForm{words: true}); ok {
				return sc.finish(ye, i, Textual, Likely)
			}
			if sc.wordFollows(next) {
				return sc.monthAlone(i, end, k, w) // "in august three stools a day"
			}
			sc.dayAfter(k, w)
		}
		return sc.finish(e, i, Textual, cert)
	}
	sc.m = mark
	if ye, ok := sc.yearAfter(k, yearForm{monthOnly: true}); ok {
		c := Sure
		if t.Case == text.Lower && w.verb {
			c = Possible
		}
		return sc.finish(ye, i, Textual, c)
	}
	sc.m = mark
	return sc.monthAlone(i, end, k, w)
}

// monthDayCertainty doubts "may 5 mg" and the lower-case verb forms.
func (sc *scanner) monthDayCertainty(i, next int, w *word) Certainty {
	t := &sc.toks[i]
	if s := sc.look(i, next); s.against && w.verb {
		return Doubtful
	}
	switch {
	case t.Case == text.Lower && w.verb, w.lang != english:
		return Likely
	}
	return Sure
}

// monthAlone rates a month's name without day or year.
func (sc *scanner) monthAlone(i, end, k int, w *word) bool {
	t := &sc.toks[i]
	s := sc.look(i, i+1)
	called := s.before&(cueBefore|cueLoose|cueStrong) != 0
	c := Likely
	switch {
	case w.lang != english && !sc.alone:
		if !sc.is(i-1, "de") && !sc.is(i-1, "en") {
			return false
		}
		c = Possible
	case w.style != sFull && t.Case == text.Upper: // OCT, MAR, DEC are tests and records
		c = Doubtful
		if called {
			c = Possible
		}
	case w.verb && t.Case == text.Lower:
		c = Doubtful
		if called && s.before&cueBefore == 0 && !sc.is(i-1, "and") && !sc.is(i-1, "to") {
			c = Possible
		}
	case w.verb && !called || w.style != sFull && t.Case == text.Lower:
		c = Possible
	case called && t.Case == text.Title:
		c = Sure
	}
	if k > i+1 && t.Case != text.Lower && !sc.sentenceEnds(k) {
		end = int(sc.toks[k-1].End)
	}
	return sc.finish(end, i, MonthName, c)
}

// sentenceEnds reports whether the full stop before token k may end a sentence:
// a capital or a line break follows.
func (sc *scanner) sentenceEnds(k int) bool {
	if sc.newLine(k) {
		return true
	}
	c := sc.toks[k].Case
	return c == text.Title || c == text.Upper
}

// dayAfter reads the day behind a month's name at token k: "14", "14th", "the
// 14th", "fourteenth", "fourteen", "-14".
func (sc *scanner) dayAfter(k int, w *word) (end, next int, ok bool) {
	if sc.adjacent(k) && (sc.punct(k, '-') || sc.punct(k, '/')) && sc.adjacent(k+1) {
		k++
	}
	if sc.punct(k, ',') && sc.adjacent(k) {
		return 0, 0, false
	}
	if sc.is(k, "the") {
		k++
	}
	if k >= len(sc.toks) || sc.newLine(k) && !sc.wrapped(k) {
		return 0, 0, false
	}
	t := &sc.toks[k]
	if d, ok := sc.digitsAt(int(t.Start)); ok && isDay(d) && (d.width > 1 || !d.noisy) {
		if w.lang != english && sc.adjacent(k) && t.Start == sc.toks[k-1].End {
			return 0, 0, false
		}
		return sc.dayNumber(k, d)
	}
	if t.Kind != text.Word {
		return 0, 0, false
	}
	if v, n, ok := sc.ordinalAt(k); ok && v <= 31 {
		return sc.dayWords(k, n, v, sWords)
	}
	if w.verb && sc.toks[k-1].Case == text.Lower {
		return 0, 0, false // "may one ask"
	}
	if v, n, ok := sc.cardinalAt(k); ok && v >= 1 && v <= 31 && !sc.is(n, "thousand") && !sc.is(n, "hundred") {
		return sc.dayWords(k, n, v, sCardinal)
	}
	return 0, 0, false
}

func (sc *scanner) dayWords(k, next, v int, st style) (int, int, bool) {
	end := int(sc.toks[next-1].End)
	sc.m.Date.Day = int8(v)
	return end, next, sc.part(int(sc.toks[k].Start), end, fDay, st, english)
}

// wrapped reports whether the line break before token k only wraps running
// text: a day and a year follow.
func (sc *scanner) wrapped(k int) bool {
	return k+2 < len(sc.toks) && sc.toks[k].Kind == text.Number && sc.punct(k+1, ',') &&
		sc.toks[k+2].Kind == text.Number && sc.toks[k+2].Len() == 4 && !sc.newLine(k+2)
}

// dayNumber reads a day in digits with its ordinal ending, if any.
func (sc *scanner) dayNumber(k int, d digits) (end, next int, ok bool) {
	next = k
	for next < len(sc.toks) && int(sc.toks[next].Start) < d.end {
		next++
	}
	st, end := sDigits, d.end
	if sc.s[d.start] == '0' {
		st = sPadded
	}
	if w := sc.word(next); w != nil && w.role == rSuffix && sc.adjacent(next) {
		st, end = sOrdinal, int(sc.toks[next].End)
		next++
	} else if c := sc.at(d.end); isLetter(c) && c < 0x80 || c == '%' || (c == '/' || c == ':') && isDigit(sc.at(d.end+1)) {
		return 0, 0, false
	} else if c == '.' && isDigit(sc.at(d.end+1)) {
		return 0, 0, false
	}
	sc.m.Date.Day = int8(d.val)
	sc.m.NoisyDigits = sc.m.NoisyDigits || d.noisy
	return end, next, sc.part(d.start, end, fDay, st, english)
}

// endDay reads the second day of a range within the month: "-5", "to 5".
func (sc *scanner) endDay(k int) (end, next int, ok bool) {
	if k >= len(sc.toks) || sc.newLine(k) {
		return 0, 0, false
	}
	c := sc.toks[k].Of(sc.s)
	if c != "-" && c != "–" && !sc.is(k, "to") || k+1 >= len(sc.toks) || sc.newLine(k+1) {
		return 0, 0, false
	}
	d, ok := sc.digitsAt(int(sc.toks[k+1].Start))
	if !ok || !isDay(d) || d.val <= int(sc.m.Date.Day) {
		return 0, 0, false
	}
	if n := sc.at(d.end); isLetter(n) && n < 0x80 || (n == '/' || n == ':' || n == '-') && isDigit(sc.at(d.end+1)) {
		return 0, 0, false
	}
	if w := sc.word(k + 2); w != nil && w.cue&cueUnit != 0 {
		return 0, 0, false
	}
	day, mark := sc.m.Date.Day, sc.m.layout.n
	end, next, ok = sc.dayNumber(k+1, d)
	sc.m.Date.EndDay, sc.m.Date.Day = int8(d.val), day
	if ok {
		sc.m.layout.parts[mark].field = fEndDay
	}
	return end, next, ok
}

// dayFirstText reads "14 March 2019", "14-MAR-19", "14MAR2019", "4th of July,
// 2019", "18–19 May", "12.IX.2014", "3 de marzo".
func (sc *scanner) dayFirstText(i int, a digits) bool {
	if !isDay(a) {
		return false
	}
	end, k, ok := sc.dayNumber1(i, a)
	if !ok {
		return false
	}
	if e, n, ok := sc.endDay(k); ok {
		end, k = e, n
	}
	of := false
	if sc.is(k, "day") && !sc.newLine(k) {
		k++
	}
	if sc.is(k, "of") || sc.is(k, "de") {
		of = true
		k++
	}
	var sep byte
	if sc.adjacent(k) && !of && k+1 < len(sc.toks) {
		if c := sc.s[sc.toks[k].Start]; (c == '-' || c == '/' || c == '.') && sc.adjacent(k+1) {
			sep = c
			k++
		}
	}
	w := sc.word(k)
	if w == nil || sc.newLine(k) || w.role != rMonth && (w.role != rRoman || sep == 0) || int(sc.toks[k].Start)-end > 12 {
		return false
	}
	if sep == 0 && !of && int(sc.toks[k].Start)-end > 2 {
		return false // another column
	}
	return sc.monthBehind(i, k, w, sep, of)
}

// dayNumber1 is dayNumber for a leading day, which a month may touch: "14MAR".
func (sc *scanner) dayNumber1(i int, a digits) (end, next int, ok bool) {
	if w := sc.word(i + 1); w != nil && w.role == rMonth && sc.adjacent(i+1) && !a.noisy {
		sc.m.Date.Day = int8(a.val)
		st := sDigits
		if sc.s[a.start] == '0' || a.width == 2 {
			st = sPadded
		}
		return a.end, i + 1, sc.part(a.start, a.end, fDay, st, english)
	}
	return sc.dayNumber(i, a)
}

// monthBehind reads month and year behind the day that begins at token i.
func (sc *scanner) monthBehind(i, k int, w *word, sep byte, of bool) bool {
	t := &sc.toks[k]
	sc.namePart(k, w, fMonth)
	if sep == '-' && sc.m.layout.parts[0].style == sDigits && sc.m.Date.Day > 9 {
		sc.m.layout.parts[0].style = sPadded // "14-MAR-2019" has neighbours like "04-MAR-2019"
	}
	next, touching := k+1, sc.at(int(t.Start)-1)
	if w.style != sFull && sc.adjacent(next) && sc.punct(next, '.') && sep == 0 {
		next++
	}
	if w.role != rRoman && sep == 0 && !of && !isDigit(touching) && sc.monthFirstFits(next) {
		return false // "room 5 March 3, 2019"
	}
	if end, ok := sc.yearAfter(next, yearForm{short: true, wordsShort: of, touching: isDigit(touching)}); ok {
		return sc.finish(end, i, Textual, Sure)
	}
	if w.role == rRoman || sc.adjacent(k+1) && (sc.toks[k+1].Kind == text.Word || sc.toks[k+1].Kind == text.Number) {
		return false
	}
	c := Sure
	switch s := sc.look(i, k+1); {
	case t.Case == text.Lower && w.verb && !of:
		c = Doubtful
	case s.against, w.verb && !of && sep == 0 && t.Case != text.Upper, w.lang != english && !of:
		c = Possible
	}
	return sc.finish(int(t.End), i, Textual, c)
}

// monthFirstFits reports whether a day and a four-digit year follow at token k.
func (sc *scanner) monthFirstFits(k int) bool {
	if k+1 >= len(sc.toks) || sc.toks[k].Kind != text.Number || sc.toks[k].Len() > 2 {
		return false
	}
	k++
	if w := sc.word(k); w != nil && w.role == rSuffix && sc.adjacent(k) {
		return true
	}
	if sc.punct(k, ',') {
		k++
	}
	if k >= len(sc.toks) || sc.toks[k].Len() != 4 || sc.newLine(k) {
		return false
	}
	d, ok := sc.digitsAt(int(sc.toks[k].Start))
	return ok && plausibleYear(d.val)
}

// yearFirstText reads "2018 Nov 03", "2022-JAN-18".
func (sc *scanner) yearFirstText(i int, a digits) bool {
	k := i + 1
	if sc.adjacent(k) && sc.punct(k, '-') && sc.adjacent(k+1) {
		k++
	}
	w := sc.word(k)
	if w == nil || w.role != rMonth || sc.newLine(k) || a.noisy || !sc.setYear(a) {
		return false
	}
	sc.namePart(k, w, fMonth)
	k++
	if sc.adjacent(k) && sc.punct(k, '-') && sc.adjacent(k+1) {
		k++
	}
	if k >= len(sc.toks) || sc.newLine(k) || sc.toks[k].Kind != text.Number {
		sc.begin(i)
		return false
	}
	d, ok := sc.digitsAt(int(sc.toks[k].Start))
	if !ok || !isDay(d) || sc.monthFirstFits(k) {
		sc.begin(i)
		return false
	}
	end, _, ok := sc.dayNumber(k, d)
	if !ok {
		sc.begin(i)
		return false
	}
	return sc.finish(end, i, Textual, Sure)
}

// quarter reads "Q2 2020", "Q3 '19", "Q2".
func (sc *scanner) quarter(i int) bool {
	t := &sc.toks[i+0]
	if t.Case != text.Single || !sc.adjacent(i+1) || sc.toks[i+1].Kind != text.Number {
		return false
	}
	d, ok := sc.digitsAt(int(sc.toks[i+1].Start))
	if !ok || d.width != 1 || d.noisy || d.val < 1 || d.val > 4 || isLetter(sc.at(d.end)) {
		return false
	}
	sc.m.Date.Quarter = int8(d.val)
	sc.numberPart(d, fQuarter, sDigits)
	if end, ok := sc.yearAfter(i+2, yearClose); ok {
		return sc.finish(end, i, QuarterName, Sure)
	}
	c := Doubtful
	if s := sc.look(i, i+2); s.before&(cueBefore|cueLoose) != 0 && !s.against {
		c = Possible
	}
	return sc.finish(d.end, i, QuarterName, c)
}

// season reads "spring", "fall of 2018", "winter '19".
func (sc *scanner) season(i int, w *word) bool {
	t := &sc.toks[i]
	sc.m.Date.Season = Season(w.val)
	sc.part(int(t.Start), int(t.End), fSeason, w.style, english)
	if end, ok := sc.yearAfter(i+1, yearForm{wordsShort: sc.is(i+1, "of")}); ok {
		return sc.finish(end, i, SeasonName, Sure)
	}
	s := sc.look(i, i+1)
	called := s.before&(cueBefore|cueLoose) != 0
	c := Likely
	switch {
	case w.verb && !called, t.Case == text.Upper:
		c = Doubtful
	case w.verb && t.Case == text.Lower, !called:
		c = Possible
	}
	return sc.finish(int(t.End), i, SeasonName, c)
}

// holiday reads a named day and its year, if any.
func (sc *scanner) holiday(i int) bool {
	for n := namesByFirst[sc.toks[i].Hash]; n != nil; n = n.next {
		k, ok := i+1, true
		for _, h := range n.hashes[1:] {
			for k < len(sc.toks) && k-i < 12 && sc.nameMark(k) {
				k++
			}
			if k >= len(sc.toks) || sc.toks[k].Hash != h || sc.toks[k].Kind != text.Word {
				ok = false
				break
			}
			k++
		}
		if !ok {
			continue
		}
		t := &sc.toks[k-1]
		h := &holidays[n.holiday-1]
		sc.m.Date.Holiday = n.holiday
		if !sc.part(sc.m.Start, int(t.End), fHoliday, sFull, english) {
			return false
		}
		c := h.certainty
		if len(n.hashes) == 1 && sc.toks[i].Case == text.Lower && c > Possible || c == Sure && sc.toks[i].Case == text.Lower {
			c--
		}
		if end, ok := sc.yearAfter(k, yearForm{}); ok {
			return sc.finish(end, i, HolidayName, Sure)
		}
		return sc.finish(int(t.End), i, HolidayName, c)
	}
	return false
}

// nameMark reports whether token k may stand between the words of a name: an
// apostrophe, the full stop of "St.", the hyphen of "al-Fitr".
func (sc *scanner) nameMark(k int) bool {
	t := &sc.toks[k]
	return t.Kind == text.Punct && strings.Contains("'’.-`", t.Of(sc.s)) && sc.adjacent(k)
}
