package serve

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shut is a client that takes nothing until it is opened.
type shut struct {
	open    chan struct{}
	mu      sync.Mutex
	got     strings.Builder
	flushes int
	err     error
}

func (s *shut) Write(b []byte) (int, error) {
	<-s.open
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got.Write(b)
	return len(b), s.err
}

func (s *shut) flush() error { s.flushes++; return nil }

func TestOutletHoldsWhatTheBudgetAllows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &budget{free: 50}
		s := &shut{open: make(chan struct{})}
		o := newOutlet(s, b)
		want := &strings.Builder{}
		put := 0
		go func() {
			for i := range 20 {
				line := fmt.Sprintf("line %04d\n", i) // ten bytes
				want.WriteString(line)
				assert.NoError(t, o.put([]byte(line)))
				put++
			}
			assert.NoError(t, o.close())
		}()
		synctest.Wait()
		assert.Equal(t, 6, put, "five that the budget holds, and the one that is being written")
		assert.Zero(t, b.free)
		close(s.open)
		synctest.Wait()
		assert.Equal(t, 20, put)
		assert.Equal(t, want.String(), s.got.String(), "all, in order")
		assert.Equal(t, 50, b.free)
		assert.Positive(t, s.flushes)
	})
}

func TestOutletsShareABudgetAndEachCanMove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &budget{free: 15}
		slow, quick := &shut{open: make(chan struct{})}, &shut{open: make(chan struct{})}
		close(quick.open)
		a, c := newOutlet(slow, b), newOutlet(quick, b)
		require.NoError(t, a.put([]byte("0123456789")))
		require.NoError(t, a.put([]byte("0123456789")), "counted: five are left")
		for range 100 {
			require.NoError(t, c.put([]byte("0123456789")), "one line needs no room")
		}
		require.NoError(t, c.close())
		assert.Equal(t, 1000, quick.got.Len())
		assert.Equal(t, 5, b.free)
		close(slow.open)
		require.NoError(t, a.close())
		assert.Equal(t, 15, b.free)
	})
}

func TestOutletTellsThatTheClientIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &budget{free: 25}
		s := &shut{open: make(chan struct{}), err: errors.New("gone")}
		o := newOutlet(s, b)
		for range 3 {
			require.NoError(t, o.put([]byte("0123456789")))
		}
		waits := make(chan error)
		go func() { waits <- o.put([]byte("0123456789")) }()
		synctest.Wait()
		close(s.open)
		assert.ErrorIs(t, <-waits, s.err, "also to who waits")
		assert.ErrorIs(t, o.put(nil), s.err)
		assert.ErrorIs(t, o.close(), s.err)
		assert.Equal(t, 25, b.free, "what was held is given back")
	})
}
