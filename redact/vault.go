package redact

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/lethe-health/lethe/labels"
)

// Blind is a keyed hash: 32 bytes that tell whoever lacks the key nothing.
type Blind [32]byte

// Group is the blinded name of a patient (or of the project) in a vault.
type Group [16]byte

// VaultKey asks for a value. Index and Form hold one hash per key, the primary
// key's first, so that what was stored under an older key is found.
type VaultKey struct {
	Index []Blind // of the normalised value in its scope
	Form  []Blind // of its spelling
}

// VaultSlot is where a value stands: its 40-bit code and the number of its
// spelling.
type VaultSlot struct {
	Code    uint64
	Form    uint16
	Known   bool     // the value has a code
	Spelled bool     // this spelling of it has a number: Form
	Taken   []uint16 // where it has none, the numbers of the value's other spellings
}

// VaultEntry is one spelling of one value. Sealed is ciphertext.
type VaultEntry struct {
	Code   uint64
	Form   uint16
	Type   labels.Type
	Group  Group
	Index  Blind
	Spell  Blind
	Sealed []byte
	New    bool // for Put: the code was drawn just now and must be free
}

// VaultCounts says how much a vault holds.
type VaultCounts struct {
	Patients int                 // groups with a key, the project's own included
	Codes    map[labels.Type]int // codes given out, by type
	Forms    int                 // spellings
}

// The errors of a vault.
var (
	ErrVault         = errors.New("redact: vault")
	ErrNotInVault    = errors.New("redact: the vault knows no such code")
	ErrVaultConflict = errors.New("redact: another writer was first")
)

// Vault keeps what random tokens stand for. It sees hashes and ciphertext only.
// All methods are safe for concurrent use; what a method that writes has stored
// is durable when it returns.
type Vault interface {
	// Lookup returns the slot of every key, in order.
	Lookup(ctx context.Context, keys []VaultKey) ([]VaultSlot, error)
	// Put stores all entries or none. It fails with ErrVaultConflict when an
	// index has another code, a new code is in use, or a spelling's number is:
	// look up again then.
	Put(ctx context.Context, entries []VaultEntry) error
	// Find returns the entry of a code and spelling, or ErrNotInVault.
	Find(ctx context.Context, code uint64, form uint16) (VaultEntry, error)
	// GroupKey returns the sealed key of a group; when it has none, it stores
	// and returns the one given, or fails with ErrNotInVault if that is nil.
	GroupKey(ctx context.Context, g Group, sealed []byte) ([]byte, error)
	// Forget drops a group's key and entries beyond recovery from the vault and
	// returns how many codes were lost.
	Forget(ctx context.Context, g Group) (int, error)
	// Rewrite hands every group's key to key, then every entry to entry, and
	// stores what they return, in one step; with an error of theirs nothing
	// changes.
	Rewrite(ctx context.Context, key func(Group, []byte) (Group, []byte, error), entry func(VaultEntry) (VaultEntry, error)) error
	// Counts says how much is held.
	Counts(ctx context.Context) (VaultCounts, error)
	// Close releases the vault.
	Close() error
}

// MemoryVault is a [Vault] that lives as long as the process.
type MemoryVault struct {
	mu      sync.RWMutex
	index   map[Blind]uint64
	entries map[uint64][]VaultEntry // by code
	groups  map[Group][]byte
}

var _ Vault = (*MemoryVault)(nil)

// NewMemoryVault returns an empty vault.
func NewMemoryVault() *MemoryVault {
	return &MemoryVault{index: map[Blind]uint64{}, entries: map[uint64][]VaultEntry{}, groups: map[Group][]byte{}}
}

// Lookup implements [Vault].
func (v *MemoryVault) Lookup(_ context.Context, keys []VaultKey) ([]VaultSlot, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	out := make([]VaultSlot, len(keys))
	for i, k := range keys {
		for _, x := range k.Index {
			if code, ok := v.index[x]; ok {
				out[i] = slotOf(code, v.entries[code], k.Form)
				break
			}
		}
	}
	return out, nil
}

// slotOf finds a spelling among the entries of a code.
func slotOf(code uint64, entries []VaultEntry, form []Blind) VaultSlot {
	for _, e := range entries {
		if slices.Contains(form, e.Spell) {
			return VaultSlot{Code: code, Form: e.Form, Known: true, Spelled: true}
		}
	}
	s := VaultSlot{Code: code, Known: true}
	for _, e := range entries {
		s.Taken = append(s.Taken, e.Form)
	}
	return s
}

// Put implements [Vault].
func (v *MemoryVault) Put(_ context.Context, entries []VaultEntry) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, e := range entries {
		if _, ok := v.groups[e.Group]; !ok {
			return ErrNotInVault
		}
		code, indexed := v.index[e.Index]
		switch {
		case indexed && code != e.Code, e.New && (indexed || v.entries[e.Code] != nil), !e.New && v.entries[e.Code] == nil:
			return ErrVaultConflict
		case slices.ContainsFunc(v.entries[e.Code], func(o VaultEntry) bool { return o.Form == e.Form }):
			return ErrVaultConflict
		}
	}
	for _, e := range entries {
		v.index[e.Index] = e.Code
		v.entries[e.Code] = append(v.entries[e.Code], e)
	}
	return nil
}

// Find implements [Vault].
func (v *MemoryVault) Find(_ context.Context, code uint64, form uint16) (VaultEntry, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	for _, e := range v.entries[code] {
		if e.Form == form {
			return e, nil
		}
	}
	return VaultEntry{}, ErrNotInVault
}

// GroupKey implements [Vault].
func (v *MemoryVault) GroupKey(_ context.Context, g Group, sealed []byte) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if old, ok := v.groups[g]; ok {
		return old, nil
	}
	if sealed == nil {
		return nil, ErrNotInVault
	}
	v.groups[g] = sealed
	return sealed, nil
}

// Forget implements [Vault].
func (v *MemoryVault) Forget(_ context.Context, g Group) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	n := 0
	for code, es := range v.entries {
		if es[0].Group == g {
			delete(v.entries, code)
			n++
		}
	}
	for x, code := range v.index {
		if v.entries[code] == nil {
			delete(v.index, x)
		}
	}
	delete(v.groups, g)
	return n, nil
}

// Rewrite implements [Vault].
func (v *MemoryVault) Rewrite(_ context.Context, key func(Group, []byte) (Group, []byte, error), entry func(VaultEntry) (VaultEntry, error)) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	next := NewMemoryVault()
	for g, sealed := range v.groups {
		g2, s2, err := key(g, sealed)
		if err != nil {
			return err
		}
		next.groups[g2] = s2
	}
	for code, es := range v.entries {
		for _, e := range es {
			e2, err := entry(e)
			if err != nil {
				return err
			}
			next.index[e2.Index] = code
			next.entries[code] = append(next.entries[code], e2)
		}
	}
	v.index, v.entries, v.groups = next.index, next.entries, next.groups
	return nil
}

// Counts implements [Vault].
func (v *MemoryVault) Counts(context.Context) (VaultCounts, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	c := VaultCounts{Patients: len(v.groups), Codes: map[labels.Type]int{}}
	for _, es := range v.entries {
		c.Codes[es[0].Type]++
		c.Forms += len(es)
	}
	return c, nil
}

// Close implements [Vault].
func (v *MemoryVault) Close() error { return nil }
