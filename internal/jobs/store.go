package jobs

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"
	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// store keeps records, payloads and results. Each save is one transaction.
type store interface {
	// save writes the record, the payload if it is not nil, and, if it is not
	// nil, the result in place of the payload: then the job is final.
	save(r *record, payload, result []byte) error
	// record returns a job of its own, or ErrNotFound.
	record(id string) (*record, error)
	// keyed returns the id of the tenant's last job with an idempotency key, or
	// ErrNotFound.
	keyed(tenant, key string) (string, error)
	payload(tenant, id string) ([]byte, error)
	result(tenant, id string) ([]byte, error)
	// sweep forgets final jobs whose time is over, and tells how many.
	sweep(now time.Time, atMost int) (int, error)
	// unfinished returns the jobs that are not final, and the highest Seq of them.
	unfinished() (map[string]*record, uint64, error)
	each(visit func(*record)) error
	close() error
}

// The buckets of the file.
var (
	bucketRecord  = []byte("record")  // id → sealed
	bucketPayload = []byte("payload") // id → sealed
	bucketResult  = []byte("result")  // id → sealed
	bucketOpen    = []byte("open")    // id of a job that is not final → nothing
	bucketExpiry  = []byte("expiry")  // Unix nanoseconds, big endian, and id of a final job → nothing
	bucketKey     = []byte("key")     // HMAC of tenant and idempotency key → id
	bucketMeta    = []byte("meta")    // "hmac" → the HMAC's key, sealed
)

var buckets = [][]byte{bucketRecord, bucketPayload, bucketResult, bucketOpen, bucketExpiry, bucketKey, bucketMeta}

// boltStore keeps everything in one file, every value sealed. A value's
// associated data binds it to its bucket and job, and a payload or result to
// its tenant too, so that values can not be swapped within the file. What is not
// sealed says nothing of a patient: ids, times, and keyed hashes.
type boltStore struct {
	db    *bolt.DB
	aead  tink.AEAD
	blind []byte // the HMAC's key
}

// ErrInUse says that another process has the jobs of a folder.
var ErrInUse = errors.New("jobs: another process has the store open")

func openBolt(path string, aead tink.AEAD) (*boltStore, error) {
	if aead == nil {
		return nil, errors.New("jobs: a path needs an AEAD: jobs are not written unencrypted")
	}
	db, err := bolt.Open(path, os.FileMode(0o600), &bolt.Options{Timeout: 2 * time.Second})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("%w: %s", ErrInUse, path)
	case err != nil:
		return nil, fmt.Errorf("jobs: opening the store: %w", err)
	}
	s := &boltStore{db: db, aead: aead}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, b := range buckets {
			if _, err := tx.CreateBucketIfNotExists(b); err != nil {
				return err
			}
		}
		return s.findBlind(tx)
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: preparing the store: %w", errors.Join(err, db.Close()))
	}
	return s, nil
}

// findBlind reads the HMAC's key, or makes it.
func (s *boltStore) findBlind(tx *bolt.Tx) error {
	const name = "hmac"
	if sealed := tx.Bucket(bucketMeta).Get([]byte(name)); sealed != nil {
		plain, err := s.aead.Decrypt(sealed, bound(bucketMeta, "", name))
		if err != nil {
			return fmt.Errorf("reading it (another key?): %w", err)
		}
		s.blind = plain
		return nil
	}
	s.blind = make([]byte, sha256.Size)
	rand.Read(s.blind)
	return s.seal(tx, bucketMeta, "", name, s.blind)
}

// bound is the associated data of a value.
func bound(bucket []byte, tenant, id string) []byte {
	return fmt.Appendf(nil, "lethe/jobs/1\x00%s\x00%s\x00%s", bucket, tenant, id)
}

// keyName is where the id of a job with an idempotency key stands.
func (s *boltStore) keyName(tenant, key string) []byte {
	h := hmac.New(sha256.New, s.blind)
	h.Write([]byte(tenant + "\x00" + key))
	return h.Sum(nil)
}

// expiryName is where a final job stands in the order of expiry.
func expiryName(r *record) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(r.Expires.UnixNano())), r.ID...)
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
			if err := s.saveNew(tx, r, payload); err != nil {
				return err
			}
		}
		if result != nil {
			return s.saveFinal(tx, r, result)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("jobs: storing job %s: %w", r.ID, err)
	}
	return nil
}

// saveNew writes what an accepted job has besides its record.
func (s *boltStore) saveNew(tx *bolt.Tx, r *record, payload []byte) error {
	if r.Key != "" {
		if err := tx.Bucket(bucketKey).Put(s.keyName(r.Tenant, r.Key), []byte(r.ID)); err != nil {
			return err
		}
	}
	if err := tx.Bucket(bucketOpen).Put([]byte(r.ID), nil); err != nil {
		return err
	}
	return s.seal(tx, bucketPayload, r.Tenant, r.ID, payload)
}

// saveFinal puts the result in the payload's place.
func (s *boltStore) saveFinal(tx *bolt.Tx, r *record, result []byte) error {
	for _, b := range [][]byte{bucketPayload, bucketOpen} {
		if err := tx.Bucket(b).Delete([]byte(r.ID)); err != nil {
			return err
		}
	}
	if err := tx.Bucket(bucketExpiry).Put(expiryName(r), nil); err != nil {
		return err
	}
	return s.seal(tx, bucketResult, r.Tenant, r.ID, result)
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

func (s *boltStore) record(id string) (*record, error) {
	var r *record
	err := s.db.View(func(tx *bolt.Tx) (err error) {
		r, err = s.recordIn(tx, id)
		return err
	})
	return r, err
}

func (s *boltStore) recordIn(tx *bolt.Tx, id string) (*record, error) {
	sealed := tx.Bucket(bucketRecord).Get([]byte(id))
	if sealed == nil {
		return nil, ErrNotFound
	}
	plain, err := s.aead.Decrypt(sealed, bound(bucketRecord, "", id))
	if err != nil {
		return nil, fmt.Errorf("jobs: reading a record (another key?): %w", err)
	}
	r := new(record)
	if err := json.Unmarshal(plain, r); err != nil {
		return nil, errUndecodable("record")
	}
	return r, nil
}

func (s *boltStore) keyed(tenant, key string) (string, error) {
	var id string
	err := s.db.View(func(tx *bolt.Tx) error {
		id = string(tx.Bucket(bucketKey).Get(s.keyName(tenant, key)))
		return nil
	})
	if err == nil && id == "" {
		err = ErrNotFound
	}
	return id, err
}

func (s *boltStore) sweep(now time.Time, atMost int) (int, error) {
	n := 0
	err := s.db.Update(func(tx *bolt.Tx) error {
		n = 0
		expiry := tx.Bucket(bucketExpiry)
		var due [][]byte
		c := expiry.Cursor()
		for k, _ := c.First(); k != nil && len(due) < atMost && binary.BigEndian.Uint64(k) <= uint64(now.UnixNano()); k, _ = c.Next() {
			due = append(due, bytes.Clone(k))
		}
		for _, k := range due {
			if err := s.remove(tx, string(k[8:])); err != nil {
				return err
			}
			if err := expiry.Delete(k); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("jobs: forgetting jobs: %w", err)
	}
	return n, nil
}

// remove forgets a job. An idempotency key is forgotten with it, unless a later
// job has it.
func (s *boltStore) remove(tx *bolt.Tx, id string) error {
	r, err := s.recordIn(tx, id)
	if err != nil {
		return err
	}
	if r.Key != "" {
		keys, name := tx.Bucket(bucketKey), s.keyName(r.Tenant, r.Key)
		if string(keys.Get(name)) == id {
			if err := keys.Delete(name); err != nil {
				return err
			}
		}
	}
	for _, b := range [][]byte{bucketRecord, bucketPayload, bucketResult} {
		if err := tx.Bucket(b).Delete([]byte(id)); err != nil {
			return err
		}
	}
	return nil
}

func (s *boltStore) unfinished() (map[string]*record, uint64, error) {
	jobs := map[string]*record{}
	seq := uint64(0)
	err := s.db.View(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketOpen).ForEach(func(id, _ []byte) error {
			r, err := s.recordIn(tx, string(id))
			if err != nil {
				return err
			}
			jobs[r.ID], seq = r, max(seq, r.Seq)
			return nil
		})
	})
	return jobs, seq, err
}

func (s *boltStore) each(visit func(*record)) error {
	return s.db.View(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketRecord).ForEach(func(id, _ []byte) error {
			r, err := s.recordIn(tx, string(id))
			if err == nil {
				visit(r)
			}
			return err
		})
	})
}

func (s *boltStore) close() error { return s.db.Close() }
