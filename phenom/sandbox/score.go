package sandbox

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/phenom"
)

//go:generate go run ./internal/gencomorbidity -o comorbidity_table.go

// groupRow is a comorbidity group and its published weight.
type groupRow struct {
	name   string
	weight float64
}

// prefixRow is a code prefix, without dot, and the groups it belongs to: bit i
// is group i.
type prefixRow struct {
	prefix               string
	charlson, elixhauser uint32
}

// outranked drops the milder of two groups when both are met, as both papers
// want it.
var outranked = []struct {
	elixhauser     bool
	severe, milder string
}{
	{false, "diabwc", "diab"},
	{false, "msld", "mld"},
	{false, "metacanc", "canc"},
	{true, "hypc", "hypunc"},
	{true, "diabc", "diabunc"},
	{true, "metacanc", "solidtum"},
}

// profile is all that the model keeps of a patient, in one place for the
// real-time and the batch way.
type profile struct {
	birth, index         phenom.Date // index: the latest date in the history
	sex                  phenom.Sex
	charlson, elixhauser uint32 // groups met, as bits
	records, diagnoses   int32
}

func (p *profile) record(d phenom.Date) {
	p.records++
	if p.index.Before(d) {
		p.index = d
	}
}

// diagnosis takes up a coded diagnosis; other systems than ICD-10 count as
// records alone.
func (p *profile) diagnosis(d phenom.Date, code, system string) {
	p.record(d)
	if !isICD10System(system) {
		return
	}
	p.diagnoses++
	c, e := groupsOf(code)
	p.charlson |= c
	p.elixhauser |= e
}

func isICD10System(s string) bool {
	switch strings.ToUpper(strings.NewReplacer("-", "", "_", "", " ", "").Replace(s)) {
	case "ICD10", "ICD10CM":
		return true
	}
	return false
}

// groupsOf returns the groups of every prefix of the code that has any.
func groupsOf(code string) (charlson, elixhauser uint32) {
	code = strings.ToUpper(strings.ReplaceAll(code, ".", ""))
	for n := 3; n <= len(code); n++ {
		i, ok := slices.BinarySearchFunc(comorbidityPrefixes[:], code[:n], func(r prefixRow, s string) int {
			return cmp.Compare(r.prefix, s)
		})
		if ok {
			charlson |= comorbidityPrefixes[i].charlson
			elixhauser |= comorbidityPrefixes[i].elixhauser
		}
	}
	return charlson, elixhauser
}

// The model, in numbers. Published: the survival at ten years of Charlson 1987,
// 0.983^exp(0.9·score), whose classes end at "5 and over", with a point for each
// decade of age from 50 (Charlson 1994). Made up here: what Elixhauser points and
// sex add to the hazard, the interval's width, the ceiling, the bins. Nothing was
// fitted to any data.
const (
	tenYearSurvival  = 0.983
	hazardPerPoint   = 0.9
	mostPoints       = 5    // of Charlson, age apart
	elixhauserWeight = 0.04 // log hazard per van Walraven point
	mostWalraven     = 40
	maleLogHazard    = 0.14
	seBase, seFew    = 0.15, 0.6 // standard error of the log hazard: base + few/√(1+records)
	numBins          = 100
	ceiling          = 0.99 // what the probability of the sickest comes near to
)

// points returns the Charlson and van Walraven sums of the groups met.
func (p *profile) points() (charlson, walraven float64) {
	c, e := p.charlson, p.elixhauser
	for _, o := range outranked {
		mask, rows := &c, charlsonGroups[:]
		if o.elixhauser {
			mask, rows = &e, elixhauserGroups[:]
		}
		if *mask&bit(rows, o.severe) != 0 {
			*mask &^= bit(rows, o.milder)
		}
	}
	return sum(charlsonGroups[:], c), sum(elixhauserGroups[:], e)
}

func bit(rows []groupRow, name string) uint32 {
	return 1 << slices.IndexFunc(rows, func(g groupRow) bool { return g.name == name })
}

func sum(rows []groupRow, mask uint32) float64 {
	total := 0.0
	for i, g := range rows {
		if mask&(1<<i) != 0 {
			total += g.weight
		}
	}
	return total
}

func (p *profile) age() int { return p.birth.YearsTo(p.index) }

// agePoints is one point for each decade from 50 to 80.
func agePoints(age int) float64 {
	return float64(min(4, max(0, age/10-4)))
}

// hazard is that of the months of an outcome.
func hazard(months int, sex phenom.Sex, agePoints, charlson, walraven float64) float64 {
	h := -math.Log(tenYearSurvival) * float64(months) / 120
	if sex == phenom.Male {
		h *= math.Exp(maleLogHazard)
	}
	return h * math.Exp(hazardPerPoint*(agePoints+min(charlson, mostPoints))+elixhauserWeight*min(walraven, mostWalraven))
}

// score returns the synthetic score for an outcome. It depends on nothing but
// the profile and the outcome's horizon and population.
func (p *profile) score(patient string, o outcome) phenom.Result {
	charlson, walraven := p.points()
	h := hazard(o.months, p.sex, agePoints(p.age()), charlson, walraven)
	width := math.Exp(1.96 * (seBase + seFew/math.Sqrt(1+float64(p.records))))
	prob, lower, upper := risk(h), risk(h/width), risk(h*width)
	return phenom.Result{
		PatientID: patient, OutcomeID: o.id,
		Probability: round(prob), ProbLower: round(lower), ProbUpper: round(upper),
		Relative: round(prob / o.mean), RelativeLower: round(lower / o.mean), RelativeUpper: round(upper / o.mean),
		Bin: int(min(numBins, math.Floor(prob*numBins)+1)), Bins: numBins,
		Synthetic: true,
	}
}

// risk is 1 − exp(−hazard) for a small hazard. It rises with the hazard without
// end and stays below the ceiling, so that bounds never fall into one.
func risk(hazard float64) float64 {
	most := -math.Log(1 - ceiling)
	return 1 - math.Exp(-most*hazard/(most+hazard))
}

// round keeps six decimals, so that text forms are short and the same
// everywhere.
func round(x float64) float64 { return math.Round(x*1e6) / 1e6 }
