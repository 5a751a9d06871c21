package lethe

import (
	"strconv"
	"strings"
	"time"

	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// labelReach is how many tokens a label may stand before what it names:
// "DOB (mm/dd/yyyy): 3/14/1950" has eight between.
const labelReach = 9

// Words that tell what a date, a number or a ZIP code is. Keys are folded.
var (
	birthWords   = wordSet("dob", "birth", "birthdate", "birthday", "born", "d.o.b")
	sexWords     = wordSet("sex", "gender")
	addressWords = wordSet("address", "addr", "lives", "living", "resides", "residing", "residence", "home")
	maleWords    = wordSet("male", "man", "gentleman", "boy", "m", "mr", "husband", "father")
	femaleWords  = wordSet("female", "woman", "lady", "girl", "f", "mrs", "ms", "wife", "mother")
	heWords      = wordSet("he", "him", "his", "himself")
	sheWords     = wordSet("she", "her", "hers", "herself")
)

func wordSet(words ...string) map[uint32]bool {
	m := make(map[uint32]bool, len(words))
	for _, w := range words {
		m[text.HashFold(w)] = true
	}
	return m
}

// findDemographics looks in an annotated note for the patient's birth date, sex
// and ZIP code. It is careful rather than complete: a birth date needs its
// label or an age, a ZIP code must follow an address label (that of a
// letterhead is the hospital's), and what is in doubt stays empty.
func findDemographics(d *text.Doc, anns []labels.Annotation, created time.Time) Demographics {
	f := finder{doc: d}
	var out Demographics
	var ageBirth time.Time
	for _, a := range anns {
		switch a.Type {
		case labels.Date:
			if out.BirthDate.IsZero() && f.labelled(a.Span, birthWords) {
				out.BirthDate = birthDate(a.Of(d.Text), created)
			}
		case labels.Zip:
			if out.Zip == "" && f.nearAddress(a.Span) {
				out.Zip = leadingDigits(a.Of(d.Text))
			}
		case labels.Age:
			if f.inFamilyHistory(a.Span) {
				continue
			}
			if ageBirth.IsZero() {
				ageBirth = birthFromAge(a.Of(d.Text), created)
			}
			f.sexBeside(a.Span)
		}
	}
	if out.BirthDate.IsZero() {
		out.BirthDate = ageBirth
	}
	out.Sex = f.sex()
	return out
}

// finder gathers what speaks for the patient's sex.
type finder struct {
	doc          *text.Doc
	male, female int
	addressLine  int // one more than the line that addressAt is of
	addressAt    int // where its first address label starts; -1 for none
}

// before returns the tokens of the same line that stand up to n before offset.
func (f *finder) before(offset, n int) []text.Token {
	end := f.doc.TokenAt(offset)
	first := max(0, end-n)
	for i := end; i > first; i-- {
		if f.doc.Tokens[i].Flags&text.LineBefore != 0 {
			first = i
			break
		}
	}
	return f.doc.Tokens[first:end]
}

// labelled reports whether one of the words stands before the span, with no
// other number between.
func (f *finder) labelled(s labels.Span, words map[uint32]bool) bool {
	toks := f.before(s.Start, labelReach)
	for i := len(toks) - 1; i >= 0; i-- {
		switch t := toks[i]; {
		case t.Kind == text.Number:
			return false
		case words[t.Hash]:
			return true
		case t.Len() == 1 && i >= 4 && strings.EqualFold(f.doc.Text[toks[i-4].Start:t.End], "d.o.b"):
			return true
		}
	}
	return false
}

// nearAddress reports whether an address label stands in the line of the span
// or at the start of one of the two lines before it.
func (f *finder) nearAddress(s labels.Span) bool {
	line := f.lineAt(s.Start)
	if at := f.addressIn(line); at >= 0 && at < s.Start {
		return true
	}
	for i := line - 1; i >= 0 && i >= line-2; i-- {
		l := f.doc.Lines[i]
		for k := l.FirstToken; k < min(l.EndToken, l.FirstToken+3); k++ {
			if addressWords[f.doc.Tokens[k].Hash] {
				return true
			}
		}
	}
	return false
}

// addressIn is where the first address label of a line starts, -1 for none. It keeps
// the answer for the line: there may be many spans in it.
func (f *finder) addressIn(line int) int {
	if line >= len(f.doc.Lines) {
		return -1
	}
	if f.addressLine == line+1 {
		return f.addressAt
	}
	f.addressLine, f.addressAt = line+1, -1
	l := f.doc.Lines[line]
	for _, t := range f.doc.Tokens[l.FirstToken:l.EndToken] {
		if addressWords[t.Hash] {
			f.addressAt = int(t.Start)
			break
		}
	}
	return f.addressAt
}

func (f *finder) lineAt(offset int) int {
	lo, hi := 0, len(f.doc.Lines)
	for lo < hi {
		if m := (lo + hi) / 2; int(f.doc.Lines[m].End) < offset {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

func (f *finder) inFamilyHistory(s labels.Span) bool {
	i := f.doc.SectionAt(s.Start)
	return i >= 0 && f.doc.Sections[i].Kind == text.SectionFamilyHistory
}

// sexBeside counts the words right after an age: "75-year-old male", "81M".
func (f *finder) sexBeside(s labels.Span) {
	first := f.doc.TokenAt(s.End - 1)
	for i := first + 1; i < len(f.doc.Tokens) && i <= first+9; i++ {
		switch h := f.doc.Tokens[i].Hash; {
		case maleWords[h]:
			f.male += 3
			return
		case femaleWords[h]:
			f.female += 3
			return
		}
	}
}

// sex weighs a "Sex:" label above words beside the age, and these above
// pronouns, which may be somebody else's: those count only five to one.
func (f *finder) sex() string {
	he, she := 0, 0
	for i, t := range f.doc.Tokens {
		switch {
		case heWords[t.Hash]:
			he++
		case sheWords[t.Hash]:
			she++
		case sexWords[t.Hash]:
			for j := i + 1; j < len(f.doc.Tokens) && j <= i+3; j++ {
				switch h := f.doc.Tokens[j].Hash; {
				case maleWords[h]:
					return "M"
				case femaleWords[h]:
					return "F"
				}
			}
		}
	}
	switch {
	case f.male > f.female:
		return "M"
	case f.female > f.male:
		return "F"
	case he >= 3 && he >= 5*she:
		return "M"
	case she >= 3 && she >= 5*he:
		return "F"
	}
	return ""
}

// birthDate reads a written birth date; one that is not a full day, or lies
// after the note, is none.
func birthDate(s string, created time.Time) time.Time {
	m, ok := dates.Parse(s)
	if !ok || m.Date.Precision() != dates.PrecisionDay {
		return time.Time{}
	}
	ref := created
	if ref.IsZero() {
		ref = time.Now()
	}
	t, ok := m.Resolve(ref)
	if !ok {
		return time.Time{}
	}
	if t.After(ref) && m.Date.ShortYear {
		t = t.AddDate(-100, 0, 0)
	}
	if t.After(ref) {
		return time.Time{}
	}
	return t
}

// birthFromAge is the middle of the year within which somebody of that age, in
// whole years, was born; zero where the note has no date or the age is not a
// number of years.
func birthFromAge(s string, created time.Time) time.Time {
	years, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || created.IsZero() || years < 0 || years > 120 {
		return time.Time{}
	}
	return created.AddDate(-years, -6, 0).Truncate(24 * time.Hour)
}

func leadingDigits(s string) string {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return s[:i]
}

// merge fills what d leaves open from o.
func (d Demographics) merge(o Demographics) Demographics {
	if d.BirthDate.IsZero() {
		d.BirthDate = o.BirthDate
	}
	if d.Sex == "" || d.Sex == "U" {
		d.Sex = o.Sex
	}
	if d.Zip == "" {
		d.Zip = o.Zip
	}
	return d
}
