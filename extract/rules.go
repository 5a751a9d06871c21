package extract

import (
	"slices"
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// combinationRows: where a history holds the first code and one of the second,
// the first becomes the third. Source of all rows: ICD-10-CM Official Guidelines
// FY 2025, sections I.C.9.a (hypertension, "with" presumes the link to heart and
// kidney disease) and I.A.15 with the index under "Diabetes, with". A row
// further up wins.
var combinationRows = []struct {
	from string   // the code itself
	with []string // prefixes: one of each group, parted by spaces within a group
	to   string
}{
	{"I10", []string{"I50", "N18.5 N18.6"}, "I13.2"},
	{"I10", []string{"I50", "N18"}, "I13.0"},
	{"I10", []string{"I50"}, "I11.0"},
	{"I10", []string{"N18.5 N18.6"}, "I12.0"},
	{"I10", []string{"N18"}, "I12.9"},
	{"E11.9", []string{"N18"}, "E11.22"},
	{"E10.9", []string{"N18"}, "E10.22"},
	{"E11.9", []string{"G62.9"}, "E11.42"},
	{"E10.9", []string{"G62.9"}, "E10.42"},
	{"E11.9", []string{"K31.84"}, "E11.43"},
	{"E11.9", []string{"I73.9"}, "E11.51"},
	{"E11.9", []string{"L97.4 L97.5"}, "E11.621"},
	{"E11.9", []string{"R73.9"}, "E11.65"},
	{"J44.9", []string{"J18 J20 J22"}, "J44.0"},
	{"K70.30", []string{"R18.8"}, "K70.31"},
	{"N40.0", []string{"N13.8 R33 R35 R39.1"}, "N40.1"},
	{"K57.30", []string{"K57.92"}, "K57.32"},
}

// integralRows: a symptom that belongs to a disease is not coded beside it
// (Official Guidelines, section I.B.5), when both were found on one day.
var integralRows = []struct {
	symptoms, diseases string // prefixes
}{
	{"R07", "I20 I21 I26 J18 J93 S22 I30 J90"},
	{"R06.0 R06.2", "I50 J44 J45 J18 J96 J81 J80 I26 J20 J21 J43"},
	{"R05", "J18 J20 J21 J40 J44 J45 J06 J10 J11 U07.1 J00 J05"},
	{"R50.9", "J18 N39.0 A41 J10 J11 U07.1 J02 J03 L03 K35 K57.32 K57.92 N10 N12 G00 G03 A09 H66 J06"},
	{"R11", "A08 A09 K52 K56 K85 K35 K80 K81 K29 R11.2"},
	{"R19.7", "A04 A08 A09 K52 K50 K51 K58.0"},
	{"R10", "K35 K80 K81 K85 K57 K56 N20 K50 K51 K25 K26 K29 N10 N12 K58 N80"},
	{"R60", "I50 N04 I89.0 K74 I87.2 I82"},
	{"R31", "N20 N30 N39.0 C67 C64"},
	{"R30 R35.0", "N39.0 N30 N40.1"},
	{"R51", "G43 G44 I60 S06 G03"},
	{"R17", "K70 K72 K74 K80.5 K83 P59 C25 B15 B16 B17"},
	{"R73.9", "E08 E09 E10 E11 E13"},
	{"R42", "H81 H83"},
	{"R56.9", "G40"},
	{"R53", "F32 F33 D50 D64 E03 I50"},
	{"M25.5 M79.6", "M16 M17 M19 S72 S82 S52 S42 S62 S92 M10"},
	{"M54.5", "M51 M48.06 M54.16 M54.17"},
	{"R57", "R65.21"},
	{"R65.20", "R65.21"},
}

// settle applies the rules of coding to a history: combinations first, then
// exclusions, then symptoms.
func settle(h []Entry) []Entry {
	combineCodes(h)
	h = exclude(h)
	for _, r := range integralRows {
		kept := make([]Entry, 0, len(h))
		for i := range h {
			if !integral(h, i, r.symptoms, r.diseases) {
				kept = append(kept, h[i])
			}
		}
		h = kept
	}
	return h
}

func integral(h []Entry, i int, symptoms, diseases string) bool {
	e := &h[i]
	return e.Assertion == Present && hasPrefix(e.Code, symptoms) && slices.ContainsFunc(h, func(o Entry) bool {
		return o.Assertion == Present && hasPrefix(o.Code, diseases) && o.overlaps(e)
	})
}

// overlaps reports whether both were found within one stretch of days.
func (e *Entry) overlaps(o *Entry) bool { return !e.Date.After(o.Last) && !o.Date.After(e.Last) }

func combineCodes(h []Entry) {
	d := icd10.Default()
	for i := range h {
		e := &h[i]
		if e.Assertion != Present {
			continue
		}
		for _, r := range combinationRows {
			if e.Code != r.from || !allPresent(h, r.with) {
				continue
			}
			if c, _, ok := d.Lookup(r.to); ok {
				e.Combined = e.Code
				e.Code, e.Name, e.HCC = r.to, d.Name(c), d.HCC(c)
				e.Charlson, e.Elixhauser = Comorbidities(e.Code)
			}
			break
		}
	}
}

// allPresent reports whether the history has a present code of each group.
func allPresent(h []Entry, groups []string) bool {
	for _, g := range groups {
		if !slices.ContainsFunc(h, func(e Entry) bool { return e.Assertion == Present && hasPrefix(e.Code, g) }) {
			return false
		}
	}
	return true
}

func hasPrefix(code, prefixes string) bool {
	for p := range strings.FieldsSeq(prefixes) {
		if strings.HasPrefix(code, p) {
			return true
		}
	}
	return false
}
