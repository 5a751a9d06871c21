package sandbox

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"crypto/md5" //nolint:gosec // S3's ETag is an MD5; it guards against damage, not malice
	"encoding/hex"
)

func partKey(batch, upload string, n int) string {
	return fmt.Sprintf("batches/%s/%s/%05d", batch, upload, n)
}

// apiKey is the object key that clients are told.
func apiKey(batch string, u *uploadRecord) string {
	return "batches/" + batch + "/" + u.ObjectType + "/" + u.Filename
}

func (s *Sandbox) createUpload(r *http.Request, tenant string) (answer, error) {
	var body struct {
		ObjectType  string `json:"object_type"`
		Filename    string `json:"filename"`
		ContentType string `json:"content_type"`
		Mode        string `json:"mode"`
	}
	if err := decodeBody(r.Body, schemaCreateUpload, &body); err != nil {
		return answer{}, err
	}
	if ok, err := path.Match("*.csv", body.Filename); err != nil || !ok || strings.ContainsAny(body.Filename, `/\`) {
		return answer{}, &invalid{[]fieldFault{{Loc: []any{"body", "filename"}, Msg: "Does not match *.csv", Type: "value_error", Input: body.Filename}}}
	}
	return s.withBatch(tenant, r.PathValue("batch"), func(b *batchRecord) (answer, error) {
		if b.Status == batchFinalized {
			return answer{}, &problem{http.StatusConflict, "The batch is finalized"}
		}
		u := &uploadRecord{
			ID: "upload_" + newUUID(), ObjectType: objectTypes[body.ObjectType], Filename: body.Filename,
			ContentType: "text/csv", Mode: body.Mode, Status: uploadOpen,
			Parts: map[int]partRecord{}, Expires: b.Expires,
		}
		s.replaceUpload(b, u)
		if len(b.Uploads) >= s.opts.MaxFiles {
			return answer{}, &problem{http.StatusConflict, "The batch holds as many files as allowed"}
		}
		b.Uploads = append(b.Uploads, u)
		b.Status = batchUploading
		if err := s.keep(b); err != nil {
			return answer{}, err
		}
		out := map[string]any{"upload_id": u.ID, "key": apiKey(b.ID, u), "mode": u.Mode, "synthetic": true}
		if u.Mode == "single" {
			out["url"], out["expires_at"] = s.presignPut(r, b.ID, u, 0)
		} else {
			out["part_size_bytes"], out["expires_at"] = s.opts.PartSize, u.Expires
		}
		return answer{http.StatusOK, out}, nil
	})
}

// replaceUpload lets a new upload of the same file take the place of one that
// is not complete, as the object key is the same.
func (s *Sandbox) replaceUpload(b *batchRecord, u *uploadRecord) {
	b.Uploads = slices.DeleteFunc(b.Uploads, func(old *uploadRecord) bool {
		return old.ObjectType == u.ObjectType && old.Filename == u.Filename && old.Status != uploadCompleted
	})
}

// withUpload runs f on an upload of the tenant's batch.
func (s *Sandbox) withUpload(r *http.Request, tenant string, f func(*batchRecord, *uploadRecord) (answer, error)) (answer, error) {
	return s.withBatch(tenant, r.PathValue("batch"), func(b *batchRecord) (answer, error) {
		u := b.upload(r.PathValue("upload"))
		if u == nil {
			return answer{}, errNotFound
		}
		return f(b, u)
	})
}

func (b *batchRecord) upload(id string) *uploadRecord {
	for _, u := range b.Uploads {
		if u.ID == id {
			return u
		}
	}
	return nil
}

// open refuses a call on an upload that takes no more parts.
func (u *uploadRecord) open(b *batchRecord) error {
	if b.Status == batchFinalized || u.Status != uploadOpen {
		return &problem{http.StatusConflict, "The upload is " + u.Status}
	}
	return nil
}

func (s *Sandbox) partURL(r *http.Request, tenant string) (answer, error) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > maxParts {
		return answer{}, &invalid{[]fieldFault{{Loc: []any{"path", "part_number"}, Msg: "Input should be an integer from 1 to 10000", Type: "int_parsing"}}}
	}
	return s.withUpload(r, tenant, func(b *batchRecord, u *uploadRecord) (answer, error) {
		if err := u.open(b); err != nil {
			return answer{}, err
		}
		if u.Mode != "multipart" {
			return answer{}, &problem{http.StatusConflict, "The upload has no parts"}
		}
		url, expires := s.presignPut(r, b.ID, u, n)
		return answer{http.StatusOK, map[string]any{
			"upload_id": u.ID, "key": apiKey(b.ID, u), "part_number": n, "url": url, "expires_at": expires, "synthetic": true,
		}}, nil
	})
}

func (s *Sandbox) getUpload(r *http.Request, tenant string) (answer, error) {
	return s.withUpload(r, tenant, func(_ *batchRecord, u *uploadRecord) (answer, error) {
		parts := []int{}
		size := int64(0)
		for n, p := range u.Parts {
			parts = append(parts, n)
			size += p.Size
		}
		slices.Sort(parts)
		if u.Mode == "single" { // its stretches are the sandbox's own affair
			parts = []int{}
		}
		return answer{http.StatusOK, map[string]any{
			"upload_id": u.ID, "status": u.Status, "bytes_uploaded": size, "parts_uploaded": parts, "synthetic": true,
		}}, nil
	})
}

func (s *Sandbox) abortUpload(r *http.Request, tenant string) (answer, error) {
	return s.withUpload(r, tenant, func(b *batchRecord, u *uploadRecord) (answer, error) {
		if b.Status == batchFinalized {
			return answer{}, &problem{http.StatusConflict, "The batch is finalized"}
		}
		u.Status, u.Parts = uploadAborted, nil
		if err := s.keep(b); err != nil {
			return answer{}, err
		}
		if err := s.blobs.removeAll("batches/" + b.ID + "/" + u.ID); err != nil {
			return answer{}, err
		}
		return answer{http.StatusOK, map[string]any{"message": "Upload aborted", "synthetic": true}}, nil
	})
}

func (s *Sandbox) completeUpload(r *http.Request, tenant string) (answer, error) {
	var body struct {
		Parts []struct {
			Number int    `json:"part_number"`
			ETag   string `json:"etag"`
		} `json:"parts"`
	}
	if err := decodeBody(r.Body, schemaComplete, &body); err != nil {
		return answer{}, err
	}
	return s.withUpload(r, tenant, func(b *batchRecord, u *uploadRecord) (answer, error) {
		if err := u.open(b); err != nil {
			return answer{}, err
		}
		if u.Mode != "multipart" {
			return answer{}, &problem{http.StatusConflict, "A single upload needs no completing"}
		}
		taken := map[int]partRecord{}
		last, size := 0, int64(0)
		sums := md5.New() //nolint:gosec // see above
		for i, p := range body.Parts {
			stored, ok := u.Parts[p.Number]
			switch {
			case !ok || stored.ETag != p.ETag:
				return answer{}, &problem{http.StatusBadRequest, "InvalidPart"}
			case p.Number <= last:
				return answer{}, &problem{http.StatusBadRequest, "InvalidPartOrder"}
			case i < len(body.Parts)-1 && stored.Size < s.opts.PartSize:
				return answer{}, &problem{http.StatusBadRequest, "EntityTooSmall"}
			}
			taken[p.Number], last = stored, p.Number
			size += stored.Size
			sum, err := hex.DecodeString(strings.Trim(stored.ETag, `"`))
			if err != nil {
				return answer{}, err
			}
			sums.Write(sum)
		}
		if size > s.opts.MaxObjectBytes {
			return answer{}, &problem{http.StatusRequestEntityTooLarge, "The object is larger than allowed"}
		}
		u.Parts, u.Size, u.Status = taken, size, uploadCompleted
		u.ETag = fmt.Sprintf(`"%x-%d"`, sums.Sum(nil), len(taken))
		if err := s.keep(b); err != nil {
			return answer{}, err
		}
		return answer{http.StatusOK, map[string]any{
			"upload_id": u.ID, "key": apiKey(b.ID, u), "etag": u.ETag, "size_bytes": u.Size, "synthetic": true,
		}}, nil
	})
}
