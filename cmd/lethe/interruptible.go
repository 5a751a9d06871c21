package main

import (
	"context"
	"io"
)

// interruptible reads from a reader that may wait for long, such as a terminal or a
// pipe, until a context ends. It is for one goroutine.
type interruptible struct {
	ctx   context.Context
	r     io.Reader
	asked bool          // a read is under way, or its answer is not taken yet
	came  chan struct{} // says that it is there
	buf   []byte        // the reading goroutine's until then
	left  []byte        // of buf
	err   error         // after left
}

func newInterruptible(ctx context.Context, r io.Reader) *interruptible {
	return &interruptible{ctx: ctx, r: r, came: make(chan struct{}, 1)}
}

// Read implements io.Reader. Its error is the context's once that has ended; a read
// that is under way then goes on, and nobody has what it brings.
func (i *interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	if len(i.left) == 0 && i.err == nil && len(p) > 0 {
		if err := i.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, i.left)
	if i.left = i.left[n:]; len(i.left) > 0 {
		return n, nil
	}
	return n, i.err
}

func (i *interruptible) fill() error {
	if !i.asked {
		if i.buf == nil {
			i.buf = make([]byte, 1<<16)
		}
		i.asked = true
		go func() {
			var n int
			n, i.err = i.r.Read(i.buf)
			i.left = i.buf[:n]
			i.came <- struct{}{}
		}()
	}
	select {
	case <-i.came:
		i.asked = false
		return nil
	case <-i.ctx.Done():
		return i.ctx.Err()
	}
}
