package main

import (
	"slices"
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// stopWords carry no meaning of their own in a diagnosis. The extractor passes
// over them too.
var stopWords = set(icd10.StopWords)

// synonyms map words that name one thing to one of them: adjectives of organs
// to the organ, adjectives of diseases to the disease.
var synonyms = pairs(synonymRows)

func set(s string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

func pairs(rows string) map[string]string {
	m := make(map[string]string)
	for line := range strings.Lines(rows) {
		ws := strings.Fields(line)
		if len(ws) == 0 {
			continue
		}
		for _, w := range ws[1:] {
			m[w] = ws[0]
		}
	}
	return m
}

// britishRows: British piece, American piece. They are applied anywhere in a
// word.
var britishRows = [][2]string{
	{"aemi", "emi"}, {"haem", "hem"}, {"melaena", "melena"}, {"oedema", "edema"}, {"oesoph", "esoph"}, {"rrhoea", "rrhea"}, {"pnoea", "pnea"},
	{"tumour", "tumor"}, {"anaesth", "anesth"}, {"caec", "cec"}, {"faec", "fec"}, {"foet", "fet"}, {"gynaec", "gynec"},
	{"oestr", "estr"}, {"labour", "labor"}, {"behaviour", "behavior"}, {"colour", "color"}, {"fibre", "fiber"},
	{"coeliac", "celiac"}, {"leucoc", "leukoc"}, {"leucop", "leukop"}, {"leucaem", "leukem"}, {"orthopaed", "orthoped"}, {"paed", "ped"},
	{"sulph", "sulf"}, {"uraem", "urem"}, {"kalaem", "kalem"}, {"natraem", "natrem"}, {"calcaem", "calcem"},
	{"phaeo", "pheo"}, {"haemangi", "hemangi"}, {"lipidaem", "lipidem"}, {"isation", "ization"}, {"ised", "ized"},
	{"oedip", "edip"}, {"amoeb", "ameb"}, {"diarrhoe", "diarrhe"}, {"coccidioid", "coccidioid"}, {"goitre", "goiter"},
	{"paraes", "pares"}, {"dysaes", "dyses"}, {"anaem", "anem"}, {"ischaem", "ischem"}, {"septicaem", "septicem"},
}

func american(w string) string {
	for _, r := range britishRows {
		w = strings.ReplaceAll(w, r[0], r[1])
	}
	return w
}

// british returns the British spellings of a word, if any.
func british(w string) []string {
	var out []string
	all := w
	for _, r := range britishRows {
		if r[0] == r[1] || len(r[1]) < 3 || !strings.Contains(w, r[1]) || strings.Contains(w, r[0]) {
			continue
		}
		b := strings.ReplaceAll(w, r[1], r[0])
		if american(b) == w {
			out = append(out, b)
		}
		if a := strings.ReplaceAll(all, r[1], r[0]); american(a) == w {
			all = a
		}
	}
	if all != w {
		out = append(out, all)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// invariant words end in s and are no plurals, or have a plural of their own.
var invariant = set(`diabetes herpes rickets mumps measles hives shingles piles tabes ascites feces scabies rabies caries species series
	pancreas lens pus gas facies pityriasis kuru rosacea ides lues bends alps ms ss vs as has was his does always perhaps across chaos aids
	crps ards pcos sirs pots pres sars mers sids mods tens sjs`)

var irregular = map[string]string{
	"varices": "varix", "calculi": "calculus", "emboli": "embolus", "thrombi": "thrombus", "metastases": "metastasis", "diagnoses": "diagnosis",
	"stenoses": "stenosis", "teeth": "tooth", "feet": "foot", "testes": "testis", "vertebrae": "vertebra", "bronchi": "bronchus", "ova": "ovum",
	"nodi": "nodus", "bullae": "bulla", "petechiae": "petechia", "fistulae": "fistula", "sequelae": "sequela", "septa": "septum", "atria": "atrium",
	"diverticula": "diverticulum", "hemorrhoids": "hemorrhoid", "neuroses": "neurosis", "psychoses": "psychosis", "keratoses": "keratosis",
	"prostheses": "prosthesis", "abscesses": "abscess", "carcinomata": "carcinoma", "arthritides": "arthritis", "nevi": "nevus", "indices": "index",
	"cysts": "cyst", "polyps": "polyp", "men": "man", "women": "woman", "children": "child", "arrhythmias": "arrhythmia", "ulcera": "ulcer", "condylomata": "condyloma",
	"paralyses": "paralysis", "crises": "crisis", "thromboses": "thrombosis", "exostoses": "exostosis", "anastomoses": "anastomosis", "ecchymoses": "ecchymosis",
}

func singular(w string) string {
	if s, ok := irregular[w]; ok {
		return s
	}
	n := len(w)
	if n < 4 || w[n-1] != 's' || invariant[w] {
		return w
	}
	switch {
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "ies") && n > 4:
		return w[:n-3] + "y"
	case strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "sses"):
		return w[:n-2]
	}
	return w[:n-1]
}

// plurals returns written forms of a singular that are its plural.
func plurals(w string) []string {
	n := len(w)
	if n < 3 || w[0] >= '0' && w[0] <= '9' {
		return nil
	}
	out := []string{w + "s"}
	switch {
	case strings.HasSuffix(w, "sis"), strings.HasSuffix(w, "xis"):
		out = []string{w[:n-2] + "es"}
	case strings.HasSuffix(w, "y") && !strings.ContainsRune("aeiou", rune(w[n-2])):
		out = []string{w[:n-1] + "ies"}
	case strings.HasSuffix(w, "x"), strings.HasSuffix(w, "ch"), strings.HasSuffix(w, "sh"), strings.HasSuffix(w, "ss"):
		out = []string{w + "es"}
	case strings.HasSuffix(w, "oma"):
		out = append(out, w+"ta")
	case strings.HasSuffix(w, "us"):
		out = []string{w[:n-2] + "i", w + "es"}
	case strings.HasSuffix(w, "um"):
		out = append(out, w[:n-2]+"a")
	case strings.HasSuffix(w, "itis"):
		out = []string{w[:n-2] + "des"}
	case strings.HasSuffix(w, "s"):
		return nil
	}
	return out
}

// canon returns the word that stands for w in sets of words.
func canon(w string) string {
	w = strings.ToLower(w)
	if s, ok := synonyms[w]; ok {
		return s
	}
	w = american(w)
	if s, ok := synonyms[w]; ok {
		return s
	}
	w = singular(w)
	if s, ok := synonyms[w]; ok {
		return s
	}
	return w
}

// rawWords takes a phrase apart into words as written, punctuation left out.
func rawWords(phrase string) []string {
	var out []string
	toks := text.AppendTokens(nil, phrase)
	for i, t := range toks {
		if t.Kind == text.Punct {
			continue
		}
		w := t.Of(phrase)
		if strings.EqualFold(w, "s") && i > 0 && strings.HasSuffix(toks[i-1].Of(phrase), "'") {
			continue
		}
		out = append(out, w)
	}
	return out
}

// bag is a set of canonical words, sorted, without stop words.
type bag []string

func bagOf(phrase string) bag {
	var b bag
	words := rawWords(phrase)
	for i, w := range words {
		c := canon(w)
		if i > 0 && (w == "A" || w == "a" && words[i-1][0] >= '0' && words[i-1][0] <= '9') {
			c, w = icd10.LetterA, icd10.LetterA // "hepatitis A", not the article
		}
		if stopWords[strings.ToLower(w)] || stopWords[c] || len(c) > 2 && c[0] >= '0' && c[0] <= '9' {
			continue // years and doses beside a disease are no part of its name
		}
		b = append(b, c)
	}
	slices.Sort(b)
	return slices.Compact(b)
}

func (b bag) join(o bag) bag {
	out := slices.Concat(b, o)
	slices.Sort(out)
	return slices.Compact(out)
}

func (b bag) key() string { return strings.Join(b, " ") }
