package phenom

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
)

// Basis is the legal ground on which a history with dates and a birth date may
// leave. Such a history is not de-identified by Safe Harbor, whatever was done
// to its text: 45 CFR 164.514(b)(2)(i)(C) allows no date finer than a year.
type Basis string

// The grounds that a submission may name.
const (
	// BAA: a business associate agreement, 45 CFR 164.504(e).
	BAA Basis = "baa"
	// LimitedDataSet: a data use agreement over a limited data set,
	// 45 CFR 164.514(e): dates may stay, direct identifiers may not.
	LimitedDataSet Basis = "limited-data-set"
	// ExpertDetermination: 45 CFR 164.514(b)(1); the expert's report says under
	// which treatment the risk is very small.
	ExpertDetermination Basis = "expert-determination"
)

// Release says on what ground a submission leaves and how it was treated
// before. The zero value is refused: nothing leaves without a stated ground.
type Release struct {
	Basis Basis
	// RawIdentifiers is set when patient ids are record numbers, not tokens.
	RawIdentifiers bool
	// RawDates is set when dates are the real ones, not shifted.
	RawDates bool
}

// ErrBasis is wrapped by the errors of [Release.Check].
var ErrBasis = errors.New("phenom: no legal basis for this submission")

// basisRow is what a ground does not cover.
type basisRow struct {
	basis                  Basis
	refusesIDs, refusesDay string // why, or "" when covered
}

var basisRows = []basisRow{
	{BAA, "", ""},
	{LimitedDataSet, "record numbers are direct identifiers (45 CFR 164.514(e)(2)(vii))", ""},
	{ExpertDetermination,
		"the determination covers tokenised ids only",
		"the determination covers shifted dates only"},
}

// Check refuses a missing or unknown ground, and one that contradicts how the
// data was treated. The error wraps [ErrBasis].
func (r Release) Check() error {
	for _, row := range basisRows {
		switch {
		case row.basis != r.Basis:
		case r.RawIdentifiers && row.refusesIDs != "":
			return fmt.Errorf("%w: %s: %s", ErrBasis, r.Basis, row.refusesIDs)
		case r.RawDates && row.refusesDay != "":
			return fmt.Errorf("%w: %s: %s", ErrBasis, r.Basis, row.refusesDay)
		default:
			return nil
		}
	}
	if r.Basis == "safe-harbor" {
		return fmt.Errorf("%w: full dates and a birth date are not Safe Harbor (45 CFR 164.514(b)(2)(i)(C))", ErrBasis)
	}
	return fmt.Errorf("%w: name one of %s, %s, %s", ErrBasis, BAA, LimitedDataSet, ExpertDetermination)
}

// minTokenKey is the least length of a key for [PatientToken], in bytes.
const minTokenKey = 16

// PatientToken returns a token for a patient's record number: the same for the
// same key and number, and not to be undone without the key (HMAC-SHA-256, 130
// bits of it in base 32). The key has at least 16 bytes.
func PatientToken(key []byte, recordNumber string) (string, error) {
	if len(key) < minTokenKey {
		return "", fmt.Errorf("phenom: a token key needs at least %d bytes", minTokenKey)
	}
	m := hmac.New(sha256.New, key)
	m.Write([]byte("lethe/phenom/patient\x00"))
	m.Write([]byte(recordNumber))
	enc := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(m.Sum(nil))
	return "pt_" + strings.ToLower(enc[:26]), nil
}
