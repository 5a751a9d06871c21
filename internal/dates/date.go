package dates

import (
	"time"

	"github.com/lethe-health/lethe/labels"
)

// Date is what a piece of text states of a date. Fields that the text leaves
// open are zero.
type Date struct {
	Year      int16   // full year; for a decade its first year
	Month     int8    // 1 to 12
	Day       int8    // 1 to 31
	EndDay    int8    // last day of a range within one month, "March 3-5"
	Weekday   int8    // 1 Monday to 7 Sunday
	Quarter   int8    // 1 to 4
	Season    Season  // spring to winter
	Holiday   Holiday // named day
	Decade    bool    // Year is the first of ten
	ShortYear bool    // the text gives two digits of the year: see [Pivot]
}

// Pivot is the two-digit year from which years are of the 1900s: "30" is 1930,
// "29" is 2029. [Match.Resolve] moves a short year so that it does not lie more
// than five years after its reference date.
const Pivot = 30

// Season is a quarter of the year by name.
type Season uint8

// The seasons.
const (
	Spring Season = iota + 1
	Summer
	Autumn
	Winter
)

// Precision says how much of the calendar a date fixes.
type Precision uint8

// The precisions, from none to a full date.
const (
	PrecisionNone      Precision = iota
	PrecisionWeekday             // "Tuesday"
	PrecisionDayOnly             // "the 14th"
	PrecisionDecade              // "1990s"
	PrecisionSeason              // "spring"; with a year "spring 2019"
	PrecisionQuarter             // "Q2"
	PrecisionHoliday             // "Labor Day"; with a year "Labor Day 2019"
	PrecisionMonthOnly           // "March"
	PrecisionYear                // "2019"
	PrecisionMonth               // "March 2019"
	PrecisionMonthDay            // "3/14"
	PrecisionDay                 // "3/14/2019"
)

// Precision returns how much of the calendar d fixes.
func (d Date) Precision() Precision {
	switch {
	case d.Year != 0 && d.Month != 0 && d.Day != 0:
		return PrecisionDay
	case d.Month != 0 && d.Day != 0:
		return PrecisionMonthDay
	case d.Month != 0 && d.Year != 0:
		return PrecisionMonth
	case d.Month != 0:
		return PrecisionMonthOnly
	case d.Holiday != 0:
		return PrecisionHoliday
	case d.Season != 0:
		return PrecisionSeason
	case d.Quarter != 0:
		return PrecisionQuarter
	case d.Decade:
		return PrecisionDecade
	case d.Year != 0:
		return PrecisionYear
	case d.Day != 0:
		return PrecisionDayOnly
	case d.Weekday != 0:
		return PrecisionWeekday
	}
	return PrecisionNone
}

// Valid reports whether the day exists in its month, in a leap year where no
// year is stated.
func (d Date) Valid() bool {
	if d.Day == 0 {
		return true
	}
	if d.Month == 0 {
		return d.Day <= 31
	}
	year := int(d.Year)
	if year == 0 {
		year = 2000
	}
	last := daysIn(year, time.Month(d.Month))
	return int(d.Day) <= last && int(d.EndDay) <= last
}

func daysIn(year int, m time.Month) int {
	return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Certainty says how far the shape and the words beside it speak for a date.
type Certainty uint8

// The certainties.
const (
	Doubtful Certainty = iota + 1 // more often something else: "5-10", "may", "1/2"
	Possible                      // as often a date as not: "3/4", "2012", "Spring"
	Likely                        // mostly a date: "3-14-19", "in 2012", "April"
	Sure                          // nothing else is written so: "03/14/2019", "March 14"
)

// Shape is the family of written forms that a match belongs to.
type Shape uint8

// The shapes.
const (
	Numeric     Shape = iota + 1 // "3/14/19", "2019-03-14": three numbers
	MonthDay                     // "3/14": two numbers
	MonthYear                    // "3/2019", "2019-03": two numbers
	Compact                      // "20190314", "031419": digits run together
	Textual                      // "March 14th, 2019", "14-MAR-19": month by name
	MonthName                    // "March" alone
	WeekdayName                  // "Tuesday" alone
	YearAlone                    // "2019", "'95"
	DecadeName                   // "1990s"
	SeasonName                   // "spring", "fall of 2018"
	QuarterName                  // "Q2 2020"
	HolidayName                  // "Labor Day"
	DayOrdinal                   // "the 14th"
	Spoken                       // "nine fourteen twenty nineteen": all in words
)

// Match is one date in a text.
type Match struct {
	labels.Span           // the date's characters only, in bytes
	FirstToken  int32     // index of the first token
	EndToken    int32     // one past the last token; the last may hold a time too ("201903141022")
	Date        Date      // what it states
	Shape       Shape     // its family of forms
	Certainty   Certainty // how sure the shape is
	Swappable   bool      // day and month could change places: "3/4/2019"
	NoisyDigits bool      // letters stand for digits, as scanners misread them: "O3/l4/2O19"
	layout      layout
}

// field says which part of a date a piece of a layout writes.
type field uint8

const (
	fYear field = iota + 1
	fMonth
	fDay
	fEndDay
	fWeekday
	fQuarter
	fSeason
	fDecade
	fHoliday
)

// style says how a piece of a layout is written.
type style uint8

const (
	sDigits      style = iota + 1 // no leading zero
	sPadded                       // two digits
	sFour                         // four digits
	sOrdinal                      // "14th"
	sFull                         // name in full
	sShort                        // short name, English
	sSept                         // short name with "Sept", "Tues", "Thurs"
	sRoman                        // month in Roman numerals
	sWords                        // day in ordinal words "fourteenth"; year in words "nineteen ninety five"
	sCardinal                     // in cardinal words: "fourteen", year "ninety five"
	sThousand                     // year, "two thousand nine"
	sThousandAnd                  // year, "two thousand and nine"
	sPlural                       // "Tuesdays"
	sForeign                      // name in another language: cannot be written back
)

// part is one piece of a layout: which characters, counted from the start of
// the match, state which field, and how.
type part struct {
	start, end uint8
	field      field
	style      style
	lang       lang
}

// maxParts is enough for "Friday, March 3-5, 2019".
const maxParts = 6

// layout is how a date is written; what no part covers is copied as it stands.
type layout struct {
	n     uint8
	parts [maxParts]part
}
