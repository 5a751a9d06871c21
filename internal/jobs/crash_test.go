package jobs_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/jobs"
)

// crashDir makes a test binary that finds it set into a process that accepts
// jobs and dies in the middle of the first.
const crashDir = "LETHE_JOBS_CRASH_DIR"

const canary = "Zebediah Quillfeather"

func openCrash(t *testing.T, dir string) *jobs.Queue {
	aead, err := jobs.KeyFile(filepath.Join(dir, "key"))
	require.NoError(t, err)
	q, err := jobs.Open(&jobs.Options{Path: filepath.Join(dir, "jobs.db"), AEAD: aead, Workers: 1})
	require.NoError(t, err)
	return q
}

// logRun appends one letter to a file for each run that came to its end.
func logRun(dir, what string) error {
	f, err := os.OpenFile(filepath.Join(dir, "runs"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(what)
	return err
}

func TestCrashingProcess(t *testing.T) {
	dir := os.Getenv(crashDir)
	if dir == "" {
		t.Skip("run by TestCrashRunsEachJobOnce")
	}
	q := openCrash(t, dir)
	kind := jobs.Register(q, "count", func(_ context.Context, _ *jobs.Task, n note) (count, error) {
		if n.Text != canary+" done" {
			p, err := os.FindProcess(os.Getpid())
			if err != nil {
				return count{}, err
			}
			if err := p.Kill(); err != nil {
				return count{}, err
			}
			select {} // until the signal lands
		}
		return count{1}, logRun(dir, "d")
	})
	for _, text := range []string{canary + " done", canary + " kills", canary + " waits"} {
		_, err := kind.Submit("a", note{text}, &jobs.SubmitOptions{IdempotencyKey: text})
		require.NoError(t, err)
	}
	q.Start()
	time.Sleep(20 * time.Second) // the kill comes first
}

func TestCrashRunsEachJobOnce(t *testing.T) {
	dir := t.TempDir()
	crash := func() {
		cmd := exec.Command(os.Args[0], "-test.run=^TestCrashingProcess$")
		cmd.Env = append(os.Environ(), crashDir+"="+dir)
		require.Error(t, cmd.Run(), "the process kills itself")
	}
	crash()

	file, err := os.ReadFile(filepath.Join(dir, "jobs.db"))
	require.NoError(t, err)
	assert.False(t, bytes.Contains(file, []byte("Quillfeather")), "payload or key in the clear on disk")

	q := openCrash(t, dir)
	kind := jobs.Register(q, "count", func(_ context.Context, _ *jobs.Task, n note) (count, error) {
		return count{2}, logRun(dir, n.Text[len(canary)+1:len(canary)+2])
	})
	q.Start()
	want := []struct {
		text             string
		result, attempts int
	}{
		{canary + " done", 1, 1},  // ended before the crash: not run again
		{canary + " kills", 2, 2}, // was running: run again
		{canary + " waits", 2, 1}, // was waiting: run once
	}
	for _, w := range want {
		j, err := kind.Submit("a", note{w.text}, &jobs.SubmitOptions{IdempotencyKey: w.text})
		require.NoError(t, err)
		assert.True(t, j.Replayed, "the key outlives the process")
		j, err = q.Wait(within(t), "a", j.ID)
		require.NoError(t, err)
		assert.Equal(t, w.attempts, j.Attempts, w.text[len(canary):])
		r, err := kind.Result("a", j.ID)
		require.NoError(t, err)
		assert.Equal(t, count{w.result}, r)
	}
	require.NoError(t, q.Close(within(t)))
	runs, err := os.ReadFile(filepath.Join(dir, "runs"))
	require.NoError(t, err)
	assert.Equal(t, "dkw", string(runs), "each job came to its end once")
}

func TestJobThatKillsTheProcessGivesUp(t *testing.T) {
	dir := t.TempDir()
	for range jobs.DefaultMaxAttempts {
		cmd := exec.Command(os.Args[0], "-test.run=^TestCrashingProcess$")
		cmd.Env = append(os.Environ(), crashDir+"="+dir)
		require.Error(t, cmd.Run())
	}
	q := openCrash(t, dir)
	defer q.Close(context.Background())
	kind := jobs.Register(q, "count", countWords)
	q.Start()
	text := canary + " kills"
	j, err := kind.Submit("a", note{text}, &jobs.SubmitOptions{IdempotencyKey: text})
	require.NoError(t, err)
	assert.Equal(t, jobs.Failed, j.State)
	assert.Contains(t, j.Error, "ended 3 times")
}
