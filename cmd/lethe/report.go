package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/internal/whole"
	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/report"
)

// reportFile is a report that is written while notes are redacted: it is there when
// it is whole. A nil reportFile takes everything and writes nothing.
type reportFile struct {
	w          *report.Writer
	html, twin *whole.File
}

// reportFlags say which report is written beside redacted notes.
type reportFlags struct {
	path      string // of the HTML file; "" writes none
	originals bool   // with original values
}

func (f *reportFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.path, "report", "", "write a compliance report to this HTML `file`, and its JSON twin beside it")
	c.Flags().BoolVar(&f.originals, "report-originals", false, "put what was replaced into the report: PHI; needs --keys and --audit")
}

// check reports flags that do not go together.
func (f *reportFlags) check(keys, auditDir string) error {
	if f.originals && (f.path == "" || keys == "" || auditDir == "") {
		return errors.New("--report-originals needs --report, --keys and --audit")
	}
	return nil
}

// twin is the name of the JSON file beside the report.
func (f *reportFlags) twin() string {
	return strings.TrimSuffix(f.path, filepath.Ext(f.path)) + ".json"
}

// checkOutputs reports a report that would stand in the place of a file that is read,
// or of the notes that are written.
func (f *reportFlags) checkOutputs(a *app, out string) error {
	if err := a.checkOutput(out, a.inputs); err != nil || f.path == "" {
		return err
	}
	if f.twin() == f.path {
		return errors.New("--report takes the name of an HTML file; its JSON twin is written beside it")
	}
	for _, path := range []string{f.path, f.twin()} {
		if err := a.checkOutput(path, a.inputs); err != nil {
			return err
		}
		if out != "" && out != "-" && sameName(path, out) {
			return fmt.Errorf("%s would be both the report and --out", path)
		}
	}
	return nil
}

// newReportFile begins a report: FILE.html, and FILE.json beside it; nil for an
// empty name. That originals are shown is on record before the first note is read.
func newReportFile(f reportFlags, run report.Run, on *onRecord) (_ *reportFile, err error) {
	if f.path == "" {
		return nil, nil
	}
	var reveal *report.Reveal
	if f.originals {
		reveal = &report.Reveal{Log: on.log, Actor: on.actor}
	}
	r := &reportFile{}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.giveUp())
		}
	}()
	if r.html, err = whole.New(f.path, 0o600); err != nil {
		return nil, err
	}
	if r.twin, err = whole.New(f.twin(), 0o600); err != nil {
		return nil, err
	}
	// The report of another run is none of this one, should this one be killed.
	if err := errors.Join(r.html.Clear(), r.twin.Clear()); err != nil {
		return nil, err
	}
	if r.w, err = report.NewWriter(r.html, r.twin, run, &report.Options{Reveal: reveal}); err != nil {
		return nil, err
	}
	return r, nil
}

// giveUp leaves no file.
func (r *reportFile) giveUp() (err error) {
	for _, f := range []*whole.File{r.html, r.twin} {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
	}
	return err
}

// add puts a note into the report as it was redacted.
func (r *reportFile) add(n review.Note) error {
	if r == nil {
		return nil
	}
	return r.w.Add(n)
}

// dead puts a note that did not pass into the report.
func (r *reportFile) dead(e *lethe.NoteError) {
	if r != nil {
		r.w.DeadLetter(review.DeadLetter{ID: e.Name(), Offset: e.Offset, Reason: e.Reason()})
	}
}

// close writes the report, with the head of the audit log when the run ended,
// and says in it when the run did not come to its end.
func (r *reportFile) close(head string, failed error) error {
	if r == nil {
		return nil
	}
	if failed != nil {
		r.w.SetBrokenOff()
	}
	r.w.SetAuditHead(head)
	if err := r.w.Close(); err != nil {
		return errors.Join(err, r.giveUp())
	}
	return errors.Join(r.html.Commit(), r.twin.Commit())
}
