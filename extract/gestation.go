package extract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Trimesters as ICD-10-CM counts them, from the first day of the last menses
// (chapter XV, introductory note): first less than 14 weeks 0 days, second from
// there to less than 28 weeks 0 days, third from there to delivery.
const (
	secondTrimester = 14 // weeks
	thirdTrimester  = 28
	lastWeek        = 43
)

var (
	gestationWords = hashSet("gestation gestational pregnant pregnancy iup ga ega siup edd edc trimester")
	weekWords      = hashSet("w wk wks week weeks")
	// otherWeeks stand beside weeks that are not those of this pregnancy.
	otherWeeks      = hashSet("ago postpartum pp in for x follow return recheck until after born delivered prior last previous every next over past weeker twice daily nst")
	puerperiumWords = hashSet("postpartum puerperium puerperal ppd1 ppd2")
)

// gestation is what a note says of how far a pregnancy is.
type gestation struct {
	weeks int // completed weeks, 0 when not told
	span  labels.Span
}

// gestationOf looks for the weeks of the pregnancy: first where a word of
// pregnancy stands beside them, else "32w4d", else "at 32 weeks".
func (s *scratch) gestationOf() gestation {
	toks := s.doc.Tokens
	best, rank := gestation{}, 0
	for k := range toks {
		if toks[k].Kind != text.Number || toks[k].Len() > 2 {
			continue
		}
		w, ok := s.small(k)
		if !ok || w < 4 || w >= lastWeek {
			continue
		}
		unit := k + 1
		if unit+3 < len(toks) && toks[unit].Kind == text.Number && s.isByte(unit+1, '/') { // "38 4/7 weeks"
			unit += 3
		} else if unit+2 < len(toks) && s.isByte(unit, '+') && toks[unit+1].Kind == text.Number { // "39+2 weeks"
			unit += 2
		}
		if unit >= len(toks) || !weekWords[toks[unit].Hash] && !s.weekDay(unit) {
			continue
		}
		r := s.gestationRank(k, unit)
		if r > rank {
			best, rank = gestation{w, labels.Span{Start: int(toks[k].Start), End: int(toks[unit].End)}}, r
		}
	}
	return best
}

// weekDay reports whether token k is the unit in "32w4d", one word to the
// tokenizer or several.
func (s *scratch) weekDay(k int) bool {
	w := s.doc.Tokens[k].Of(s.doc.Text)
	return len(w) >= 3 && w[0]|0x20 == 'w' && w[len(w)-1]|0x20 == 'd' && w[1] >= '0' && w[1] <= '6'
}

// gestationRank says how surely the weeks at token k are those of the pregnancy:
// 0 for not at all.
func (s *scratch) gestationRank(k, unit int) int {
	toks := s.doc.Tokens
	const near = 4
	rank := 1
	if toks[unit].Flags&text.SpaceBefore == 0 {
		rank = 2
	}
	for j := max(k-near, 0); j < min(unit+near+1, len(toks)); j++ {
		if j >= k && j <= unit {
			continue
		}
		switch h := toks[j].Hash; {
		case gestationWords[h]:
			return 3
		case otherWeeks[h] && (j == k-1 || j == unit+1):
			return 0
		}
	}
	if rank == 1 && (k == 0 || toks[k-1].Hash != hashAt) {
		return 0
	}
	return rank
}

var hashAt = text.HashFold("at")

// trimesters gives the codes of a pregnancy that leave the trimester open the
// one that the note tells, or the code of the puerperium.
func (s *scratch) trimesters() gestation {
	open := false
	for i := range s.codes {
		c := &s.codes[i]
		open = open || c.status != Family && s.x.is(c.code, codePregnant)
	}
	if !open {
		return gestation{}
	}
	g, puerperal := s.gestationOf(), s.says(puerperiumWords)
	words := []string{"first trimester", "second trimester", "third trimester"}
	want := ""
	switch {
	case g.weeks >= thirdTrimester:
		want = words[2]
	case g.weeks >= secondTrimester:
		want = words[1]
	case g.weeks > 0:
		want = words[0]
	case puerperal:
		want = "the puerperium"
	default:
		return g
	}
	pregnant := g.weeks > 0 && !puerperal
	for i := range s.codes {
		c := &s.codes[i]
		if c.status == Family || c.status == Historical || s.cueOfPast(c) {
			continue
		}
		if s.x.dict.String(c.code) == "R58" {
			s.obstetricBleeding(c, puerperal)
		}
		if pregnant && c.status == Present {
			s.complicates(c)
		}
		if k, ok := s.x.dict.Trimester(c.code, want); ok && s.x.dict.LeafIn(k, s.year) {
			c.code = k
		}
	}
	return g
}

// pregnantRows: what a pregnant patient has is coded in chapter XV first
// (Official Guidelines, section I.C.15.a.1): prefixes of codes, the code for them
// that leaves the trimester open.
var pregnantRows = []struct{ codes, to string }{
	{"D50 D51 D52 D53 D55 D56 D57 D58 D59 D60 D61 D62 D63 D64", "O99.019"},
	{"E66", "O99.219"},
	{"E00 E01 E02 E03 E04 E05 E06 E07", "O99.280"},
	{"F30 F31 F32 F33 F34 F40 F41 F42 F43", "O99.340"},
	{"J45", "O99.519"},
	{"F17", "O99.330"},
	{"I10", "O10.019"},
	{"E10", "O24.019"},
	{"E11", "O24.119"},
}

// complicates gives a disease of a pregnant patient its code of chapter XV; its
// own stays among the alternatives.
func (s *scratch) complicates(c *coded) {
	code := s.x.dict.String(c.code)
	for _, r := range pregnantRows {
		if !hasPrefix(code, r.codes) {
			continue
		}
		k, _, ok := s.x.dict.Lookup(r.to)
		if !ok {
			return
		}
		if c.m.nalts < int8(len(c.m.alts)) {
			c.m.alts[c.m.nalts] = c.code
			c.m.nalts++
		}
		c.code = k
		return
	}
}

// cueOfPast reports whether the mention is denied of an earlier time: "no prior
// preeclampsia".
func (s *scratch) cueOfPast(c *coded) bool {
	cue := c.finding.Cue.Of(s.doc.Text)
	return strings.Contains(cue, "prior") || strings.Contains(cue, "history") || strings.Contains(cue, "previous")
}

// obstetricBleeding codes bleeding, of which no more is said, in a pregnant or
// puerperal patient.
func (s *scratch) obstetricBleeding(c *coded, puerperal bool) {
	code := "O46.90"
	if puerperal {
		code = "O72.1"
	}
	if k, _, ok := s.x.dict.Lookup(code); ok {
		c.code = k
	}
}

// says reports whether the note has any of the words.
func (s *scratch) says(words map[uint32]bool) bool {
	for i := range s.doc.Tokens {
		if words[s.doc.Tokens[i].Hash] {
			return true
		}
	}
	return false
}

// weeks adds the code of the completed weeks of a pregnancy (category Z3A).
func (s *scratch) weeks(ds []Diagnosis, g gestation, n Note) []Diagnosis {
	want := "Z3A.00"
	switch {
	case g.weeks < 8:
		want = "Z3A.01"
	case g.weeks <= 42:
		want = fmt.Sprintf("Z3A.%02d", g.weeks)
	}
	c, _, ok := s.x.dict.Lookup(want)
	if !ok {
		return ds
	}
	return insert(ds, Diagnosis{
		Code: want, System: System, Name: s.x.dict.Name(c), Span: g.span, Assertion: Present,
		Section: Section(s.section(g.span.Start).String()), Date: n.Created, Score: sourceScores[icd10.SourceOwn],
		Evidence: Evidence{Mention: g.span}, IndexPath: s.x.dict.Path(s.row(c)), Billable: s.x.dict.LeafIn(c, s.year),
	})
}

// insert puts d in its place in the order of the text, unless its words are
// taken.
func insert(ds []Diagnosis, d Diagnosis) []Diagnosis {
	if slices.ContainsFunc(ds, func(o Diagnosis) bool { return o.Span.Overlaps(d.Span) }) {
		return ds
	}
	k := len(ds)
	for k > 0 && ds[k-1].Span.Start > d.Span.Start {
		k--
	}
	ds = append(ds, Diagnosis{})
	copy(ds[k+1:], ds[k:])
	ds[k] = d
	return ds
}
