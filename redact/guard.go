package redact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Leak is an identifier that the output guard found in a finished text.
type Leak struct {
	labels.Span // in the redacted text, bytes
	Type        labels.Type
	Known       bool // a value that was removed elsewhere in the note, or given as known; else a finding of Scan
}

// LeakError says that a note is not given out, because identifiers are left in
// its redacted text. It holds offsets and types, never text.
type LeakError struct{ Leaks []Leak }

// Error counts the leaks and names the first.
func (e *LeakError) Error() string {
	l := e.Leaks[0]
	return fmt.Sprintf("the output guard found %d identifiers left, the first a %s at byte %d of the redacted text", len(e.Leaks), l.Type, l.Start)
}

// guard searches the finished text for every value that was removed from it,
// for the identifiers known of the patient, and for what Scan finds.
func (r *Redactor) guard(n *Note, doc *Document, w *work) error {
	s := &w.find
	for i := range w.items {
		if it := &w.items[i]; it.done != Keep && it.with != it.value {
			s.add(it.Type, it.value, it.done)
		}
	}
	for _, k := range n.Identifiers {
		if a := r.policy.action(k.Type, k.Value, 1); a.Do != Keep {
			s.add(k.Type, k.Value, a.Do)
		}
	}
	leaks := w.withoutKept(doc, s.find(doc))
	if r.opts.Scan != nil {
		least := r.opts.GuardScore
		if least == 0 {
			least = 0.5
		}
		safe := leftovers(doc.Text)
		for _, a := range r.opts.Scan(doc.Text) {
			if a.Score >= least && r.policy.action(a.Type, spanText(doc.Text, a.Span), a.Score).Do != Keep && !doc.replaced(a.Span) && !touches(safe, a.Span) {
				leaks = append(leaks, Leak{Span: a.Span, Type: a.Type})
			}
		}
	}
	if len(leaks) > 0 {
		return &LeakError{Leaks: leaks}
	}
	return nil
}

// withoutKept drops findings in spans that the policy keeps: the state "New
// York" where the town of that name was removed.
func (w *work) withoutKept(doc *Document, leaks []Leak) []Leak {
	return slices.DeleteFunc(leaks, func(l Leak) bool {
		o, ok := doc.Original(l.Span)
		return ok && slices.ContainsFunc(w.items, func(it item) bool { return it.done == Keep && it.Contains(o) })
	})
}

func spanText(s string, at labels.Span) string {
	if at.Start < 0 || at.End > len(s) || at.Start > at.End {
		return ""
	}
	return at.Of(s)
}

func touches(spans []labels.Span, at labels.Span) bool {
	for _, s := range spans {
		if s.Overlaps(at) {
			return true
		}
	}
	return false
}

// replaced reports whether a span of the redacted text touches a replacement.
func (d *Document) replaced(s labels.Span) bool {
	lo, hi := 0, len(d.Edits)
	for lo < hi {
		if mid := (lo + hi) / 2; d.Edits[mid].New.End <= s.Start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(d.Edits) && d.Edits[lo].New.Overlaps(s)
}

// needle is a value to search for, as tokens.
type needle struct {
	value string
	toks  []text.Token
	typ   labels.Type
	exact bool  // capitals must agree: a name that is a word too
	next  int32 // the next needle of the same bucket, plus one
}

// search finds many values in one pass over the tokens of a text.
type search struct {
	needles []needle
	heads   [1024]int32 // first needle by the hash of its first token, plus one
	toks    []text.Token
	text    []text.Token // of the text searched
}

// reset forgets the values and keeps the memory.
func (s *search) reset() {
	clear(s.needles)
	s.needles, s.toks, s.text = s.needles[:0], s.toks[:0], s.text[:0]
	clear(s.heads[:])
}

// add takes a value into the search if finding it again would mean anything.
func (s *search) add(t labels.Type, value string, done Operator) {
	if !worthSearching(t, value, done) {
		return
	}
	s.put(t, value)
	// "DOE, John" is "John Doe" too
	if (t == labels.Patient || t == labels.Doctor) && strings.ContainsAny(value, ",^") {
		if n := Normalize(t, value); strings.ContainsRune(n, ' ') {
			s.put(t, n)
		}
	}
}

func (s *search) put(t labels.Type, value string) {
	start := len(s.toks)
	s.toks = text.AppendTokens(s.toks, value)
	toks := s.toks[start:len(s.toks):len(s.toks)]
	if len(toks) == 0 {
		return
	}
	head := &s.heads[toks[0].Hash&1023]
	for k := *head; k > 0; k = s.needles[k-1].next {
		if s.needles[k-1].value == value {
			s.toks = s.toks[:start]
			return
		}
	}
	single := len(toks) == 1 && toks[0].Kind == text.Word
	s.needles = append(s.needles, needle{value: value, toks: toks, typ: t, exact: single, next: *head})
	*head = int32(len(s.needles))
}

// worthSearching leaves out values that stand for nothing by themselves (an
// age, a year, a state), that the operator writes into the text on purpose (a
// shifted date may be another date of the note), and single words that are
// words of English.
func worthSearching(t labels.Type, value string, done Operator) bool {
	letters, digits, words := 0, 0, 0
	inWord := false
	for _, r := range value {
		word := r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80
		switch {
		case r >= '0' && r <= '9':
			digits++
		case word:
			letters++
		}
		if word && !inWord {
			words++
		}
		inWord = word
	}
	switch t {
	case labels.Age, labels.State, labels.Country, labels.Profession:
		return false
	case labels.Date:
		if done == DateShift || done == Surrogate {
			return false
		}
		if digits < 3 || digits+letters < 4 || words < 2 && digits < 5 {
			return false // too short to state day, month and year
		}
		m, ok := dates.Parse(value)
		return ok && m.Date.Precision() == dates.PrecisionDay
	case labels.Zip:
		return digits >= 5
	case labels.Patient, labels.Doctor:
		if words == 1 {
			return letters >= 3 && !isCommonWord(value)
		}
		return letters >= 4
	case labels.City, labels.LocationOther, labels.Hospital, labels.Organization:
		return words >= 2 && letters >= 6
	case labels.Street:
		return digits > 0 && letters >= 3
	}
	return digits >= 5 || digits > 0 && letters+digits >= 6 || letters >= 6 // four digits may be a time
}

// find returns where needles stand in the untouched parts of a document.
func (s *search) find(doc *Document) []Leak {
	if len(s.needles) == 0 {
		return nil
	}
	var leaks []Leak
	s.text = text.AppendTokens(s.text[:0], doc.Text)
	for i := range s.text {
		for k := s.heads[s.text[i].Hash&1023]; k > 0; k = s.needles[k-1].next {
			n := &s.needles[k-1]
			if end, ok := n.at(doc.Text, s.text[i:]); ok {
				at := labels.Span{Start: int(s.text[i].Start), End: end}
				if !doc.replaced(at) && !insideLeftover(doc.Text, at) {
					leaks = append(leaks, Leak{Span: at, Type: n.typ, Known: true})
				}
				break
			}
		}
	}
	return leaks
}

// at reports whether the needle stands at the head of toks, whatever the blanks
// between its words.
func (n *needle) at(s string, toks []text.Token) (end int, ok bool) {
	if len(toks) < len(n.toks) {
		return 0, false
	}
	for i := range n.toks {
		if toks[i].Hash != n.toks[i].Hash || toks[i].Kind != n.toks[i].Kind {
			return 0, false
		}
	}
	head := &toks[0]
	if n.exact && head.Case != n.toks[0].Case && head.Case != text.Upper {
		return 0, false
	}
	last := toks[len(n.toks)-1]
	return int(last.End), strings.EqualFold(head.Of(s), n.toks[0].Of(n.value))
}

// insideLeftover reports whether a span lies in a tag or token of an earlier
// redaction.
func insideLeftover(s string, at labels.Span) bool {
	open := strings.LastIndexByte(s[:at.Start+1], '[')
	if open < 0 || at.Start-open > maxCode {
		return false
	}
	end := strings.IndexByte(s[open:], ']')
	return end >= 0 && open+end >= at.End-1 && isTagOrToken(s[open:open+end+1])
}
