package jobs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"
	bolt "go.etcd.io/bbolt"
)

// store keeps records, payloads and results. Each save is one transaction.
type store interface {
	// save writes the record, the payload if it is not nil, and, if it is not
	// nil, the result in place of the payload.
	save(r *record, payload, result []byte) error
	payload(tenant, id string) ([]byte, error)
	result(tenant, id string) ([]byte, error)
	remove(id string) error
	each(func(*record)) error
	close() error
}

// memoryStore keeps payloads and results; the queue itself keeps the records.
type memoryStore struct {
	mu   sync.Mutex
	data map[string][]byte // payload while the job is open, then the result
}

func newMemoryStore() *memoryStore { return &memoryStore{data: map[string][]byte{}} }

func (m *memoryStore) save(r *record, payload, result []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if payload != nil {
		m.data[r.ID] = payload
	}
	if result != nil {
		m.data[r.ID] = result
	}
	return nil
}

func (m *memoryStore) payload(_, id string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.data[id]
	if !ok {
		return nil, ErrNotFound
	}
	return b, nil
}

func (m *memoryStore) result(tenant, id string) ([]byte, error) { return m.payload(tenant, id) }

func (m *memoryStore) remove(id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.data, id)
	return nil
}

func (m *memoryStore) each(func(*record)) error { return nil }
func (m *memoryStore) close() error             { return nil }

// The buckets of the file: id → sealed bytes.
var (
	bucketRecord  = []byte("record")
	bucketPayload = []byte("payload")
	bucketResult  = []byte("result")
)

// boltStore keeps everything in one file, every value sealed. A value's
// associated data binds it to its bucket and job, and a payload or result to
// its tenant too, so that values can not be swapped within the file.
type boltStore struct {
	db   *bolt.DB
	aead tink.AEAD
}

func openBolt(path string, aead tink.AEAD) (*boltStore, error) {
	if aead == nil {
		return nil, errors.New("jobs: a path needs an AEAD: jobs are not written unencrypted")
	}
	db, err := bolt.Open(path, os.FileMode(0o600), &bolt.Options{Timeout: 2 * time.Second})
	if err != nil {
		return nil, fmt.Errorf("jobs: opening the store: %w", err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, b := range [][]byte{bucketRecord, bucketPayload, bucketResult} {
			if _, err := tx.CreateBucketIfNotExists(b); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: preparing the store: %w", errors.Join(err, db.Close()))
	}
	return &boltStore{db: db, aead: aead}, nil
}

// bound is the associated data of a value.
func bound(bucket []byte, tenant, id string) []byte {
	return fmt.Appendf(nil, "lethe/jobs/1\x00%s\x00%s\x00%s", bucket, tenant, id)
}

func (s *boltStore) save(r *record, payload, result []byte) error {
	rec, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("jobs: encoding a record: %w", err)
	}
	err = s.db.Update(func(tx *bolt.Tx) error {
		if err := s.seal(tx, bucketRecord, "", r.ID, rec); err != nil {
			return err
		}
		if payload != nil {
			if err := s.seal(tx, bucketPayload, r.Tenant, r.ID, payload); err != nil {
				return err
			}
		}
		if result == nil {
			return nil
		}
		if err := tx.Bucket(bucketPayload).Delete([]byte(r.ID)); err != nil {
			return err
		}
		return s.seal(tx, bucketResult, r.Tenant, r.ID, result)
	})
	if err != nil {
		return fmt.Errorf("jobs: storing job %s: %w", r.ID, err)
	}
	return nil
}

func (s *boltStore) seal(tx *bolt.Tx, bucket []byte, tenant, id string, plain []byte) error {
	sealed, err := s.aead.Encrypt(plain, bound(bucket, tenant, id))
	if err != nil {
		return err
	}
	return tx.Bucket(bucket).Put([]byte(id), sealed)
}

func (s *boltStore) open(bucket []byte, tenant, id string) ([]byte, error) {
	var plain []byte
	err := s.db.View(func(tx *bolt.Tx) error {
		sealed := tx.Bucket(bucket).Get([]byte(id))
		if sealed == nil {
			return ErrNotFound
		}
		var err error
		plain, err = s.aead.Decrypt(sealed, bound(bucket, tenant, id))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: reading %s of job %s: %w", bucket, id, err)
	}
	return plain, nil
}

func (s *boltStore) payload(tenant, id string) ([]byte, error) {
	return s.open(bucketPayload, tenant, id)
}

func (s *boltStore) result(tenant, id string) ([]byte, error) {
	return s.open(bucketResult, tenant, id)
}

func (s *boltStore) remove(id string) error {
	return s.db.Update(func(tx *bolt.Tx) error {
		for _, b := range [][]byte{bucketRecord, bucketPayload, bucketResult} {
			if err := tx.Bucket(b).Delete([]byte(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *boltStore) each(visit func(*record)) error {
	return s.db.View(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketRecord).ForEach(func(id, sealed []byte) error {
			plain, err := s.aead.Decrypt(sealed, bound(bucketRecord, "", string(id)))
			if err != nil {
				return fmt.Errorf("jobs: reading job %s (another key?): %w", id, err)
			}
			r := new(record)
			if err := json.Unmarshal(plain, r); err != nil {
				return fmt.Errorf("jobs: decoding job %s: %w", id, err)
			}
			visit(r)
			return nil
		})
	})
}

func (s *boltStore) close() error { return s.db.Close() }
