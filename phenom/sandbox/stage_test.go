package sandbox_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
)

// gateClock holds every sleep until the test lets it go.
type gateClock struct {
	asleep chan struct{}
	wake   chan struct{}
}

func (g *gateClock) Now() time.Time { return time.Now() }

func (g *gateClock) Sleep(ctx context.Context, _ time.Duration) error {
	select {
	case g.asleep <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-g.wake:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestJobGoesThroughItsStages(t *testing.T) {
	clock := &gateClock{make(chan struct{}), make(chan struct{})}
	s := start(t, &sandbox.Options{Clock: clock, StageDuration: time.Hour})
	c := client(t, s, "a", nil)
	job, err := c.CreateJob(within(t), request(t))
	require.NoError(t, err)
	assert.Equal(t, phenom.StatusQueued, job.Status)
	var seen []phenom.Status
	for range 5 {
		<-clock.asleep
		now, err := c.Job(within(t), job.ID)
		require.NoError(t, err)
		assert.Nil(t, now.Metrics)
		seen = append(seen, now.Status)
		for _, err := range c.Results(job.ID, nil).All(within(t)) {
			var api *phenom.APIError
			require.ErrorAs(t, err, &api)
			assert.Equal(t, http.StatusConflict, api.Status, "no results before the end")
		}
		clock.wake <- struct{}{}
	}
	assert.Equal(t, []phenom.Status{phenom.StatusRunning, phenom.StatusValidating, phenom.StatusPreprocessing,
		phenom.StatusInferring, phenom.StatusPostprocessing}, seen)
	done, err := c.JobPoller(job.ID).PollUntilDone(within(t), &phenom.PollOptions{Interval: time.Millisecond})
	require.NoError(t, err)
	assert.Equal(t, phenom.StatusSucceeded, done.Status)
}

func TestFullQueueIs429(t *testing.T) {
	clock := &gateClock{make(chan struct{}), make(chan struct{})}
	s := start(t, &sandbox.Options{Clock: clock, Workers: 1, QueueCapacity: 1})
	c := client(t, s, "a", func(o *phenom.Options) { o.Retry.MaxAttempts = 2 })
	_, err := c.CreateJob(within(t), request(t))
	require.NoError(t, err)
	<-clock.asleep // it runs; the next one waits, and the line is full
	_, err = c.CreateJob(within(t), request(t))
	require.NoError(t, err)
	_, err = c.CreateJob(within(t), request(t))
	var api *phenom.APIError
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusTooManyRequests, api.Status)
	assert.Equal(t, time.Second, api.RetryAfter)
	assert.Equal(t, 2, api.Attempts)
}
