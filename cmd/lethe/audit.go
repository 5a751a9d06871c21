package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe/redact/review/audit"
	"github.com/lethe-health/lethe/redact/review/report"
)

func (a *app) auditCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "audit",
		Short: "The log of what was done, which cannot be changed unseen",
		Args:  cobra.NoArgs, // or a slip in the name of a command would end well
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.auditVerifyCommand(), a.auditListCommand(), a.auditRotateCommand())
	return c
}

func (a *app) auditVerifyCommand() *cobra.Command {
	var o audit.VerifyOptions
	var witnesses []string
	c := &cobra.Command{
		Use:   "verify FOLDER",
		Short: "Find any change, deletion or truncation of a log",
		Long: `verify checks every entry, the signed head and every key of the log in FOLDER. A log
that was put back to an earlier state as a whole is found with --witness: a head that
was kept elsewhere, such as the one a report prints. --key is the public key that the
log began with; without it, a log written anew with another key is taken.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			for _, path := range witnesses {
				w, err := witness(path)
				if err != nil {
					return err
				}
				o.Witnesses = append(o.Witnesses, w)
			}
			s, err := audit.Verify(args[0], &o)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "sound: %d entries, %d keys, root %s\n", s.Head.Size, len(s.Keys), s.Head.Root)
			var kinds []string
			for k := range s.Kinds {
				kinds = append(kinds, string(k))
			}
			slices.Sort(kinds)
			for _, k := range kinds {
				fmt.Fprintf(a.out, "  %-14s %d\n", k, s.Kinds[audit.Kind(k)])
			}
			fmt.Fprintf(a.out, "began with key %s\n", s.Keys[0])
			if s.Interrupted {
				fmt.Fprintln(a.out, "an entry was being written when the process ended; nothing acknowledged is missing")
			}
			return nil
		},
	}
	c.Flags().StringVar(&o.FirstKey, "key", "", "public `key` that the log began with")
	c.Flags().StringSliceVar(&witnesses, "witness", nil, "`file` with a head that was kept elsewhere, or the report.json that prints one")
	return c
}

// witness reads a head from a file of its own, or from a report's JSON twin.
func witness(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil || len(b) == 0 || b[0] != '{' {
		return string(b), err
	}
	r, err := report.ReadRun(path)
	if err == nil && r.AuditHead == "" {
		err = fmt.Errorf("%s: this report prints no head of an audit log", path)
	}
	return r.AuditHead, err
}

func (a *app) auditListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list FOLDER",
		Short: "Print the entries of a log, verified first, one JSON line each",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := audit.Verify(args[0], nil); err != nil {
				return err
			}
			e := json.NewEncoder(a.out)
			e.SetEscapeHTML(false)
			for r, err := range audit.Records(args[0]) {
				if err != nil {
					return err
				}
				if err := e.Encode(r); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (a *app) auditRotateCommand() *cobra.Command {
	var old, next string
	c := &cobra.Command{
		Use:   "rotate FOLDER",
		Short: "Let a new key sign the log from here on",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) (err error) {
			k, err := audit.LoadKey(old)
			if err != nil {
				return err
			}
			l, err := audit.Open(args[0], k)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, l.Close()) }()
			n, err := audit.NewKey("lethe")
			if err != nil {
				return err
			}
			if err := n.Save(next); err != nil {
				return err
			}
			if err := l.Rotate(n); err != nil {
				return err
			}
			_, err = fmt.Fprintln(a.out, n.Public())
			return err
		},
	}
	c.Flags().StringVar(&old, "key", "", "key `file` that signs now")
	c.Flags().StringVar(&next, "new-key", "", "new key `file` to make")
	_ = c.MarkFlagRequired("key")     // the flags are there
	_ = c.MarkFlagRequired("new-key") //
	return c
}

// auditHead returns the signed head of the log in a folder, "" where there is
// none.
func auditHead(dir string) (string, error) {
	if _, err := os.Stat(filepath.Join(dir, "keys")); errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	s, err := audit.Verify(dir, nil)
	return s.Head.Note, err
}
