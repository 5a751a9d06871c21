package phihttp

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// fault is an answer that is an error of the contract: {"detail": …}.
type fault struct {
	status     int
	detail     string
	retryAfter int // seconds; 0 sends no header
}

func bad(detail string) *fault { return &fault{status: http.StatusBadRequest, detail: detail} }

// The faults that need no words of their own.
var (
	errNoKey     = &fault{status: http.StatusUnauthorized, detail: "The headers x-api-id and x-api-secret are required."}
	errBadKey    = &fault{status: http.StatusForbidden, detail: "The API key is not valid."}
	errNoRoute   = &fault{status: http.StatusNotFound, detail: "Not found."}
	errNoRequest = &fault{status: http.StatusNotFound, detail: "There is no such request."}
	errExpired   = &fault{status: http.StatusGone, detail: "The request has expired."}
	errMedia     = &fault{status: http.StatusUnsupportedMediaType, detail: "The Content-Type must be application/json."}
	errFull      = &fault{status: http.StatusTooManyRequests, detail: "Too many requests are waiting.", retryAfter: 5}
	errClosing   = &fault{status: http.StatusServiceUnavailable, detail: "The service is stopping.", retryAfter: 5}
	errInternal  = &fault{status: http.StatusInternalServerError, detail: "The request could not be carried out."}
)

func notAllowed(w http.ResponseWriter, allow string) *fault {
	w.Header().Set("Allow", allow)
	return &fault{status: http.StatusMethodNotAllowed, detail: "The method is not allowed here."}
}

func (f *fault) write(w http.ResponseWriter) {
	if f.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.retryAfter))
	}
	body := map[string]string{"detail": f.detail}
	if f.status == http.StatusGone {
		body["inference_status"], body["message"] = "EXPIRED", f.detail
	}
	writeJSON(w, f.status, body)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := encode(v)
	if err != nil {
		http.Error(w, `{"detail":"The answer could not be written."}`, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b) // the client went away
}

// limiter counts the posts of each tenant in the running minute.
type limiter struct {
	perMinute int // 0 is no limit
	now       func() time.Time

	mu     sync.Mutex
	minute time.Time
	counts map[string]int
}

// take counts a post and returns how many seconds to wait when it is one too
// many, else 0.
func (l *limiter) take(tenant string) int {
	if l.perMinute <= 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if m := now.Truncate(time.Minute); !m.Equal(l.minute) {
		l.minute, l.counts = m, map[string]int{}
	}
	if l.counts[tenant]++; l.counts[tenant] <= l.perMinute {
		return 0
	}
	return int(l.minute.Add(time.Minute).Sub(now)/time.Second) + 1
}
