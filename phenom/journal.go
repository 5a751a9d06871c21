package phenom

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"sync"

	"github.com/google/uuid"
)

// Journal remembers how far a submission has come, so that a later process goes
// on where this one was stopped. It is a file of JSON lines, each written and
// synced before the step it makes repeatable. It holds ids, ETags, keys and
// keyed sums; no history, no patient token, no presigned URL. It is safe for
// concurrent use.
type Journal struct {
	mu    sync.Mutex
	file  *os.File // nil for a journal in memory
	key   []byte
	state journalState
}

// journalState is what the lines add up to.
type journalState struct {
	Plan      string // keyed sum of what the submission is to do
	BatchID   string
	Uploads   map[string]uploadState // by file name
	Finalized bool
	StartKey  string // request id of the start call
	JobID     string
	Patients  map[string]patientState // real-time, by keyed sum of the history
}

type uploadState struct {
	ID       string
	PartSize int64
	Parts    map[int]partState
	Complete bool
	Sum      string
}

type partState struct{ ETag, Sum string }

type patientState struct{ Key, JobID string }

// entry is one line. The kind says which fields count.
type entry struct {
	Kind     string `json:"kind"`
	Key      []byte `json:"key,omitempty"`
	Value    string `json:"value,omitempty"`
	File     string `json:"file,omitempty"`
	ID       string `json:"id,omitempty"`
	Number   int    `json:"number,omitempty"`
	PartSize int64  `json:"part_size,omitempty"`
	ETag     string `json:"etag,omitempty"`
	Sum      string `json:"sum,omitempty"`
}

// The kinds of entry.
const (
	entryOpen      = "open"      // Key: of the keyed sums
	entryPlan      = "plan"      // Value
	entryBatch     = "batch"     // ID
	entryUpload    = "upload"    // File, ID, PartSize
	entryPart      = "part"      // File, Number, ETag, Sum
	entryComplete  = "complete"  // File, Sum
	entryFinalized = "finalized" //
	entryStarting  = "starting"  // Value: request id
	entryJob       = "job"       // ID
	entryPatient   = "patient"   // Sum, Value: idempotency key
	entryScored    = "scored"    // Sum, ID
)

// ErrJournal: the file is not a journal, or one of another submission.
var ErrJournal = errors.New("phenom: not the journal of this submission")

// OpenJournal opens the journal at the path, or makes one with mode 0600. A
// last line that was cut off by a crash is dropped.
func OpenJournal(path string) (*Journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("phenom: journal: %w", err)
	}
	j := &Journal{file: f}
	j.state.init()
	if err := j.load(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if j.key == nil {
		if err := j.begin(); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return j, nil
}

func newMemoryJournal() *Journal {
	j := &Journal{}
	j.state.init()
	j.key = make([]byte, 32)
	rand.Read(j.key)
	return j
}

func (s *journalState) init() {
	s.Uploads = map[string]uploadState{}
	s.Patients = map[string]patientState{}
}

func (j *Journal) begin() error {
	key := make([]byte, 32)
	rand.Read(key)
	return j.add(entry{Kind: entryOpen, Key: key})
}

// load reads every whole line and cuts the file after the last.
func (j *Journal) load() error {
	r := bufio.NewReader(j.file)
	var good int64
	for number := 1; ; number++ {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("phenom: journal: %w", err)
		}
		var e entry
		if json.Unmarshal(line, &e) != nil || number == 1 && e.Kind != entryOpen {
			return fmt.Errorf("%w: line %d", ErrJournal, number)
		}
		j.apply(e)
		good += int64(len(line))
	}
	if err := j.file.Truncate(good); err != nil {
		return fmt.Errorf("phenom: journal: %w", err)
	}
	_, err := j.file.Seek(good, io.SeekStart)
	return err
}

// apply takes an entry into the state.
func (j *Journal) apply(e entry) {
	s := &j.state
	switch e.Kind {
	case entryOpen:
		j.key = bytes.Clone(e.Key)
	case entryPlan:
		s.Plan = e.Value
	case entryBatch:
		s.BatchID = e.ID
	case entryUpload:
		s.Uploads[e.File] = uploadState{ID: e.ID, PartSize: e.PartSize, Parts: map[int]partState{}}
	case entryPart:
		if u, ok := s.Uploads[e.File]; ok {
			u.Parts[e.Number] = partState{e.ETag, e.Sum}
		}
	case entryComplete:
		u := s.Uploads[e.File]
		u.Complete, u.Sum = true, e.Sum
		s.Uploads[e.File] = u
	case entryFinalized:
		s.Finalized = true
	case entryStarting:
		s.StartKey = e.Value
	case entryJob:
		s.JobID = e.ID
	case entryPatient:
		s.Patients[e.Sum] = patientState{Key: e.Value}
	case entryScored:
		p := s.Patients[e.Sum]
		p.JobID = e.ID
		s.Patients[e.Sum] = p
	}
}

// add writes an entry, then takes it in.
func (j *Journal) add(e entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file != nil {
		line, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("phenom: journal: %w", err)
		}
		if _, err := j.file.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("phenom: journal: %w", err)
		}
		if err := j.file.Sync(); err != nil {
			return fmt.Errorf("phenom: journal: %w", err)
		}
	}
	j.apply(e)
	return nil
}

// now returns the state's plain fields.
func (j *Journal) now() journalState {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.state
}

// upload returns what is known of a file's upload, in a map of the caller's own.
func (j *Journal) upload(file string) (uploadState, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	u, ok := j.state.Uploads[file]
	u.Parts = maps.Clone(u.Parts)
	return u, ok
}

func (j *Journal) beginUpload(file, id string, size int64) (uploadState, error) {
	err := j.add(entry{Kind: entryUpload, File: file, ID: id, PartSize: size})
	return uploadState{ID: id, PartSize: size, Parts: map[int]partState{}}, err
}

func (j *Journal) part(file string, n int, p partState) error {
	return j.add(entry{Kind: entryPart, File: file, Number: n, ETag: p.ETag, Sum: p.Sum})
}

func (j *Journal) completed(file, sum string) error {
	return j.add(entry{Kind: entryComplete, File: file, Sum: sum})
}

// startKey returns the request id for the start call, made at the first asking.
func (j *Journal) startKey() (string, error) {
	if k := j.now().StartKey; k != "" {
		return k, nil
	}
	k := uuid.NewString()
	return k, j.add(entry{Kind: entryStarting, Value: k})
}

// patient returns what is known of a history by its keyed sum; its idempotency
// key is made, and kept, at the first asking.
func (j *Journal) patient(sum string) (patientState, error) {
	j.mu.Lock()
	p, ok := j.state.Patients[sum]
	j.mu.Unlock()
	if ok {
		return p, nil
	}
	p.Key = NewIdempotencyKey()
	return p, j.add(entry{Kind: entryPatient, Sum: sum, Value: p.Key})
}

// Close closes the file.
func (j *Journal) Close() error {
	if j.file == nil {
		return nil
	}
	return j.file.Close()
}
