package onco

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

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

const modelMagic = "lethe-onco-1\n"

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
	rest := []byte(s)
	heads := make([]*linear.Model, numHeads)
	for i := range heads {
		if heads[i], rest, err = linear.Read(rest); err != nil {
			return nil, fmt.Errorf("onco: model head %d: %w", i, err)
		}
	}
	m.heads = linear.NewSet(heads...)
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

// ask returns the best class of a head and the probability of each.
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

// evidence returns the places of the words that spoke most for a class.
func (m *Model) evidence(head int, class int, x *features, f *facts, n int) []Evidence {
	var out []Evidence
	for i, a := range x.active {
		if x.at[i] < 0 {
			continue
		}
		if c := m.heads.Contribution(head, a, class); c > 0.02 {
			t := f.doc.Tokens[x.at[i]]
			out = append(out, Evidence{Document: f.index, Span: spanOf(t.Start, t.End), Importance: float64(c)})
		}
	}
	return tidy(out, n)
}
