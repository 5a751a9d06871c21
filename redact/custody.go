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

// RotateVault seals everything in the vault of a tenant with the primary key
// and blinds its index with it. Tokens stay what they are. Afterwards the older
// keys are no longer needed for the vault; they still are for SIV tokens made
// with them, and the oldest one for shifts and surrogates.
func RotateVault(ctx context.Context, keys *Keys, tenant string, vault Vault) error {
	s, err := newSealer(keys, tenant, vault)
	if err != nil {
		return err
	}
	opened := map[Group][]byte{}
	rekey := func(g Group, sealed []byte) (Group, []byte, error) {
		raw, err := s.unwrapKey(g, sealed)
		if err != nil {
			return g, nil, err
		}
		opened[g] = raw
		w, err := s.wrapKey(g, raw)
		return g, w, err
	}
	reindex := func(e VaultEntry) (VaultEntry, error) {
		a, err := newGroupCipher(opened[e.Group])
		if err != nil {
			return e, fmt.Errorf("%w: an entry's patient has no key", ErrVault)
		}
		scope, surface, err := openWith(a, e)
		if err != nil {
			return e, err
		}
		e.Index = s.index(keys.primary, scope, e.Type, Normalize(e.Type, surface))
		e.Spell = s.spell(keys.primary, scope, e.Type, surface)
		return e, nil
	}
	return vault.Rewrite(ctx, rekey, reindex)
}
