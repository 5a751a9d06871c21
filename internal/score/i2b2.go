package score

import (
	"math"
	"unicode/utf8"

	"github.com/lethe-health/lethe/labels"
)

// relaxedEnd is how many characters the end of a span may be off in the relaxed
// measure.
const relaxedEnd = 2

// i2b2HIPAA are the types of the shared task's HIPAA subset. It differs from
// Safe Harbor: ORGANIZATION counts, LOCATION-OTHER, URL and USERNAME do not,
// and every date and every age does.
var i2b2HIPAA = setOf(
	labels.Patient, labels.City, labels.Street, labels.Zip, labels.Organization, labels.Date, labels.Phone, labels.Fax,
	labels.Email, labels.MedicalRecord, labels.HealthPlan, labels.Device, labels.BioID, labels.Age,
)

// Measure is one way to compare annotations in the shared task.
type Measure uint8

// The measures.
const (
	Strict      Measure = iota // span and type exact
	Relaxed                    // start and type exact, the end off by two characters at most
	Token                      // type of each token of a span
	BinarySpan                 // span exact, type ignored
	BinaryToken                // tokens of spans, type ignored

	numMeasures
)

var measureNames = [numMeasures]string{"strict", "relaxed", "token", "binary strict", "binary token"}

func (m Measure) String() string {
	if m < numMeasures {
		return measureNames[m]
	}
	return "invalid"
}

// Measures returns all measures in order.
func Measures() []Measure {
	return []Measure{Strict, Relaxed, Token, BinarySpan, BinaryToken}
}

// Subset is a set of types that a figure is over.
type Subset uint8

// The subsets.
const (
	AllTypes Subset = iota
	// HIPAA are the types that the task's authors count as HIPAA's, IDNUM
	// among them as they describe it.
	HIPAA
	// HIPAAScript is HIPAA as the task's own evaluation program counts it: a
	// space in the program's pattern keeps IDNUM out of the subset. Published
	// figures are of this kind. Since this library's IDNUM holds what the task
	// splits into SSN, ACCOUNT, LICENSE, VEHICLE and IDNUM, the subset is
	// smaller here than there.
	HIPAAScript

	numSubsets
)

func (s Subset) String() string {
	switch s {
	case AllTypes:
		return "all types"
	case HIPAA:
		return "HIPAA"
	case HIPAAScript:
		return "HIPAA without IDNUM"
	}
	return "invalid"
}

// Subsets returns all subsets in order.
func Subsets() []Subset { return []Subset{AllTypes, HIPAA, HIPAAScript} }

func (s Subset) has(t labels.Type) bool {
	switch s {
	case HIPAA:
		return i2b2HIPAA.has(t) || t == labels.IDNum
	case HIPAAScript:
		return i2b2HIPAA.has(t)
	}
	return true
}

// I2B2Report is what [I2B2] found.
type I2B2Report struct {
	Notes  int
	Micro  [numSubsets][numMeasures]Counts
	ByType [labels.NumTypes + 1][numMeasures]Counts // indexed by type
	ByNote []I2B2Note
}

// I2B2Note are the counts of one note.
type I2B2Note struct {
	ID     string
	Counts [numSubsets][numMeasures]Counts
}

// Rates returns the micro-averaged rates, the task's primary figures. As in the
// task's program, nothing out of nothing is 0.
func (r *I2B2Report) Rates(s Subset, m Measure) Rates { return r.Micro[s][m].rates(0) }

// Macro returns the mean over notes of precision and of recall, the F1 of the
// two means, and the standard deviations of precision and recall over notes.
func (r *I2B2Report) Macro(s Subset, m Measure) (mean Rates, sdP, sdR float64) {
	if len(r.ByNote) == 0 {
		return Rates{}, 0, 0
	}
	var sumP, sumR, sqP, sqR float64
	for _, n := range r.ByNote {
		v := n.Counts[s][m].rates(0)
		sumP, sumR = sumP+v.P, sumR+v.R
		sqP, sqR = sqP+v.P*v.P, sqR+v.R*v.R
	}
	n := float64(len(r.ByNote))
	mean = harmonic(sumP/n, sumR/n)
	sd := func(sum, sq float64) float64 { return math.Sqrt(math.Max(0, sq/n-sum/n*sum/n)) }
	return mean, sd(sumP, sqP), sd(sumR, sqR)
}

// I2B2 sums up notes. The zero value is ready; it is not safe for concurrent
// use. Notes without a prediction count as notes with an empty one; the task's
// program leaves them out, which nobody should want.
type I2B2 struct {
	report I2B2Report
}

// Report returns what was found so far. The slices in it must not be changed.
func (s *I2B2) Report() I2B2Report { return s.report }

// Add counts one note.
func (s *I2B2) Add(n Note) {
	gold, pred := keys(n.Gold, len(n.Text)), keys(n.Pred, len(n.Text))
	note := I2B2Note{ID: n.ID}
	for _, sub := range Subsets() {
		note.Counts[sub] = measure(n.Text, filter(gold, sub.has), filter(pred, sub.has))
		for m := range note.Counts[sub] {
			s.report.Micro[sub][m].add(note.Counts[sub][m])
		}
	}
	var seen typeSet
	for _, ks := range [2]map[key]struct{}{gold, pred} {
		for k := range ks {
			seen |= 1 << k.typ
		}
	}
	for _, t := range labels.Types() {
		if !seen.has(t) {
			continue
		}
		only := func(u labels.Type) bool { return u == t }
		for m, c := range measure(n.Text, filter(gold, only), filter(pred, only)) {
			s.report.ByType[t][m].add(c)
		}
	}
	s.report.Notes++
	s.report.ByNote = append(s.report.ByNote, note)
}

func filter(ks map[key]struct{}, ok func(labels.Type) bool) map[key]struct{} {
	m := make(map[key]struct{}, len(ks))
	for k := range ks {
		if ok(k.typ) {
			m[k] = struct{}{}
		}
	}
	return m
}

func measure(text string, gold, pred map[key]struct{}) (c [numMeasures]Counts) {
	c[Strict] = compare(gold, pred)
	c[Relaxed] = relaxed(text, gold, pred)
	goldTokens, predTokens := asciiTokens(text, gold), asciiTokens(text, pred)
	c[Token] = compare(goldTokens, predTokens)
	c[BinarySpan] = compare(spansOf(gold), spansOf(pred))
	c[BinaryToken] = compare(spansOf(goldTokens), spansOf(predTokens))
	return c
}

// relaxed counts gold keys that have a predicted one of the same start and type
// whose end is at most two characters away, and predicted keys that answer to
// no gold one.
func relaxed(text string, gold, pred map[key]struct{}) Counts {
	type head struct {
		start int
		typ   labels.Type
	}
	ends := func(ks map[key]struct{}) map[head][]int {
		m := make(map[head][]int, len(ks))
		for k := range ks {
			m[head{k.start, k.typ}] = append(m[head{k.start, k.typ}], k.end)
		}
		return m
	}
	near := func(k key, in map[head][]int) bool {
		for _, end := range in[head{k.start, k.typ}] {
			lo, hi := min(end, k.end), max(end, k.end)
			if hi-lo <= relaxedEnd*utf8.UTFMax && utf8.RuneCountInString(text[lo:hi]) <= relaxedEnd {
				return true
			}
		}
		return false
	}
	var c Counts
	predEnds, goldEnds := ends(pred), ends(gold)
	for k := range gold {
		if near(k, predEnds) {
			c.TP++
		} else {
			c.FN++
		}
	}
	for k := range pred {
		if !near(k, goldEnds) {
			c.FP++
		}
	}
	return c
}

// asciiTokens returns the tokens of the spans with their types: runs of ASCII
// letters and digits within a span, as the task's program has them. A span
// without any such run counts as one empty token at its end.
func asciiTokens(text string, ks map[key]struct{}) map[key]struct{} {
	m := make(map[key]struct{}, 2*len(ks))
	for k := range ks {
		any := false
		for i := k.start; i < k.end; i++ {
			if !isASCIIToken(text[i]) {
				continue
			}
			j := i + 1
			for j < k.end && isASCIIToken(text[j]) {
				j++
			}
			m[key{i, j, k.typ}] = struct{}{}
			any = true
			i = j
		}
		if !any {
			m[key{k.end, k.end, k.typ}] = struct{}{}
		}
	}
	return m
}

func isASCIIToken(b byte) bool { return b < utf8.RuneSelf && isToken(rune(b)) }
