package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/redact"
	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/audit"
)

// restoredNote is one line of output of restore.
type restoredNote struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

func (a *app) restoreCommand() *cobra.Command {
	var f streamFlags
	var keys, vault, tenant, reason, logDir, logKey, actor string
	c := &cobra.Command{
		Use:   "restore [FILE|FOLDER|-]...",
		Short: "Put the originals back for the tokens in redacted notes",
		Long: `restore turns tokens back into what they stand for, given the keys and the vault
that they were made with. What it writes is PHI. Each note is entered in the
audit log, with the reason, before it is given out; a note with one token that
these keys and this vault do not know is refused as a whole. Of the folder of a run
its notes.ndjson is read. Only tokens have a way back: stand-ins, shifted dates and
tags stay, and notes without a token are told.`,
		Example: "  lethe restore --keys project.keys --vault project.vault --audit access --reason \"subpoena 12-345\" redacted.ndjson",
		RunE: func(c *cobra.Command, args []string) (err error) {
			if keys == "" || strings.TrimSpace(reason) == "" || logDir == "" {
				return errors.New("restore needs --keys, --reason and --audit")
			}
			k, v, err := openCustody(keys, vault)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, v.Close()) }()
			log, err := openAudit(logDir, logKey)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, log.Close()) }()
			var given, bare atomic.Int64 // notes given out, and those of them without a token
			r, err := redact.NewRestorer(k, tenant, v, func(x redact.Access) error {
				if x.Error == "" {
					given.Add(1)
				}
				if x.Error == "" && x.Tokens == 0 {
					bare.Add(1)
				}
				return record(log, actor, x)
			})
			if err != nil {
				return err
			}
			notes, err := a.notes(notesOfRuns(args), f.source())
			if err != nil {
				return err
			}
			defer func() {
				if n := bare.Load(); n > 0 {
					fmt.Fprintf(a.err, "lethe: warning: no token in %d of %s: nothing was put back there, stand-ins and tags have no way back\n",
						n, counted(int(given.Load()), "note"))
				}
			}()
			return stream(c.Context(), a, f, notes, func(ctx context.Context, n lethe.Note) (restoredNote, error) {
				text, err := r.Restore(ctx, n.ID, n.Text, reason)
				if err != nil {
					return restoredNote{}, lethe.StageError(n, "restore", err)
				}
				return restoredNote{n.ID, text}, nil
			})
		},
	}
	f.register(c)
	c.Flags().StringVar(&keys, "keys", "", "key `file` of the redaction")
	c.Flags().StringVar(&vault, "vault", "", "vault `file` of the redaction (none: reversible tokens only)")
	c.Flags().StringVar(&tenant, "tenant", "", "project that the notes were redacted for")
	c.Flags().StringVar(&reason, "reason", "", "why, for the audit log; no PHI")
	c.Flags().StringVar(&logDir, "audit", "", "audit log `folder`, made if absent")
	c.Flags().StringVar(&logKey, "audit-key", "", "signing key `file` of the audit log, made if absent (default: beside the log, named FOLDER.key)")
	c.Flags().StringVar(&actor, "actor", os.Getenv("USER"), "who, for the audit log")
	return c
}

// notesOfRuns takes for a folder of a run the file of its redacted notes.
func notesOfRuns(args []string) []string {
	out := slices.Clone(args)
	for i, arg := range out {
		file := filepath.Join(arg, review.NotesFile)
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			out[i] = file
		}
	}
	return out
}

// openCustody opens existing keys and an existing vault; it never makes new
// ones, which could read nothing.
func openCustody(keys, vault string) (*redact.Keys, redact.Vault, error) {
	for _, path := range []string{keys, vault} {
		if _, err := os.Stat(path); path != "" && err != nil {
			return nil, nil, err
		}
	}
	k, err := redact.OpenKeys(keys)
	if err != nil {
		return nil, nil, err
	}
	if vault == "" {
		return k, redact.NewMemoryVault(), nil
	}
	v, err := redact.OpenVault(vault)
	if err != nil {
		return nil, nil, err
	}
	return k, v, nil
}

// openAudit opens the audit log in a folder, or makes it and its key.
func openAudit(dir, keyFile string) (*audit.Log, error) {
	if keyFile == "" {
		keyFile = dir + ".key"
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	begun := len(entries) > 0
	key, err := audit.LoadKey(keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		if begun {
			return nil, fmt.Errorf("the audit log in %s was begun with a key that is not in %s: name it with --audit-key", dir, keyFile)
		}
		if key, err = audit.NewKey("lethe"); err == nil {
			err = key.Save(keyFile)
		}
	}
	if err != nil {
		return nil, err
	}
	if !begun {
		return audit.Create(dir, key)
	}
	return audit.Open(dir, key)
}

// record enters one access. The note's id is bound, not written.
func record(log *audit.Log, actor string, x redact.Access) error {
	facts := map[string]string{
		"reason": plainFact(x.Reason), "tokens": strconv.Itoa(x.Tokens), "restored": strconv.Itoa(x.Restored),
	}
	if x.Error != "" {
		facts["error"] = plainFact(x.Error)
	}
	_, err := log.Append(audit.Entry{Kind: audit.KindRestore, Actor: plainFact(actor), Facts: facts, Commit: map[string][]byte{"note": []byte(x.Note)}})
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	return nil
}

// plainFact writes s as printable ASCII of at most 200 bytes.
func plainFact(s string) string {
	q := strconv.QuoteToASCII(s)
	if q = q[1 : len(q)-1]; len(q) > 200 {
		q = q[:200]
	}
	return q
}
