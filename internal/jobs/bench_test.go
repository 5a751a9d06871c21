package jobs_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/jobs"
)

func BenchmarkSubmitAndWait(b *testing.B) {
	b.Run("memory", func(b *testing.B) { submitAndWait(b, nil) })
	b.Run("file", func(b *testing.B) { // three synced transactions a job
		submitAndWait(b, &jobs.Options{Path: filepath.Join(b.TempDir(), "jobs.db"), AEAD: key(b)})
	})
}

func submitAndWait(b *testing.B, o *jobs.Options) {
	q, err := jobs.Open(o)
	require.NoError(b, err)
	defer q.Close(context.Background())
	kind := jobs.Register(q, "count", countWords)
	q.Start()
	n := note{strings.Repeat("word ", 400)}
	b.SetBytes(int64(len(n.Text)))
	b.ReportAllocs()
	for b.Loop() {
		j, err := kind.Submit("a", n, nil)
		require.NoError(b, err)
		_, err = q.Wait(context.Background(), "a", j.ID)
		require.NoError(b, err)
		r, err := kind.Result("a", j.ID)
		require.NoError(b, err)
		require.Equal(b, 400, r.Words)
	}
}
