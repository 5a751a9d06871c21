package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe/labels/exchange"
	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/report"
	"github.com/lethe-health/lethe/redact/review/sample"
)

func (a *app) reviewCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "review",
		Short: "Read de-identified notes, and say what that proves",
		Long: `review is the reviewer's side of redaction. It works on the folder of a run, or on
a file that lethe redact wrote. Verdicts stand in review.db in that folder.`,
		Args: cobra.NoArgs, // or a slip in the name of a command would end well
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.reviewServeCommand(), a.reviewPlanCommand(), a.reviewResultsCommand(),
		a.reviewReportCommand(), a.reviewExportCommand(), a.reviewConvertCommand())
	return c
}

// share is a flag that takes 0.005 or 0.5%.
type share float64

func (s *share) String() string { return strconv.FormatFloat(float64(*s)*100, 'g', -1, 64) + "%" }
func (s *share) Type() string   { return "share" }
func (s *share) Set(v string) error {
	number, percent := strings.CutSuffix(v, "%")
	f, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent {
		f /= 100
	}
	if err != nil || !(f > 0 && f < 1) {
		return errors.New("a share is a number between 0 and 1, or a percentage: 0.5%")
	}
	*s = share(f)
	return nil
}

func (a *app) reviewPlanCommand() *cobra.Command {
	maxLeak, confidence := share(.005), share(.95)
	var population int
	c := &cobra.Command{
		Use:   "plan",
		Short: "How many notes to read for a claim",
		Long: `plan says how many notes to draw at random and read, to claim that at most
--max-leak of all notes still hold an identifier, by how many leaks are found among
them. The last column is the chance to pass when the true share is a tenth of the
claim. Bounds are exact: Clopper-Pearson, or hypergeometric with --notes.`,
		Example: "  lethe review plan --max-leak 0.5% --confidence 95%\n  lethe review plan --max-leak 1% --notes 2000",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			p, err := sample.NewPlan(float64(maxLeak), float64(confidence), population)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "To claim at %s confidence that at most %s of the notes leak:\n\n", confidence.String(), maxLeak.String())
			fmt.Fprintf(a.out, "  %-16s %-12s %s\n", "leaks found", "notes read", "chance to pass at a tenth")
			for _, r := range p.Rows {
				fmt.Fprintf(a.out, "  %-16s %-12d %.1f%%\n", "up to "+strconv.Itoa(r.Leaks), r.Read, 100*r.Pass)
			}
			return nil
		},
	}
	c.Flags().Var(&maxLeak, "max-leak", "share of notes that may leak")
	c.Flags().Var(&confidence, "confidence", "confidence of the claim")
	c.Flags().IntVar(&population, "notes", 0, "number of notes that the claim is about (0: without end)")
	return c
}

// openReview opens a review that is not being served.
func openReview(path string) (s *review.Server, store *review.Store, err error) {
	notes, err := review.ReadNotes(path)
	if err != nil {
		return nil, nil, err
	}
	file := storePath(path)
	if _, err := os.Stat(file); err != nil {
		return nil, nil, fmt.Errorf("%s: no review was begun here", path)
	}
	if store, err = review.OpenStore(file); err != nil {
		return nil, nil, err
	}
	work, err := review.NewWork(notes, 0, store, nil)
	if err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	if s, err = review.NewServer(work, store, nil); err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	return s, store, nil
}

// claimFlags say how a claim that is shown is put on record, if it is not yet.
type claimFlags struct{ key, actor string }

func (f *claimFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.key, "audit-key", "", "signing key `file` of the audit log beside the notes (default: audit.key beside it)")
	c.Flags().StringVar(&f.actor, "actor", os.Getenv("USER"), "who, for the audit log")
}

// results adds a review up. A claim is in the audit log before it is given out.
func (f *claimFlags) results(path string) (r review.Results, err error) {
	s, store, err := openReview(path)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if r, err = s.Results(); err != nil {
		return r, err
	}
	if recorded, err := store.ClaimRecorded(r.Claim); err != nil || recorded {
		return r, err
	}
	log, err := openAudit(reviewAudit(path), f.key)
	if err != nil {
		return r, fmt.Errorf("the claim is not on record yet: %w", err)
	}
	return r, errors.Join(store.RecordClaim(log, r.Claim, plainFact(f.actor)), log.Close())
}

// reviewAudit is where the audit log of a review stands.
func reviewAudit(path string) string {
	return filepath.Join(filepath.Dir(storePath(path)), review.AuditDir)
}

// storePath is where the verdicts on a folder or file of notes stand.
func storePath(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, review.StoreFile)
	}
	return path + "." + review.StoreFile
}

func (a *app) reviewResultsCommand() *cobra.Command {
	var f claimFlags
	c := &cobra.Command{
		Use:   "results FOLDER|FILE",
		Short: "What the review found and proves, as JSON",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := f.results(args[0])
			if err != nil {
				return err
			}
			b, err := json.MarshalIndent(r, "", "  ")
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "%s\n", b)
			return err
		},
	}
	f.register(c)
	return c
}

// reviewedLine names the line of a report that says when it was written anew.
const reviewedLine = "Reviewed"

func (a *app) reviewReportCommand() *cobra.Command {
	var f claimFlags
	c := &cobra.Command{
		Use:   "report FOLDER",
		Short: "Write report.html and report.json anew, with what reviewers found",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) (err error) {
			run, err := report.ReadRun(filepath.Join(args[0], report.JSONFile))
			if err != nil {
				return err
			}
			run.Software = slices.DeleteFunc(run.Software, func(l report.NamedValue) bool { return l.Name == reviewedLine })
			run.Software = append(run.Software, report.NamedValue{Name: reviewedLine, Value: time.Now().UTC().Format("2006-01-02 15:04 MST") + ", lethe " + version()})
			if _, err := os.Stat(storePath(args[0])); err == nil {
				r, err := f.results(args[0])
				if err != nil {
					return err
				}
				run.Claim, run.Calibration = r.Claim, r.Calibration
			}
			head, err := auditHead(reviewAudit(args[0]))
			if err != nil {
				return err
			}
			run.AuditHead = cmp.Or(head, run.AuditHead)
			if err := report.WriteFolder(args[0], run, nil); err != nil {
				return err
			}
			_, err = fmt.Fprintln(a.out, filepath.Join(args[0], report.HTMLFile))
			return err
		},
	}
	f.register(c)
	return c
}

func (a *app) reviewExportCommand() *cobra.Command {
	var originals []string
	var format, out string
	c := &cobra.Command{
		Use:   "export FOLDER|FILE",
		Short: "Reviewed notes as gold notes, for training and evaluation",
		Long: `export joins the final verdicts with the original notes and writes gold notes: what
reviewers rejected is left out, what they retyped has its new type, what they added
is there. The output holds PHI. lethe train and lethe eval read it.`,
		Example: "  lethe review export results --originals notes.ndjson --out gold.jsonl",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) (err error) {
			f, err := exchange.ParseFormat(format)
			if err != nil {
				return err
			}
			s, store, err := openReview(args[0])
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, store.Close()) }()
			notes, err := a.notes(originals, nil)
			if err != nil {
				return err
			}
			texts := map[string]string{}
			for n, err := range notes {
				// What is no note was none for the run either, and the first of an id
				// is the one that was redacted.
				if err != nil {
					if _, one := a.deadLetter(err); one {
						continue
					}
					return err
				}
				if _, twice := texts[n.ID]; !twice {
					texts[n.ID] = n.Text
				}
			}
			w, closeOut, err := a.exchangeWriter(out, f)
			if err != nil {
				return err
			}
			written := 0
			err = s.Export(func(id string) (string, bool) { t, ok := texts[id]; return t, ok }, func(n exchange.Note) error {
				written++
				return w.Write(n)
			})
			if err = errors.Join(err, closeOut()); err == nil && written < s.Notes() {
				fmt.Fprintf(a.err, "lethe: %s of %d exported: the others have no final verdict yet\n", counted(written, "note"), s.Notes())
			}
			return err
		},
	}
	c.Flags().StringSliceVar(&originals, "originals", nil, "the notes before redaction: `files` or folders")
	addFormat(c, &format, "format", string(exchange.JSONL))
	c.Flags().StringVar(&out, "out", "", "new `file`, or folder for i2b2 and brat (none: standard output)")
	_ = c.MarkFlagRequired("originals") // the flag is there
	return c
}

func addFormat(c *cobra.Command, v *string, name, value string) {
	var names []string
	for _, f := range exchange.Formats() {
		names = append(names, string(f))
	}
	c.Flags().StringVar(v, name, value, "`format`: "+strings.Join(names, ", "))
}

// exchangeWriter opens what annotated notes are written to.
func (a *app) exchangeWriter(out string, f exchange.Format) (exchange.Writer, func() error, error) {
	if out == "" || out == "-" {
		w, err := exchange.NewWriter(a.out, f)
		if err != nil {
			return nil, nil, err
		}
		return w, w.Close, nil
	}
	w, err := exchange.Create(out, f)
	if err != nil {
		return nil, nil, err
	}
	return w, w.Close, nil
}

func (a *app) reviewConvertCommand() *cobra.Command {
	var from, to, out string
	var skip bool
	c := &cobra.Command{
		Use:   "convert FILE|FOLDER|-",
		Short: "Annotated notes from one tool's format to another's",
		Long: `convert reads annotated notes in one format and writes them in another: our JSON
lines, i2b2 2014 XML, brat standoff, doccano JSON lines, Label Studio JSON, and CSV
that is safe to open in a spreadsheet. Offsets are checked against the text and
converted to the unit that each tool counts in. Notes that cannot be read or
written are told on standard error.`,
		Example: "  lethe review convert gold.jsonl --to labelstudio --out tasks.json\n  lethe review convert export.json --to jsonl > gold.jsonl",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			target, err := exchange.ParseFormat(to)
			if err != nil {
				return err
			}
			in, closeIn, err := a.exchangeReader(args[0], exchange.Format(from), &exchange.Options{SkipUnknown: skip})
			if err != nil {
				return err
			}
			w, closeOut, err := a.exchangeWriter(out, target)
			if err != nil {
				return errors.Join(err, closeIn())
			}
			dead, err := a.copyNotes(w, in)
			if err := errors.Join(err, closeOut(), closeIn()); err != nil {
				return err
			}
			if dead > 0 {
				return &deadLettersError{count: dead}
			}
			return nil
		},
	}
	addFormat(c, &from, "from", "")
	addFormat(c, &to, "to", string(exchange.JSONL))
	c.Flags().StringVar(&out, "out", "", "new `file`, or folder for i2b2 and brat (none: standard output)")
	c.Flags().BoolVar(&skip, "skip-unknown", false, "leave out labels that are no PHI type instead of refusing the note")
	return c
}

// exchangeReader opens what annotated notes are read from.
func (a *app) exchangeReader(path string, f exchange.Format, o *exchange.Options) (exchange.Reader, func() error, error) {
	if path == "-" {
		if f == "" {
			return nil, nil, errors.New("standard input needs --from")
		}
		r, err := exchange.NewReader(a.in, f, o)
		return r, func() error { return nil }, err
	}
	r, err := exchange.Open(path, f, o)
	if err != nil {
		return nil, nil, err
	}
	return r, r.Close, nil
}

// copyNotes copies notes, and tells which ones cannot be.
func (a *app) copyNotes(w exchange.Writer, r exchange.Reader) (dead int, err error) {
	for {
		n, err := r.Read()
		if err == io.EOF {
			return dead, nil
		}
		if err == nil {
			err = w.Write(n)
		}
		var bad *exchange.Error
		switch {
		case errors.As(err, &bad):
			dead++
			fmt.Fprintf(a.err, "lethe: %v\n", bad)
		case err != nil:
			return dead, err
		}
	}
}
