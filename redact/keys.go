package redact

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
)

// Keys are the secrets of a project: a tink keyset of HKDF-SHA256 PRF keys from
// which every working key is derived, per tenant, purpose and type. What must
// not change when a key is added (dates' shifts, surrogates) is derived from the
// oldest key, tokens and seals from the primary one, and older keys stay
// readable until they are removed. Keys never print.
type Keys struct {
	handle  *keyset.Handle
	set     *prf.Set
	primary uint32
	oldest  uint32
	ids     []uint32 // primary first
}

// ErrKeys says that a keyset is of the wrong kind, broken, or without the key
// that is needed.
var ErrKeys = errors.New("redact: keys")

// NewKeys makes a keyset of one random key.
func NewKeys() (*Keys, error) {
	h, err := keyset.NewHandle(prf.HKDFSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	return KeysFromHandle(h)
}

// KeysFromHandle takes a tink keyset of HKDF-SHA256 PRF keys, such as one that a
// KMS unwrapped.
func KeysFromHandle(h *keyset.Handle) (*Keys, error) {
	set, err := prf.NewPRFSet(h)
	if err != nil {
		return nil, fmt.Errorf("%w: the keyset holds no PRF keys: %w", ErrKeys, err)
	}
	k := &Keys{handle: h, set: set, primary: set.PrimaryID}
	for i := range h.Len() {
		e, err := h.Entry(i)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKeys, err)
		}
		if e.KeyStatus() != keyset.Enabled {
			continue
		}
		if k.ids == nil {
			k.oldest = e.KeyID()
		}
		k.ids = append(k.ids, e.KeyID())
	}
	slices.SortStableFunc(k.ids, func(a, b uint32) int {
		switch k.primary {
		case a:
			return -1
		case b:
			return 1
		}
		return 0
	})
	return k, nil
}

// OpenKeys reads the keyset in a file, or makes one there with mode 0600. The
// file is not itself encrypted: keep it where only the project may read, apart
// from the vault, and back it up; without it no token is ever read back.
func OpenKeys(path string) (*Keys, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		k, err := NewKeys()
		if err != nil {
			return nil, err
		}
		return k, k.save(path, os.O_EXCL)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(raw)))
	if err != nil {
		return nil, fmt.Errorf("%w: the file holds no tink keyset in JSON", ErrKeys)
	}
	return KeysFromHandle(h)
}

// Save writes the keyset to a file with mode 0600, replacing it as a whole.
func (k *Keys) Save(path string) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".keys-*")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrKeys, err)
	}
	tmp.Close()
	if err := k.save(tmp.Name(), os.O_TRUNC); err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return fmt.Errorf("%w: %w", ErrKeys, err)
	}
	return nil
}

func (k *Keys) save(path string, flag int) error {
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(k.handle, keyset.NewJSONWriter(&b)); err != nil {
		return fmt.Errorf("%w: %w", ErrKeys, err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|flag, 0o600)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrKeys, err)
	}
	_, err = f.Write(b.Bytes())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("%w: %w", ErrKeys, err)
	}
	return nil
}

// Rotate returns keys with a new primary key beside all the old ones.
func (k *Keys) Rotate() (*Keys, error) {
	m := keyset.NewManagerFromHandle(k.handle)
	id, err := m.Add(prf.HKDFSHA256PRFKeyTemplate())
	if err == nil {
		err = m.SetPrimary(id)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	h, err := m.Handle()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	return KeysFromHandle(h)
}

// Primary returns the id of the key that new tokens and seals are made with.
func (k *Keys) Primary() uint32 { return k.primary }

// IDs returns the ids of all enabled keys, the primary one first.
func (k *Keys) IDs() []uint32 { return slices.Clone(k.ids) }

// String names the keys by their ids, never by their secrets.
func (k *Keys) String() string { return fmt.Sprintf("keys %x", k.ids) }

// Format keeps every verb of fmt from reaching the secrets.
func (k *Keys) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.String()) }

// purpose is what a working key is for. Keys of two purposes have nothing to do
// with one another.
type purpose string

const (
	forBlinding  purpose = "vault-index"
	forSealing   purpose = "vault-seal"
	forPRF       purpose = "token-prf"
	forSIV       purpose = "token-siv"
	forShift     purpose = "date-shift"
	forSurrogate purpose = "surrogate"
	forGroup     purpose = "vault-patient"
)

// derive returns n bytes for tenant → purpose → type under the key of an id.
func (k *Keys) derive(id uint32, tenant string, p purpose, typ string, n uint32) ([]byte, error) {
	f, ok := k.set.PRFs[id]
	if !ok {
		return nil, fmt.Errorf("%w: no key %x", ErrKeys, id)
	}
	in := []byte("lethe redact v1")
	for _, part := range []string{tenant, string(p), typ} {
		in = binary.AppendUvarint(in, uint64(len(part)))
		in = append(in, part...)
	}
	out, err := f.ComputePRF(in, n)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	return out, nil
}

// mac is HMAC-SHA256 over parts, each with its length before it.
func mac(key []byte, parts ...string) [32]byte {
	h := hmac.New(sha256.New, key)
	var n [binary.MaxVarintLen64]byte
	for _, p := range parts {
		h.Write(n[:binary.PutUvarint(n[:], uint64(len(p)))])
		h.Write([]byte(p))
	}
	var out [32]byte
	h.Sum(out[:0])
	return out
}
