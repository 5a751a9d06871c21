package phenom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// errURLExpired: the store no longer takes the presigned URL.
var errURLExpired = errors.New("phenom: the presigned URL has expired")

// put sends bytes to a presigned URL and returns the ETag. renew gives the URL,
// at first and again whenever the store refuses it (403); it is asked at most
// once a try. The URL is in no error and no log line.
func (c *Client) put(ctx context.Context, op, contentType string, body []byte, renew func(context.Context) (string, error)) (string, error) {
	delays := c.delays()
	address := ""
	for attempt := 1; ; attempt++ {
		if address == "" {
			var err error
			if address, err = renew(ctx); err != nil {
				return "", err
			}
		}
		resp, err := c.putOnce(ctx, address, contentType, body)
		if err == nil && resp.status < 300 {
			if etag := resp.header.Get("ETag"); etag != "" {
				return etag, nil
			}
			return "", fmt.Errorf("phenom: %s: the store gave no ETag", op)
		}
		if ctx.Err() != nil {
			return "", fmt.Errorf("phenom: %s: %w", op, context.Cause(ctx))
		}
		if errors.Is(err, ErrURL) {
			return "", err
		}
		expired := err == nil && resp.status == http.StatusForbidden
		if attempt >= c.opts.Retry.MaxAttempts || !expired && !retryable(resp, err) {
			return "", c.storageFailure(op, resp, err, attempt)
		}
		if expired {
			address = ""
			continue
		}
		if err := c.opts.Clock.Sleep(ctx, delays.NextBackOff()); err != nil {
			return "", err
		}
	}
}

func (c *Client) storageFailure(op string, resp *response, err error, attempt int) error {
	switch {
	case err != nil:
		return &transportError{op, attempt, err}
	case resp.status == http.StatusForbidden:
		return fmt.Errorf("%s: %w", op, errURLExpired)
	}
	return &APIError{Op: op, Status: resp.status, Attempts: attempt, RequestID: "none"}
}

// putOnce sends the bytes once, without bearer token, to an address that passes
// the checks of presigned.
func (c *Client) putOnce(ctx context.Context, address, contentType string, body []byte) (*response, error) {
	u, err := c.presigned(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.TryTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: presigned URL", ErrURL)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return c.roundTrip(c.storage, req)
}

// fetch opens what a presigned URL stands for, from a byte on.
func (c *Client) fetch(ctx context.Context, address, etag string, from int64) (*http.Response, error) {
	u, err := c.presigned(address)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: presigned URL", ErrURL)
	}
	req.Header.Set("Accept-Encoding", "identity") // sizes and ranges are of the bytes as stored
	if from > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
		req.Header.Set("If-Range", etag)
	}
	resp, err := c.storage.Do(req)
	if err != nil {
		return nil, hideURL(err)
	}
	if resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusPartialContent {
		return resp, nil
	}
	_, _ = io.CopyN(io.Discard, resp.Body, 4096) // lets the connection be used again
	_ = resp.Body.Close()
	if resp.StatusCode == http.StatusForbidden {
		return nil, errURLExpired
	}
	return nil, &APIError{Op: "download", Status: resp.StatusCode, Attempts: 1, RequestID: "none"}
}
