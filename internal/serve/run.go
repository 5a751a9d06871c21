package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// Limits of the listener. Bodies are bounded by the guard and the services; one
// that may be long is given time as long as it moves.
const (
	writeTimeout = 2 * time.Minute
	idleTimeout  = 2 * time.Minute
)

// quiet passes on that something went wrong with a connection, and not what:
// the words of net/http name addresses and can quote what a client sent.
type quiet struct{ slog.Handler }

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	return q.Handler.Handle(ctx, slog.NewRecord(r.Time, r.Level, "serve: a connection failed", 0))
}

// Listen listens on the address. Without a certificate only loopback is taken.
func Listen(address, certFile, keyFile string) (net.Listener, error) {
	if certFile != "" || keyFile != "" {
		cert, err := tls.LoadX509KeyPair(certFile, keyFile)
		if err != nil {
			return nil, fmt.Errorf("serve: certificate: %w", err)
		}
		return tls.Listen("tcp", address, &tls.Config{
			Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		})
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("serve: %w", err)
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("serve: %s is not loopback: a certificate is needed", address)
	}
	return net.Listen("tcp", address)
}

// Run serves until ctx ends, then lets calls under way finish and closes the
// services.
func (s *Service) Run(ctx context.Context, l net.Listener) error {
	srv := &http.Server{
		Handler: s, MaxHeaderBytes: maxHeader, ReadHeaderTimeout: s.options.HeaderTimeout, ReadTimeout: s.options.ReadTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, ErrorLog: slog.NewLogLogger(quiet{s.options.Logger.Handler()}, slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(l) }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
	}
	s.drain()
	s.options.Logger.Info("serve: draining")
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.DrainTimeout)
	defer cancel()
	if serr := srv.Shutdown(drain); serr != nil {
		err = errors.Join(err, srv.Close())
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, s.Close(drain))
}
