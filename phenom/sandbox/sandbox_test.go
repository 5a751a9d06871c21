package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
)

// start runs a sandbox on loopback for the test.
func start(t testing.TB, o *sandbox.Options) *sandbox.Server {
	t.Helper()
	s, err := sandbox.Start(o)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		assert.NoError(t, s.Close(ctx))
	})
	return s
}

// client returns a client of the sandbox for a tenant, quick to retry.
func client(t testing.TB, s *sandbox.Server, tenant string, change func(*phenom.Options)) *phenom.Client {
	t.Helper()
	o := phenom.Options{
		BaseURL: s.URL, TokenSource: s.TokenSource(tenant),
		Retry: phenom.Retry{MinDelay: time.Millisecond, MaxDelay: 5 * time.Millisecond},
	}
	if change != nil {
		change(&o)
	}
	c, err := phenom.New(&o)
	require.NoError(t, err)
	return c
}

func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func day(t testing.TB, s string) phenom.Date {
	t.Helper()
	d, err := phenom.ParseDate(s)
	require.NoError(t, err)
	return d
}

// history is the guide's patient.
func history(t testing.TB) *phenom.History {
	t.Helper()
	h, err := phenom.NewBuilder(phenom.Patient{ID: "abc123", BirthDate: day(t, "1948-05-18"), Sex: phenom.Female, ZIP3: "021"}).
		Lab(day(t, "2025-07-03"), "718-7", "N").
		Diagnosis(day(t, "2020-01-01"), "I50.9", phenom.ICD10).
		Procedure(day(t, "2024-12-15"), "93000", phenom.CPT).
		Medication(day(t, "2023-03-01"), "C09AA02", phenom.ATC).
		Build()
	require.NoError(t, err)
	return h
}

const outcome = "v0p3_65plus_fixed_anchor_2023_JanToDec_04012025_any_time_hospitalization_future_1mon"

func request(t testing.TB) *phenom.JobRequest {
	return &phenom.JobRequest{OutcomeIDs: []string{outcome}, History: history(t), Release: phenom.Release{Basis: phenom.BAA}}
}

// score runs one real-time job to its end.
func score(t testing.TB, c *phenom.Client, r *phenom.JobRequest) *phenom.Job {
	t.Helper()
	j, err := c.CreateJob(within(t), r)
	require.NoError(t, err)
	j, err = c.JobPoller(j.ID).PollUntilDone(within(t), &phenom.PollOptions{Interval: time.Millisecond})
	require.NoError(t, err)
	return j
}

func collect[T any](t testing.TB, l phenom.Listing[T]) []T {
	t.Helper()
	var out []T
	for item, err := range l.All(within(t)) {
		require.NoError(t, err)
		out = append(out, item)
	}
	return out
}

func TestRealTime(t *testing.T) {
	s := start(t, nil)
	c := client(t, s, "tenant-a", nil)
	job := score(t, c, request(t))
	assert.Equal(t, phenom.StatusSucceeded, job.Status)
	assert.True(t, job.Synthetic)
	require.NotNil(t, job.Metrics)
	assert.EqualValues(t, 1, job.Metrics.PatientsScored)
	assert.EqualValues(t, 5, job.Metrics.RecordsProcessed)

	got := collect(t, c.Results(job.ID, nil))
	require.Len(t, got, 1)
	r := got[0]
	assert.Equal(t, "abc123", r.PatientID)
	assert.Equal(t, outcome, r.OutcomeID)
	assert.True(t, r.ProbLower < r.Probability && r.Probability < r.ProbUpper, "the bounds lie around the score")
	assert.True(t, r.RelativeLower < r.Relative && r.Relative < r.RelativeUpper, "and those of the ratio around it")
	assert.True(t, 1 <= r.Bin && r.Bin <= r.Bins)
	assert.True(t, r.Synthetic)
	assert.Empty(t, collect(t, c.Exclusions(job.ID, nil)))
	assert.Empty(t, collect(t, c.RowErrors(job.ID, nil)))
}

func TestExclusionsEndTheWait(t *testing.T) {
	s := start(t, nil)
	c := client(t, s, "a", nil)
	r := request(t)
	r.History.Patient.BirthDate = day(t, "1999-01-01")
	job := score(t, c, r)
	assert.Equal(t, phenom.StatusWithExclusions, job.Status, "trap 1: not SUCCEEDED alone ends a wait")
	out := collect(t, c.Exclusions(job.ID, nil))
	require.Len(t, out, 1)
	assert.Equal(t, phenom.Exclusion{PatientID: "abc123", Reason: "demographic_ineligible",
		Detail: "the outcome is defined for ages 65 and over", Outcomes: []string{outcome}}, out[0])
	assert.Equal(t, map[string]int64{"demographic_ineligible": 1}, job.Metrics.ExclusionsByReason)
}

func TestTenantsAreApart(t *testing.T) {
	s := start(t, nil)
	a, b := client(t, s, "a", nil), client(t, s, "b", nil)
	job := score(t, a, request(t))
	_, err := b.Job(within(t), job.ID)
	var api *phenom.APIError
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusNotFound, api.Status)
	for _, err := range b.Results(job.ID, nil).All(within(t)) {
		require.ErrorAs(t, err, &api)
		assert.Equal(t, http.StatusNotFound, api.Status)
	}
	wrong := client(t, s, "a", func(o *phenom.Options) { o.Tenant = "b" })
	_, err = wrong.Job(within(t), job.ID)
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusForbidden, api.Status, "x-tenant-id does not widen a token")
}

func TestIdempotencyKeyOnTheWire(t *testing.T) {
	s := start(t, nil)
	c := client(t, s, "a", nil)
	r := request(t)
	first, err := c.CreateJob(within(t), r)
	require.NoError(t, err)
	again, err := c.CreateJob(within(t), r)
	require.NoError(t, err)
	assert.Equal(t, first.ID, again.ID)
	r.History.Patient.Sex = phenom.Male
	_, err = c.CreateJob(within(t), r)
	var api *phenom.APIError
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusConflict, api.Status)
}

func TestScoresAreTheSameEverywhere(t *testing.T) {
	var got []phenom.Result
	for range 2 {
		s := start(t, nil)
		c := client(t, s, "a", nil)
		got = append(got, collect(t, c.Results(score(t, c, request(t)).ID, nil))...)
	}
	assert.Equal(t, got[0], got[1])
}

func ExampleStart() {
	s, err := sandbox.Start(nil)
	if err != nil {
		panic(err)
	}
	defer s.Close(context.Background())
	c, err := phenom.New(&phenom.Options{BaseURL: s.URL, TokenSource: s.TokenSource("tenant-1")})
	if err != nil {
		panic(err)
	}
	birth, err1 := phenom.ParseDate("1948-05-18")
	onset, err2 := phenom.ParseDate("2020-01-01")
	history, err3 := phenom.NewBuilder(phenom.Patient{ID: "pt_1", BirthDate: birth, Sex: phenom.Female, ZIP3: "02139"}).
		Diagnosis(onset, "I50.9", phenom.ICD10).Build()
	if err := errors.Join(err1, err2, err3); err != nil {
		panic(err)
	}
	ctx := context.Background()
	job, err := c.CreateJob(ctx, &phenom.JobRequest{
		OutcomeIDs: []string{"any_hospitalization_future_12mon"}, History: history,
		Release: phenom.Release{Basis: phenom.LimitedDataSet},
	})
	if err != nil {
		panic(err)
	}
	if job, err = c.JobPoller(job.ID).PollUntilDone(ctx, nil); err != nil {
		panic(err)
	}
	for r, err := range c.Results(job.ID, nil).All(ctx) {
		fmt.Println(r.PatientID, r.Probability, r.Synthetic, err)
	}
	// Output: pt_1 0.078321 true <nil>
}
