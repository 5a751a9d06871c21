package extract

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// Entry is one condition of a patient's history, merged from all mentions of it.
type Entry struct {
	Code      string
	System    string // [System]
	Name      string
	Combined  string    // the code before a combination rule changed it, else empty
	Assertion Assertion // [Present] or [Historical]
	Date      time.Time // the earliest date told or known; zero when none is
	Last      time.Time // the latest
	Mentions  int       // how many mentions were merged
	Score     float64   // that of the surest mention
	// Charlson and Elixhauser name the comorbidity groups of the code, HCC its
	// CMS-HCC V28 payment category; empty or 0 for none.
	Charlson   []string
	Elixhauser []string
	HCC        int
}

// History merges the diagnoses of a patient's notes into the entries of a
// history: what the patient has, and apart from it what the patient had. What
// is negated, of the family, hypothetical or uncertain never enters. A code
// that says no more than its category ("unspecified") is taken into a more
// specific one of the same category and assertion. Then the rules of coding
// apply: conditions that have one code together take it, codes that exclude each
// other do not stand side by side, and symptoms that belong to a disease found
// at the same time go with it. Entries are sorted by date,
// then by code.
func History(ds []Diagnosis) []Entry {
	type key struct {
		code string
		a    Assertion
	}
	at := make(map[key]int)
	var out []Entry
	for i := range ds {
		d := &ds[i]
		if d.System != System || !d.Billable || d.Assertion != Present && d.Assertion != Historical {
			continue
		}
		k := key{d.Code, d.Assertion}
		n, ok := at[k]
		if !ok {
			n = len(out)
			at[k] = n
			out = append(out, newEntry(d))
		}
		out[n].take(d.Date, d.Date, 1, d.Score)
	}
	out = settle(absorb(out))
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Assertion, b.Assertion))
	})
	return out
}

func newEntry(d *Diagnosis) Entry {
	e := Entry{Code: d.Code, System: d.System, Name: d.Name, Assertion: d.Assertion}
	dict := icd10.Default()
	if c, _, ok := dict.Lookup(d.Code); ok {
		e.HCC = dict.HCC(c)
	}
	e.Charlson, e.Elixhauser = Comorbidities(d.Code)
	return e
}

func (e *Entry) take(first, last time.Time, mentions int, score float64) {
	if e.Date.IsZero() || !first.IsZero() && first.Before(e.Date) {
		e.Date = first
	}
	if last.After(e.Last) {
		e.Last = last
	}
	e.Mentions += mentions
	e.Score = max(e.Score, score)
}

// absorb merges the unspecified codes into the specific ones of their category.
func absorb(in []Entry) []Entry {
	out := in[:0:0]
	for i := range in {
		if !unspecified(&in[i]) {
			out = append(out, in[i])
		}
	}
	specific := len(out)
	for i := range in {
		e := &in[i]
		if !unspecified(e) {
			continue
		}
		into := slices.IndexFunc(out[:specific], func(s Entry) bool {
			return s.Assertion == e.Assertion && s.Code[:3] == e.Code[:3]
		})
		if into < 0 {
			out = append(out, *e)
			continue
		}
		out[into].take(e.Date, e.Last, e.Mentions, e.Score)
	}
	return out
}

// unspecified reports whether the entry says no more than its category does.
func unspecified(e *Entry) bool {
	dict := icd10.Default()
	c, _, ok := dict.Lookup(e.Code[:3])
	if !ok {
		return false
	}
	full := dict.Complete(c)
	return full != icd10.None && strings.HasPrefix(e.Code, dict.String(full)) && dict.String(full) != e.Code[:3]
}
