package phenom

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Part sizes in bytes: what is used when the service names none, and the most
// that this client buffers whatever the service names.
const (
	defaultPartSize = 8 << 20
	maxPartSize     = 64 << 20
)

// DefaultParallel is how many parts of one file travel at a time.
const DefaultParallel = 2

// abortTimeout bounds the clean-up after a failed upload.
const abortTimeout = 10 * time.Second

// contentType of every file that this client uploads.
const contentType = "text/csv"

// ErrSourceChanged: a resumed upload reads other bytes than the first time.
var ErrSourceChanged = errors.New("phenom: the source gives other data than when the upload began")

// FileUpload is one file for [Client.UploadFile].
type FileUpload struct {
	ObjectType ObjectType
	Filename   string // no PHI
	// Body is read once, from its start. For an io.ReaderAt give an
	// io.SectionReader.
	Body io.Reader
	// Journal makes the upload resumable: parts it knows are not sent again.
	// nil aborts the upload when it fails.
	Journal *Journal
	// Parallel is how many parts travel at a time; each takes a part's size in
	// memory. 0 means DefaultParallel.
	Parallel int
	// OnBytes is told the bytes stored so far (sent or known to be stored), from
	// any goroutine; may be nil.
	OnBytes func(total int64)
}

// UploadFile uploads a file in parts: in bounded memory, with URLs renewed when
// they expire, resumed when the journal knows the upload. When it fails without
// a journal the upload is aborted, under a context of its own.
func (c *Client) UploadFile(ctx context.Context, batchID string, f FileUpload) error {
	w, err := c.newFileWriter(ctx, batchID, f)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, f.Body); err != nil {
		return w.fail(err)
	}
	return w.Close()
}

// UploadSingle uploads a small file by one PUT. It is done when the bytes are
// stored; there is nothing to complete.
func (c *Client) UploadSingle(ctx context.Context, batchID string, t ObjectType, filename string, body []byte) error {
	_, err := c.put(ctx, "upload file", contentType, body, func(ctx context.Context) (string, error) {
		u, err := c.CreateUpload(ctx, batchID, UploadRequest{ObjectType: t, Filename: filename, ContentType: contentType, Mode: SingleMode})
		if err != nil {
			return "", err
		}
		return u.URL, nil
	})
	return err
}

// fileWriter cuts what is written into parts and sends them. Writing blocks
// while as many parts as allowed travel, so memory is bounded by
// (parallel+1) × part size.
type fileWriter struct {
	c       *Client
	ctx     context.Context
	cancel  context.CancelCauseFunc
	batch   string
	file    FileUpload
	journal *Journal
	state   uploadState

	buf    []byte
	number int // of the part in buf
	whole  hash.Hash
	spare  chan []byte // buffers at hand; its capacity is the bound
	wg     sync.WaitGroup

	mu     sync.Mutex
	parts  []Part
	stored int64
	failed error
}

// newFileWriter begins the upload, or takes it up again where the journal and
// the service agree that it stands.
func (c *Client) newFileWriter(ctx context.Context, batchID string, f FileUpload) (*fileWriter, error) {
	j := f.Journal
	if j == nil {
		j = newMemoryJournal()
	}
	st, err := c.uploadAt(ctx, batchID, f, j)
	if err != nil {
		return nil, err
	}
	w := &fileWriter{c: c, batch: batchID, file: f, journal: j, state: st, number: 1, whole: j.mac()}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	parallel := cmp.Or(f.Parallel, DefaultParallel)
	w.spare = make(chan []byte, parallel+1)
	for range parallel + 1 {
		w.spare <- nil // a buffer is made when it is first needed
	}
	w.buf = <-w.spare
	return w, nil
}

// uploadAt finds the upload of the file in the journal, or begins one. What the
// service has lost of a known upload is forgotten.
func (c *Client) uploadAt(ctx context.Context, batchID string, f FileUpload, j *Journal) (uploadState, error) {
	st, ok := j.upload(f.Filename)
	if ok && !st.Complete {
		status, err := c.Upload(ctx, batchID, st.ID)
		switch {
		case answered(err, http.StatusNotFound), err == nil && status.Status == "ABORTED":
			ok = false
		case err != nil:
			return uploadState{}, err
		default:
			// A part that the journal has and the service has not is sent again;
			// so is one that the service has and the journal has not, for want of
			// its ETag.
			for n := range st.Parts {
				if !slices.Contains(status.Parts, n) && status.Status != "COMPLETED" {
					delete(st.Parts, n)
				}
			}
		}
	}
	if ok {
		return st, nil
	}
	u, err := c.CreateUpload(ctx, batchID, UploadRequest{
		ObjectType: f.ObjectType, Filename: f.Filename, ContentType: contentType, Mode: MultipartMode,
	})
	if err != nil {
		return uploadState{}, err
	}
	size := cmp.Or(u.PartSize, defaultPartSize)
	if size < 0 || size > maxPartSize {
		return uploadState{}, fmt.Errorf("phenom: create upload: the service wants parts of %d bytes", size)
	}
	return j.beginUpload(f.Filename, u.ID, size)
}

// Write takes bytes into the part at hand.
func (w *fileWriter) Write(p []byte) (int, error) {
	n := 0
	for len(p) > 0 {
		if err := w.err(); err != nil {
			return n, err
		}
		if w.buf == nil {
			w.buf = make([]byte, 0, w.state.PartSize)
		}
		k := min(len(p), int(w.state.PartSize)-len(w.buf))
		w.buf = append(w.buf, p[:k]...)
		p, n = p[k:], n+k
		if len(w.buf) == int(w.state.PartSize) {
			if err := w.send(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// send hands the part at hand to a goroutine and takes another buffer.
func (w *fileWriter) send() error {
	part, number := w.buf, w.number
	w.whole.Write(part)
	w.number++
	w.wg.Go(func() {
		if err := w.store(number, part); err != nil {
			w.setErr(err)
		}
		w.spare <- part[:0]
	})
	select {
	case w.buf = <-w.spare:
		return nil
	case <-w.ctx.Done():
		return w.err()
	}
}

// store brings one part to the service, unless the journal has it.
func (w *fileWriter) store(number int, part []byte) error {
	sum := w.journal.sum(part)
	if known, ok := w.state.Parts[number]; ok {
		if known.Sum != sum {
			return ErrSourceChanged
		}
		w.took(Part{number, known.ETag}, len(part))
		return nil
	}
	if w.state.Complete {
		return ErrSourceChanged // it was shorter when it was completed
	}
	etag, err := w.c.put(w.ctx, fmt.Sprintf("upload part %d", number), "", part, func(ctx context.Context) (string, error) {
		return w.c.PartURL(ctx, w.batch, w.state.ID, number)
	})
	if err != nil {
		return err
	}
	if err := w.journal.part(w.file.Filename, number, partState{etag, sum}); err != nil {
		return err
	}
	w.took(Part{number, etag}, len(part))
	return nil
}

func (w *fileWriter) took(p Part, size int) {
	w.mu.Lock()
	w.parts = append(w.parts, p)
	w.stored += int64(size)
	total := w.stored
	w.mu.Unlock()
	if w.file.OnBytes != nil {
		w.file.OnBytes(total)
	}
}

func (w *fileWriter) err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed != nil {
		return w.failed
	}
	return w.ctx.Err()
}

// setErr keeps the first error and ends the other parts.
func (w *fileWriter) setErr(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed == nil {
		w.failed = err
		w.cancel(err)
	}
}

// Close sends the last part, waits for all, and completes the upload.
func (w *fileWriter) Close() error {
	if len(w.buf) > 0 || w.number == 1 {
		if w.buf == nil {
			w.buf = []byte{}
		}
		if err := w.send(); err != nil {
			return w.fail(err)
		}
	}
	w.wg.Wait()
	if err := w.err(); err != nil {
		return w.fail(err)
	}
	sum := hex.EncodeToString(w.whole.Sum(nil))
	if w.state.Complete {
		if w.state.Sum != sum {
			return w.fail(ErrSourceChanged)
		}
		w.cancel(nil)
		return nil
	}
	slices.SortFunc(w.parts, func(a, b Part) int { return cmp.Compare(a.Number, b.Number) })
	if err := w.c.CompleteUpload(w.ctx, w.batch, w.state.ID, w.parts); err != nil {
		return w.fail(err)
	}
	if err := w.journal.completed(w.file.Filename, sum); err != nil {
		return w.fail(err)
	}
	w.cancel(nil)
	return nil
}

// fail ends the upload for the reason given, and returns it with what the
// clean-up added.
func (w *fileWriter) fail(err error) error { return errors.Join(err, w.stop(err)) }

// stop ends the upload: it is left for a later process when there is a journal,
// and aborted when there is none. The error is the clean-up's own.
func (w *fileWriter) stop(cause error) error {
	w.cancel(cause)
	w.wg.Wait()
	if w.file.Journal != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), abortTimeout)
	defer cancel()
	return w.c.AbortUpload(ctx, w.batch, w.state.ID)
}

// mac returns the keyed hash of the journal, so that its sums tell nothing of
// the data to someone without its key.
func (j *Journal) mac() hash.Hash { return hmac.New(sha256.New, j.key) }

func (j *Journal) sum(b []byte) string {
	m := j.mac()
	m.Write(b)
	return hex.EncodeToString(m.Sum(nil))
}
