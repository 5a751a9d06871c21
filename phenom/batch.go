package phenom

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// BatchRequest asks for a new batch. Upstream marks the batch workflow "coming
// soon": these calls follow its guide and published description.
type BatchRequest struct {
	Name    string  // optional, at most 256 characters, no PHI
	Release Release // the ground on which the data leaves; not sent
}

// Batch is a set of files that is scored as one. The links of the wire form are
// left out: this client never follows a link that an answer names.
type Batch struct {
	ID        string    `json:"batch_id"`
	Status    string    `json:"status"` // CREATED, UPLOADING, FINALIZED
	Retention Retention `json:"retention"`
	Limits    Limits    `json:"limits"`
}

// BatchFinalized is the status of a batch that takes no more files.
const BatchFinalized = "FINALIZED"

// Retention says how long the service keeps a batch.
type Retention struct {
	Days    int       `json:"ttl_days"`
	Created time.Time `json:"created_at"`
	Expires time.Time `json:"expires_at"`
}

// Limits bound a batch; zero means that the service names no bound.
type Limits struct {
	MaxFiles      int   `json:"max_files"`
	MaxTotalBytes int64 `json:"max_total_size_bytes"`
}

// Upload modes.
const (
	SingleMode    = "single"
	MultipartMode = "multipart"
)

// UploadRequest asks for an upload session of one file.
type UploadRequest struct {
	ObjectType  ObjectType `json:"object_type"`
	Filename    string     `json:"filename"`
	ContentType string     `json:"content_type,omitempty"`
	Mode        string     `json:"mode"`
}

// UploadSession is an upload that was begun. URL is a secret.
type UploadSession struct {
	ID       string    `json:"upload_id"`
	Key      string    `json:"key"`
	Mode     string    `json:"mode"`
	URL      string    `json:"url"` // single mode alone
	Expires  time.Time `json:"expires_at"`
	PartSize int64     `json:"part_size_bytes"` // multipart mode; 0 when the service names none
}

// UploadStatus is how far an upload has come. It names parts without their
// ETags, so an upload can be resumed only with a journal of one's own.
type UploadStatus struct {
	ID     string `json:"upload_id"`
	Status string `json:"status"`
	Bytes  int64  `json:"bytes_uploaded"`
	Parts  []int  `json:"parts_uploaded"`
}

// Part is a part of a multipart upload that was stored.
type Part struct {
	Number int    `json:"part_number"`
	ETag   string `json:"etag"` // with its quotes
}

// CreateBatch makes a new batch. A batch made by a call whose answer was lost
// stays empty and expires.
func (c *Client) CreateBatch(ctx context.Context, r BatchRequest) (*Batch, error) {
	if err := r.Release.Check(); err != nil {
		return nil, err
	}
	body := map[string]string{"upload_method": "s3_multipart"}
	if r.Name != "" {
		if err := c.screen("batch name", r.Name); err != nil {
			return nil, err
		}
		body["name"] = r.Name
	}
	b := new(Batch)
	_, err := c.do(ctx, call{op: "create batch", method: http.MethodPost, path: []string{"v1", "batch"}, body: body, out: b})
	return orNil(b, err)
}

// Batch returns the batch as it stands.
func (c *Client) Batch(ctx context.Context, id string) (*Batch, error) {
	b := new(Batch)
	_, err := c.do(ctx, call{op: "get batch", method: http.MethodGet, path: []string{"v1", "batch", id}, out: b})
	return orNil(b, err)
}

// CreateUpload begins the upload of a file.
func (c *Client) CreateUpload(ctx context.Context, batchID string, r UploadRequest) (*UploadSession, error) {
	if err := c.screen("file name", r.Filename); err != nil {
		return nil, err
	}
	u := new(UploadSession)
	_, err := c.do(ctx, call{
		op: "create upload", method: http.MethodPost, path: []string{"v1", "batch", batchID, "upload"}, body: r, out: u,
	})
	return orNil(u, err)
}

// PartURL returns a presigned URL for one part, numbered from 1. It is a secret.
func (c *Client) PartURL(ctx context.Context, batchID, uploadID string, part int) (string, error) {
	var answer struct {
		URL string `json:"url"`
	}
	_, err := c.do(ctx, call{
		op: "get part url", method: http.MethodPost,
		path: []string{"v1", "batch", batchID, "upload", uploadID, "part", strconv.Itoa(part), "url"}, out: &answer,
	})
	return answer.URL, err
}

// CompleteUpload puts the parts together. When the service says that there is
// no open upload, as after a first try whose answer was lost, its status decides.
func (c *Client) CompleteUpload(ctx context.Context, batchID, uploadID string, parts []Part) error {
	_, err := c.do(ctx, call{
		op: "complete upload", method: http.MethodPost,
		path: []string{"v1", "batch", batchID, "upload", uploadID, "complete"}, body: map[string][]Part{"parts": parts},
	})
	if answered(err, http.StatusConflict, http.StatusNotFound) {
		if st, serr := c.Upload(ctx, batchID, uploadID); serr == nil && st.Status == "COMPLETED" {
			return nil
		}
	}
	return err
}

// Upload returns the upload as it stands.
func (c *Client) Upload(ctx context.Context, batchID, uploadID string) (*UploadStatus, error) {
	u := new(UploadStatus)
	_, err := c.do(ctx, call{
		op: "get upload", method: http.MethodGet, path: []string{"v1", "batch", batchID, "upload", uploadID}, out: u,
	})
	return orNil(u, err)
}

// AbortUpload gives an upload up and frees what was stored of it.
func (c *Client) AbortUpload(ctx context.Context, batchID, uploadID string) error {
	_, err := c.do(ctx, call{
		op: "abort upload", method: http.MethodDelete, path: []string{"v1", "batch", batchID, "upload", uploadID},
	})
	var api *APIError
	if answered(err, http.StatusNotFound) && errors.As(err, &api) && api.Attempts > 1 {
		return nil // a try whose answer was lost did it
	}
	return err
}

// Finalize closes the batch for uploads. Of a batch that is finalized already,
// as after a first try whose answer was lost, it makes no error.
func (c *Client) Finalize(ctx context.Context, batchID string) error {
	_, err := c.do(ctx, call{op: "finalize", method: http.MethodPost, path: []string{"v1", "batch", batchID, "finalize"}})
	if answered(err, http.StatusConflict) {
		if b, gerr := c.Batch(ctx, batchID); gerr == nil && b.Status == BatchFinalized {
			return nil
		}
	}
	return err
}

// answered reports whether err is an answer of one of the statuses.
func answered(err error, statuses ...int) bool {
	var api *APIError
	return errors.As(err, &api) && slices.Contains(statuses, api.Status)
}

// Validate asks the service to look a finalized batch over, and returns the
// validation's id and status. There is no call to follow it up.
func (c *Client) Validate(ctx context.Context, batchID string, outcomeIDs []string) (id string, status Status, err error) {
	if err := checkOutcomes("validate", outcomeIDs); err != nil {
		return "", "", err
	}
	var answer struct {
		ID     string `json:"validation_id"`
		Status Status `json:"status"`
	}
	_, err = c.do(ctx, call{
		op: "validate", method: http.MethodPost, path: []string{"v1", "batch", batchID, "validate"},
		body: map[string][]string{"outcome_ids": outcomeIDs}, out: &answer,
	})
	return answer.ID, answer.Status, err
}

// StartRequest asks for the scoring of a finalized batch.
type StartRequest struct {
	OutcomeIDs []string
	// RequestID is sent as x-request-id over all repeats, in this process and
	// later ones. The contract gives this call no idempotency key; the sandbox
	// takes the request id for one, and whether upstream does is not documented.
	// With an empty one the call is not repeated once it may have been carried
	// out, and the error is then [ErrOutcomeUnknown].
	RequestID string
}

// Start begins the scoring of a finalized batch.
func (c *Client) Start(ctx context.Context, batchID string, r StartRequest) (*Job, error) {
	if err := checkOutcomes("start", r.OutcomeIDs); err != nil {
		return nil, err
	}
	again := repeatSafe
	if r.RequestID == "" {
		again = repeatUnsent
	}
	job := new(Job)
	_, err := c.do(ctx, call{
		op: "start", method: http.MethodPost, path: []string{"v1", "batch", batchID, "start"},
		body: map[string][]string{"outcome_ids": r.OutcomeIDs}, out: job, repeat: again, requestID: r.RequestID,
	})
	return orNil(job, err)
}
