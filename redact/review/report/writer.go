package report

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/audit"
)

// Writer writes a report. It is for one goroutine. Close must be called, also
// after an error, and reports the first one.
type Writer struct {
	run     Run
	opts    *Options
	html    io.Writer
	json    io.Writer
	temp    *os.File
	unnamed bool // temp has no name any more
	buf     *bufio.Writer
	size    int64 // of temp
	entries []entry
	sum     *summary
	dead    []review.DeadLetter
	err     error
}

// entry is all that memory holds of a note.
type entry struct {
	id            string
	doubt         float64
	spans, low    int32
	disagreements int32
	at            int64 // in the temporary file: the page's record, then the twin's
	page, twin    int32 // their lengths in bytes
}

// ErrRevealed says that a revealing report could not be put on record.
var ErrRevealed = errors.New("report: original values are written only when the audit log has recorded it")

// NewWriter begins a report. Either stream may be nil.
func NewWriter(html, json io.Writer, run Run, o *Options) (*Writer, error) {
	w := &Writer{run: run, opts: o, html: html, json: json, sum: newSummary(o.threshold(), run.Detectors)}
	dir := ""
	if o != nil {
		dir = o.TempDir
		if o.Reveal != nil {
			if o.Reveal.Log == nil {
				return nil, ErrRevealed
			}
			_, err := o.Reveal.Log.Append(audit.Entry{
				Kind: audit.KindRestore, Actor: o.Reveal.Actor,
				Facts: map[string]string{"into": "report", "policy": run.Policy.Name, "policy_sha256": run.Policy.SHA256},
			})
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrRevealed, err)
			}
		}
	}
	f, err := os.CreateTemp(dir, "lethe-report-*")
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	// Without a name nothing of it is left behind should the process be killed; where
	// an open file keeps its name, Close removes it.
	w.unnamed = os.Remove(f.Name()) == nil
	w.temp, w.buf = f, bufio.NewWriterSize(f, 256<<10)
	return w, nil
}

// SetAuditHead names the signed head of the audit log as it is when the run ends.
// Call it before Close.
func (w *Writer) SetAuditHead(head string) { w.run.AuditHead = head }

// SetBrokenOff says in the report's title that the run did not come to its end,
// so that notes are missing from it. Call it before Close.
func (w *Writer) SetBrokenOff() { w.run.Title = w.title() + ": run broken off, notes are missing" }

// DeadLetter puts a note that was not passed on into the report.
func (w *Writer) DeadLetter(d review.DeadLetter) { w.dead = append(w.dead, d) }

// Add puts a note into the report. A note that does not pass its check is an
// error and leaves no trace.
func (w *Writer) Add(n review.Note) error {
	if w.err != nil {
		return w.err
	}
	if err := n.Check(); err != nil {
		return err
	}
	reveal := w.opts != nil && w.opts.Reveal != nil
	page, err := json.Marshal(pageNote(&n, w.sum.threshold, reveal))
	if err != nil {
		return fmt.Errorf("report: note %.80q: %w", n.ID, err)
	}
	twin, err := twinNote(&n, reveal)
	if err != nil {
		return fmt.Errorf("report: note %.80q: %w", n.ID, err)
	}
	e := entry{
		id: n.ID, doubt: n.Doubt(), spans: int32(len(n.Marks)), low: int32(n.LowConfidence(w.sum.threshold)),
		disagreements: int32(len(n.Disagreements)), at: w.size, page: int32(len(page)), twin: int32(len(twin)),
	}
	for _, b := range [][]byte{page, twin} {
		if _, err := w.buf.Write(b); err != nil {
			w.err = fmt.Errorf("report: %w", err)
			return w.err
		}
		w.size += int64(len(b))
	}
	w.entries = append(w.entries, e)
	w.sum.add(&n)
	return nil
}

// Close ranks the notes and writes the streams.
func (w *Writer) Close() (err error) {
	defer func() {
		err = errors.Join(err, w.temp.Close())
		if !w.unnamed {
			err = errors.Join(err, os.Remove(w.temp.Name()))
		}
	}()
	if w.err != nil {
		return w.err
	}
	if err := w.buf.Flush(); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	slices.SortStableFunc(w.entries, func(a, b entry) int {
		if c := cmp.Compare(b.doubt, a.doubt); c != 0 {
			return c
		}
		return cmp.Compare(a.id, b.id)
	})
	if w.html != nil {
		if err := w.writeHTML(); err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	if w.json != nil {
		if err := w.writeJSON(); err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	return nil
}

// record reads a note's record back, into the buffer it is given.
func (w *Writer) record(buf *bytes.Buffer, at int64, n int32) error {
	buf.Reset()
	_, err := io.Copy(buf, io.NewSectionReader(w.temp, at, int64(n)))
	return err
}

// noteRecord is a note as the page's script reads it: the text in pieces, so
// that no offset has to be counted in the browser's units.
type noteRecord struct {
	ID     string  `json:"id"`
	Doubt  float64 `json:"doubt"`
	Spans  int     `json:"spans"`
	Low    int     `json:"low"`
	Others int     `json:"others"`
	Pieces []any   `json:"p"` // a string, or a pieceRecord
}

type pieceRecord struct {
	Text     string   `json:"t"`
	Category string   `json:"c,omitempty"`
	Type     string   `json:"y,omitempty"`
	Operator string   `json:"o,omitempty"`
	Score    *float64 `json:"s,omitempty"`
	Source   string   `json:"f,omitempty"`
	Low      bool     `json:"low,omitempty"`
	Original string   `json:"was,omitempty"`
	Other    *other   `json:"d,omitempty"` // what the second finder says
}

type other struct {
	Type   string  `json:"y"`
	Score  float64 `json:"s"`
	Source string  `json:"f"`
}

func pageNote(n *review.Note, threshold float64, reveal bool) noteRecord {
	r := noteRecord{ID: n.ID, Doubt: n.Doubt(), Spans: len(n.Marks), Low: n.LowConfidence(threshold), Others: len(n.Disagreements), Pieces: []any{}}
	for _, p := range n.Pieces() {
		if p.Mark < 0 && p.Disagreement < 0 {
			r.Pieces = append(r.Pieces, p.Text)
			continue
		}
		x := pieceRecord{Text: p.Text}
		if p.Mark >= 0 {
			m := n.Marks[p.Mark]
			x.Category, x.Type, x.Operator, x.Score, x.Source = m.Type.Category().String(), m.Type.String(), m.Operator, &m.Score, m.Source
			x.Low = m.Score < threshold
			if reveal {
				x.Original = m.Original
			}
		}
		if p.Disagreement >= 0 {
			d := n.Disagreements[p.Disagreement]
			x.Other = &other{d.Type.String(), d.Score, d.Source}
		}
		r.Pieces = append(r.Pieces, x)
	}
	return r
}

// twinNoteRecord is a note in the JSON twin. Offsets are code points.
type twinNoteRecord struct {
	ID            string     `json:"id"`
	Doubt         float64    `json:"doubt"`
	Text          string     `json:"text"`
	Edits         []twinEdit `json:"edits"`
	Disagreements []twinEdit `json:"disagreements,omitempty"`
}

type twinEdit struct {
	Start    int     `json:"start"`
	End      int     `json:"end"`
	Type     string  `json:"type"`
	Operator string  `json:"operator,omitempty"`
	Score    float64 `json:"score"`
	Source   string  `json:"source,omitempty"`
	Original string  `json:"original,omitempty"`
}

func twinNote(n *review.Note, reveal bool) ([]byte, error) {
	at := text.NewOffsets(n.Text)
	r := twinNoteRecord{ID: n.ID, Doubt: n.Doubt(), Text: n.Text, Edits: []twinEdit{}}
	for _, m := range n.Marks {
		s, err := at.SpanFrom(m.Span, text.CodePoints)
		if err != nil {
			return nil, err
		}
		e := twinEdit{s.Start, s.End, m.Type.String(), m.Operator, m.Score, m.Source, ""}
		if reveal {
			e.Original = m.Original
		}
		r.Edits = append(r.Edits, e)
	}
	for _, d := range n.Disagreements {
		s, err := at.SpanFrom(d.Span, text.CodePoints)
		if err != nil {
			return nil, err
		}
		r.Disagreements = append(r.Disagreements, twinEdit{s.Start, s.End, d.Type.String(), "", d.Score, d.Source, ""})
	}
	return json.Marshal(r)
}

// writeJSON writes the twin: the head's fields, then the notes by rank.
func (w *Writer) writeJSON() error {
	out := bufio.NewWriterSize(w.json, 256<<10)
	head, err := json.MarshalIndent(w.twinHead(), "", "  ")
	if err != nil {
		return err
	}
	head = bytes.TrimSuffix(head, []byte("\n}"))
	_, _ = out.Write(head) // bufio keeps the error for Flush
	_, _ = out.WriteString(",\n  \"notes\": [")
	var buf bytes.Buffer
	for i, e := range w.entries {
		if i > 0 {
			_ = out.WriteByte(',')
		}
		_, _ = out.WriteString("\n    ")
		if err := w.record(&buf, e.at+int64(e.page), e.twin); err != nil {
			return err
		}
		_, _ = out.Write(buf.Bytes())
	}
	if len(w.entries) > 0 {
		_, _ = out.WriteString("\n  ")
	}
	_, _ = out.WriteString("]\n}\n")
	return out.Flush()
}

// twinHead is the twin but for its notes.
type twinHead struct {
	Title       string           `json:"title"`
	Created     string           `json:"created"`
	Policy      Policy           `json:"policy"`
	Provenance  []NamedValue     `json:"provenance"`
	AuditHead   string           `json:"audit_head,omitempty"`
	Revealed    bool             `json:"originals_included"`
	Threshold   float64          `json:"threshold"`
	Counts      map[string]int   `json:"counts"`
	Claim       *review.Claim    `json:"claim,omitempty"`
	Types       []typeRow        `json:"types"`
	Operators   []operatorRow    `json:"operators"`
	SafeHarbor  []clauseRow      `json:"safe_harbor"`
	Histogram   []int            `json:"score_histogram"` // bins of 0.05 from 0
	Calibration []review.Bin     `json:"calibration,omitempty"`
	DeadLetters []deadLetterJSON `json:"dead_letters"`
}

type deadLetterJSON struct {
	ID     string `json:"id"`
	Offset *int   `json:"offset,omitempty"` // bytes in the input
	Reason string `json:"reason"`
}

func (w *Writer) twinHead() twinHead {
	h := twinHead{
		Title: w.title(), Created: w.created(), Policy: w.run.Policy, Provenance: w.provenance(), AuditHead: w.run.AuditHead,
		Revealed: w.opts != nil && w.opts.Reveal != nil, Threshold: w.sum.threshold, Claim: w.run.Claim,
		Counts: map[string]int{
			"notes": w.sum.notes, "identifiers": w.sum.spans, "below_threshold": w.sum.low,
			"disagreements": w.sum.disagreements, "notes_without_doubt": w.sum.clean, "dead_letters": len(w.dead),
		},
		Types: w.sum.types(), Operators: w.sum.operators(), SafeHarbor: w.sum.clauses(),
		Histogram: w.sum.histogram[:], Calibration: w.run.Calibration, DeadLetters: []deadLetterJSON{},
	}
	for _, d := range w.dead {
		x := deadLetterJSON{ID: d.ID, Reason: d.Reason}
		if d.Offset >= 0 {
			x.Offset = &d.Offset
		}
		h.DeadLetters = append(h.DeadLetters, x)
	}
	return h
}

func (w *Writer) title() string {
	if w.run.Title == "" {
		return "De-identification report"
	}
	return w.run.Title
}

func (w *Writer) created() string {
	if w.run.Created.IsZero() {
		return ""
	}
	return w.run.Created.UTC().Format(createdLayout)
}

const createdLayout = "2006-01-02 15:04 MST"

// The names of the lines of provenance that a run has fields for.
const (
	nameVersion = "lethe"
	nameModel   = "Model"
	nameLexicon = "Lexicon"
	nameKey     = "Key "
)

// provenance are the lines that say what made the text.
func (w *Writer) provenance() []NamedValue {
	out := []NamedValue{}
	add := func(name, value string) {
		if value != "" {
			out = append(out, NamedValue{name, value})
		}
	}
	add(nameVersion, w.run.Version)
	add(nameModel, w.run.Model)
	add(nameLexicon, w.run.Lexicon)
	for i, k := range w.run.Keys {
		add(nameKey+strconv.Itoa(i+1), k)
	}
	return append(out, w.run.Software...)
}
