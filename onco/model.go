package onco

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/onco/internal/linear"
)

//go:embed data/report.model
var reportModel []byte

// The heads of the learned model.
const (
	headSite = iota
	headHist
	headT
	headN
	numHeads
)

// Model is the learned model of pathology reports: one linear classifier each
// for site, histology, pT and pN. It knows only the cancers it was trained on
// and is asked only about them.
type Model struct {
	heads  *linear.Set
	sites  map[string]bool // three-character sites of the training reports
	staged map[string]bool // those that have a pT
}

const modelMagic = "lethe-onco-3\n"

// ReadModel reads a model that [TrainModel] wrote.
func ReadModel(b []byte) (*Model, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("onco: model: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(z, 64<<20))
	if err != nil {
		return nil, fmt.Errorf("onco: model: %w", err)
	}
	s, ok := strings.CutPrefix(string(raw), modelMagic)
	if !ok {
		return nil, errModel
	}
	var lines [2]string
	for i := range lines {
		if lines[i], s, ok = strings.Cut(s, "\n"); !ok {
			return nil, errModel
		}
	}
	m := &Model{sites: set(lines[0]), staged: set(lines[1])}
	vocabulary, rest, err := linear.ReadVocabulary([]byte(s))
	if err != nil {
		return nil, fmt.Errorf("onco: model: %w", err)
	}
	heads := make([]*linear.Model, numHeads)
	for i := range heads {
		if heads[i], rest, err = linear.Read(rest); err != nil {
			return nil, fmt.Errorf("onco: model head %d: %w", i, err)
		}
	}
	m.heads = linear.NewSet(vocabulary, heads...)
	return m, nil
}

var errModel = errors.New("onco: not a model of this package")

func set(list string) map[string]bool {
	m := map[string]bool{}
	for s := range strings.SplitSeq(list, ",") {
		if s != "" {
			m[s] = true
		}
	}
	return m
}

// loadModel unpacks the embedded model once.
var loadModel = sync.OnceValues(func() (*Model, error) {
	if len(reportModel) == 0 {
		return nil, nil
	}
	return ReadModel(reportModel)
})

// guess is what a head says.
type guess struct {
	class string
	p     float32
	index int
}

// classes are the classes of a head.
func (m *Model) classes(head int) []string { return m.heads.Model(head).Classes() }

// ask returns the best class of a head and the probability of each, from the
// features of a report.
func (m *Model) ask(head int, x *features, dst []float32) (guess, []float32) {
	dst = m.heads.Probabilities(dst, head, x.active)
	g := guess{}
	for i, p := range dst {
		if p > g.p {
			g = guess{m.classes(head)[i], p, i}
		}
	}
	return g, dst
}

// evidence returns the places of the words whose pieces spoke most for a class.
// Words without meaning of their own, and what is no word, are no evidence.
func (m *Model) evidence(head int, class int, x *features, f *facts, n int) []Evidence {
	out := x.shown[:0]
	word, j := int32(-1), -1 // terms are in order of the words that they first stand in
	for i := range x.active {
		u := &x.terms[i]
		if u.group != ofText {
			continue
		}
		c := m.heads.Contribution(head, x.active[i], class)
		if c <= 0 {
			continue
		}
		if u.start != word {
			word, j = u.start, -1
			if span, good := f.telling(u.start, u.end); good {
				j = len(out)
				out = append(out, Evidence{Document: f.index, Span: span})
			}
		}
		if j >= 0 {
			out[j].Importance += float64(c)
		}
	}
	kept := out[:0]
	for _, e := range out {
		if e.Importance > 0.05 {
			kept = append(kept, e)
		}
	}
	x.shown = out
	return slices.Clone(tidy(kept, n))
}

// telling trims a word of the text to its letters and digits and reports
// whether it can be shown as evidence.
func (f *facts) telling(start, end int32) (labels.Span, bool) {
	const shortest, longest = 4, 40
	s := f.doc.Text
	for start < end && s[start] < utf8.RuneSelf && !isLetter(s[start]) && !isDigit(s[start]) {
		start++
	}
	for end > start && s[end-1] < utf8.RuneSelf && !isLetter(s[end-1]) && !isDigit(s[end-1]) {
		end--
	}
	w := s[start:end]
	letters := 0
	for i := range len(w) {
		if isLetter(w[i]) {
			letters++
		}
	}
	return spanOf(start, end), letters >= shortest && len(w) <= longest && wordBits(text.HashFold(w))&bitEmpty == 0
}

// emptyWords say nothing of a tumour by themselves.
var emptyWords = wordSet("with", "from", "this", "that", "these", "those", "there", "have", "been", "were", "which", "also", "into", "along", "through", "about",
	"right", "left", "upper", "lower", "each", "both", "other", "than", "then", "more", "most", "some", "such", "only", "seen", "shown", "shows", "present", "identified",
	"patient", "page", "date", "name", "case", "report", "reports", "received", "labeled", "labelled", "specimen", "specimens", "container", "formalin", "fresh", "submitted",
	"entirely", "measuring", "measures", "consists", "section", "sections", "representative", "cassette", "cassettes", "final", "diagnosis", "gross", "description",
	"microscopic", "clinical", "history", "signed", "reviewed", "pathologist", "pathology", "surgical", "number", "slides", "block", "blocks", "tissue", "within", "without",
	"redacted", "discrepancy", "uuid", "primary", "noted", "prior", "hipaa", "tumor", "site", "examined", "criteria")
