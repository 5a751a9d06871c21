package main

import (
	"log"
	"sort"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
)

// lexicon gathers phrases; a phrase that is already there is kept, so the
// hand-written tables, read first, win.
type lexicon struct {
	topo  map[string]string
	seer  *seerTable
	rows  []string
	taken map[string]bool
}

func newLexicon(topo map[string]string, seer *seerTable) *lexicon {
	return &lexicon{topo: topo, seer: seer, taken: map[string]bool{}}
}

// normal gives a phrase as the words and numbers of its tokens, in lower case.
func normal(phrase string) string {
	var words []string
	for _, t := range text.AppendTokens(nil, phrase) {
		if t.Kind != text.Punct {
			words = append(words, strings.ToLower(t.Of(phrase)))
		}
	}
	return strings.Join(words, " ")
}

func (l *lexicon) add(kind, class, code, implied, phrase string) {
	n := normal(phrase)
	var key string
	if kind == "site" {
		key = kind + "\t" + class + "\t" + n + "\t" + subsiteKey(class, code)
	} else {
		key = kind + "\t" + map[bool]string{true: "m"}[class == "m"] + "\t" + n
	}
	if n == "" || l.taken[key] {
		return
	}
	l.taken[key] = true
	l.rows = append(l.rows, strings.Join([]string{kind, class, code, implied, n}, "\t"))
}

// subsiteKey lets one phrase be a subsite of several organs ("body" of the
// stomach and of the pancreas).
func subsiteKey(class, code string) string {
	if class == "s" {
		return code[:3]
	}
	return ""
}

func (l *lexicon) sites(rows [][]string) {
	for _, r := range rows {
		if l.topo[r[0]] == "" {
			log.Fatalf("terms/sites.tsv: %s is no SEER topography", r[0])
		}
		for _, p := range strings.Split(r[2], "|") {
			l.add("site", r[1], r[0], "-", p)
		}
	}
}

func (l *lexicon) histologies(rows [][]string) {
	for _, r := range rows {
		for _, p := range strings.Split(r[3], "|") {
			l.add("hist", r[1], r[0], r[2], p)
			if r[1] == "h" || r[1] == "g" {
				for _, v := range variants(p) {
					l.add("hist", r[1], r[0], r[2], v)
				}
			}
		}
	}
}

// variants gives British (tumour, leukaemia), short ("ductal ca") and plural spellings, and the two orders of a head
// noun with its modifiers ("renal cell carcinoma" and "carcinoma, renal cell").
func variants(p string) []string {
	var out []string
	if strings.Contains(p, "tumor") {
		out = append(out, strings.ReplaceAll(p, "tumor", "tumour"))
	}
	if strings.HasSuffix(p, "oma") || strings.HasSuffix(p, "tumor") {
		out = append(out, p+"s")
	}
	if strings.Contains(p, "leukemia") {
		out = append(out, strings.ReplaceAll(p, "leukemia", "leukaemia"))
	}
	if stem, ok := strings.CutSuffix(p, " carcinoma"); ok {
		out = append(out, stem+" ca", stem+" cancer")
	}
	if strings.HasSuffix(p, " adenocarcinoma") {
		out = append(out, strings.TrimSuffix(p, "adenocarcinoma")+"adenoca")
	}
	words := strings.Fields(p)
	if head := words[len(words)-1]; len(words) > 1 && (strings.HasSuffix(head, "carcinoma") || head == "melanoma" || head == "lymphoma") && len(head) > 3 {
		out = append(out, head+" "+strings.Join(words[:len(words)-1], " "))
	}
	return out
}

// seerNames adds the names of the validation list, malignant and in situ.
func (l *lexicon) seerNames() {
	var codes []string
	for hb := range l.seer.morph {
		codes = append(codes, hb)
	}
	sort.Strings(codes)
	for _, hb := range codes {
		if hb[5] != '3' && hb[5] != '2' {
			continue
		}
		name := strings.ToLower(l.seer.morph[hb])
		name = strings.TrimSuffix(strings.TrimSpace(name), ", nos")
		if i := strings.IndexByte(name, '('); i >= 0 {
			name = strings.TrimSpace(name[:i])
		}
		if len(strings.Fields(name)) < 2 || strings.Contains(name, " w/") {
			continue
		}
		l.add("hist", "h", hb, "-", name)
		if i := strings.Index(name, ", "); i > 0 && strings.Count(name, ",") == 1 {
			l.add("hist", "h", hb, "-", name[i+2:]+" "+name[:i])
		}
	}
}

// diseaseOntology adds the cancers of the Disease Ontology that carry an ICD-O
// code. Names of a group ("immune system cancer") and of a gene are no
// histologies and stay out, as do one-word synonyms that are no tumour name.
func (l *lexicon) diseaseOntology(rows [][]string) {
	for _, r := range rows {
		if len(r[0]) != 6 || r[0][4] != '/' {
			continue
		}
		class := "h"
		if r[0][5] == '0' || r[0][5] == '1' {
			class = "x"
		}
		for _, p := range append([]string{r[1]}, strings.Split(r[2], "|")...) {
			p = strings.ToLower(p)
			if tumourName(p) {
				l.add("hist", class, r[0], "-", p)
			}
		}
	}
}

func tumourName(p string) bool {
	if len(p) > 60 || strings.HasSuffix(p, " cancer") {
		return false
	}
	for _, s := range []string{"oma", "emia", "aemia", "tumor", "tumour", "sarcoma", "syndrome"} {
		if strings.HasSuffix(p, s) {
			return len(strings.Fields(p)) > 1 || s != "syndrome"
		}
	}
	return false
}

func (l *lexicon) lines() []string {
	sort.Strings(l.rows)
	return l.rows
}
