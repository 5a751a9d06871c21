package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/redact"
	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/report"
)

// reportFile is a report that is written while notes are redacted, in whatever
// order they come. A nil reportFile takes everything and writes nothing.
type reportFile struct {
	mu         sync.Mutex
	p          *lethe.Pipeline
	second     bool // ask for a second opinion on every note
	w          *report.Writer
	html, twin *os.File
}

// reportFlags say which report is written beside redacted notes.
type reportFlags struct {
	path      string // of the HTML file; "" writes none
	originals bool   // with original values
	auditDir  string // where that is on record
	auditKey  string
	actor     string
}

func (f *reportFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.path, "report", "", "write a compliance report to this HTML `file`, and its JSON twin beside it")
	c.Flags().BoolVar(&f.originals, "report-originals", false, "put what was replaced into the report: PHI; needs --keys and --audit")
	c.Flags().StringVar(&f.auditDir, "audit", "", "audit log `folder` that records --report-originals, made if absent")
	c.Flags().StringVar(&f.auditKey, "audit-key", "", "signing key `file` of the audit log, made if absent (default: beside the log, named FOLDER.key)")
	c.Flags().StringVar(&f.actor, "actor", os.Getenv("USER"), "who, for the audit log")
}

// check reports flags that do not go together.
func (f *reportFlags) check(keys string) error {
	if f.originals && (f.path == "" || keys == "" || f.auditDir == "") {
		return errors.New("--report-originals needs --report, --keys and --audit")
	}
	return nil
}

// reveal opens the log that records that originals are shown; nil when they are
// not.
func (f *reportFlags) reveal() (*report.Reveal, error) {
	if !f.originals {
		return nil, nil
	}
	log, err := openAudit(f.auditDir, f.auditKey)
	if err != nil {
		return nil, err
	}
	return &report.Reveal{Log: log, Actor: plainFact(f.actor)}, nil
}

// newReportFile begins a report: FILE.html, and FILE.json beside it; nil for an
// empty name.
func newReportFile(f reportFlags, p *lethe.Pipeline, second bool) (_ *reportFile, err error) {
	path := f.path
	if path == "" {
		return nil, nil
	}
	reveal, err := f.reveal()
	if err != nil {
		return nil, err
	}
	if reveal != nil { // it is on record before the first note is read
		defer func() { err = errors.Join(err, reveal.Log.Close()) }()
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
	w, err := report.NewWriter(html, twin, about(p), &report.Options{Reveal: reveal})
	if err != nil {
		return nil, errors.Join(err, html.Close(), twin.Close())
	}
	return &reportFile{p: p, second: second, w: w, html: html, twin: twin}, nil
}

// add puts a note into the report as it was redacted.
func (r *reportFile) add(ctx context.Context, note lethe.Note, d *redact.Document) error {
	if r == nil {
		return nil
	}
	n, err := review.FromDocument(d)
	if err != nil {
		return err
	}
	if r.second {
		if n.Disagreements, err = r.p.SecondOpinion(ctx, note, d); err != nil {
			return err
		}
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
	d := review.DeadLetter{ID: e.ID, Offset: e.Offset, Reason: e.Reason()}
	if d.ID == "" {
		d.ID = e.Source + ", line " + strconv.Itoa(e.Line)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.w.DeadLetter(d)
}

func (r *reportFile) close() error {
	if r == nil {
		return nil
	}
	return errors.Join(r.w.Close(), r.html.Close(), r.twin.Close())
}
