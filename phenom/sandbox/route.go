package sandbox

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/lethe-health/lethe/internal/jobs"
)

// SyntheticHeader is set on every answer, and SyntheticNotice is its value.
const (
	SyntheticHeader = "X-Lethe-Synthetic"
	SyntheticNotice = "synthetic scores of an open comorbidity formula; never for care"
)

// problem is an answer {"detail": "..."}.
type problem struct {
	status int
	detail string
}

func (p *problem) Error() string { return p.detail }

// invalid is a 422 in FastAPI's shape.
type invalid struct{ faults []fieldFault }

func (*invalid) Error() string { return "sandbox: invalid request" }

var errNotFound = &problem{http.StatusNotFound, "Not Found"}

// answer is what a call returns when it goes well.
type answer struct {
	status int
	body   any
}

// handle is one call of the API, for a tenant that is known.
type handle func(r *http.Request, tenant string) (answer, error)

// routes lists every call of the contract.
func (s *Sandbox) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range map[string]handle{
		"POST /v1/job/from-patient":                           s.createJob,
		"GET /v1/job/{job}":                                   s.getJob,
		"GET /v1/job/{job}/results":                           s.listResults,
		"GET /v1/job/{job}/exclusions":                        s.listExclusions,
		"GET /v1/job/{job}/errors":                            s.listErrors,
		"GET /v1/job/{job}/results/download":                  s.download,
		"POST /v1/batch":                                      s.createBatch,
		"GET /v1/batch/{batch}":                               s.getBatch,
		"POST /v1/batch/{batch}/upload":                       s.createUpload,
		"POST /v1/batch/{batch}/upload/{upload}/part/{n}/url": s.partURL,
		"POST /v1/batch/{batch}/upload/{upload}/complete":     s.completeUpload,
		"GET /v1/batch/{batch}/upload/{upload}":               s.getUpload,
		"DELETE /v1/batch/{batch}/upload/{upload}":            s.abortUpload,
		"POST /v1/batch/{batch}/finalize":                     s.finalize,
		"POST /v1/batch/{batch}/validate":                     s.validate,
		"POST /v1/batch/{batch}/start":                        s.start,
	} {
		mux.Handle(pattern, s.api(h))
	}
	mux.HandleFunc("PUT /storage/{batch}/{upload}/{part}", s.putObject)
	mux.HandleFunc("GET /storage/{job}/shard/{n}", s.getShard)
	mux.HandleFunc("GET /openapi.json", s.openAPI)
	if s.opts.Clients != nil {
		mux.HandleFunc("POST /oauth/token", s.grant)
	}
	return s.faulty(mux)
}

// api verifies the token, runs the call and writes its answer.
func (s *Sandbox) api(h handle) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var a answer
		tenant, err := s.tenant(r)
		if err == nil {
			err = s.admit(tenant)
		}
		if err == nil {
			a, err = h(r, tenant)
		}
		if err != nil {
			a = s.failure(r, err)
		}
		w.Header().Set(SyntheticHeader, SyntheticNotice)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if id := r.Header.Get("x-request-id"); id != "" {
			w.Header().Set("x-request-id", id)
		}
		if a.status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", "Bearer")
		}
		if a.status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "1")
		}
		w.WriteHeader(a.status)
		// A client that has gone away can not be told; nothing else fails here.
		_ = json.NewEncoder(w).Encode(a.body)
		s.opts.Logger.Info("sandbox: call", "route", r.Pattern, "status", a.status)
	})
}

// admit counts a call of a tenant, see [Options.Admit].
func (s *Sandbox) admit(tenant string) error {
	if s.opts.Admit != nil && s.opts.Admit(tenant) > 0 {
		return &problem{http.StatusTooManyRequests, "Too many requests"}
	}
	return nil
}

// failure maps an error to its answer. One that is not meant for the client is
// a 500 that says nothing, and a line in the log.
func (s *Sandbox) failure(r *http.Request, err error) answer {
	var p *problem
	var inv *invalid
	switch {
	case errors.As(err, &inv):
		if !s.echoes(r) {
			for i := range inv.faults {
				inv.faults[i].Input = nil
			}
		}
		return answer{http.StatusUnprocessableEntity, map[string]any{"detail": inv.faults}}
	case errors.As(err, &p):
	case errors.Is(err, jobs.ErrNotFound):
		p = errNotFound
	case errors.Is(err, jobs.ErrKeyReused):
		p = &problem{http.StatusConflict, "The idempotency key was used with another body"}
	case errors.Is(err, jobs.ErrFull):
		p = &problem{http.StatusTooManyRequests, "Too many jobs wait"}
	case errors.Is(err, jobs.ErrClosed):
		p = &problem{http.StatusServiceUnavailable, "Shutting down"}
	default:
		s.opts.Logger.Error("sandbox: call failed", "route", r.Pattern, "err", err)
		p = &problem{http.StatusInternalServerError, "Internal Server Error"}
	}
	return answer{p.status, map[string]any{"detail": p.detail}}
}

// refuse answers a call outside the API (storage) with an error.
func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error><Code>" + code + "</Code></Error>\n"))
}
