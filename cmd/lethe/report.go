package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/report"
)

// reportFile is a report that is written while notes are redacted, in whatever
// order they come. A nil reportFile takes everything and writes nothing.
type reportFile struct {
	mu         sync.Mutex
	w          *report.Writer
	html, twin *os.File
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

// newReportFile begins a report: FILE.html, and FILE.json beside it; nil for an
// empty name. That originals are shown is on record before the first note is read.
func newReportFile(f reportFlags, run report.Run, on *onRecord) (_ *reportFile, err error) {
	path := f.path
	if path == "" {
		return nil, nil
	}
	var reveal *report.Reveal
	if f.originals {
		reveal = &report.Reveal{Log: on.log, Actor: on.actor}
	}
	twinPath := strings.TrimSuffix(path, filepath.Ext(path)) + ".json"
	if twinPath == path {
		return nil, errors.New("--report takes the name of an HTML file; its JSON twin is written beside it")
	}
	html, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	twin, err := os.OpenFile(twinPath, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, errors.Join(err, html.Close())
	}
	w, err := report.NewWriter(html, twin, run, &report.Options{Reveal: reveal})
	if err != nil {
		return nil, errors.Join(err, html.Close(), twin.Close())
	}
	return &reportFile{w: w, html: html, twin: twin}, nil
}

// add puts a note into the report as it was redacted.
func (r *reportFile) add(n review.Note) error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.w.Add(n)
}

// dead puts a note that did not pass into the report.
func (r *reportFile) dead(e *lethe.NoteError) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.w.DeadLetter(review.DeadLetter{ID: e.Name(), Offset: e.Offset, Reason: e.Reason()})
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
	return errors.Join(r.w.Close(), r.html.Close(), r.twin.Close())
}
