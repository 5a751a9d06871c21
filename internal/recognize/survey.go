package recognize

import (
	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
)

// What a token is marked with.
const (
	markDate lexicon.Marks = 1 << iota // a date may begin with it
	markRule                           // it calls for a rule
)

// The classes of words that call for a rule, in any case or in other than small
// letters only.
const (
	anyCase = lexicon.Honorific | lexicon.Credential | lexicon.CareRole | lexicon.Relation | lexicon.HospitalHead | lexicon.OrgHead |
		lexicon.Profession | lexicon.NumberWord | lexicon.Hospital | lexicon.Org | lexicon.StreetSuffix | lexicon.Secondary
	notLower = lexicon.State | lexicon.StateAbbr | lexicon.Country | lexicon.City | lexicon.County | lexicon.Name
)

// survey walks over the tokens once: it looks each word up, and lists the tokens
// that the walks after it stop at, which are few.
func (e *Evidence) survey() {
	d := e.Doc
	e.Entries = grow(e.Entries, len(d.Tokens))
	dateAt, ruleAt := grow(e.dateAt, len(d.Tokens)), grow(e.ruleAt, len(d.Tokens))
	nd, nr := 0, 0
	e.heads.Reset()
	for i := range d.Tokens {
		t := &d.Tokens[i]
		m := markDate | markRule
		switch t.Kind {
		case text.Word:
			var id lexicon.ID
			id, m = e.cache.Find(t, d.Text, wordMarks)
			en := &e.Entries[i]
			*en = id.Entry()
			e.heads.Word(i, en)
			if en.Classes.Has(anyCase) || t.Case != text.Lower && en.Classes.Has(notLower) || initials(t) {
				m |= markRule
			}
		case text.Punct:
			b := d.Text[t.Start]
			e.Entries[i] = lexicon.Entry{}
			e.heads.Punct(b)
			m = punctMarks[b]
		default:
			e.Entries[i] = lexicon.Entry{}
			e.heads.Number()
		}
		// Written always, kept where the mark says so: no branch to guess.
		dateAt[nd], ruleAt[nr] = int32(i), int32(i)
		nd += int(m / markDate & 1)
		nr += int(m / markRule & 1)
	}
	e.dateAt, e.ruleAt = dateAt[:nd], ruleAt[:nr]
}

// initials reports whether a word may be the first part of a credential with
// periods.
func initials(t *text.Token) bool {
	return t.Case == text.Single || t.Case == text.Title && t.Len() == 2
}

// wordMarks gives the marks of a word by its hash.
func wordMarks(hash uint32) (m lexicon.Marks) {
	if dates.MayStart(hash) {
		m |= markDate
	}
	if starters.Has(hash) {
		m |= markRule
	}
	return m
}

// starters are the words that start a rule by themselves.
var starters = func() (f text.HashFilter) {
	for _, h := range []*hashSet{triggers, special} {
		for i, v := range h.vals {
			if v != 0 {
				f.Add(h.keys[i])
			}
		}
	}
	return f
}()

// punctMarks gives the marks of punctuation by its first byte.
var punctMarks = func() (m [256]lexicon.Marks) {
	for b := range m {
		if dates.MayStartMark(byte(b)) {
			m[b] |= markDate
		}
	}
	for _, b := range []byte("@(+^/:#_") {
		m[b] |= markRule
	}
	return m
}()

// grow gives s the length n; what it held is lost.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
