package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// sideWords in descriptions, with the side that they name.
var sideWords = []struct {
	words string
	side  icd10.Side
}{
	{"bilateral", icd10.Bilateral}, {"right", icd10.Right}, {"left", icd10.Left},
	{"unspecified", icd10.Unspecified},
}

// groupSides finds the codes that differ in their side only: children of one
// code whose descriptions are the same but for one word.
func (t *codeTable) groupSides() {
	next := 1
	for i := range t.codes {
		kids := t.codes[i].kids
		if len(kids) < 2 {
			continue
		}
		byKey := make(map[string][]icd10.Code)
		side := make(map[icd10.Code]icd10.Side)
		for _, k := range kids {
			for _, w := range sideWords {
				keys := cutWord(t.codes[k].Name, w.words)
				for _, key := range keys {
					byKey[key] = append(byKey[key], k)
				}
				if len(keys) > 0 {
					side[k] = w.side
					break
				}
			}
		}
		for _, k := range kids {
			if t.codes[k].Group != 0 || side[k] == 0 {
				continue
			}
			for _, key := range slices.Sorted(maps.Keys(byKey)) {
				members := byKey[key]
				if !contains(members, k) || !sided(members, side) {
					continue
				}
				for _, m := range members {
					t.codes[m].Group, t.codes[m].Side = next, side[m]
				}
				next++
				break
			}
		}
	}
	t.renumberGroups()
}

// renumberGroups numbers the groups in the order of their first code.
func (t *codeTable) renumberGroups() {
	to := make(map[int]int)
	for i := range t.codes {
		g := t.codes[i].Group
		if g == 0 {
			continue
		}
		if to[g] == 0 {
			to[g] = len(to) + 1
		}
		t.codes[i].Group = to[g]
	}
}

func contains(cs []icd10.Code, c icd10.Code) bool {
	for _, x := range cs {
		if x == c {
			return true
		}
	}
	return false
}

// sided reports whether the codes name both the right and the left, each once.
func sided(cs []icd10.Code, side map[icd10.Code]icd10.Side) bool {
	var n [5]int
	for _, c := range cs {
		n[side[c]]++
	}
	return n[icd10.Right] == 1 && n[icd10.Left] == 1 && n[icd10.Bilateral] <= 1 && n[icd10.Unspecified] <= 1
}

// cutWord takes the word out of a description, each of its occurrences in turn
// and all at once, and returns what remains, words only.
func cutWord(desc, word string) []string {
	var ws, keys []string
	for _, w := range rawWords(strings.ToLower(desc)) {
		if w != "unilateral" && !(stopWords[w] && w != "unspecified") {
			ws = append(ws, singular(w))
		}
	}
	for i, w := range ws {
		if w != word {
			continue
		}
		rest := ws[i+1:]
		if len(rest) > 0 && (rest[0] == "eye" || rest[0] == "ear") {
			rest = rest[1:] // "right eye" beside "bilateral"
		}
		keys = append(keys, strings.Join(slices.Concat(ws[:i], rest), " "))
	}
	if len(keys) > 1 { // "right ankle and joints of right foot"
		keys = append(keys, strings.Join(slices.DeleteFunc(ws, func(w string) bool { return w == word }), " "))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// complete returns the billable code that says no more than c does: at each
// step down the child for what is not specified.
func (t *codeTable) complete(c icd10.Code) icd10.Code {
	for !t.codes[c].Leaf {
		best, score := icd10.None, -1000
		for i, k := range t.codes[c].kids {
			if s := t.plainness(c, k) - i; s > score {
				best, score = k, s
			}
		}
		c = best
	}
	return c
}

// plainness says how well a child stands for its parent when nothing more is
// known. The ranking follows the coders' habit: "unspecified" first, then the
// uncomplicated, never "other specified".
func (t *codeTable) plainness(parent, k icd10.Code) int {
	name := strings.ToLower(t.codes[k].Name)
	code := t.codes[k].Code
	s := 0
	if strings.Contains(name, "unspecified") && !strings.Contains(name, "unspecified complication") {
		s += 400
	}
	if t.codes[k].Side == icd10.Unspecified {
		s += 100
	}
	for _, w := range []string{"without complication", "without status", "not intractable", "uncomplicated", "without macular edema", "without hematoma", "without behavioral", "without gangrene", "without obstruction", "without bleeding", "without hemorrhage", "without perforation"} {
		if strings.Contains(name, w) {
			s += 100
		}
	}
	if strings.HasSuffix(code, "9") {
		s += 120
	}
	if strings.HasSuffix(code, "0") {
		s += 60
	}
	if strings.HasPrefix(name, "other") {
		s -= 200
	}
	if strings.Contains(name, " female ") {
		s += 150 // of sexes, neoplasm of the breast: the common one
	}
	return s
}
