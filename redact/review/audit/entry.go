package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Kind is what an entry records.
type Kind string

// The kinds of entry.
const (
	KindRun      Kind = "run"            // notes were tagged and redacted
	KindPolicy   Kind = "policy"         // a policy was loaded
	KindRestore  Kind = "restore"        // originals were given back
	KindReport   Kind = "report"         // a report was written
	KindSample   Kind = "sample"         // a sample was drawn
	KindPeople   Kind = "people"         // who takes part in a review from here on
	KindDecision Kind = "decision"       // a reviewer decided
	KindClaim    Kind = "claim"          // a bound was computed
	KindRotate   Kind = "key-rotation"   // a new key signs from here on
	KindReseal   Kind = "vault-rotation" // a vault was sealed with a new key
	KindForget   Kind = "vault-forget"   // a patient's entries of a vault were destroyed
)

var kinds = map[Kind]bool{
	KindRun: true, KindPolicy: true, KindRestore: true, KindReport: true,
	KindSample: true, KindPeople: true, KindDecision: true, KindClaim: true, KindRotate: true,
	KindReseal: true, KindForget: true,
}

// Entry is what a caller records.
type Entry struct {
	Kind  Kind
	Actor string // who: a reviewer's name in the review, a key id, a service; never a patient

	// Facts are what anyone may read: counts, hashes, versions, names of
	// policies. Keys are small letters, digits and underscores; values at most
	// 256 bytes of printable ASCII. Never PHI, and never an id of a note: those
	// go into Commit.
	Facts map[string]string

	// Commit are values that the entry binds itself to without holding them,
	// such as a note's id, its text or a decision.
	Commit map[string][]byte
}

// Record is an entry as the log holds it.
type Record struct {
	Seq         int64             `json:"seq"`
	Time        time.Time         `json:"time"`
	Kind        Kind              `json:"kind"`
	Actor       string            `json:"actor,omitempty"`
	Facts       map[string]string `json:"facts,omitempty"`
	Commitments map[string]string `json:"commitments,omitempty"` // name to hex, see [Commitment]
}

// ErrEntry says that an entry breaks the rules of [Entry].
var ErrEntry = errors.New("audit: entry refused")

const maxValue = 256

func (e *Entry) check() error {
	if !kinds[e.Kind] {
		return fmt.Errorf("%w: unknown kind", ErrEntry)
	}
	if !plain(e.Actor) {
		return fmt.Errorf("%w: the actor is not plain ASCII of at most %d bytes", ErrEntry, maxValue)
	}
	for k, v := range e.Facts {
		if !plainName(k) {
			return fmt.Errorf("%w: a fact's name is not small letters, digits and underscores", ErrEntry)
		}
		if !plain(v) {
			return fmt.Errorf("%w: fact %s is not plain ASCII of at most %d bytes", ErrEntry, k, maxValue)
		}
	}
	for k := range e.Commit {
		if !plainName(k) {
			return fmt.Errorf("%w: a commitment's name is not small letters, digits and underscores", ErrEntry)
		}
	}
	return nil
}

func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) <= maxValue
}

func plainName(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// record makes the record that the log will hold.
func (e *Entry) record(seq int64, now time.Time, k *Key) (Record, error) {
	if err := e.check(); err != nil {
		return Record{}, err
	}
	r := Record{Seq: seq, Time: now.UTC().Round(0), Kind: e.Kind, Actor: e.Actor, Facts: e.Facts}
	for name, value := range e.Commit {
		if r.Commitments == nil {
			r.Commitments = make(map[string]string, len(e.Commit))
		}
		r.Commitments[name] = Commitment(k.Salt(seq, name), value)
	}
	return r, nil
}

// line is the record as a line of the log, without its break.
func (r *Record) line() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		panic(err) // strings and a time only
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
