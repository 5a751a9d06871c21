package dates_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/text"
)

func find(s string) []dates.Match {
	return dates.AppendTokens(nil, s, text.AppendTokens(nil, s))
}

// spans writes the matches of s between angle brackets.
func spans(s string, least dates.Certainty) string {
	var b strings.Builder
	last := 0
	for _, m := range find(s) {
		if m.Certainty < least {
			continue
		}
		b.WriteString(s[last:m.Start] + "<" + m.Of(s) + ">")
		last = m.End
	}
	return b.String() + s[last:]
}

// Each row is one text with its dates marked; the name says which convention or
// trap it shows.
func TestAppendMarks(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"weekday with date is one span", "Seen <Tue 3/14> in clinic"},
		{"weekday, month, ordinal, year", "Admitted <Friday, March 3rd, 2017>."},
		{"two ends of a range are two spans", "hospitalised <3/14>-<3/21> for sepsis"},
		{"ends that share the month are one", "away <March 3-5> only"},
		{"range before the month", "course <18–19 May 2022> done"},
		{"time is left out after T", "at <2019-03-14>T10:22 local"},
		{"only the date of a message time", "PID|<20190314>1022|x"},
		{"time after the date", "on <03/14/2019> 10:22"},
		{"late and early are outside", "since late <February> this year"},
		{"apostrophe belongs to the year", "stroke in <'95> and again"},
		{"month and apostrophe year", "since <Jan '14> on"},
		{"years alone", "CABG in <2009>, stent in <2014>"},
		{"range of years", "worked there <1998>-<2006> and left"},
		{"short second year", "served <1968>-<72> abroad"},
		{"decade", "since the <1990s> a smoker"},
		{"season of a year", "in the <fall of 2018> she"},
		{"quarter", "relapse <Q2 2020> noted"},
		{"holiday", "fell on <Labor Day> at home"},
		{"holiday with year", "since <New Year's Day 2017> off"},
		{"ordinal words", "on the <fourteenth of March> she"},
		{"words of a dictation", "seen <november second nineteen forty eight> by"},
		{"slashes spoken", "on <two slash seventeen slash nineteen> seen"},
		{"military", "drawn <14MAR19> 0600"},
		{"dash and month name", "DOB <14-MAR-1962> F"},
		{"dots, month first", "on <03.14.2019> seen"},
		{"dots, day first", "on <27.12.2023> seen"},
		{"year first by name", "seen <2018 Nov 03> again"},
		{"Roman month", "born <12.IX.1944> in"},
		{"Spanish", "el <3 de marzo> fue"},
		{"scanner letters", "seen <O3/l4/2O19> by"},
		{"month with year only", "since <June of 1987> on"},
		{"month and year in numbers", "mammogram <3/2021> normal"},
		{"year and month", "since <2021-03> on"},
		{"lost blank", "examined on<10/09/2021> at"},
		{"plural weekday", "dialysis on <Tuesdays> only"},
		{"weekday and ordinal", "back <Wed the 8th> for"},
		{"line break inside a full date", "seen on March\n14, 2019 by"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.want
			if tt.name == "line break inside a full date" {
				want = "seen on <March\n14, 2019> by"
			}
			assert.Equal(t, want, spans(strings.NewReplacer("<", "", ">", "").Replace(want), dates.Possible))
		})
	}
}

func TestAppendDoubts(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		most       dates.Certainty // no match is surer; 0 is no match at all
	}{
		{"blood pressure", "BP 120/80 mmHg", 0},
		{"strength", "strength 5/5 throughout", dates.Doubtful},
		{"strength after", "5/5 strength in legs", dates.Doubtful},
		{"pain score", "pain 7/10 today", dates.Doubtful},
		{"murmur", "a 2/6 systolic murmur", dates.Doubtful},
		{"vision", "20/20 vision", 0},
		{"fraction of a tablet", "take 1/2 tablet", dates.Doubtful},
		{"temperature", "T 98.6 HR 72", 0},
		{"dose range", "takes 5-10 mg", dates.Doubtful},
		{"version", "software 2.0.1 installed", 0},
		{"address of a host", "from 10.2.19.4 at", 0},
		{"social security number", "SSN 123-45-6789", 0},
		{"phone", "call 555-0134 or 312-555-0134", 0},
		{"verb may", "she may go home", dates.Doubtful},
		{"verb march", "told to march on", dates.Doubtful},
		{"a fall", "had a fall at home", dates.Doubtful},
		{"oxygen", "O2 sat 98 on air", dates.Doubtful},
		{"second", "a second opinion", 0},
		{"amount that looks like a year", "drank 2000 mL of water", dates.Doubtful},
		{"room", "in room 2012 now", dates.Doubtful},
		{"a bare year", "MI 2012, stent", dates.Possible},
		{"record named MAR", "see MAR for doses", dates.Doubtful},
		{"hour interval", "morphine q4h", 0},
		{"thousands", "WBC 12,000 and 2,019", 0},
		{"height", "stands 5'11 tall", 0},
		{"money", "paid $2019 for it", 0},
		{"opening hours", "open Sat 9-5 only", dates.Likely},
		{"letters that are words", "Il will ill lol OO", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, m := range find(tt.text) {
				assert.LessOrEqual(t, m.Certainty, tt.most, "%q", m.Of(tt.text))
			}
		})
	}
}

func TestAppendSureShapes(t *testing.T) {
	for _, s := range []string{"03/14/2019", "3/14/19", "2019-03-14", "March 14, 2019", "14-MAR-19", "March 14th", "Tue 3/14", "Q2 2020",
		"Labor Day 2019", "fall of 2018", "fourteenth of March", "3/2021", "March 2019", "27.12.2023", "1990s", "Tuesday"} {
		ms := find(s)
		require.Len(t, ms, 1, s)
		assert.Equal(t, dates.Sure, ms[0].Certainty, s)
		assert.Equal(t, s, ms[0].Of(s))
	}
}

func TestOrderOfDayAndMonthFollowsTheNote(t *testing.T) {
	ms := find("seen 27/12/2023 and 03/04/2024")
	require.Len(t, ms, 2)
	assert.Equal(t, int8(4), ms[1].Date.Month, "the other date is day first")
	ms = find("seen 12/27/2023 and 03/04/2024")
	assert.Equal(t, int8(3), ms[1].Date.Month)
	ms = find("seen 27/12/2023, 12/27/2023 and 03/04/2024")
	assert.Equal(t, int8(3), ms[2].Date.Month, "a note that has both is read month first")
}

func TestTokensOfMatch(t *testing.T) {
	s := "on 201903141022 he"
	toks := text.AppendTokens(nil, s)
	m := dates.AppendTokens(nil, s, toks)[0]
	assert.Equal(t, "20190314", m.Of(s))
	assert.EqualValues(t, 1, m.FirstToken)
	assert.EqualValues(t, 2, m.EndToken, "the last token holds the time too")
}

func TestResolveFillsFromReference(t *testing.T) {
	ref := time.Date(2019, 3, 14, 0, 0, 0, 0, time.UTC) // a Thursday
	for _, tt := range []struct{ text, want string }{
		{"3/10", "2019-03-10"},
		{"12/28", "2018-12-28"},
		{"Tuesday", "2019-03-12"},
		{"Sunday", "2019-03-17"},
		{"the 2nd", "2019-03-02"},
		{"February", "2019-02-15"},
		{"2012", "2012-07-02"},
		{"'95", "1995-07-02"},
		{"5/1/49", "1949-05-01"},
		{"Labor Day", "2018-09-03"},
		{"Thanksgiving", "2018-11-22"},
		{"Easter 2024", "2024-03-31"},
		{"Memorial Day 2019", "2019-05-27"},
		{"Feb 29", "2020-02-29"},
		{"Q2 2020", "2020-05-15"},
		{"", ""},
	} {
		if tt.text == "" {
			continue
		}
		s := "since " + tt.text
		ms := find(s)
		require.Len(t, ms, 1, tt.text)
		got, ok := ms[0].Resolve(ref)
		require.True(t, ok, tt.text)
		assert.Equal(t, tt.want, got.Format(time.DateOnly), tt.text)
	}
	for _, s := range []string{"2/30/2019", "Ramadan"} {
		m, ok := dates.Parse(s)
		require.True(t, ok, s)
		_, ok = m.Resolve(ref)
		assert.False(t, ok, "%s is no known day", s)
	}
}

func TestParseWantsTheWholeText(t *testing.T) {
	for _, s := range []string{"", "x", "3/14/2019 x", "on 3/14/2019", "3/14/2019 3/15/2019", strings.Repeat("1", 200)} {
		_, ok := dates.Parse(s)
		assert.False(t, ok, "%q", s)
	}
	_, ok := dates.Parse("the 14th")
	assert.False(t, ok, "the article is no part of the date")
	m, ok := dates.Parse("14th")
	require.True(t, ok)
	assert.EqualValues(t, 14, m.Date.Day)
}

func ExampleMatch_Shift() {
	note := "Seen on March 14th, 2019; back Tue 3/19."
	ref := time.Date(2019, 3, 14, 0, 0, 0, 0, time.UTC)
	for _, m := range dates.AppendTokens(nil, note, text.AppendTokens(nil, note)) {
		s, _ := m.Shift(note, ref, 10)
		fmt.Println(m.Of(note), "→", s)
	}
	// Output:
	// March 14th, 2019 → March 24th, 2019
	// Tue 3/19 → Fri 3/29
}

func FuzzAppend(f *testing.F) {
	for _, s := range []string{"03/14/2019", "March 14th, 2019", "14-MAR-19", "O3/l4/2O19", "'95", "Q2 2020", "New Year's Day 2017",
		"Tue, 27.12.2023", "2019-03-14T10:22", "nineteen ninety five", "twenty-first of May 2001", "3 de marzo", "1990s", "12.IX.1944",
		"März 3", "\xe2\x80\x9995", "11/'22", "1968–72", "5\u00a0May\u00a02019", "Wed.,Oct.3"} {
		f.Add(s)
	}
	ref := time.Date(2019, 3, 14, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		toks := text.AppendTokens(nil, s)
		last := 0
		for _, m := range dates.AppendTokens(nil, s, toks) {
			require.GreaterOrEqual(t, m.Start, last)
			require.Greater(t, m.End, m.Start)
			require.LessOrEqual(t, m.End, len(s))
			require.Less(t, m.FirstToken, m.EndToken)
			require.LessOrEqual(t, int(m.EndToken), len(toks))
			require.NotZero(t, m.Certainty)
			require.NotEqual(t, dates.PrecisionNone, m.Date.Precision())
			last = m.End
			if m.NoisyDigits {
				continue
			}
			same, ok := m.Format(s, m.Date)
			require.True(t, ok)
			require.Equal(t, m.Of(s), same)
			m.Shift(s, ref, 37)
		}
	})
}

var note = strings.Repeat(`DISCHARGE SUMMARY
Admitted 03/14/2019, discharged March 21st. The patient is a 63 year old man with hypertension and
diabetes who presented with three days of cough, fever to 101.4 and shortness of breath. BP 142/88, HR 96,
RR 22, SpO2 91% on room air. He may have had a similar episode in 2012. Strength 5/5 in all extremities.
Chest film shows a right lower lobe consolidation. Ceftriaxone 1 g IV q24h and azithromycin 500 mg daily
were started in the emergency department. Sputum culture grew Streptococcus pneumoniae, sensitive.
`, 20)

func BenchmarkAppend(b *testing.B) {
	toks := text.AppendTokens(nil, note)
	var ms []dates.Match
	b.SetBytes(int64(len(note)))
	b.ReportAllocs()
	for b.Loop() {
		ms = dates.AppendTokens(ms[:0], note, toks)
	}
	sure := 0
	for _, m := range ms {
		if m.Certainty == dates.Sure {
			sure++
		}
	}
	if sure != 40 {
		b.Fatalf("%d sure dates, want 40", sure)
	}
}
