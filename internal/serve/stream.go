package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/internal/ordered"
)

const streamPath = "/v1/redact"

// ndjson is what POST /v1/redact takes and gives; the other names are taken too.
const ndjson = "application/x-ndjson"

var ndjsonNames = map[string]bool{ndjson: true, "application/ndjson": true, "application/jsonl": true, "application/x-jsonlines": true}

// redact answers POST /v1/redact: a note on each line in, the redacted note on
// each line out, in the same order, as they come. A note that does not pass has
// a line that says why. Reading waits for writing: however long the stream, no
// more is held than a few notes a worker and what the outlet has room for.
func (s *Service) redact(w http.ResponseWriter, r *http.Request) {
	tenant, ok := s.bearer(r)
	if !ok {
		w.Header().Set("WWW-Authenticate", "Bearer")
		refuse(w, http.StatusUnauthorized, "An API key is required: Authorization: Bearer KEY.")
		return
	}
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || !ndjsonNames[t] || r.Header.Get("Content-Encoding") != "" {
		refuse(w, http.StatusUnsupportedMediaType, "The Content-Type must be "+ndjson+", without a Content-Encoding.")
		return
	}
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		retryAfter(w, 5*time.Second)
		refuse(w, http.StatusTooManyRequests, "Too many streams are open.")
		return
	}
	p, err := s.options.pipeline(tenant)
	if err != nil {
		s.options.Logger.Error("serve: no pipeline", "error", err.Error())
		refuse(w, http.StatusInternalServerError, "The notes could not be redacted.")
		return
	}
	request := w.Header().Get("X-Request-Id")
	if err := s.beginStream(tenant, request, p.About()); err != nil {
		s.options.Logger.Error("serve: a stream is not on record", "request", request, "error", err.Error())
		refuse(w, http.StatusInternalServerError, "The stream could not be recorded.")
		return
	}
	rc := http.NewResponseController(w)
	_ = rc.EnableFullDuplex() // HTTP/2 is so anyway
	stop := context.AfterFunc(s.draining, func() { _ = rc.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	if r.ProtoMajor == 1 && strings.EqualFold(r.Header.Get("Expect"), "100-continue") {
		w.WriteHeader(http.StatusContinue) // the answer begins before the body is read, and curl -T would wait for this
	}
	w.Header().Set("Content-Type", ndjson)
	if r.ProtoMajor == 1 {
		w.Header().Set("Connection", "close") // what is left of a body that broke is not read as a request
	}
	w.WriteHeader(http.StatusOK)
	_ = rc.Flush() // so that a client may wait for the answer before it sends a note
	// The request's context ends with a read that fails, which would lose the
	// answers to what was read before; a client that went away shows in the write.
	out := newOutlet(&steadyWriter{w, rc, s.options.IdleTimeout}, s.unread)
	answered := s.stream(context.WithoutCancel(r.Context()), p, r.Body, out)
	_ = out.close() // the client went away
	if err := s.endStream(tenant, request, answered); err != nil {
		s.options.Logger.Error("serve: the end of a stream is not on record", "request", request, "error", err.Error())
	}
}

// stream does the work of redact on a body, and counts the answers.
func (s *Service) stream(ctx context.Context, p *lethe.Pipeline, in io.Reader, out *outlet) (t tally) {
	notes := lethe.ReadNDJSON(in, "-", &lethe.SourceOptions{MaxNoteBytes: s.options.MaxNoteBytes})
	for line, fault := range ordered.Map(ctx, notes, s.options.Workers, func(ctx context.Context, n lethe.Note) ([]byte, error) {
		d, err := p.Redact(ctx, n)
		if err != nil {
			return nil, err
		}
		return marshalLine(d)
	}) {
		outcome := "redacted"
		var last bool
		if fault != nil {
			outcome = "refused"
			line, last = s.faultLine(fault)
			t.refused++
		} else {
			t.redacted++
		}
		s.metrics.notes.WithLabelValues(outcome).Inc()
		if err := out.put(line); err != nil || last {
			return t // the client went away, or does not read
		}
	}
	return t
}

// faultLine is the line for a note that did not pass; last, when the input
// cannot be read on.
func (s *Service) faultLine(fault error) (line []byte, last bool) {
	var ne *lethe.NoteError
	f := lethe.Fault{Error: "read: the body ended early"}
	switch {
	case errors.As(fault, &ne):
		f = ne.Fault()
	case s.draining.Err() != nil:
		f.Error, last = "read: the service is stopping; send what follows again", true
	default:
		last = true
	}
	line, err := marshalLine(f)
	return line, last || err != nil
}

// marshalLine gives v as one line of JSON, with <, > and & as they are.
func marshalLine(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.Bytes(), err
}

// steadyReader lets a body take as long as it needs as long as it moves: each
// read has a deadline of its own.
type steadyReader struct {
	io.ReadCloser
	rc    *http.ResponseController
	idle  time.Duration
	until context.Context
}

func (s *steadyReader) Read(b []byte) (int, error) {
	_ = s.rc.SetReadDeadline(time.Now().Add(s.idle)) // where there are none, the listener's hold
	if s.until.Err() != nil {
		return 0, context.Cause(s.until)
	}
	return s.ReadCloser.Read(b)
}

// steadyWriter gives up on a client that does not read.
type steadyWriter struct {
	w    io.Writer
	rc   *http.ResponseController
	idle time.Duration
}

func (s *steadyWriter) Write(b []byte) (int, error) {
	_ = s.rc.SetWriteDeadline(time.Now().Add(s.idle))
	return s.w.Write(b)
}

func (s *steadyWriter) flush() error {
	_ = s.rc.SetWriteDeadline(time.Now().Add(s.idle))
	return s.rc.Flush()
}
