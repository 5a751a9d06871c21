package sandbox_test

import (
	"context"
	"io"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/phenom"
)

// gather makes a population beforehand, so that a benchmark does not measure
// its making.
func gather(b *testing.B, n int) (iter.Seq2[*phenom.History, error], int64) {
	var all []*phenom.History
	for h, err := range population(n) {
		require.NoError(b, err)
		all = append(all, h)
	}
	var size counter
	tables := phenom.NewTables(size.open)
	for _, h := range all {
		require.NoError(b, tables.Add(h))
	}
	require.NoError(b, tables.Flush())
	return func(yield func(*phenom.History, error) bool) {
		for _, h := range all {
			if !yield(h, nil) {
				return
			}
		}
	}, int64(size)
}

// BenchmarkSubmitBatch is a whole batch over loopback: write, upload, finalize,
// start, score, wait, and every score read back. SetBytes is the CSV's size.
func BenchmarkSubmitBatch(b *testing.B) {
	const patients = 2000
	c := client(b, start(b, nil), "a", nil)
	source, size := gather(b, patients)
	scored, excluded := expected(patients)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		sub, err := submitter(b, c, nil).Submit(context.Background(), source)
		require.NoError(b, err)
		gotScored, gotExcluded, rest := tally(b, sub)
		require.Equal(b, []int{scored, excluded, 0}, []int{gotScored, gotExcluded, rest})
	}
	b.ReportMetric(float64(patients*b.N)/b.Elapsed().Seconds(), "patients/s")
}

// BenchmarkSubmitRealTime is one job a patient, four at a time.
func BenchmarkSubmitRealTime(b *testing.B) {
	const patients = 100
	c := client(b, start(b, nil), "a", nil)
	source, size := gather(b, patients)
	scored, excluded := expected(patients)
	s := submitter(b, c, func(o *phenom.SubmitterOptions) { o.Mode = phenom.RealTime })
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		sub, err := s.Submit(context.Background(), source)
		require.NoError(b, err)
		gotScored, gotExcluded, _ := tally(b, sub)
		require.Equal(b, []int{scored, excluded}, []int{gotScored, gotExcluded})
	}
	b.ReportMetric(float64(patients*b.N)/b.Elapsed().Seconds(), "patients/s")
}

func BenchmarkTables(b *testing.B) {
	source, size := gather(b, 1000)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		var n counter
		tables := phenom.NewTables(n.open)
		for h := range source {
			require.NoError(b, tables.Add(h))
		}
		require.NoError(b, tables.Flush())
		require.EqualValues(b, size, n)
	}
}

func BenchmarkValidate(b *testing.B) {
	var all []*phenom.History
	for h, err := range population(200) {
		require.NoError(b, err)
		all = append(all, h)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, h := range all {
			require.NoError(b, h.Validate())
		}
	}
	b.ReportMetric(float64(len(all)*b.N)/b.Elapsed().Seconds(), "patients/s")
}

// counter counts the bytes of every file that is written to it.
type counter int64

func (c *counter) open(phenom.ObjectType) (io.Writer, error) { return c, nil }

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
