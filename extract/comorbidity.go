package extract

import (
	"slices"
	"strings"
)

// comorbidityPrefixes is a table of groups by code prefix.
type comorbidityPrefixes map[string][]int

func prefixes(groups []comorbidityGroup) comorbidityPrefixes {
	m := make(comorbidityPrefixes)
	for i, g := range groups {
		for p := range strings.FieldsSeq(g.codes) {
			m[p] = append(m[p], i)
		}
	}
	return m
}

var (
	charlsonPrefixes   = prefixes(charlsonGroups)
	elixhauserPrefixes = prefixes(elixhauserGroups)
)

// Comorbidities returns the names of the groups of the Charlson index and of the
// Elixhauser measure that an ICD-10-CM code, with or without dot, belongs to.
func Comorbidities(code string) (charlson, elixhauser []string) {
	code = strings.ReplaceAll(code, ".", "")
	return groupNames(charlsonGroups, charlsonPrefixes, code), groupNames(elixhauserGroups, elixhauserPrefixes, code)
}

func groupNames(groups []comorbidityGroup, by comorbidityPrefixes, code string) []string {
	var out []string
	for n := 3; n <= len(code); n++ {
		for _, g := range by[code[:n]] {
			if !slices.Contains(out, groups[g].name) {
				out = append(out, groups[g].name)
			}
		}
	}
	return out
}

// CharlsonIndex returns the Charlson comorbidity index, with its weights of
// 1987, of what a history holds, present or past. Where the milder and the
// graver form of one disease are both there, the graver counts.
func CharlsonIndex(history []Entry) int { return weigh(history, charlsonGroups, charlsonOf, graver) }

// ElixhauserScore returns van Walraven's score of what a history holds.
func ElixhauserScore(history []Entry) int {
	return weigh(history, elixhauserGroups, elixhauserOf, graver)
}

func charlsonOf(e *Entry) []string   { return e.Charlson }
func elixhauserOf(e *Entry) []string { return e.Elixhauser }

// graver maps a group to the one that takes its place.
var graver = map[string]string{
	"diabetes without complications": "diabetes with complications",
	"mild liver disease":             "moderate or severe liver disease",
	"cancer":                         "metastatic cancer",
	"solid tumor":                    "metastatic cancer",
	"diabetes, uncomplicated":        "diabetes, complicated",
	"hypertension, uncomplicated":    "hypertension, complicated",
}

func weigh(history []Entry, groups []comorbidityGroup, of func(*Entry) []string, graver map[string]string) int {
	have := make(map[string]bool)
	for i := range history {
		for _, g := range of(&history[i]) {
			have[g] = true
		}
	}
	sum := 0
	for _, g := range groups {
		if have[g.name] && !have[graver[g.name]] {
			sum += g.weight
		}
	}
	return sum
}
