package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/redact"
	"github.com/lethe-health/lethe/redact/review"
)

// redactFlags say under which policy, keys and vault notes are redacted.
type redactFlags struct {
	policy, keys, vault, tenant string
	tagger                      taggerFlags
	second                      bool
}

func (f *redactFlags) register(c *cobra.Command, policy string) {
	c.Flags().StringVar(&f.policy, "policy", policy, "built-in policy ("+strings.Join(redact.BuiltinNames(), ", ")+") or YAML file")
	c.Flags().StringVar(&f.keys, "keys", "", "key `file`, made if absent (none: a random key that ends with the run)")
	c.Flags().StringVar(&f.vault, "vault", "", "vault `file` of tokens, made if absent; needs --keys (none: in memory)")
	c.Flags().StringVar(&f.tenant, "tenant", "", "project whose tokens and shifts are its own")
	f.tagger.register(c)
	c.Flags().BoolVar(&f.second, "second-opinion", false, "ask an independent finder too, for the report: slow; what it alone sees is ranked first")
}

// options opens what the flags name. done closes the vault.
func (f *redactFlags) options(a *app) (o *lethe.Options, done func() error, err error) {
	po, err := f.tagger.options()
	if err != nil {
		return nil, nil, err
	}
	ro := &redact.Options{Tenant: f.tenant}
	done = func() error { return nil }
	if ro.Policy, err = redact.LoadPolicy(f.policy); err != nil {
		return nil, nil, err
	}
	if f.vault != "" && f.keys == "" {
		return nil, nil, errors.New("--vault needs --keys: a vault cannot be read again without its keys")
	}
	if f.keys != "" {
		if ro.Keys, err = redact.OpenKeys(f.keys); err != nil {
			return nil, nil, err
		}
	}
	if f.vault != "" {
		v, err := redact.OpenVault(f.vault)
		if err != nil {
			return nil, nil, err
		}
		// A vault of two key files could never be rotated. A tenant may be new to it.
		if err := redact.CheckVault(context.Background(), ro.Keys, f.tenant, v); err != nil && !errors.Is(err, redact.ErrOtherTenant) {
			return nil, nil, errors.Join(err, v.Close())
		}
		ro.Vault, done = v, v.Close
	}
	return &lethe.Options{Phi: po, Redact: ro, SecondOpinion: f.second}, done, nil
}

func (a *app) redactCommand() *cobra.Command {
	var f streamFlags
	var r redactFlags
	var rep reportFlags
	var au auditFlags
	c := &cobra.Command{
		Use:   "redact [FILE|FOLDER|-]...",
		Short: "Replace PHI as a policy says: text and edits, one line per note",
		Long: `redact finds PHI and replaces it, one JSON line per note:

  {"id":…,"text":…,"edits":[{"span":{"start":…,"end":…},"original":{"start":…,"end":…},"type":"[DATE]","operator":"tag","score":…}],…}

"span" is in the redacted text, "original" in the note as it was read (without a
byte order mark at the start of a file); both are code points.
The output quotes nothing of what was replaced. A note in which something that
was replaced would still stand elsewhere is refused.`,
		Example: "  lethe redact notes.ndjson > redacted.ndjson\n  lethe redact --policy safe-harbor --keys project.keys --vault project.vault notes",
		RunE: func(c *cobra.Command, args []string) (err error) {
			if err := rep.check(r.keys, au.dir); err != nil {
				return err
			}
			o, done, err := r.options(a)
			if err != nil {
				return err
			}
			o.Redact.KeepOriginals = rep.originals
			if r.vault == "" && o.Redact.Policy.NeedsVault() {
				fmt.Fprintln(a.err, "lethe: no --vault: this policy's tokens end with the run, nothing leads back from them")
			}
			defer func() { err = errors.Join(err, done()) }()
			p, err := lethe.New(o)
			if err != nil {
				return err
			}
			notes, err := a.notes(args, f.source())
			if err != nil {
				return err
			}
			if err := rep.checkOutputs(a, f.out); err != nil {
				return err
			}
			on, err := au.open()
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, on.close()) }()
			run := about(p)
			if err := on.beginRun("redact", run); err != nil {
				return err
			}
			if a.reportTo, err = newReportFile(rep, run, on); err != nil {
				_, eerr := on.endRun("redact", 0, 0, 0, err)
				return errors.Join(err, eerr)
			}
			work := redaction{p: p, second: r.second, report: a.reportTo}
			err = streamTo(c.Context(), a, f, notes, work.redact, work.written)
			dead := 0
			if some := (*deadLettersError)(nil); errors.As(err, &some) {
				dead = some.count
			}
			failed := err
			if dead > 0 {
				failed = nil
			}
			head, eerr := on.endRun("redact", work.notes, dead, work.replaced, failed)
			return errors.Join(err, eerr, a.reportTo.close(head, failed))
		},
	}
	f.register(c)
	r.register(c, "tag")
	au.register(c, "the run, its policy and --report-originals")
	rep.register(c)
	return c
}

// redaction is the work of redact on one note after the other.
type redaction struct {
	p               *lethe.Pipeline
	second          bool // ask for a second opinion on every note
	report          *reportFile
	notes, replaced int // written
}

// redactedNote is a note as it is written, and as the report shows it.
type redactedNote struct {
	line json.RawMessage
	seen review.Note
}

// MarshalJSON gives the line.
func (n redactedNote) MarshalJSON() ([]byte, error) { return n.line, nil }

func (r *redaction) redact(ctx context.Context, n lethe.Note) (out redactedNote, err error) {
	d, err := r.p.Redact(ctx, n)
	if err != nil {
		return out, err
	}
	if out.seen, err = review.FromDocument(d); err != nil {
		return out, err
	}
	out.seen.Stratum = n.Type
	if r.second {
		if out.seen.Disagreements, err = r.p.SecondOpinion(ctx, n, d); err != nil {
			return out, err
		}
	}
	out.line, err = review.MarshalNote(d, &out.seen)
	return out, err
}

// written counts a note, and puts it into the report.
func (r *redaction) written(n redactedNote) error {
	r.notes++
	r.replaced += len(n.seen.Marks)
	return r.report.add(n.seen)
}
