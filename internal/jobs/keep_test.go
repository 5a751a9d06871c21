package jobs_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/jobs"
)

func TestFinishedJobsTakeNoMemory(t *testing.T) {
	o := &jobs.Options{Path: filepath.Join(t.TempDir(), "jobs.db"), AEAD: key(t)}
	q, err := jobs.Open(o)
	require.NoError(t, err)
	kind := jobs.Register(q, "count", countWords)
	q.Start()
	var ids []string
	for i := range 50 {
		j, err := kind.Submit("a", note{strings.Repeat("w ", i)}, &jobs.SubmitOptions{IdempotencyKey: fmt.Sprint(i)})
		require.NoError(t, err)
		ids = append(ids, j.ID)
	}
	for _, id := range ids {
		_, err := q.Wait(within(t), "a", id)
		require.NoError(t, err)
	}
	assert.Zero(t, q.Held(), "what has ended is on disk alone")
	check := func(q *jobs.Queue, kind *jobs.Kind[note, count]) {
		for i, id := range ids {
			got, err := kind.Result("a", id)
			require.NoError(t, err)
			assert.Equal(t, count{i}, got)
			_, err = q.Get("b", id)
			assert.ErrorIs(t, err, jobs.ErrNotFound)
			again, err := kind.Submit("a", note{strings.Repeat("w ", i)}, &jobs.SubmitOptions{IdempotencyKey: fmt.Sprint(i)})
			require.NoError(t, err)
			assert.True(t, again.Replayed)
			assert.Equal(t, id, again.ID)
		}
	}
	check(q, kind)
	require.NoError(t, q.Close(within(t)))
	_, err = q.Get("a", ids[0])
	assert.ErrorIs(t, err, jobs.ErrClosed, "not the same as not being there")

	q = open(t, o)
	kind = jobs.Register(q, "count", countWords)
	assert.Zero(t, q.Held(), "nor are they read when the store opens")
	check(q, kind)
}

func TestMemoryIsBounded(t *testing.T) {
	q := open(t, &jobs.Options{MaxMemory: 8 << 10, Workers: 1})
	kind := jobs.Register(q, "count", countWords)
	q.Start()
	var ids []string
	for range 40 {
		j, err := kind.Submit("a", note{"x"}, nil)
		require.NoError(t, err)
		if j, err := q.Wait(within(t), "a", j.ID); err == nil { // else forgotten already
			assert.Equal(t, jobs.Succeeded, j.State)
		}
		ids = append(ids, j.ID)
	}
	_, err := q.Get("a", ids[0])
	assert.ErrorIs(t, err, jobs.ErrNotFound, "the oldest goes first")
	_, err = q.Get("a", ids[39])
	assert.NoError(t, err)
}

func TestSweepForgetsManyAndOnlyTheDue(t *testing.T) {
	modes(t, func(t *testing.T, o *jobs.Options) {
		var hours atomic.Int64
		o.TTL = time.Hour
		o.Now = func() time.Time { return time.Date(2030, 1, 1, int(hours.Load()), 0, 0, 0, time.UTC) }
		q := open(t, o)
		kind := jobs.Register(q, "count", countWords)
		const many = 30
		submit := func(n int) (last string) {
			for i := range n {
				j, err := kind.Submit("a", note{"x"}, &jobs.SubmitOptions{IdempotencyKey: fmt.Sprint(hours.Load(), i)})
				require.NoError(t, err)
				last = j.ID
			}
			return last
		}
		last := submit(many)
		q.Start()
		_, err := q.Wait(within(t), "a", last)
		require.NoError(t, err)
		require.Eventually(t, func() bool { return q.Held() == 0 }, 10*time.Second, time.Millisecond)
		hours.Store(1)
		later := submit(1)
		_, err = q.Wait(within(t), "a", later)
		require.NoError(t, err)
		n, err := q.Sweep()
		require.NoError(t, err)
		assert.Equal(t, many, n, "in several transactions")
		_, err = q.Get("a", later)
		assert.NoError(t, err, "what is not due stays")
		n, err = q.Sweep()
		require.NoError(t, err)
		assert.Zero(t, n)
	})
}

func TestUnknownKindOfStoredJobFails(t *testing.T) {
	o := &jobs.Options{Path: filepath.Join(t.TempDir(), "jobs.db"), AEAD: key(t)}
	q, err := jobs.Open(o)
	require.NoError(t, err)
	kind := jobs.Register(q, "old", countWords)
	j, err := kind.Submit("a", note{"x"}, nil)
	require.NoError(t, err)
	require.NoError(t, q.Close(context.Background()))

	q = open(t, o)
	q.Start()
	j, err = q.Wait(within(t), "a", j.ID)
	require.NoError(t, err)
	assert.Equal(t, jobs.Failed, j.State)
	assert.Contains(t, j.Error, "not registered")
}
