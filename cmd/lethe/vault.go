package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
	"github.com/lethe-health/lethe/redact/review/audit"
)

func (a *app) vaultCommand() *cobra.Command {
	var keys, vault, tenant string
	var au auditFlags
	c := &cobra.Command{
		Use:   "vault",
		Short: "Show, rotate and forget what tokens stand for",
		Long: `vault shows how much a vault holds, seals it with a new key, and destroys what it
holds of a patient. The latter two are on record in the audit log before they are
done, and their outcome after it.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	record := func() (*onRecord, error) {
		if au.dir == "" {
			return nil, errors.New("this needs --audit: what becomes of a vault is kept on record")
		}
		return au.open()
	}
	open := func() (*redact.Keys, redact.Vault, error) {
		if keys == "" || vault == "" {
			return nil, nil, errors.New("vault needs --keys and --vault")
		}
		return openCustody(keys, vault)
	}
	c.PersistentFlags().StringVar(&keys, "keys", "", "key `file` of the vault")
	c.PersistentFlags().StringVar(&vault, "vault", "", "vault `file`")
	c.PersistentFlags().StringVar(&tenant, "tenant", "", "project that the vault serves")
	c.AddCommand(
		&cobra.Command{
			Use: "counts", Short: "How many patients, codes and spellings the vault holds", Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) (err error) {
				_, v, err := open()
				if err != nil {
					return err
				}
				defer func() { err = errors.Join(err, v.Close()) }()
				n, err := v.Counts(c.Context())
				if err != nil {
					return err
				}
				return writeCounts(a.out, n)
			},
		},
		&cobra.Command{
			Use: "rotate", Short: "Add a new primary key and seal the vault with it; all tokens stay valid", Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) (err error) {
				k, v, err := open()
				if err != nil {
					return err
				}
				defer func() { err = errors.Join(err, v.Close()) }()
				log, err := record()
				if err != nil {
					return err
				}
				defer func() { err = errors.Join(err, log.close()) }()
				return log.act(audit.KindReseal, nil, func(done map[string]string) error {
					// Keys that do not open the vault are left as they are.
					if err := redact.CheckVault(c.Context(), k, tenant, v); err != nil {
						return err
					}
					next, err := k.Rotate()
					if err != nil {
						return err
					}
					done["key"] = strconv.FormatUint(uint64(next.Primary()), 16)
					// The new key is safe in its file before anything is sealed with it.
					if err := next.Save(keys); err != nil {
						return err
					}
					if err := redact.RotateVault(c.Context(), next, tenant, v); err != nil {
						return err
					}
					_, err = fmt.Fprintf(a.out, "the vault is sealed with key %x\n", next.Primary())
					return err
				})
			},
		},
		a.forgetCommand(open, record, &tenant),
	)
	for _, name := range []string{"rotate", "forget"} {
		if sub, _, err := c.Find([]string{name}); err == nil {
			au.register(sub, "the act")
		}
	}
	return c
}

func (a *app) forgetCommand(open func() (*redact.Keys, redact.Vault, error), record func() (*onRecord, error), tenant *string) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:   "forget",
		Short: "Make a patient's tokens unreadable for good",
		Long: `forget reads a patient's id on standard input, where no shell history keeps it,
and destroys the patient's key and entries in the vault. There is no way back. The
audit log binds itself to the id without holding it. An id of which the vault holds
nothing is an error, so that nobody takes a slip for a patient forgotten.`,
		Example: "  lethe vault forget --keys project.keys --vault project.vault --audit access --yes < id.txt",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if !yes {
				return errors.New("forget needs --yes: there is no way back")
			}
			raw, err := io.ReadAll(io.LimitReader(a.in, 1<<16))
			if err != nil {
				return err
			}
			id := strings.TrimSpace(strings.TrimPrefix(string(raw), "\ufeff"))
			if id == "" || strings.ContainsAny(id, "\r\n") {
				return errors.New("forget wants one patient id on standard input")
			}
			k, v, err := open()
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, v.Close()) }()
			log, err := record()
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, log.close()) }()
			return log.act(audit.KindForget, map[string][]byte{"patient": []byte(id)}, func(done map[string]string) error {
				if err := redact.CheckVault(c.Context(), k, *tenant, v); err != nil {
					return err
				}
				n, err := redact.Forget(c.Context(), k, *tenant, v, id)
				if err != nil {
					return err
				}
				done["codes"] = strconv.Itoa(n)
				if n == 0 {
					return errors.New("nothing was forgotten: the vault holds nothing under this patient id and tenant")
				}
				_, err = fmt.Fprintf(a.out, "%d codes forgotten\n", n)
				return err
			})
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "there is no way back, and that is wanted")
	return c
}

func writeCounts(w io.Writer, n redact.VaultCounts) error {
	codes := 0
	for _, c := range n.Codes {
		codes += c
	}
	_, err := fmt.Fprintf(w, "%-16s %d\n%-16s %d\n%-16s %d\n", "scopes", n.Patients, "codes", codes, "spellings", n.Forms)
	for _, t := range labels.Types() {
		if err == nil && n.Codes[t] > 0 {
			_, err = fmt.Fprintf(w, "  %-14s %d\n", t, n.Codes[t])
		}
	}
	return err
}
