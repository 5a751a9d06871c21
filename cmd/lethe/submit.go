package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/phenom"
)

// submitFlags are the flags of submit beside those of the service.
type submitFlags struct {
	service           phenomFlags
	out, basis, mode  string
	rawDates, rawIDs  bool
	journal           string
	resume, validate  bool
	dryRun            bool
	previewDir, batch string
	parallel          int
}

// submitModes are the words of --mode.
var submitModes = map[string]phenom.Mode{"auto": phenom.Auto, "real-time": phenom.RealTime, "batch": phenom.ByBatch}

func (a *app) submitCommand() *cobra.Command {
	var f submitFlags
	c := &cobra.Command{
		Use:   "submit [FILE|-]...",
		Short: "Submit patient histories to PhenOM: scores, one line per patient",
		Long: `submit reads one patient history per line, as "lethe run" writes them to
histories.ndjson, submits them, and writes one JSON line per patient in the same
order (those that do not validate come last):

  {"patient_id":…,"results":[…],"exclusions":[…]} or {"patient_id":…,"error":…}

One patient goes in real time, more by batch. With --journal a submission that
was broken off is gone on with by the same command and --resume: nothing is sent
twice. --dry-run prints every call and file that would be sent, and sends nothing.

Histories hold dates and a birth date, so they are not Safe Harbor: --basis names
the ground on which they leave. Without --phenom they go to a sandbox inside this
process, over HTTP on loopback; its scores are synthetic.`,
		Example: "  lethe submit --basis limited-data-set lethe-run/histories.ndjson\n" +
			"  lethe submit --basis baa --phenom https://… --phenom-token-file token --outcome ID --journal j histories.ndjson",
		RunE: func(c *cobra.Command, args []string) error { return a.submit(c.Context(), f, args) },
	}
	fl := c.Flags()
	fl.StringVar(&f.out, "out", "", "write to this `file` instead of standard output")
	fl.StringVar(&f.basis, "basis", "", "legal basis: baa, limited-data-set or expert-determination (needed)")
	fl.BoolVar(&f.rawDates, "raw-dates", false, "the dates are the real ones, not shifted")
	fl.BoolVar(&f.rawIDs, "raw-ids", false, "the patient ids are record numbers, not tokens")
	fl.StringVar(&f.mode, "mode", "auto", "workflow: auto, real-time or batch")
	fl.StringVar(&f.journal, "journal", "", "`file` that remembers how far the submission is")
	fl.BoolVar(&f.resume, "resume", false, "go on with the submission of --journal")
	fl.BoolVar(&f.validate, "validate", false, "have the service look a batch over before it is scored")
	fl.BoolVar(&f.dryRun, "dry-run", false, "print what would be sent, and send nothing")
	fl.StringVar(&f.previewDir, "dry-run-dir", "", "write what would be sent to files in this `folder`, and send nothing")
	fl.StringVar(&f.batch, "batch-name", "", "`name` of the batch: letters, digits and ._- alone, no PHI")
	fl.IntVar(&f.parallel, "parallel", 0, "jobs, or parts of a file, under way at a time (0: a default)")
	f.service.registerService(c)
	return c
}

// submit carries the command out.
func (a *app) submit(ctx context.Context, f submitFlags, args []string) (err error) {
	mode, ok := submitModes[f.mode]
	if !ok {
		return fmt.Errorf("--mode %s: auto, real-time or batch", f.mode)
	}
	if err := f.checkJournal(); err != nil {
		return err
	}
	lines, err := a.lines(args, nil)
	if err != nil {
		return err
	}
	p, err := lethe.New(nil)
	if err != nil {
		return err
	}
	client, outcomes, done, err := f.service.connect(p.Screen)
	if err != nil {
		return err
	}
	defer done()
	bar := a.submitBar()
	s, err := phenom.NewSubmitter(&phenom.SubmitterOptions{
		Client: client, OutcomeIDs: outcomes, Mode: mode,
		Release: phenom.Release{Basis: phenom.Basis(f.basis), RawDates: f.rawDates, RawIdentifiers: f.rawIDs},
		Journal: f.journal, BatchName: f.batch, Validate: f.validate, Parallel: f.parallel,
		SkipInvalid: true, OnEvent: bar.event,
	})
	if err != nil {
		return err
	}
	dead := 0
	source := a.histories(lines, &dead)
	if f.dryRun || f.previewDir != "" {
		left, err := a.preview(s, source, f.previewDir)
		for _, r := range left {
			a.deadLetter(&lethe.NoteError{ID: r.ID, What: patient, Offset: -1, Err: r.Err})
		}
		if dead += len(left); dead > 0 && (err == nil || errors.Is(err, phenom.ErrNoPatients)) {
			return deadPatients(dead)
		}
		return err
	}
	w, closeOut, err := a.output(f.out)
	if err != nil {
		return err
	}
	defer func() { err = joinNew(err, closeOut()) }()
	sub, err := s.Submit(ctx, source)
	bar.close()
	if err != nil && !(errors.Is(err, phenom.ErrNoPatients) && dead+len(sub.Rejected) > 0) { // that none passed is no more than that some did not
		return f.hint(ctx, err)
	}
	return f.hint(ctx, a.scores(ctx, w, sub, dead))
}

// checkJournal keeps a journal from being taken up by mistake, or begun anew.
func (f *submitFlags) checkJournal() error {
	if f.journal == "" {
		if f.resume {
			return errors.New("--resume needs --journal")
		}
		return nil
	}
	if f.service.url == "" {
		return errors.New("--journal needs --phenom: the sandbox ends with this command")
	}
	info, err := os.Stat(f.journal)
	switch {
	case f.resume && err != nil:
		return fmt.Errorf("--resume: %w", err)
	case !f.resume && err == nil && info.Size() > 0:
		return fmt.Errorf("%s: is the journal of a submission; --resume goes on with it", f.journal)
	}
	return nil
}

// hint says how to go on after a submission that broke off, where the journal
// knows how far it was.
func (f *submitFlags) hint(ctx context.Context, err error) error {
	var file *fs.PathError
	switch err = brokenOff(ctx, err); {
	case err == nil:
		return nil
	case errors.Is(err, errBrokenOff):
	case errors.As(err, new(*deadLettersError)), errors.As(err, &file), errors.Is(err, phenom.ErrJournal), errors.Is(err, phenom.ErrNoPatients):
		return err
	}
	if f.journal == "" {
		return err
	}
	return fmt.Errorf("%w (go on with --resume --journal %s)", err, f.journal)
}

// histories decodes lines; one that is no history is told, counted and passed
// over.
func (a *app) histories(lines iter.Seq2[lethe.Line, error], dead *int) iter.Seq2[*phenom.History, error] {
	return func(yield func(*phenom.History, error) bool) {
		for l, err := range lines {
			var h *phenom.History
			if err == nil {
				if h, err = phenom.DecodeHistory(l.Bytes); err != nil {
					err = &lethe.NoteError{Source: l.Source, Line: l.Number, Stage: "read", Offset: -1, Err: err}
				}
			}
			if err != nil {
				if _, one := a.deadLetter(err); one {
					*dead++
					continue
				}
			}
			if !yield(h, err) {
				return
			}
		}
	}
}

// scoreLine is a patient's line in the output.
type scoreLine struct {
	PatientID  string             `json:"patient_id"`
	Results    []phenom.Result    `json:"results,omitempty"`
	Exclusions []phenom.Exclusion `json:"exclusions,omitempty"`
	Error      string             `json:"error,omitempty"`
}

// scores writes what came of each patient, and the counts on standard error.
func (a *app) scores(ctx context.Context, w io.Writer, sub *phenom.Submission, dead int) error {
	scored, excluded := 0, 0
	for o, err := range sub.ByPatient(ctx) {
		if err != nil {
			return err
		}
		line := scoreLine{PatientID: o.PatientID, Results: o.Results, Exclusions: o.Exclusions}
		switch {
		case o.Err != nil:
			line.Error = o.Err.Error()
			dead++
		case len(o.Results) > 0:
			scored++
		default:
			excluded++
		}
		if err := writeLine(w, line); err != nil {
			return err
		}
	}
	for _, r := range sub.Rejected {
		dead++
		if err := writeLine(w, scoreLine{PatientID: r.ID, Error: r.Err.Error()}); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.err, "submitted %d: %d scored, %d excluded; %d with errors\n", sub.Patients, scored, excluded, dead)
	return deadPatients(dead)
}

func writeLine(w io.Writer, v any) error {
	b, err := marshalLine(v)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func deadPatients(n int) error {
	if n == 0 {
		return nil
	}
	return &deadLettersError{count: n, what: "patient"}
}

// preview writes what would be sent to a folder, or one file after the other to
// standard output.
func (a *app) preview(s *phenom.Submitter, source iter.Seq2[*phenom.History, error], dir string) ([]phenom.Rejection, error) {
	if dir != "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		return s.Preview(source, func(name string) (io.WriteCloser, error) {
			return os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		})
	}
	var files []*namedBuffer
	left, err := s.Preview(source, func(name string) (io.WriteCloser, error) {
		f := &namedBuffer{name: name}
		files = append(files, f)
		return f, nil
	})
	for _, f := range files {
		fmt.Fprintf(a.out, "==> %s\n", f.name)
		if _, werr := f.WriteTo(a.out); werr != nil {
			return left, werr
		}
		fmt.Fprintln(a.out)
	}
	return left, err
}

// namedBuffer is a file that is held until it can be printed.
type namedBuffer struct {
	bytes.Buffer
	name string
}

func (*namedBuffer) Close() error { return nil }

// submitBar shows a submission's stages, on a terminal only.
type submitBar struct{ bar *progressbar.ProgressBar }

func (a *app) submitBar() *submitBar {
	f, ok := a.err.(interface{ Fd() uintptr })
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &submitBar{}
	}
	return &submitBar{progressbar.NewOptions64(-1, progressbar.OptionSetWriter(a.err), progressbar.OptionShowBytes(true),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())}
}

func (b *submitBar) event(e phenom.Event) {
	if b.bar == nil {
		return
	}
	what := fmt.Sprintf("%s, %d patients", e.Stage, e.Patients)
	if e.Status != "" {
		what = e.Status
	}
	b.bar.Describe(what)
	if e.Bytes > 0 {
		_ = b.bar.Set64(e.Bytes) // a bar that cannot be drawn is no reason to stop
	}
}

func (b *submitBar) close() {
	if b.bar != nil {
		_ = b.bar.Finish()
	}
}
