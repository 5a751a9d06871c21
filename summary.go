package lethe

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/redact"
)

// Summary counts what a run did.
type Summary struct {
	Policy      string         `json:"policy"`
	Version     string         `json:"policy_version"`
	Notes       int            `json:"notes"`        // that passed
	DeadLetters int            `json:"dead_letters"` // that did not
	Patients    int            `json:"patients"`
	PHI         map[string]int `json:"phi"`        // by type
	Diagnoses   map[string]int `json:"diagnoses"`  // by assertion
	Inferences  map[string]int `json:"inferences"` // by type
	Histories   int            `json:"histories"`
	Scores      []ScoreLine    `json:"scores"`
	Unanswered  int            `json:"unanswered"` // patients whose history the service did not take or answer
}

// ScoreLine is one patient's line in the summary: results, or why there are
// none.
type ScoreLine struct {
	Patient string          `json:"patient"`
	Results []phenom.Result `json:"results,omitempty"`
	Reason  string          `json:"reason,omitempty"`
}

func newSummary(p redact.Policy) *Summary {
	return &Summary{Policy: p.Name, Version: p.Version, PHI: map[string]int{}, Diagnoses: map[string]int{}, Inferences: map[string]int{}}
}

func (s *Summary) note(r *Record) {
	s.Notes++
	for _, e := range r.Document.Edits {
		s.PHI[e.Type.String()]++
	}
	for _, d := range r.Diagnoses {
		s.Diagnoses[string(d.Assertion)]++
	}
}

func (s *Summary) patient(p *PatientRecord) {
	for _, i := range p.Inferences {
		s.Inferences[string(i.Type)]++
	}
	if p.History != nil {
		s.Histories++
	}
}

func (s *Summary) score(sc *Score) {
	line := ScoreLine{Patient: sc.Patient, Results: sc.Results}
	switch {
	case sc.Err != nil:
		line.Reason = sc.Err.Error()
	case len(sc.Exclusions) > 0 && len(sc.Results) == 0:
		line.Reason = "excluded: " + strings.ReplaceAll(sc.Exclusions[0].Reason, "_", " ")
	}
	if sc.Unanswered {
		s.Unanswered++
	}
	s.Scores = append(s.Scores, line)
}

// total adds up the counts of a table.
func total(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

// WriteText writes the summary for a person at a terminal.
func (s *Summary) WriteText(w io.Writer) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s of %s read under policy %s", count(s.Notes, "note"), count(s.Patients, "patient"), s.Policy)
	if s.DeadLetters > 0 {
		fmt.Fprintf(b, "; %s in the dead letters", count(s.DeadLetters, "note"))
	}
	b.WriteString(".\n")
	table(b, "PHI found and replaced", s.PHI)
	table(b, "Diagnoses (ICD-10-CM)", s.Diagnoses)
	table(b, "Onco-phenotype inferences", s.Inferences)
	s.writeScores(b)
	_, err := io.WriteString(w, b.String())
	return err
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// table writes counts, the largest first, three to a line.
func table(b *strings.Builder, title string, m map[string]int) {
	fmt.Fprintf(b, "\n%s: %d\n", title, total(m))
	keys := slices.Sorted(maps.Keys(m))
	slices.SortStableFunc(keys, func(x, y string) int { return m[y] - m[x] })
	for i, k := range keys {
		fmt.Fprintf(b, "  %-16s %5d", k, m[k])
		if i%3 == 2 || i == len(keys)-1 {
			b.WriteByte('\n')
		}
	}
}

func (s *Summary) writeScores(b *strings.Builder) {
	if len(s.Scores) == 0 {
		return
	}
	synthetic, scored := false, 0
	for _, l := range s.Scores {
		for _, r := range l.Results {
			synthetic = synthetic || r.Synthetic
		}
		if len(l.Results) > 0 {
			scored++
		}
	}
	fmt.Fprintf(b, "\nScores (PhenOM): %d of %s\n", scored, count(len(s.Scores), "patient"))
	if synthetic {
		b.WriteString("  SYNTHETIC: from the embedded sandbox's open formula; never for care.\n")
	}
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "  patient\tprobability\t95% bounds\trelative\tbin\n")
	for _, l := range s.Scores {
		for _, r := range l.Results {
			fmt.Fprintf(t, "  %s\t%.3f\t%.3f to %.3f\t%.2f\t%d of %d\n", l.Patient, r.Probability, r.ProbLower, r.ProbUpper, r.Relative, r.Bin, r.Bins)
		}
		if len(l.Results) == 0 {
			fmt.Fprintf(t, "  %s\t-\t%s\n", l.Patient, l.Reason)
		}
	}
	t.Flush()
}
