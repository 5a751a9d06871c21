package sample

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
)

// Seed fixes a sample: who has the seed and the ids draws it again.
type Seed [32]byte

// NewSeed returns a seed from the system's secure random source.
func NewSeed() Seed {
	var s Seed
	_, _ = rand.Read(s[:]) // never fails
	return s
}

// ParseSeed reads the 64 hex digits that [Seed.String] writes.
func ParseSeed(s string) (Seed, error) {
	var out Seed
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(out) {
		return out, fmt.Errorf("sample: a seed is 64 hex digits")
	}
	copy(out[:], b)
	return out, nil
}

// String returns the seed as 64 hex digits.
func (s Seed) String() string { return hex.EncodeToString(s[:]) }

// MarshalText and UnmarshalText are the hex digits, for JSON.
func (s Seed) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Seed) UnmarshalText(b []byte) (err error) {
	*s, err = ParseSeed(string(b))
	return err
}

// Sample is a random sample of notes. Seed and FrameHash go into the audit log
// before anyone looks at a note, so that nobody can draw until it suits.
type Sample struct {
	Seed      Seed     `json:"seed"`
	FrameHash string   `json:"frame_sha256"` // of all ids there were
	FrameSize int      `json:"frame_size"`
	IDs       []string `json:"ids"` // in the order of drawing: a longer sample begins with a shorter one
}

// FrameHash returns the SHA-256 of a set of ids, in hex: of the ids in byte
// order, each with its length before it as 8 bytes, big endian.
func FrameHash(ids []string) string {
	sorted := slices.Sorted(slices.Values(ids))
	h := sha256.New()
	var size [8]byte
	for _, id := range sorted {
		binary.BigEndian.PutUint64(size[:], uint64(len(id)))
		h.Write(size[:])
		h.Write([]byte(id))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Draw draws n notes at random without replacement. The order of a note is the
// HMAC-SHA-256 of its id under the seed: the sample does not depend on the
// order of ids, on this program's version or on its language, and anyone can
// check it. Drawing more than there are, or an id that is there twice, is an
// error.
func Draw(ids []string, n int, seed Seed) (Sample, error) {
	if n < 0 || n > len(ids) {
		return Sample{}, countError("a sample of %d from %d notes", n, len(ids))
	}
	type ticket struct {
		order []byte
		id    string
	}
	tickets := make([]ticket, len(ids))
	mac := hmac.New(sha256.New, seed[:])
	for i, id := range ids {
		mac.Reset()
		mac.Write([]byte(id))
		tickets[i] = ticket{mac.Sum(nil), id}
	}
	slices.SortFunc(tickets, func(a, b ticket) int { return bytes.Compare(a.order, b.order) })
	s := Sample{Seed: seed, FrameHash: FrameHash(ids), FrameSize: len(ids), IDs: make([]string, n)}
	for i, t := range tickets {
		if i > 0 && t.id == tickets[i-1].id {
			return Sample{}, fmt.Errorf("%w: the id %.80q is there twice", ErrCount, t.id)
		}
		if i < n {
			s.IDs[i] = t.id
		}
	}
	return s, nil
}

// Verify draws the sample again from the ids and reports whether it is the
// same.
func (s Sample) Verify(ids []string) error {
	again, err := Draw(ids, len(s.IDs), s.Seed)
	if err != nil {
		return err
	}
	if again.FrameHash != s.FrameHash || again.FrameSize != s.FrameSize {
		return fmt.Errorf("sample: the notes are not those that the sample was drawn from")
	}
	if !slices.Equal(again.IDs, s.IDs) {
		return fmt.Errorf("sample: the seed draws other notes")
	}
	return nil
}
