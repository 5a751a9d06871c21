package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe/internal/apikey"
	"github.com/lethe-health/lethe/internal/serve"
	"github.com/lethe-health/lethe/redact"
)

// firstTenant is the tenant of the key that is made when there is none.
const firstTenant = "default"

// serveEnvironment begins the names that the flags of serve have in the
// environment.
const serveEnvironment = "LETHE_SERVE_"

// servicesFlags are the flags of serve.
type servicesFlags struct {
	listen, keys, cert, key string
	redact                  redactFlags
	audit                   auditFlags
	rate                    float64
	log                     bool
	logFormat               string
	config                  string
	printConfig             bool
	options                 serve.Options
}

func (a *app) serveCommand() *cobra.Command {
	var f servicesFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve redaction, identify-phi, the onco-phenotype and a PhenOM sandbox over HTTP",
		Long: `serve answers, until it is interrupted, on one address:

  /                  a page to paste a note into; the way in is an API key
  POST /v1/redact    notes as NDJSON in, redacted notes as NDJSON out, streaming
  /v2/…              the identify-phi contract
  /health-insights/  the onco-phenotype contract, both dialects
  /v1/job, /v1/batch a stand-in for the PhenOM Inference API; its scores are synthetic
  /healthz, /readyz, /metrics

POST /v1/redact takes the API key as "Authorization: Bearer KEY", identify-phi
the tenant in x-api-id and its key in x-api-secret, the onco-phenotype the key in
Ocp-Apim-Subscription-Key. PhenOM takes a bearer token, which POST /oauth/token
gives by the client-credentials grant: the tenant is the client id, the API key
its secret.

Keys are kept as hashes, one line each: tenant, SHA-256 in hex and, if it has a
rate of its own, requests a second. The first is made and printed when there is
none. The file is read again when it changes.

It listens on loopback, or anywhere with a certificate. With --data jobs and
uploads outlive the process, encrypted; without, they end with it. When it is
told to end (SIGTERM), /readyz says no, calls under way are answered, accepted
jobs are kept.

Every flag can also be set in the environment (--max-streams as
LETHE_SERVE_MAX_STREAMS) and in a YAML file (max-streams: 4), in this order.`,
		Example: "  lethe serve\n  lethe serve --listen 0.0.0.0:8443 --tls-cert cert.pem --tls-key key.pem --data DIR\n  lethe serve --config serve.yaml --print-config",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s := newSettings(c.Flags(), serveEnvironment, "metrics-token")
			if err := s.fill(f.config, os.Environ()); err != nil {
				return err
			}
			if f.printConfig {
				return s.print(a.out)
			}
			return a.serve(c.Context(), f)
		},
	}
	f.register(c)
	return c
}

func (f *servicesFlags) register(c *cobra.Command) {
	fl, o := c.Flags(), &f.options
	fl.StringVar(&f.listen, "listen", "127.0.0.1:8080", "`address` to listen on; port 0 picks one")
	fl.StringVar(&o.Data, "data", "", "`folder` for jobs and uploads (none: memory)")
	fl.StringVar(&f.keys, "keys", "", "`file` of API key hashes (default: keys in the data folder)")
	fl.Float64Var(&f.rate, "rate", 0, "requests a second for each API key without a rate of its own (0: no limit)")
	fl.StringVar(&f.cert, "tls-cert", "", "certificate `file`, PEM")
	fl.StringVar(&f.key, "tls-key", "", "private key `file`, PEM")
	fl.BoolVar(&o.NoPHI, "no-phi", false, "leave identify-phi out")
	fl.BoolVar(&o.NoOnco, "no-onco", false, "leave the onco-phenotype out")
	fl.BoolVar(&o.NoPhenom, "no-phenom", false, "leave the PhenOM sandbox out")
	fl.BoolVar(&o.NoRedact, "no-redact", false, "leave POST /v1/redact out")
	fl.BoolVar(&o.NoPage, "no-page", false, "leave the start page out")
	fl.StringVar(&f.redact.policy, "policy", "tag", "built-in policy ("+strings.Join(redact.BuiltinNames(), ", ")+") or YAML file")
	fl.StringVar(&f.redact.keys, "redact-keys", "", "key `file` of the redaction, made if absent (none: random keys that end with each stream)")
	fl.StringVar(&f.redact.vault, "vault", "", "vault `file` of tokens, made if absent; needs --redact-keys (none: tokens end with each stream)")
	f.redact.tagger.register(c)
	f.audit.register(c, "the policy and each stream of POST /v1/redact")
	fl.IntVar(&o.MaxNoteBytes, "max-note-bytes", 1<<20, "longest note or line of POST /v1/redact")
	fl.IntVar(&o.MaxStreams, "max-streams", 16, "how many streams are open at a time")
	fl.IntVar(&o.StreamBufferBytes, "stream-buffer-bytes", 64<<20, "answers held for clients that do not read yet, of all streams together")
	fl.DurationVar(&o.JobTTL, "job-ttl", 24*time.Hour, "how long a finished job of identify-phi or the onco-phenotype is kept")
	fl.IntVar(&o.Workers, "workers", 0, "how many notes of a stream to work on at a time (0: one a CPU)")
	fl.DurationVar(&o.IdleTimeout, "idle-timeout", time.Minute, "end a stream or an upload that does not move for so long")
	fl.DurationVar(&o.DrainTimeout, "drain-timeout", 20*time.Second, "how long calls under way may take at the end")
	fl.StringVar(&o.MetricsToken, "metrics-token", "", "bearer token that /metrics asks for (none: open)")
	fl.BoolVar(&f.log, "log", false, "log each call to standard error, and not only what failed: routes, statuses and ids")
	fl.StringVar(&f.logFormat, "log-format", "text", "text or json")
	fl.StringVar(&f.config, "config", "", "YAML `file` of settings, named as the flags are")
	fl.BoolVar(&f.printConfig, "print-config", false, "print the settings in force, without secrets, and end")
}

// logger writes to standard error: what failed in any case, each call by --log.
func (f *servicesFlags) logger(a *app) (*slog.Logger, error) {
	o := &slog.HandlerOptions{}
	if !f.log {
		o.Level = slog.LevelError
	}
	switch f.logFormat {
	case "text":
		return slog.New(slog.NewTextHandler(a.err, o)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(a.err, o)), nil
	}
	return nil, errors.New("--log-format is text or json")
}

// check refuses what no flag alone can tell.
func (f *servicesFlags) check() error {
	switch o := &f.options; {
	case f.rate < 0 || o.MaxNoteBytes < 0 || o.MaxStreams < 0 || o.Workers < 0 || o.StreamBufferBytes < 0 || o.JobTTL < 0 || o.IdleTimeout < 0 || o.DrainTimeout < 0:
		return errors.New("a limit is below zero")
	case (f.cert == "") != (f.key == ""):
		return errors.New("--tls-cert and --tls-key go together")
	case f.redact.vault != "" && f.redact.keys == "":
		return errors.New("--vault needs --redact-keys: a vault cannot be read again without its keys")
	}
	return nil
}

func (a *app) serve(ctx context.Context, f servicesFlags) (err error) {
	o := &f.options
	if err := f.check(); err != nil {
		return err
	}
	if o.Logger, err = f.logger(a); err != nil {
		return err
	}
	redaction, done, err := f.redact.options(a)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	o.Phi, o.Redact = redaction.Phi, redaction.Redact
	if o.Data != "" {
		if err := os.MkdirAll(o.Data, 0o700); err != nil {
			return err
		}
		if f.keys == "" {
			f.keys = filepath.Join(o.Data, "keys")
		}
	}
	on, err := f.audit.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, on.close()) }()
	o.Audit = on.log
	// The listener comes first: a key is not made for a service that can not run.
	l, err := serve.Listen(f.listen, f.cert, f.key)
	if err != nil {
		return err
	}
	var made string
	if f.keys == "" {
		o.Keys, made, err = apikey.New(firstTenant)
	} else {
		o.Keys, made, err = apikey.Open(f.keys)
	}
	if err != nil {
		return errors.Join(err, l.Close())
	}
	o.Keys.SetRate(f.rate)
	s, err := serve.New(o)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	scheme := "http"
	if f.cert != "" {
		scheme = "https"
	}
	if made != "" {
		fmt.Fprintf(a.err, "new API key of tenant %s, shown this once: %s\n", firstTenant, made)
	}
	fmt.Fprintf(a.err, "listening on %s://%s\n", scheme, l.Addr())
	return s.Run(ctx, l)
}
