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
	histCount, siteCount := map[string]int{}, map[string]int{}
	read := make([][]termUse, len(reports))
	for i := range reports {
		histCount[cut(reports[i].Histology, 4)]++
		siteCount[cut(reports[i].Site, 3)]++
		if read[i], err = e.featuresOf(ctx, reports[i].Report); err != nil {
			return nil, err
		}
	}
	vocabulary, groups := vocabularyOf(read), map[uint32]group{}
	for _, terms := range read {
		for _, u := range terms {
			groups[u.hash] = u.group
		}
	}
	usual := usualSites(reports)
	for i := range reports {
		r := &reports[i]
		x := weighed(read[i], vocabulary)
		read[i] = nil
		add := func(head int, class string) {
			if class != "" {
				sets[head] = append(sets[head], linear.Example{Features: x, Class: class})
			}
		}
		if r.Site != "" {
			add(headSite, usual[r.Site[:3]])
			sites[r.Site[:3]] = siteCount[r.Site[:3]] >= minSite
		}
		if h := cut(r.Histology, 4); histCount[h] >= minHist {
			add(headHist, h)
		}
		add(headT, level(r.PT))
		add(headN, level(r.PN))
		if r.PT != "" && r.Site != "" {
			staged[r.Site[:3]] = siteCount[r.Site[:3]] >= minSite
		}
	}
	for _, s := range sets {
		if len(s) == 0 {
			return nil, errNoReports
		}
	}
	var raw bytes.Buffer
	raw.WriteString(modelMagic + list(sites) + "\n" + list(staged) + "\n")
	raw.Write(vocabulary.AppendBinary(nil))
	for i := range sets {
		m := linear.Train(sets[i], options(i, groups))
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

// headSettings are the settings of each head: how many weights stay, and how
// readily the fit leans on the findings of each group beside the text.
var headSettings = [numHeads]struct {
	keep          int
	place, extent float32
}{
	headSite: {120_000, 0.6, 0.1},
	headHist: {80_000, 0.5, 0.1},
	headT:    {40_000, 0.3, 0.6},
	headN:    {35_000, 0.3, 0.6},
}

// options are those of a head, for the features of given groups.
func options(head int, groups map[uint32]group) *linear.TrainOptions {
	s := &headSettings[head]
	trust := [numGroups]float32{ofText: 1, ofPlace: s.place, ofExtent: s.extent}
	return &linear.TrainOptions{Keep: s.keep, Trust: func(h uint32) float32 { return trust[groups[h]] }}
}

const (
	minSite    = 3 // an organ with fewer reports is not known
	minHist    = 4 // a histology with fewer reports is left to the rules
	minPiece   = 3 // pieces of words in fewer reports are left out
	minFinding = 2
	maxPieces  = 100_000 // the most frequent stay
)

var errNoReports = errors.New("onco: too few labelled reports to train on")

// featuresOf reads one report as the model sees it.
func (e *Engine) featuresOf(ctx context.Context, d Document) ([]termUse, error) {
	p := Patient{Documents: []Document{d}}
	a, err := e.analyse(ctx, p)
	if err != nil {
		return nil, err
	}
	defer a.free()
	var x features
	x.read(a.docs[0], a.main(), e.book)
	return x.terms, nil
}

// vocabularyOf gathers the features that enough reports have, and of the pieces
// only those that fewer than half have: the rest tell nothing and cost time.
func vocabularyOf(read [][]termUse) *linear.Vocabulary {
	met, finding := map[uint32]int{}, map[uint32]bool{}
	for _, terms := range read {
		for _, u := range terms {
			met[u.hash]++
			if u.group != ofText {
				finding[u.hash] = true
			}
		}
	}
	var pieces []uint32
	for h, n := range met {
		switch {
		case finding[h] && n < minFinding || !finding[h] && (n < minPiece || n > len(read)/2):
			delete(met, h)
		case !finding[h]:
			pieces = append(pieces, h)
		}
	}
	sort.Slice(pieces, func(i, j int) bool {
		a, b := pieces[i], pieces[j]
		return met[a] > met[b] || met[a] == met[b] && a < b
	})
	for _, h := range pieces[min(len(pieces), maxPieces):] {
		delete(met, h)
	}
	return linear.NewVocabulary(met, len(read))
}

// weighed gives the features of a report their values.
func weighed(terms []termUse, v *linear.Vocabulary) []linear.Feature {
	x := features{}
	for _, u := range terms {
		if u.key = v.Find(u.hash); u.key >= 0 {
			x.terms = append(x.terms, u)
		}
	}
	x.weigh(v)
	out := make([]linear.Feature, len(x.terms))
	for i := range out {
		out[i] = linear.Feature{Hash: x.terms[i].hash, Value: x.active[i].Value}
	}
	return out
}

// usualSites gives for each organ its most frequent topography: the class that
// stands for it. Which part of the organ it is, the rules read.
func usualSites(reports []Labelled) map[string]string {
	count := map[string]int{}
	out := map[string]string{}
	for i := range reports {
		s := reports[i].Site
		if len(s) < 3 {
			continue
		}
		count[s]++
		if o := out[s[:3]]; o == "" || count[s] > count[o] || count[s] == count[o] && s < o {
			out[s[:3]] = s
		}
	}
	return out
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
	for s, in := range m {
		if in {
			out = append(out, s)
		}
	}
	sort.Strings(out)
	return strings.Join(out, ",")
}
