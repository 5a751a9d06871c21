package phihttp

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/lethe-health/lethe/internal/jobs"
	"github.com/lethe-health/lethe/internal/jsonkeys"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/phi"
)

// Options configures a [Handler]. Authenticate is required; the zero value of
// the rest is the default.
type Options struct {
	// Authenticate returns the tenant of a key: the headers x-api-id and
	// x-api-secret.
	Authenticate func(id, secret string) (tenant string, ok bool)
	// Tagger finds PHI; nil means phi.New(nil).
	Tagger *phi.Tagger
	// Structure finds clinical concepts for POST /v2/structure; nil switches
	// that model off.
	Structure func(ctx context.Context, text string) ([]Concept, error)
	// Dir holds the jobs, sealed, and the key that seals them; "" keeps jobs in
	// memory, where they die with the process.
	Dir string
	// Workers is how many jobs run at a time; 0 means 2.
	Workers int
	// Capacity is how many jobs may wait; one more is refused with 429. 0 means
	// 10,000.
	Capacity int
	// TTL is how long results are kept, and after which a request is answered
	// with 410; 0 means 24 hours.
	TTL time.Duration
	// MaxText is the longest text in bytes of UTF-8; 0 means 1 MiB.
	MaxText int
	// PostsPerMinute limits how many requests a tenant may post in a minute; 0
	// means no limit.
	PostsPerMinute int
	// PollWait is how long a poll waits for a job that is nearly there, so that
	// the stock client, which sleeps a second after its first poll, seldom has
	// to; 0 means 250 ms, negative means not at all.
	PollWait time.Duration
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Logger gets ids, states and statuses, never text; nil logs nothing.
	Logger *slog.Logger
}

// Handler serves the contract. It is safe for concurrent use.
type Handler struct {
	options Options
	queue   *jobs.Queue
	models  map[string]model
	names   []string // of models, in the contract's order
	limits  limiter
	mux     *http.ServeMux
}

var _ http.Handler = (*Handler)(nil)

// payload is what a job keeps of a request.
type payload struct {
	Text string `json:"text"`
}

// model is one of the contract's models on the queue.
type model struct {
	keys []string // names of the text in the body, the first one that is there counts
	kind *jobs.Kind[payload, json.RawMessage]
}

// New opens the store, takes up jobs that an earlier process left, and returns
// the handler. Close it when done.
func New(o *Options) (*Handler, error) {
	h := &Handler{models: map[string]model{}, mux: http.NewServeMux()}
	if o != nil {
		h.options = *o
	}
	if err := h.options.fill(); err != nil {
		return nil, err
	}
	h.limits = limiter{perMinute: h.options.PostsPerMinute, now: h.options.Now}
	q := &jobs.Options{Workers: h.options.Workers, Capacity: h.options.Capacity, TTL: h.options.TTL, Now: h.options.Now, Logger: h.options.Logger,
		NewID: h.newID}
	if h.options.Dir != "" {
		aead, err := jobs.KeyFile(filepath.Join(h.options.Dir, "phi.key"))
		if err != nil {
			return nil, fmt.Errorf("phihttp: %w", err)
		}
		q.Path, q.AEAD = filepath.Join(h.options.Dir, "phi.jobs"), aead
	}
	var err error
	if h.queue, err = jobs.Open(q); err != nil {
		return nil, fmt.Errorf("phihttp: %w", err)
	}
	if h.options.Structure != nil {
		h.register("structure", h.structure, "text", "input_text")
	}
	h.register("identify-phi", h.identify, "input_text", "text")
	h.register("redact-phi", h.redact, "input_text", "text")
	h.mux.HandleFunc("/v2/models", h.answer(h.listModels))
	h.mux.HandleFunc("/v2/{model}", h.answer(h.submit))
	h.mux.HandleFunc("/v2/{model}/{id}", h.answer(h.poll))
	h.mux.HandleFunc("/", h.answer(func(http.ResponseWriter, *http.Request, string) *fault { return errNoRoute }))
	h.queue.Start()
	return h, nil
}

// fill puts the defaults in.
func (o *Options) fill() (err error) {
	if o.Authenticate == nil {
		return errors.New("phihttp: Options.Authenticate is required")
	}
	if o.Tagger == nil {
		if o.Tagger, err = phi.New(nil); err != nil {
			return err
		}
	}
	o.TTL = cmp.Or(o.TTL, jobs.DefaultTTL)
	o.MaxText = cmp.Or(o.MaxText, 1<<20)
	o.PollWait = cmp.Or(o.PollWait, 250*time.Millisecond)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return nil
}

func (h *Handler) register(name string, run jobs.Run[payload, json.RawMessage], keys ...string) {
	h.models[name] = model{keys: keys, kind: jobs.Register(h.queue, name, run)}
	h.names = append(h.names, name)
}

// newID makes an id that tells when it was made, by the handler's clock, so that
// one that has expired is told from one that never was.
func (h *Handler) newID() string {
	id, err := uuid.NewV7()
	if err != nil { // the system's random source failed; New reads it again and panics if it must
		id = uuid.New()
	}
	ms := h.options.Now().UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	return id.String()
}

// expired reports whether an id is one of ours that is older than results are
// kept.
func (h *Handler) expired(id string) bool {
	u, err := uuid.Parse(id)
	if err != nil || u.Version() != 7 {
		return false
	}
	ms := int64(0)
	for i := range 6 {
		ms = ms<<8 | int64(u[i])
	}
	return h.options.Now().Sub(time.UnixMilli(ms)) >= h.options.TTL
}

// Close stops taking jobs and waits for the running ones until ctx ends; what
// waits is kept for the next process when there is a Dir.
func (h *Handler) Close(ctx context.Context) error { return h.queue.Close(ctx) }

// Waiting tells how many jobs wait to be run.
func (h *Handler) Waiting() int { return h.queue.Waiting() }

// ServeHTTP serves the paths under /v2.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// answer lets only keys in and writes faults.
func (h *Handler) answer(f func(w http.ResponseWriter, r *http.Request, tenant string) *fault) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		tenant, bad := h.tenant(r)
		if bad == nil {
			bad = f(w, r, tenant)
		}
		if bad != nil {
			bad.write(w)
			h.options.Logger.Info("phihttp: refused", "status", bad.status, "detail", bad.detail)
		}
	}
}

func (h *Handler) tenant(r *http.Request) (string, *fault) {
	id, secret := r.Header.Get("x-api-id"), r.Header.Get("x-api-secret")
	if id == "" || secret == "" {
		return "", errNoKey
	}
	tenant, ok := h.options.Authenticate(id, secret)
	if !ok {
		return "", errBadKey
	}
	return tenant, nil
}

func (h *Handler) listModels(w http.ResponseWriter, r *http.Request, _ string) *fault {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return notAllowed(w, "GET")
	}
	writeJSON(w, http.StatusOK, map[string][]string{"models": h.names})
	return nil
}

// accepted is the answer to a request that is on disk.
type accepted struct {
	RequestID string          `json:"request_id"`
	Status    string          `json:"inference_status"`
	Message   string          `json:"message"`
	ModelType string          `json:"model_type"`
	Result    json.RawMessage `json:"inference_result,omitempty"`
}

func (h *Handler) submit(w http.ResponseWriter, r *http.Request, tenant string) *fault {
	name := r.PathValue("model")
	m, ok := h.models[name]
	if !ok {
		return errNoRoute
	}
	if r.Method != http.MethodPost {
		return notAllowed(w, "POST")
	}
	if wait := h.limits.take(tenant); wait > 0 {
		return &fault{status: http.StatusTooManyRequests, detail: "Too many requests.", retryAfter: wait}
	}
	note, bad := h.readText(w, r, m.keys)
	if bad != nil {
		return bad
	}
	j, err := m.kind.Submit(tenant, payload{note}, nil)
	switch {
	case errors.Is(err, jobs.ErrFull):
		return errFull
	case errors.Is(err, jobs.ErrClosed):
		return errClosing
	case err != nil:
		h.options.Logger.Error("phihttp: not accepted", "error", err.Error())
		return errInternal
	}
	writeJSON(w, http.StatusCreated, accepted{RequestID: j.ID, Status: "SUBMITTED", Message: "Your request was submitted.", ModelType: name})
	return nil
}

// readText reads the body: one JSON object with the text under one of the keys.
func (h *Handler) readText(w http.ResponseWriter, r *http.Request, keys []string) (string, *fault) {
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		return "", errMedia
	}
	// A character takes at most six bytes of JSON for one of UTF-8: \u0000.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 6*int64(h.options.MaxText)+4096))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return "", h.tooLong()
	case err != nil:
		return "", bad("The body ended early.")
	case !utf8.Valid(body):
		return "", bad("The body is not valid UTF-8.")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return "", bad("The body is not a JSON object.")
	}
	if _, twice := jsonkeys.Repeated(body, jsonkeys.Deep); twice {
		return "", bad("A key of the body stands twice.")
	}
	for _, k := range keys {
		raw, ok := fields[k]
		if !ok {
			continue
		}
		var s *string
		if err := json.Unmarshal(raw, &s); err != nil || s == nil {
			return "", bad(k + " is not a string.")
		}
		switch {
		case strings.TrimSpace(*s) == "":
			return "", bad(k + " is empty.")
		case len(*s) > h.options.MaxText:
			return "", h.tooLong()
		case text.Unspaced(*s) != nil: // no word of it would be seen
			return "", bad(k + " has bytes of zero between single letters: UTF-16, or damaged.")
		}
		return *s, nil
	}
	return "", bad(keys[0] + " is missing.")
}

func (h *Handler) tooLong() *fault {
	return bad("The text is longer than " + strconv.Itoa(h.options.MaxText) + " bytes.")
}

// poll tells where a request stands, with its result when it is there.
func (h *Handler) poll(w http.ResponseWriter, r *http.Request, tenant string) *fault {
	name, id := r.PathValue("model"), r.PathValue("id")
	m, ok := h.models[name]
	if !ok {
		return errNoRoute
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return notAllowed(w, "GET")
	}
	j, err := m.kind.Get(tenant, id)
	switch {
	case errors.Is(err, jobs.ErrNotFound) && h.expired(id):
		return errExpired
	case errors.Is(err, jobs.ErrNotFound):
		return errNoRequest
	case errors.Is(err, jobs.ErrClosed):
		return errClosing
	case err != nil:
		h.options.Logger.Error("phihttp: no record", "request", id, "error", err.Error())
		return errInternal
	}
	if !j.State.Final() && h.options.PollWait > 0 {
		ctx, cancel := context.WithTimeout(r.Context(), h.options.PollWait)
		if later, err := h.queue.Wait(ctx, tenant, id); err == nil {
			j = later
		}
		cancel()
	}
	out := accepted{RequestID: id, ModelType: name}
	switch {
	case !j.State.Final():
		out.Status, out.Message = "SUBMITTED", "Your request is being worked on."
	case j.State != jobs.Succeeded:
		out.Status, out.Message = "ERRORED", "The request could not be carried out."
	default:
		if out.Result, err = m.kind.Result(tenant, id); err != nil {
			h.options.Logger.Error("phihttp: no result", "request", id, "error", err.Error())
			return errInternal
		}
		out.Status, out.Message = "COMPLETED", "Your inference results are ready."
	}
	writeJSON(w, http.StatusOK, out)
	return nil
}
