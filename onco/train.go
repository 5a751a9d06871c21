package onco

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"sort"
	"strings"

	"github.com/lethe-health/lethe/onco/internal/linear"
)

// Labelled is one pathology report with what a registry says of it. An empty
// label is not known and not trained on.
type Labelled struct {
	Report    Document
	Site      string // "C50.9"
	Histology string // "8500" or "8500/3"
	PT, PN    string // "T2a", "NX"
}

// TrainModel fits a [Model] and returns it packed, for [ReadModel]. The same
// reports in the same order give the same bytes. The packed form holds hashes
// of words and weights, no text.
func TrainModel(ctx context.Context, reports []Labelled) ([]byte, error) {
	e, err := New(&Options{NoModel: true})
	if err != nil {
		return nil, err
	}
	var sets [numHeads][]linear.Example
	sites, staged := map[string]bool{}, map[string]bool{}
	siteCount, histCount := map[string]int{}, map[string]int{}
	for i := range reports {
		siteCount[reports[i].Site]++
		histCount[cut(reports[i].Histology, 4)]++
	}
	for i := range reports {
		r := &reports[i]
		x, err := e.featuresOf(ctx, r.Report)
		if err != nil {
			return nil, err
		}
		add := func(head int, class string) {
			if class != "" {
				sets[head] = append(sets[head], linear.Example{Features: x, Class: class})
			}
		}
		if r.Site != "" {
			site := r.Site
			if siteCount[site] < minSite {
				site = site[:3] + ".9"
			}
			add(headSite, site)
			sites[site[:3]] = true
		}
		if h := cut(r.Histology, 4); histCount[h] >= minHist {
			add(headHist, h)
		}
		add(headT, level(r.PT))
		add(headN, level(r.PN))
		if r.PT != "" && r.Site != "" {
			staged[r.Site[:3]] = true
		}
	}
	for _, s := range sets {
		if len(s) == 0 {
			return nil, errNoReports
		}
	}
	var raw bytes.Buffer
	raw.WriteString(modelMagic + list(sites) + "\n" + list(staged) + "\n")
	for i := range sets {
		m := linear.Train(sets[i], &headOptions[i])
		raw.Write(m.AppendBinary(nil))
	}
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(raw.Bytes()); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// headOptions are the settings of each head. Fewer weights cost accuracy: a
// third of them lost two points of site and four of histology.
var headOptions = [numHeads]linear.TrainOptions{
	headSite: {Keep: 150_000},
	headHist: {Keep: 150_000},
	headT:    {Keep: 100_000},
	headN:    {Keep: 80_000},
}

const (
	minSite = 6 // a subsite with fewer reports is trained as its organ
	minHist = 4 // a histology with fewer reports is left to the rules
)

var errNoReports = errors.New("onco: too few labelled reports to train on")

// featuresOf reads one report as the model sees it.
func (e *Engine) featuresOf(ctx context.Context, d Document) ([]linear.Feature, error) {
	p := Patient{Documents: []Document{d}}
	a, err := e.analyse(ctx, p)
	if err != nil {
		return nil, err
	}
	defer a.free()
	var x features
	x.read(a.docs[0], a.main(), e.book)
	return x.all, nil
}

// level cuts "pT2a" to "T2" and "NX" to "NX".
func level(s string) string {
	c, _, ok := ParseCategory(s)
	if !ok {
		return ""
	}
	c.Sub, c.Isolated, c.Sentinel = "", "", false
	return c.String()
}

func cut(s string, n int) string { return s[:min(n, len(s))] }

func list(m map[string]bool) string {
	out := make([]string, 0, len(m))
	for s := range m {
		out = append(out, s)
	}
	sort.Strings(out)
	return strings.Join(out, ",")
}
