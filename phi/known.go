package phi

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Known is what a caller knows of the patient of a note. Every written form of
// it is found: names in any capitals, in either order, alone and with initials;
// the birth date in any shape; numbers with any separators. Empty fields are
// fine. It is used within one call and not kept.
type Known struct {
	Names      []string // of the patient, "Jane Q. Doe" or "Doe, Jane"
	Relatives  []string // and others who give no care
	Clinicians []string
	BirthDate  time.Time // zero for none
	Addresses  []string  // street lines: "12 Oak Street, Apt 4"
	Phones     []string
	Emails     []string
	IDs        []KnownID
}

// KnownID is a number that stands for the patient.
type KnownID struct {
	Type  labels.Type
	Value string
}

// mark lays every written form of what is known over anns, which are sorted
// and disjoint, and so is the result. Where they overlap, what is known wins.
func (k *Known) mark(anns []labels.Annotation, d *text.Doc) []labels.Annotation {
	var found []labels.Annotation
	people := map[string]labels.Type{}
	for _, g := range []struct {
		names []string
		typ   labels.Type
	}{{k.Clinicians, labels.Doctor}, {k.Relatives, labels.Patient}, {k.Names, labels.Patient}} {
		for _, n := range g.names {
			for _, t := range text.AppendTokens(nil, n) {
				if w := t.Of(n); t.Kind == text.Word && utf8.RuneCountInString(w) > 1 {
					people[foldAny(w)] = g.typ
				}
			}
		}
	}
	found = k.markNames(found, d, people)
	found = k.markValues(found, d)
	if !k.BirthDate.IsZero() {
		found = k.markBirth(found, d)
	}
	return overlay(anns, found)
}

// markNames finds runs of words of known names, with initials between and
// around them.
func (k *Known) markNames(dst []labels.Annotation, d *text.Doc, people map[string]labels.Type) []labels.Annotation {
	if len(people) == 0 {
		return dst
	}
	at := func(i int) labels.Type {
		if i >= len(d.Tokens) || d.Tokens[i].Kind != text.Word {
			return 0
		}
		t := &d.Tokens[i]
		typ := people[foldAny(t.Of(d.Text))]
		if typ != 0 && t.Case == text.Lower {
			if e := lexicon.Of(*t, d.Text); e.CommonFreq >= 5 || e.Classes.Has(lexicon.Function) {
				return 0 // "will", "may", "grace" as words
			}
		}
		return typ
	}
	for i := 0; i < len(d.Tokens); i++ {
		typ := at(i)
		if typ == 0 {
			continue
		}
		first, end := i, i+1
		for j := end; j < len(d.Tokens) && j < end+4; j++ {
			if d.Tokens[j].Flags&text.LineBefore != 0 {
				break
			}
			if at(j) != 0 {
				end = j + 1
			} else if d.Tokens[j].Kind == text.Word && d.Tokens[j].Case != text.Single || d.Tokens[j].Kind == text.Number || d.Tokens[j].Kind == text.Punct && !strings.ContainsRune(",.-'^", rune(d.Text[d.Tokens[j].Start])) {
				break
			}
		}
		if f := i - 1; f >= 1 && d.Text[d.Tokens[f].Start] == '.' && d.Tokens[f-1].Case == text.Single && onLine(d, i) {
			first = f - 1
		}
		dst = append(dst, knownAt(d, first, end, typ))
		i = end - 1
	}
	return dst
}

func knownAt(d *text.Doc, first, end int, t labels.Type) labels.Annotation {
	return labels.Annotation{Span: labels.Span{Start: int(d.Tokens[first].Start), End: int(d.Tokens[end-1].End)}, Type: t, Score: 1, Source: sourceKnown}
}

// foldAny folds a word of any script: without accents where it is Latin.
func foldAny(w string) string {
	if f := lexicon.Fold(w); f != "" {
		return f
	}
	return strings.ToLower(w)
}

// markValues finds numbers, addresses and mail addresses whatever stands
// between their letters and digits.
func (k *Known) markValues(dst []labels.Annotation, d *text.Doc) []labels.Annotation {
	squash := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, s)
	}
	type target struct {
		value string
		typ   labels.Type
	}
	var ts []target
	add := func(v string, t labels.Type) {
		if v = squash(v); len(v) >= 4 {
			ts = append(ts, target{v, t})
		}
	}
	for _, v := range k.Addresses {
		add(v, labels.Street)
	}
	for _, v := range k.Emails {
		add(v, labels.Email)
	}
	for _, id := range k.IDs {
		if id.Type.Valid() {
			add(id.Value, id.Type)
		}
	}
	for _, v := range k.Phones {
		v = squash(v)
		if len(v) == 11 && v[0] == '1' {
			v = v[1:]
		}
		add(v, labels.Phone)
		if len(v) == 10 {
			add("1"+v, labels.Phone)
		}
	}
	for i := 0; i < len(d.Tokens); i++ {
		best, bestType := 0, labels.Type(0)
		for _, t := range ts {
			if end := consume(d, i, t.value); end > best {
				best, bestType = end, t.typ
			}
		}
		if best > 0 {
			dst = append(dst, knownAt(d, i, best, bestType))
			i = best - 1
		}
	}
	return dst
}

// streetShort are the suffixes that addresses write long or short.
var streetShort = map[string]string{
	"street": "st", "avenue": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr", "lane": "ln", "court": "ct",
	"place": "pl", "apartment": "apt", "suite": "ste", "north": "n", "south": "s", "east": "e", "west": "w",
}

// consume matches the letters and digits of value against the tokens from i on,
// with punctuation and spaces between them left out; past the last token, or 0.
func consume(d *text.Doc, i int, value string) int {
	if d.Tokens[i].Kind == text.Punct || i > 0 && d.Tokens[i].Flags&text.SpaceBefore == 0 && d.Tokens[i-1].Kind != text.Punct {
		return 0
	}
	for j, marks := i, 0; j < len(d.Tokens); j++ {
		t := &d.Tokens[j]
		if t.Kind == text.Punct {
			if marks++; marks > 3 {
				return 0
			}
			continue
		}
		marks = 0
		w := strings.ToLower(t.Of(d.Text))
		rest, ok := cutSuffixForm(value, w)
		if !ok {
			if rest, ok = strings.CutPrefix(value, w); !ok {
				return 0
			}
		}
		if value = rest; value == "" {
			if j+1 < len(d.Tokens) && d.Tokens[j+1].Flags&text.SpaceBefore == 0 && d.Tokens[j+1].Kind != text.Punct {
				return 0
			}
			return j + 1
		}
	}
	return 0
}

// cutSuffixForm takes the other form of a word of addresses off value.
func cutSuffixForm(value, w string) (string, bool) {
	for long, short := range streetShort {
		if w == short {
			if rest, ok := strings.CutPrefix(value, long); ok {
				return rest, true
			}
		}
		if w == long {
			if rest, ok := strings.CutPrefix(value, short); ok {
				return rest, true
			}
		}
	}
	return "", false
}

// markBirth finds the birth date in any written shape.
func (k *Known) markBirth(dst []labels.Annotation, d *text.Doc) []labels.Annotation {
	y, m, day := k.BirthDate.Date()
	for _, x := range dates.Append(nil, d) {
		year := int(x.Date.Year)
		same := year == y || x.Date.ShortYear && year%100 == y%100
		md := int(x.Date.Month) == int(m) && int(x.Date.Day) == day
		if x.Swappable {
			md = md || int(x.Date.Month) == day && int(x.Date.Day) == int(m)
		}
		if same && md {
			dst = append(dst, labels.Annotation{Span: x.Span, Type: labels.Date, Score: 1, Source: sourceKnown})
		}
	}
	return dst
}

// overlay lays known annotations over found ones: of the known, the longer of
// two that overlap stays; found ones that overlap a known one go.
func overlay(anns, known []labels.Annotation) []labels.Annotation {
	slices.SortStableFunc(known, func(a, b labels.Annotation) int { return b.Len() - a.Len() })
	var keep []labels.Annotation
	for _, a := range known {
		if !slices.ContainsFunc(keep, func(o labels.Annotation) bool { return o.Overlaps(a.Span) }) {
			keep = append(keep, a)
		}
	}
	for _, a := range anns {
		if !slices.ContainsFunc(keep, func(o labels.Annotation) bool { return o.Overlaps(a.Span) }) {
			keep = append(keep, a)
		}
	}
	sortAnnotations(keep)
	return append(anns[:0], keep...)
}
