package sandbox

import (
	"bytes"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"
)

// FaultKind is a way in which a call goes wrong.
type FaultKind string

// The kinds of fault.
const (
	TooMany        FaultKind = "429"             // refused with Retry-After
	Unavailable    FaultKind = "503"             // refused with Retry-After
	ServerError    FaultKind = "500"             // carried out by nobody
	Unauthorized   FaultKind = "401"             // as if the token had expired
	Reset          FaultKind = "reset"           // the connection is reset before the call is read
	LostResponse   FaultKind = "lost response"   // the call is carried out, then the connection reset
	SlowBody       FaultKind = "slow body"       // the answer stops half way until the client gives up
	TruncatedBody  FaultKind = "truncated body"  // half the answer, then the connection is closed
	DuplicateToken FaultKind = "duplicate token" // a page's next token is one that came before
	DuplicatePage  FaultKind = "duplicate page"  // a page comes again under a new token
	ExpiredURL     FaultKind = "expired url"     // the presigned URLs of the answer have expired
	EchoInput      FaultKind = "echo input"      // a 422 quotes the input
	WrongLinks     FaultKind = "wrong links"     // links in the answer name another host
)

// Fault makes calls go wrong.
type Fault struct {
	Call  string // route, such as "POST /v1/batch", or "" for every call
	Kind  FaultKind
	After int // so many calls go well first
	Times int // then so many go wrong; 0 means one, -1 all that follow
}

// Inject adds faults. Each call meets the first fault that fits it.
func (s *Sandbox) Inject(faults ...Fault) {
	s.faultMu.Lock()
	defer s.faultMu.Unlock()
	for _, f := range faults {
		if f.Times == 0 {
			f.Times = 1
		}
		s.faults = append(s.faults, &f)
	}
}

// takeFault uses up one fault of the kinds given for the call, if there is one.
func (s *Sandbox) takeFault(r *http.Request, kinds ...FaultKind) bool {
	_, ok := s.nextFault(r.Pattern, kinds...)
	return ok
}

func (s *Sandbox) echoes(r *http.Request) bool { return s.takeFault(r, EchoInput) }

// nextFault finds the first fault for the route; with no kinds, one that the
// transport plays itself.
func (s *Sandbox) nextFault(route string, kinds ...FaultKind) (FaultKind, bool) {
	s.faultMu.Lock()
	defer s.faultMu.Unlock()
	for _, f := range s.faults {
		if f.Times == 0 || f.Call != "" && f.Call != route || !f.isOf(kinds) {
			continue
		}
		if f.After > 0 {
			f.After--
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		return f.Kind, true
	}
	return "", false
}

// isOf reports whether the fault is one of the kinds, or, if there are none,
// one that wraps the call from outside.
func (f *Fault) isOf(kinds []FaultKind) bool {
	if len(kinds) == 0 {
		return f.Kind != ExpiredURL && f.Kind != EchoInput
	}
	for _, k := range kinds {
		if f.Kind == k {
			return true
		}
	}
	return false
}

// faulty plays the faults that wrap a call.
func (s *Sandbox) faulty(mux *http.ServeMux) http.Handler {
	statuses := map[FaultKind]int{
		TooMany: http.StatusTooManyRequests, Unavailable: http.StatusServiceUnavailable,
		ServerError: http.StatusInternalServerError, Unauthorized: http.StatusUnauthorized,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, route := mux.Handler(r)
		kind, ok := s.nextFault(route)
		if !ok {
			mux.ServeHTTP(w, r)
			return
		}
		if status, refused := statuses[kind]; refused {
			w.Header().Set("Retry-After", "1")
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"detail":"` + http.StatusText(status) + `"}`))
			return
		}
		if kind == Reset {
			reset(w)
			return
		}
		rec := &recorder{header: http.Header{}, status: http.StatusOK}
		mux.ServeHTTP(rec, r)
		s.spoil(w, r, rec, kind)
	})
}

// spoil sends a recorded answer in the way of the fault.
func (s *Sandbox) spoil(w http.ResponseWriter, r *http.Request, rec *recorder, kind FaultKind) {
	body := rec.body.Bytes()
	switch kind {
	case LostResponse:
		reset(w)
		return
	case DuplicateToken, DuplicatePage, WrongLinks:
		body = s.twist(body, kind)
	}
	maps.Copy(w.Header(), rec.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(rec.status)
	if kind != TruncatedBody && kind != SlowBody {
		_, _ = w.Write(body)
		return
	}
	_, _ = w.Write(body[:len(body)/2])
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	if kind == SlowBody {
		select {
		case <-r.Context().Done():
		case <-time.After(time.Minute): // a client without a timeout of its own
		}
	}
	panic(http.ErrAbortHandler) // net/http closes the connection without a log line
}

// twist changes a good answer into one that leads a careless client astray.
func (s *Sandbox) twist(body []byte, kind FaultKind) []byte {
	var m map[string]any
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if dec.Decode(&m) != nil {
		return body
	}
	switch kind {
	case DuplicateToken:
		m["next_page_token"] = "the-same-again"
	case DuplicatePage:
		m["next_page_token"] = pageToken(results, 0)
	case WrongLinks:
		elsewhere := map[string]any{"href": "http://127.0.0.1:1/elsewhere"}
		m["results"] = map[string]any{"api_pages": elsewhere, "download": elsewhere}
		m["links"] = map[string]any{"self": elsewhere["href"], "start": elsewhere["href"]}
	}
	out, err := json.Marshal(m)
	if err != nil {
		return body
	}
	return out
}

// reset ends the connection without an answer.
func reset(w http.ResponseWriter) {
	h, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := h.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if t, ok := conn.(*net.TCPConn); ok {
		_ = t.SetLinger(0) // so that closing sends RST
	}
	_ = conn.Close()
}

// recorder keeps an answer instead of sending it.
type recorder struct {
	header http.Header
	body   bytes.Buffer
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

// ClearFaults takes back every fault that has not been met.
func (s *Sandbox) ClearFaults() {
	s.faultMu.Lock()
	defer s.faultMu.Unlock()
	s.faults = nil
}
