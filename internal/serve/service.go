package serve

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/internal/apikey"
	"github.com/lethe-health/lethe/onco/oncohttp"
	"github.com/lethe-health/lethe/phenom/sandbox"
	"github.com/lethe-health/lethe/phi"
	"github.com/lethe-health/lethe/phi/phihttp"
	"github.com/lethe-health/lethe/redact"
	"github.com/lethe-health/lethe/redact/review/audit"
)

// Options configures a [Service]. Keys is needed.
type Options struct {
	Keys *apikey.Set
	// Data is a folder for jobs and objects, encrypted, each service in one of
	// its own; "" keeps all in memory.
	Data string
	// NoPHI, NoOnco, NoPhenom, NoRedact and NoPage leave a service out:
	// identify-phi, the onco-phenotype, the PhenOM sandbox, POST /v1/redact, the
	// start page.
	NoPHI, NoOnco, NoPhenom, NoRedact, NoPage bool
	// Phi and Redact are how notes are tagged and redacted in POST /v1/redact and
	// on the page; nil are the defaults. The tenant is the key's. Without a Vault
	// tokens end with the stream; the page never uses it.
	Phi    *phi.Options
	Redact *redact.Options
	// Audit records the policy at the start, and each stream of POST /v1/redact
	// before its first note and at its end. A stream that cannot be recorded is
	// refused. Nil records nothing.
	Audit *audit.Log
	// MaxNoteBytes bounds a note of POST /v1/redact; 0 means 1 MiB.
	MaxNoteBytes int
	// Workers is how many notes of one stream are worked on at a time; 0 means
	// one a CPU.
	Workers int
	// StreamBufferBytes is how many bytes of answers all streams together hold for
	// clients that do not read yet; beyond it they are read no further. 0 means 64
	// MiB.
	StreamBufferBytes int
	// JobTTL is how long a finished job of identify-phi and of the onco-phenotype
	// and its result are kept; 0 means 24 hours.
	JobTTL time.Duration
	// MaxStreams is how many streams are open at a time; 0 means 16.
	MaxStreams int
	// IdleTimeout ends a stream or an upload that does not move; 0 means a minute.
	IdleTimeout time.Duration
	// HeaderTimeout is how long a client may take for a request's head, ReadTimeout
	// for the whole of one that is neither a stream nor an upload; 0 means 10
	// seconds and a minute.
	HeaderTimeout, ReadTimeout time.Duration
	// DrainTimeout is how long calls under way may take when the service ends; 0
	// means 20 seconds.
	DrainTimeout time.Duration
	// MetricsToken is a bearer token that /metrics asks for; "" is none.
	MetricsToken string
	// Logger gets routes, statuses and ids; nil logs nothing.
	Logger *slog.Logger
}

func (o Options) withDefaults() Options {
	o.MaxNoteBytes = cmp.Or(o.MaxNoteBytes, 1<<20)
	o.MaxStreams = cmp.Or(o.MaxStreams, 16)
	o.StreamBufferBytes = cmp.Or(o.StreamBufferBytes, 64<<20)
	o.IdleTimeout = cmp.Or(o.IdleTimeout, time.Minute)
	o.HeaderTimeout = cmp.Or(o.HeaderTimeout, 10*time.Second)
	o.ReadTimeout = cmp.Or(o.ReadTimeout, time.Minute)
	o.DrainTimeout = cmp.Or(o.DrainTimeout, 20*time.Second)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Redact == nil {
		o.Redact = &redact.Options{}
	}
	return o
}

// pipeline is the way of a tenant's notes.
func (o *Options) pipeline(tenant string) (*lethe.Pipeline, error) {
	ro := *o.Redact
	ro.Tenant = tenant
	policy := o.policy()
	ro.Policy = &policy
	return lethe.New(&lethe.Options{Phi: o.Phi, Redact: &ro})
}

// pagePipeline is the way of one note of the page, under a built-in policy or,
// for "", the one in force. Its keys and tokens end with it.
func (o *Options) pagePipeline(name string) (*lethe.Pipeline, error) {
	policy := o.policy()
	if name != "" && name != policy.Name {
		p, err := redact.Builtin(name)
		if err != nil {
			return nil, err
		}
		policy = *p
	}
	return lethe.New(&lethe.Options{Phi: o.Phi, Redact: &redact.Options{Policy: &policy, AcceptLint: o.Redact.AcceptLint}})
}

// policy is the policy in force.
func (o *Options) policy() redact.Policy {
	if o.Redact.Policy != nil {
		return *o.Redact.Policy
	}
	return redact.TagPolicy()
}

// Service is the services behind one handler.
type Service struct {
	options Options
	handler http.Handler
	closers []func(context.Context) error
	metrics *metrics
	streams chan struct{} // a slot each
	unread  *budget       // of their answers
	links   []link

	draining context.Context // ends when no more calls are taken
	drain    context.CancelFunc
}

// New opens the services. Jobs that an earlier process left go on.
func New(o *Options) (*Service, error) {
	if o == nil || o.Keys == nil {
		return nil, errors.New("serve: Options need Keys")
	}
	s := &Service{options: o.withDefaults(), metrics: newMetrics()}
	s.streams = make(chan struct{}, s.options.MaxStreams)
	s.unread = &budget{free: s.options.StreamBufferBytes}
	s.draining, s.drain = context.WithCancel(context.Background())
	s.options.Keys.OnReload(s.reloaded)
	mux := http.NewServeMux()
	for _, open := range []func(*Options, *http.ServeMux) error{s.openPHI, s.openOnco, s.openPhenom, s.openRedact, s.openPage} {
		if err := open(&s.options, mux); err != nil {
			return nil, errors.Join(err, s.Close(context.Background()))
		}
	}
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.Handle("GET /metrics", s.metrics.handler(s.options.MetricsToken))
	s.handler = s.guard(mux)
	return s, nil
}

// healthz says that the process answers.
func (s *Service) healthz(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write([]byte("ok\n"))
}

// readyz says that calls are taken: 503 from the moment the service drains.
func (s *Service) readyz(w http.ResponseWriter, _ *http.Request) {
	if s.draining.Err() != nil {
		http.Error(w, "draining", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// reloaded counts and logs that the key file was read again.
func (s *Service) reloaded(err error) {
	if err != nil {
		s.metrics.reloads.WithLabelValues("failed").Inc()
		s.options.Logger.Error("serve: the key file cannot be read; the keys of before stay in force", "error", err.Error())
		return
	}
	s.metrics.reloads.WithLabelValues("read").Inc()
	s.options.Logger.Info("serve: the key file was read again")
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
	tagger, err := phi.New(o.Phi)
	if err != nil {
		return err
	}
	h, err := phihttp.New(&phihttp.Options{Authenticate: client(o.Keys), Tagger: tagger, Structure: concepts, Dir: dir, TTL: o.JobTTL, Logger: o.Logger})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, h.Close)
	s.opened("identify-phi", "/v2/", h.Waiting)
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
	h, err := oncohttp.New(&oncohttp.Options{Authenticate: o.Keys.Tenant, Dir: dir, TTL: o.JobTTL, Logger: o.Logger})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, h.Close)
	s.opened("onco-phenotype", "/health-insights/", h.Waiting)
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
	h, err := sandbox.New(&sandbox.Options{Path: dir, Clients: client(o.Keys), Admit: o.Keys.AdmitTenant, Logger: o.Logger})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, h.Close)
	s.opened("PhenOM sandbox", "/v1/job/, /v1/batch", h.Waiting)
	for _, path := range []string{"/v1/job/", "/v1/batch", "/v1/batch/", "/storage/", "/oauth/token", "/openapi.json"} {
		mux.Handle(path, h)
	}
	return nil
}

// opened notes a service with a queue, for the metrics and the page.
func (s *Service) opened(name, path string, waiting func() int) {
	s.metrics.queue(name, waiting)
	s.links = append(s.links, link{name, path})
}

func (s *Service) openRedact(o *Options, mux *http.ServeMux) error {
	if o.NoRedact {
		return nil
	}
	p, err := o.pipeline("default")
	if err != nil { // a policy that cannot be used is told at the start
		return err
	}
	if err := s.enterPolicy(p.About()); err != nil {
		return err
	}
	s.links = append(s.links, link{"redact", streamPath})
	mux.HandleFunc("POST "+streamPath, s.redact)
	return nil
}

func (s *Service) openPage(o *Options, mux *http.ServeMux) error {
	if o.NoPage {
		return nil
	}
	newPage(o, &sessions{keys: o.Keys, now: time.Now, open: map[apikey.Hash]session{}}, s.links).mount(mux)
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
