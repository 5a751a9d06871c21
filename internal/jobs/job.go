package jobs

import (
	"errors"
	"fmt"
	"time"
)

// State is where a job stands.
type State uint8

// The states. Succeeded, Failed and Cancelled are final.
const (
	Queued State = iota
	Running
	Succeeded
	Failed
	Cancelled
)

var stateNames = [...]string{"queued", "running", "succeeded", "failed", "cancelled"}

// String returns the state's name in lower case.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("state(%d)", uint8(s))
}

// Final reports whether a job in this state never changes again.
func (s State) Final() bool { return s >= Succeeded }

// Job is what can be told of a job at one moment. It holds nothing of the
// payload or the result.
type Job struct {
	ID       string
	Tenant   string
	Kind     string
	State    State
	Stage    string    // the latest name that the run gave to [Task.Stage]
	Attempts int       // how often a run was begun
	Created  time.Time // when it was accepted
	Updated  time.Time // when state or stage last changed
	Expires  time.Time // when a finished job is forgotten; zero while it is not finished
	Error    string    // for Failed: what the run's error said

	// Replayed is set on the job that Submit returns when the idempotency key
	// was known, and the job is the earlier one.
	Replayed bool
}

// Errors that callers map to answers. All of them are returned wrapped or bare;
// use errors.Is.
var (
	// ErrNotFound: no such job, it has expired, or it is another tenant's.
	ErrNotFound = errors.New("jobs: no such job")
	// ErrFull: as many jobs wait as the queue holds; try again later.
	ErrFull = errors.New("jobs: the queue is full")
	// ErrKeyReused: the idempotency key came before with another payload.
	ErrKeyReused = errors.New("jobs: idempotency key reused with another payload")
	// ErrNotFinished: there is no result yet.
	ErrNotFinished = errors.New("jobs: the job has not finished")
	// ErrNoResult: the job ended without one, failed or cancelled.
	ErrNoResult = errors.New("jobs: the job has no result")
	// ErrClosed: the queue takes no more jobs.
	ErrClosed = errors.New("jobs: the queue is closed")
	// ErrKind: the job is of another kind, or the kind is not registered.
	ErrKind = errors.New("jobs: wrong kind of job")

	// errCancelled and errClosing are the causes of a run's ended context.
	errCancelled = errors.New("jobs: cancelled")
	errClosing   = errors.New("jobs: closing")
)

// record is a job as it is kept: what callers see, and what the queue needs.
type record struct {
	Job
	Seq  uint64   // order of acceptance
	Key  string   // idempotency key, "" for none
	Body [32]byte // SHA-256 of the payload's encoding, to tell a reused key
}
