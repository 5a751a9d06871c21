package redact

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	bolt "go.etcd.io/bbolt"

	"github.com/lethe-health/lethe/labels"
)

// Buckets of a vault file.
var (
	bMeta   = []byte("meta")
	bIndex  = []byte("index")  // index → code (5 bytes)
	bForm   = []byte("form")   // code, spelling → number (2 bytes)
	bEntry  = []byte("entry")  // code, number → entry
	bGroup  = []byte("group")  // group → its sealed key
	bMember = []byte("member") // group, code → nothing
)

// vaultFormat is the version of the file's layout.
const vaultFormat = "1"

// BoltVault is a [Vault] in one bbolt file. Writers that come at the same time
// share one commit; a commit is on the disk before any of them returns, and a
// crash leaves either all of an entry or nothing of it.
type BoltVault struct {
	mu   sync.RWMutex // held for writing while Forget exchanges the file
	db   *bolt.DB
	path string
}

var _ Vault = (*BoltVault)(nil)

// OpenVault opens the vault in a file, or makes one there with mode 0600. It
// fails with [ErrVault] when another process holds the file for longer than a
// second, or when the file was made by other rules of normalisation. Where a
// process ended between forgetting and writing the file anew, that is done now.
func OpenVault(path string) (*BoltVault, error) {
	if to, err := filepath.EvalSymlinks(path); err == nil {
		path = to // which gets the new file, not the link
	}
	db, err := openBolt(path)
	if err != nil {
		return nil, err
	}
	v := &BoltVault{db: db, path: path}
	if unfinished(db) {
		if err := v.compact(); err != nil {
			return nil, errors.Join(err, v.db.Close())
		}
	}
	return v, nil
}

// Close implements [Vault].
func (v *BoltVault) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.db.Close()
}

func codeKey(code uint64) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 16), code)
	return b[3:]
}

func codeOf(b []byte) uint64 {
	var full [8]byte
	copy(full[3:], b[:5])
	return binary.BigEndian.Uint64(full[:])
}

func formKey(code uint64, form uint16) []byte {
	return binary.BigEndian.AppendUint16(codeKey(code), form)
}

// Lookup implements [Vault].
func (v *BoltVault) Lookup(ctx context.Context, keys []VaultKey) ([]VaultSlot, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	out := make([]VaultSlot, len(keys))
	err := v.db.View(func(tx *bolt.Tx) error {
		index, forms := tx.Bucket(bIndex), tx.Bucket(bForm)
		for i, k := range keys {
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, x := range k.Index {
				if c := index.Get(x[:]); c != nil {
					out[i] = boltSlot(tx, forms, codeOf(c), k.Form)
					break
				}
			}
		}
		return nil
	})
	return out, err
}

func boltSlot(tx *bolt.Tx, forms *bolt.Bucket, code uint64, spell []Blind) VaultSlot {
	for _, f := range spell {
		if n := forms.Get(append(codeKey(code), f[:]...)); n != nil {
			return VaultSlot{Code: code, Form: binary.BigEndian.Uint16(n), Known: true, Spelled: true}
		}
	}
	return VaultSlot{Code: code, Known: true, Taken: formsOf(tx, code)}
}

// formsOf lists the numbers of a code's spellings.
func formsOf(tx *bolt.Tx, code uint64) (forms []uint16) {
	prefix := codeKey(code)
	c := tx.Bucket(bEntry).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		forms = append(forms, binary.BigEndian.Uint16(k[len(prefix):]))
	}
	return forms
}

// Put implements [Vault].
func (v *BoltVault) Put(ctx context.Context, entries []VaultEntry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.db.Batch(func(tx *bolt.Tx) error {
		for i := range entries {
			if err := free(tx, &entries[i]); err != nil {
				return err
			}
		}
		for i := range entries {
			if err := put(tx, &entries[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// free reports whether no other writer's entry stands in the place of e.
func free(tx *bolt.Tx, e *VaultEntry) error {
	if tx.Bucket(bGroup).Get(e.Group[:]) == nil {
		return ErrNotInVault
	}
	forms, code := formsOf(tx, e.Code), tx.Bucket(bIndex).Get(e.Index[:])
	switch {
	case code != nil && codeOf(code) != e.Code, e.New && (code != nil || forms != nil), !e.New && forms == nil:
		return ErrVaultConflict
	case slices.Contains(forms, e.Form):
		return ErrVaultConflict
	}
	return nil
}

func put(tx *bolt.Tx, e *VaultEntry) error {
	code := codeKey(e.Code)
	return errors.Join(
		tx.Bucket(bIndex).Put(e.Index[:], code),
		tx.Bucket(bForm).Put(append(codeKey(e.Code), e.Spell[:]...), binary.BigEndian.AppendUint16(nil, e.Form)),
		tx.Bucket(bEntry).Put(formKey(e.Code, e.Form), e.encode()),
		tx.Bucket(bMember).Put(append(append([]byte{}, e.Group[:]...), code...), nil),
	)
}

// encode writes an entry: type, group, index, spelling, ciphertext.
func (e *VaultEntry) encode() []byte {
	b := make([]byte, 0, 1+len(e.Group)+64+len(e.Sealed))
	b = append(b, byte(e.Type))
	b = append(b, e.Group[:]...)
	b = append(b, e.Index[:]...)
	b = append(b, e.Spell[:]...)
	return append(b, e.Sealed...)
}

func decodeEntry(key, b []byte) (VaultEntry, error) {
	if len(key) != 7 || len(b) < 1+16+64 {
		return VaultEntry{}, fmt.Errorf("%w: an entry is cut short", ErrVault)
	}
	e := VaultEntry{Code: codeOf(key), Form: binary.BigEndian.Uint16(key[5:]), Type: labels.Type(b[0])}
	copy(e.Group[:], b[1:])
	copy(e.Index[:], b[17:])
	copy(e.Spell[:], b[49:])
	e.Sealed = bytes.Clone(b[81:])
	return e, nil
}

// Find implements [Vault].
func (v *BoltVault) Find(_ context.Context, code uint64, form uint16) (e VaultEntry, err error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	err = v.db.View(func(tx *bolt.Tx) error {
		key := formKey(code, form)
		b := tx.Bucket(bEntry).Get(key)
		if b == nil {
			return ErrNotInVault
		}
		e, err = decodeEntry(key, b)
		return err
	})
	return e, err
}

// GroupKey implements [Vault].
func (v *BoltVault) GroupKey(_ context.Context, g Group, sealed []byte) (out []byte, err error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	read := func(tx *bolt.Tx) bool {
		out = bytes.Clone(tx.Bucket(bGroup).Get(g[:]))
		return out != nil
	}
	err = v.db.View(func(tx *bolt.Tx) error {
		if !read(tx) {
			return ErrNotInVault
		}
		return nil
	})
	if err == nil || sealed == nil {
		return out, err
	}
	err = v.db.Batch(func(tx *bolt.Tx) error {
		if read(tx) {
			return nil
		}
		out = sealed
		return tx.Bucket(bGroup).Put(g[:], sealed)
	})
	return out, err
}

// Forget implements [Vault]. The file is written anew without what is
// forgotten, since bbolt leaves deleted pages in place.
func (v *BoltVault) Forget(_ context.Context, g Group) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	n, err := v.forget(g)
	if err != nil {
		return 0, err
	}
	return n, v.compact()
}

// forget deletes a group, whose pages are still in the file then.
func (v *BoltVault) forget(g Group) (n int, err error) {
	err = v.db.Update(func(tx *bolt.Tx) error {
		codes, err := forgetMembers(tx, g)
		n = len(codes)
		if err != nil {
			return err
		}
		return errors.Join(tx.Bucket(bGroup).Delete(g[:]), tx.Bucket(bMeta).Put(kUnfinished, []byte{1}))
	})
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrVault, err)
	}
	return n, nil
}

// forgetMembers deletes all entries of a group and returns their codes.
func forgetMembers(tx *bolt.Tx, g Group) (codes [][]byte, err error) {
	c := tx.Bucket(bMember).Cursor()
	for k, _ := c.Seek(g[:]); bytes.HasPrefix(k, g[:]); k, _ = c.Next() {
		codes = append(codes, bytes.Clone(k[len(g):]))
	}
	for _, code := range codes {
		var keys [][]byte
		var entries []VaultEntry
		ec := tx.Bucket(bEntry).Cursor()
		for k, b := ec.Seek(code); bytes.HasPrefix(k, code); k, b = ec.Next() {
			e, err := decodeEntry(k, b)
			if err != nil {
				return nil, err
			}
			keys, entries = append(keys, bytes.Clone(k)), append(entries, e)
		}
		for i, e := range entries {
			err = errors.Join(err,
				tx.Bucket(bEntry).Delete(keys[i]),
				tx.Bucket(bIndex).Delete(e.Index[:]),
				tx.Bucket(bForm).Delete(append(bytes.Clone(code), e.Spell[:]...)))
		}
		err = errors.Join(err, tx.Bucket(bMember).Delete(append(bytes.Clone(g[:]), code...)))
	}
	return codes, err
}

// Rewrite implements [Vault].
func (v *BoltVault) Rewrite(_ context.Context, key func(Group, []byte) (Group, []byte, error), entry func(VaultEntry) (VaultEntry, error)) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	empty := false
	err := v.db.Update(func(tx *bolt.Tx) error {
		groups := map[Group][]byte{}
		var entries []VaultEntry
		err := tx.Bucket(bGroup).ForEach(func(k, b []byte) error {
			g2, s2, err := key(Group(k), bytes.Clone(b))
			groups[g2] = s2
			return err
		})
		if err != nil {
			return err
		}
		err = tx.Bucket(bEntry).ForEach(func(k, b []byte) error {
			e, err := decodeEntry(k, b)
			if err == nil {
				e, err = entry(e)
			}
			entries = append(entries, e)
			return err
		})
		if err != nil || len(groups) == 0 && len(entries) == 0 {
			empty = err == nil
			return err
		}
		for _, b := range [][]byte{bIndex, bForm, bEntry, bGroup, bMember} {
			if err := tx.DeleteBucket(b); err != nil {
				return err
			}
			if _, err := tx.CreateBucket(b); err != nil {
				return err
			}
		}
		for g, s := range groups {
			if err := tx.Bucket(bGroup).Put(g[:], s); err != nil {
				return err
			}
		}
		for i := range entries {
			if err := put(tx, &entries[i]); err != nil {
				return err
			}
		}
		return tx.Bucket(bMeta).Put(kUnfinished, []byte{1})
	})
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrVault, err)
	case empty:
		return nil
	}
	return v.compact()
}

// Counts implements [Vault].
func (v *BoltVault) Counts(context.Context) (VaultCounts, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	c := VaultCounts{Codes: map[labels.Type]int{}}
	err := v.db.View(func(tx *bolt.Tx) error {
		c.Patients = tx.Bucket(bGroup).Stats().KeyN
		var last []byte // keys are in order of their codes
		return tx.Bucket(bEntry).ForEach(func(k, b []byte) error {
			c.Forms++
			if len(k) == 7 && len(b) > 0 && !bytes.Equal(last, k[:5]) {
				c.Codes[labels.Type(b[0])]++
				last = k[:5]
			}
			return nil
		})
	})
	return c, err
}
