package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server is a sandbox that listens on a loopback port of its own.
type Server struct {
	*Sandbox
	URL string // base URL, without a slash at the end

	http *http.Server
	done chan error

	mu    sync.Mutex
	fresh map[net.Conn]bool // connected, and nothing asked yet
}

// Start makes a sandbox and listens on 127.0.0.1, on a port that the system
// picks.
func Start(o *Options) (*Server, error) {
	s, err := New(o)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", errors.Join(err, s.Close(context.Background())))
	}
	srv := &Server{
		Sandbox: s, URL: "http://" + l.Addr().String(),
		http: &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second},
		done: make(chan error, 1), fresh: map[net.Conn]bool{},
	}
	srv.http.ConnState = srv.note
	go func() { srv.done <- srv.http.Serve(l) }()
	return srv, nil
}

// note keeps the connections on which nothing was asked yet: clients dial ahead,
// and Shutdown would wait five seconds for each of those.
func (s *Server) note(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == http.StateNew {
		s.fresh[c] = true
	} else {
		delete(s.fresh, c)
	}
}

func (s *Server) dropFresh() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.fresh {
		_ = c.Close() // nobody waits for it
	}
}

// Close ends the server and the sandbox. Calls under way may finish until ctx
// ends.
func (s *Server) Close(ctx context.Context) error {
	s.dropFresh()
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, s.http.Close())
	}
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return errors.Join(err, s.Sandbox.Close(ctx))
}
