package phenom

import (
	"errors"
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar, without time or zone; the zero value
// is no date. Dates compare with == and [Date.Before].
type Date struct {
	year  int16
	month uint8
	day   uint8
}

// errDate says no more, as the text may be PHI.
var errDate = errors.New("phenom: not a date of the form YYYY-MM-DD")

// NewDate returns the date, or an error if there is no such day. Years run from
// 1 to 9999.
func NewDate(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if year < 1 || year > 9999 || t.Year() != year || t.Month() != month || t.Day() != day {
		return Date{}, errDate
	}
	return Date{int16(year), uint8(month), uint8(day)}, nil
}

// DateOf returns the date of t in t's own zone; the zero time gives no date.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	d, err := NewDate(t.Date())
	if err != nil {
		return Date{}
	}
	return d
}

// ParseDate reads "YYYY-MM-DD". Its error does not quote the text.
func ParseDate(s string) (Date, error) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return Date{}, errDate
	}
	n := [3]int{}
	for i, part := range [3]string{s[:4], s[5:7], s[8:]} {
		for j := range len(part) {
			c := part[j]
			if c < '0' || c > '9' {
				return Date{}, errDate
			}
			n[i] = n[i]*10 + int(c-'0')
		}
	}
	return NewDate(n[0], time.Month(n[1]), n[2])
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String returns "YYYY-MM-DD", or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// Time returns the start of the day in UTC.
func (d Date) Time() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// Before reports whether d is an earlier day than o.
func (d Date) Before(o Date) bool {
	if d.year != o.year {
		return d.year < o.year
	}
	if d.month != o.month {
		return d.month < o.month
	}
	return d.day < o.day
}

// YearsTo returns the whole years from d to o, as a birthday counts them.
func (d Date) YearsTo(o Date) int {
	years := int(o.year) - int(d.year)
	if o.month < d.month || o.month == d.month && o.day < d.day {
		years--
	}
	return years
}

// MarshalText returns "YYYY-MM-DD", or nothing for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [ParseDate] reads.
func (d *Date) UnmarshalText(b []byte) error {
	p, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = p
	return nil
}
