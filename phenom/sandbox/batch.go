package sandbox

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/lethe-health/lethe/internal/jobs"
)

// objectTypes maps both dialects' names of an object type to the newer one.
var objectTypes = map[string]string{
	"patient": "patient", "patients": "patient",
	"lab_result": "lab_result", "lab_results": "lab_result",
	"procedure": "procedure", "procedures": "procedure",
	"diagnosis":  "diagnosis",
	"medication": "medication", "medications": "medication",
}

// Batch statuses.
const (
	batchCreated   = "CREATED"
	batchUploading = "UPLOADING"
	batchFinalized = "FINALIZED"
)

// maxParts is S3's bound on the parts of one upload.
const maxParts = 10_000

// batchRecord is a batch as it is kept.
type batchRecord struct {
	ID, Tenant, Name string
	RequestID        string // of the call that made it
	Status           string
	Created, Expires time.Time
	Uploads          []*uploadRecord
}

// uploadRecord is one file of a batch.
type uploadRecord struct {
	ID, ObjectType, Filename, ContentType, Mode string
	Status                                      string // OPEN, COMPLETED, ABORTED
	Parts                                       map[int]partRecord
	ETag                                        string
	Size                                        int64
	Expires                                     time.Time
}

const (
	uploadOpen      = "OPEN"
	uploadCompleted = "COMPLETED"
	uploadAborted   = "ABORTED"
)

// partRecord is one stored piece: a part of a multipart upload, or a stretch of
// a single one.
type partRecord struct {
	ETag string
	Size int64
}

// batchShelf holds the batches. Its lock guards every record in it.
type batchShelf struct {
	mu   sync.Mutex
	byID map[string]*batchRecord
}

// loadBatches takes up what an earlier process left.
func (s *Sandbox) loadBatches() error {
	s.batches.byID = map[string]*batchRecord{}
	ids, err := s.blobs.names("batches")
	if err != nil {
		return err
	}
	for _, id := range ids {
		raw, err := s.blobs.get(batchKey(id))
		if errors.Is(err, jobs.ErrNotFound) {
			continue // died before its record was written: the client never heard of it
		}
		b := new(batchRecord)
		if err == nil {
			err = json.Unmarshal(raw, b)
		}
		if err != nil {
			return err
		}
		s.batches.byID[id] = b
	}
	return nil
}

func batchKey(id string) string { return "batches/" + id + "/record" }

// keep stores the record; the shelf's lock is held.
func (s *Sandbox) keep(b *batchRecord) error {
	raw, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return s.blobs.put(batchKey(b.ID), raw)
}

// withBatch runs f on the tenant's batch under the shelf's lock.
func (s *Sandbox) withBatch(tenant, id string, f func(*batchRecord) (answer, error)) (answer, error) {
	s.batches.mu.Lock()
	defer s.batches.mu.Unlock()
	b := s.batches.byID[id]
	if b == nil || b.Tenant != tenant || s.expired(b) {
		return answer{}, errNotFound
	}
	return f(b)
}

func (s *Sandbox) expired(b *batchRecord) bool { return !s.opts.Clock.Now().Before(b.Expires) }

// sweep deletes the batches whose retention has ended, with their files and
// results; the shelf's lock is held.
func (s *Sandbox) sweep() error {
	for id, b := range s.batches.byID {
		if !s.expired(b) {
			continue
		}
		if err := s.blobs.removeAll("batches/" + id); err != nil {
			return err
		}
		delete(s.batches.byID, id)
	}
	return nil
}

func (s *Sandbox) createBatch(r *http.Request, tenant string) (answer, error) {
	var body struct {
		Name   string `json:"name"`
		Method string `json:"upload_method"`
	}
	if err := decodeBody(r.Body, schemaCreateBatch, &body); err != nil {
		return answer{}, err
	}
	s.batches.mu.Lock()
	defer s.batches.mu.Unlock()
	if err := s.sweep(); err != nil {
		return answer{}, err
	}
	b, err := s.newBatch(tenant, body.Name, r.Header.Get("x-request-id"))
	if err != nil {
		return answer{}, err
	}
	out := s.batchAnswer(r, b)
	out["name"] = b.Name
	out["s3"] = map[string]any{"bucket": "sandbox", "key_prefix": "batches/" + b.ID + "/", "root_uri": "s3://sandbox/batches/" + b.ID + "/"}
	out["discovery_rules"] = map[string]any{
		"object_types":          []string{"patient", "lab_result", "procedure", "diagnosis", "medication"},
		"file_patterns":         []string{"*.csv"},
		"max_object_size_bytes": s.opts.MaxObjectBytes,
	}
	out["limits"] = map[string]any{"max_files": s.opts.MaxFiles}
	return answer{http.StatusCreated, out}, nil
}

// newBatch makes a batch, or finds the one that the same call made when it came
// before: like start, this call has no key but its x-request-id. The shelf's
// lock is held.
func (s *Sandbox) newBatch(tenant, name, requestID string) (*batchRecord, error) {
	for _, b := range s.batches.byID {
		if requestID != "" && b.RequestID == requestID && b.Tenant == tenant && b.Name == name {
			return b, nil
		}
	}
	now := s.opts.Clock.Now().UTC()
	b := &batchRecord{
		ID: "batch_" + newUUID(), Tenant: tenant, Name: name, RequestID: requestID, Status: batchCreated,
		Created: now, Expires: now.Add(s.retention()),
	}
	if err := s.keep(b); err != nil {
		return nil, err
	}
	s.batches.byID[b.ID] = b
	return b, nil
}

// newUUID is a version 7 UUID, in order of making.
func newUUID() string {
	id, err := uuid.NewV7()
	if err != nil {
		id = uuid.New()
	}
	return id.String()
}

// batchAnswer is the part that both answers about a batch share.
func (s *Sandbox) batchAnswer(r *http.Request, b *batchRecord) map[string]any {
	self := s.linkHost(r) + "/v1/batch/" + b.ID
	return map[string]any{
		"batch_id": b.ID, "status": b.Status, "synthetic": true,
		"retention": map[string]any{"ttl_days": s.opts.RetentionDays, "created_at": b.Created, "expires_at": b.Expires},
		"links": map[string]string{
			"self": self, "multipart_start": self + "/upload", "finalize": self + "/finalize",
			"validate": self + "/validate", "start": self + "/start",
		},
	}
}

func (s *Sandbox) getBatch(r *http.Request, tenant string) (answer, error) {
	return s.withBatch(tenant, r.PathValue("batch"), func(b *batchRecord) (answer, error) {
		return answer{http.StatusOK, s.batchAnswer(r, b)}, nil
	})
}

func (s *Sandbox) finalize(r *http.Request, tenant string) (answer, error) {
	return s.withBatch(tenant, r.PathValue("batch"), func(b *batchRecord) (answer, error) {
		if b.Status == batchFinalized {
			return answer{}, &problem{http.StatusConflict, "The batch is finalized"}
		}
		patients := false
		for _, u := range b.Uploads {
			if u.Status == uploadOpen {
				return answer{}, &problem{http.StatusConflict, "Upload " + u.ID + " is not complete"}
			}
			patients = patients || u.Status == uploadCompleted && u.ObjectType == "patient"
		}
		if !patients {
			return answer{}, &problem{http.StatusConflict, "The batch holds no patient file"}
		}
		b.Status = batchFinalized
		if err := s.keep(b); err != nil {
			b.Status = batchUploading
			return answer{}, err
		}
		return answer{http.StatusOK, map[string]any{
			"batch_id": b.ID, "status": b.Status, "manifest_key": "batches/" + b.ID + "/manifest.json", "synthetic": true,
		}}, nil
	})
}

// batchJob is the payload of a batch job and of a validation.
type batchJob struct {
	BatchID    string
	OutcomeIDs []string
	Files      []batchFile
}

// batchFile is a finished upload: where its pieces lie, in order.
type batchFile struct {
	ObjectType, Filename string
	Keys                 []string
}

// submit starts a job over a finalized batch.
func (s *Sandbox) submit(r *http.Request, tenant string, kind *jobs.Kind[batchJob, report]) (jobs.Job, error) {
	var body struct {
		OutcomeIDs []string `json:"outcome_ids"`
	}
	if err := decodeBody(r.Body, schemaOutcomes, &body); err != nil {
		return jobs.Job{}, err
	}
	p := batchJob{BatchID: r.PathValue("batch"), OutcomeIDs: body.OutcomeIDs}
	_, err := s.withBatch(tenant, p.BatchID, func(b *batchRecord) (answer, error) {
		if b.Status != batchFinalized {
			return answer{}, &problem{http.StatusConflict, "The batch is not finalized"}
		}
		for _, u := range b.Uploads {
			if u.Status == uploadCompleted {
				p.Files = append(p.Files, batchFile{u.ObjectType, u.Filename, u.keys(b.ID)})
			}
		}
		return answer{}, nil
	})
	if err != nil {
		return jobs.Job{}, err
	}
	// A call has no key of its own, so its x-request-id is one: a start that is
	// repeated because its answer was lost is the same job.
	var o jobs.SubmitOptions
	if id := r.Header.Get("x-request-id"); id != "" {
		o.IdempotencyKey = r.URL.Path + ":" + id
	}
	return kind.Submit(tenant, p, &o)
}

// keys lists the pieces' blobs in order.
func (u *uploadRecord) keys(batch string) []string {
	var numbers []int
	for n := range u.Parts {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = partKey(batch, u.ID, n)
	}
	return out
}

func (s *Sandbox) validate(r *http.Request, tenant string) (answer, error) {
	j, err := s.submit(r, tenant, s.checks)
	if err != nil {
		return answer{}, err
	}
	return answer{http.StatusAccepted, map[string]any{"validation_id": j.ID, "status": openStatus(j), "synthetic": true}}, nil
}

func (s *Sandbox) start(r *http.Request, tenant string) (answer, error) {
	j, err := s.submit(r, tenant, s.batch)
	if err != nil {
		return answer{}, err
	}
	return answer{http.StatusAccepted, s.newJob(j)}, nil
}
