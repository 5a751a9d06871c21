package sandbox

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/lethe-health/lethe/internal/jobs"
	"github.com/lethe-health/lethe/phenom"
)

// Defaults of [Options].
const (
	DefaultPartSize       = 5 << 20
	DefaultMaxObjectBytes = 5 << 30
	DefaultMaxFiles       = 1000
	DefaultShardRows      = 25_000
	DefaultRetentionDays  = 30
	DefaultURLTTL         = 15 * time.Minute
)

// Options configures a [Sandbox]. The zero value and nil are a sandbox in
// memory with keys of its own, whose jobs run as fast as they can.
type Options struct {
	// Path is a folder for jobs and uploaded objects, made if absent, everything
	// in it encrypted; "" keeps all in memory.
	Path string
	// AEAD seals what lies under Path; nil means a key file in that folder,
	// which guards copies of the objects and no more. See jobs.KeyFile.
	AEAD tink.AEAD

	// HMACKey verifies (and, in [Sandbox.Token], signs) HS256 tokens; nil means
	// a random key, kept under Path if there is one.
	HMACKey []byte
	// Clients, if not nil, makes POST /oauth/token give tokens by the OAuth 2.0
	// client-credentials grant: it returns the tenant of a client.
	Clients func(id, secret string) (tenant string, ok bool)
	// Admit, if not nil, counts a call of a tenant whose token is good, and
	// returns how long to wait when it is one too many: the call is then 429.
	Admit func(tenant string) time.Duration
	// RSAKeys verify RS256 tokens by their key id; "" is for tokens without one.
	RSAKeys map[string]*rsa.PublicKey
	// Audience and Issuer that a token must have; "" means not checked.
	Audience, Issuer string

	// Clock paces stages and dates expiry; nil means the system's.
	Clock phenom.Clock
	// StageDuration is how long a job rests in each stage, by Clock.
	StageDuration time.Duration
	// Workers is how many jobs run at a time, and QueueCapacity how many may
	// wait before calls are answered 429; 0 means the defaults of the queue.
	Workers, QueueCapacity int

	// PartSize is the part_size_bytes told to clients, and the least size of
	// every part but the last; 0 means DefaultPartSize.
	PartSize int64
	// MaxObjectBytes bounds one file, MaxFiles the files of one batch.
	MaxObjectBytes int64
	MaxFiles       int
	// ShardRows is how many results one CSV shard holds.
	ShardRows int
	// RetentionDays is how long batches, jobs and results are kept, 1 to 60.
	RetentionDays int
	// URLTTL is how long a presigned URL works.
	URLTTL time.Duration

	// Faults go wrong on purpose; see [Sandbox.Inject].
	Faults []Fault
	// Logger gets a line per call: route, status, request id; nil logs nothing.
	Logger *slog.Logger
}

// Sandbox is the service. It is an http.Handler, safe for concurrent use.
type Sandbox struct {
	opts    Options
	handler http.Handler
	queue   *jobs.Queue
	patient *jobs.Kind[patientJob, report]
	batches batchShelf
	batch   *jobs.Kind[batchJob, report]
	checks  *jobs.Kind[batchJob, report]
	blobs   blobs
	urlKey  []byte

	faultMu sync.Mutex
	faults  []*Fault
}

// New returns a sandbox that runs. Close it in the end.
func New(o *Options) (*Sandbox, error) {
	if o == nil {
		o = &Options{}
	}
	s := &Sandbox{opts: withDefaults(*o)}
	if s.opts.RetentionDays < 1 || s.opts.RetentionDays > 60 {
		return nil, errors.New("sandbox: RetentionDays must be 1 to 60")
	}
	if err := s.openStores(); err != nil {
		return nil, err
	}
	s.patient = jobs.Register(s.queue, "patient", s.runPatient)
	s.batch = jobs.Register(s.queue, "batch", s.runBatch)
	s.checks = jobs.Register(s.queue, "validation", s.runValidation)
	s.Inject(s.opts.Faults...)
	s.handler = s.routes()
	s.queue.Start()
	return s, nil
}

func withDefaults(o Options) Options {
	o.PartSize = cmp.Or(o.PartSize, DefaultPartSize)
	o.MaxObjectBytes = cmp.Or(o.MaxObjectBytes, DefaultMaxObjectBytes)
	o.MaxFiles = cmp.Or(o.MaxFiles, DefaultMaxFiles)
	o.ShardRows = cmp.Or(o.ShardRows, DefaultShardRows)
	o.RetentionDays = cmp.Or(o.RetentionDays, DefaultRetentionDays)
	o.URLTTL = cmp.Or(o.URLTTL, DefaultURLTTL)
	if o.Clock == nil {
		o.Clock = phenom.SystemClock{}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// openStores opens the job queue and the object store, under Path or in memory.
func (s *Sandbox) openStores() error {
	q := &jobs.Options{
		Workers: s.opts.Workers, Capacity: s.opts.QueueCapacity,
		TTL: s.retention(), Now: s.opts.Clock.Now, Logger: s.opts.Logger,
	}
	s.blobs = &memoryBlobs{}
	if s.opts.Path != "" {
		if err := os.MkdirAll(s.opts.Path, 0o700); err != nil {
			return fmt.Errorf("sandbox: %w", err)
		}
		aead := s.opts.AEAD
		if aead == nil {
			var err error
			if aead, err = jobs.KeyFile(filepath.Join(s.opts.Path, "key")); err != nil {
				return err
			}
		}
		q.Path, q.AEAD = filepath.Join(s.opts.Path, "jobs.db"), aead
		s.blobs = &folderBlobs{root: filepath.Join(s.opts.Path, "objects"), aead: aead}
	}
	var err error
	if s.queue, err = jobs.Open(q); err != nil {
		return err
	}
	if err = s.loadSecrets(); err == nil {
		err = s.loadBatches()
	}
	if err != nil {
		return errors.Join(err, s.queue.Close(context.Background()))
	}
	return nil
}

// loadSecrets finds the keys of tokens and presigned URLs, or makes them; both
// outlive the process when the objects do.
func (s *Sandbox) loadSecrets() error {
	const each = 32
	secrets, err := s.blobs.get("secrets")
	if errors.Is(err, jobs.ErrNotFound) {
		secrets = make([]byte, 2*each)
		rand.Read(secrets)
		err = s.blobs.put("secrets", secrets)
	}
	if err != nil {
		return err
	}
	s.urlKey = secrets[:each]
	if len(s.opts.HMACKey) == 0 {
		s.opts.HMACKey = secrets[each:]
	}
	return nil
}

func (s *Sandbox) retention() time.Duration {
	return time.Duration(s.opts.RetentionDays) * 24 * time.Hour
}

// Waiting tells how many jobs wait to be run.
func (s *Sandbox) Waiting() int { return s.queue.Waiting() }

// ServeHTTP answers one call.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close ends the running jobs, which go on when a sandbox with the same Path is
// next opened, and closes the stores.
func (s *Sandbox) Close(ctx context.Context) error { return s.queue.Close(ctx) }
