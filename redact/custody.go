package redact

import (
	"context"
	"errors"
	"fmt"
)

// Forget makes everything the vault holds of a patient unreadable for good
// (crypto-shredding): the patient's key and entries leave the vault, and the
// tokens already given out stand for nothing any more. It returns how many
// codes were lost. What was made without a vault (PRF and SIV tokens, shifts)
// is not touched by it.
func Forget(ctx context.Context, keys *Keys, tenant string, vault Vault, patient string) (int, error) {
	s, err := newSealer(keys, tenant, vault)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range keys.ids {
		key, err := keys.derive(id, tenant, forGroup, "", 32)
		if err != nil {
			return n, err
		}
		g := groupOf(key, (&Note{Patient: patient}).scopeOf())
		switch _, err := s.vault.GroupKey(ctx, g, nil); {
		case errors.Is(err, ErrNotInVault):
			continue
		case err != nil:
			return n, err
		}
		lost, err := s.vault.Forget(ctx, g)
		n += lost
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// CheckVault fails with [ErrKeys] when something in a vault was sealed with a key
// that is not among these, and with [ErrOtherTenant] when they open nothing in it
// for a tenant: it may have come under another's name, or be new to the vault.
// It changes nothing. A vault that holds nothing is open to all keys.
func CheckVault(ctx context.Context, keys *Keys, tenant string, vault Vault) error {
	c, err := newCustody(keys, tenant, vault)
	if err != nil {
		return err
	}
	look := func(g Group, sealed []byte) (Group, []byte, error) {
		_, _, err := c.rekey(g, sealed)
		return g, sealed, err
	}
	// The groups are asked before the entries: the first entry ends the rewriting,
	// and with an error nothing is rewritten.
	stop := func(e VaultEntry) (VaultEntry, error) { return e, errLooked }
	if err := vault.Rewrite(ctx, look, stop); err != nil && !errors.Is(err, errLooked) {
		return err
	}
	return c.check()
}

var errLooked = errors.New("looked, and left it as it was")

// RotateVault seals everything that the vault holds for a tenant with the primary
// key and blinds its index with it; what it holds for other tenants stays as it
// is. Tokens stay what they are. Once this was done for every tenant, the older
// keys are no longer needed for the vault; they still are for SIV tokens made
// with them, and the oldest one for shifts and surrogates.
func RotateVault(ctx context.Context, keys *Keys, tenant string, vault Vault) error {
	c, err := newCustody(keys, tenant, vault)
	if err != nil {
		return err
	}
	if err := vault.Rewrite(ctx, c.rekey, c.reindex); err != nil {
		return err
	}
	return c.check()
}

// custody goes through what a vault holds for a tenant.
type custody struct {
	s       *sealer
	opened  map[Group][]byte // raw keys of the tenant's groups
	foreign map[Group]bool   // groups of other tenants
}

func newCustody(keys *Keys, tenant string, vault Vault) (*custody, error) {
	s, err := newSealer(keys, tenant, vault)
	return &custody{s, map[Group][]byte{}, map[Group]bool{}}, err
}

// check reports that a vault with groups has none of the tenant's.
func (c *custody) check() error {
	if len(c.opened) == 0 && len(c.foreign) > 0 {
		return ErrOtherTenant
	}
	return nil
}

// rekey seals a group's key with the primary key.
func (c *custody) rekey(g Group, sealed []byte) (Group, []byte, error) {
	raw, err := c.s.unwrapKey(g, sealed)
	switch {
	case errors.Is(err, ErrOtherTenant):
		c.foreign[g] = true
		return g, sealed, nil
	case err != nil:
		return g, nil, err
	}
	c.opened[g] = raw
	w, err := c.s.wrapKey(g, raw)
	return g, w, err
}

// reindex blinds an entry's index with the primary key.
func (c *custody) reindex(e VaultEntry) (VaultEntry, error) {
	if err := c.check(); err != nil || c.foreign[e.Group] {
		return e, err
	}
	a, err := newGroupCipher(c.opened[e.Group])
	if err != nil {
		return e, fmt.Errorf("%w: an entry's patient has no key", ErrVault)
	}
	scope, surface, err := openWith(a, e)
	if err != nil {
		return e, err
	}
	e.Index = c.s.index(c.s.keys.primary, scope, e.Type, Normalize(e.Type, surface))
	e.Spell = c.s.spell(c.s.keys.primary, scope, e.Type, surface)
	return e, nil
}
