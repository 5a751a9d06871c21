package redact

import (
	"strconv"
	"strings"
)

// numberStandIn keeps the shape of a number: digits for digits, letters for
// letters, the rest as it is. What looks like a social security number gets an
// area and group that the Social Security Administration never gives out.
func numberStandIn(st *stream, value string) string {
	b := []byte(value)
	ssn := len(value) == 11 && value[3] == value[6] && (value[3] == '-' || value[3] == ' ') && len(keepDigits(value)) == 9
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			b[i] = '0' + byte(st.below(10))
		case c >= 'A' && c <= 'Z':
			b[i] = 'A' + byte(st.below(26))
		case c >= 'a' && c <= 'z':
			b[i] = 'a' + byte(st.below(26))
		}
	}
	if ssn {
		b[0], b[4] = '9', '0' // 900 to 999 are no areas; taxpayer numbers in that range have groups from 50
	}
	return string(b)
}

// phoneStandIn keeps the form of a phone number. Numbers of North America get
// the exchange 555 and a line from 0100 to 0199, which are kept for fiction;
// international ones the country code 999, which nobody has.
func phoneStandIn(st *stream, value string) string {
	b := []byte(value)
	var at []int // places of digits
	main := len(b)
	if i := strings.IndexAny(strings.ToLower(value), "xe"); i > 0 {
		main = i // an extension follows
	}
	for i, c := range b {
		if c >= '0' && c <= '9' {
			b[i] = '0' + byte(st.below(10))
			if i < main {
				at = append(at, i)
			}
		}
	}
	set := func(from int, digits string) {
		for k := range digits {
			b[at[from+k]] = digits[k]
		}
	}
	n := len(at)
	north := n == 7 || n == 10 || n == 11 && value[at[0]] == '1'
	switch {
	case north:
		set(n-7, "55501")
		if n >= 10 {
			set(n-10, strconv.Itoa(2+st.below(8)))
		}
		if n == 11 {
			set(0, "1")
		}
	case n > 7:
		set(0, "999")
	}
	return string(b)
}

// testNets are the networks that RFC 5737 keeps for documentation.
var testNets = []string{"192.0.2.", "198.51.100.", "203.0.113."}

// urlStandIn gives an address of documentation, or a page of example.org (RFC
// 2606).
func urlStandIn(st *stream, value string) string {
	if strings.Count(value, ".") == 3 && strings.Trim(value, "0123456789.") == "" {
		return st.pick(testNets) + strconv.Itoa(1+st.below(254))
	}
	s := "example.org/" + strings.ToLower(st.pick(standIns().places))
	switch {
	case strings.HasPrefix(value, "https://"):
		return "https://" + s
	case strings.HasPrefix(value, "http://"):
		return "http://" + s
	case strings.HasPrefix(strings.ToLower(value), "www."):
		return "www." + s
	}
	return s
}

// emptyPrefixes are three-digit ZIP prefixes that are not in use.
var emptyPrefixes = []string{"213", "269", "343", "345", "348", "353", "419", "428", "429", "517", "518", "519", "529", "533", "536", "552"}

// zipStandIn gives an American ZIP code a prefix that is not in use; other
// postal codes keep their shape.
func zipStandIn(st *stream, value string) string {
	s := numberStandIn(st, value)
	if n := len(keepDigits(value)); (n == 5 || n == 9) && len(value) >= 5 && keepDigits(value[:5]) == value[:5] {
		return st.pick(emptyPrefixes) + s[3:]
	}
	return s
}
