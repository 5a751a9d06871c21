package phenom

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/lethe-health/lethe/labels"
)

// CreateJob asks for the scores of one patient. The request is checked first:
// outcomes, the history (see [History.Validate]), the ground of its release,
// the key. A history whose ZIP3 holds 20,000 people or fewer is sent with "000".
// An empty key gets a new one, written back into the request so that a repeat
// of the call is the same job.
func (c *Client) CreateJob(ctx context.Context, r *JobRequest) (*Job, error) {
	if err := r.Release.Check(); err != nil {
		return nil, err
	}
	if err := checkOutcomes("create job", r.OutcomeIDs); err != nil {
		return nil, err
	}
	if r.History == nil {
		return nil, &ValidationError{Op: "create job", Fields: []FieldError{{"patient_history", "is missing"}}}
	}
	if err := r.History.Validate(); err != nil {
		return nil, err
	}
	if r.IdempotencyKey == "" {
		r.IdempotencyKey = NewIdempotencyKey()
	}
	if err := c.screen("idempotency key", r.IdempotencyKey); err != nil {
		return nil, err
	}
	send := *r
	send.History = r.History.sendable()
	job := new(Job)
	_, err := c.do(ctx, call{
		op: "create job", method: http.MethodPost, path: []string{"v1", "job", "from-patient"},
		body: &send, out: job,
	})
	return orNil(job, err)
}

// sendable returns the history as it may be sent: with "000" for a ZIP3 that
// holds too few people.
func (h *History) sendable() *History {
	send := *h
	send.Patient.ZIP3 = labels.SafeZIP3(h.Patient.ZIP3)
	return &send
}

// checkOutcomes refuses no outcome and an empty one.
func checkOutcomes(op string, ids []string) error {
	if len(ids) == 0 {
		return &ValidationError{Op: op, Fields: []FieldError{{"outcome_ids", "is missing"}}}
	}
	for _, id := range ids {
		if strings.TrimSpace(id) == "" {
			return &ValidationError{Op: op, Fields: []FieldError{{"outcome_ids", "holds an empty id"}}}
		}
	}
	return nil
}

// Job returns the job as it stands.
func (c *Client) Job(ctx context.Context, id string) (*Job, error) {
	job := new(Job)
	_, err := c.do(ctx, call{op: "get job", method: http.MethodGet, path: []string{"v1", "job", id}, out: job})
	return orNil(job, err)
}

// JobPoller returns a poller for the job: its result is the job when it has
// scores, or a [*JobError] when it failed.
func (c *Client) JobPoller(id string) *Poller[*Job] {
	return NewPoller(c.opts.Clock, "job", id, func(ctx context.Context) (Progress[*Job], error) {
		var job Job
		resp, err := c.do(ctx, call{op: "get job", method: http.MethodGet, path: []string{"v1", "job", id}, out: &job})
		if err != nil {
			return Progress[*Job]{}, err
		}
		p := Progress[*Job]{Status: string(job.Status), Done: job.Status.Done(), Value: &job, RetryAfter: resp.retryAfter}
		if p.Done && !job.Status.OK() {
			p.Err = &JobError{&job}
		}
		return p, nil
	})
}

// ResumeJob returns the poller that a resume token of [Poller.ResumeToken]
// stands for.
func (c *Client) ResumeJob(token string) (*Poller[*Job], error) {
	kind, id, err := parseResumeToken(token)
	if err != nil || kind != "job" {
		return nil, errors.New("phenom: not a resume token of a job")
	}
	return c.JobPoller(id), nil
}

// Results lists the scores of a job.
func (c *Client) Results(jobID string, o *PageOptions) Listing[Result] {
	return Listing[Result]{c: c, op: "list results", path: []string{"v1", "job", jobID, "results"}, numbered: true, opts: o}
}

// Exclusions lists the patients that a job did not score, and why.
func (c *Client) Exclusions(jobID string, o *PageOptions) Listing[Exclusion] {
	return Listing[Exclusion]{c: c, op: "list exclusions", path: []string{"v1", "job", jobID, "exclusions"}, opts: o}
}

// RowErrors lists the errors that a job found in the data.
func (c *Client) RowErrors(jobID string, o *PageOptions) Listing[RowError] {
	return Listing[RowError]{c: c, op: "list errors", path: []string{"v1", "job", jobID, "errors"}, opts: o}
}

func orNil[T any](v *T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

// rawItems is a page as it comes, its items not yet decoded.
type rawItems struct {
	Items     json.RawMessage `json:"items"`
	NextToken *string         `json:"next_page_token"`
	TotalRows *int64          `json:"total_rows"`
}
