// Package apikey keeps the keys that clients of a service present: a file of
// SHA-256 hashes, one line a key, from which no key can be read back.
//
// In comes the key of a request; out goes the tenant that it belongs to. The
// package never writes a key anywhere: the caller shows a new one once.
package apikey

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Set is a set of keys. It is immutable and safe for concurrent use.
type Set struct{ rows []row }

type row struct {
	tenant string
	hash   [sha256.Size]byte
}

// bits of randomness of a key, in bytes.
const keyBytes = 32

// New returns a set of one fresh key of the tenant, and the key.
func New(tenant string) (*Set, string, error) {
	if err := checkTenant(tenant); err != nil {
		return nil, "", err
	}
	var b [keyBytes]byte
	if _, err := rand.Read(b[:]); err != nil {
		return nil, "", fmt.Errorf("apikey: %w", err)
	}
	key := base64.RawURLEncoding.EncodeToString(b[:])
	return &Set{rows: []row{{tenant, sha256.Sum256([]byte(key))}}}, key, nil
}

// Open reads the file of hashes: lines of a tenant and a hash in hex, empty
// lines and lines that begin with # left out. When there is no file it makes
// one, mode 0600, with one key of tenant "default", and returns that key; else
// the returned key is "".
func Open(path string) (*Set, string, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return create(path)
	}
	if err != nil {
		return nil, "", fmt.Errorf("apikey: %w", err)
	}
	s := &Set{}
	sc := bufio.NewScanner(strings.NewReader(string(b)))
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Fields(line)
		var r row
		if len(f) != 2 || hex.DecodedLen(len(f[1])) != len(r.hash) {
			return nil, "", fmt.Errorf("apikey: line %d: want a tenant and a SHA-256 in hex", n)
		}
		if _, err := hex.Decode(r.hash[:], []byte(f[1])); err != nil {
			return nil, "", fmt.Errorf("apikey: line %d: the hash is not hex", n)
		}
		r.tenant = f[0]
		s.rows = append(s.rows, r)
	}
	if len(s.rows) == 0 {
		return nil, "", fmt.Errorf("apikey: the file holds no key; remove it to have one made")
	}
	return s, "", nil
}

func create(path string) (*Set, string, error) {
	s, key, err := New("default")
	if err != nil {
		return nil, "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, "", fmt.Errorf("apikey: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, "", fmt.Errorf("apikey: %w", err)
	}
	_, werr := fmt.Fprintf(f, "# tenant, SHA-256 of its key\n%s %s\n", s.rows[0].tenant, hex.EncodeToString(s.rows[0].hash[:]))
	if err := errors.Join(werr, f.Close()); err != nil {
		return nil, "", fmt.Errorf("apikey: %w", err)
	}
	return s, key, nil
}

// Tenant returns the tenant of a key; false when nobody has it. It takes the
// same time for any key.
func (s *Set) Tenant(key string) (string, bool) {
	h := sha256.Sum256([]byte(key))
	tenant, found := "", false
	for i := range s.rows {
		if subtle.ConstantTimeCompare(h[:], s.rows[i].hash[:]) == 1 {
			tenant, found = s.rows[i].tenant, true
		}
	}
	return tenant, found
}

func checkTenant(t string) error {
	if t == "" || strings.ContainsAny(t, " \t\r\n#") {
		return fmt.Errorf("apikey: a tenant's name is one word")
	}
	return nil
}
