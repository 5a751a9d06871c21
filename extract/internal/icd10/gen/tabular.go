package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// readOwn reads one of the project's own tables: a code, a tab, phrases parted
// by semicolons. Words in parentheses may be missing; "-" instead of a code
// marks phrases that look like a diagnosis and are none.
func (t *terms) readOwn(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for n := 1; in.Scan(); n++ {
		line := in.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		code, phrases, ok := strings.Cut(line, "\t")
		if !ok {
			return fmt.Errorf("%s:%d: no tab", path, n)
		}
		c, flags := icd10.Code(0), icd10.EntryFlags(0)
		if code == "-" {
			flags = icd10.EntryDrop
		} else if c, ok = t.codes.lookup(code); !ok {
			return fmt.Errorf("%s:%d: no such code: %s", path, n, code)
		}
		for p := range strings.SplitSeq(phrases, ";") {
			for _, v := range optional(strings.TrimSpace(p)) {
				t.add(ownBag(v), c, icd10.SourceOwn, -1, flags)
			}
		}
	}
	return in.Err()
}

// ownBag is bagOf, but for "and": where a phrase of our own has it, "nausea and
// vomiting", it is part of the term.
func ownBag(phrase string) bag {
	b := bagOf(phrase)
	for _, w := range rawWords(phrase) {
		if strings.EqualFold(w, "and") {
			b = b.join(bag{icd10.AndWord})
		}
	}
	return b
}

// optional returns a phrase with and without each of its parenthesised words.
func optional(p string) []string {
	i := strings.IndexByte(p, '(')
	if i < 0 {
		return []string{p}
	}
	k := strings.IndexByte(p[i:], ')')
	if k < 0 {
		return []string{p}
	}
	k += i
	return slices.Concat(optional(p[:i]+p[k+1:]), optional(p[:i]+p[i+1:k]+p[k+1:]))
}

func (t *terms) addOwn(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	for _, f := range files {
		if err := t.readOwn(f); err != nil {
			return err
		}
	}
	return nil
}

var (
	tabularNotes = regexp.MustCompile(`\([^)]*\)|\[[^\]]*\]`)
	tabularNOS   = regexp.MustCompile(`(?i)\b(unspecified|not elsewhere classified|NOS|NEC|not specified|initial encounter)\b`)
	tabularSides = regexp.MustCompile(`(?i)\b(right|left|bilateral|unspecified)\b`)
	tabularSkip  = regexp.MustCompile(`(?i)^other |\bother specified\b|\bnot intractable\b|\bwithout (?:[^a]|a[^u])|\bnot affecting\b|\bexcept\b|\bencounter for\b|^other and|\band other\b|^diseases? of|disorders? of .* (?:and|in)\b`)
	malignant    = regexp.MustCompile(`(?i)malignant neoplasms?`)
)

// addTabular takes in the descriptions and inclusion terms of the tabular list,
// short codes first: "Typhoid fever" belongs to A01.0 rather than to A01.00.
func (t *terms) addTabular() {
	for length := 3; length <= 8; length++ {
		for i := range t.codes.codes {
			c := &t.codes.codes[i]
			if len(c.Code) == length && diagnosis(c.Code) {
				t.addDescription(c.Name, t.sideless(icd10.Code(i)), icd10.SourceTabular)
			}
		}
	}
	for i := range t.codes.codes {
		c := &t.codes.codes[i]
		if !diagnosis(c.Code) {
			continue
		}
		for _, s := range c.inclusions {
			t.addDescription(s, t.sideless(icd10.Code(i)), icd10.SourceInclusion)
		}
	}
}

// sideless returns the code of c's group that names no side.
func (t *terms) sideless(c icd10.Code) icd10.Code {
	g := t.codes.codes[c].Group
	if g == 0 {
		return c
	}
	for _, k := range t.codes.codes[t.codes.codes[c].Parent].kids {
		if t.codes.codes[k].Group == g && t.codes.codes[k].Side == icd10.Unspecified {
			return k
		}
	}
	return c
}

func (t *terms) addDescription(s string, c icd10.Code, src icd10.Source) {
	if tabularSkip.MatchString(s) {
		return
	}
	s = tabularNotes.ReplaceAllString(s, " ")
	s = tabularNOS.ReplaceAllString(s, " ")
	if t.codes.codes[c].Group != 0 {
		s = tabularSides.ReplaceAllString(s, " ")
		s = strings.ReplaceAll(strings.ReplaceAll(s, "nilateral", ""), " female ", " ")
	}
	t.add(bagOf(s), c, src, -1, 0)
	if m := malignant.ReplaceAllString(s, "cancer"); m != s {
		t.add(bagOf(m), c, src, -1, 0)
	}
}

// addNeoplasms takes in the table of neoplasms: each site with each behaviour.
func (t *terms) addNeoplasms(path string) error {
	rows, err := readCSV(path)
	if err != nil {
		return err
	}
	kinds := []struct {
		col   int
		words []string
	}{
		{5, []string{"cancer", "ca", "malignant neoplasm", "malignant tumor"}},
		{6, []string{"metastasis", "secondary cancer metastasis"}},
		{7, []string{"carcinoma in situ", "ca in situ"}},
		{8, []string{"benign neoplasm", "benign tumor"}},
		{10, []string{"tumor", "neoplasm"}},
	}
	var path2 []bag
	for _, r := range rows[1:] {
		level, err := strconv.Atoi(r[1])
		if err != nil || len(r) < 11 {
			continue
		}
		if level == 0 {
			continue
		}
		site := notes.ReplaceAllString(r[2], " ")
		path2 = append(path2[:min(level-1, len(path2))], bagOf(site))
		full := bag{}
		for _, b := range path2 {
			full = full.join(b)
		}
		if strings.Contains(r[2], "overlapping") || strings.Contains(r[2], "specified") || len(full) == 0 {
			continue
		}
		for _, k := range kinds {
			c, ok := t.codes.lookup(r[k.col])
			if !ok {
				continue
			}
			for _, w := range k.words {
				t.add(full.join(bagOf(w)), c, icd10.SourceNeoplasm, -1, 0)
			}
		}
	}
	return nil
}

// addExternal takes in the index to external causes. Its terms are only used
// when the extractor is asked for them.
func (t *terms) addExternal(path string) error {
	rows, err := readCSV(path)
	if err != nil {
		return err
	}
	var stack []bag
	for _, r := range rows[1:] {
		level, err := strconv.Atoi(r[2])
		if err != nil {
			continue
		}
		term := notes.ReplaceAllString(strings.ReplaceAll(r[3], "from, off, out of", " "), " ")
		stack = append(stack[:min(level, len(stack))], alternatives(term)[0])
		c, ok := t.codes.lookup(r[7])
		if !ok {
			continue
		}
		full := bag{}
		for _, b := range stack {
			full = full.join(b)
		}
		if len(full) > 1 {
			t.add(full, c, icd10.SourceExternal, -1, 0)
		}
	}
	return nil
}

// addAbbreviations takes in short forms that nearly always stand for one known
// term.
func (t *terms) addAbbreviations(path string) error {
	f, err := open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	const sure = 0.9
	t.words = make(map[string]bool)
	for i := range t.list {
		for _, w := range t.list[i].bag {
			t.words[w] = true
		}
	}
	in := bufio.NewScanner(f)
	for in.Scan() {
		col := strings.Split(in.Text(), "\t")
		if len(col) < 4 {
			continue
		}
		short := strings.ToLower(strings.TrimSpace(col[0]))
		freq, err := strconv.ParseFloat(col[3], 64)
		if err != nil || freq < sure || len(short) < 3 || !isASCII(short) || common[short] || upperOnly[short] {
			continue
		}
		b := bagOf(strings.Trim(col[1], `"`))
		if i, ok := t.at[b.key()]; ok && len(b) > 1 && t.list[i].entry.Flags == 0 {
			if t.words[short] {
				continue
			}
			t.add(bagOf(short), t.list[i].entry.Code, icd10.SourceAbbreviation, t.list[i].entry.Row, 0)
			upperOnly[short] = true
		}
	}
	return in.Err()
}

// ontologyNode is one disease of the Disease Ontology.
type ontologyNode struct {
	Label   string      `json:"label"`
	Syn     [][2]string `json:"syn"`
	ICD     []string    `json:"icd10"`
	Parents []string    `json:"parents"`
}

// addOntology takes in labels and exact synonyms of the Disease Ontology. A
// disease without a code takes the code of its nearest coded ancestor.
func (t *terms) addOntology(path string) error {
	f, err := open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var nodes []ontologyNode
	byLabel := make(map[string]int)
	for dec := json.NewDecoder(f); dec.More(); {
		var n ontologyNode
		if err := dec.Decode(&n); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		byLabel[n.Label] = len(nodes)
		nodes = append(nodes, n)
	}
	for _, inherited := range []bool{false, true} {
		for i := range nodes {
			n := &nodes[i]
			c, src, ok := t.ontologyCode(nodes, byLabel, i)
			if !ok || (src == icd10.SourceParent) != inherited || broadest[n.Label] {
				continue
			}
			t.addLabel(n.Label, c, src)
			for _, s := range n.Syn {
				if s[1] == "exact" {
					t.addLabel(s[0], c, src)
				}
			}
		}
	}
	return nil
}

// broadest are labels too broad to be a diagnosis.
var broadest = map[string]bool{"disease": true, "syndrome": true, "physical disorder": true, "drug allergy": true}

func (t *terms) addLabel(s string, c icd10.Code, src icd10.Source) {
	ws := rawWords(s)
	if len(ws) == 1 && (strings.ToUpper(s) == s || len(s) < 5) || len(ws) == 2 && len(ws[0]) < 6 && strings.ToUpper(ws[0]) == ws[0] && strings.Trim(ws[1], "0123456789") == "" {
		return // a short form, or one of a gene: too many of them mean something else in notes
	}
	t.add(bagOf(tabularNotes.ReplaceAllString(s, " ")), c, src, -1, 0)
}

// rootCodes are the codes of broad classes of disease, for those below them
// that nothing nearer has a code for.
var rootCodes = map[string]string{
	"cancer": "C80.1", "genetic disease": "Q99.9", "monogenic disease": "Q99.9", "syndrome": "Q87.89", "nervous system disease": "G98.8",
	"disease of metabolism": "E88.9", "inherited metabolic disorder": "E88.9", "musculoskeletal system disease": "M79.9", "eye disease": "H57.9",
	"cardiovascular system disease": "I51.9", "immune system disease": "D89.9", "skin disease": "L98.9", "kidney disease": "N28.9",
	"developmental disorder of mental health": "F89", "bone development disease": "Q78.9", "gastrointestinal system disease": "K92.9",
	"respiratory system disease": "J98.9", "endocrine system disease": "E34.9", "hematopoietic system disease": "D75.9", "benign neoplasm": "D36.9",
	"reproductive system disease": "N94.9", "urinary system disease": "N39.9", "disease by infectious agent": "B99.9", "muscle tissue disease": "M62.9",
}

func (t *terms) ontologyCode(nodes []ontologyNode, byLabel map[string]int, i int) (icd10.Code, icd10.Source, bool) {
	level := []int{i}
	src := icd10.SourceOntology
	for range 7 {
		var up []int
		for _, k := range level {
			for _, s := range nodes[k].ICD {
				if c, ok := t.codes.lookup(s); ok && diagnosis(s) {
					return c, src, true
				}
			}
			if s, ok := rootCodes[nodes[k].Label]; ok {
				c, ok := t.codes.lookup(s)
				return c, icd10.SourceParent, ok
			}
			for _, p := range nodes[k].Parents {
				if at, ok := byLabel[p]; ok {
					up = append(up, at)
				}
			}
		}
		level, src = up, icd10.SourceParent
	}
	return icd10.None, src, false
}
