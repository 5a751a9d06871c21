package redact

import (
	"strconv"
	"strings"
)

// ageYears reads an age: "92", "92-year-old", "ninety-two", "in her 90s" by its
// number, "3 months" as 0. It is false where no number is found.
func ageYears(s string) (years int, ok bool) {
	years, unit, ok := parseAge(s)
	if ok && unit != "" {
		return 0, true
	}
	return years, ok
}

// ageWords are the cardinals that ages are written in.
var ageWords = map[string]int{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
	"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
	"octogenarian": 80, "nonagenarian": 90, "centenarian": 100,
}

// smallUnits are units of an infant's age, by how they begin.
var smallUnits = []string{"mo", "week", "wk", "day", "hour", "hr", "min"}

// parseAge returns the number of an age and its unit when that is shorter than
// a year. The largest of several numbers counts, so that "88-92" is 92.
func parseAge(s string) (n int, unit string, ok bool) {
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r == ' ' || r == '-' || r == '–' || r == '\n' || r == '\t' || r == '/' || r == ',' || r == '~' || r == '+' || r == '\'' || r == '’'
	}) {
		digits := 0
		for digits < len(w) && w[digits] >= '0' && w[digits] <= '9' {
			digits++
		}
		rest := w[digits:]
		if digits > 0 && digits < 4 {
			v, _ := strconv.Atoi(w[:digits])
			n, ok = max(n, v), true
		} else if v, known := ageWords[w]; known {
			switch {
			case v < 10 && n >= 20 && n%10 == 0:
				n += v
			case v == 100 && n > 0 && n < 10:
				n *= 100
			default:
				n = max(n, v)
			}
			ok = true
			continue
		}
		for _, u := range smallUnits {
			if rest != "" && strings.HasPrefix(rest, u) || rest == "d" || rest == "w" || rest == "h" {
				unit = rest
			}
		}
	}
	return n, unit, ok
}

// capAge writes ages of limit and over as "90 or older" and leaves the others.
func capAge(s string, limit int) (string, bool) {
	years, ok := ageYears(s)
	if !ok {
		return "", false
	}
	if years >= limit {
		return strconv.Itoa(limit) + " or older", true
	}
	return s, true
}

// bandAge writes an age as a band of width years, "60-69", capped at limit.
func bandAge(s string, width, limit int) (string, bool) {
	years, ok := ageYears(s)
	if !ok {
		return "", false
	}
	if years >= limit {
		return strconv.Itoa(limit) + " or older", true
	}
	low := years - years%width
	high := min(low+width, limit) - 1
	return strconv.Itoa(low) + "-" + strconv.Itoa(high), true
}
