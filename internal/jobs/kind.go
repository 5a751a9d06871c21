package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// Run does a job of one kind. It must return soon after ctx ends, and must be
// fit to run again from the start: a crash in the middle of it makes the next
// process do so. Its error is shown to the tenant and must carry no PHI.
type Run[P, R any] func(ctx context.Context, t *Task, payload P) (R, error)

// Kind is the typed way into a [Queue] for jobs of one kind, with payloads P and
// results R, both kept as JSON. It is safe for concurrent use.
type Kind[P, R any] struct {
	q    *Queue
	name string
}

// Register adds a kind to the queue, before Start. The name is stored with each
// job and finds the run again after a restart. Registering a name twice, or
// after Start, is a mistake in the program and panics.
func Register[P, R any](q *Queue, name string, run Run[P, R]) *Kind[P, R] {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.kinds[name] != nil || q.started {
		panic("jobs: Register twice or after Start: " + name)
	}
	q.kinds[name] = func(ctx context.Context, t *Task, payload []byte) ([]byte, error) {
		var p P
		if err := json.Unmarshal(payload, &p); err != nil {
			return nil, errUndecodable(name)
		}
		r, err := run(ctx, t, p)
		if err != nil {
			return nil, err
		}
		out, err := json.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("jobs: result of kind %s can not be encoded", name)
		}
		return out, nil
	}
	return &Kind[P, R]{q: q, name: name}
}

// errUndecodable hides the decoder's own message, which can quote the payload.
func errUndecodable(kind string) error {
	return fmt.Errorf("jobs: stored data of kind %s can not be decoded", kind)
}

// SubmitOptions are the extras of a submission; nil and the zero value are none.
type SubmitOptions struct {
	// IdempotencyKey makes a repeated submission by the same tenant return the
	// first job (Replayed set), for as long as that job is kept. The same key
	// with another payload is [ErrKeyReused].
	IdempotencyKey string
}

// Submit accepts a job. When it returns without error the job is stored, and
// will end exactly once even if this process dies now.
func (k *Kind[P, R]) Submit(tenant string, payload P, o *SubmitOptions) (Job, error) {
	body, err := json.Marshal(payload)
	if err != nil {
		return Job{}, fmt.Errorf("jobs: payload of kind %s can not be encoded", k.name)
	}
	r := &record{Job: Job{Tenant: tenant, Kind: k.name}, Body: sha256.Sum256(body)}
	if o != nil {
		r.Key = o.IdempotencyKey
	}
	return k.q.accept(r, body)
}

// Get returns the tenant's job if it is of this kind.
func (k *Kind[P, R]) Get(tenant, id string) (Job, error) {
	j, err := k.q.Get(tenant, id)
	if err == nil && j.Kind != k.name {
		return Job{}, ErrNotFound
	}
	return j, err
}

// Result returns what the tenant's job came to: [ErrNotFinished] while it waits
// or runs, [ErrNoResult] when it failed or was cancelled.
func (k *Kind[P, R]) Result(tenant, id string) (R, error) {
	var out R
	j, err := k.Get(tenant, id)
	switch {
	case err != nil:
		return out, err
	case !j.State.Final():
		return out, ErrNotFinished
	case j.State != Succeeded:
		return out, ErrNoResult
	}
	b, err := k.q.store.result(j.Tenant, j.ID)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(b, &out); err != nil {
		return out, errUndecodable(k.name)
	}
	return out, nil
}
