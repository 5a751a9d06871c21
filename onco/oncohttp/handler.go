package oncohttp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/lethe-health/lethe/internal/jobs"
	"github.com/lethe-health/lethe/onco"
)

// Options configures a [Handler]. Authenticate is required; the zero value of
// the rest is the default.
type Options struct {
	// Authenticate returns the tenant of a subscription key. Tenants see their
	// own jobs only.
	Authenticate func(key string) (tenant string, ok bool)
	// Engine infers; nil means onco.New(nil).
	Engine *onco.Engine
	// Dir holds the jobs, sealed, and the key that seals them; "" keeps jobs in
	// memory, where they die with the process.
	Dir string
	// Workers is how many jobs run at a time; 0 means 2.
	Workers int
	// Capacity is how many jobs may wait; one more is refused with 429. 0 means
	// 10,000.
	Capacity int
	// TTL is how long results are kept; 0 means 24 hours.
	TTL time.Duration
	// MaxBody is the largest request in bytes; 0 means 64 MiB.
	MaxBody int64
	// Subcategories answers with T1mi, N0(i+), M1a instead of the retired
	// service's T1, N0, M1.
	Subcategories bool
	// BaseURL begins the address of a job, "https://host"; "" takes it from the
	// request.
	BaseURL string
	// RetryAfter is how many seconds a client should wait between polls; 0
	// means 1.
	RetryAfter int
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Logger gets ids, states and statuses, never text; nil logs nothing.
	Logger *slog.Logger
}

// Handler serves both dialects. It is safe for concurrent use.
type Handler struct {
	options Options
	queue   *jobs.Queue
	kind    *jobs.Kind[payload, []onco.WireResult]
}

var _ http.Handler = (*Handler)(nil)

const (
	jobPrefix      = "job_" // of ids inside; the contract's ids are UUIDs
	defaultMaxBody = 64 << 20
)

// New opens the store, takes up jobs that an earlier process left, and returns
// the handler. Close it when done.
func New(o *Options) (*Handler, error) {
	h := &Handler{}
	if o != nil {
		h.options = *o
	}
	if h.options.Authenticate == nil {
		return nil, errors.New("oncohttp: Options.Authenticate is required")
	}
	if h.options.Engine == nil {
		e, err := onco.New(nil)
		if err != nil {
			return nil, err
		}
		h.options.Engine = e
	}
	if h.options.MaxBody == 0 {
		h.options.MaxBody = defaultMaxBody
	}
	if h.options.TTL == 0 {
		h.options.TTL = jobs.DefaultTTL
	}
	if h.options.RetryAfter == 0 {
		h.options.RetryAfter = 1
	}
	q := &jobs.Options{Workers: h.options.Workers, Capacity: h.options.Capacity, TTL: h.options.TTL, Now: h.options.Now, Logger: h.options.Logger,
		NewID: func() string { return jobPrefix + uuid.NewString() }}
	if h.options.Dir != "" {
		aead, err := jobs.KeyFile(filepath.Join(h.options.Dir, "onco.key"))
		if err != nil {
			return nil, fmt.Errorf("oncohttp: %w", err)
		}
		q.Path, q.AEAD = filepath.Join(h.options.Dir, "onco.jobs"), aead
	}
	var err error
	if h.queue, err = jobs.Open(q); err != nil {
		return nil, fmt.Errorf("oncohttp: %w", err)
	}
	h.kind = jobs.Register(h.queue, "onco-phenotype", h.run)
	h.queue.Start()
	return h, nil
}

// Close stops taking jobs and waits for the running ones until ctx ends; what
// waits is kept for the next process when there is a Dir.
func (h *Handler) Close(ctx context.Context) error { return h.queue.Close(ctx) }

// Waiting tells how many jobs wait to be run.
func (h *Handler) Waiting() int { return h.queue.Waiting() }

// ServeHTTP serves POST on a collection, GET and DELETE on a job.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	request := uuid.NewString()
	w.Header().Set("apim-request-id", request)
	w.Header().Set("x-ms-region", "local")
	if id := r.Header.Get("x-ms-client-request-id"); id != "" && len(id) <= 64 {
		w.Header().Set("x-ms-client-request-id", id)
	}
	if f := h.serve(w, r); f != nil {
		if r.Header.Get("Repeatability-Request-ID") != "" && r.Method == http.MethodPost {
			w.Header().Set("Repeatability-Result", "rejected")
		}
		f.write(w)
		if h.options.Logger != nil {
			h.options.Logger.Info("oncohttp: refused", "request", request, "status", f.status, "code", f.Code)
		}
	}
}

// serve finds dialect and operation.
func (h *Handler) serve(w http.ResponseWriter, r *http.Request) *fault {
	path := r.URL.Path
	for strings.Contains(path, "//") { // recorded clients ask for such paths
		path = strings.ReplaceAll(path, "//", "/")
	}
	var d *dialect
	id := ""
	for _, x := range dialects {
		if rest, ok := strings.CutPrefix(path, x.path); ok && (rest == "" || rest[0] == '/') {
			d, id = x, strings.Trim(rest, "/")
		}
	}
	if d == nil || strings.Contains(id, "/") {
		return errNoRoute
	}
	tenant, ok := h.options.Authenticate(r.Header.Get("Ocp-Apim-Subscription-Key"))
	if !ok {
		return errKey
	}
	switch v := r.URL.Query().Get("api-version"); {
	case v == "":
		return &fault{status: http.StatusBadRequest, errorBody: errorBody{Code: "MissingApiVersionParameter",
			Message: "The api-version query parameter (?api-version=) is required for all requests.", Target: "api-version"}}
	case v != d.version:
		return &fault{status: http.StatusBadRequest, errorBody: errorBody{Code: "UnsupportedApiVersionValue",
			Message: "This path is served in api-version " + d.version + ".", Target: "api-version"}}
	}
	switch {
	case id == "" && r.Method == http.MethodPost:
		return h.create(w, r, d, tenant)
	case id != "" && r.Method == http.MethodGet:
		return h.get(w, d, tenant, id)
	case id != "" && r.Method == http.MethodDelete:
		return h.cancel(w, d, tenant, id)
	case id == "":
		w.Header().Set("Allow", "POST")
	default:
		w.Header().Set("Allow", "GET, DELETE")
	}
	return errMethod
}

// create accepts a job.
func (h *Handler) create(w http.ResponseWriter, r *http.Request, d *dialect, tenant string) *fault {
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		return errMedia
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.options.MaxBody))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return errTooLarge
		}
		return bad("", "The body ended early.")
	}
	p, f := d.readRequest(body)
	if f != nil {
		return f
	}
	p.Subcategories = h.options.Subcategories
	repeat := r.Header.Get("Repeatability-Request-ID")
	if repeat != "" && uuid.Validate(repeat) != nil {
		return bad("Repeatability-Request-ID", "The Repeatability-Request-ID is not a UUID.")
	}
	j, err := h.kind.Submit(tenant, *p, &jobs.SubmitOptions{IdempotencyKey: strings.ToLower(repeat)})
	switch {
	case errors.Is(err, jobs.ErrFull):
		return errFull
	case errors.Is(err, jobs.ErrKeyReused):
		return errReused
	case errors.Is(err, jobs.ErrClosed):
		return errClosing
	case err != nil:
		return errInternal
	}
	id := strings.TrimPrefix(j.ID, jobPrefix)
	w.Header().Set("Operation-Location", h.base(r)+d.path+"/"+id+"?api-version="+d.version)
	w.Header().Set("Retry-After", strconv.Itoa(h.options.RetryAfter))
	if repeat != "" {
		w.Header().Set("Repeatability-Result", "accepted")
	}
	if !d.bodyOn202 {
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusAccepted)
		return nil
	}
	j.State = jobs.Queued // the answer to a repeated request is the first one's
	writeJSON(w, http.StatusAccepted, d.describe(id, j, h.options.TTL, nil))
	return nil
}

// base begins the address of this server.
func (h *Handler) base(r *http.Request) string {
	if h.options.BaseURL != "" {
		return strings.TrimRight(h.options.BaseURL, "/")
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// get tells where a job stands, with its results when it has succeeded.
func (h *Handler) get(w http.ResponseWriter, d *dialect, tenant, id string) *fault {
	j, err := h.kind.Get(tenant, jobPrefix+id)
	if err != nil {
		return unread(err)
	}
	var results []onco.WireResult
	if j.State == jobs.Succeeded {
		if results, err = h.kind.Result(tenant, jobPrefix+id); err != nil {
			return errInternal
		}
	}
	if !j.State.Final() {
		w.Header().Set("Retry-After", strconv.Itoa(h.options.RetryAfter))
	}
	writeJSON(w, http.StatusOK, d.describe(id, j, h.options.TTL, results))
	return nil
}

// unread is the answer when a job's record cannot be had.
func unread(err error) *fault {
	switch {
	case errors.Is(err, jobs.ErrNotFound):
		return errNoJob
	case errors.Is(err, jobs.ErrClosed):
		return errClosing
	default:
		return errInternal
	}
}

// cancel ends a job that has not ended and tells where it stands then.
func (h *Handler) cancel(w http.ResponseWriter, d *dialect, tenant, id string) *fault {
	if _, err := h.kind.Get(tenant, jobPrefix+id); err != nil {
		return unread(err)
	}
	j, err := h.queue.Cancel(tenant, jobPrefix+id)
	if err != nil {
		return unread(err)
	}
	status := http.StatusOK
	if !j.State.Final() {
		status = http.StatusAccepted
	}
	writeJSON(w, status, d.describe(id, j, h.options.TTL, []onco.WireResult{}))
	return nil
}

// run does one job.
func (h *Handler) run(ctx context.Context, _ *jobs.Task, p payload) ([]onco.WireResult, error) {
	d := dialectOf(p.Version)
	if d == nil {
		return nil, errors.New("oncohttp: a job of an unknown version")
	}
	out := make([]onco.WireResult, 0, len(p.Patients))
	for i := range p.Patients {
		inferences, err := h.options.Engine.Infer(ctx, p.Patients[i])
		if err != nil {
			return nil, err
		}
		r, err := d.result(&p, p.Patients[i], inferences)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// result puts one patient's inferences into the dialect's words. A patient
// without a case is answered with "None" for each type, or with nothing when
// the request asked to check for a case.
func (d *dialect) result(p *payload, patient onco.Patient, inferences []onco.Inference) (onco.WireResult, error) {
	types := p.Types
	if len(types) == 0 {
		types = d.types
	}
	o := &onco.WireOptions{Profile: onco.Azure, NoEvidence: p.NoEvidence, Types: types}
	if p.Subcategories {
		o.Profile = onco.Full
	}
	r, err := onco.WireWith(patient, inferences, o)
	if err != nil {
		return r, err
	}
	if len(inferences) == 0 && !p.CheckForCase {
		for _, t := range d.types {
			if slices.Contains(types, t) {
				r.Inferences = append(r.Inferences, onco.WireInference{Type: t, Value: "None", Confidence: 0.5})
			}
		}
	}
	if !p.Subcategories {
		for i := range r.Inferences {
			inf := &r.Inferences[i]
			inf.Derived, inf.Conflict = "", false // words the contract does not have
			if !d.described[inf.Type] {
				inf.Description = ""
			}
		}
	}
	return r, nil
}
