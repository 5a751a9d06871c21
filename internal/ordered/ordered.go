// Package ordered runs a function over a sequence on several goroutines and
// gives the results back in the order of the sequence. In comes an iterator,
// out goes an iterator; at most a few items a worker are held at a time. It
// never reorders, drops or retries.
package ordered

import (
	"context"
	"iter"
	"runtime"

	"github.com/sourcegraph/conc/stream"
)

// Map calls f for every item of in on up to workers goroutines (0: one a CPU)
// and yields f's answers in the order of in. An item that comes with an error
// is not given to f: its error is yielded in its place, with the zero Out.
// Breaking off the loop, or ending ctx, stops reading from in; what was begun
// is finished and, unless the loop was broken off, yielded: there are no gaps.
// f must not panic.
func Map[In, Out any](ctx context.Context, in iter.Seq2[In, error], workers int, f func(context.Context, In) (Out, error)) iter.Seq2[Out, error] {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	type answer struct {
		out Out
		err error
	}
	return func(yield func(Out, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		left := make(chan struct{}) // the loop takes no more
		defer close(left)
		answers := make(chan answer)
		go func() {
			defer close(answers)
			s := stream.New().WithMaxGoroutines(workers)
			for item, err := range in {
				if ctx.Err() != nil {
					break
				}
				s.Go(func() stream.Callback {
					a := answer{err: err}
					if err == nil {
						a.out, a.err = f(ctx, item)
					}
					return func() {
						select {
						case answers <- a:
						case <-left:
						}
					}
				})
			}
			s.Wait()
		}()
		for a := range answers {
			if !yield(a.out, a.err) {
				return
			}
		}
	}
}
