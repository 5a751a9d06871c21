package main

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	lx "github.com/lethe-health/lethe/internal/lexicon"
)

// sources are the raw files in the order of loading: the hand-written lists
// come first, since later steps ask what a word is.
var sources = []struct {
	file string
	load func(*builder, string) error
}{
	{"lists.txt", loadLists},
	{"scowl.txt.gz", counted(func(b *builder, w string, tier int) { b.common(w, 0, scowlBucket(tier)) })},
	{"corpus_counts.txt.gz", counted(func(b *builder, w string, n int) { b.common(w, 0, corpusBucket(n)) })},
	{"clinical_words.txt.gz", counted(func(b *builder, w string, n int) { b.common(w, lx.Clinical, clinicalBucket(n)) })},
	{"clinical_capitals.txt.gz", counted(loadCapital)},
	{"clinical_abbreviations.txt.gz", lines(func(b *builder, s string) { b.common(s, lx.Abbreviation, 1) })},
	{"do_terms.txt.gz", lines(loadTerm(lx.Disease))},
	{"diseases.txt.gz", lines(loadTerm(lx.Disease))},
	{"symptoms.txt.gz", lines(loadTerm(lx.Disease))},
	{"drugs.txt.gz", lines(loadTerm(lx.Drug))},
	{"first_names_moby.txt.gz", lines(func(b *builder, s string) { b.given(s, 0, 3) })},
	{"first_names_phileas.txt.gz", lines(loadPhileas)},
	{"ssa2010_first_names.csv.gz", rows(loadSSA)},
	{"census2010_surnames.txt.gz", loadSurnames},
	{"names.json", loadNames},
	{"us_zip_city_state.csv.gz", rows(loadCity)},
	{"us_counties.txt.gz", lines(func(b *builder, s string) { b.add(s, lx.County); b.add(s+" County", lx.County|lx.Place) })},
	{"countries.txt.gz", lines(func(b *builder, s string) { b.add(s, lx.Country) })},
	{"nationalities.txt.gz", lines(func(b *builder, s string) { b.add(s, lx.Nationality) })},
	{"professions.txt.gz", lines(func(b *builder, s string) { b.add(s, lx.Profession); b.add(s+"s", lx.Profession) })},
	{"street_names.csv.gz", rows(func(b *builder, r []string) { b.add(r[0], lx.StreetName) })},
	{"street_suffixes.csv.gz", rows(loadSuffix)},
	{"cms_hospitals.tsv.gz", lines(loadHospital)},
}

func read(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return "", err
		}
	}
	b, err := io.ReadAll(r)
	return string(b), err
}

func lines(f func(*builder, string)) func(*builder, string) error {
	return func(b *builder, file string) error {
		s, err := read(file)
		for l := range strings.Lines(s) {
			if l = strings.TrimSpace(l); l != "" {
				f(b, l)
			}
		}
		return err
	}
}

// rows reads a CSV file with a heading row.
func rows(f func(*builder, []string)) func(*builder, string) error {
	return func(b *builder, file string) error {
		s, err := read(file)
		if err != nil {
			return err
		}
		all, err := csv.NewReader(strings.NewReader(s)).ReadAll()
		for i, r := range all {
			if i > 0 {
				f(b, r)
			}
		}
		return err
	}
}

// counted reads lines of a word, a space and a number.
func counted(f func(*builder, string, int)) func(*builder, string) error {
	return lines(func(b *builder, l string) {
		w, n, _ := strings.Cut(l, " ")
		if i, err := strconv.Atoi(n); err == nil {
			f(b, w, i)
		}
	})
}

// scowlBucket: SCOWL's sizes, 10 (the thousand most common words) to 70.
func scowlBucket(tier int) uint8 {
	switch {
	case tier <= 10:
		return 7
	case tier <= 20:
		return 6
	case tier <= 35:
		return 5
	case tier <= 50:
		return 4
	case tier <= 60:
		return 3
	}
	return 2
}

// corpusBucket: in how many of the seed notes a word stands outside any mark.
func corpusBucket(notes int) uint8 {
	switch {
	case notes >= 200:
		return 9
	case notes >= 60:
		return 8
	case notes >= 20:
		return 7
	case notes >= 8:
		return 5
	}
	return 4
}

// clinicalBucket: how often a word stands in code titles and ontology terms.
func clinicalBucket(n int) uint8 {
	switch {
	case n >= 100:
		return 6
	case n >= 10:
		return 5
	case n >= 3:
		return 3
	}
	return 2
}

// loadCapital takes a word that stands capitalised inside terms: most often a
// person's name that became a disease's.
func loadCapital(b *builder, w string, _ int) {
	b.common(w, lx.Eponym, 1)
}

// loadTerm takes a whole term; its words in lower case belong to the language
// of medicine, its capitalised ones to its eponyms.
func loadTerm(cl lx.Class) func(*builder, string) {
	return func(b *builder, s string) {
		b.add(s, cl)
		if cl != lx.Disease {
			return
		}
		for _, w := range strings.Fields(s) {
			if w == strings.ToLower(w) {
				b.common(w, lx.Clinical, 2)
			}
		}
	}
}

func loadPhileas(b *builder, s string) {
	bucket := uint8(2)
	if ws := fold(s); len(ws) == 1 && b.words[ws[0]].GivenFreq >= 3 {
		bucket = 4
	}
	b.given(s, 0, bucket)
}

func loadSSA(b *builder, r []string) {
	cl, bucket := lx.GivenMale, uint8(6)
	if r[2] == "F" {
		cl = lx.GivenFemale
	}
	switch p, _ := strconv.ParseFloat(strings.TrimSuffix(r[1], "%"), 64); {
	case p >= 0.3:
		bucket = 9
	case p >= 0.1:
		bucket = 8
	case p >= 0.03:
		bucket = 7
	}
	b.given(r[0], cl, bucket)
}

// loadSurnames reads the census list, most common first.
func loadSurnames(b *builder, file string) error {
	ranks := []int{120, 500, 2000, 6000, 15000, 32000, 64000, 110000}
	i := 0
	return lines(func(b *builder, s string) {
		i++
		bucket := uint8(9)
		for _, r := range ranks {
			if i > r {
				bucket--
			}
		}
		b.surname(s, bucket)
	})(b, file)
}

// loadNames reads names by origin. Those under "held_out" stay out of the
// dictionaries: with them is measured how the tagger does on names it has
// never seen.
func loadNames(b *builder, file string) error {
	s, err := read(file)
	if err != nil {
		return err
	}
	var origins map[string]struct{ Given, Surname []string }
	if err := json.Unmarshal([]byte(s), &origins); err != nil {
		return err
	}
	for _, o := range sortedKeys(origins) {
		for i, n := range origins[o].Given {
			if !lx.HeldOut(i) {
				b.given(n, 0, 5)
			}
		}
		for i, n := range origins[o].Surname {
			if !lx.HeldOut(i) {
				b.surname(n, 4)
			}
		}
	}
	return nil
}

// shortCity are the abbreviations usual in names of towns.
var shortCity = map[string]string{"Saint": "St", "Fort": "Ft", "Mount": "Mt", "Sainte": "Ste"}

func loadCity(b *builder, r []string) {
	b.add(r[1], lx.City)
	first, rest, _ := strings.Cut(r[1], " ")
	if short := shortCity[first]; short != "" {
		b.add(short+" "+rest, lx.City)
	}
}

func loadSuffix(b *builder, r []string) {
	for _, s := range r {
		b.add(strings.ToLower(s), lx.StreetSuffix)
	}
}

// loadHospital reads name, city and state of a hospital, and adds the forms
// that notes use: without the legal form, without "at", "campus" and the like.
func loadHospital(b *builder, l string) {
	name, _, _ := strings.Cut(l, "\t")
	ws := fold(name)
	for len(ws) > 0 && legalForm[ws[len(ws)-1]] {
		ws = ws[:len(ws)-1]
	}
	if len(ws) < 2 || len(ws) > 8 {
		return
	}
	b.phrases[strings.Join(ws, " ")] |= lx.Hospital
	heads := 0
	for heads < len(ws) && hospitalTail[ws[len(ws)-1-heads]] {
		heads++
	}
	short := ws[:len(ws)-heads]
	if heads == 0 || len(short) < 2 {
		return
	}
	key := strings.Join(short, " ")
	if b.phrases[key]&(lx.City|lx.County|lx.Country) == 0 && !b.allCommon(short) {
		b.phrases[key] |= lx.Hospital
	}
}

// allCommon reports whether every word is an ordinary one, or a name of a
// person or place by itself: then the words without "hospital" say nothing.
func (b *builder) allCommon(ws []string) bool {
	strong := 0
	for _, w := range ws {
		if e := b.words[w]; e.Classes.Has(lx.HospitalWord) {
			strong++
		}
	}
	return strong == 0
}

var legalForm = set("inc llc llp lp ltd co corp corporation the")

var hospitalTail = set("hospital medical center centre health system healthcare clinic campus services service care")

func set(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// loadLists reads the hand-written lists: a heading in brackets names the
// classes of the terms below it and, after "common", their bucket as common
// words or, after "given", as given names. Terms are parted by commas or lines.
func loadLists(b *builder, file string) error {
	s, err := read(file)
	if err != nil {
		return err
	}
	var cl lx.Class
	common, given := 0, 0
	n := 0
	for l := range strings.Lines(s) {
		n++
		l = strings.TrimSpace(l)
		if l == "" || l[0] == '#' {
			continue
		}
		if l[0] == '[' {
			if cl, common, given, err = heading(strings.Trim(l, "[]")); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
			continue
		}
		for term := range strings.SplitSeq(l, ",") {
			if term = strings.TrimSpace(term); term == "" {
				continue
			}
			b.add(term, cl)
			if common > 0 && len(fold(term)) == 1 {
				b.common(term, 0, uint8(common))
			}
			if given > 0 {
				b.given(term, 0, uint8(given))
			}
		}
	}
	return nil
}

func heading(s string) (cl lx.Class, common, given int, err error) {
	fields := strings.Fields(s)
	for i := 0; i < len(fields); i++ {
		switch f := fields[i]; f {
		case "common", "given-bucket":
			if i++; i == len(fields) {
				return 0, 0, 0, fmt.Errorf("no number after %s", f)
			}
			n, err := strconv.Atoi(fields[i])
			if err != nil {
				return 0, 0, 0, err
			}
			if f == "common" {
				common = n
			} else {
				given = n
			}
		default:
			c, ok := lx.ParseClass(f)
			if !ok {
				return 0, 0, 0, fmt.Errorf("unknown class %q", f)
			}
			cl |= c
		}
	}
	return cl, common, given, nil
}
