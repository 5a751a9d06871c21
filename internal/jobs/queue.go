package jobs

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Defaults of [Options].
const (
	DefaultWorkers     = 2
	DefaultCapacity    = 10_000
	DefaultTTL         = 24 * time.Hour
	DefaultMaxAttempts = 3
	DefaultMaxMemory   = 256 << 20
)

// Options configures a [Queue]. The zero value and nil are a queue in memory.
type Options struct {
	// Path of the bbolt file, created with mode 0600. "" keeps jobs in memory.
	Path string
	// AEAD seals everything written to Path; needed with it. See [KeyFile].
	AEAD tink.AEAD
	// Workers is how many jobs run at a time; 0 means DefaultWorkers.
	Workers int
	// Capacity is how many jobs may wait; one more is refused with [ErrFull].
	// 0 means DefaultCapacity.
	Capacity int
	// TTL is how long a finished job and its result are kept; 0 means DefaultTTL.
	TTL time.Duration
	// MaxMemory bounds, in bytes, the finished jobs that are kept when there is no
	// Path: beyond it the oldest are forgotten before their time. 0 means
	// DefaultMaxMemory.
	MaxMemory int
	// MaxAttempts is how often a job is begun before a crash during it counts
	// as its own fault and it fails; 0 means DefaultMaxAttempts.
	MaxAttempts int
	// NewID makes job ids; nil means "job_" and a version 7 UUID. Ids must be
	// unique and hold no PHI.
	NewID func() string
	// Now is the clock for created, updated and expires; nil means time.Now.
	Now func() time.Time
	// Logger gets ids, kinds and states, never payloads; nil logs nothing.
	Logger *slog.Logger
}

// Queue accepts, runs, keeps and forgets jobs. It is safe for concurrent use.
type Queue struct {
	opts  Options
	store store

	mu      sync.Mutex
	cond    *sync.Cond // signalled when waiting grows, or the queue closes
	kinds   map[string]runner
	jobs    map[string]*record // those that are not final; the store has the others
	waiting []string           // ids in order of acceptance
	cancels map[string]context.CancelCauseFunc
	watch   map[string]chan struct{} // closed when the job is final
	seq     uint64
	started bool
	closed  bool

	ctx  context.Context
	stop context.CancelCauseFunc
	wg   sync.WaitGroup
}

// runner runs one stored job and returns the encoded result.
type runner func(ctx context.Context, t *Task, payload []byte) ([]byte, error)

// Open opens or makes the queue. Register the kinds next, then call
// [Queue.Start]: jobs left over from an earlier process run from then on.
func Open(o *Options) (*Queue, error) {
	if o == nil {
		o = &Options{}
	}
	q := &Queue{
		opts:    withDefaults(*o),
		kinds:   map[string]runner{},
		jobs:    map[string]*record{},
		cancels: map[string]context.CancelCauseFunc{},
		watch:   map[string]chan struct{}{},
	}
	q.cond = sync.NewCond(&q.mu)
	q.ctx, q.stop = context.WithCancelCause(context.Background())
	if o.Path == "" {
		q.store = newMemoryStore(q.opts.MaxMemory)
		return q, nil
	}
	s, err := openBolt(o.Path, o.AEAD)
	if err != nil {
		return nil, err
	}
	q.store = s
	if err := q.load(); err != nil {
		return nil, cmp.Or(s.close(), err)
	}
	return q, nil
}

func withDefaults(o Options) Options {
	o.Workers = cmp.Or(o.Workers, DefaultWorkers)
	o.Capacity = cmp.Or(o.Capacity, DefaultCapacity)
	o.TTL = cmp.Or(o.TTL, DefaultTTL)
	o.MaxMemory = cmp.Or(o.MaxMemory, DefaultMaxMemory)
	o.MaxAttempts = cmp.Or(o.MaxAttempts, DefaultMaxAttempts)
	if o.NewID == nil {
		o.NewID = newID
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

func newID() string {
	id, err := uuid.NewV7()
	if err != nil { // the system's random source failed; v4 reads it again and panics if it must
		id = uuid.New()
	}
	return "job_" + id.String()
}

// load takes up what the store holds. A job that was running when the process
// died waits again, or fails when it has taken the process down too often.
func (q *Queue) load() error {
	var err error
	if q.jobs, q.seq, err = q.store.unfinished(); err != nil {
		return err
	}
	left := slices.Collect(maps.Values(q.jobs))
	slices.SortFunc(left, func(a, b *record) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, r := range left {
		if r.State == Running && r.Attempts >= q.opts.MaxAttempts {
			if err := q.finish(r, nil, fmt.Errorf("jobs: the process ended %d times while this job ran", r.Attempts)); err != nil {
				return err
			}
			continue
		}
		r.State, r.Stage = Queued, ""
		q.waiting = append(q.waiting, r.ID)
	}
	return nil
}

// Start begins to run jobs. Kinds can not be registered after it.
func (q *Queue) Start() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.started || q.closed {
		return
	}
	q.started = true
	for range q.opts.Workers {
		q.wg.Go(q.work)
	}
	q.wg.Go(q.sweepEveryMinute)
}

// Close takes no more jobs, ends the contexts of those that run, waits for
// their runs to return (or for ctx), and closes the store. Jobs cut short wait
// for the next Open; that does not count as an attempt.
func (q *Queue) Close(ctx context.Context) error {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return nil
	}
	q.closed = true
	q.stop(errClosing)
	q.cond.Broadcast()
	q.mu.Unlock()
	done := make(chan struct{})
	go func() { q.wg.Wait(); close(done) }()
	select {
	case <-done:
		return q.store.close()
	case <-ctx.Done():
		return fmt.Errorf("jobs: closing: %w", ctx.Err())
	}
}

// Get returns the tenant's job. Another tenant's job is [ErrNotFound], as if it
// were not there.
func (q *Queue) Get(tenant, id string) (Job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	r, err := q.find(tenant, id)
	if err != nil {
		return Job{}, err
	}
	return r.Job, nil
}

// Waiting tells how many jobs wait to be run.
func (q *Queue) Waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// find looks a job up; q.mu is held. What it returns is the queue's own while
// the job is not final.
func (q *Queue) find(tenant, id string) (*record, error) {
	r := q.jobs[id]
	if r == nil {
		if q.closed {
			return nil, ErrClosed
		}
		var err error
		if r, err = q.store.record(id); err != nil {
			return nil, err
		}
	}
	if r.Tenant != tenant || q.expired(r) {
		return nil, ErrNotFound
	}
	return r, nil
}

func (q *Queue) expired(r *record) bool {
	return r.State.Final() && !q.opts.Now().Before(r.Expires)
}

// Wait blocks until the job is final or ctx ends.
func (q *Queue) Wait(ctx context.Context, tenant, id string) (Job, error) {
	q.mu.Lock()
	r, err := q.find(tenant, id)
	if err != nil || r.State.Final() {
		defer q.mu.Unlock()
		if err != nil {
			return Job{}, err
		}
		return r.Job, nil
	}
	ch := q.watch[id]
	if ch == nil {
		ch = make(chan struct{})
		q.watch[id] = ch
	}
	q.mu.Unlock()
	select {
	case <-ch:
		return q.Get(tenant, id)
	case <-ctx.Done():
		return Job{}, fmt.Errorf("jobs: waiting: %w", context.Cause(ctx))
	}
}

// Cancel ends the tenant's job: one that waits is cancelled at once, one that
// runs has its context ended and is cancelled when its run returns. A final job
// stays as it is. The job as it then stands is returned.
func (q *Queue) Cancel(tenant, id string) (Job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	r, err := q.find(tenant, id)
	if err != nil {
		return Job{}, err
	}
	switch r.State {
	case Queued:
		q.waiting = slices.DeleteFunc(q.waiting, func(w string) bool { return w == id })
		if err := q.finish(r, nil, errCancelled); err != nil {
			return Job{}, err
		}
	case Running:
		q.cancels[id](errCancelled)
	}
	return r.Job, nil
}

// sweepAtOnce is how many jobs are forgotten in one transaction; calls wait for
// no more than one.
var sweepAtOnce = 500

// Sweep forgets the jobs that have expired, and tells how many.
func (q *Queue) Sweep() (int, error) {
	total := 0
	for {
		n, err := q.sweepSome()
		total += n
		if err != nil || n < sweepAtOnce {
			return total, err
		}
	}
}

func (q *Queue) sweepSome() (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return 0, nil
	}
	for id, r := range q.jobs { // a final one is here when its outcome could not be stored
		if q.expired(r) {
			delete(q.jobs, id)
		}
	}
	return q.store.sweep(q.opts.Now(), sweepAtOnce)
}

func (q *Queue) sweepEveryMinute() {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if _, err := q.Sweep(); err != nil {
				q.opts.Logger.Error("jobs: sweep", "err", err)
			}
		case <-q.ctx.Done():
			return
		}
	}
}

// Count tells how many jobs of a kind the tenant has, whatever their state. It
// reads the whole store: for tests and for operators.
func (q *Queue) Count(tenant, kind string) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := 0
	err := q.store.each(func(r *record) {
		if r.Tenant == tenant && r.Kind == kind && !q.expired(r) {
			n++
		}
	})
	return n, err
}
