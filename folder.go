package lethe

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/lethe-health/lethe/extract"
	"github.com/lethe-health/lethe/internal/whole"
	"github.com/lethe-health/lethe/onco"
	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/report"
)

// The files of a result folder.
const (
	NotesFile       = "notes.ndjson"        // redacted text and edits, one line per note
	DiagnosesFile   = "diagnoses.ndjson"    // coded diagnoses, one line per note
	InferencesFile  = "inferences.ndjson"   // onco-phenotype, one line per patient
	HistoriesFile   = "histories.ndjson"    // what was submitted, one line per patient
	ResultsFile     = "results.ndjson"      // scores, or why there is none, one line per patient
	DeadLettersFile = "dead-letters.ndjson" // notes that did not pass, and why
	SummaryFile     = "summary.json"        // the counts
	ReportFile      = "report.html"         // for the compliance review: opens in any browser
	ReportDataFile  = "report.json"         // the same as data
)

// Folder is a [Sink] that writes a result folder: see the file names. Nothing
// in it holds PHI, but for ids that the caller gave. It is not safe for
// concurrent use.
type Folder struct {
	Dir        string
	files      map[string]*lineFile
	report     *report.Writer
	html, twin *whole.File
}

type lineFile struct {
	f *os.File
	w *bufio.Writer
}

// NewFolder makes the folder, which must not exist or be empty: results of two
// runs are never mixed. about heads the report; see [Pipeline.About].
func NewFolder(dir string, about report.Run) (_ *Folder, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	if len(entries) > 0 {
		return nil, fmt.Errorf("%s: the folder is not empty", dir)
	}
	out := &Folder{Dir: dir, files: map[string]*lineFile{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.Close())
		}
	}()
	for _, name := range lineFiles {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, err
		}
		out.files[name] = &lineFile{f, bufio.NewWriterSize(f, 1<<16)}
	}
	if out.html, err = whole.New(filepath.Join(dir, ReportFile), 0o600); err != nil {
		return nil, err
	}
	if out.twin, err = whole.New(filepath.Join(dir, ReportDataFile), 0o600); err != nil {
		return nil, err
	}
	out.report, err = report.NewWriter(out.html, out.twin, about, nil)
	return out, err
}

// SetAuditHead puts the head of the audit log as it is when the run ends into the
// report. Call it before Close.
func (o *Folder) SetAuditHead(head string) { o.report.SetAuditHead(head) }

// SetBrokenOff says in the report that the run did not come to its end. Call it
// before Close.
func (o *Folder) SetBrokenOff() { o.report.SetBrokenOff() }

// line writes v as one line of a file.
func (o *Folder) line(name string, v any) error {
	enc := json.NewEncoder(o.files[name].w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Note writes a note's redacted text and its diagnoses.
func (o *Folder) Note(r *Record) error {
	n, err := review.FromDocument(r.Document)
	if err != nil {
		return err
	}
	n.Disagreements, n.Stratum = r.Disputed, r.Type
	line, err := review.MarshalNote(r.Document, &n)
	if err != nil {
		return err
	}
	if err := o.line(NotesFile, line); err != nil {
		return err
	}
	if err := o.report.Add(n); err != nil {
		return err
	}
	wire, err := extract.Wire(r.Document.Text, r.shown())
	if err != nil {
		return err
	}
	return o.line(DiagnosesFile, struct {
		ID        string                  `json:"id"`
		Patient   string                  `json:"patient"`
		Diagnoses []extract.WireDiagnosis `json:"diagnoses"`
	}{r.ID, r.Patient, wire})
}

// Patient writes a patient's inferences and history.
func (o *Folder) Patient(p *PatientRecord) error {
	wire, err := onco.Wire(p.Onco, p.Inferences)
	if err != nil {
		return err
	}
	if err := o.line(InferencesFile, wire); err != nil {
		return err
	}
	if p.History == nil {
		return nil
	}
	return o.line(HistoriesFile, p.History)
}

// Score writes a patient's results, or the reason why there are none.
func (o *Folder) Score(s *Score) error {
	if s.Err != nil {
		return o.line(ResultsFile, map[string]string{"patient_id": s.Patient, "error": s.Err.Error()})
	}
	for _, r := range s.Results {
		if err := o.line(ResultsFile, r); err != nil {
			return err
		}
	}
	for _, x := range s.Exclusions {
		if err := o.line(ResultsFile, map[string]any{"patient_id": x.PatientID, "excluded": x.Reason, "outcomes_affected": x.Outcomes}); err != nil {
			return err
		}
	}
	return nil
}

// deadLetterLine is a line of [DeadLettersFile].
type deadLetterLine struct {
	ID     string `json:"id,omitempty"`
	Source string `json:"source,omitempty"`
	Line   int    `json:"line,omitempty"`
	Stage  string `json:"stage"`
	Offset *int   `json:"offset,omitempty"` // byte offset
	Reason string `json:"reason"`
}

// DeadLetter writes which note did not pass, and why.
func (o *Folder) DeadLetter(e *NoteError) error {
	l := deadLetterLine{ID: e.ID, Source: e.Source, Line: e.Line, Stage: e.Stage, Reason: e.Err.Error()}
	if e.Offset >= 0 {
		l.Offset = &e.Offset
	}
	o.report.DeadLetter(review.DeadLetter{ID: e.Name(), Offset: e.Offset, Reason: e.Reason()})
	return o.line(DeadLettersFile, l)
}

// WriteSummary writes the counts of the run.
func (o *Folder) WriteSummary(s *Summary) error {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.Dir, SummaryFile), append(b, '\n'), 0o600)
}

// Close writes the report, and flushes and closes all files.
func (o *Folder) Close() error {
	var errs []error
	if o.report != nil {
		errs = append(errs, o.closeReport())
		o.report = nil
	}
	for _, f := range o.files {
		errs = append(errs, f.w.Flush(), f.f.Close())
	}
	o.files = nil
	return errors.Join(errs...)
}

// closeReport writes the report: it is there when it is whole.
func (o *Folder) closeReport() error {
	if err := o.report.Close(); err != nil {
		return errors.Join(err, o.html.Close(), o.twin.Close())
	}
	return errors.Join(o.html.Commit(), o.twin.Commit())
}

// Remove takes the files away that NewFolder and Close made, and the folder if
// nothing else is in it. Call it after Close, where a run made nothing.
func (o *Folder) Remove() error {
	for _, name := range append(slices.Clone(lineFiles), ReportFile, ReportDataFile) {
		if err := os.Remove(filepath.Join(o.Dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	_ = os.Remove(o.Dir) // stays when the caller has something in it
	return nil
}

// lineFiles are the files of a folder with a line for each note or patient.
var lineFiles = []string{NotesFile, DiagnosesFile, InferencesFile, HistoriesFile, ResultsFile, DeadLettersFile}

var _ Sink = (*Folder)(nil)
