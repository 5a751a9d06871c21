package dates

// Years outside this range are not read from numbers alone.
const minYear, maxYear = 1880, 2099

func plausibleYear(y int) bool { return y >= minYear && y <= maxYear }

// fullYear returns the year that two digits stand for.
func fullYear(v int) int {
	if v < Pivot {
		return 2000 + v
	}
	return 1900 + v
}

// setYear states the year given by d.
func (sc *scanner) setYear(d digits) bool {
	switch {
	case d.width == 4 && plausibleYear(d.val):
		sc.m.Date.Year = int16(d.val)
		return sc.numberPart(d, fYear, sFour)
	case d.width == 2:
		sc.m.Date.Year, sc.m.Date.ShortYear = int16(fullYear(d.val)), true
		return sc.numberPart(d, fYear, sPadded)
	}
	return false
}

func (sc *scanner) numberPart(d digits, f field, st style) bool {
	sc.m.NoisyDigits = sc.m.NoisyDigits || d.noisy
	return sc.part(d.start, d.end, f, st, english)
}

func isMonth(d digits) bool { return d.width <= 2 && d.val >= 1 && d.val <= 12 }
func isDay(d digits) bool   { return d.width <= 2 && d.val >= 1 && d.val <= 31 }

// fromNumber tries a number, or letters read for digits, as the first token.
func (sc *scanner) fromNumber(i int) bool {
	pos := int(sc.toks[i].Start)
	a, ok := sc.digitsAt(pos)
	if !ok {
		return false
	}
	sc.begin(i)
	if !sc.leftOpen(pos) {
		return sc.glued(i, a) || sc.secondYear(i, a)
	}
	if sc.secondYear(i, a) {
		return true
	}
	sc.begin(i)
	if c := sc.at(a.end); a.width <= 2 && (c == '-' || c == 0xE2) {
		if sc.dayFirstText(i, a) {
			return true
		}
		sc.begin(i)
	}
	if c := sc.at(a.end); c == '/' || c == '-' || c == '.' || c == ' ' || c == 0xC2 || c == 0xE2 || c == '\t' {
		if a.width <= 2 || a.width == 4 {
			if sc.threeNumbers(i, a) {
				return true
			}
			sc.begin(i)
			if sc.twoNumbers(i, a) {
				return true
			}
			sc.begin(i)
		}
	}
	if a.noisy && a.width < 4 && !isDigit(sc.s[pos]) {
		return false
	}
	switch a.width {
	case 1, 2:
		if sc.dayFirstText(i, a) {
			return true
		}
		sc.begin(i)
		return sc.shortNumber(i, a)
	case 4:
		return sc.yearFirstText(i, a) || sc.yearAlone(i, a)
	case 6, 8, 10, 12, 14:
		return !a.noisy && sc.compact(i, a)
	}
	return false
}

// glued reads a full date that lost the blank before it ("on10/09/2021"), or
// stands in a row of values (",1955-07-30", "IMG_20210602").
func (sc *scanner) glued(i int, a digits) bool {
	c, next := sc.at(a.start-1), sc.at(a.end)
	switch {
	case isDigit(c) || c == '/' || c == '.' || c == '-':
		return false
	case a.width <= 2 && next == '/' || a.width == 4 && (next == '-' || next == '/'), a.width == 2 && next == '-' && isLetter(c):
		if !sc.threeNumbers(i, a) {
			return false
		}
		sc.m.Certainty = min(sc.m.Certainty, Likely)
		return true
	case a.width == 8 && (c == '_' || c == ','):
		return !a.noisy && sc.compact(i, a)
	}
	return false
}

// secondYear reads the end of "1968-72", "'97-98".
func (sc *scanner) secondYear(i int, a digits) bool {
	if a.width != 2 || a.noisy || sc.lastShape != YearAlone || !sc.rightOpen(a.end, '-') || sc.lastEnd == 0 {
		return false
	}
	if gap := a.start - sc.lastEnd; gap != 1 && gap != 3 || sc.at(sc.lastEnd) != '-' && sc.at(sc.lastEnd) != 0xE2 {
		return false
	}
	return sc.setYear(a) && sc.finish(a.end, i, YearAlone, Likely)
}

// leftOpen reports whether a date may begin at pos: no letter, digit or joined
// number before it, save the first date of a range.
func (sc *scanner) leftOpen(pos int) bool {
	c, before := sc.at(pos-1), sc.at(pos-2)
	switch {
	case c == 0:
		return true
	case isDigit(c) || c == '$' || c == '_':
		return false
	case c >= 0x80:
		return !sc.letterBefore(pos) && (sc.lastEnd != pos-3 || sc.lastShape != YearAlone || sc.lastEnd == 0)
	case isLetter(c):
		return false
	case c == '/' || c == '.' || c == ',' || c == ':':
		return !isDigit(before)
	case c == '-':
		return !isDigit(before) || sc.lastEnd == pos-1 && sc.lastEnd > 0 || sc.rangeOfYears(pos)
	}
	return true
}

// letterBefore tells a letter over 0x7F before pos from a dash, a broken bar, a
// no-break space.
func (sc *scanner) letterBefore(pos int) bool {
	if sc.at(pos-2) == 0xC2 {
		return false // Latin-1 signs: no-break space, broken bar, middle dot
	}
	return sc.at(pos-3) != 0xE2 // general punctuation: dashes, quotes, bullets
}

// rangeOfYears reports whether pos is the second year of "2016-2018".
func (sc *scanner) rangeOfYears(pos int) bool {
	if pos < 5 || isDigit(sc.at(pos-6)) || isLetter(sc.at(pos-6)) {
		return false
	}
	a, ok := sc.digitsAt(pos - 5)
	b, ok2 := sc.digitsAt(pos)
	return ok && ok2 && a.width == 4 && b.width == 4 && plausibleYear(a.val) && plausibleYear(b.val) && a.val < b.val
}

// rightOpen reports whether a date written with separator sep may end at pos.
func (sc *scanner) rightOpen(pos int, sep byte) bool {
	c, next := sc.at(pos), sc.at(pos+1)
	switch {
	case c == 0:
		return true
	case isDigit(c) || c == '%' || c == '_':
		return false
	case c == 'T' || c == 't':
		return isDigit(next)
	case c >= 0x80:
		return c == 0xC2 || c == 0xE2
	case isLetter(c):
		return false
	case c == '/' || c == '.' || c == ',':
		return !isDigit(next) || c == ','
	case c == '-':
		return !isDigit(next) || sep == '/' || sep == '.'
	case c == ':':
		return !isDigit(next) || sep != ' '
	}
	return true
}

// separator reads what parts two numbers at pos: a mark with or without blanks
// round it, or blanks alone (' ').
func (sc *scanner) separator(pos int) (sep byte, next int) {
	p := sc.spaces(pos)
	switch c := sc.at(p); {
	case c == '/' || c == '-' || c == '.':
		sep, p = c, p+1
	case c == 0xC2 && sc.at(p+1) == 0xB7: // middle dot
		sep, p = '.', p+2
	case c == 0xE2 && sc.at(p+1) == 0x80 && (sc.at(p+2) == 0x93 || sc.at(p+2) == 0x91): // en dash, no-break hyphen
		sep, p = '-', p+3
	case p > pos:
		return ' ', p
	default:
		return 0, pos
	}
	return sep, sc.spaces(p)
}

// threeNumbers reads "3/14/2019", "14.03.19", "2019-03-14", "07 08 19".
func (sc *scanner) threeNumbers(i int, a digits) bool {
	sep, p := sc.separator(a.end)
	if sep == 0 {
		return false
	}
	b, ok := sc.digitsAt(p)
	if !ok || b.width > 2 {
		return false
	}
	sep2, p2 := sc.separator(b.end)
	if sep2 != sep {
		return false
	}
	c, ok := sc.digitsAt(p2)
	if !ok || !sc.rightOpen(c.end, sep) && (sep != '/' || !isLetter(sc.at(c.end))) || sep == ' ' && (b.width != 2 || p-a.end > 1 || p2-b.end > 1) {
		return false
	}
	if a.noisy || b.noisy || c.noisy {
		if !hasDigit(sc.s[a.start:c.end]) || sep == '.' && b.noisy && !hasDigit(sc.s[b.start:b.end]) {
			return false // the latter is a Roman month: "7.II.2018"
		}
	}
	spaced := sep != ' ' && (p-a.end > 1 || p2-b.end > 1)
	if spaced && sep == '-' && c.width != 4 && !sc.alone { // "1 - 2 - 3"
		if !a.noisy && !b.noisy && !c.noisy {
			return false
		}
	}
	switch {
	case a.width == 4:
		if !isMonth(b) || !isDay(c) || !sc.setYear(a) {
			return false
		}
		sc.dayParts(b, c, false, true)
	case isMonth(a) && isDay(b):
		sc.dayParts(a, b, false, c.width == 4 && a.width == 2 && b.width == 2)
		if !sc.setYear(c) {
			return false
		}
		sc.m.Swappable = isMonth(b) && a.val != b.val
	case isDay(a) && isMonth(b):
		sc.dayParts(a, b, true, c.width == 4 && a.width == 2 && b.width == 2)
		if !sc.setYear(c) {
			return false
		}
	default:
		return false
	}
	return sc.finish(c.end, i, Numeric, sc.threeCertainty(i, sep, a, b, c))
}

// dayParts adds month and day, in either order. Two-digit numbers say nothing
// of padding by themselves; where neither shows a leading zero the second
// argument decides.
func (sc *scanner) dayParts(x, y digits, dayFirst, padded bool) {
	zero := sc.s[x.start] == '0' || sc.s[y.start] == '0'
	zero = zero || sc.s[x.start] == 'O' || sc.s[y.start] == 'O'
	st := func(d digits, other digits) style {
		switch {
		case d.width == 1:
			return sDigits
		case sc.s[d.start] == '0' || zero || padded && other.width == 2:
			return sPadded
		}
		return sDigits
	}
	fx, fy := fMonth, fDay
	if dayFirst {
		fx, fy = fDay, fMonth
		x.val, y.val = y.val, x.val
	}
	sc.m.Date.Month, sc.m.Date.Day = int8(x.val), int8(y.val)
	sc.numberPart(x, fx, st(x, y))
	sc.numberPart(y, fy, st(y, x))
}

func hasDigit(s string) bool {
	for i := 0; i < len(s); i++ {
		if isDigit(s[i]) {
			return true
		}
	}
	return false
}

// threeCertainty rates three numbers by their separator.
func (sc *scanner) threeCertainty(i int, sep byte, a, b, c digits) Certainty {
	long := c.width == 4 || a.width == 4
	joined := sc.at(a.start-1) == '-' // an identifier's "MR-10-31-2020"
	switch {
	case joined && sc.lastEnd != a.start-1:
		return Doubtful
	case sep == '/' || long && sep != ' ':
		return Sure
	case sep == '-' || sep == '.' && b.width == 2:
		return Likely
	case sep == '.':
		return Possible
	case long && a.width == 2 || sc.look(i, i).dated():
		return Likely
	case a.width == 2 && b.width == 2 && c.width == 2:
		return Possible
	}
	return Doubtful
}

// twoNumbers reads "3/14", "3/2019", "2019-03", and with a cue "3-14", "3.14".
func (sc *scanner) twoNumbers(i int, a digits) bool {
	sep, p := sc.separator(a.end)
	if sep == 0 || sep == ' ' || p-a.end > 1 && sc.s[a.end] != 0xE2 {
		return false
	}
	b, ok := sc.digitsAt(p)
	if q := sc.at(p); !ok && sep == '/' && q == '\'' && isMonth(a) && !a.noisy {
		if b, ok = sc.digitsAt(p + 1); ok && b.width == 2 && sc.rightOpen(b.end, sep) {
			return sc.monthPart(a) && sc.setYear(b) && sc.finish(b.end, i, MonthYear, Sure)
		}
		return false
	}
	if !ok || !sc.rightOpen(b.end, sep) || (a.noisy || b.noisy) && (sep != '/' || !hasDigit(sc.s[a.start:b.end])) {
		return false
	}
	end := i
	for end < len(sc.toks) && int(sc.toks[end].Start) < b.end {
		end++
	}
	switch {
	case a.width == 4 && isMonth(b) && b.width == 2 && plausibleYear(a.val) && sep != '.':
		return sc.setYear(a) && sc.monthPart(b) && sc.finish(b.end, i, MonthYear, sc.yearMonthCertainty(i, end, a, b))
	case isMonth(a) && b.width == 4 && plausibleYear(b.val):
		c := Likely
		if sep == '/' {
			c = Sure
		} else if sc.look(i, end).against {
			c = Doubtful
		}
		return sc.monthPart(a) && sc.setYear(b) && sc.finish(b.end, i, MonthYear, c)
	case b.width > 2 || a.width > 2:
		return false
	case isMonth(a) && isDay(b):
		sc.dayParts(a, b, false, false)
		sc.m.Swappable = false
	case isDay(a) && isMonth(b):
		sc.dayParts(a, b, true, false)
	case isMonth(a) && b.width == 2 && sep == '/':
		c := Doubtful
		if s := sc.look(i, end); !s.against && (s.dated() || s.before&cueLoose != 0) {
			c = Possible
		}
		return sc.monthPart(a) && sc.setYear(b) && sc.finish(b.end, i, MonthYear, c)
	default:
		return false
	}
	c, ok := sc.twoCertainty(i, end, sep, a, b)
	return ok && sc.finish(b.end, i, MonthDay, c)
}

func (sc *scanner) monthPart(d digits) bool {
	sc.m.Date.Month = int8(d.val)
	st := sDigits
	if d.width == 2 && (sc.s[d.start] == '0' || sc.m.Date.Year != 0) {
		st = sPadded
	}
	return sc.numberPart(d, fMonth, st)
}

// yearMonthCertainty doubts "2010-11", which may be a range of years.
func (sc *scanner) yearMonthCertainty(i, end int, a, b digits) Certainty {
	if s := sc.look(i, end); s.against {
		return Doubtful
	}
	if a.val%100+1 == b.val {
		return Possible
	}
	return Likely
}

// twoCertainty rates month and day without a year, the shape that scores,
// pressures, fractions and doses share.
func (sc *scanner) twoCertainty(i, end int, sep byte, a, b digits) (Certainty, bool) {
	s := sc.look(i, end)
	asked := s.dated() || sc.alone
	switch sep {
	case '.':
		if !asked || s.against {
			return 0, false
		}
		return Doubtful, true
	case '-':
		switch {
		case s.against:
			return Doubtful, true
		case asked:
			return Possible, true
		case sc.at(a.start-1) == '-' || isLetter(sc.at(a.start-1)):
			return 0, false
		}
		return Doubtful, true
	}
	monthFirst := sc.m.layout.parts[0].field == fMonth
	padded := a.width == 2 && sc.s[a.start] == '0'
	tail := sc.at(sc.spaces(b.end))
	switch {
	case s.against && !(padded && s.before&cueStrong != 0):
		return Doubtful, true
	case a.val < b.val && b.val <= 4 && s.before&cueStrong == 0 && sc.wordFollows(end):
		return Doubtful, true // "1/2 tablet"
	case padded, s.before&cueStrong != 0, asked && monthFirst:
		return Likely, true
	case b.val == 10 || a.val == b.val || a.val < b.val && b.val <= 6 || !monthFirst:
		if s.opens && monthFirst && (tail == ':' || tail == '-') {
			return Possible, true
		}
		if s.before&cueLoose != 0 && monthFirst {
			return Possible, true
		}
		return Doubtful, true
	case b.val > 12 || s.opens || s.label:
		return Likely, true
	}
	return Possible, true
}
