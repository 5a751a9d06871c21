package lexicon

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"
)

// Digest returns the SHA-256 of the embedded dictionaries, words then phrases,
// in hex: what a report names so that a result can be traced to them.
var Digest = sync.OnceValue(func() string {
	h := sha256.New()
	for _, s := range []string{wordsBin, phrasesBin} {
		io.WriteString(h, s) // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil))
})
