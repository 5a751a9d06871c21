package serve

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Limits of every call.
const (
	maxBody     = 64 << 20 // of a call that is neither a stream nor an upload
	maxInFlight = 512      // calls being answered at a time
	maxHeader   = 64 << 10
)

// moving are the routes whose bodies may take as long as they move.
func moving(path string) bool { return path == streamPath || strings.HasPrefix(path, "/storage/") }

// operational are the routes that answer also when the service is full.
func operational(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/metrics"
}

// guard stands before every route: it names the request, sets the headers that
// browsers heed, bounds what comes, counts it against its key's rate, outlives
// a panic, and counts and logs how it went: route, status, time and ids, never
// a path as the client wrote it, a query, a body or a key.
func (s *Service) guard(next http.Handler) http.Handler {
	slots := make(chan struct{}, maxInFlight)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		id := requestID(r)
		out := &answer{ResponseWriter: w}
		secure(out, r, id)
		s.metrics.inFlight.Inc()
		defer func() {
			s.metrics.inFlight.Dec()
			if v := recover(); v != nil {
				// What panicked is not told: it may hold note text.
				s.options.Logger.Error("serve: a request panicked", "request", id, "route", route(r))
				if out.status == 0 {
					refuse(out, http.StatusInternalServerError, "The request could not be carried out.")
				}
			}
			status := out.status
			if status == 0 {
				status = http.StatusOK
			}
			took := time.Since(begun)
			s.metrics.answered(route(r), r.Method, strconv.Itoa(status), took)
			s.options.Logger.Info("serve: request", "request", id, "route", route(r), "status", status, "bytes", out.bytes, "ms", took.Milliseconds())
		}()
		if !operational(r.URL.Path) {
			select {
			case slots <- struct{}{}:
				defer func() { <-slots }()
			default:
				retryAfter(out, time.Second)
				refuse(out, http.StatusServiceUnavailable, "The service is full.")
				return
			}
			if wait := s.options.Keys.Admit(presented(r)); wait > 0 {
				retryAfter(out, wait)
				tooMany(out, r)
				return
			}
		}
		if moving(r.URL.Path) {
			s.letMove(w, r)
		} else {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		}
		next.ServeHTTP(out, r)
	})
}

// letMove lets a body take as long as it moves. A stream ends when the service
// does; an upload is waited for.
func (s *Service) letMove(w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	until := context.Background()
	if r.URL.Path == streamPath {
		until = s.draining
	}
	r.Body = &steadyReader{ReadCloser: r.Body, rc: rc, idle: s.options.IdleTimeout, until: until}
	_ = rc.SetWriteDeadline(time.Time{}) // a stream sets its own with each line
}

// requestID is the caller's x-request-id when that is a UUID, else a new one:
// other words might say something of a person.
func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); len(id) == 36 && uuid.Validate(id) == nil {
		return id
	}
	return uuid.NewString()
}

// secure sets the headers that browsers heed. The page sets a policy of its own.
func secure(w http.ResponseWriter, r *http.Request, id string) {
	h := w.Header()
	h.Set("X-Request-Id", id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	if r.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// route is the pattern that took the call, which no client writes.
func route(r *http.Request) string {
	if r.Pattern == "" {
		return "none"
	}
	return r.Pattern
}

// presented is the API key of a call, in whichever contract's header.
func presented(r *http.Request) string {
	if k := r.Header.Get("X-Api-Secret"); k != "" {
		return k
	}
	if k := r.Header.Get("Ocp-Apim-Subscription-Key"); k != "" {
		return k
	}
	return bearer(r)
}

func bearer(r *http.Request) string {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return key
}

// bearer returns the tenant of a call that gives its API key as a bearer token.
func (s *Service) bearer(r *http.Request) (string, bool) { return s.options.Keys.Tenant(bearer(r)) }

func retryAfter(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
}

// refuse answers a call with an error that is lethe's own.
func refuse(w http.ResponseWriter, status int, detail string) {
	writeJSON(w, status, map[string]string{"detail": detail})
}

// tooMany refuses a call over its rate in the words of the contract it came by.
func tooMany(w http.ResponseWriter, r *http.Request) {
	const detail = "The rate of this API key is exceeded."
	if strings.HasPrefix(r.URL.Path, "/health") {
		writeJSON(w, http.StatusTooManyRequests, map[string]any{"error": map[string]string{"code": "429", "message": detail}})
		return
	}
	refuse(w, http.StatusTooManyRequests, detail)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client went away
}

// answer remembers what was answered.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap is for [http.ResponseController].
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
