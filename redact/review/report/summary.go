package report

import (
	"slices"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact/review"
)

// histogramBins are the bins of the score histogram, 0.05 wide.
const histogramBins = 20

// summary adds the notes up.
type summary struct {
	threshold     float64
	notes         int
	bytes         int64
	spans         int
	low           int // spans below the threshold
	disagreements int
	clean         int // notes without a doubtful mark or a disagreement
	byType        [labels.NumTypes + 1]int
	lowByType     [labels.NumTypes + 1]int
	byOperator    map[string]int
	sources       [labels.NumTypes + 1]map[string]bool
	histogram     [histogramBins]int
}

func newSummary(threshold float64, detectors map[labels.Type][]string) *summary {
	s := &summary{threshold: threshold, byOperator: map[string]int{}}
	for t := range s.sources {
		s.sources[t] = map[string]bool{}
	}
	for t, names := range detectors {
		if t.Valid() {
			for _, n := range names {
				s.sources[t][n] = true
			}
		}
	}
	return s
}

func (s *summary) add(n *review.Note) {
	s.notes++
	s.bytes += int64(len(n.Text))
	low := 0
	for _, m := range n.Marks {
		s.spans++
		s.byType[m.Type]++
		s.byOperator[m.Operator]++
		if m.Source != "" {
			s.sources[m.Type][m.Source] = true
		}
		s.histogram[min(int(m.Score*histogramBins), histogramBins-1)]++
		if m.Score < s.threshold {
			low++
			s.lowByType[m.Type]++
		}
	}
	s.low += low
	s.disagreements += len(n.Disagreements)
	if low == 0 && len(n.Disagreements) == 0 {
		s.clean++
	}
}

// typeRow is a type's line in the report.
type typeRow struct {
	Type      labels.Type     `json:"type"`
	Category  labels.Category `json:"category"`
	Spans     int             `json:"spans"`
	Low       int             `json:"below_threshold"`
	Detectors []string        `json:"detectors"`
}

// types returns the types that were found, the most frequent first.
func (s *summary) types() []typeRow {
	out := []typeRow{}
	for _, t := range labels.Types() {
		if s.byType[t] > 0 {
			out = append(out, typeRow{t, t.Category(), s.byType[t], s.lowByType[t], s.detectors(t)})
		}
	}
	slices.SortStableFunc(out, func(a, b typeRow) int { return b.Spans - a.Spans })
	return out
}

func (s *summary) detectors(types ...labels.Type) []string {
	names := map[string]bool{}
	for _, t := range types {
		for n := range s.sources[t] {
			names[n] = true
		}
	}
	out := make([]string, 0, len(names))
	for n := range names {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// clauseRow is an identifier of the Safe Harbor list in the report.
type clauseRow struct {
	Letter    string          `json:"letter"`
	Title     string          `json:"title"`
	Coverage  review.Coverage `json:"coverage"`
	Types     []labels.Type   `json:"types"`
	Spans     int             `json:"spans"`
	Detectors []string        `json:"detectors"`
	Limit     string          `json:"limit,omitempty"`
}

func (s *summary) clauses() []clauseRow {
	var out []clauseRow
	for _, c := range review.Clauses() {
		r := clauseRow{
			Letter: c.Letter.String(), Title: c.Letter.Title(), Coverage: c.Coverage,
			Types: append([]labels.Type{}, c.Types...), Detectors: s.detectors(c.Types...), Limit: c.Limit,
		}
		for _, t := range c.Types {
			r.Spans += s.byType[t]
		}
		out = append(out, r)
	}
	return out
}

// operatorRow is an operator and how often it was used.
type operatorRow struct {
	Operator string `json:"operator"`
	Spans    int    `json:"spans"`
}

func (s *summary) operators() []operatorRow {
	out := []operatorRow{}
	for o, n := range s.byOperator {
		out = append(out, operatorRow{o, n})
	}
	slices.SortFunc(out, func(a, b operatorRow) int {
		if a.Spans != b.Spans {
			return b.Spans - a.Spans
		}
		if a.Operator < b.Operator {
			return -1
		}
		return 1
	})
	return out
}
