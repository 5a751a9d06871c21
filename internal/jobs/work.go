package jobs

import (
	"context"
	"errors"
	"fmt"
)

// Task is a job's own view of its run.
type Task struct {
	q *Queue
	r *record
}

// ID returns the job's id.
func (t *Task) ID() string { return t.r.ID }

// Tenant returns the job's tenant.
func (t *Task) Tenant() string { return t.r.Tenant }

// Attempt returns 1 on the first run and more after a crash.
func (t *Task) Attempt() int {
	t.q.mu.Lock()
	defer t.q.mu.Unlock()
	return t.r.Attempts
}

// Stage tells how far the run has come; Get shows it. It is not stored: a job
// that is run again starts without a stage.
func (t *Task) Stage(name string) {
	t.q.mu.Lock()
	defer t.q.mu.Unlock()
	t.r.Stage, t.r.Updated = name, t.q.opts.Now()
}

// accept stores a new job and puts it at the end of the line.
func (q *Queue) accept(r *record, body []byte) (Job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return Job{}, ErrClosed
	}
	if j, known, err := q.replay(r); known || err != nil {
		return j, err
	}
	if len(q.waiting) >= q.opts.Capacity {
		return Job{}, ErrFull
	}
	q.seq++
	r.ID, r.Seq = q.opts.NewID(), q.seq
	r.Created = q.opts.Now()
	r.Updated = r.Created
	if err := q.store.save(r, body, nil); err != nil {
		return Job{}, err
	}
	q.jobs[r.ID] = r
	q.waiting = append(q.waiting, r.ID)
	q.cond.Signal()
	return r.Job, nil
}

// replay finds the job that came earlier with r's idempotency key.
func (q *Queue) replay(r *record) (Job, bool, error) {
	if r.Key == "" {
		return Job{}, false, nil
	}
	id, err := q.store.keyed(r.Tenant, r.Key)
	var old *record
	if err == nil {
		old, err = q.find(r.Tenant, id)
	}
	switch {
	case errors.Is(err, ErrNotFound):
		return Job{}, false, nil
	case err != nil:
		return Job{}, false, err
	}
	if old.Body != r.Body || old.Kind != r.Kind {
		return Job{}, true, ErrKeyReused
	}
	j := old.Job
	j.Replayed = true
	return j, true, nil
}

// work runs jobs one after another until the queue closes.
func (q *Queue) work() {
	for {
		r, ctx, done := q.next()
		if r == nil {
			return
		}
		result, err := q.run(ctx, r)
		q.settle(ctx, r, result, err)
		done(nil)
	}
}

// next waits for a job and marks it running; nil when the queue is closed.
func (q *Queue) next() (*record, context.Context, context.CancelCauseFunc) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 && !q.closed {
		q.cond.Wait()
	}
	if q.closed {
		return nil, nil, nil
	}
	r := q.jobs[q.waiting[0]]
	q.waiting = q.waiting[1:]
	ctx, cancel := context.WithCancelCause(q.ctx)
	q.cancels[r.ID] = cancel
	r.State, r.Updated = Running, q.opts.Now()
	r.Attempts++
	return r, ctx, cancel
}

// run reads the payload and runs the kind's function, turning a panic into an
// error that does not tell the panic's value, which may quote the payload.
func (q *Queue) run(ctx context.Context, r *record) (result []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			result, err = nil, fmt.Errorf("jobs: the run of kind %s panicked (%T)", r.Kind, p)
		}
	}()
	run := q.kinds[r.Kind]
	if run == nil {
		return nil, fmt.Errorf("%w: %s is not registered", ErrKind, r.Kind)
	}
	// The attempt is stored before it begins, so that a crash in it is counted.
	q.mu.Lock()
	err = q.store.save(r, nil, nil)
	q.mu.Unlock()
	if err != nil {
		return nil, err
	}
	payload, err := q.store.payload(r.Tenant, r.ID)
	if err != nil {
		return nil, err
	}
	return run(ctx, &Task{q: q, r: r}, payload)
}

// settle stores how a run ended. A run cut short by Close waits again.
func (q *Queue) settle(ctx context.Context, r *record, result []byte, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.cancels, r.ID)
	cause := context.Cause(ctx)
	if err != nil && errors.Is(cause, errClosing) {
		r.State, r.Stage = Queued, ""
		r.Attempts--
		if err := q.store.save(r, nil, nil); err != nil {
			q.opts.Logger.Error("jobs: store", "job", r.ID, "err", err)
		}
		return
	}
	if err != nil && errors.Is(cause, errCancelled) {
		err = errCancelled
	}
	if err := q.finish(r, result, err); err != nil {
		q.opts.Logger.Error("jobs: store", "job", r.ID, "err", err)
	}
}

// finish makes a job final, in the store and for those who wait; q.mu is held
// (or the queue not yet shared). The state and the result are stored in one
// transaction and the payload goes with it.
func (q *Queue) finish(r *record, result []byte, err error) error {
	was := r.Job
	r.Updated = q.opts.Now()
	r.Expires = r.Updated.Add(q.opts.TTL)
	switch {
	case err == nil:
		r.State = Succeeded
	case errors.Is(err, errCancelled):
		r.State = Cancelled
	default:
		r.State, r.Error = Failed, err.Error()
	}
	if r.State != Succeeded {
		result = nil
	}
	if serr := q.store.save(r, nil, orEmpty(result)); serr != nil {
		if was.State != Running {
			r.Job = was // still waiting, as the store has it
			return serr
		}
		// The outcome could not be kept: failed for this process, and run again
		// by the next one, as the store has it.
		r.State, r.Error = Failed, "jobs: the outcome could not be stored"
		err = serr
	} else {
		err = nil
		delete(q.jobs, r.ID)
	}
	if ch := q.watch[r.ID]; ch != nil {
		close(ch)
		delete(q.watch, r.ID)
	}
	q.opts.Logger.Info("jobs: finished", "job", r.ID, "kind", r.Kind, "state", r.State.String(), "attempts", r.Attempts)
	return err
}

// orEmpty makes a result not nil, which tells the store that the job is final.
func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
