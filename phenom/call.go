package phenom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/google/uuid"
)

// repeat says when a call may be sent again.
type repeat uint8

const (
	// repeatSafe: reading, deleting, a POST with a key, or one that the service
	// carries out to the same end twice.
	repeatSafe repeat = iota
	// repeatUnsent: only when the first try was certainly not carried out.
	repeatUnsent
)

// call is one logical call of the API, however often it is tried.
type call struct {
	op        string // for errors and logs
	method    string
	path      []string // escaped and joined to the base
	query     url.Values
	body      any
	out       any
	repeat    repeat
	requestID string // kept over tries; made if empty
}

// response is what a try brought back.
type response struct {
	status     int
	header     http.Header
	body       []byte
	retryAfter time.Duration
}

// do carries a call out: token, tries, waits, errors.
func (c *Client) do(ctx context.Context, k call) (*response, error) {
	if k.requestID == "" {
		k.requestID = uuid.NewString()
	}
	if err := c.screen("request id", k.requestID); err != nil {
		return nil, err
	}
	for _, element := range k.path {
		if element == "" || element == "." || element == ".." {
			return nil, fmt.Errorf("%w: %s: an id is empty or a path", ErrURL, k.op)
		}
	}
	var body []byte
	if k.body != nil {
		var err error
		if body, err = json.Marshal(k.body); err != nil {
			return nil, fmt.Errorf("phenom: %s: the request can not be encoded", k.op)
		}
	}
	delays := c.delays()
	refreshed, uncertain := false, false
	for attempt := 1; ; attempt++ {
		resp, err := c.try(ctx, k, body, attempt)
		if err != nil && ctx.Err() != nil {
			return nil, fmt.Errorf("phenom: %s: %w", k.op, context.Cause(ctx))
		}
		if err == nil && resp.status == http.StatusUnauthorized && !refreshed {
			refreshed = true
			c.dropToken()
			continue
		}
		if err == nil && resp.status < 300 {
			return resp, decode(k, resp)
		}
		failure := c.failure(k, resp, err, attempt)
		uncertain = uncertain || maybeDone(resp, err)
		if attempt >= c.opts.Retry.MaxAttempts || !retryable(resp, err) || k.repeat == repeatUnsent && uncertain {
			if k.repeat == repeatUnsent && uncertain {
				return nil, errors.Join(ErrOutcomeUnknown, failure)
			}
			return nil, failure
		}
		wait := delays.NextBackOff()
		if resp != nil && resp.retryAfter > 0 {
			wait = min(resp.retryAfter, c.opts.Retry.MaxDelay)
		}
		if err := c.opts.Clock.Sleep(ctx, wait); err != nil {
			return nil, fmt.Errorf("phenom: %s: %w", k.op, err)
		}
	}
}

func (c *Client) delays() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval = c.opts.Retry.MinDelay
	b.MaxInterval = c.opts.Retry.MaxDelay
	b.Multiplier = 2
	b.Reset()
	return b
}

// try sends the call once and reads the whole answer.
func (c *Client) try(ctx context.Context, k call, body []byte, attempt int) (*response, error) {
	token, err := c.bearer()
	if err != nil {
		return nil, err
	}
	tryCtx, cancel := context.WithTimeout(ctx, c.opts.TryTimeout)
	defer cancel()
	u := c.base.JoinPath(escapeAll(k.path)...)
	u.RawQuery = k.query.Encode()
	req, err := http.NewRequestWithContext(tryCtx, k.method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("phenom: the request can not be built")
	}
	if body == nil {
		req.Body, req.GetBody, req.ContentLength = nil, nil, 0
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("x-request-id", k.requestID)
	if c.opts.Tenant != "" {
		req.Header.Set("x-tenant-id", c.opts.Tenant)
	}
	began := c.opts.Clock.Now()
	resp, err := c.roundTrip(c.api, req)
	attrs := []any{"call", k.op, "attempt", attempt, "request", k.requestID, "took", c.opts.Clock.Now().Sub(began)}
	if err != nil {
		c.opts.Logger.Info("phenom: no answer", append(attrs, "err", err)...)
		return nil, err
	}
	c.opts.Logger.Info("phenom: answer", append(attrs, "status", resp.status, "bytes", len(resp.body))...)
	return resp, nil
}

// roundTrip sends req and reads the answer within the size limit. Its errors
// hold no address.
func (c *Client) roundTrip(h *http.Client, req *http.Request) (*response, error) {
	resp, err := h.Do(req)
	if err != nil {
		return nil, hideURL(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.opts.MaxBodyBytes+1))
	if err != nil {
		return nil, hideURL(err)
	}
	if int64(len(body)) > c.opts.MaxBodyBytes {
		return nil, ErrTooLarge
	}
	return &response{resp.StatusCode, resp.Header, body, c.retryAfter(resp.Header)}, nil
}

// hideURL takes the address off an error of net/http.
func hideURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

func escapeAll(path []string) []string {
	out := make([]string, len(path))
	for i, p := range path {
		out[i] = url.PathEscape(p)
	}
	return out
}

// retryAfter reads Retry-After: seconds or an HTTP date.
func (c *Client) retryAfter(h http.Header) time.Duration {
	v := h.Get("Retry-After")
	if s, err := strconv.Atoi(v); err == nil && s >= 0 {
		return time.Duration(min(s, 86_400)) * time.Second
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(0, t.Sub(c.opts.Clock.Now()))
	}
	return 0
}

// retryable reports whether another try can help.
func retryable(resp *response, err error) bool {
	if err != nil {
		return !errors.Is(err, ErrTooLarge) && !errors.Is(err, errToken)
	}
	switch resp.status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// maybeDone reports whether the service may have carried the call out although
// no good answer came. It has not when no connection was made, when it refused
// for its load (429), or when it found the request wrong.
func maybeDone(resp *response, err error) bool {
	if err != nil {
		var op *net.OpError
		dial := errors.As(err, &op) && op.Op == "dial"
		return !dial && !errors.Is(err, syscall.ECONNREFUSED) && !errors.Is(err, errToken)
	}
	return resp.status >= 500 || resp.status == http.StatusRequestTimeout
}

// failure turns a try that did not succeed into the error for the caller.
func (c *Client) failure(k call, resp *response, err error, attempt int) error {
	if err != nil {
		return &transportError{k.op, attempt, err}
	}
	if resp.status == http.StatusUnprocessableEntity {
		if fields := fieldErrors(resp.body); len(fields) > 0 {
			return &ValidationError{k.op, resp.status, k.requestID, fields}
		}
	}
	return &APIError{
		Op: k.op, Status: resp.status, RequestID: k.requestID, Attempts: attempt,
		RetryAfter: resp.retryAfter, detail: detail(resp.body),
	}
}

// detail reads {"detail": "..."} for [APIError.Detail].
func detail(body []byte) string {
	var d struct {
		Detail json.RawMessage `json:"detail"`
	}
	var s string
	if json.Unmarshal(body, &d) == nil && json.Unmarshal(d.Detail, &s) != nil {
		s = string(d.Detail)
	}
	return s[:min(len(s), 1024)]
}

// decode reads a good answer. The decoder's own message can quote the answer.
func decode(k call, resp *response) error {
	if k.out == nil {
		return nil
	}
	if err := json.Unmarshal(resp.body, k.out); err != nil {
		return fmt.Errorf("phenom: %s: the answer is not the JSON expected", k.op)
	}
	return nil
}
