package report

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"

	"github.com/lethe-health/lethe/internal/look"
	"github.com/lethe-health/lethe/redact/review"
)

//go:embed assets/report.css
var reportCSS string

//go:embed assets/report.js
var reportJS string

//go:embed assets/report.gohtml
var reportHTML string

var page = template.Must(template.New("report").Funcs(template.FuncMap{
	"count": count, "percent": percent, "confidence": confidence,
	"join":    func(s []string) string { return strings.Join(s, ", ") },
	"inc":     func(i int) int { return i + 1 },
	"types":   typeNames,
	"signed":  func(d review.DeadLetter) bool { return d.Offset >= 0 },
	"covered": func(c review.Coverage) string { return strings.ReplaceAll(string(c), " ", "-") },
}).Parse(reportHTML))

func typeNames(c clauseRow) string {
	var out []string
	for _, t := range c.Types {
		out = append(out, t.String())
	}
	return strings.Join(out, ", ")
}

// view is what the template sees.
type view struct {
	CSP         string
	CSS         template.CSS
	JS          template.JS
	Title       string
	Created     string
	Policy      Policy
	Provenance  []NamedValue
	AuditHead   string
	Revealed    bool
	Threshold   float64
	Notes       int
	Spans       int
	Low         int
	Others      int
	Clean       int
	Claim       *review.Claim
	Clauses     []clauseRow
	Operators   []operatorRow
	Legend      []legendRow
	TypesChart  template.HTML
	ScoresChart template.HTML
	DoubtChart  template.HTML
	Calibration template.HTML
	Dead        []review.DeadLetter
}

// sourceHash is a CSP source for an inline element.
func sourceHash(body string) string {
	sum := sha256.Sum256([]byte(body))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func (w *Writer) view() view {
	css := look.CSS() + reportCSS
	types := w.sum.types()
	doubts := make([]float64, len(w.entries))
	for i, e := range w.entries {
		doubts[i] = e.doubt
	}
	v := view{
		CSP: "default-src 'none'; style-src " + sourceHash(css) + "; script-src " + sourceHash(reportJS) + "; base-uri 'none'; form-action 'none'",
		CSS: template.CSS(css), JS: template.JS(reportJS),
		Title: w.title(), Created: w.created(), Policy: w.run.Policy, Provenance: w.provenance(), AuditHead: w.run.AuditHead,
		Revealed: w.opts != nil && w.opts.Reveal != nil, Threshold: w.sum.threshold,
		Notes: w.sum.notes, Spans: w.sum.spans, Low: w.sum.low, Others: w.sum.disagreements, Clean: w.sum.clean,
		Claim: w.run.Claim, Clauses: w.sum.clauses(), Operators: w.sum.operators(), Legend: legend(types), Dead: w.dead,
		TypesChart: typesChart(types), ScoresChart: scoresChart(w.sum.histogram, w.sum.threshold), DoubtChart: doubtChart(doubts),
	}
	if len(w.run.Calibration) > 0 {
		v.Calibration = calibrationChart(w.run.Calibration)
	}
	return v
}

// writeHTML writes the page up to its data, then the index of notes, then a
// block of notes per page, then the script.
func (w *Writer) writeHTML() error {
	out := bufio.NewWriterSize(w.html, 256<<10)
	v := w.view()
	if err := page.ExecuteTemplate(out, "head", v); err != nil {
		return err
	}
	if err := w.writeIndex(out); err != nil {
		return err
	}
	per := w.opts.perPage()
	var buf bytes.Buffer
	for from := 0; from < len(w.entries); from += per {
		fmt.Fprintf(out, "<script type=\"application/json\" id=\"page-%d\">[", from/per)
		for i, e := range w.entries[from:min(from+per, len(w.entries))] {
			if i > 0 {
				_ = out.WriteByte(',') // bufio keeps the error for Flush
			}
			if err := w.record(&buf, e.at, e.page); err != nil {
				return err
			}
			_, _ = out.Write(buf.Bytes())
		}
		_, _ = out.WriteString("]</script>\n")
	}
	if err := page.ExecuteTemplate(out, "foot", v); err != nil {
		return err
	}
	return out.Flush()
}

// writeIndex writes id, doubt and counts of all notes by rank, for the list and
// the search.
func (w *Writer) writeIndex(out *bufio.Writer) error {
	fmt.Fprintf(out, "<script type=\"application/json\" id=\"index\">{\"per\":%d,\"notes\":[", w.opts.perPage())
	for i, e := range w.entries {
		if i > 0 {
			_ = out.WriteByte(',')
		}
		row, err := json.Marshal([]any{e.id, float64(int(e.doubt*1000+.5)) / 1000, e.spans, e.low, e.disagreements})
		if err != nil {
			return err
		}
		_, _ = out.Write(row)
	}
	_, err := out.WriteString("]}</script>\n")
	return err
}
