package redact

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/labels"
)

// civilZero is the reference of a date that needs none.
var civilZero = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// dateReader reads the dates of one note. What a date leaves open (the year of
// "3/14", the month first or the day) the note's other dates and its own day
// decide. It reads them once, when the first is asked for.
type dateReader struct {
	items    []item
	read     []readDate // one per item of type DATE, in order, once ready
	created  time.Time
	ready    bool
	dayFirst bool
	ref      time.Time // zero when nothing fixes the year
	latest   int       // latest full year in the note
}

// readDate is the date of one item.
type readDate struct {
	m  dates.Match
	at int // where the item's span starts
	ok bool
}

// prepare looks over all dates of the note.
func (d *dateReader) prepare() {
	if d.ready {
		return
	}
	d.ready = true
	dayFirst, monthFirst := 0, 0
	var newest time.Time
	for i := range d.items {
		if d.items[i].Type != labels.Date {
			continue
		}
		m, ok := dates.Parse(d.items[i].value)
		d.read = append(d.read, readDate{m, d.items[i].Start, ok})
		if !ok {
			continue
		}
		switch m.Order() {
		case dates.DayFirst:
			dayFirst++
		case dates.MonthFirst:
			monthFirst++
		}
		if m.Date.Year != 0 {
			d.latest = max(d.latest, int(m.Date.Year))
		}
		if m.Date.Precision() == dates.PrecisionDay {
			if t, ok := m.Resolve(d.created); ok && t.After(newest) {
				newest = t
			}
		}
	}
	d.dayFirst = dayFirst > 0 && monthFirst == 0
	d.ref = d.created
	if d.ref.IsZero() {
		d.ref = newest
	} else {
		d.latest = d.created.Year()
	}
}

// parse reads the date of an item as the note writes dates.
func (d *dateReader) parse(it *item) (dates.Match, bool) {
	d.prepare()
	i, found := slices.BinarySearchFunc(d.read, it.Start, func(r readDate, at int) int { return r.at - at })
	if !found {
		return dates.Match{}, false
	}
	m := d.read[i].m
	if d.read[i].ok && d.dayFirst {
		m.Swap()
	}
	return m, d.read[i].ok
}

// shift moves the date of an item. An item that holds several dates, as a range
// does, has each of them moved.
func (d *dateReader) shift(it *item, days int) (string, bool) {
	if it.Type != labels.Date {
		return "", false
	}
	if m, ok := d.parse(it); ok {
		return m.Shift(it.value, d.refFor(&m), days)
	}
	var b strings.Builder
	last := 0
	for _, m := range dates.ParseRange(it.value) {
		if d.dayFirst {
			m.Swap()
		}
		s, ok := m.Shift(it.value, d.refFor(&m), days)
		if !ok {
			return "", false
		}
		b.WriteString(it.value[last:m.Start])
		b.WriteString(s)
		last = m.End
	}
	if last == 0 {
		return "", false
	}
	b.WriteString(it.value[last:])
	return b.String(), true
}

// refFor is the reference for what a match leaves open. A weekday alone needs
// no more than some day.
func (d *dateReader) refFor(m *dates.Match) time.Time {
	if d.ref.IsZero() && m.Date.Precision() == dates.PrecisionWeekday {
		return civilZero
	}
	return d.ref
}

// oldestYears is how many years back a year must lie to tell an age over 89:
// who was born then turns 90 in the year.
const oldestYears = 90

// fallbackYear is the year that notes count as written in when nothing in or
// about them tells: late enough that no age over 89 passes.
const fallbackYear = 2020

// year writes the year of a date and nothing else. It is false where no year is
// stated, where it tells an age over 89, or where digits beside it would run
// into it.
func (d *dateReader) year(it *item, fused bool) (string, bool) {
	m, ok := d.parse(it)
	if it.Type != labels.Date || !ok || m.Date.Year == 0 || m.NoisyDigits || fused {
		return "", false
	}
	y := int(m.Date.Year)
	now := d.latest
	if d.created.IsZero() {
		now = max(now, fallbackYear)
	}
	if m.Date.ShortYear && y > now+5 {
		y -= 100
	}
	if now-y >= oldestYears {
		return "", false
	}
	if p := m.Date.Precision(); p == dates.PrecisionYear || p == dates.PrecisionDecade {
		return it.value, true
	}
	return strconv.Itoa(y), true
}

// month writes year and month, "2019-03".
func (d *dateReader) month(it *item) (string, bool) {
	m, ok := d.parse(it)
	if it.Type != labels.Date || !ok || m.Date.Month == 0 || m.NoisyDigits {
		return "", false
	}
	t, ok := m.Resolve(d.ref)
	if !ok {
		return "", false
	}
	return t.Format("2006-01"), true
}

// relative writes the days since the anchor, "day +3".
func (d *dateReader) relative(it *item, anchor time.Time) (string, bool) {
	m, ok := d.parse(it)
	if it.Type != labels.Date || !ok || m.NoisyDigits || anchor.IsZero() {
		return "", false
	}
	switch m.Date.Precision() {
	case dates.PrecisionDay, dates.PrecisionMonthDay, dates.PrecisionWeekday, dates.PrecisionDayOnly:
	default:
		return "", false
	}
	ref := d.ref
	if ref.IsZero() {
		ref = anchor
	}
	t, ok := m.Resolve(ref)
	if !ok || m.Date.EndDay != 0 {
		return "", false
	}
	s := fmt.Sprintf("day %+d", daysBetween(anchor, t))
	if it.action.Anchor != "" {
		s += " of " + it.action.Anchor
	}
	return s, true
}

// daysBetween counts calendar days.
func daysBetween(from, to time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)).Hours() / 24)
}

// days is the shift of a scope: uniform over the policy's range without zero,
// from a keyed hash, so that nobody without the key can tell it.
func (r *Redactor) days(scope string) int {
	s := r.policy.Shift.orDefault()
	span := uint64(s.To - s.From + 1)
	zero := s.From <= 0 && s.To >= 0
	if zero {
		span--
	}
	limit := -span % span // of the numbers below 2^64, so many would be drawn once too often
	for i := 0; ; i++ {
		m := mac(r.shift, "shift", scope, strconv.Itoa(s.From), strconv.Itoa(s.To), strconv.Itoa(i))
		v := binary.BigEndian.Uint64(m[:])
		if v < limit {
			continue
		}
		d := s.From + int(v%span)
		if zero && d >= 0 {
			d++
		}
		return d
	}
}

// ShiftTime moves a moment by the shift of a patient, the same as the patient's
// notes are moved by under this policy's range, so that structured dates and
// notes agree. The time of day stays.
func (r *Redactor) ShiftTime(patient string, t time.Time) time.Time {
	n := Note{Patient: patient}
	return t.AddDate(0, 0, r.days(n.scopeOf()))
}
