package review

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Adjudicated is the reviewer's name under which final verdicts stand.
const Adjudicated = "*"

// Store keeps verdicts in one file. Every change is on disk when its call
// returns; a process that is killed loses nothing. It is safe for concurrent
// use.
type Store struct {
	db  *bbolt.DB
	now func() time.Time
}

var bucketVerdicts, bucketMeta = []byte("verdicts"), []byte("meta")

// OpenStore opens or makes the file. Two processes cannot have it open at once;
// the second gets an error after a second.
func OpenStore(path string) (*Store, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("review: another process has %s open: is the review being served?", path)
	case err != nil:
		return nil, fmt.Errorf("review: %w", err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		_, err1 := tx.CreateBucketIfNotExists(bucketVerdicts)
		_, err2 := tx.CreateBucketIfNotExists(bucketMeta)
		return errors.Join(err1, err2)
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("review: %w", err), db.Close())
	}
	return &Store{db: db, now: time.Now}, nil
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

// verdictKey is note and reviewer, parted by a NUL, which neither holds.
func verdictKey(note, reviewer string) []byte { return []byte(note + "\x00" + reviewer) }

// Verdict returns a reviewer's verdict on a note, an empty one where there is
// none.
func (s *Store) Verdict(note, reviewer string) (Verdict, error) {
	v := Verdict{Note: note, Reviewer: reviewer}
	err := s.db.View(func(tx *bbolt.Tx) error {
		return readVerdict(tx, note, reviewer, &v)
	})
	return v, err
}

func readVerdict(tx *bbolt.Tx, note, reviewer string, v *Verdict) error {
	b := tx.Bucket(bucketVerdicts).Get(verdictKey(note, reviewer))
	if b == nil {
		return nil
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("review: stored verdict on note %.80q: %w", note, err)
	}
	return nil
}

// Step applies a step to a reviewer's verdict and saves it.
func (s *Store) Step(n *Note, reviewer string, step Step) (Verdict, error) {
	v := Verdict{Note: n.ID, Reviewer: reviewer}
	err := s.db.Update(func(tx *bbolt.Tx) error {
		if err := readVerdict(tx, n.ID, reviewer, &v); err != nil {
			return err
		}
		next, err := v.Apply(n, step)
		if err != nil {
			return err
		}
		v = next
		return s.put(tx, &v)
	})
	return v, err
}

// Save saves a whole verdict, such as a settled one.
func (s *Store) Save(v *Verdict) error {
	return s.db.Update(func(tx *bbolt.Tx) error { return s.put(tx, v) })
}

func (s *Store) put(tx *bbolt.Tx, v *Verdict) error {
	v.Updated = s.now().UTC()
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("review: note %.80q: %w", v.Note, err)
	}
	return tx.Bucket(bucketVerdicts).Put(verdictKey(v.Note, v.Reviewer), b)
}

// Each goes through all verdicts in the order of notes.
func (s *Store) Each(f func(Verdict) error) error {
	return s.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketVerdicts).ForEach(func(_, b []byte) error {
			var v Verdict
			if err := json.Unmarshal(b, &v); err != nil {
				return fmt.Errorf("review: stored verdict: %w", err)
			}
			return f(v)
		})
	})
}

// setPeople remembers who takes part.
func (s *Store) setPeople(p []Person) error {
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Put([]byte("people"), b) })
}

// People returns who takes part in the review; none before it is served first.
func (s *Store) People() (p []Person, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		if b := tx.Bucket(bucketMeta).Get([]byte("people")); b != nil {
			return json.Unmarshal(b, &p)
		}
		return nil
	})
	return p, err
}

// begun reports whether there is any verdict.
func (s *Store) begun() (is bool, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		k, _ := tx.Bucket(bucketVerdicts).Cursor().First()
		is = k != nil
		return nil
	})
	return is, err
}

// once reads the value that was saved under a name; where there is none it calls
// first and then saves what the caller has.
func (s *Store) once(name string, value any, first func() error) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		if b := tx.Bucket(bucketMeta).Get([]byte(name)); b != nil {
			return json.Unmarshal(b, value)
		}
		if err := first(); err != nil {
			return err
		}
		b, err := json.Marshal(value)
		if err != nil {
			return err
		}
		return tx.Bucket(bucketMeta).Put([]byte(name), b)
	})
}
