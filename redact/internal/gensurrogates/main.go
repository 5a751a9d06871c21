// Command gensurrogates writes surrogates.txt: the names that stand in for true
// ones, and which given names are women's or men's.
//
// The stand-ins are built from syllables and then held against every list of
// true names, towns and words that the tagger's dictionaries are made of: what
// is on one of them is left out. So a stand-in is never a true name, and the
// two lexicons have nothing in common.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const raw = "../internal/lexicon/raw"

// parts are the beginnings and ends that the stand-ins of a kind are made of.
var parts = []struct{ kind, heads, tails string }{
	{"surname",
		"Abber Alder Ash Aven Bar Bel Bex Birch Bram Bren Bright Brom Calder Carv Cavel Chan Clav Corb Cran Dav Den Dor Drav Dun Eav Ell Elm Fal Fen Fern Gar Gav Glen Gor Hal Har Hath Haver Hazel Hel Hol Ing Kel Ken Kin Lan Lav Lind Lor Mal Mar Mel Mer Mor Nor Oak Or Pell Pen Per Quill Rav Ren Ros Sal Sel Shel Sil Stan Ster Tam Tav Thorn Tor Tre Van Ver Wal War Wes Whit Wil Win Wren Yar",
		"bourne bridge brook by combe cote croft dale den don field ford gate grave ham hurst ley low mere mont more ridge shaw stead stoke ton wick well wold worth wyn"},
	{"female",
		"Ada Ala Ami Ani Ari Ave Bel Bri Cali Car Cel Cora Dari Del Eli Ema Eva Fae Flor Gem Gwen Hanna Ila Isa Jes Jo Kara Kay Lana Lea Lil Lor Lu Mari Mel Mira Nel Nor Ola Pau Rae Ros Sar Sel Tali Tes Val Viv Zel",
		"belle lyssa nette riel line mira rose wyn delle thea vina lina rissa sanne dora"},
	{"male",
		"Al An Ar Bar Ben Bran Cal Car Ced Dar Dav Den Dor Ed El Er Fen Gar Ger Had Har Hen Jar Jor Kel Ken Lan Len Lor Mar Mor Nor Or Per Rand Rol Ros Sam Ser Ster Tav Ter Tor Ul Van Ver Wal Wen Wil Yor",
		"brick den dric gard lan lek lin mond nard ric rick rold son ston ton ven vin wald win"},
	{"place",
		"Abber Alder Aven Bex Birch Bram Bright Brom Calder Clav Corb Cran Drav Eav Elder Fal Fern Gav Glen Grav Hath Haver Hazel Ing Kel Kin Lav Lind Lor Mal Mel Mer Mor Nor Oaken Pell Quill Rav Ren Ros Sel Shel Sil Ster Tam Tav Thorn Tor Tre Ver Wes Whit Win Wren Yar",
		"burg bury cliff crest fall fells gard haven holt lea mead minster moor mouth ness pool port reach rock spring stow vale view ville water water way wood"},
}

// listed are the files of true names and words, and the column that holds them.
var listed = []struct {
	file   string
	column int // -1 is the whole line
}{
	{"census2010_surnames.txt.gz", -1}, {"first_names_moby.txt.gz", -1}, {"first_names_phileas.txt.gz", -1},
	{"ssa2010_first_names.csv.gz", 0}, {"us_zip_city_state.csv.gz", 1},
	{"us_counties.txt.gz", -1}, {"street_names.csv.gz", 0}, {"scowl.txt.gz", -1},
	{"clinical_words.txt.gz", -1}, {"drugs.txt.gz", -1}, {"diseases.txt.gz", -1},
}

func main() {
	log.SetFlags(0)
	taken := map[string]bool{}
	for _, l := range listed {
		for line := range lines(l.file) {
			if l.column >= 0 {
				row, err := csv.NewReader(strings.NewReader(line)).Read()
				if err != nil || l.column >= len(row) {
					continue
				}
				line = row[l.column]
			}
			for w := range strings.FieldsSeq(strings.ToLower(line)) {
				taken[strings.Trim(w, ".,;:\"'()0123456789\t")] = true
			}
		}
	}
	var out bytes.Buffer
	for _, p := range parts {
		var names []string
		for h := range strings.FieldsSeq(p.heads) {
			for t := range strings.FieldsSeq(p.tails) {
				if n := h + t; h[len(h)-1] != t[0] && !taken[strings.ToLower(n)] {
					names = append(names, n)
				}
			}
		}
		slices.Sort(names)
		names = slices.Compact(names)
		out.WriteString(p.kind + " " + strings.Join(names, " ") + "\n")
		for _, n := range names {
			taken[strings.ToLower(n)] = true // no stand-in serves two kinds
		}
	}
	female, male := genders()
	out.WriteString("women " + strings.Join(female, " ") + "\nmen " + strings.Join(male, " ") + "\n")
	if err := os.WriteFile("surrogates.txt", out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

// genders returns the given names that the Social Security Administration's top
// thousand of 2010 has for girls only and for boys only.
func genders() (female, male []string) {
	count := map[string]int{}
	var girls, boys []string
	for line := range lines("ssa2010_first_names.csv.gz") {
		switch row := strings.Split(strings.ToLower(line), ","); {
		case len(row) < 3:
		case strings.TrimSpace(row[2]) == "m":
			boys = append(boys, row[0])
		case strings.TrimSpace(row[2]) == "f":
			girls = append(girls, row[0])
		}
	}
	for _, n := range append(slices.Clone(girls), boys...) {
		count[n]++
	}
	only := func(names []string) (out []string) {
		for _, n := range names {
			if count[n] == 1 && n != "" && !strings.ContainsAny(n, " 0123456789") {
				out = append(out, n)
			}
		}
		slices.Sort(out)
		return out
	}
	return only(girls), only(boys)
}

// lines yields the lines of a compressed raw file.
func lines(file string) func(func(string) bool) {
	return func(yield func(string) bool) {
		f, err := os.Open(filepath.Join(raw, file))
		if err != nil {
			log.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			log.Fatal(err)
		}
		s := bufio.NewScanner(z)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			if !yield(s.Text()) {
				return
			}
		}
		if err := s.Err(); err != nil && err != io.EOF {
			log.Fatal(err)
		}
	}
}
