package dates

import "time"

// Resolve gives the calendar day that a match stands for, filling what it
// leaves open from a reference date, such as the day the note was written: the
// year that brings the date nearest to it, the nearest such weekday. A period
// (a month, a season, a year) is given by a day in its middle. It is false when
// the day does not exist, or nothing is known of where the named day falls. A
// zero ref fills nothing: a date without a year is then false too.
func (m *Match) Resolve(ref time.Time) (time.Time, bool) {
	d := m.Date
	if !d.Valid() && d.Year != 0 {
		return time.Time{}, false
	}
	if d.ShortYear && !ref.IsZero() && !d.Decade {
		for int(d.Year) > ref.Year()+5 {
			d.Year -= 100
		}
	}
	if d.Year == 0 && ref.IsZero() {
		return time.Time{}, false
	}
	switch d.Precision() {
	case PrecisionDay:
		return civil(int(d.Year), time.Month(d.Month), int(d.Day)), true
	case PrecisionWeekday:
		off := (int(d.Weekday) - isoWeekday(ref) + 7) % 7
		if off > 3 {
			off -= 7
		}
		return civil(ref.Year(), ref.Month(), ref.Day()+off), true
	case PrecisionDayOnly:
		return nearest(ref, func(k int) (time.Time, bool) {
			t := civil(ref.Year(), ref.Month()+time.Month(k), 1)
			if int(d.Day) > daysIn(t.Year(), t.Month()) {
				return t, false
			}
			return civil(t.Year(), t.Month(), int(d.Day)), true
		})
	case PrecisionNone:
		return time.Time{}, false
	}
	if d.Year != 0 {
		return d.inYear(int(d.Year))
	}
	return nearest(ref, func(k int) (time.Time, bool) { return d.inYear(ref.Year() + k) })
}

// inYear gives the day, or the middle of the period, in a year.
func (d Date) inYear(year int) (time.Time, bool) {
	switch d.Precision() {
	case PrecisionMonthDay:
		if int(d.Day) > daysIn(year, time.Month(d.Month)) {
			return time.Time{}, false
		}
		return civil(year, time.Month(d.Month), int(d.Day)), true
	case PrecisionMonth, PrecisionMonthOnly:
		return civil(year, time.Month(d.Month), 15), true
	case PrecisionQuarter:
		return civil(year, time.Month(3*d.Quarter-1), 15), true
	case PrecisionSeason:
		return civil(year, [...]time.Month{Spring: 4, Summer: 7, Autumn: 10, Winter: 1}[d.Season], 15), true
	case PrecisionHoliday:
		return d.Holiday.Date(year)
	case PrecisionDecade:
		return civil(year+5, 1, 1), true
	}
	return civil(year, 7, 2), true
}

// nearest gives the candidate of the units before, at and after the reference
// that lies nearest to it, days to come counted twice since notes look back
// more than ahead. Leap days may need four units more.
func nearest(ref time.Time, at func(k int) (time.Time, bool)) (best time.Time, ok bool) {
	day := civil(ref.Year(), ref.Month(), ref.Day())
	var least time.Duration
	for k := -4; k <= 4; k++ {
		t, valid := at(k)
		far := t.Sub(day)
		if far < 0 {
			far = -far
		} else {
			far *= 2
		}
		if valid && (!ok || far < least) {
			best, least, ok = t, far, true
		}
	}
	return best, ok
}

// isoWeekday is 1 for Monday to 7 for Sunday.
func isoWeekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// On returns the date that states the calendar day t in all its fields.
func On(t time.Time) Date {
	year, month, day := t.Date()
	d := Date{Year: int16(year), Month: int8(month), Day: int8(day), Weekday: int8(isoWeekday(t)), Quarter: int8((month + 2) / 3)}
	switch month {
	case 12, 1, 2:
		d.Season = Winter
	case 3, 4, 5:
		d.Season = Spring
	case 6, 7, 8:
		d.Season = Summer
	default:
		d.Season = Autumn
	}
	return d
}

// AppendShift writes the date of a match of text, moved by days, in the shape
// of the match. A weekday beside a date moves by the same days, right or wrong.
// It is false when the date cannot be read or written: see [Match.Resolve] and
// [Match.Format].
func (m *Match) AppendShift(dst []byte, text string, ref time.Time, days int) ([]byte, bool) {
	t, ok := m.Resolve(ref)
	if !ok {
		return dst, false
	}
	if days == 0 {
		return m.AppendFormat(dst, text, m.Date)
	}
	t = t.AddDate(0, 0, days)
	if t.Year() < 1 || t.Year() > 9999 {
		return dst, false
	}
	d := On(t)
	if m.Date.Season == Winter && d.Season == Winter && t.Month() == 12 {
		d.Year++ // winter is named by the year it ends in
	}
	if w := m.Date.Weekday; w != 0 {
		d.Weekday = int8(((int(w)-1+days)%7+7)%7) + 1
	}
	if m.Date.EndDay != 0 {
		end := t.AddDate(0, 0, int(m.Date.EndDay-m.Date.Day))
		if end.Month() != t.Month() {
			return dst, false
		}
		d.EndDay = int8(end.Day())
	}
	if m.Date.Holiday != 0 {
		if at, ok := m.Date.Holiday.Date(t.Year()); ok && at.Equal(t) {
			d = Date{Year: d.Year, Holiday: m.Date.Holiday}
		}
	}
	return m.AppendFormat(dst, text, d)
}

// Shift is [Match.AppendShift] as a string.
func (m *Match) Shift(text string, ref time.Time, days int) (string, bool) {
	var buf [maxDate + 40]byte
	out, ok := m.AppendShift(buf[:0], text, ref, days)
	if !ok {
		return "", false
	}
	return string(out), true
}
