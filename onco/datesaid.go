package onco

import (
	"iter"
	"sort"
	"strings"
	"time"

	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Dates that a note states by halves are made whole from when it was written:
// "diagnosed three months ago", "biopsy on 3/14", "diagnosed in March". A note
// that nothing dates leaves them as they are.

var (
	hashAgo = text.HashFold("ago")

	agoUnits = map[uint32]dateUnit{
		text.HashFold("day"): unitDay, text.HashFold("days"): unitDay, text.HashFold("week"): unitWeek, text.HashFold("weeks"): unitWeek,
		text.HashFold("wk"): unitWeek, text.HashFold("wks"): unitWeek, text.HashFold("month"): unitMonth, text.HashFold("months"): unitMonth,
		text.HashFold("mo"): unitMonth, text.HashFold("mos"): unitMonth, text.HashFold("year"): unitYear, text.HashFold("years"): unitYear,
		text.HashFold("yr"): unitYear, text.HashFold("yrs"): unitYear,
	}
	countWords = map[uint32]int{
		text.HashFold("a"): 1, text.HashFold("an"): 1, text.HashFold("one"): 1, text.HashFold("two"): 2, text.HashFold("three"): 3, text.HashFold("four"): 4,
		text.HashFold("five"): 5, text.HashFold("six"): 6, text.HashFold("seven"): 7, text.HashFold("eight"): 8, text.HashFold("nine"): 9, text.HashFold("ten"): 10,
		text.HashFold("eleven"): 11, text.HashFold("twelve"): 12,
	}
)

type dateUnit uint8

const (
	unitDay dateUnit = iota + 1
	unitWeek
	unitMonth
	unitYear
)

// dateHeadReach is how far into a note, in bytes, a date may stand that says when it
// was written.
const dateHeadReach = 300

// settleDates completes the dates of a document.
func (f *facts) settleDates() {
	now, ok := f.written()
	if !ok {
		return
	}
	for i := range f.dates {
		if m := &f.dates[i]; m.Date.Year == 0 && m.Date.Month != 0 && m.Certainty >= dates.Likely {
			f.completeYear(m, now)
		}
	}
	f.addAgo(now)
}

// settleOrder reads numeric dates day first where the patient's notes have one
// that can be read no other way and none that is month first, and where nothing
// speaks but the full stops of "08.01.2024".
func settleOrder(docs []*facts) {
	days, months := 0, 0
	for _, f := range docs {
		d, m := f.orders()
		days, months = days+d, months+m
	}
	if months > 0 {
		return
	}
	for _, f := range docs {
		if d, _ := f.orders(); d > 0 {
			continue // a document's own dates are read in its order
		}
		for i := range f.dates {
			if m := &f.dates[i]; days > 0 || f.dotted(m) {
				m.Swap()
			}
		}
	}
}

// datesIn gives the dates that end behind the token from and begin before the token
// to: those that are written, then those told by how long ago they were, as in
// dates.
func (f *facts) datesIn(from, to int32) iter.Seq[*dates.Match] {
	return func(yield func(*dates.Match) bool) {
		for _, ds := range [2][]dates.Match{f.dates[:f.dated], f.dates[f.dated:]} {
			i := sort.Search(len(ds), func(i int) bool { return ds[i].EndToken > from })
			for ; i < len(ds) && ds[i].FirstToken < to; i++ {
				if !yield(&ds[i]) {
					return
				}
			}
		}
	}
}

// orders counts the dates that are day first and month first beyond doubt.
func (f *facts) orders() (dayFirst, monthFirst int) {
	for i := range f.dates {
		switch f.dates[i].Order() {
		case dates.DayFirst:
			dayFirst++
		case dates.MonthFirst:
			monthFirst++
		}
	}
	return dayFirst, monthFirst
}

// dotted reports whether full stops part the numbers of a date.
func (f *facts) dotted(m *dates.Match) bool {
	return strings.Count(f.doc.Text[m.Start:m.End], ".") == 2
}

// written is the day a document was written: as the request states it, else the
// first whole date at its head that is nobody's birthday.
func (f *facts) written() (dates.Date, bool) {
	if !f.when.IsZero() {
		return dates.Date{Year: int16(f.when.Year()), Month: int8(f.when.Month()), Day: int8(f.when.Day())}, true
	}
	for i := range f.dates {
		m := &f.dates[i]
		if m.Start > dateHeadReach {
			break
		}
		if m.Certainty >= dates.Likely && m.Date.Precision() == dates.PrecisionDay && !f.birthdayAt(m) {
			return m.Date, true
		}
	}
	return dates.Date{}, false
}

var birthWords = wordSet("dob", "birth", "born")

func (f *facts) birthdayAt(m *dates.Match) bool {
	for k := m.FirstToken - 1; k >= 0 && k >= m.FirstToken-4; k-- {
		if birthWords[f.doc.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

// aheadMonths is how many months after a note's date a day of it may lie: notes
// grow by addenda.
const aheadMonths = 2

// completeYear gives a month or a day the year in which it was last before now.
// "dx 8/19" is a month of a year, where the year has been.
func (f *facts) completeYear(m *dates.Match, now dates.Date) {
	if m.Shape == dates.MonthDay && int(m.Date.Day) <= int(now.Year)%100 && m.FirstToken > 0 && toldWords[f.doc.Tokens[m.FirstToken-1].Hash] {
		m.Date = dates.Date{Year: now.Year - now.Year%100 + int16(m.Date.Day), Month: m.Date.Month}
		return
	}
	m.Date.Year = now.Year
	if m.Date.Month > now.Month+aheadMonths {
		m.Date.Year--
	}
	for !m.Date.Valid() && m.Date.Year > 0 { // the 29th of February is of a leap year
		m.Date.Year--
	}
}

// toldWords stand right before the time of a diagnosis.
var toldWords = wordSet("dx", "dxd", "diagnosed", "diagnosis")

// addAgo adds what is told by how long ago it was, as exact as it is told: the
// day for days and weeks, the month for months, the year for years.
func (f *facts) addAgo(now dates.Date) {
	d := &f.doc
	for k := 2; k < len(d.Tokens); k++ {
		if d.Tokens[k].Hash != hashAgo {
			continue
		}
		unit := agoUnits[d.Tokens[k-1].Hash]
		n, ok := f.count(k - 2)
		if unit == 0 || !ok {
			continue
		}
		day := time.Date(int(now.Year), time.Month(now.Month), max(1, int(now.Day)), 0, 0, 0, 0, time.UTC)
		var at dates.Date
		switch unit {
		case unitDay, unitWeek:
			if unit == unitWeek {
				n *= 7
			}
			day = day.AddDate(0, 0, -n)
			at = dates.Date{Year: int16(day.Year()), Month: int8(day.Month())}
			if unit == unitDay {
				at.Day = int8(day.Day())
			}
		case unitMonth:
			months := int(now.Year)*12 + int(now.Month) - 1 - n
			at = dates.Date{Year: int16(months / 12), Month: int8(months%12 + 1)}
		case unitYear:
			at = dates.Date{Year: now.Year - int16(n)}
		}
		f.dates = append(f.dates, dates.Match{Span: labels.Span{Start: int(d.Tokens[k-2].Start), End: int(d.Tokens[k].End)},
			FirstToken: int32(k - 2), EndToken: int32(k + 1), Date: at, Certainty: dates.Likely})
	}
}

// maxAgo is the largest count that is read: more of any unit is no diagnosis.
const maxAgo = 99

// count reads the number at a token, in digits or in words.
func (f *facts) count(k int) (int, bool) {
	t := &f.doc.Tokens[k]
	if n, ok := countWords[t.Hash]; ok {
		return n, true
	}
	if t.Kind != text.Number || t.Len() > 2 {
		return 0, false
	}
	n := 0
	for _, c := range []byte(t.Of(f.doc.Text)) {
		if !isDigit(c) {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, n > 0 && n <= maxAgo
}
