package sandbox

import (
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/phenom"
)

// outcome is what the sandbox reads out of an outcome id.
type outcome struct {
	id     string
	months int // horizon, from "…1mon…"; 12 when the id names none
	minAge int // from "…65plus…"; 0 when the id names none
	mean   float64
}

// The population that a relative probability is held against: adults of both
// sexes, or those of the outcome's age and over. Ages are shared out about as in
// the US census of 2020; the Charlson and van Walraven points are made up.
var (
	populationAges = []struct {
		upTo   int // years
		points float64
		share  float64
	}{{49, 0, 0.54}, {59, 1, 0.16}, {69, 2, 0.15}, {79, 3, 0.10}, {maxAge, 4, 0.05}}
	populationIllness = []struct{ charlson, walraven, share float64 }{
		{0, 0, 0.50}, {1, 4, 0.24}, {2, 7, 0.13}, {3, 10, 0.07}, {4, 13, 0.03}, {5, 16, 0.03},
	}
)

// meanRisk is the mean probability in the outcome's population.
func (o outcome) meanRisk() float64 {
	sum, shares := 0.0, 0.0
	for _, age := range populationAges {
		if age.upTo < o.minAge {
			continue
		}
		for _, ill := range populationIllness {
			for _, sex := range []phenom.Sex{phenom.Female, phenom.Male} {
				share := age.share * ill.share
				sum += share * risk(hazard(o.months, sex, age.points, ill.charlson, ill.walraven))
				shares += share
			}
		}
	}
	return sum / shares
}

func parseOutcome(id string) outcome {
	o := outcome{id: id, months: 12}
	if n := numberBefore(id, "mon"); n > 0 {
		o.months = min(n, 120)
	}
	o.minAge = min(numberBefore(id, "plus"), maxAge)
	o.mean = o.meanRisk()
	return o
}

func parseOutcomes(ids []string) []outcome {
	out := make([]outcome, len(ids))
	for i, id := range ids {
		out[i] = parseOutcome(id)
	}
	return out
}

// numberBefore returns the number that stands right before the word, or 0.
func numberBefore(s, word string) int {
	end := strings.Index(s, word)
	start := end
	for start > 0 && '0' <= s[start-1] && s[start-1] <= '9' {
		start--
	}
	if end < 0 {
		return 0
	}
	n, err := strconv.Atoi(s[start:end])
	if err != nil {
		return 0
	}
	return n
}

// The reasons of an exclusion, as the contract's metrics name them.
const (
	reasonDemographic = "demographic_ineligible"
	reasonHistory     = "insufficient_history"
)

// maxAge is the oldest that the sandbox takes for true.
const maxAge = 120

// excluded tells why the profile is not scored for the outcome, or "".
func (p *profile) excluded(o outcome) (reason, detail string) {
	switch {
	case p.diagnoses == 0:
		return reasonHistory, "needs at least one diagnosis coded in ICD-10-CM"
	case p.age() < 0 || p.age() > maxAge:
		return reasonDemographic, "the birth date does not fit the history's dates"
	case p.age() < o.minAge:
		return reasonDemographic, "the outcome is defined for ages " + strconv.Itoa(o.minAge) + " and over"
	}
	return "", ""
}

// judge scores the profile for every outcome and gathers its exclusions, one
// for each reason.
func (p *profile) judge(patient string, outcomes []outcome) (scores []phenom.Result, out []phenom.Exclusion) {
	for _, o := range outcomes {
		reason, detail := p.excluded(o)
		if reason == "" {
			scores = append(scores, p.score(patient, o))
			continue
		}
		if n := len(out); n > 0 && out[n-1].Reason == reason && out[n-1].Detail == detail {
			out[n-1].Outcomes = append(out[n-1].Outcomes, o.id)
			continue
		}
		out = append(out, phenom.Exclusion{PatientID: patient, Reason: reason, Detail: detail, Outcomes: []string{o.id}})
	}
	return scores, out
}

// profileOf is the profile of a whole history.
func profileOf(h *phenom.History) *profile {
	p := &profile{birth: h.Patient.BirthDate, sex: h.Patient.Sex}
	for _, d := range h.Diagnoses {
		p.diagnosis(d.Date, d.Code, d.System)
	}
	for _, l := range h.LabResults {
		p.record(l.Date)
	}
	for _, x := range h.Procedures {
		p.record(x.Date)
	}
	for _, m := range h.Medications {
		p.record(m.Start)
	}
	return p
}
