package recognize

import (
	"strings"

	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
)

// What a token is marked with.
const (
	markDate lexicon.Marks = 1 << iota // a date may begin with it
	markRule                           // it calls for a rule
	markJoin                           // it may stand inside a known phrase
)

// The classes of words that call for a rule, in any case or in other than small
// letters only.
const (
	anyCase = lexicon.Honorific | lexicon.Credential | lexicon.CareRole | lexicon.Relation | lexicon.HospitalHead | lexicon.OrgHead |
		lexicon.Profession | lexicon.NumberWord | lexicon.Hospital | lexicon.Org | lexicon.StreetSuffix | lexicon.Secondary
	notLower = lexicon.State | lexicon.StateAbbr | lexicon.Country | lexicon.City | lexicon.County | lexicon.Name
)

// classesThatCall are those classes by the case of the word.
var classesThatCall = [8]lexicon.Class{
	text.NoCase: anyCase | notLower, text.Lower: anyCase, text.Title: anyCase | notLower,
	text.Upper: anyCase | notLower, text.Single: anyCase | notLower, text.Mixed: anyCase | notLower,
}

// survey walks over the tokens once: it looks each up, and lists those that the
// walks after it stop at, which are few. What comes next cannot be foretold, so
// nothing branches on it: places in the lists are written always, and kept where the
// token is one.
func (e *Evidence) survey() {
	d := e.Doc
	n := len(d.Tokens)
	e.Entries = grow(e.Entries, n)
	dateAt, ruleAt, heads := grow(e.dateAt, n), grow(e.ruleAt, n), grow(e.heads, n)
	nd, nr, nh, head := 0, 0, 0, int32(-1)
	var found [lexicon.Batch]lexicon.Found
	for from := 0; from < n; from += lexicon.Batch {
		toks := d.Tokens[from:min(from+lexicon.Batch, n)]
		e.cache.Find(found[:], toks, d.Text, marksOf)
		for k := range toks {
			t, i, m := &toks[k], int32(from+k), found[k].Marks()
			en := &e.Entries[i]
			*en = found[k].ID().Entry()
			heads[nh], dateAt[nd], ruleAt[nr] = head, i, i
			var isHead int
			head, isHead = lexicon.Head(head, i, en, m&markJoin != 0)
			rule := int(m/markRule&1) | initial[t.Case&7][min(t.Len(), 3)]
			if en.Classes&classesThatCall[t.Case&7] != 0 {
				rule = 1
			}
			nh += isHead
			nd += int(m / markDate & 1)
			nr += rule
		}
	}
	e.dateAt, e.ruleAt, e.heads = dateAt[:nd], ruleAt[:nr], heads[:nh]
}

// initials reports whether a word may be the first part of a credential with
// periods.
func initials(t *text.Token) bool { return initial[t.Case&7][min(t.Len(), 3)] != 0 }

// initial is 1 for such a word, by its case and its length up to three.
var initial = [8][4]int{text.Single: {1, 1, 1, 1}, text.Title: {2: 1}}

// marksOf gives the marks of a token by its hash, kind or byte.
func marksOf(t *text.Token, s string) (m lexicon.Marks) {
	switch t.Kind {
	case text.Word:
		if dates.MayStart(t.Hash) {
			m |= markDate
		}
		if starters.Has(t.Hash) {
			m |= markRule
		}
	case text.Number:
		m = markDate | markRule
	case text.Punct:
		b := s[t.Start]
		if dates.MayStartMark(b) {
			m |= markDate
		}
		if strings.IndexByte(ruleMarks, b) >= 0 {
			m |= markRule
		}
		if lexicon.Joins(b) {
			m |= markJoin
		}
	}
	return m
}

// ruleMarks are the punctuation marks that call for a rule.
const ruleMarks = "@(+^/:#_"

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

// grow gives s the length n; what it held is lost.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
