package sample

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Reference values of this file: scipy 1.x (stats.beta.ppf, stats.hypergeom,
// special.betainc, special.gammainc) unless a source is named.

func TestIncompleteFunctions(t *testing.T) {
	for _, r := range []struct{ a, b, x, want float64 }{
		{.5, .5, .3, 0.36901011956554536},
		{1, 598, .005, 0.9500883087699414},
		{40, 3, .9, 0.19510765482693676},
		{1000, 2000, .33, 0.3506326761341843},
		{2.5, 7.25, .1, 0.10841578583098449},
		{3, 4, 0, 0},
		{3, 4, 1, 1},
	} {
		assert.InDelta(t, r.want, betaInc(r.a, r.b, r.x), 1e-11, "%v", r)
	}
	for _, r := range []struct{ a, x, want float64 }{
		{.5, .2, 0.47291074313446196},
		{1, 3, 0.950212931632136},
		{10, 4, 0.008132242796933871},
		{10, 20, 0.9950045876916924},
		{150, 140, 0.2095436239186071},
		{3, 0, 0},
	} {
		assert.InDelta(t, r.want, gammaInc(r.a, r.x), 1e-11, "%v", r)
	}
}

func TestClopperPearson(t *testing.T) {
	for _, r := range []struct{ k, n, confidence, want float64 }{
		{0, 59, .95, 0.04950760988822693},
		{0, 598, .95, 0.004997058694246506},
		{1, 100, .95, 0.046559811453538935},
		{3, 300, .99, 0.033092742206910324},
		{7, 12, .9, 0.7813188571402073},
		{50, 1000, .95, 0.06286340351237973},
		{0, 1, .95, 0.95},
		{5, 5, .95, 1},
	} {
		got, err := Upper(r.k, r.n, r.confidence)
		require.NoError(t, err)
		assert.InDelta(t, r.want, got, 1e-10, "upper %v", r)
	}
	for _, r := range []struct{ k, n, confidence, want float64 }{
		{59, 59, .95, 0.9504923901117731},
		{980, 1000, .95, 0.9710698771486013},
		{1, 10, .95, 0.005116196891823705},
		{4990, 5000, .99, 0.9959751503289144},
		{0, 5, .95, 0},
	} {
		got, err := Lower(r.k, r.n, r.confidence)
		require.NoError(t, err)
		assert.InDelta(t, r.want, got, 1e-10, "lower %v", r)
	}
	for _, r := range [][3]float64{{-1, 5, .95}, {6, 5, .95}, {0, 0, .95}, {0, 5, 0}, {0, 5, 1}, {math.NaN(), 5, .5}, {0, math.Inf(1), .5}} {
		_, err := Upper(r[0], r[1], r[2])
		assert.ErrorIs(t, err, ErrCount, "%v", r)
		_, err = Lower(r[0], r[1], r[2])
		assert.ErrorIs(t, err, ErrCount, "%v", r)
	}
}

// TestUpperCovers adds up, for a grid of true shares, the probability of all
// outcomes whose bound is below the truth: it must stay within 5%.
func TestUpperCovers(t *testing.T) {
	const n = 80
	var bounds [n + 1]float64
	for k := range bounds {
		bounds[k], _ = Upper(float64(k), n, .95)
	}
	for p := .001; p < 1; p += .0137 {
		wrong := 0.0
		for k, u := range bounds {
			if u < p {
				wrong += math.Exp(logChoose(n, k) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
			}
		}
		assert.LessOrEqual(t, wrong, .05+1e-9, "p %v", p)
	}
}

func TestUpperFinite(t *testing.T) {
	for _, r := range []struct {
		k, n, population int
		confidence       float64
		want             int
	}{
		{0, 59, 100, .95, 3},
		{0, 100, 1000, .95, 28},
		{2, 200, 500, .95, 13},
		{1, 50, 60, .99, 4},
		{0, 298, 10000, .95, 98},
		{0, 10, 10, .95, 0}, // read everything
		{4, 10, 10, .95, 4},
	} {
		got, err := UpperFinite(r.k, r.n, r.population, r.confidence)
		require.NoError(t, err)
		assert.Equal(t, r.want, got, "%v", r)
		infinite, err := Upper(float64(r.k), float64(r.n), r.confidence)
		require.NoError(t, err)
		assert.LessOrEqual(t, float64(got), infinite*float64(r.population), "never above the infinite form")
	}
	_, err := UpperFinite(0, 11, 10, .95)
	assert.ErrorIs(t, err, ErrCount)
}

func TestStratified(t *testing.T) {
	for _, r := range []struct {
		name            string
		strata          []Stratum
		estimate, upper float64
	}{
		{"equal rates, no leak: the rule of three", []Stratum{{"a", 1000, 300, 0}, {"b", 2000, 600, 0}}, 0, 0.0033285914150599882},
		{"a small stratum leaks", []Stratum{{"a", 9000, 300, 1}, {"b", 1000, 300, 2}}, 0.003666666666666667, 0.014870967519049236},
		{"three strata", []Stratum{{"a", 500, 100, 3}, {"b", 300, 50, 0}, {"c", 200, 20, 1}}, 0.025, 0.06596732575135521},
		{"all read", []Stratum{{"a", 100, 100, 1}, {"b", 100, 100, 0}}, 0.005, 0.005},
	} {
		estimate, upper, err := Stratified(r.strata, .95)
		require.NoError(t, err, r.name)
		assert.InDelta(t, r.estimate, estimate, 1e-12, r.name)
		assert.InDelta(t, r.upper, upper, 1e-9, r.name)
	}
	// One stratum of a large population: never below the exact bound.
	for k := range 6 {
		_, upper, err := Stratified([]Stratum{{"all", 1_000_000, 400, k}}, .95)
		require.NoError(t, err)
		exact, err := Upper(float64(k), 400, .95)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, upper, exact, k)
		assert.InDelta(t, exact, upper, .0005, k)
	}
	for _, bad := range [][]Stratum{nil, {{"a", 10, 0, 0}}, {{"a", 10, 11, 0}}, {{"a", 10, 5, 6}}} {
		_, _, err := Stratified(bad, .95)
		assert.ErrorIs(t, err, ErrCount)
	}
}

// TestPlan holds the published tables: discovery samples at 95% (59, 149, 299,
// 598, 2995) and attribute samples at 5% with 0 to 3 deviations (59, 93, 124,
// 153; AICPA Audit Sampling, table A-1 without its rounding).
func TestPlan(t *testing.T) {
	for _, r := range []struct {
		maxLeak    float64
		confidence float64
		population int
		want       []int
	}{
		{.05, .95, 0, []int{59, 93, 124, 153}},
		{.02, .95, 0, []int{149}},
		{.01, .95, 0, []int{299}},
		{.005, .95, 0, []int{598, 947, 1258, 1549}},
		{.001, .95, 0, []int{2995}},
		{.01, .99, 0, []int{459}},
		{.01, .95, 1000, []int{238, 364}}, // a small population needs fewer
		{.05, .95, 200, []int{47}},
		{.005, .95, 100, []int{95}}, // no leak at all in 100 notes: one is missed by 95 with 5%
	} {
		p, err := NewPlan(r.maxLeak, r.confidence, r.population)
		require.NoError(t, err)
		for k, want := range r.want {
			require.Greater(t, len(p.Rows), k)
			assert.Equal(t, want, p.Rows[k].Read, "%v with %d leaks", r, k)
			assert.Equal(t, k, p.Rows[k].Leaks)
		}
	}
	p, err := NewPlan(.005, .95, 100)
	require.NoError(t, err)
	assert.Len(t, p.Rows, 1, "one leak in 100 notes is more than 0.5%")
	p, err = NewPlan(.005, .95, 0)
	require.NoError(t, err)
	assert.InDelta(t, math.Pow(.9995, 598), p.Rows[0].Pass, 1e-9)
	for _, bad := range [][3]float64{{0, .95, 0}, {1, .95, 0}, {.1, 1, 0}, {.1, 0, 0}, {.1, .9, -1}, {math.NaN(), .9, 0}} {
		_, err := NewPlan(bad[0], bad[1], int(bad[2]))
		assert.ErrorIs(t, err, ErrCount)
	}
}

func TestRecall(t *testing.T) {
	spread := make([]NoteCount, 100) // ten identifiers a note, every tenth note misses one
	clumped := make([]NoteCount, 100)
	for i := range spread {
		spread[i] = NoteCount{Found: 10}
		clumped[i] = NoteCount{Found: 10}
		if i%10 == 0 {
			spread[i] = NoteCount{Found: 9, Missed: 1}
		}
	}
	clumped[7] = NoteCount{Missed: 10} // the same ten misses in one note
	a, err := Recall(spread, .95)
	require.NoError(t, err)
	b, err := Recall(clumped, .95)
	require.NoError(t, err)
	assert.InDelta(t, .99, a.Estimate, 1e-12)
	assert.InDelta(t, .99, b.Estimate, 1e-12)
	assert.Equal(t, 1.0, a.DesignEffect, "one miss a note clusters less than chance")
	assert.InDelta(t, 10, b.DesignEffect, .15, "all identifiers of a note go together")
	exact, err := Lower(990, 1000, .95)
	require.NoError(t, err)
	assert.InDelta(t, exact, a.Lower, 1e-12)
	assert.Less(t, b.Lower, a.Lower)

	clean, err := Recall([]NoteCount{{Found: 5}, {Found: 15}, {}}, .95)
	require.NoError(t, err)
	assert.Equal(t, 2, clean.Notes, "a note without identifiers says nothing about recall")
	assert.Equal(t, 10.0, clean.DesignEffect, "no miss: a note is one observation")
	two, err := Lower(2, 2, .95)
	require.NoError(t, err)
	assert.InDelta(t, two, clean.Lower, 1e-12)

	for _, bad := range [][]NoteCount{nil, {{}}, {{Found: -1}}} {
		_, err := Recall(bad, .95)
		assert.ErrorIs(t, err, ErrCount)
	}
}

func TestCapture(t *testing.T) {
	// Ten turtles marked, fifteen caught, five of them marked: the standard
	// example of the estimator, 28.3 with a variance of 34.9.
	e, err := Capture(10, 15, 5, .95)
	require.NoError(t, err)
	assert.InDelta(t, 28.333, e.Total, .001)
	assert.InDelta(t, 34.92, e.StdErr*e.StdErr, .01)
	assert.InDelta(t, 8.333, e.Unseen, .001)
	assert.Greater(t, e.UnseenUpper, e.Unseen)

	alike, err := Capture(40, 40, 40, .95)
	require.NoError(t, err)
	assert.Zero(t, alike.Unseen, "both found the same: nothing is estimated unseen")
	// By hand: each found all forty of the other's, so at least 0.025^(1/40) = 0.9119
	// of what there is; 40·0.0881²/0.9119².
	assert.InDelta(t, .3735, alike.UnseenUpper, .001, "but it may be that some are")
	few, err := Capture(5, 5, 5, .95)
	require.NoError(t, err)
	assert.Greater(t, few.UnseenUpper, 5.0, "five found alike say little")
	apart, err := Capture(1, 0, 0, .95)
	require.NoError(t, err)
	assert.True(t, math.IsInf(apart.UnseenUpper, 1), "who shares no finding says nothing")
	for _, bad := range [][3]int{{5, 5, 6}, {5, 5, -1}, {-1, 0, 0}} {
		_, err := Capture(bad[0], bad[1], bad[2], .95)
		assert.ErrorIs(t, err, ErrCount)
	}
	_, err = Capture(1, 1, 1, 1)
	assert.ErrorIs(t, err, ErrCount)
}
