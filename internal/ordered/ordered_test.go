package ordered

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var errOdd = errors.New("odd")

// numbers yields 0 to n-1; every tenth comes with an error.
func numbers(n int, read *atomic.Int64) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			read.Add(1)
			var err error
			if i%10 == 9 {
				err = errOdd
			}
			if !yield(i, err) {
				return
			}
		}
	}
}

func TestMapKeepsTheOrder(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 7} {
		var read atomic.Int64
		i := 0
		for got, err := range Map(context.Background(), numbers(1000, &read), workers, func(_ context.Context, v int) (int, error) {
			for range v % 5 {
				runtime.Gosched() // let later items overtake earlier ones
			}
			if v%7 == 3 {
				return 0, errOdd
			}
			return v * 2, nil
		}) {
			if i%10 == 9 || i%7 == 3 {
				require.ErrorIs(t, err, errOdd, "item %d", i)
			} else {
				require.NoError(t, err)
				require.Equal(t, i*2, got)
			}
			i++
		}
		assert.Equal(t, 1000, i)
	}
}

func TestMapStopsReadingWhenTheLoopBreaks(t *testing.T) {
	var read atomic.Int64
	for got := range Map(context.Background(), numbers(1_000_000, &read), 2, func(_ context.Context, v int) (int, error) { return v, nil }) {
		if got == 5 {
			break
		}
	}
	assert.Less(t, read.Load(), int64(1000))
}

func TestMapStopsWhenTheContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var read atomic.Int64
	n := 0
	for got, err := range Map(ctx, numbers(1_000_000, &read), 2, func(_ context.Context, v int) (int, error) { return v, nil }) {
		if err == nil {
			require.Equal(t, n, got, "what was begun is yielded: no gaps")
		}
		if n++; n == 20 {
			cancel()
		}
	}
	assert.Less(t, n, 1000)
}
