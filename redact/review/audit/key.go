package audit

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Key signs heads and salts commitments. Keep it away from the log: whoever
// holds it can write a log anew.
type Key struct {
	signer string // note's private form
	public string // note's public form
	salt   [32]byte
}

// NewKey makes a key. The name stands in every signature: letters, digits,
// dots and dashes, such as "review.example.org".
func NewKey(name string) (*Key, error) {
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-') {
			return nil, errors.New("audit: a key's name is letters, digits, dots and dashes")
		}
	}
	if name == "" {
		return nil, errors.New("audit: a key needs a name")
	}
	private, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	k := &Key{signer: private, public: public}
	_, _ = rand.Read(k.salt[:]) // never fails
	return k, nil
}

// Public returns the public key in one line, as `keys` and Verify have it.
func (k *Key) Public() string { return k.public }

// Salt returns the salt of a commitment: HMAC-SHA-256 under the key's secret of
// the entry's number and the commitment's name.
func (k *Key) Salt(seq int64, name string) [32]byte {
	mac := hmac.New(sha256.New, k.salt[:])
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(seq))
	mac.Write(b[:])
	mac.Write([]byte(name))
	return [32]byte(mac.Sum(nil))
}

// Commitment returns the hex SHA-256 of salt and value.
func Commitment(salt [32]byte, value []byte) string {
	h := sha256.New()
	h.Write(salt[:])
	h.Write(value)
	return hex.EncodeToString(h.Sum(nil))
}

// keyHeader is the first line of a key file.
const keyHeader = "lethe audit key 1"

// Save writes the key to a new file that only its owner can read.
func (k *Key) Save(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s\n%s\n%s\n%s\n", keyHeader, k.public, k.signer, hex.EncodeToString(k.salt[:]))
	return errors.Join(err, f.Sync(), f.Close())
}

// LoadKey reads a key file. Errors do not quote it.
func LoadKey(path string) (*Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > 4096 {
		return nil, &fs.PathError{Op: "load", Path: path, Err: errNoKey}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	l := strings.Split(string(b), "\n")
	if len(l) != 5 || l[0] != keyHeader || l[4] != "" {
		return nil, &fs.PathError{Op: "load", Path: path, Err: errNoKey}
	}
	k := &Key{public: l[1], signer: l[2]}
	salt, err := hex.DecodeString(l[3])
	s, err1 := note.NewSigner(k.signer)
	v, err2 := note.NewVerifier(k.public)
	if err != nil || err1 != nil || err2 != nil || len(salt) != len(k.salt) || s.KeyHash() != v.KeyHash() || s.Name() != v.Name() {
		return nil, &fs.PathError{Op: "load", Path: path, Err: errNoKey}
	}
	copy(k.salt[:], salt)
	return k, nil
}

var errNoKey = errors.New("not an audit key")
