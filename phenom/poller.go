package phenom

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"time"
)

// Progress is what one look at a long-running operation saw.
type Progress[T any] struct {
	Status     string        // in the service's words
	Done       bool          // nothing will change any more
	Value      T             // as it stands; the result when Done
	Err        error         // when Done: why there is no result
	RetryAfter time.Duration // when the service wants the next look; 0 if it does not say
}

// Poller waits for a long-running operation whose result is a T. It is not safe
// for concurrent use.
type Poller[T any] struct {
	clock    Clock
	kind, id string
	look     func(context.Context) (Progress[T], error)
	last     Progress[T]
}

// NewPoller returns a poller that looks with the function given. Kind and id go
// into the resume token, so they must hold no PHI.
func NewPoller[T any](clock Clock, kind, id string, look func(context.Context) (Progress[T], error)) *Poller[T] {
	if clock == nil {
		clock = SystemClock{}
	}
	return &Poller[T]{clock: clock, kind: kind, id: id, look: look}
}

// Poll looks once. After the operation is done it returns the last look.
func (p *Poller[T]) Poll(ctx context.Context) (Progress[T], error) {
	if p.last.Done {
		return p.last, nil
	}
	seen, err := p.look(ctx)
	if err != nil {
		return Progress[T]{}, err
	}
	p.last = seen
	return seen, nil
}

// Done reports whether the last look found the operation ended.
func (p *Poller[T]) Done() bool { return p.last.Done }

// Result returns what the operation came to: its value, its own error, or
// [ErrNotDone].
func (p *Poller[T]) Result() (T, error) {
	if !p.last.Done {
		var none T
		return none, ErrNotDone
	}
	return p.last.Value, p.last.Err
}

// PollOptions say how [Poller.PollUntilDone] waits; nil and zero are defaults.
type PollOptions struct {
	// Interval is the first wait; it grows by half each time, with jitter. 0
	// means 250 ms.
	Interval time.Duration
	// MaxInterval is the longest wait, Retry-After included; 0 means 30 s.
	MaxInterval time.Duration
	// OnStatus is told each look's status, for a progress bar; may be nil.
	OnStatus func(status string)
}

// PollUntilDone looks until the operation is done or ctx ends, and returns its
// result.
func (p *Poller[T]) PollUntilDone(ctx context.Context, o *PollOptions) (T, error) {
	if o == nil {
		o = &PollOptions{}
	}
	longest := cmp.Or(o.MaxInterval, 30*time.Second)
	wait := min(cmp.Or(o.Interval, 250*time.Millisecond), longest)
	for {
		seen, err := p.Poll(ctx)
		if err != nil {
			var none T
			return none, err
		}
		if o.OnStatus != nil {
			o.OnStatus(seen.Status)
		}
		if seen.Done {
			return p.Result()
		}
		pause := min(seen.RetryAfter, longest)
		if pause <= 0 {
			pause = wait - time.Duration(rand.Int64N(int64(wait)/4+1))
			wait = min(wait+wait/2, longest)
		}
		if err := p.clock.Sleep(ctx, pause); err != nil {
			var none T
			return none, err
		}
	}
}

// resumeToken is the token's content: what kind of operation, and its id.
type resumeToken struct {
	Version int    `json:"v"`
	Kind    string `json:"kind"`
	ID      string `json:"id"`
}

// ResumeToken returns text from which another process can go on waiting. It
// holds the operation's kind and id and nothing else.
func (p *Poller[T]) ResumeToken() (string, error) {
	b, err := json.Marshal(resumeToken{1, p.kind, p.id})
	return base64.RawURLEncoding.EncodeToString(b), err
}

func parseResumeToken(s string) (kind, id string, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	var t resumeToken
	if err != nil || json.Unmarshal(b, &t) != nil || t.Version != 1 || t.ID == "" {
		return "", "", errors.New("phenom: not a resume token")
	}
	return t.Kind, t.ID, nil
}
