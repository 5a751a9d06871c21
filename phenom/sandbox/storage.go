package sandbox

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // S3's ETag is an MD5
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// maxPart bounds one part of a multipart upload in bytes.
const maxPart = 64 << 20

// linkHost is the address under which the caller reached the sandbox.
func (s *Sandbox) linkHost(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// presign signs method and path for as long as Options.URLTTL says. The
// signature is an HMAC.
func (s *Sandbox) presign(r *http.Request, method, path string, q url.Values) (string, time.Time) {
	expires := s.opts.Clock.Now().Add(s.opts.URLTTL).UTC().Truncate(time.Second)
	if s.takeFault(r, ExpiredURL) {
		expires = s.opts.Clock.Now().Add(-time.Minute)
	}
	q.Set("X-Expires", strconv.FormatInt(expires.Unix(), 10))
	q.Set("X-Signature", s.signature(method, path, q))
	return s.linkHost(r) + path + "?" + q.Encode(), expires
}

func (s *Sandbox) signature(method, path string, q url.Values) string {
	m := hmac.New(sha256.New, s.urlKey)
	fmt.Fprintf(m, "%s\n%s\n%s\n%s\n%s", method, path, q.Get("X-Expires"), q.Get("X-Type"), q.Get("X-Tenant"))
	return hex.EncodeToString(m.Sum(nil))
}

// presignPut signs the upload of a part, or of the whole (part 0).
func (s *Sandbox) presignPut(r *http.Request, batch string, u *uploadRecord, part int) (string, time.Time) {
	q := url.Values{}
	if part == 0 {
		q.Set("X-Type", u.ContentType)
	}
	return s.presign(r, http.MethodPut, fmt.Sprintf("/storage/%s/%s/%d", batch, u.ID, part), q)
}

// signed verifies a presigned call and answers it if it is refused. Like S3, it
// takes no second way of authentication beside the signature.
func (s *Sandbox) signed(w http.ResponseWriter, r *http.Request) bool {
	q := r.URL.Query()
	until, err := strconv.ParseInt(q.Get("X-Expires"), 10, 64)
	want := s.signature(r.Method, r.URL.Path, q)
	switch {
	case r.Header.Get("Authorization") != "":
		refuse(w, http.StatusBadRequest, "InvalidArgument")
	case err != nil || !hmac.Equal([]byte(want), []byte(q.Get("X-Signature"))):
		refuse(w, http.StatusForbidden, "SignatureDoesNotMatch")
	case s.opts.Clock.Now().Unix() >= until:
		refuse(w, http.StatusForbidden, "AccessDenied")
	case q.Get("X-Type") != "" && r.Header.Get("Content-Type") != q.Get("X-Type"):
		refuse(w, http.StatusForbidden, "SignatureDoesNotMatch")
	default:
		return true
	}
	return false
}

// putObject stores a part, or a whole single upload in stretches.
func (s *Sandbox) putObject(w http.ResponseWriter, r *http.Request) {
	if !s.signed(w, r) {
		return
	}
	n, err := strconv.Atoi(r.PathValue("part"))
	if err != nil {
		refuse(w, http.StatusBadRequest, "InvalidArgument")
		return
	}
	etag, status, code := s.storePart(r, n)
	if status != http.StatusOK {
		refuse(w, status, code)
		return
	}
	w.Header().Set("ETag", etag)
	w.WriteHeader(http.StatusOK)
}

func (s *Sandbox) storePart(r *http.Request, n int) (etag string, status int, code string) {
	batch, upload := r.PathValue("batch"), r.PathValue("upload")
	if !s.takesBytes(batch, upload, n) {
		return "", http.StatusNotFound, "NoSuchUpload"
	}
	parts, etag, err := s.readPieces(r.Body, r.ContentLength, batch, upload, n)
	var p *problem
	switch {
	case errors.As(err, &p):
		return "", p.status, p.detail
	case err != nil: // the client went away, or the disk is full
		s.opts.Logger.Error("sandbox: storing", "batch", batch, "err", err)
		return "", http.StatusInternalServerError, "InternalError"
	}
	s.batches.mu.Lock()
	defer s.batches.mu.Unlock()
	b := s.batches.byID[batch]
	if b == nil {
		return "", http.StatusNotFound, "NoSuchUpload"
	}
	u := b.upload(upload)
	if !u.takesBytes(b, n) {
		return "", http.StatusNotFound, "NoSuchUpload"
	}
	for number, part := range parts {
		u.Parts[number] = part
	}
	if n == 0 {
		u.Parts, u.ETag, u.Status, u.Size = parts, etag, uploadCompleted, 0
		for _, part := range parts {
			u.Size += part.Size
		}
	}
	if err := s.keep(b); err != nil {
		return "", http.StatusInternalServerError, "InternalError"
	}
	return etag, http.StatusOK, ""
}

func (s *Sandbox) takesBytes(batch, upload string, n int) bool {
	s.batches.mu.Lock()
	defer s.batches.mu.Unlock()
	b := s.batches.byID[batch]
	return b != nil && b.upload(upload).takesBytes(b, n)
}

// takesBytes reports whether a part (or, for 0, the whole) may be stored. As
// with S3, a single object may be stored again, parts only until the upload is
// complete.
func (u *uploadRecord) takesBytes(b *batchRecord, n int) bool {
	if u == nil || b.Status == batchFinalized {
		return false
	}
	return u.Status == uploadOpen || n == 0 && u.Mode == "single" && u.Status == uploadCompleted
}

// readPieces reads a body into blobs: one for a part, and stretches of the part
// size for a single upload, so that neither is held in memory whole.
func (s *Sandbox) readPieces(body io.Reader, length int64, batch, upload string, n int) (map[int]partRecord, string, error) {
	piece, most := int64(maxPart), int64(maxPart)
	if n == 0 {
		piece, most = s.opts.PartSize, s.opts.MaxObjectBytes
	}
	whole := md5.New() //nolint:gosec // see the import
	parts := map[int]partRecord{}
	total := int64(0)
	var buf bytes.Buffer
	buf.Grow(int(min(max(length, 0), piece)) + bytes.MinRead)
	for number := max(1, n); ; number++ {
		buf.Reset()
		got, err := io.Copy(io.MultiWriter(&buf, whole), io.LimitReader(body, piece))
		if err != nil {
			return nil, "", err
		}
		if total += got; total > most {
			return nil, "", &problem{http.StatusBadRequest, "EntityTooLarge"}
		}
		if got == 0 && number > max(1, n) {
			break
		}
		sum := md5.Sum(buf.Bytes()) //nolint:gosec // see the import
		if err := s.blobs.put(partKey(batch, upload, number), buf.Bytes()); err != nil {
			return nil, "", err
		}
		parts[number] = partRecord{fmt.Sprintf(`"%x"`, sum), got}
		if got < piece {
			break
		}
		if n != 0 { // a part that fills the bound: one byte more is too much
			if extra, err := io.CopyN(io.Discard, body, 1); extra > 0 || err == nil {
				return nil, "", &problem{http.StatusBadRequest, "EntityTooLarge"}
			}
			break
		}
	}
	return parts, fmt.Sprintf(`"%x"`, whole.Sum(nil)), nil
}
