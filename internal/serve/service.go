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
	"os"
	"path/filepath"
	"time"

	"github.com/lethe-health/lethe/internal/apikey"
	"github.com/lethe-health/lethe/onco/oncohttp"
	"github.com/lethe-health/lethe/phenom/sandbox"
	"github.com/lethe-health/lethe/phi/phihttp"
)

// Options configures a [Service]. Keys is needed.
type Options struct {
	Keys *apikey.Set
	// Data is a folder for jobs and objects, encrypted, each service in one of
	// its own; "" keeps all in memory.
	Data string
	// NoPHI, NoOnco and NoPhenom leave a service out.
	NoPHI, NoOnco, NoPhenom bool
	// Logger gets routes, statuses and ids; nil logs nothing.
	Logger *slog.Logger
}

// Service is the services behind one handler.
type Service struct {
	handler http.Handler
	closers []func(context.Context) error
}

// Limits of the listener. Bodies are bounded by the services.
const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	drainTimeout  = 20 * time.Second
)

// New opens the services. Jobs that an earlier process left go on.
func New(o *Options) (*Service, error) {
	if o == nil || o.Keys == nil {
		return nil, errors.New("serve: Options need Keys")
	}
	s := &Service{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("ok\n"))
	})
	for _, open := range []func(*Options, *http.ServeMux) error{s.openPHI, s.openOnco, s.openPhenom} {
		if err := open(o, mux); err != nil {
			return nil, errors.Join(err, s.Close(context.Background()))
		}
	}
	s.handler = secureHeaders(mux)
	return s, nil
}

// client checks keys that come with an id beside them: the tenant.
func client(keys *apikey.Set) func(id, secret string) (string, bool) {
	return func(id, secret string) (string, bool) {
		tenant, ok := keys.Tenant(secret)
		return tenant, ok && id == tenant
	}
}

func (s *Service) openPHI(o *Options, mux *http.ServeMux) error {
	if o.NoPHI {
		return nil
	}
	dir, err := folder(o.Data, "phi")
	if err != nil {
		return err
	}
	concepts, err := structure()
	if err != nil {
		return err
	}
	h, err := phihttp.New(&phihttp.Options{Authenticate: client(o.Keys), Structure: concepts, Dir: dir, Logger: o.Logger})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, h.Close)
	mux.Handle("/v2/", h)
	return nil
}

func (s *Service) openOnco(o *Options, mux *http.ServeMux) error {
	if o.NoOnco {
		return nil
	}
	dir, err := folder(o.Data, "onco")
	if err != nil {
		return err
	}
	h, err := oncohttp.New(&oncohttp.Options{Authenticate: o.Keys.Tenant, Dir: dir, Logger: o.Logger})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, h.Close)
	mux.Handle("/health-insights/", h)
	mux.Handle("/healthinsights/", h)
	return nil
}

func (s *Service) openPhenom(o *Options, mux *http.ServeMux) error {
	if o.NoPhenom {
		return nil
	}
	dir, err := folder(o.Data, "phenom")
	if err != nil {
		return err
	}
	h, err := sandbox.New(&sandbox.Options{Path: dir, Clients: client(o.Keys), Logger: o.Logger})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, h.Close)
	for _, path := range []string{"/v1/job/", "/v1/batch", "/v1/batch/", "/storage/", "/oauth/token", "/openapi.json"} {
		mux.Handle(path, h)
	}
	return nil
}

// folder is a service's own folder under data, made if absent.
func folder(data, name string) (string, error) {
	if data == "" {
		return "", nil
	}
	dir := filepath.Join(data, name)
	return dir, os.MkdirAll(dir, 0o700)
}

func secureHeaders(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		h.ServeHTTP(w, r)
	})
}

// ServeHTTP answers one call.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close ends the services; accepted jobs are kept when there is a data folder.
func (s *Service) Close(ctx context.Context) error {
	var errs []error
	for _, c := range s.closers {
		errs = append(errs, c(ctx))
	}
	return errors.Join(errs...)
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
	srv := &http.Server{Handler: s, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(l) }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if serr := srv.Shutdown(drain); serr != nil {
		err = errors.Join(err, srv.Close())
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, s.Close(drain))
}
