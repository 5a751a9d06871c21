package phenom

import (
	"fmt"

	"github.com/google/uuid"
)

// NewIdempotencyKey returns a new key: random, so that it tells nothing of what
// it stands for. Keep it with the request until the answer is known.
func NewIdempotencyKey() string { return "idem-" + uuid.NewString() }

// maxDigits is the longest run of digits that metadata may hold outside a UUID:
// a date or a part number, but no telephone or social security number.
const maxDigits = 8

// screen holds back metadata with PHI in it. A UUID of our own making passes
// without a look: it can not be PHI, and a tagger may take it for an id number.
func (c *Client) screen(what, value string) error {
	if _, err := uuid.Parse(value[max(0, len(value)-36):]); err == nil && isOwnKey(value) {
		return nil
	}
	if !isMetadata(value) {
		return fmt.Errorf("%w: %s is not made of letters, digits and ._- alone, or holds a long number", ErrScreened, what)
	}
	if c.opts.Screen == nil {
		return nil
	}
	if err := c.opts.Screen(value); err != nil {
		// The screen's error may quote what it found.
		return fmt.Errorf("%w: %s may hold PHI", ErrScreened, what)
	}
	return nil
}

// isOwnKey reports whether all that stands before the UUID is a prefix of ours.
func isOwnKey(s string) bool {
	switch s[:max(0, len(s)-36)] {
	case "", "idem-", "lethe-":
		return true
	}
	return false
}

func isMetadata(s string) bool {
	if s == "" || len(s) > 256 {
		return false
	}
	run := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case isDigit(c):
			if run++; run > maxDigits {
				return false
			}
			continue
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c == '-', c == '.':
		default:
			return false
		}
		run = 0
	}
	return true
}
