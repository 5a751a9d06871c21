package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

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

// newReportFile begins a report: FILE.html, and FILE.json beside it; nil for an
// empty name.
func newReportFile(path string, p *lethe.Pipeline, second bool) (*reportFile, error) {
	if path == "" {
		return nil, nil
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
	w, err := report.NewWriter(html, twin, about(p), nil)
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
