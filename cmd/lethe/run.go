package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/oauth2"
	"golang.org/x/term"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
	"github.com/lethe-health/lethe/redact/review/report"
)

// sandboxOutcome is what the embedded sandbox is asked for when no outcome is
// named: a service has outcome ids of its own.
const sandboxOutcome = "sandbox_any_time_hospitalization_future_12month"

// phenomFlags say where histories go.
type phenomFlags struct {
	url, token string
	outcomes   []string
	none       bool
}

func (f *phenomFlags) register(c *cobra.Command) {
	f.registerService(c)
	c.Flags().BoolVar(&f.none, "no-score", false, "do not submit histories")
}

func (f *phenomFlags) registerService(c *cobra.Command) {
	c.Flags().StringVar(&f.url, "phenom", "", "`URL` of a PhenOM service (none: an embedded sandbox with synthetic scores)")
	c.Flags().StringVar(&f.token, "phenom-token-file", "", "`file` with the bearer token for --phenom")
	c.Flags().StringSliceVar(&f.outcomes, "outcome", nil, "outcome `ID` to score, several times if need be (none: "+sandboxOutcome+")")
}

// scorer connects to the service named, or starts the sandbox; done stops it.
func (f *phenomFlags) scorer(p *lethe.Pipeline) (s *lethe.Scorer, done func(), err error) {
	if f.none {
		return nil, func() {}, nil
	}
	release := lethe.ReleaseOf(p.Policy())
	if err := release.Check(); err != nil {
		return nil, nil, fmt.Errorf("policy %s does not let histories leave: %w (choose another --policy, or --no-score)", p.Policy().Name, err)
	}
	c, outcomes, done, err := f.connect(p.Screen)
	if err != nil {
		return nil, nil, err
	}
	return &lethe.Scorer{Client: c, OutcomeIDs: outcomes, Release: release}, done, nil
}

// connect returns a client of the service named, or of a sandbox that it
// starts and done stops, and the outcomes to ask for.
func (f *phenomFlags) connect(screen func(string) error) (c *phenom.Client, outcomes []string, done func(), err error) {
	done = func() {}
	o := &phenom.Options{BaseURL: f.url, Screen: screen}
	outcomes = f.outcomes
	if f.url != "" {
		if len(outcomes) == 0 {
			return nil, nil, nil, errors.New("--phenom needs --outcome")
		}
		if o.TokenSource, err = tokenFile(f.token); err != nil {
			return nil, nil, nil, err
		}
	} else {
		if len(outcomes) == 0 {
			outcomes = []string{sandboxOutcome}
		}
		sb, err := sandbox.Start(nil)
		if err != nil {
			return nil, nil, nil, err
		}
		o.BaseURL, o.TokenSource = sb.URL, sb.TokenSource("lethe-run")
		done = func() {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			_ = sb.Close(ctx) // in memory: nothing can be lost
		}
	}
	if c, err = phenom.New(o); err != nil {
		done()
		return nil, nil, nil, err
	}
	return c, outcomes, done, nil
}

func (a *app) runCommand() *cobra.Command {
	var in streamFlags
	var r redactFlags
	var ph phenomFlags
	var au auditFlags
	var out string
	c := &cobra.Command{
		Use:   "run [FILE|FOLDER|-]...",
		Short: "The whole way: notes in, de-identified and scored histories out",
		Long: `run reads notes, finds and replaces PHI, reads coded diagnoses and onco-phenotype
from the redacted text, joins the notes of each patient, submits one history per
patient to PhenOM, and writes everything to a folder.

Notes are NDJSON lines {"id","text"[,"patient_id","created","type","birth_date","sex","zip"]},
or .txt files: the name is the id, and what stands before "--" in it the patient.

Without --phenom the histories go to a sandbox inside this process, over HTTP on
loopback; its scores are synthetic.`,
		Example: "  lethe run testdata/notes\n  lethe run --policy limited-data-set --out results notes.ndjson",
		RunE: func(c *cobra.Command, args []string) (err error) {
			o, closeVault, err := r.options(a)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, closeVault()) }()
			p, err := lethe.New(o)
			if err != nil {
				return err
			}
			notes, err := a.notes(args, in.source())
			if err != nil {
				return err
			}
			scorer, stop, err := ph.scorer(p)
			if err != nil {
				return err
			}
			defer stop()
			if out == "" {
				out = "lethe-run-" + time.Now().Format("20060102-150405")
			}
			about := about(p)
			folder, err := lethe.NewFolder(out, about)
			if err != nil {
				return err
			}
			on, err := au.open()
			if err == nil {
				defer func() { err = errors.Join(err, on.close()) }()
				err = on.beginRun("run", about)
			}
			if err != nil {
				return errors.Join(err, folder.Close())
			}
			bar := a.progress()
			sum, err := p.Run(c.Context(), notes, folder, &lethe.RunOptions{Workers: in.workers, Scorer: scorer, Progress: bar.step})
			bar.close()
			if errors.Is(err, context.Canceled) && c.Context().Err() != nil {
				err = fmt.Errorf("%w; %s holds what was done until then", errBrokenOff, filepath.Clean(out))
			}
			if err != nil {
				folder.SetBrokenOff()
			}
			if err = joinNew(errors.Join(err, endRun(on, folder, sum, err)), folder.Close()); err != nil {
				return err
			}
			if sum.Notes+sum.DeadLetters == 0 {
				return errors.Join(errors.New("no notes in the input"), folder.Remove())
			}
			if err := folder.WriteSummary(sum); err != nil {
				return err
			}
			return a.report(sum, out, lethe.ReleaseOf(p.Policy()))
		},
	}
	in.registerInput(c)
	au.register(c, "the run and its policy")
	c.Flags().StringVar(&out, "out", "", "result `folder`, new or empty (default lethe-run-DATE-TIME)")
	r.register(c, "expert-determination")
	ph.register(c)
	return c
}

// endRun records what a run came to, and puts the log's head into the report.
func endRun(on *onRecord, folder *lethe.Folder, sum *lethe.Summary, failed error) error {
	replaced := 0
	for _, n := range sum.PHI {
		replaced += n
	}
	head, err := on.endRun("run", sum.Notes, sum.DeadLetters, replaced, failed)
	folder.SetAuditHead(head)
	return err
}

// runFiles says what lies in the result folder.
var runFiles = [][2]string{
	{lethe.NotesFile, "redacted notes with every edit"},
	{lethe.DiagnosesFile, "coded diagnoses with evidence, by note"},
	{lethe.InferencesFile, "onco-phenotype with evidence, by patient"},
	{lethe.HistoriesFile, "the histories as submitted"},
	{lethe.ResultsFile, "scores with their bounds"},
	{lethe.DeadLettersFile, "notes that did not pass, and why"},
	{lethe.SummaryFile, "these counts"},
	{lethe.ReportFile, "for the compliance review: opens in any browser"},
	{lethe.ReportDataFile, "the same as data"},
}

// about heads the report of a run.
func about(p *lethe.Pipeline) report.Run {
	r := p.About()
	r.Created = time.Now().UTC()
	r.Version = version()
	return r
}

// report prints the summary and where the files are.
func (a *app) report(sum *lethe.Summary, out string, release phenom.Release) error {
	if err := sum.WriteText(a.out); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "\nFiles in %s\n", filepath.Clean(out))
	for _, f := range runFiles {
		fmt.Fprintf(a.out, "  %-20s %s\n", f[0], f[1])
	}
	if sum.Unanswered > 0 {
		again := "lethe submit --journal FILE --basis " + string(release.Basis)
		if release.RawDates {
			again += " --raw-dates"
		}
		fmt.Fprintf(a.out, "\nHistories without an answer: %d. To submit all again, in a way that can be gone on with:\n  %s --phenom URL … %s\n",
			sum.Unanswered, again, filepath.Join(filepath.Clean(out), lethe.HistoriesFile))
	}
	switch {
	case sum.DeadLetters > 0:
		return &deadLettersError{count: sum.DeadLetters}
	case sum.Unanswered > 0:
		return &deadLettersError{count: sum.Unanswered, what: "submission"}
	}
	return nil
}

// progressBar shows how far a run is, on a terminal only.
type progressBar struct{ bar *progressbar.ProgressBar }

func (a *app) progress() *progressBar {
	f, ok := a.err.(interface{ Fd() uintptr })
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &progressBar{}
	}
	return &progressBar{progressbar.NewOptions(-1, progressbar.OptionSetWriter(io.Writer(a.err)),
		progressbar.OptionSetDescription("notes"), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())}
}

func (p *progressBar) step(at lethe.Progress) {
	switch {
	case p.bar == nil:
	case at.Total == 0:
		_ = p.bar.Set(at.Notes) // a bar that cannot be drawn is no reason to stop
	default:
		if p.bar.GetMax() != at.Total {
			p.bar.Reset()
			p.bar.ChangeMax(at.Total)
			p.bar.Describe("patients")
		}
		_ = p.bar.Set(at.Patients)
	}
}

func (p *progressBar) close() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// tokenFile reads a bearer token.
func tokenFile(path string) (oauth2.TokenSource, error) {
	if path == "" {
		return nil, errors.New("--phenom needs --phenom-token-file")
	}
	b, err := readSecret(path)
	if err != nil {
		return nil, err
	}
	return oauth2.StaticTokenSource(&oauth2.Token{AccessToken: b}), nil
}

// readSecret reads a file that holds one secret, without the line break at its
// end.
func readSecret(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	s := strings.TrimSpace(string(b))
	if s == "" {
		return "", fmt.Errorf("%s: the file is empty", path)
	}
	return s, nil
}
