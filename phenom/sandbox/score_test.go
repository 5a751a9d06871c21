package sandbox

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/phenom"
)

func date0(t testing.TB, s string) phenom.Date {
	d, err := phenom.ParseDate(s)
	require.NoError(t, err)
	return d
}

// patient is a profile of someone of the age given, with the codes given.
func patient(t testing.TB, age int, sex phenom.Sex, codes ...string) *profile {
	index := date0(t, "2020-06-01")
	birth, err := phenom.NewDate(2020-age, 1, 1)
	require.NoError(t, err)
	p := &profile{birth: birth, sex: sex}
	for _, c := range codes {
		p.diagnosis(index, c, "ICD10")
	}
	return p
}

func TestPoints(t *testing.T) {
	for _, c := range []struct {
		name               string
		codes              []string
		charlson, walraven float64
	}{
		{"nothing of either list", []string{"Z00.00"}, 0, 0},
		{"heart failure", []string{"I50.9"}, 1, 7},
		{"with and without dot, once", []string{"I50.9", "i509"}, 1, 7},
		{"diabetes without complication", []string{"E11.9"}, 1, 0},
		{"with complication the milder group falls out", []string{"E11.9", "E11.2"}, 2, 0},
		{"metastasis outranks the solid tumour", []string{"C34.9", "C78.0"}, 6, 12},
		{"severe liver disease outranks mild", []string{"K70.3", "K76.6"}, 3, 11},
		{"dementia", []string{"F03.90"}, 1, 0},
		{"a prefix that is too short", []string{"I5"}, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			charlson, walraven := patient(t, 70, phenom.Female, c.codes...).points()
			assert.Equal(t, c.charlson, charlson)
			assert.Equal(t, c.walraven, walraven)
		})
	}
	p := &profile{}
	p.diagnosis(date0(t, "2020-01-01"), "I50.9", "ICD9")
	assert.Zero(t, p.charlson, "another system's code means something else")
	assert.Zero(t, p.diagnoses)
}

func TestScore(t *testing.T) {
	year := parseOutcome("x_12mon")
	healthy := patient(t, 45, phenom.Female, "Z00.00").score("p", year)
	// By hand: hazard -ln(0.983)/10 for a year and no points.
	assert.InDelta(t, 0.001713, healthy.Probability, 1e-6)
	assert.Less(t, healthy.Relative, 0.1, "young and well, held against all adults")
	older := patient(t, 75, phenom.Female, "Z00.00").score("p", year)
	man := patient(t, 75, phenom.Male, "Z00.00").score("p", year)
	ill := patient(t, 75, phenom.Male, "I50.9", "N18.4").score("p", year)
	worse := patient(t, 75, phenom.Male, "I50.9", "N18.4", "C78.0").score("p", year)
	order := []phenom.Result{healthy, older, man, ill, worse}
	assert.True(t, slices.IsSortedFunc(order, func(a, b phenom.Result) int {
		if a.Probability < b.Probability {
			return -1
		}
		return 1
	}))
	for _, r := range order {
		assert.True(t, 0 < r.ProbLower && r.ProbLower <= r.Probability && r.Probability <= r.ProbUpper && r.ProbUpper < 1)
		assert.True(t, 1 <= r.Bin && r.Bin <= r.Bins)
		assert.True(t, r.Synthetic)
	}
	assert.Less(t, patient(t, 75, phenom.Male, "I50.9").score("p", parseOutcome("x_1mon")).Probability, ill.Probability, "a month is shorter than a year")
	few, many := patient(t, 75, phenom.Male, "I50.9"), patient(t, 75, phenom.Male, slices.Repeat([]string{"I50.9"}, 40)...)
	assert.Greater(t, few.score("p", year).ProbUpper, many.score("p", year).ProbUpper, "more records, narrower bounds")
}

// TestScoresCanBeRead holds what a reader expects of figures of this kind, for
// everybody from the youngest to the sickest: bounds that leave room, a relative
// probability that is no more than the reference allows.
func TestScoresCanBeRead(t *testing.T) {
	everything := &profile{birth: date0(t, "1930-01-01"), index: date0(t, "2020-06-01"), sex: phenom.Male, charlson: 1<<len(charlsonGroups) - 1, elixhauser: 1<<len(elixhauserGroups) - 1, records: 100_000}
	nothing := patient(t, 18, phenom.Female, "Z00.00")
	for _, id := range []string{"x_1mon", "x_12mon", "x_60mon", "x_120mon", "65plus_1mon", "65plus_120mon"} {
		o := parseOutcome(id)
		assert.True(t, 0 < o.mean && o.mean < 1, id)
		for _, p := range []*profile{nothing, patient(t, 60, phenom.Female, "E11.9"), patient(t, 85, phenom.Male, "I50.9", "N18.4", "C78.0"), everything} {
			r := p.score("p", o)
			assert.Greater(t, r.ProbLower, 0.0, id)
			assert.Greater(t, r.Probability-r.ProbLower, 1e-5*r.Probability, id)
			assert.Greater(t, r.ProbUpper-r.Probability, 1e-5*r.Probability, id)
			assert.Less(t, r.ProbUpper, ceiling, id)
			assert.InEpsilon(t, r.Probability/o.mean, r.Relative, 1e-3, id)
			assert.InDelta(t, r.RelativeUpper/r.Relative, r.ProbUpper/r.Probability, 1e-2, "the bounds are held against the same")
		}
	}
	// The mean is that of its population: someone in the middle is near it.
	middle := patient(t, 68, phenom.Female, "E11.9").score("p", parseOutcome("x_12mon"))
	assert.True(t, 0.3 < middle.Relative && middle.Relative < 3, "%v", middle.Relative)
	assert.Less(t, everything.score("p", parseOutcome("x_12mon")).Relative, 20.0)
}

func TestOutcomeID(t *testing.T) {
	for _, c := range []struct {
		id             string
		months, minAge int
	}{
		{"v0p3_65plus_fixed_anchor_2023_JanToDec_04012025_any_time_hospitalization_future_1mon", 1, 65},
		{"v0p3_65plus_fixed_anchor_2023_JanToDec_04012025_any_time_hospitalization_future_1month", 1, 65},
		{"any_12mon", 12, 0}, {"any", 12, 0}, {"", 12, 0}, {"mon", 12, 0},
		{"99999999999999999999mon", 12, 0}, {"500mon", 120, 0}, {"18plus", 12, 18},
	} {
		o := parseOutcome(c.id)
		assert.Equal(t, []int{c.months, c.minAge}, []int{o.months, o.minAge}, c.id)
	}
}

func FuzzFile(f *testing.F) {
	f.Add("patient", "patient_id,birth_date,sex,zip3\np,1950-01-01,F,021\n")
	f.Add("diagnosis", "patient_id,diagnosis_date,code,code_type_name\np,2020-01-01,I10,ICD10\n\"")
	f.Add("patient", "\ufeff")
	f.Fuzz(func(t *testing.T, typ, text string) {
		if fileColumns[typ] == nil {
			return
		}
		pop := &population{index: map[string]int32{}}
		require.NoError(t, pop.read(t.Context(), batchFile{typ, "f.csv", nil}, strings.NewReader(text)))
		require.Len(t, pop.profiles, len(pop.ids))
		lines := int64(strings.Count(text, "\n") + strings.Count(text, "\r") + 1)
		require.LessOrEqual(t, pop.records+pop.errRows, lines+1, "a row is taken or told, once")
	})
}

func FuzzBody(f *testing.F) {
	f.Add(`{"outcome_ids":["o"],"patient_history":{"patient":{"patient_id":"p","birth_date":"1950-01-01","sex":"F","zip3":"021"}},"idempotency_key":"k"}`)
	f.Add(`{"outcome_ids":[[[[]]]]}`)
	f.Add(`{"patient_history":{"patient":{"birth_date":1e999}}}`)
	f.Fuzz(func(t *testing.T, body string) {
		var into struct {
			patientJob
			Key string `json:"idempotency_key"`
		}
		err := decodeBody(strings.NewReader(body), schemaFromPatient, &into)
		if err == nil {
			profileOf(&into.History).judge(into.History.Patient.ID, parseOutcomes(into.OutcomeIDs))
			return
		}
		var inv *invalid
		require.ErrorAs(t, err, &inv, "whatever does not fit is a 422, never a 500")
	})
}
