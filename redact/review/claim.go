package review

import (
	"encoding/json"
	"strconv"

	"go.etcd.io/bbolt"

	"github.com/lethe-health/lethe/redact/review/audit"
)

// claimWhenMade puts the claim into the audit log once the last note of the sample
// has its final verdict, before anyone has looked at it: a claim that does not suit
// is on record like one that does.
func (s *Server) claimWhenMade(actor string) error {
	if s.opts.Audit == nil {
		return nil
	}
	for _, id := range s.work.IDs(QueueSample) {
		n, _ := s.work.Note(id)
		if _, final, err := s.Final(n); err != nil || !final {
			return err
		}
	}
	r, err := s.Results()
	if err != nil {
		return err
	}
	return s.store.RecordClaim(s.opts.Audit, r.Claim, actor)
}

var keyClaim = []byte("claim")

// claimName tells claims of one review apart.
func claimName(c *Claim) string {
	return number(c.Upper) + " " + number(c.Recall) + " " + strconv.Itoa(c.Leaked)
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', 6, 64) }

// ClaimRecorded reports whether a claim is the one that went into the audit log
// last. No claim need be recorded.
func (s *Store) ClaimRecorded(c *Claim) (recorded bool, err error) {
	if c == nil {
		return true, nil
	}
	err = s.db.View(func(tx *bbolt.Tx) error {
		recorded, err = claimRecorded(tx, c)
		return err
	})
	return recorded, err
}

func claimRecorded(tx *bbolt.Tx, c *Claim) (bool, error) {
	last := ""
	if b := tx.Bucket(bucketMeta).Get(keyClaim); b != nil {
		if err := json.Unmarshal(b, &last); err != nil {
			return false, err
		}
	}
	return last == claimName(c), nil
}

// RecordClaim puts a claim into the audit log, unless it is the one that was put
// there last: one that a verdict changed is another claim, also when it changes back.
func (s *Store) RecordClaim(log *audit.Log, c *Claim, actor string) error {
	if c == nil {
		return nil
	}
	return s.db.Update(func(tx *bbolt.Tx) error {
		if recorded, err := claimRecorded(tx, c); err != nil || recorded {
			return err
		}
		_, err := log.Append(audit.Entry{Kind: audit.KindClaim, Actor: actor, Facts: map[string]string{
			"read": strconv.Itoa(c.Read), "leaked": strconv.Itoa(c.Leaked), "population": strconv.Itoa(c.Population),
			"upper": number(c.Upper), "recall": number(c.Recall), "confidence": number(c.Confidence),
			"frame_sha256": c.FrameHash, "seed": c.Seed,
		}})
		if err != nil {
			return err
		}
		b, err := json.Marshal(claimName(c))
		if err != nil {
			return err
		}
		return tx.Bucket(bucketMeta).Put(keyClaim, b)
	})
}
