package main

import (
	"bufio"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// codeTable is the tabular list: every code without its seventh character.
type codeTable struct {
	codes  []code
	at     map[string]icd10.Code
	sevens []icd10.BuildSeven
}

type code struct {
	icd10.BuildCode
	inclusions []string
	kids       []icd10.Code
}

// diag is an element of the tabular list's XML.
type diag struct {
	Name       string   `xml:"name"`
	Desc       string   `xml:"desc"`
	Inclusions []string `xml:"inclusionTerm>note"`
	Includes   []string `xml:"includes>note"`
	Sevens     []struct {
		Char string `xml:"char,attr"`
		Text string `xml:",chardata"`
	} `xml:"sevenChrDef>extension"`
	Excludes1 []string `xml:"excludes1>note"`
	Kids      []diag   `xml:"diag"`
}

func readCodes(raw func(string) string) (*codeTable, error) {
	t := &codeTable{at: make(map[string]icd10.Code), sevens: []icd10.BuildSeven{{}}}
	valid26, err := readList(raw("codes_2026.txt"))
	if err != nil {
		return nil, err
	}
	if err := t.readTabular(raw("tabular_2026.xml"), valid26); err != nil {
		return nil, err
	}
	if err := t.read2025(raw("codes_2025.csv")); err != nil {
		return nil, err
	}
	if err := t.read2021(raw("codes_2021.txt")); err != nil {
		return nil, err
	}
	if err := t.readHCC(raw("hcc_2026.csv")); err != nil {
		return nil, err
	}
	t.groupSides()
	for i := range t.codes {
		if !t.codes[i].Leaf {
			t.codes[i].Default = t.complete(icd10.Code(i))
		}
	}
	return t, nil
}

// readList reads the list of codes with seventh characters, without dots.
func readList(path string) (map[string]bool, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m := make(map[string]bool)
	in := bufio.NewScanner(f)
	for in.Scan() {
		if s := strings.TrimSpace(in.Text()); len(s) >= 3 && !strings.Contains(s, "-") {
			m[s] = true
		}
	}
	return m, in.Err()
}

func (t *codeTable) readTabular(path string, valid map[string]bool) error {
	f, err := open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var all []diag
	for dec := xml.NewDecoder(f); ; {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "diag" {
			var d diag
			if err := dec.DecodeElement(&d, &e); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b diag) int { return strings.Compare(a.Name, b.Name) })
	sets := map[string]int{"": 0}
	for i := range all {
		t.add(&all[i], icd10.None, nil, valid, sets)
	}
	t.sortCodes()
	return nil
}

// add takes in a code and those below it. sevens are the seventh characters
// that the nearest ancestor defines.
func (t *codeTable) add(d *diag, parent icd10.Code, sevens map[string]string, valid map[string]bool, sets map[string]int) {
	if len(d.Sevens) > 0 {
		sevens = make(map[string]string)
		for _, s := range d.Sevens {
			sevens[s.Char] = strings.TrimSpace(s.Text)
		}
	}
	id := icd10.Code(len(t.codes))
	c := code{BuildCode: icd10.BuildCode{
		Code: d.Name, Name: d.Desc, Parent: parent, Default: icd10.None, Row: -1,
		Leaf: len(d.Kids) == 0, Valid2026: true,
	}}
	c.Excludes = codeRanges(d.Excludes1)
	c.inclusions = slices.Concat(d.Inclusions, d.Includes)
	if c.Leaf && sevens != nil {
		c.Seven = t.sevenSet(d.Name, sevens, valid, sets)
	}
	t.codes = append(t.codes, c)
	for i := range d.Kids {
		t.add(&d.Kids[i], id, sevens, valid, sets)
	}
}

// sevenSet returns the set of seventh characters with which the code is on the
// list of valid codes.
func (t *codeTable) sevenSet(name string, sevens map[string]string, valid map[string]bool, sets map[string]int) int {
	base := strings.ReplaceAll(name, ".", "")
	for len(base) < 6 {
		base += "X"
	}
	var s icd10.BuildSeven
	chars := make([]string, 0, len(sevens))
	for ch := range sevens {
		if valid[base+ch] {
			chars = append(chars, ch)
		}
	}
	slices.Sort(chars)
	key := ""
	for _, ch := range chars {
		s.Chars += ch
		s.Words = append(s.Words, sevens[ch])
		key += ch + sevens[ch] + "|"
	}
	if id, ok := sets[key]; ok {
		return id
	}
	t.sevens = append(t.sevens, s)
	sets[key] = len(t.sevens) - 1
	return len(t.sevens) - 1
}

// sortCodes puts the codes in order and mends the references between them.
func (t *codeTable) sortCodes() {
	order := make([]int, len(t.codes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(t.codes[a].Code, t.codes[b].Code) })
	to := make([]icd10.Code, len(order))
	sorted := make([]code, len(order))
	for i, o := range order {
		to[o] = icd10.Code(i)
		sorted[i] = t.codes[o]
	}
	t.codes = sorted
	for i := range t.codes {
		c := &t.codes[i]
		if c.Parent != icd10.None {
			c.Parent = to[c.Parent]
			t.codes[c.Parent].kids = append(t.codes[c.Parent].kids, icd10.Code(i))
		}
		t.at[c.Code] = icd10.Code(i)
	}
}

func (t *codeTable) read2025(path string) error {
	rows, err := readCSV(path)
	if err != nil {
		return err
	}
	for _, r := range rows[1:] {
		if c, ok := t.at[r[0]]; ok {
			t.codes[c].Valid2025 = true
		}
	}
	for i := range t.codes {
		c := &t.codes[i]
		c.Leaf2025 = c.Valid2025 && !slices.ContainsFunc(c.kids, func(k icd10.Code) bool { return t.codes[k].Valid2025 })
	}
	return nil
}

// read2021 marks the codes of the list of fiscal year 2021. It has no seventh
// characters: its leaves are the codes under which it lists no other.
func (t *codeTable) read2021(path string) error {
	list, err := readList(path)
	if err != nil {
		return err
	}
	header := make(map[string]bool)
	for s := range list {
		for n := len(s) - 1; n >= 3; n-- {
			header[strings.TrimSuffix(s[:n], ".")] = true
		}
	}
	for i := range t.codes {
		c := &t.codes[i]
		c.Valid2021 = list[c.Code]
		c.Leaf2021 = c.Valid2021 && !header[c.Code]
	}
	return nil
}

func (t *codeTable) readHCC(path string) error {
	rows, err := readCSV(path)
	if err != nil {
		return err
	}
	const v28 = 6 // column of the CMS-HCC V28 category
	for _, r := range rows {
		if len(r) <= v28 {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(r[v28]))
		if err != nil {
			continue
		}
		if c, ok := t.lookup(r[0]); ok {
			t.codes[c].HCC = n
		}
	}
	return nil
}

// lookup finds a code as the tables print it: with or without dot, with
// placeholders, dashes and seventh character.
func (t *codeTable) lookup(s string) (icd10.Code, bool) {
	s = strings.ReplaceAll(strings.TrimRight(strings.TrimSpace(s), "-."), ".", "")
	for len(s) >= 3 {
		d := s
		if len(s) > 3 {
			d = s[:3] + "." + s[3:]
		}
		if c, ok := t.at[d]; ok {
			return c, true
		}
		if len(s) < 7 && !strings.HasSuffix(s, "X") {
			return icd10.None, false
		}
		s = s[:len(s)-1]
	}
	return icd10.None, false
}

func readCSV(path string) ([][]string, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return rows, nil
}
