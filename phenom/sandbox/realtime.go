package sandbox

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/lethe-health/lethe/internal/jobs"
	"github.com/lethe-health/lethe/phenom"
)

// patientJob is the payload of a real-time job.
type patientJob struct {
	OutcomeIDs []string       `json:"outcome_ids"`
	History    phenom.History `json:"patient_history"`
}

// report is what a job came to: counts, and the listings themselves (a
// real-time job) or where they lie (a batch job).
type report struct {
	Metrics phenom.Metrics
	Inline  *listings `json:",omitempty"`
	Prefix  string    `json:",omitempty"` // of the listings' blobs
	Rows    [numListings]int64
	Shards  []shard `json:",omitempty"`
}

// listings are a real-time job's answers.
type listings struct {
	Results    []phenom.Result
	Exclusions []phenom.Exclusion
}

func (s *Sandbox) createJob(r *http.Request, tenant string) (answer, error) {
	var body struct {
		patientJob
		Key string `json:"idempotency_key"`
	}
	if err := decodeBody(r.Body, schemaFromPatient, &body); err != nil {
		return answer{}, err
	}
	j, err := s.patient.Submit(tenant, body.patientJob, &jobs.SubmitOptions{IdempotencyKey: "patient:" + body.Key})
	if err != nil {
		return answer{}, err
	}
	return answer{http.StatusCreated, s.newJob(j)}, nil
}

// jobAnswer is the contract's job.
type jobAnswer struct {
	ID        string          `json:"job_id"`
	Status    phenom.Status   `json:"status"`
	Metrics   *phenom.Metrics `json:"metrics,omitempty"`
	Results   *resultLinks    `json:"results,omitempty"`
	Error     string          `json:"error_message,omitempty"`
	Synthetic bool            `json:"synthetic"`
}

type resultLinks struct {
	Pages    link `json:"api_pages"`
	Download link `json:"download"`
}

type link struct {
	Href string `json:"href"`
}

// newJob is the answer to a call that made a job, or came upon it again.
func (s *Sandbox) newJob(j jobs.Job) jobAnswer {
	return jobAnswer{ID: j.ID, Status: openStatus(j), Synthetic: true}
}

// openStatus is the status of a job as far as it shows without its report.
func openStatus(j jobs.Job) phenom.Status {
	switch j.State {
	case jobs.Queued:
		return phenom.StatusQueued
	case jobs.Running:
		if j.Stage != "" {
			return phenom.Status(j.Stage)
		}
		return phenom.StatusRunning
	case jobs.Succeeded:
		return phenom.StatusSucceeded
	}
	return phenom.StatusFailed
}

func (s *Sandbox) getJob(r *http.Request, tenant string) (answer, error) {
	j, err := s.scoringJob(tenant, r.PathValue("job"))
	if err != nil {
		return answer{}, err
	}
	a := jobAnswer{ID: j.ID, Status: openStatus(j), Error: j.Error, Synthetic: true}
	if j.State == jobs.Succeeded {
		rep, err := s.reportOf(tenant, j)
		if err != nil {
			return answer{}, err
		}
		if rep.Metrics.PatientsExcluded > 0 {
			a.Status = phenom.StatusWithExclusions
		}
		a.Metrics = &rep.Metrics
		self := "/v1/job/" + j.ID + "/results"
		a.Results = &resultLinks{link{s.linkHost(r) + self}, link{s.linkHost(r) + self + "/download"}}
	}
	return answer{http.StatusOK, a}, nil
}

// scoringJob finds a job that scores, of either workflow.
func (s *Sandbox) scoringJob(tenant, id string) (jobs.Job, error) {
	j, err := s.queue.Get(tenant, id)
	if err == nil && j.Kind == "validation" {
		err = jobs.ErrNotFound
	}
	return j, err
}

// reportOf returns a finished job's report; 409 while there is none.
func (s *Sandbox) reportOf(tenant string, j jobs.Job) (report, error) {
	if j.State != jobs.Succeeded {
		return report{}, &problem{http.StatusConflict, "The job has no results: " + string(openStatus(j))}
	}
	if j.Kind == "batch" {
		return s.batch.Result(tenant, j.ID)
	}
	return s.patient.Result(tenant, j.ID)
}

// stages is the way of every job; the sandbox rests in each by its clock.
func (s *Sandbox) stage(ctx context.Context, t *jobs.Task, name phenom.Status) error {
	t.Stage(string(name))
	return s.opts.Clock.Sleep(ctx, s.opts.StageDuration)
}

// runPatient is a real-time job.
func (s *Sandbox) runPatient(ctx context.Context, t *jobs.Task, p patientJob) (report, error) {
	for _, st := range []phenom.Status{
		phenom.StatusRunning, phenom.StatusValidating, phenom.StatusPreprocessing,
		phenom.StatusInferring, phenom.StatusPostprocessing,
	} {
		if err := s.stage(ctx, t, st); err != nil {
			return report{}, err
		}
	}
	profile := profileOf(&p.History)
	scores, out := profile.judge(p.History.Patient.ID, parseOutcomes(p.OutcomeIDs))
	rep := report{Inline: &listings{scores, out}}
	rep.Rows[results], rep.Rows[exclusions] = int64(len(scores)), int64(len(out))
	rep.Metrics.RecordsProcessed = int64(profile.records) + 1
	rep.count(len(scores), out)
	return rep, nil
}

// count adds one patient to the metrics: scored when any outcome was.
func (r *report) count(scores int, out []phenom.Exclusion) {
	m := &r.Metrics
	if scores > 0 {
		m.PatientsScored++
	}
	if len(out) == 0 {
		return
	}
	m.PatientsExcluded++
	if m.ExclusionsByReason == nil {
		m.ExclusionsByReason = map[string]int64{}
	}
	seen := ""
	for _, e := range out {
		if e.Reason != seen {
			m.ExclusionsByReason[e.Reason]++
		}
		seen = e.Reason
	}
}

// inlineItems returns a real-time job's listing as JSON items.
func (l *listings) items(which listing) ([]json.RawMessage, error) {
	var all any
	switch which {
	case results:
		all = l.Results
	case exclusions:
		all = l.Exclusions
	default:
		return nil, nil
	}
	b, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	var items []json.RawMessage
	return items, json.Unmarshal(b, &items)
}
