package dates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Format writes another date in the shape of a match of text: the same order,
// separators, padding, names and capitals. It is false when the shape cannot be
// written safely: letters stood for digits, a name was in a language known only
// for reading, the new date lacks a field that the shape states, or a range
// would leave its month. For the date of the match itself it gives the text
// back, byte for byte.
func (m *Match) Format(text string, d Date) (string, bool) {
	var buf [maxDate + 40]byte
	out, ok := m.AppendFormat(buf[:0], text, d)
	if !ok {
		return "", false
	}
	return string(out), true
}

// AppendFormat is [Match.Format] into a buffer; on false dst comes back as it
// was.
func (m *Match) AppendFormat(dst []byte, text string, d Date) ([]byte, bool) {
	if m.NoisyDigits || m.layout.n == 0 {
		return dst, false
	}
	start, last := len(dst), m.Start
	for i := range m.layout.parts[:m.layout.n] {
		p := &m.layout.parts[i]
		dst = append(dst, text[last:m.Start+int(p.start)]...)
		last = m.Start + int(p.end)
		var ok bool
		if dst, ok = m.appendPart(dst, p, text[m.Start+int(p.start):last], d); !ok {
			return dst[:start], false
		}
		if p.field == fMonth && d.Month == 5 && m.Date.Month != 5 && last < m.End && text[last] == '.' && (p.style == sShort || p.style == sSept) {
			last++ // "Mar. 30" becomes "May 10": May is no abbreviation
		}
	}
	return append(dst, text[last:m.End]...), true
}

// same reports whether two dates agree on a field.
func (d Date) same(o Date, f field) bool {
	switch f {
	case fYear, fDecade:
		return d.Year == o.Year
	case fMonth:
		return d.Month == o.Month
	case fDay:
		return d.Day == o.Day
	case fEndDay:
		return d.EndDay == o.EndDay
	case fWeekday:
		return d.Weekday == o.Weekday
	case fQuarter:
		return d.Quarter == o.Quarter
	case fSeason:
		return d.Season == o.Season
	case fHoliday:
		return d.Holiday == o.Holiday && d.Month == 0
	}
	return false
}

// appendPart writes one field the way old states it; a field that does not
// change keeps its characters.
func (m *Match) appendPart(dst []byte, p *part, old string, d Date) ([]byte, bool) {
	if d.same(m.Date, p.field) {
		return append(dst, old...), true
	}
	switch p.field {
	case fYear, fDecade:
		return m.appendYear(dst, p, old, d)
	case fMonth:
		return appendMonth(dst, p, old, int(d.Month))
	case fDay:
		return appendDay(dst, p, old, int(d.Day))
	case fEndDay:
		if d.EndDay <= d.Day {
			return dst, false
		}
		return appendDay(dst, p, old, int(d.EndDay))
	case fWeekday:
		if d.Weekday < 1 || d.Weekday > 7 || int(p.lang) >= len(weekdayNames) || p.style == sForeign {
			return dst, false
		}
		names := &weekdayNames[p.lang]
		switch p.style {
		case sShort:
			names = &shortWeekdays
		case sSept:
			names = &longShortWeekdays
		}
		name := names[d.Weekday-1]
		if p.style == sPlural {
			name += "s"
		}
		return appendCased(dst, name, old), true
	case fQuarter:
		if d.Quarter < 1 || d.Quarter > 4 {
			return dst, false
		}
		if p.style == sWords {
			return appendCased(dst, ordinals[d.Quarter], old), true
		}
		return append(dst, '0'+byte(d.Quarter)), true
	case fSeason:
		if d.Season < Spring || d.Season > Winter {
			return dst, false
		}
		n := seasonNames[d.Season]
		if d.Season == Autumn && p.style == sSept {
			n = "autumn"
		}
		return appendCased(dst, n, old), true
	case fHoliday:
		return m.appendHoliday(dst, old, d)
	}
	return dst, false
}

// appendHoliday keeps the name where the date is that holiday, and writes month
// and day otherwise.
func (m *Match) appendHoliday(dst []byte, old string, d Date) ([]byte, bool) {
	if d.Month < 1 || d.Month > 12 || d.Day < 1 {
		return dst, false
	}
	dst = appendCased(dst, monthNames[english][d.Month-1], old)
	return appendInt(append(dst, ' '), int(d.Day), 1), true
}

func (m *Match) appendYear(dst []byte, p *part, old string, d Date) ([]byte, bool) {
	y := int(d.Year)
	if y <= 0 {
		return dst, false
	}
	if p.field == fDecade {
		y -= y % 10
	}
	switch p.style {
	case sFour:
		return appendInt(dst, y, 4), true
	case sPadded:
		return appendInt(dst, y%100, 2), true
	case sWords, sThousand, sThousandAnd, sCardinal:
		return appendCased(dst, yearInWords(y, p.style, strings.Contains(old, "-")), old), true
	}
	return dst, false
}

func appendMonth(dst []byte, p *part, old string, month int) ([]byte, bool) {
	if month < 1 || month > 12 {
		return dst, false
	}
	switch p.style {
	case sDigits:
		return appendInt(dst, month, 1), true
	case sPadded:
		return appendInt(dst, month, 2), true
	case sRoman:
		return appendCased(dst, romanMonths[month-1], old), true
	case sCardinal:
		return appendCased(dst, cardinals[month], old), true
	case sFull:
		return appendCased(dst, monthNames[p.lang][month-1], old), true
	case sShort, sSept:
		if month == 9 && p.style == sSept {
			return appendCased(dst, "sept", old), true
		}
		return appendCased(dst, shortMonths[month-1], old), true
	}
	return dst, false
}

func appendDay(dst []byte, p *part, old string, day int) ([]byte, bool) {
	if day < 1 || day > 31 {
		return dst, false
	}
	switch p.style {
	case sDigits:
		return appendInt(dst, day, 1), true
	case sPadded:
		return appendInt(dst, day, 2), true
	case sOrdinal:
		width := 1
		if old[0] == '0' {
			width = 2
		}
		dst = appendInt(dst, day, width)
		suffix := ordinalSuffix(day)
		if c := old[len(old)-1]; c >= 'A' && c <= 'Z' {
			suffix = strings.ToUpper(suffix)
		}
		return append(dst, suffix...), true
	case sWords:
		return appendCased(dst, ordinalInWords(day, strings.Contains(old, "-")), old), true
	case sCardinal:
		return appendCased(dst, cardinalInWords(day, strings.Contains(old, "-")), old), true
	}
	return dst, false
}

func ordinalSuffix(day int) string {
	if day/10 == 1 {
		return "th"
	}
	switch day % 10 {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}

func appendInt(dst []byte, v, width int) []byte {
	var b [8]byte
	i := len(b)
	for v > 0 || width > 0 {
		i--
		b[i] = '0' + byte(v%10)
		v, width = v/10, width-1
	}
	return append(dst, b[i:]...)
}

// cardinalInWords writes 0 to 99.
func cardinalInWords(v int, hyphen bool) string {
	if v < 20 {
		return cardinals[v]
	}
	if v%10 == 0 {
		return tens[v/10]
	}
	return tens[v/10] + joint(hyphen) + cardinals[v%10]
}

func ordinalInWords(v int, hyphen bool) string {
	switch {
	case v <= 20:
		return ordinals[v]
	case v == 30:
		return "thirtieth"
	}
	return tens[v/10] + joint(hyphen) + ordinals[v%10]
}

func joint(hyphen bool) string {
	if hyphen {
		return "-"
	}
	return " "
}

// yearInWords writes a year as it is spoken.
func yearInWords(y int, st style, hyphen bool) string {
	century, rest := y/100, y%100
	oh := func() string {
		if rest < 10 {
			return "oh " + cardinals[rest]
		}
		return cardinalInWords(rest, hyphen)
	}
	switch {
	case st == sCardinal && rest > 0:
		return oh()
	case century == 20 && (st == sThousand || st == sThousandAnd || rest == 0):
		if rest == 0 {
			return "two thousand"
		}
		and := " "
		if st == sThousandAnd {
			and = " and "
		}
		return "two thousand" + and + cardinalInWords(rest, hyphen)
	case rest == 0:
		return cardinalInWords(century, hyphen) + " hundred"
	}
	return cardinalInWords(century, hyphen) + " " + oh()
}

// appendCased writes lower-case words in the capitals of old: all, the first
// letter of each word, or of the first word only.
func appendCased(dst []byte, s, old string) []byte {
	first, letters, uppers := true, 0, 0
	title, inner := false, true
	prev := rune(' ')
	for _, r := range old {
		if unicode.IsLetter(r) {
			letters++
			up := unicode.IsUpper(r)
			if up {
				uppers++
			}
			if first {
				title = up
				first = false
			} else if !unicode.IsLetter(prev) && !up {
				inner = false
			}
		}
		prev = r
	}
	switch {
	case letters > 1 && uppers == letters:
		return append(dst, strings.ToUpper(s)...)
	case !title:
		return append(dst, s...)
	}
	start := true
	for _, r := range s {
		if start && unicode.IsLetter(r) {
			r = unicode.ToUpper(r)
			start = false
		}
		dst = utf8.AppendRune(dst, r)
		if inner && (r == ' ' || r == '-') {
			start = true
		}
	}
	return dst
}
