// Command gen builds the dictionaries that package onco embeds, from the raw
// tables under raw/ and the hand-written terms under terms/. It is run by
// go generate in the package's folder and writes data/*.tsv; the same input
// gives the same bytes.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("onco/gen: ")
	seer := readSEER(table("sitetype.icdo3.d20150918.csv"))
	topo := readTopography(table("icdo3_topography_seer.csv"))
	write("topography.tsv", topographyLines(topo))
	write("seer.tsv", seer.pairLines())
	write("morphology.tsv", seer.nameLines())
	write("ajcc7.tsv", ajccLines(table("ajcc7_schema_selection.csv"), table("ajcc7_categories_by_schema.csv")))
	lex := newLexicon(topo, seer)
	lex.sites(termRows("sites.tsv", 3))
	lex.histologies(termRows("histologies.tsv", 4))
	lex.seerNames()
	lex.diseaseOntology(table("do_cancer_icdo_synonyms.csv"))
	write("lexicon.tsv", lex.lines())
}

// table reads one compressed CSV file of raw/, without its heading row.
func table(name string) [][]string {
	f, err := os.Open(filepath.Join("raw", name+".gz"))
	check(err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	check(err)
	b, err := io.ReadAll(z)
	check(err)
	// The SEER file ends its lines with bare carriage returns.
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	b = bytes.ReplaceAll(b, []byte("\r"), []byte("\n"))
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	rows, err := r.ReadAll()
	check(err)
	return rows[1:]
}

// termRows reads a hand-written table of terms/: tab-separated, # comments.
func termRows(name string, fields int) [][]string {
	b, err := os.ReadFile(filepath.Join("terms", name))
	check(err)
	var rows [][]string
	for i, l := range strings.Split(string(b), "\n") {
		if l == "" || l[0] == '#' {
			continue
		}
		f := strings.Split(l, "\t")
		if len(f) != fields {
			log.Fatalf("terms/%s:%d: %d fields, want %d", name, i+1, len(f), fields)
		}
		rows = append(rows, f)
	}
	return rows
}

func write(name string, lines []string) {
	check(os.MkdirAll("data", 0o755))
	check(os.WriteFile(filepath.Join("data", name), []byte(strings.Join(lines, "\n")+"\n"), 0o644))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func topographyLines(topo map[string]string) []string {
	out := make([]string, 0, len(topo))
	for code, name := range topo {
		out = append(out, code+"\t"+name)
	}
	sort.Strings(out)
	return out
}

func readTopography(rows [][]string) map[string]string {
	out := map[string]string{}
	for _, r := range rows {
		out[r[0]] = r[1]
	}
	return out
}

// seerTable is the SEER site and histology validation list.
type seerTable struct {
	siteName map[string]string          // "C50.9" -> "BREAST"
	valid    map[string]map[string]bool // site description -> "8500/3"
	ranges   map[string]string          // site description -> "C500-C506,C508-C509"
	morph    map[string]string          // "8500/3" -> name
}

func readSEER(rows [][]string) *seerTable {
	t := &seerTable{siteName: map[string]string{}, valid: map[string]map[string]bool{}, ranges: map[string]string{}, morph: map[string]string{}}
	for _, r := range rows {
		if len(r) < 6 || len(r[4]) != 6 {
			continue
		}
		site, hb := strings.TrimSpace(r[1]), r[4]
		if t.valid[site] == nil {
			t.valid[site] = map[string]bool{}
			t.ranges[site] = strings.ReplaceAll(r[0], " ", "")
		}
		t.valid[site][hb] = true
		if t.morph[hb] == "" {
			t.morph[hb] = strings.TrimSpace(r[5])
		}
	}
	return t
}

func (t *seerTable) pairLines() []string {
	var out []string
	for site, set := range t.valid {
		var codes []string
		for hb := range set {
			codes = append(codes, hb)
		}
		sort.Strings(codes)
		out = append(out, fmt.Sprintf("%s\t%s\t%s", t.ranges[site], site, strings.Join(codes, ",")))
	}
	sort.Strings(out)
	return out
}

func (t *seerTable) nameLines() []string {
	var out []string
	for hb, name := range t.morph {
		out = append(out, hb+"\t"+name)
	}
	sort.Strings(out)
	return out
}

// ajccLines joins schema selection and categories: one line per schema with
// its sites, histologies and the categories of each axis.
func ajccLines(selection, categories [][]string) []string {
	cats := map[string]map[string][]string{}
	for _, r := range categories {
		schema, axis, display := r[0], r[2], r[4]
		if cats[schema] == nil {
			cats[schema] = map[string][]string{}
		}
		cats[schema][axis] = append(cats[schema][axis], display)
	}
	var out []string
	for _, r := range selection {
		if r[3] != "{}" && !strings.Contains(r[3], "ssf25") {
			continue
		}
		var c []string
		for _, axis := range []string{"clin_t", "clin_n", "clin_m", "path_t", "path_n", "path_m"} {
			c = append(c, strings.Join(cats[r[0]][axis], ","))
		}
		out = append(out, strings.Join(append([]string{r[0], r[1], strings.ReplaceAll(r[2], " ", "")}, c...), "\t"))
	}
	sort.Strings(out)
	return out
}
