package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
)

// terms gathers sets of words and what they mean. Of two terms with the same
// words the first stays, so that sources come in the order of their worth.
type terms struct {
	codes *codeTable
	kinds *classes
	list  []term
	at    map[string]int
	words map[string]bool // in any term, before short forms come in
}

type term struct {
	bag   bag
	entry icd10.Entry
}

func newTerms(codes *codeTable, kinds *classes) *terms {
	return &terms{codes: codes, kinds: kinds, at: make(map[string]int)}
}

// maxWords is the longest term, in words without stop words.
const maxWords = 8

// add takes in a term, unless it is known or says too little.
func (t *terms) add(b bag, c icd10.Code, src icd10.Source, row int32, flags icd10.EntryFlags) {
	if src != icd10.SourceOwn && slices.Contains(b, "mastectomy") {
		return // "breast cancer, mastectomy" tells of an operation, not of the skin of its site
	}
	if len(b) == 0 || len(b) > maxWords || src != icd10.SourceOwn && (!telling(b, src) || t.kinds.bare(b)) {
		return
	}
	if _, ok := t.at[b.key()]; ok {
		return
	}
	t.at[b.key()] = len(t.list)
	t.list = append(t.list, term{b, icd10.Entry{Code: c, Row: row, Source: src, Flags: flags}})
}

// common are words that everyday prose and every note are full of. A term from
// the tables that is made of nothing else is left out: where such words do name
// a finding, the project's own table says so.
var common = set(commonWords)

// telling reports whether a term's words, alone, name a condition.
func telling(b bag, src icd10.Source) bool {
	if len(b) == 1 && everyday(b[0]) {
		return false
	}
	if len(b) == 2 && (organs[b[0]] && generic[b[1]] || organs[b[1]] && generic[b[0]]) {
		return true
	}
	told := 0
	for _, w := range b {
		if len(w) > 2 && !common[w] && unicode.IsLetter(rune(w[0])) {
			told++
		}
	}
	return told > 0
}

// organs and generic words make a finding together, "bladder disease", although
// neither does alone.
var (
	organs = set(`kidney liver heart lung brain stomach intestine eye ear nose mouth skin bone breast uterus ovary testis prostate
		thyroid pancreas esophagus colon rectum anus larynx artery vein muscle pleura pericardium bile ureter urethra penis vagina vulva
		bladder cervix tooth tongue lymph gallbladder spleen adrenal`)
	generic = set(`disease disorder dysfunction enlargement inflammation`)
)

// everyday reports whether a word is one of plain English, or a name: neither,
// alone, is a diagnosis ("Fox", "Robinson", "Trap" head rows of the index).
func everyday(w string) bool {
	e := lexicon.Word(w)
	return e.Classes&names != 0 && e.CommonFreq == 0
}

const names = lexicon.GivenMale | lexicon.GivenFemale | lexicon.Surname

// finish numbers the words, rarest first, and gathers everything to be packed.
func (t *terms) finish(x *index) *icd10.Build {
	freq := make(map[string]int)
	for i := range t.list {
		for _, w := range t.list[i].bag {
			freq[w]++
		}
	}
	words := make([]string, 0, len(freq))
	for w := range freq {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(freq[a], freq[b]), cmp.Compare(a, b))
	})
	id := make(map[string]icd10.Word, len(words))
	for i, w := range words {
		id[w] = icd10.Word(i)
	}
	b := &icd10.Build{Sevens: t.codes.sevens, Words: len(words)}
	for i := range t.codes.codes {
		b.Codes = append(b.Codes, t.codes.codes[i].BuildCode)
	}
	for i := range x.rows {
		b.Rows = append(b.Rows, icd10.BuildRow{Level: x.rows[i].level, Term: x.rows[i].term})
	}
	for i := range t.list {
		ws := make([]icd10.Word, len(t.list[i].bag))
		for k, w := range t.list[i].bag {
			ws[k] = id[w]
		}
		slices.Sort(ws)
		b.Terms = append(b.Terms, icd10.BuildTerm{Words: ws, Entry: t.list[i].entry})
	}
	b.Surfaces, b.Spell = t.surfaces(id)
	return b
}

// spellMin is the shortest word, in bytes, that misspellings are held against.
const spellMin = 7

// surfaces returns the written forms of all words.
func (t *terms) surfaces(id map[string]icd10.Word) (out []icd10.BuildSurface, spell []string) {
	forms := make(map[string]bool)
	add := func(s string) { forms[strings.ToLower(s)] = true }
	for w := range id {
		add(w)
	}
	for from, to := range synonyms {
		if _, ok := id[to]; ok {
			add(from)
		}
	}
	for _, w := range slices.Sorted(maps.Keys(forms)) {
		for _, p := range plurals(w) {
			add(p)
		}
	}
	for p := range irregular {
		add(p)
	}
	for _, w := range slices.Sorted(maps.Keys(forms)) {
		for _, b := range british(w) {
			add(b)
		}
	}
	all := slices.Sorted(maps.Keys(forms))
	hashes := make(map[uint32]bool)
	for _, f := range all {
		w, ok := id[canon(f)]
		h := text.HashFold(f)
		if !ok || hashes[h] || stopWords[f] && f != icd10.AndWord {
			continue
		}
		hashes[h] = true
		out = append(out, icd10.BuildSurface{Hash: h, Word: w, Upper: upperOnly[f] || upperOnly[strings.TrimSuffix(f, "s")]})
		if len(f) >= spellMin && isASCII(f) {
			spell = append(spell, f)
		}
	}
	return out, spell
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}
