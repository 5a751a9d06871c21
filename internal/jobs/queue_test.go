package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/lethe-health/lethe/internal/jobs"
)

type note struct{ Text string }
type count struct{ Words int }

func countWords(_ context.Context, t *jobs.Task, n note) (count, error) {
	t.Stage("counting")
	return count{len(strings.Fields(n.Text))}, nil
}

func key(t testing.TB) tink.AEAD {
	t.Helper()
	k, err := jobs.EphemeralKey()
	require.NoError(t, err)
	return k
}

func open(t testing.TB, o *jobs.Options) *jobs.Queue {
	t.Helper()
	q, err := jobs.Open(o)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, q.Close(context.Background())) })
	return q
}

// modes runs a test against both stores.
func modes(t *testing.T, test func(t *testing.T, o *jobs.Options)) {
	t.Run("memory", func(t *testing.T) { test(t, &jobs.Options{}) })
	t.Run("file", func(t *testing.T) {
		test(t, &jobs.Options{Path: filepath.Join(t.TempDir(), "jobs.db"), AEAD: key(t)})
	})
}

func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestJobRunsAndKeepsItsResult(t *testing.T) {
	modes(t, func(t *testing.T, o *jobs.Options) {
		q := open(t, o)
		kind := jobs.Register(q, "count", countWords)
		q.Start()
		j, err := kind.Submit("a", note{"one two three"}, nil)
		require.NoError(t, err)
		assert.Equal(t, jobs.Queued, j.State)
		j, err = q.Wait(within(t), "a", j.ID)
		require.NoError(t, err)
		assert.Equal(t, jobs.Succeeded, j.State)
		assert.Equal(t, "counting", j.Stage)
		assert.Equal(t, 1, j.Attempts)
		got, err := kind.Result("a", j.ID)
		require.NoError(t, err)
		assert.Equal(t, count{3}, got)
	})
}

func TestAnotherTenantSeesNothing(t *testing.T) {
	q := open(t, nil)
	kind := jobs.Register(q, "count", countWords)
	q.Start()
	j, err := kind.Submit("a", note{"x"}, &jobs.SubmitOptions{IdempotencyKey: "k"})
	require.NoError(t, err)
	_, err = q.Get("b", j.ID)
	assert.ErrorIs(t, err, jobs.ErrNotFound)
	_, err = q.Cancel("b", j.ID)
	assert.ErrorIs(t, err, jobs.ErrNotFound)
	_, err = kind.Result("b", j.ID)
	assert.ErrorIs(t, err, jobs.ErrNotFound)
	other, err := kind.Submit("b", note{"y"}, &jobs.SubmitOptions{IdempotencyKey: "k"})
	require.NoError(t, err, "keys are each tenant's own")
	assert.NotEqual(t, j.ID, other.ID)
}

func TestIdempotencyKey(t *testing.T) {
	modes(t, func(t *testing.T, o *jobs.Options) {
		q := open(t, o)
		kind := jobs.Register(q, "count", countWords)
		q.Start()
		o2 := &jobs.SubmitOptions{IdempotencyKey: "k1"}
		first, err := kind.Submit("a", note{"x y"}, o2)
		require.NoError(t, err)
		again, err := kind.Submit("a", note{"x y"}, o2)
		require.NoError(t, err)
		assert.Equal(t, first.ID, again.ID)
		assert.True(t, again.Replayed)
		_, err = kind.Submit("a", note{"another body"}, o2)
		assert.ErrorIs(t, err, jobs.ErrKeyReused)
	})
}

func TestConcurrentSubmissionsWithOneKeyMakeOneJob(t *testing.T) {
	var runs atomic.Int32
	q := open(t, nil)
	kind := jobs.Register(q, "count", func(ctx context.Context, t *jobs.Task, n note) (count, error) {
		runs.Add(1)
		return countWords(ctx, t, n)
	})
	q.Start()
	var wg sync.WaitGroup
	ids := make([]string, 20)
	for i := range ids {
		wg.Go(func() {
			j, err := kind.Submit("a", note{"x"}, &jobs.SubmitOptions{IdempotencyKey: "k"})
			if assert.NoError(t, err) {
				ids[i] = j.ID
			}
		})
	}
	wg.Wait()
	for _, id := range ids {
		assert.Equal(t, ids[0], id)
	}
	_, err := q.Wait(within(t), "a", ids[0])
	require.NoError(t, err)
	assert.EqualValues(t, 1, runs.Load())
}

func TestFailureIsTold(t *testing.T) {
	for _, c := range []struct {
		name string
		run  jobs.Run[note, count]
		want string
	}{
		{"an error's text is shown", func(context.Context, *jobs.Task, note) (count, error) {
			return count{}, errors.New("row 3: no date")
		}, "row 3: no date"},
		{"a panic's value is not, it may quote the note", func(_ context.Context, _ *jobs.Task, n note) (count, error) {
			panic(n.Text)
		}, "jobs: the run of kind count panicked (string)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := open(t, nil)
			kind := jobs.Register(q, "count", c.run)
			q.Start()
			j, err := kind.Submit("a", note{"CANARY"}, nil)
			require.NoError(t, err)
			j, err = q.Wait(within(t), "a", j.ID)
			require.NoError(t, err)
			assert.Equal(t, jobs.Failed, j.State)
			assert.Equal(t, c.want, j.Error)
			_, err = kind.Result("a", j.ID)
			assert.ErrorIs(t, err, jobs.ErrNoResult)
		})
	}
}

func TestFullQueueRefuses(t *testing.T) {
	q := open(t, &jobs.Options{Capacity: 2})
	kind := jobs.Register(q, "count", countWords)
	for range 2 { // not started, so they wait
		_, err := kind.Submit("a", note{"x"}, nil)
		require.NoError(t, err)
	}
	_, err := kind.Submit("a", note{"x"}, nil)
	assert.ErrorIs(t, err, jobs.ErrFull)
}

func TestCancel(t *testing.T) {
	q := open(t, &jobs.Options{Workers: 1})
	began := make(chan struct{}, 1)
	kind := jobs.Register(q, "wait", func(ctx context.Context, _ *jobs.Task, _ note) (count, error) {
		began <- struct{}{}
		<-ctx.Done()
		return count{}, ctx.Err()
	})
	q.Start()
	running, err := kind.Submit("a", note{"x"}, nil)
	require.NoError(t, err)
	<-began
	waiting, err := kind.Submit("a", note{"y"}, nil)
	require.NoError(t, err)

	j, err := q.Cancel("a", waiting.ID)
	require.NoError(t, err)
	assert.Equal(t, jobs.Cancelled, j.State, "one that waits is cancelled at once")
	_, err = q.Cancel("a", running.ID)
	require.NoError(t, err)
	j, err = q.Wait(within(t), "a", running.ID)
	require.NoError(t, err)
	assert.Equal(t, jobs.Cancelled, j.State)
	j, err = q.Cancel("a", running.ID)
	require.NoError(t, err)
	assert.Equal(t, jobs.Cancelled, j.State, "cancelling twice changes nothing")
}

func TestExpiry(t *testing.T) {
	modes(t, func(t *testing.T, o *jobs.Options) {
		var offset atomic.Int64
		o.TTL = time.Hour
		o.Now = func() time.Time { return time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(offset.Load())) }
		q := open(t, o)
		kind := jobs.Register(q, "count", countWords)
		q.Start()
		j, err := kind.Submit("a", note{"x"}, &jobs.SubmitOptions{IdempotencyKey: "k"})
		require.NoError(t, err)
		j, err = q.Wait(within(t), "a", j.ID)
		require.NoError(t, err)
		assert.Equal(t, j.Updated.Add(time.Hour), j.Expires)

		offset.Store(int64(time.Hour))
		_, err = q.Get("a", j.ID)
		assert.ErrorIs(t, err, jobs.ErrNotFound)
		n, err := q.Sweep()
		require.NoError(t, err)
		assert.Equal(t, 1, n)
		again, err := kind.Submit("a", note{"z"}, &jobs.SubmitOptions{IdempotencyKey: "k"})
		require.NoError(t, err, "an expired job's key is free again")
		assert.NotEqual(t, j.ID, again.ID)
	})
}

func TestCloseLetsJobsRunInTheNextProcess(t *testing.T) {
	o := jobs.Options{Path: filepath.Join(t.TempDir(), "jobs.db"), AEAD: key(t), Workers: 1}
	q, err := jobs.Open(&o)
	require.NoError(t, err)
	began := make(chan struct{}, 1)
	kind := jobs.Register(q, "count", func(ctx context.Context, _ *jobs.Task, _ note) (count, error) {
		began <- struct{}{}
		<-ctx.Done()
		return count{}, ctx.Err()
	})
	q.Start()
	var ids []string
	for i := range 3 {
		j, err := kind.Submit("a", note{fmt.Sprint("n ", i)}, nil)
		require.NoError(t, err)
		ids = append(ids, j.ID)
	}
	<-began
	require.NoError(t, q.Close(within(t)))
	_, err = kind.Submit("a", note{"late"}, nil)
	assert.ErrorIs(t, err, jobs.ErrClosed)

	q = open(t, &o)
	jobs.Register(q, "count", countWords)
	q.Start()
	for _, id := range ids {
		j, err := q.Wait(within(t), "a", id)
		require.NoError(t, err)
		assert.Equal(t, jobs.Succeeded, j.State)
		assert.Equal(t, 1, j.Attempts, "being cut short by Close is no attempt")
	}
}

func TestFileNeedsKeyAndTheRightOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jobs.db")
	_, err := jobs.Open(&jobs.Options{Path: path})
	require.Error(t, err, "nothing is written unencrypted")

	q, err := jobs.Open(&jobs.Options{Path: path, AEAD: key(t)})
	require.NoError(t, err)
	kind := jobs.Register(q, "count", countWords)
	_, err = kind.Submit("a", note{"x"}, nil)
	require.NoError(t, err)
	_, err = jobs.Open(&jobs.Options{Path: path, AEAD: key(t)})
	assert.ErrorIs(t, err, jobs.ErrInUse)
	assert.ErrorContains(t, err, path)
	require.NoError(t, q.Close(within(t)))

	_, err = jobs.Open(&jobs.Options{Path: path, AEAD: key(t)})
	assert.ErrorContains(t, err, "another key")
}

func ExampleRegister() {
	q, err := jobs.Open(nil) // in memory; with Path and AEAD, jobs survive the process
	if err != nil {
		panic(err)
	}
	defer q.Close(context.Background())
	words := jobs.Register(q, "count", func(_ context.Context, t *jobs.Task, text string) (int, error) {
		t.Stage("counting")
		return len(strings.Fields(text)), nil
	})
	q.Start()
	j, err := words.Submit("tenant-1", "no acute distress", nil)
	if err != nil {
		panic(err)
	}
	j, err = q.Wait(context.Background(), "tenant-1", j.ID)
	if err != nil {
		panic(err)
	}
	n, err := words.Result("tenant-1", j.ID)
	fmt.Println(j.State, n, err)
	// Output: succeeded 3 <nil>
}
