package redact

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// The errors of restoring.
var (
	ErrForgedToken = errors.New("redact: a token that these keys never made")
	ErrOneWay      = errors.New("redact: a one-way token has no way back")
	ErrNoReason    = errors.New("redact: restoring needs a reason")
)

// Access is the record of one restoring, for the audit log.
type Access struct {
	Time     time.Time `json:"time"`
	Reason   string    `json:"reason"`
	Note     string    `json:"note"`     // id of the text
	Tokens   int       `json:"tokens"`   // found in it
	Restored int       `json:"restored"` // turned back
	Error    string    `json:"error,omitempty"`
}

// Restorer turns tokens back into what they stand for. It is safe for
// concurrent use.
type Restorer struct {
	seal  *sealer
	coder *coder
	audit func(Access) error
	now   func() time.Time
}

// NewRestorer makes a Restorer for a tenant's keys and vault. audit must store
// each access before a text is given out; where it fails nothing is restored.
// The vault may be nil when there are reversible tokens only.
func NewRestorer(keys *Keys, tenant string, vault Vault, audit func(Access) error) (*Restorer, error) {
	if keys == nil || audit == nil {
		return nil, fmt.Errorf("%w: a restorer needs keys and an audit log", ErrKeys)
	}
	if vault == nil {
		vault = NewMemoryVault()
	}
	s, err := newSealer(keys, tenant, vault)
	if err != nil {
		return nil, err
	}
	c, err := newCoder(keys, tenant)
	if err != nil {
		return nil, err
	}
	return &Restorer{seal: s, coder: c, audit: audit, now: time.Now}, nil
}

// Restore puts the originals back for every token in a text. It fails closed:
// one token that is forged, damaged, one-way or not in the vault, and nothing
// comes back. The reason goes into the audit log with the access, which is written
// whether it succeeds or not; "" is refused.
func (r *Restorer) Restore(ctx context.Context, id, text, reason string) (string, error) {
	if strings.TrimSpace(reason) == "" {
		return "", ErrNoReason
	}
	found := FindTokens(text)
	out, n, err := "", 0, error(nil)
	if at := damagedToken(text); at >= 0 {
		err = fmt.Errorf("token at byte %d: %w", at, ErrForgedToken)
	} else {
		out, n, err = r.restore(ctx, text, found)
	}
	a := Access{Time: r.now().UTC(), Reason: reason, Note: id, Tokens: len(found), Restored: n}
	if err != nil {
		a.Restored, a.Error = 0, err.Error()
	}
	if logErr := r.audit(a); logErr != nil {
		return "", errors.Join(err, fmt.Errorf("redact: the access could not be logged: %w", logErr))
	}
	return out, err
}

func (r *Restorer) restore(ctx context.Context, text string, found []FoundToken) (string, int, error) {
	var b strings.Builder
	b.Grow(len(text))
	last := 0
	for _, f := range found {
		v, err := r.value(ctx, f)
		if err != nil {
			return "", 0, fmt.Errorf("token at byte %d: %w", f.Start, err)
		}
		b.WriteString(text[last:f.Start])
		b.WriteString(v)
		last = f.End
	}
	b.WriteString(text[last:])
	return b.String(), len(found), nil
}

// value returns what one token stands for.
func (r *Restorer) value(ctx context.Context, f FoundToken) (string, error) {
	switch f.Kind {
	case TokenPRF:
		return "", ErrOneWay
	case TokenSIV:
		return r.coder.openSIV(f)
	}
	code, form, ok := f.slot()
	if !ok {
		return "", ErrForgedToken
	}
	e, err := r.seal.vault.Find(ctx, code, form)
	switch {
	case err != nil:
		return "", err
	case e.Type != f.Type:
		return "", ErrForgedToken
	}
	_, surface, err := r.seal.open(ctx, e)
	return surface, err
}

// slot reads the code and the number of the spelling of a random token.
func (f FoundToken) slot() (code uint64, form uint16, ok bool) {
	for i := 0; i < len(f.body); i++ {
		code = code<<5 | uint64(crockfordValue[f.body[i]])
	}
	if f.form == "" {
		return code, 0, true
	}
	form, ok = formNumber(f.form)
	return code, form, ok
}
