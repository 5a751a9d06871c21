package phimodel

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"
)

// Digest returns the SHA-256 of the embedded model file, in hex: what a report
// names so that a result can be traced to the model that gave it.
var Digest = sync.OnceValue(func() string { return DigestOf(embedded) })

// DigestOf returns the SHA-256 of a model file, in hex.
func DigestOf(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}
