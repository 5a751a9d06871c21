package phenom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"sync"
)

// Mode is the workflow that a submission takes.
type Mode uint8

// The modes.
const (
	// Auto scores one patient in real time and more by batch.
	Auto Mode = iota
	// RealTime makes one job a patient, however many there are: the batch calls
	// are marked "coming soon" upstream.
	RealTime
	// ByBatch uploads one patient, too, as a batch.
	ByBatch
)

// SubmitterOptions configures a [Submitter]. Client, OutcomeIDs and Release are
// needed.
type SubmitterOptions struct {
	Client     *Client
	OutcomeIDs []string
	Release    Release
	Mode       Mode
	// Journal is a file from which a later Submit goes on after a crash; "" for
	// none. One file is for one submission: the same outcomes and the same
	// source, read anew from its start.
	Journal string
	// BatchName is metadata and must hold no PHI; "" names none.
	BatchName string
	// Validate asks the service to look the batch over before it is scored.
	Validate bool
	// SkipInvalid leaves a history that does not validate out of the submission
	// and lists it in Submission.Rejected; otherwise it ends the submission.
	SkipInvalid bool
	// Parallel is how many jobs (real time) or parts of a file (batch) are under
	// way at a time; 0 means a default of the mode.
	Parallel int
	// Poll says how jobs are waited for.
	Poll PollOptions
	// OnEvent is told of progress, from any goroutine; may be nil.
	OnEvent func(Event)
}

// Event is a step of a submission.
type Event struct {
	Stage    string // "read", "upload", "finalize", "start", "job"
	Patients int64  // read so far
	Bytes    int64  // stored so far, over all files
	Status   string // the job's, in stage "job"
	JobID    string // once known
}

// Submitter submits histories and brings the scores back to their patients. It
// is safe for concurrent use, with a journal for one submission at a time.
type Submitter struct{ o SubmitterOptions }

// NewSubmitter returns a submitter, or an error that says which option is at
// fault. Nothing is sent.
func NewSubmitter(o *SubmitterOptions) (*Submitter, error) {
	if o == nil || o.Client == nil {
		return nil, errors.New("phenom: SubmitterOptions need a Client")
	}
	if err := o.Release.Check(); err != nil {
		return nil, err
	}
	if err := checkOutcomes("submit", o.OutcomeIDs); err != nil {
		return nil, err
	}
	return &Submitter{*o}, nil
}

// Rejection is a history that was not submitted because it does not validate.
type Rejection struct {
	Index int    // in the source, from 0
	ID    string // patient token
	Err   error
}

// Submission is a submission whose jobs are done. Its listings read from the
// service each time.
type Submission struct {
	BatchID  string   // "" in real time
	JobIDs   []string // one in a batch, one a patient in real time
	Patients int      // submitted
	Rejected []Rejection

	c        *Client
	outcomes int
	order    []string       // patient tokens as submitted
	index    map[string]int // token → place in order
	failures map[int]error  // place → why its real-time job failed
}

// ErrNoPatients: the source is empty, or every history was rejected.
var ErrNoPatients = errors.New("phenom: no patient to submit")

// ErrDuplicatePatient: two histories of a submission have one patient token.
var ErrDuplicatePatient = errors.New("phenom: a patient token comes twice")

// Submit reads the source once, in order, submits it, waits for the scores, and
// returns where they are. A history that does not validate ends it, unless
// SkipInvalid is set; so does an error of the source. Memory goes by parts in
// flight and patient tokens, not by histories.
//
// With a journal, a Submit that was stopped at any point is repeated with the
// same source: what was done is not done again, and no patient is submitted
// twice.
func (s *Submitter) Submit(ctx context.Context, source iter.Seq2[*History, error]) (*Submission, error) {
	j, err := s.journal()
	if err != nil {
		return nil, err
	}
	sub, err := s.submit(ctx, j, source)
	return sub, errors.Join(err, j.Close())
}

func (s *Submitter) journal() (*Journal, error) {
	if s.o.Journal == "" {
		return newMemoryJournal(), nil
	}
	return OpenJournal(s.o.Journal)
}

func (s *Submitter) submit(ctx context.Context, j *Journal, source iter.Seq2[*History, error]) (*Submission, error) {
	if err := s.checkPlan(j); err != nil {
		return nil, err
	}
	sub := &Submission{
		c: s.o.Client, outcomes: len(s.o.OutcomeIDs),
		index: map[string]int{}, failures: map[int]error{},
	}
	next, stop := iter.Pull2(s.accepted(sub, source))
	defer stop()
	first, err, ok := next()
	if err != nil {
		return nil, err
	}
	if !ok {
		return sub, ErrNoPatients
	}
	second, err, more := next()
	if err != nil {
		return nil, err
	}
	rest := func(yield func(*History, error) bool) {
		if !yield(first, nil) || !more || !yield(second, nil) {
			return
		}
		for {
			h, err, ok := next()
			if !ok || !yield(h, err) || err != nil {
				return
			}
		}
	}
	if s.o.Mode == RealTime || s.o.Mode == Auto && !more {
		return sub, s.realTime(ctx, j, sub, rest)
	}
	return sub, s.byBatch(ctx, j, sub, rest)
}

// checkPlan refuses a journal of another submission.
func (s *Submitter) checkPlan(j *Journal) error {
	plan, err := json.Marshal(struct {
		Outcomes []string
		Mode     Mode
		Basis    Basis
	}{s.o.OutcomeIDs, s.o.Mode, s.o.Release.Basis})
	if err != nil {
		return err
	}
	sum := j.sum(plan)
	switch j.now().Plan {
	case sum:
		return nil
	case "":
		return j.add(entry{Kind: entryPlan, Value: sum})
	}
	return fmt.Errorf("%w: other outcomes, mode or legal basis", ErrJournal)
}

// accepted passes on the histories that validate, each patient once, and keeps
// their tokens.
func (s *Submitter) accepted(sub *Submission, source iter.Seq2[*History, error]) iter.Seq2[*History, error] {
	return func(yield func(*History, error) bool) {
		index := -1
		for h, err := range source {
			index++
			if err == nil && h == nil {
				err = errors.New("phenom: the source gave no history")
			} else if err == nil {
				err = h.Validate()
				if err == nil {
					if _, twice := sub.index[h.Patient.ID]; twice {
						err = ErrDuplicatePatient
					}
				}
				if err != nil && s.o.SkipInvalid {
					sub.Rejected = append(sub.Rejected, Rejection{index, h.Patient.ID, err})
					continue
				}
			}
			if err != nil {
				yield(nil, fmt.Errorf("phenom: history %d: %w", index, err))
				return
			}
			sub.index[h.Patient.ID] = len(sub.order)
			sub.order = append(sub.order, h.Patient.ID)
			sub.Patients++
			if !yield(h, nil) {
				return
			}
		}
	}
}

func (s *Submitter) event(e Event) {
	if s.o.OnEvent != nil {
		s.o.OnEvent(e)
	}
}

// realTime makes a job for each patient, a few at a time, and waits for it.
func (s *Submitter) realTime(ctx context.Context, j *Journal, sub *Submission, source iter.Seq2[*History, error]) error {
	parallel := s.o.Parallel
	if parallel <= 0 {
		parallel = 4
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slots := make(chan struct{}, parallel)
	var wg sync.WaitGroup
	var mu sync.Mutex
	place := 0
	for h, err := range source {
		if err != nil {
			cancel(err)
			break
		}
		if ctx.Err() != nil {
			break
		}
		i := place
		place++
		mu.Lock()
		sub.JobIDs = append(sub.JobIDs, "")
		mu.Unlock()
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			id, err := s.scoreOne(ctx, j, h)
			mu.Lock()
			defer mu.Unlock()
			sub.JobIDs[i] = id
			var failed *JobError
			switch {
			case errors.As(err, &failed):
				sub.failures[i] = err // this patient's alone
			case err != nil:
				cancel(err)
			default:
				s.event(Event{Stage: "job", Patients: int64(i + 1), Status: string(StatusSucceeded), JobID: id})
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// scoreOne creates a patient's job, under a key that the journal keeps, and
// waits for it.
func (s *Submitter) scoreOne(ctx context.Context, j *Journal, h *History) (string, error) {
	body, err := json.Marshal(h)
	if err != nil {
		return "", errors.New("phenom: a history can not be encoded")
	}
	sum := j.sum(body)
	known, err := j.patient(sum)
	if err != nil {
		return "", err
	}
	if known.JobID == "" {
		job, err := s.o.Client.CreateJob(ctx, &JobRequest{
			OutcomeIDs: s.o.OutcomeIDs, History: h, IdempotencyKey: known.Key, Release: s.o.Release,
		})
		if err != nil {
			return "", err
		}
		known.JobID = job.ID
		if err := j.add(entry{Kind: entryScored, Sum: sum, ID: job.ID}); err != nil {
			return "", err
		}
	}
	poll := s.o.Poll
	_, err = s.o.Client.JobPoller(known.JobID).PollUntilDone(ctx, &poll)
	return known.JobID, err
}

// fileName tells what kind of rows a batch file holds, no more.
func fileName(t ObjectType) string { return string(t) + ".csv" }
