package serve

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// Keys are API keys and the tenant of each. Only hashes are kept: keys are
// random and long, so that a plain SHA-256 can not be searched. They are
// immutable and safe for concurrent use.
type Keys struct{ entries []keyEntry }

type keyEntry struct {
	tenant string
	hash   [sha256.Size]byte
}

// FirstTenant is the tenant of the key that is made when there is none.
const FirstTenant = "default"

// NewKeys makes keys with one new key, for a service that keeps nothing.
func NewKeys() (k *Keys, key string) {
	key = newKey()
	return &Keys{[]keyEntry{{FirstTenant, sha256.Sum256([]byte(key))}}}, key
}

// OpenKeys reads a file of lines "TENANT SHA256", or makes it, with mode 0600
// and one key, which is returned and not kept: it can not be had again.
func OpenKeys(path string) (k *Keys, made string, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		k, made = NewKeys()
		line := "# tenant and SHA-256 of its key (printf %s KEY | sha256sum)\n" +
			FirstTenant + " " + hex.EncodeToString(k.entries[0].hash[:]) + "\n"
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, "", fmt.Errorf("serve: keys: %w", err)
		}
		_, err = f.WriteString(line)
		return k, made, errors.Join(err, f.Close())
	}
	if err != nil {
		return nil, "", fmt.Errorf("serve: keys: %w", err)
	}
	k, err = parseKeys(b)
	return k, "", err
}

// parseKeys reads the file's lines. Its errors name lines and quote none.
func parseKeys(b []byte) (*Keys, error) {
	k := &Keys{}
	lines := bufio.NewScanner(bytes.NewReader(b))
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		f := strings.Fields(text)
		var e keyEntry
		if len(f) != 2 || len(f[1]) != hex.EncodedLen(sha256.Size) {
			return nil, fmt.Errorf("serve: keys: line %d is not TENANT SHA256", n)
		}
		if _, err := hex.Decode(e.hash[:], []byte(f[1])); err != nil {
			return nil, fmt.Errorf("serve: keys: line %d is not TENANT SHA256", n)
		}
		e.tenant = f[0]
		k.entries = append(k.entries, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("serve: keys: %w", err)
	}
	if len(k.entries) == 0 {
		return nil, errors.New("serve: keys: the file holds no key")
	}
	return k, nil
}

// Tenant returns the tenant of a key. Every entry is compared, in constant time.
func (k *Keys) Tenant(key string) (tenant string, ok bool) {
	hash := sha256.Sum256([]byte(key))
	for _, e := range k.entries {
		if subtle.ConstantTimeCompare(hash[:], e.hash[:]) == 1 {
			tenant, ok = e.tenant, true
		}
	}
	return tenant, ok
}

// client is the OAuth 2.0 form of the same: the tenant as id, the key as secret.
func (k *Keys) client(id, secret string) (string, bool) {
	tenant, ok := k.Tenant(secret)
	return tenant, ok && id == tenant
}

func newKey() string { return "lk_" + strings.ToLower(rand.Text()) }
