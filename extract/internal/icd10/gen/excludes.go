package main

import (
	"regexp"
	"strings"
)

// codeRef is a code or a range of codes as the notes of the tabular list print
// it: "A32.-", "A04.0-A04.4", "J12-J18".
var codeRef = regexp.MustCompile(`[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]+)?(?:\.?-)?(?:-?[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]+)?\.?-?)?`)

// codeRanges returns the codes that Excludes1 notes name in brackets, as
// inclusive ranges of prefixes. A note without codes names none.
func codeRanges(notes []string) (out [][2]string) {
	for _, n := range notes {
		for _, in := range bracketed.FindAllString(n, -1) {
			for _, ref := range codeRef.FindAllString(in, -1) {
				first, last, span := strings.Cut(strings.TrimRight(ref, "-."), "-")
				first = strings.TrimRight(first, ".")
				if !span || !strings.ContainsAny(last, "0123456789") {
					last = first
				}
				out = append(out, [2]string{first, strings.TrimRight(last, ".-")})
			}
		}
	}
	return out
}

var bracketed = regexp.MustCompile(`\([^)]*\)`)
