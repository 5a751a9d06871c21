package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe/internal/apikey"
	"github.com/lethe-health/lethe/internal/serve"
)

// firstTenant is the tenant of the key that is made when there is none.
const firstTenant = "default"

// servicesFlags are the flags of serve.
type servicesFlags struct {
	listen, data, keys string
	cert, key          string
	log                bool

	noPHI, noOnco, noPhenom bool
}

func (a *app) serveCommand() *cobra.Command {
	var f servicesFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve identify-phi, the onco-phenotype and a PhenOM sandbox over HTTP",
		Long: `serve answers the identify-phi and the onco-phenotype contract (both dialects) and
stands in for the PhenOM Inference API, whose scores here are synthetic, until it
is interrupted.

identify-phi takes the tenant in x-api-id and its API key in x-api-secret, the
onco-phenotype the key in Ocp-Apim-Subscription-Key. PhenOM takes a bearer token, which POST /oauth/token gives by the client-credentials grant: the
tenant is the client id, the API key its secret. Keys are kept as hashes; the
first is made and printed when there is none.

It listens on loopback, or anywhere with a certificate. With --data jobs and
uploads outlive the process, encrypted; without, they end with it.`,
		Example: "  lethe serve\n  lethe serve --listen 0.0.0.0:8443 --tls-cert cert.pem --tls-key key.pem --data DIR",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.serve(c.Context(), f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.listen, "listen", "127.0.0.1:8080", "`address` to listen on; port 0 picks one")
	fl.StringVar(&f.data, "data", "", "`folder` for jobs and uploads (none: memory)")
	fl.StringVar(&f.keys, "keys", "", "`file` of API key hashes (default: keys in the data folder)")
	fl.StringVar(&f.cert, "tls-cert", "", "certificate `file`, PEM")
	fl.StringVar(&f.key, "tls-key", "", "private key `file`, PEM")
	fl.BoolVar(&f.noPHI, "no-phi", false, "leave identify-phi out")
	fl.BoolVar(&f.noOnco, "no-onco", false, "leave the onco-phenotype out")
	fl.BoolVar(&f.noPhenom, "no-phenom", false, "leave the PhenOM sandbox out")
	fl.BoolVar(&f.log, "log", false, "log each call to standard error: routes, statuses and ids")
	return c
}

func (a *app) serve(ctx context.Context, f servicesFlags) error {
	o := &serve.Options{Data: f.data, NoPHI: f.noPHI, NoOnco: f.noOnco, NoPhenom: f.noPhenom}
	if f.log {
		o.Logger = slog.New(slog.NewTextHandler(a.err, nil))
	}
	if f.data != "" {
		if err := os.MkdirAll(f.data, 0o700); err != nil {
			return err
		}
		if f.keys == "" {
			f.keys = filepath.Join(f.data, "keys")
		}
	}
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
