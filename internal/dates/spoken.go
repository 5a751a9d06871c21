package dates

import "github.com/lethe-health/lethe/internal/text"

// yearForm says which years may follow.
type yearForm struct {
	short      bool // two bare digits: "14 NOV 86"
	words      bool // in words only
	wordsShort bool // two digits in words: "ninety nine"
	monthOnly  bool // right behind a month: two bare digits over 31 only
	guarded    bool // two bare digits only where nothing counts them: "feb 11 62"
	touching   bool // the month touches its day: the year must touch too
}

var yearClose = yearForm{}

// yearAfter reads the year behind the rest of a date at token k, with what
// joins it: ", 2019", " of 2019", "-19", " '19", " nineteen ninety five".
func (sc *scanner) yearAfter(k int, f yearForm) (end int, ok bool) {
	comma, joined := false, false
	if sc.punct(k, ',') && sc.adjacent(k) {
		comma = true
		k++
	} else if sc.adjacent(k) && (sc.punct(k, '-') || sc.punct(k, '/') || sc.punct(k, '.')) && sc.adjacent(k+1) {
		joined = true
		k++
	}
	if !comma && !joined && sc.is(k, "of") {
		k++
	}
	if k >= len(sc.toks) || sc.newLine(k) && !comma {
		return 0, false
	}
	t := &sc.toks[k]
	if c := sc.s[t.Start]; c == '\'' || c == 0xE2 && t.Of(sc.s) == "’" || c == '`' {
		return sc.apostropheYear(k)
	}
	if t.Kind == text.Word && !noisyStart(sc.s[t.Start:t.End]) {
		return sc.yearWords(k, f)
	}
	d, ok := sc.digitsAt(int(t.Start))
	if !ok || f.words || f.touching && !sc.adjacent(k) {
		return 0, false
	}
	c := sc.at(d.end)
	switch {
	case isLetter(c) && c < 0x80 && c != 'T' || c == '%':
		return 0, false
	case (c == '/' || c == ':') && isDigit(sc.at(d.end+1)):
		return 0, false
	case c == '.' && isDigit(sc.at(d.end+1)) && d.width != 4:
		return 0, false
	case d.width == 4:
		if d.val < 1880 || d.val > 2049 {
			return 0, false
		}
	case d.width != 2 || sc.newLine(k) || k > 0 && t.Start-sc.toks[k-1].End > 2:
		return 0, false
	case f.short || joined:
		if !joined && !sc.adjacent(k) && sc.counted(k) {
			return 0, false
		}
	case (f.monthOnly || f.guarded) && d.val > 31 && !d.noisy && !sc.counted(k):
	default:
		return 0, false
	}
	return d.end, sc.setYear(d)
}

// counted reports whether the number at token k counts something or is a time.
func (sc *scanner) counted(k int) bool {
	if k+1 >= len(sc.toks) || sc.newLine(k+1) {
		return false
	}
	if w := sc.word(k + 1); w != nil && w.cue&cueUnit != 0 {
		return true
	}
	c := sc.s[sc.toks[k+1].Start]
	return sc.adjacent(k+1) && (c == ':' || c == '/' || c == '%' || c == '.' && isDigit(sc.at(int(sc.toks[k+1].End))))
}

func noisyStart(s string) bool {
	for i := 0; i < len(s); i++ {
		if !noisyDigit(s[i]) {
			return false
		}
	}
	return true
}

// apostropheYear reads "'95" at its mark.
func (sc *scanner) apostropheYear(k int) (end int, ok bool) {
	if !sc.adjacent(k + 1) {
		return 0, false
	}
	d, ok := sc.digitsAt(int(sc.toks[k+1].Start))
	if !ok || d.width != 2 || isLetter(sc.at(d.end)) && sc.at(d.end) < 0x80 {
		return 0, false
	}
	return d.end, sc.setYear(d)
}

// yearWords reads a year in words at token k.
func (sc *scanner) yearWords(k int, f yearForm) (end int, ok bool) {
	v, next, st, ok := sc.spokenYear(k)
	if !ok && f.wordsShort && !sc.newLine(k) {
		if v, next, ok = sc.twoDigitWords(k); !ok || v < 10 && !sc.is(k, "oh") {
			return 0, false
		}
		st = sCardinal
		sc.m.Date.ShortYear = true
		v = fullYear(v)
	}
	if !ok {
		return 0, false
	}
	sc.m.Date.Year = int16(v)
	end = int(sc.toks[next-1].End)
	return end, sc.part(int(sc.toks[k].Start), end, fYear, st, english)
}

// cardinalAt reads 0 to 99 in words at token k.
func (sc *scanner) cardinalAt(k int) (v, next int, ok bool) {
	w := sc.word(k)
	if w == nil || w.role != rCardinal {
		return 0, 0, false
	}
	v, next = int(w.val), k+1
	if v < 20 {
		return v, next, true
	}
	n := next
	if sc.punct(n, '-') && sc.adjacent(n) {
		n++
	}
	if u := sc.word(n); u != nil && u.role == rCardinal && u.val >= 1 && u.val <= 9 && !sc.newLine(n) {
		return v + int(u.val), n + 1, true
	}
	return v, next, true
}

// twoDigitWords reads two digits of a year: "ninety nine", "oh nine",
// "nineteen".
func (sc *scanner) twoDigitWords(k int) (v, next int, ok bool) {
	if w := sc.word(k); w != nil && w.role == rCardinal && w.val == 0 {
		if u := sc.word(k + 1); u != nil && u.role == rCardinal && u.val >= 1 && u.val <= 9 {
			return int(u.val), k + 2, true
		}
		return 0, 0, false
	}
	return sc.cardinalAt(k)
}

// ordinalAt reads "fourteenth", "twenty-first" at token k.
func (sc *scanner) ordinalAt(k int) (v, next int, ok bool) {
	w := sc.word(k)
	if w == nil {
		return 0, 0, false
	}
	if w.role == rOrdinal {
		return int(w.val), k + 1, true
	}
	if w.role != rCardinal || w.val != 20 && w.val != 30 {
		return 0, 0, false
	}
	n := k + 1
	if sc.punct(n, '-') && sc.adjacent(n) {
		n++
	}
	if u := sc.word(n); u != nil && u.role == rOrdinal && u.val <= 9 {
		return int(w.val) + int(u.val), n + 1, true
	}
	return 0, 0, false
}

// spokenYear reads "nineteen ninety five", "twenty nineteen", "two thousand
// [and] nine" at token k.
func (sc *scanner) spokenYear(k int) (v, next int, st style, ok bool) {
	w := sc.word(k)
	if w == nil || w.role != rCardinal {
		return 0, 0, 0, false
	}
	switch w.val {
	case 19, 20:
		v, n, ok := sc.twoDigitWords(k + 1)
		if !ok || v < 10 && !sc.is(k+1, "oh") || sc.newLine(k+1) {
			return 0, 0, 0, false
		}
		return int(w.val)*100 + v, n, sWords, true
	case 2:
		if !sc.is(k+1, "thousand") {
			return 0, 0, 0, false
		}
		n := k + 2
		st = sThousand
		if sc.is(n, "and") {
			n++
			st = sThousandAnd
		}
		if v, next, ok := sc.cardinalAt(n); ok && v >= 1 && v < 50 && !sc.newLine(n) {
			return 2000 + v, next, st, true
		}
		return 2000, k + 2, sThousand, true
	}
	return 0, 0, 0, false
}

// ordinalFirst reads "fourteenth of March", "second of May, 2017", "first
// quarter of 2019", "the fourteenth".
func (sc *scanner) ordinalFirst(i int) bool {
	v, k, ok := sc.ordinalAt(i)
	if !ok || v > 31 {
		return false
	}
	if v <= 4 && sc.is(k, "quarter") {
		sc.m.Date.Quarter = int8(v)
		sc.part(sc.m.Start, int(sc.toks[k-1].End), fQuarter, sWords, english)
		end, ok := sc.yearAfter(k+1, yearClose)
		return ok && sc.finish(end, i, QuarterName, Sure)
	}
	sc.dayWords(i, k, v, sWords)
	n := k
	if sc.is(n, "day") {
		n++
	}
	of := sc.is(n, "of")
	if of {
		n++
	}
	if w := sc.word(n); w != nil && w.role == rMonth && w.lang == english && !sc.newLine(n) && (of || sc.toks[n].Case != text.Lower || !w.verb) {
		return sc.monthBehind(i, n, w, 0, true)
	}
	if !sc.alone && (!sc.is(i-1, "the") || v < 4) {
		return false
	}
	prev := sc.word(i - 2)
	if !sc.alone && (prev == nil || prev.cue&cueBefore == 0 || sc.wordFollows(k)) {
		return false
	}
	return sc.finish(int(sc.toks[k-1].End), i, DayOrdinal, Possible)
}

// cardinalFirst reads dates dictated in numbers: "two slash seventeen slash
// nineteen", "nine nine sixty eight", "nineteen ninety five".
func (sc *scanner) cardinalFirst(i int, w *word) bool {
	if _, _, ok := sc.ordinalAt(i); ok && w.val >= 20 {
		return sc.ordinalFirst(i)
	}
	if w.val == 19 || w.val == 20 || w.val == 2 {
		if v, next, st, ok := sc.spokenYear(i); ok {
			return sc.spokenYearAlone(i, v, next, st)
		}
	}
	if w.val < 1 || w.val > 12 {
		return false
	}
	k := i + 1
	slash := sc.is(k, "slash")
	if slash {
		k++
	}
	d, n, ok := sc.cardinalAt(k)
	if !ok || d < 1 || d > 31 || sc.newLine(k) {
		return false
	}
	if slash != sc.is(n, "slash") && slash {
		return sc.spokenTwo(i, k, n, int(w.val), d, Likely)
	}
	if slash {
		n++
	}
	sc.spokenParts(i, k, n, int(w.val), d, slash)
	if end, ok := sc.yearAfter(n, yearForm{wordsShort: true, words: true}); ok {
		c := Possible
		if slash || !sc.m.Date.ShortYear {
			c = Sure
		}
		return sc.finish(end, i, Spoken, c)
	}
	if w.val < 10 && d < 10 && !sc.alone {
		return false // "four five" counts something
	}
	if s := sc.look(i, n); !s.dated() {
		return false
	}
	return sc.finish(int(sc.toks[n-1].End), i, Spoken, Doubtful)
}

func (sc *scanner) spokenTwo(i, k, n, month, day int, c Certainty) bool {
	sc.spokenParts(i, k, n, month, day, false)
	return sc.finish(int(sc.toks[n-1].End), i, Spoken, c)
}

// spokenParts adds month and day in words; slash says that the word before n
// is a spoken slash.
func (sc *scanner) spokenParts(i, k, n, month, day int, slash bool) {
	if slash {
		n--
	}
	sc.m.Date.Month, sc.m.Date.Day = int8(month), int8(day)
	sc.part(sc.m.Start, int(sc.toks[i].End), fMonth, sCardinal, english)
	sc.part(int(sc.toks[k].Start), int(sc.toks[n-1].End), fDay, sCardinal, english)
}

// spokenYearAlone rates a year in words.
func (sc *scanner) spokenYearAlone(i, v, next int, st style) bool {
	end := int(sc.toks[next-1].End)
	sc.m.Date.Year = int16(v)
	sc.part(sc.m.Start, end, fYear, st, english)
	s := sc.look(i, next)
	c := Possible
	switch {
	case s.against || v == 2000:
		c = Doubtful
	case s.before&(cueBefore|cueLoose) != 0:
		c = Likely
	}
	return sc.finish(end, i, YearAlone, c)
}
