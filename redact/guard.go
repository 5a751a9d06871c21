package redact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/internal/dates"
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

// insideLeftover reports whether a span lies in a tag or token of an earlier
// redaction.
func insideLeftover(s string, at labels.Span) bool {
	from := max(0, at.Start-maxCode)
	open := strings.LastIndexByte(s[from:at.Start+1], '[')
	if open < 0 {
		return false
	}
	open += from
	end := strings.IndexByte(s[open:min(len(s), at.End+2*maxCode)], ']')
	return end >= 0 && open+end >= at.End-1 && isTagOrToken(s[open:open+end+1])
}
