package redact

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/lethe-health/lethe/labels"
)

// Note is one note to redact.
type Note struct {
	ID      string // goes into the document and into errors: must not be PHI
	Patient string // scope of tokens, shifts and surrogates; "" makes the note its own patient, by ID
	Text    string // valid UTF-8
	// Created is when the note was written. Dates that leave parts open are read
	// by it, and by it years tell ages over 89.
	Created time.Time
	// Anchor is the day that date-relative counts from, such as the admission;
	// zero is Created.
	Anchor time.Time
	// Identifiers are values known of the patient from elsewhere (name, record
	// number). They are not looked for while redacting, only afterwards: one
	// that is left fails the note.
	Identifiers []Identifier
}

// Identifier is a known value of a person.
type Identifier struct {
	Type  labels.Type
	Value string
}

// Options set up a [Redactor]. The zero value redacts by the policy "tag".
type Options struct {
	// Policy; nil is the built-in "tag".
	Policy *Policy
	// Tenant parts projects from one another: no token, shift or surrogate of
	// one says anything of another, even under the same keys.
	Tenant string
	// Keys; nil makes a random set that ends with the process.
	Keys *Keys
	// Vault of random tokens; nil keeps them in memory.
	Vault Vault
	// KeepOriginals keeps the note and the replaced values in each Document.
	KeepOriginals bool
	// NoGuard leaves out the search for what was removed in what is given out.
	NoGuard bool
	// Scan looks at each finished text once more, such as a tagger's own run;
	// what it finds outside of replacements, at GuardScore or over, fails the
	// note. nil leaves it out.
	Scan func(text string) []labels.Annotation
	// GuardScore is the least score that Scan's findings count with; 0 is 0.5.
	GuardScore float64
	// AcceptLint takes a policy although [Lint] says it breaks its legal basis.
	AcceptLint bool
}

// Redactor redacts notes by one policy. It does not change and is safe for
// concurrent use. The same note under the same keys and vault gives the same
// document.
type Redactor struct {
	policy Policy
	rules  ruleTable
	opts   Options
	keys   *Keys
	seal   *sealer
	coder  *coder
	stand  *surrogates
	shift  []byte // key of date shifts
	tokens cache
}

// The reasons for which a note is refused. A [*NoteError] wraps one of them, a
// [*LeakError], or the error of the vault.
var (
	ErrInvalidUTF8 = errors.New("the text is not valid UTF-8")
	ErrAnnotation  = errors.New("an annotation is not a span of the text, or overlaps another, or has no type")
)

// NoteError says why a note was not redacted. It holds no note text.
type NoteError struct {
	ID     string
	Offset int // byte offset of the fault in the note; -1 where there is none
	Err    error
}

// Error names the note, the offset and the reason.
func (e *NoteError) Error() string {
	if e.Offset < 0 {
		return fmt.Sprintf("redact: note %q: %v", e.ID, e.Err)
	}
	return fmt.Sprintf("redact: note %q at byte %d: %v", e.ID, e.Offset, e.Err)
}

// Unwrap returns the reason.
func (e *NoteError) Unwrap() error { return e.Err }

// New makes a Redactor. It fails with a [*PolicyError] or a [*LintError] for a
// policy that cannot be carried out or breaks the basis it claims, and with
// [ErrKeys] or [ErrVault]. Options may be nil.
func New(o *Options) (*Redactor, error) {
	if o == nil {
		o = &Options{}
	}
	r := &Redactor{opts: *o, keys: o.Keys}
	if o.Policy == nil {
		r.policy = TagPolicy()
	} else {
		r.policy = *o.Policy
		r.policy.Rules = slices.Clone(o.Policy.Rules)
	}
	if err := r.policy.Check(); err != nil {
		return nil, err
	}
	r.rules = r.policy.compile()
	if found := Lint(&r.policy); len(found) > 0 && !o.AcceptLint {
		return nil, &LintError{Policy: r.policy.Name, Findings: found}
	}
	var err error
	if r.keys == nil {
		if r.keys, err = NewKeys(); err != nil {
			return nil, err
		}
	}
	if r.opts.Vault == nil {
		r.opts.Vault = NewMemoryVault()
	}
	if r.seal, err = newSealer(r.keys, o.Tenant, r.opts.Vault); err != nil {
		return nil, err
	}
	if r.coder, err = newCoder(r.keys, o.Tenant); err != nil {
		return nil, err
	}
	if r.stand, err = newSurrogates(r.keys, o.Tenant); err != nil {
		return nil, err
	}
	r.shift, err = r.keys.derive(r.keys.oldest, o.Tenant, forShift, "", 32)
	return r, err
}

// KeyIDs returns the ids of the keys that tokens and shifts are made with: the
// primary, and the oldest, which shifts stay with.
func (r *Redactor) KeyIDs() []uint32 {
	return slices.Compact([]uint32{r.keys.Primary(), r.keys.oldest})
}

// Policy returns a copy of the policy.
func (r *Redactor) Policy() Policy {
	p := r.policy
	p.Rules = slices.Clone(p.Rules)
	return p
}

// scopeOf is the patient that a note counts to.
func (n *Note) scopeOf() string {
	if n.Patient == "" {
		return "note\x00" + n.ID
	}
	return "patient\x00" + n.Patient
}

// Redact replaces the annotated spans of a note. The annotations must be spans
// of the text, in order and disjoint; a span that an earlier redaction left (a
// tag, a token) stays as it is. The error is a [*NoteError]; there is no
// document then.
func (r *Redactor) Redact(ctx context.Context, n Note, anns []labels.Annotation) (*Document, error) {
	if err := ctx.Err(); err != nil {
		return nil, &NoteError{ID: n.ID, Offset: -1, Err: err}
	}
	if err := check(&n, anns); err != nil {
		return nil, err
	}
	w := borrowWork(r, &n)
	defer w.release()
	w.plan(anns)
	if err := w.resolveTokens(ctx); err != nil {
		return nil, &NoteError{ID: n.ID, Offset: -1, Err: err}
	}
	doc := w.build()
	if !r.opts.NoGuard {
		if err := r.guard(&n, doc, w); err != nil {
			return nil, &NoteError{ID: n.ID, Offset: -1, Err: err}
		}
	}
	return doc, nil
}

// check refuses what cannot be redacted safely.
func check(n *Note, anns []labels.Annotation) error {
	if !utf8.ValidString(n.Text) {
		at := 0
		for i, c := range n.Text {
			if c == utf8.RuneError {
				if _, size := utf8.DecodeRuneInString(n.Text[i:]); size == 1 {
					at = i
					break
				}
			}
		}
		return &NoteError{ID: n.ID, Offset: at, Err: ErrInvalidUTF8}
	}
	last := 0
	for i := range anns {
		a := &anns[i]
		if a.Start < last || a.End <= a.Start || a.End > len(n.Text) || !a.Type.Valid() ||
			!utf8.RuneStart(n.Text[a.Start]) || a.End < len(n.Text) && !utf8.RuneStart(n.Text[a.End]) {
			return &NoteError{ID: n.ID, Offset: a.Start, Err: ErrAnnotation}
		}
		last = a.End
	}
	return nil
}
