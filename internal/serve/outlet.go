package serve

import (
	"io"
	"sync"
)

// budget is how many bytes all streams together may hold of answers that their
// clients have not taken yet.
type budget struct {
	mu   sync.Mutex
	free int
}

func (b *budget) take(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n > b.free {
		return false
	}
	b.free -= n
	return true
}

func (b *budget) give(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.free += n
}

// outlet hands the lines of one stream on to its client. What the client does
// not take at once is held, as far as the budget goes: so a client that sends
// all before it reads is served too. One line is held whatever the budget.
type outlet struct {
	to     lineWriter
	budget *budget

	mu      sync.Mutex
	changed *sync.Cond // signalled when lines, err or ended change
	lines   [][]byte
	held    int // bytes of lines that the budget counts
	ended   bool
	err     error
	done    chan struct{}
}

// lineWriter writes to a client; flush sends what was written.
type lineWriter interface {
	io.Writer
	flush() error
}

// newOutlet returns an outlet that writes until close.
func newOutlet(to lineWriter, b *budget) *outlet {
	o := &outlet{to: to, budget: b, done: make(chan struct{})}
	o.changed = sync.NewCond(&o.mu)
	go o.pour()
	return o
}

// put takes a line, which is the outlet's from then on, and waits while there is
// no room for it. The error is that of an earlier line: the client is gone, or
// does not read.
func (o *outlet) put(line []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for {
		switch {
		case o.err != nil:
			return o.err
		case len(o.lines) == 0: // not counted: see pour
		case o.budget.take(len(line)):
			o.held += len(line)
		default:
			o.changed.Wait()
			continue
		}
		o.lines = append(o.lines, line)
		o.changed.Broadcast()
		return nil
	}
}

// close waits until all is written, or cannot be.
func (o *outlet) close() error {
	o.mu.Lock()
	o.ended = true
	o.changed.Broadcast()
	o.mu.Unlock()
	<-o.done
	return o.err
}

// pour writes what is put. Lines are sent as soon as there are no more at hand.
func (o *outlet) pour() {
	defer close(o.done)
	o.mu.Lock()
	defer o.mu.Unlock()
	for {
		for len(o.lines) == 0 && !o.ended {
			o.changed.Wait()
		}
		if len(o.lines) == 0 {
			return
		}
		line, last := o.lines[0], len(o.lines) == 1
		o.mu.Unlock()
		_, err := o.to.Write(line)
		if err == nil && last {
			err = o.to.flush()
		}
		o.mu.Lock()
		o.lines[0] = nil
		o.lines = o.lines[1:]
		if o.written(err) != nil {
			return
		}
	}
}

// written takes note that the line at the front has gone, or that no line will.
// The line at the front is not counted, so that a stream can always move: the
// next one becomes that. o.mu is held.
func (o *outlet) written(err error) error {
	if err != nil {
		o.err, o.lines = err, nil
	}
	back := o.held
	if len(o.lines) > 0 {
		back = len(o.lines[0])
	}
	o.held -= back
	o.budget.give(back)
	o.changed.Broadcast()
	return err
}
