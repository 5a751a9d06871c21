package dates_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/dates"
)

// march is the day the rows of shapes are read on.
var march = time.Date(2019, 3, 14, 0, 0, 0, 0, time.UTC)

// shapes are written dates, and the same twenty days later. An empty second
// column is a date that must not be written back: letters stand for digits, the
// day does not exist, or another calendar decides.
var shapes = []struct{ text, later string }{
	{"3/14/2019", "4/3/2019"},
	{"03/14/2019", "04/03/2019"},
	{"3/14/19", "4/3/19"},
	{"03/14/19", "04/03/19"},
	{"03/5/2019", "03/25/2019"},
	{"3/05/2019", "3/25/2019"},
	{"12/25/2019", "01/14/2020"},
	{"12/25/19", "1/14/20"},
	{"14/03/2019", "03/04/2019"},
	{"25/12/18", "14/1/19"},
	{"3-14-2019", "4-3-2019"},
	{"03-14-2019", "04-03-2019"},
	{"3-14-19", "4-3-19"},
	{"03-14-19", "04-03-19"},
	{"3.14.2019", "4.3.2019"},
	{"03.14.2019", "04.03.2019"},
	{"3.14.19", "4.3.19"},
	{"27.12.2023", "16.01.2024"},
	{"14·03·2019", "03·04·2019"},
	{"03 14 2019", "04 03 2019"},
	{"03 14 19", "04 03 19"},
	{"12 / 08 / 2019", "12 / 28 / 2019"},
	{"3/ 14/2019", "4/ 3/2019"},
	{"2019-03-14", "2019-04-03"},
	{"2019/03/14", "2019/04/03"},
	{"2019.03.14", "2019.04.03"},
	{"2019-3-4", "2019-3-24"},
	{"2019/3/4", "2019/3/24"},
	{"20190314", "20190403"},
	{"03142019", "04032019"},
	{"031419", "040319"},
	{"3/14", "4/3"},
	{"03/14", "04/03"},
	{"12/28", "1/17"},
	{"3-14", "4-3"},
	{"3.14", "4.3"},
	{"3/2019", "4/2019"},
	{"03/2019", "04/2019"},
	{"11/2019", "12/2019"},
	{"3-2019", "4-2019"},
	{"2019-03", "2019-04"},
	{"2019/03", "2019/04"},
	{"11/'19", "12/'19"},
	{"March 14, 2019", "April 3, 2019"},
	{"March 14 2019", "April 3 2019"},
	{"March 14,2019", "April 3,2019"},
	{"march 14, 2019", "april 3, 2019"},
	{"MARCH 14, 2019", "APRIL 3, 2019"},
	{"March 14th, 2019", "April 3rd, 2019"},
	{"March 14th 2019", "April 3rd 2019"},
	{"March 1st, 2019", "March 21st, 2019"},
	{"March 22nd, 2019", "April 11th, 2019"},
	{"MARCH 14TH, 2019", "APRIL 3RD, 2019"},
	{"March 14", "April 3"},
	{"March 14th", "April 3rd"},
	{"March the 14th", "April the 3rd"},
	{"Mar 14, 2019", "Apr 3, 2019"},
	{"Mar. 14, 2019", "Apr. 3, 2019"},
	{"MAR 14, 2019", "APR 3, 2019"},
	{"Mar 14", "Apr 3"},
	{"Mar. 14th", "Apr. 3rd"},
	{"Sept 14, 2019", "Oct 4, 2019"},
	{"Sept. 30", "Oct. 20"},
	{"May 5, 2019", "May 25, 2019"},
	{"14 March 2019", "3 April 2019"},
	{"14 Mar 2019", "3 Apr 2019"},
	{"14 MAR 2019", "3 APR 2019"},
	{"14 MAR 19", "3 APR 19"},
	{"14th March 2019", "3rd April 2019"},
	{"14th of March", "3rd of April"},
	{"14th of March, 2019", "3rd of April, 2019"},
	{"14th day of March, 2019", "3rd day of April, 2019"},
	{"4th of July", "24th of July"},
	{"14-Mar-2019", "03-Apr-2019"},
	{"14-MAR-2019", "03-APR-2019"},
	{"14-MAR-19", "03-APR-19"},
	{"4-Mar-19", "24-Mar-19"},
	{"14-Mar", "03-Apr"},
	{"04-MAY-2019", "24-MAY-2019"},
	{"14MAR", "03APR"},
	{"14MAR19", "03APR19"},
	{"14MAR2019", "03APR2019"},
	{"05MAY2019", "25MAY2019"},
	{"MAR-14-2019", "APR-3-2019"},
	{"Mar-14", "Apr-3"},
	{"2019 Mar 14", "2019 Apr 3"},
	{"2019-MAR-14", "2019-APR-3"},
	{"14.III.2019", "3.IV.2019"},
	{"3.iv.1955", "23.iv.1955"},
	{"March 2019", "April 2019"},
	{"Mar 2019", "Apr 2019"},
	{"March, 2019", "April, 2019"},
	{"march of 2019", "april of 2019"},
	{"Mar. 2019", "Apr. 2019"},
	{"March '19", "April '19"},
	{"Mar'19", "Apr'19"},
	{"March", "April"},
	{"Sept", "Oct"},
	{"JANUARY", "FEBRUARY"},
	{"2019", "2019"},
	{"'19", "'19"},
	{"’19", "’19"},
	{"1990s", "1990s"},
	{"'90s", "'90s"},
	{"Q2 2019", "Q2 2019"},
	{"Q2 '19", "Q2 '19"},
	{"Q4", "Q4"},
	{"2Q19", "2Q19"},
	{"first quarter of 2019", "first quarter of 2019"},
	{"spring", "spring"},
	{"Fall 2018", "Fall 2018"},
	{"fall of 2018", "fall of 2018"},
	{"winter '19", "winter '19"},
	{"AUTUMN 2018", "AUTUMN 2018"},
	{"Tuesday", "Monday"},
	{"Tues", "Mon"},
	{"TUE", "MON"},
	{"thurs", "wed"},
	{"Tuesdays", "Mondays"},
	{"Tue 3/14", "Mon 4/3"},
	{"Thursday, March 14, 2019", "Wednesday, April 3, 2019"},
	{"Thu, Mar 14", "Wed, Apr 3"},
	{"Thursday March 14th", "Wednesday April 3rd"},
	{"Thu 14 Mar 2019", "Wed 3 Apr 2019"},
	{"Thursday the 14th", "Wednesday the 3rd"},
	{"THU 03/14/2019", "WED 04/03/2019"},
	{"14th", "3rd"},
	{"22nd", "11th"},
	{"March 3-5", "March 23-25"},
	{"March 3-5, 2019", "March 23-25, 2019"},
	{"18–19 May 2018", "7–8 June 2018"},
	{"March fourteenth", "April third"},
	{"march fourteenth nineteen ninety", "april third nineteen ninety"},
	{"March twenty-first, 2019", "April tenth, 2019"},
	{"fourteenth of March", "third of April"},
	{"fourteenth of march two thousand nineteen", "third of april two thousand nineteen"},
	{"march the fourteenth twenty nineteen", "april the third twenty nineteen"},
	{"March fourteen", "April three"},
	{"two slash seventeen slash nineteen", "three slash nine slash nineteen"},
	{"nine nine sixty eight", "nine twenty nine sixty eight"},
	{"nineteen ninety five", "nineteen ninety five"},
	{"twenty nineteen", "twenty nineteen"},
	{"two thousand and nine", "two thousand and nine"},
	{"Christmas", "January 14"},
	{"Labor Day", "September 23"},
	{"Thanksgiving 2018", "December 12 2018"},
	{"New Year's Day 2019", "January 21 2019"},
	{"Ramadan", ""},
	{"3 de marzo", "23 de marzo"},
	{"3 février 2022", "23 février 2022"},
	{"O3/l4/2O19", ""},
	{"l2/l4/97", ""},
	{"02/29/2016", "03/20/2016"},
	{"February 29, 2020", "March 20, 2020"},
	{"12/31/2019", "01/20/2020"},
	{"Dec 31", "Jan 20"},
	{"2/30/2019", ""},
	{"1/1/00", "1/21/00"},
	{"12/31/99", "1/20/00"},
}

func TestShiftKeepsTheShape(t *testing.T) {
	require.GreaterOrEqual(t, len(shapes), 120)
	for _, tt := range shapes {
		t.Run(tt.text, func(t *testing.T) {
			m, ok := dates.Parse(tt.text)
			require.True(t, ok)
			got, ok := m.Shift(tt.text, march, 20)
			assert.Equal(t, tt.later != "", ok)
			assert.Equal(t, tt.later, got)
			if same, ok := m.Format(tt.text, m.Date); ok {
				assert.Equal(t, tt.text, same)
			} else {
				assert.True(t, m.NoisyDigits)
			}
		})
	}
}

// Whatever the shift, a date that names its day lands that many days away, and
// coming back gives the day it was.
func TestShiftKeepsIntervals(t *testing.T) {
	full := 0
	for _, tt := range shapes {
		m, _ := dates.Parse(tt.text)
		if p := m.Date.Precision(); p != dates.PrecisionDay || tt.later == "" || m.Date.EndDay != 0 {
			continue
		}
		full++
		at, ok := m.Resolve(march)
		require.True(t, ok, tt.text)
		for days := -400; days <= 400; days += 23 {
			s, ok := m.Shift(tt.text, march, days)
			require.True(t, ok, tt.text)
			moved, ok := dates.Parse(s)
			require.True(t, ok, s)
			if m.Order() == dates.DayFirst {
				moved.Swap()
			}
			ref := march.AddDate(0, 0, days)
			to, ok := moved.Resolve(ref)
			require.True(t, ok, s)
			want := at.AddDate(0, 0, days)
			if m.Date.ShortYear { // two digits name the century nearest to the reference
				assert.Equal(t, want.Format("01-02"), to.Format("01-02"), "%s → %s", tt.text, s)
				assert.Equal(t, want.Year()%100, to.Year()%100)
				continue
			}
			assert.Equal(t, want, to, "%s → %s", tt.text, s)
		}
	}
	assert.Greater(t, full, 60)
}

func TestWeekdayFollowsTheShift(t *testing.T) {
	for days, want := range map[int]string{1: "Wednesday", 6: "Monday", 7: "Tuesday", -1: "Monday", -365: "Monday", 0: "Tuesday"} {
		m, ok := dates.Parse("Tuesday")
		require.True(t, ok)
		got, ok := m.Shift("Tuesday", march, days)
		require.True(t, ok)
		assert.Equal(t, want, got, "%d days", days)
	}
}

func TestShiftAcrossYearsAndLeapDays(t *testing.T) {
	for _, tt := range []struct {
		text string
		days int
		want string
	}{
		{"12/31/2019", 1, "01/01/2020"},
		{"02/28/2020", 1, "02/29/2020"},
		{"02/29/2020", 1, "03/01/2020"},
		{"02/29/2020", 365, "02/28/2021"},
		{"02/29/2020", -366, "02/28/2019"},
		{"March 1, 2019", -1, "February 28, 2019"},
		{"winter of 2019", -90, "fall of 2018"},
		{"Q1 2020", -90, "Q4 2019"},
		{"March 28-30", 5, "April 2-4"},
		{"March 28-30", 2, ""},
		{"Mar. 30, 2019", 41, "May 10, 2019"},
		{"December 2019", 31, "January 2020"},
		{"2019", 365, "2020"},
		{"Christmas 2019", 366, "Christmas 2020"},
	} {
		m, ok := dates.Parse(tt.text)
		require.True(t, ok, tt.text)
		got, _ := m.Shift(tt.text, march, tt.days)
		assert.Equal(t, tt.want, got, "%s %+d", tt.text, tt.days)
	}
}
