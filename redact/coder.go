package redact

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tink-crypto/tink-go/v2/daead/subtle"

	"github.com/lethe-health/lethe/labels"
)

// maxValue is the longest value, in bytes, that gets a token.
const maxValue = 1024

// coder makes the tokens that need no vault.
type coder struct {
	keys   *Keys
	tenant string
	prfKey [labels.NumTypes + 1][]byte // under the primary key
	mu     sync.RWMutex
	sivs   map[sivKey]*subtle.AESSIV
}

type sivKey struct {
	id  uint32
	typ labels.Type
}

func newCoder(k *Keys, tenant string) (*coder, error) {
	c := &coder{keys: k, tenant: tenant, sivs: map[sivKey]*subtle.AESSIV{}}
	for _, t := range labels.Types() {
		key, err := k.derive(k.primary, tenant, forPRF, t.String(), 32)
		if err != nil {
			return nil, err
		}
		c.prfKey[t] = key
		if _, err := c.cipher(k.primary, t); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// cipher returns the AES-SIV of a key id and type.
func (c *coder) cipher(id uint32, t labels.Type) (*subtle.AESSIV, error) {
	at := sivKey{id, t}
	c.mu.RLock()
	s := c.sivs[at]
	c.mu.RUnlock()
	if s != nil {
		return s, nil
	}
	raw, err := c.keys.derive(id, c.tenant, forSIV, t.String(), subtle.AESSIVKeySize)
	if err != nil {
		return nil, err
	}
	if s, err = subtle.NewAESSIV(raw); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	c.mu.Lock()
	c.sivs[at] = s
	c.mu.Unlock()
	return s, nil
}

// prf makes the one-way token of a value: the key's id, 100 bits of HMAC.
func (c *coder) prf(scope string, t labels.Type, value string) string {
	id := binary.BigEndian.AppendUint32(nil, c.keys.primary)
	m := mac(c.prfKey[t], scope, Normalize(t, value))
	body := appendBase32(nil, id, 7)
	body = appendBase32(body, m[:13], 20)
	return string(appendToken(nil, t, string(body), ""))
}

// scopeMark is how many bytes of a token's plaintext tell its scope.
const scopeMark = 6

// siv makes the reversible token of a value: the key's id and the AES-SIV of
// the scope's mark and the normalised value. A spelling other than the
// normalised one follows as a ciphertext of its own, bound to the first.
func (c *coder) siv(scope string, t labels.Type, value string) string {
	normal := Normalize(t, value)
	s, err := c.cipher(c.keys.primary, t)
	if err != nil || len(value) > maxValue {
		return ""
	}
	mark := mac(c.prfKey[t], "scope", scope)
	sealed, err := s.EncryptDeterministically(append(mark[:scopeMark:scopeMark], normal...), nil)
	if err != nil {
		return ""
	}
	raw := append(binary.BigEndian.AppendUint32(nil, c.keys.primary), sealed...)
	body := string(appendBase32(nil, raw, base32Len(len(raw))))
	form := ""
	if value != normal {
		if sealed, err = s.EncryptDeterministically([]byte(value), raw); err != nil {
			return ""
		}
		form = string(appendBase32(nil, sealed, base32Len(len(sealed))))
	}
	return string(appendToken(nil, t, body, form))
}

// openSIV reads a reversible token back.
func (c *coder) openSIV(f FoundToken) (string, error) {
	raw, ok := decodeBase32(f.body)
	if !ok || len(raw) < 4 {
		return "", ErrForgedToken
	}
	id := binary.BigEndian.Uint32(raw)
	s, err := c.cipher(id, f.Type)
	if err != nil {
		return "", err
	}
	plain, err := s.DecryptDeterministically(raw[4:], nil)
	if err != nil || len(plain) < scopeMark {
		return "", ErrForgedToken
	}
	if f.form == "" {
		return string(plain[scopeMark:]), nil
	}
	sealed, ok := decodeBase32(f.form)
	if !ok {
		return "", ErrForgedToken
	}
	if plain, err = s.DecryptDeterministically(sealed, raw); err != nil {
		return "", ErrForgedToken
	}
	return string(plain), nil
}

// ask is one value that needs a random token.
type ask struct {
	scope string
	typ   labels.Type
	value string
}

// claimTries bounds how often a writer that comes second looks again.
const claimTries = 100

// claim returns the random tokens of the values asked for, new ones drawn for
// those the vault does not know. When it returns they are durable.
func (s *sealer) claim(ctx context.Context, asks []ask) ([]string, error) {
	uniq := map[ask]int{}
	var list []ask
	for _, a := range asks {
		if _, ok := uniq[a]; !ok {
			uniq[a] = len(list)
			list = append(list, a)
		}
	}
	normals := make([]string, len(list))
	keys := make([]VaultKey, len(list))
	for i, a := range list {
		normals[i] = Normalize(a.typ, a.value)
		keys[i] = VaultKey{Index: make([]Blind, len(s.keys.ids)), Form: make([]Blind, len(s.keys.ids))}
		for k, id := range s.keys.ids {
			keys[i].Index[k] = s.index(id, a.scope, a.typ, normals[i])
			keys[i].Form[k] = s.spell(id, a.scope, a.typ, a.value)
		}
	}
	for range claimTries {
		slots, err := s.vault.Lookup(ctx, keys)
		if err != nil {
			return nil, err
		}
		entries, err := s.missing(ctx, list, normals, slots)
		if err == nil && len(entries) > 0 {
			err = s.vault.Put(ctx, entries)
		}
		switch {
		case errors.Is(err, ErrVaultConflict):
			continue
		case err != nil:
			return nil, err
		}
		out := make([]string, len(asks))
		for i, a := range asks {
			out[i] = slots[uniq[a]].token(a.typ)
		}
		return out, nil
	}
	return nil, fmt.Errorf("%w after %d tries", ErrVaultConflict, claimTries)
}

// missing draws codes for the values without one, numbers the new spellings and
// seals both. It fills the slots in.
func (s *sealer) missing(ctx context.Context, list []ask, normals []string, slots []VaultSlot) ([]VaultEntry, error) {
	type value struct {
		scope, normal string
		typ           labels.Type
	}
	seen := map[value]*VaultSlot{} // of values that come in several new spellings
	fresh := map[uint64]bool{}     // codes drawn here
	var out []VaultEntry
	for i, a := range list {
		sl := &slots[i]
		if sl.Spelled {
			continue
		}
		v := value{a.scope, normals[i], a.typ}
		if other := seen[v]; other != nil {
			sl.Code, sl.Taken = other.Code, other.Taken
		} else if !sl.Known {
			sl.Code = drawCode()
			fresh[sl.Code] = true
		}
		seen[v] = sl
		if sl.Form = formCode(a.typ, a.value, normals[i]); strings.HasSuffix(a.scope, idScope) {
			sl.Form = 0
		}
		for slices.Contains(sl.Taken, sl.Form) {
			sl.Form = (sl.Form + 1) % maxForms
		}
		sl.Known, sl.Taken = true, append(slices.Clone(sl.Taken), sl.Form)
		e, err := s.entry(ctx, a.scope, a.typ, a.value, normals[i], sl.Code, sl.Form)
		if err != nil {
			return nil, err
		}
		e.New = fresh[sl.Code]
		out = append(out, e)
	}
	return out, nil
}

// drawCode draws 40 random bits.
func drawCode() uint64 {
	var b [8]byte
	rand.Read(b[3:]) // never fails: crypto/rand ends the process rather
	return binary.BigEndian.Uint64(b[:])
}

func (sl VaultSlot) token(t labels.Type) string {
	form := ""
	if sl.Form > 0 {
		form = formText(sl.Form)
	}
	return string(appendToken(nil, t, randomBody(sl.Code), form))
}

// cacheKey is a value with a random token.
type cacheKey struct {
	scope, value string
	typ          labels.Type
	kind         TokenKind
}

// cache holds tokens already given out, so that a warm vault is not asked. It
// forgets everything when a part of it is full.
type cache struct {
	parts [16]struct {
		mu sync.RWMutex
		m  map[cacheKey]string
	}
}

const cachePart = 1 << 13

func (c *cache) part(k cacheKey) int {
	h := uint32(len(k.value))
	for i := 0; i < len(k.value); i++ {
		h = h*31 + uint32(k.value[i])
	}
	return int(h^h>>8) & 15
}

func (c *cache) get(k cacheKey) string {
	p := &c.parts[c.part(k)]
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.m[k]
}

func (c *cache) put(k cacheKey, token string) {
	p := &c.parts[c.part(k)]
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.m == nil || len(p.m) >= cachePart {
		p.m = map[cacheKey]string{}
	}
	// cloned: the key must not hold on to the whole note
	k.value, k.scope = string([]byte(k.value)), string([]byte(k.scope))
	p.m[k] = token
}
