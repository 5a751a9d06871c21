package redact

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"github.com/lethe-health/lethe/labels"
)

// zip3CSV is the population of each three-digit ZIP prefix by the 2020
// Decennial Census, summed over ZIP Code Tabulation Areas.
//
//go:embed zip3_population_2020.csv
var zip3CSV string

var zip3Table = sync.OnceValue(func() *[1000]int32 {
	var t [1000]int32
	for line := range strings.Lines(zip3CSV) {
		prefix, n, ok := strings.Cut(strings.TrimSpace(line), ",")
		p, err := strconv.Atoi(prefix)
		people, err2 := strconv.Atoi(n)
		if ok && err == nil && err2 == nil && p >= 0 && p < len(t) {
			t[p] = int32(people)
		}
	}
	return &t
})

// zip3Population is how many people live in the ZIP codes with the first three
// digits of zip; 0 where the prefix is unknown.
func zip3Population(zip string) int {
	if p, ok := prefixOf(zip); ok {
		return int(zip3Table()[p])
	}
	return 0
}

func prefixOf(zip string) (int, bool) {
	if len(zip) < 3 {
		return 0, false
	}
	p, err := strconv.ParseUint(zip[:3], 10, 16)
	return int(p), err == nil
}

// sparseBefore are prefixes of 20,000 people or fewer in the censuses of 2000
// (the list in HHS's guidance on de-identification) and 2010, but not in 2020.
const sparseBefore = "063 790 830 831 890 "

// zip3 returns the three digits that may stay of a ZIP code, or 000.
func zip3(zip string, allCensuses bool) string {
	z := labels.SafeZIP3(strings.TrimSpace(zip))
	if allCensuses && strings.Contains(sparseBefore, z+" ") {
		return "000"
	}
	return z
}
