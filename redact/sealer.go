package redact

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/lethe-health/lethe/labels"
)

// sealer turns values into what a vault may see, and back. Every patient's
// values are sealed with the patient's own random key, and only that key is
// sealed with the project's: dropping it makes them unreadable for good.
type sealer struct {
	keys   *Keys
	tenant string
	vault  Vault

	blind map[uint32][]byte    // index keys by key id
	wrap  map[uint32]tink.AEAD // seals of group keys by key id
	group []byte               // key of group names: the oldest key's, for good

	mu     sync.RWMutex
	groups map[Group]*subtle.AESGCM
}

func newSealer(k *Keys, tenant string, v Vault) (*sealer, error) {
	s := &sealer{keys: k, tenant: tenant, vault: v, blind: map[uint32][]byte{}, wrap: map[uint32]tink.AEAD{}, groups: map[Group]*subtle.AESGCM{}}
	for _, id := range k.ids {
		b, err := k.derive(id, tenant, forBlinding, "", 32)
		if err != nil {
			return nil, err
		}
		s.blind[id] = b
		w, err := k.derive(id, tenant, forSealing, "", 32)
		if err != nil {
			return nil, err
		}
		if s.wrap[id], err = subtle.NewAESGCM(w); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKeys, err)
		}
	}
	var err error
	s.group, err = k.derive(k.oldest, tenant, forGroup, "", 32)
	return s, err
}

// groupOf names the group of a scope under the key of an id.
func groupOf(key []byte, scope string) (g Group) {
	m := mac(key, "group", scope)
	copy(g[:], m[:])
	return g
}

// index blinds a value under the key of an id.
func (s *sealer) index(id uint32, scope string, t labels.Type, normal string) Blind {
	return mac(s.blind[id], "value", scope, t.String(), normal)
}

// spell blinds a spelling under the key of an id.
func (s *sealer) spell(id uint32, scope string, t labels.Type, surface string) Blind {
	return mac(s.blind[id], "form", scope, t.String(), surface)
}

// maxGroups bounds the group keys held in memory.
const maxGroups = 1 << 14

// groupAEAD returns the cipher of a group, making its key when make is set.
func (s *sealer) groupAEAD(ctx context.Context, g Group, create bool) (*subtle.AESGCM, error) {
	s.mu.RLock()
	a := s.groups[g]
	s.mu.RUnlock()
	if a != nil {
		return a, nil
	}
	sealed, err := s.vault.GroupKey(ctx, g, nil)
	if errors.Is(err, ErrNotInVault) && create {
		fresh := make([]byte, 32)
		rand.Read(fresh) // never fails: crypto/rand ends the process rather
		var w []byte
		if w, err = s.wrapKey(g, fresh); err == nil {
			sealed, err = s.vault.GroupKey(ctx, g, w)
		}
	}
	if err != nil {
		return nil, err
	}
	raw, err := s.unwrapKey(g, sealed)
	if err != nil {
		return nil, err
	}
	if a, err = subtle.NewAESGCM(raw); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	s.mu.Lock()
	if len(s.groups) >= maxGroups {
		clear(s.groups)
	}
	s.groups[g] = a
	s.mu.Unlock()
	return a, nil
}

// wrapKey seals a group's key with the primary key; the key's id stands first.
func (s *sealer) wrapKey(g Group, raw []byte) ([]byte, error) {
	id := s.keys.primary
	c, err := s.wrap[id].Encrypt(raw, g[:])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	return append(binary.BigEndian.AppendUint32(nil, id), c...), nil
}

func (s *sealer) unwrapKey(g Group, sealed []byte) ([]byte, error) {
	if len(sealed) < 4 {
		return nil, fmt.Errorf("%w: a patient's key is cut short", ErrVault)
	}
	w := s.wrap[binary.BigEndian.Uint32(sealed)]
	if w == nil {
		return nil, fmt.Errorf("%w: the vault was sealed with key %x, which is not among these", ErrKeys, binary.BigEndian.Uint32(sealed))
	}
	raw, err := w.Decrypt(sealed[4:], g[:])
	if err != nil {
		return nil, ErrOtherTenant
	}
	return raw, nil
}

// ErrOtherTenant says that the keys are those of a vault, but open nothing in it
// for this tenant. It is an [ErrKeys].
var ErrOtherTenant = fmt.Errorf("%w: these keys do not open the vault for this tenant", ErrKeys)

// bound is what a sealed value is bound to.
func bound(code uint64, form uint16, t labels.Type) []byte {
	b := binary.BigEndian.AppendUint64(nil, code)
	b = binary.BigEndian.AppendUint16(b, form)
	return append(b, byte(t))
}

// entry seals one spelling of a value under a code.
func (s *sealer) entry(ctx context.Context, scope string, t labels.Type, surface, normal string, code uint64, form uint16) (VaultEntry, error) {
	g := groupOf(s.group, strings.TrimSuffix(scope, idScope))
	a, err := s.groupAEAD(ctx, g, true)
	if err != nil {
		return VaultEntry{}, err
	}
	plain := binary.AppendUvarint(nil, uint64(len(scope)))
	plain = append(append(plain, scope...), surface...)
	sealed, err := a.Encrypt(plain, bound(code, form, t))
	if err != nil {
		return VaultEntry{}, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	id := s.keys.primary
	return VaultEntry{Code: code, Form: form, Type: t, Group: g, Index: s.index(id, scope, t, normal), Spell: s.spell(id, scope, t, surface), Sealed: sealed}, nil
}

// open unseals an entry.
func (s *sealer) open(ctx context.Context, e VaultEntry) (scope, surface string, err error) {
	a, err := s.groupAEAD(ctx, e.Group, false)
	if err != nil {
		return "", "", err
	}
	return openWith(a, e)
}

// newGroupCipher is the cipher of a group's raw key.
func newGroupCipher(raw []byte) (*subtle.AESGCM, error) { return subtle.NewAESGCM(raw) }

// openWith unseals an entry with its group's cipher.
func openWith(a *subtle.AESGCM, e VaultEntry) (scope, surface string, err error) {
	plain, err := a.Decrypt(e.Sealed, bound(e.Code, e.Form, e.Type))
	if err != nil {
		return "", "", fmt.Errorf("%w: an entry is not what was stored", ErrVault)
	}
	n, k := binary.Uvarint(plain)
	if k <= 0 || uint64(len(plain)-k) < n {
		return "", "", fmt.Errorf("%w: an entry is cut short", ErrVault)
	}
	return string(plain[k : k+int(n)]), string(plain[k+int(n):]), nil
}
