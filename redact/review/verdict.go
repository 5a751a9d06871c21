package review

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/lethe-health/lethe/labels"
)

// Action is what a reviewer does.
type Action string

// The actions.
const (
	Accept Action = "accept" // the mark is right
	Reject Action = "reject" // it is no identifier
	Retype Action = "retype" // it is one, of another type
	Clear  Action = "clear"  // no decision on the mark after all
	Add    Action = "add"    // an identifier was missed
	Drop   Action = "drop"   // takes an added one back
	Done   Action = "done"   // the note is read; marks without a decision are right
	Reopen Action = "reopen" // it is not
)

// Decision is a reviewer's word on a mark.
type Decision struct {
	Action Action      `json:"action"`         // Accept, Reject or Retype
	Type   labels.Type `json:"type,omitempty"` // of Retype
}

// Missed is an identifier that a reviewer found standing in the text.
type Missed struct {
	Start int         `json:"start"` // bytes in Note.Text
	End   int         `json:"end"`
	Type  labels.Type `json:"type"`
}

// Verdict is what one reviewer says of one note.
type Verdict struct {
	Note     string           `json:"note"`
	Reviewer string           `json:"reviewer"`
	Done     bool             `json:"done"`
	Marks    map[int]Decision `json:"marks,omitempty"` // by index into Note.Marks
	Missed   []Missed         `json:"missed,omitempty"`
	Updated  time.Time        `json:"updated"`
}

// Step is one action with its object.
type Step struct {
	Action Action
	Mark   int         // of Accept, Reject, Retype, Clear: index into Note.Marks; of Drop: into Verdict.Missed
	Type   labels.Type // of Retype, Add
	Span   labels.Span // of Add: bytes in Note.Text
}

// ErrStep says that a step does not fit the note or the verdict.
var ErrStep = errors.New("review: this cannot be done here")

// Apply returns the verdict after a step. It leaves v alone.
func (v Verdict) Apply(n *Note, s Step) (Verdict, error) {
	fail := func(what string) (Verdict, error) { return v, fmt.Errorf("%w: %s", ErrStep, what) }
	if v.Done && s.Action != Reopen {
		return fail("the note is done; reopen it first")
	}
	v.Marks, v.Missed = maps.Clone(v.Marks), slices.Clone(v.Missed)
	if v.Marks == nil {
		v.Marks = map[int]Decision{}
	}
	switch s.Action {
	case Accept, Reject, Retype, Clear:
		if s.Mark < 0 || s.Mark >= len(n.Marks) {
			return fail("no such mark")
		}
		if s.Action == Retype && !s.Type.Valid() {
			return fail("no such type")
		}
		switch {
		case s.Action == Clear:
			delete(v.Marks, s.Mark)
		case s.Action == Retype && s.Type == n.Marks[s.Mark].Type:
			v.Marks[s.Mark] = Decision{Action: Accept}
		case s.Action == Retype:
			v.Marks[s.Mark] = Decision{Retype, s.Type}
		default:
			v.Marks[s.Mark] = Decision{Action: s.Action}
		}
	case Add:
		if !s.Type.Valid() || s.Span.Len() == 0 || !fits(n.Text, s.Span, s.Type, 1) {
			return fail("the selection is not in the text")
		}
		for _, m := range n.Marks {
			if m.Len() > 0 && m.Overlaps(s.Span) {
				return fail("the selection overlaps a mark")
			}
		}
		for _, m := range v.Missed {
			if m.Start < s.Span.End && s.Span.Start < m.End {
				return fail("the selection overlaps one marked before")
			}
		}
		v.Missed = append(v.Missed, Missed{s.Span.Start, s.Span.End, s.Type})
		slices.SortFunc(v.Missed, func(a, b Missed) int { return a.Start - b.Start })
	case Drop:
		if s.Mark < 0 || s.Mark >= len(v.Missed) {
			return fail("no such addition")
		}
		v.Missed = slices.Delete(v.Missed, s.Mark, s.Mark+1)
	case Done:
		v.Done = true
	case Reopen:
		v.Done = false
	default:
		return fail("unknown action")
	}
	return v, nil
}

// decision is the word on a mark, Accept where none was spoken.
func (v *Verdict) decision(mark int) Decision {
	if d, ok := v.Marks[mark]; ok {
		return d
	}
	return Decision{Action: Accept}
}

// Leaks reports whether the note still holds an identifier by this verdict.
func (v *Verdict) Leaks() bool { return len(v.Missed) > 0 }

// Difference is a point on which two verdicts differ: a mark, or a piece of
// text that one of them says was missed.
type Difference struct {
	Mark   int         // index into Note.Marks, -1 for a missed identifier
	Span   labels.Span // in Note.Text
	First  string      // the first reviewer's word: "accept", "reject", "PATIENT", "" for nothing marked
	Second string
}

// Differences lists where two verdicts on a note differ, in the order of the
// text.
func Differences(n *Note, a, b *Verdict) []Difference {
	var out []Difference
	word := func(d Decision) string {
		if d.Action == Retype {
			return d.Type.String()
		}
		return string(d.Action)
	}
	for i, m := range n.Marks {
		if x, y := a.decision(i), b.decision(i); x != y {
			out = append(out, Difference{Mark: i, Span: m.Span, First: word(x), Second: word(y)})
		}
	}
	has := func(v *Verdict, m Missed) bool { return slices.Contains(v.Missed, m) }
	for _, m := range a.Missed {
		if !has(b, m) {
			out = append(out, Difference{Mark: -1, Span: labels.Span{Start: m.Start, End: m.End}, First: m.Type.String()})
		}
	}
	for _, m := range b.Missed {
		if !has(a, m) {
			out = append(out, Difference{Mark: -1, Span: labels.Span{Start: m.Start, End: m.End}, Second: m.Type.String()})
		}
	}
	slices.SortStableFunc(out, func(x, y Difference) int { return x.Span.Start - y.Span.Start })
	return out
}

// Settle makes the final verdict on a note that two have read: what they agree
// on, and on every difference the side that choice names, false for the first
// and true for the second.
func Settle(n *Note, a, b *Verdict, choice []bool) (Verdict, error) {
	diffs := Differences(n, a, b)
	if len(choice) != len(diffs) {
		return Verdict{}, fmt.Errorf("%w: %d differences, %d answers", ErrStep, len(diffs), len(choice))
	}
	out := Verdict{Note: n.ID, Done: true, Marks: maps.Clone(a.Marks)}
	if out.Marks == nil {
		out.Marks = map[int]Decision{}
	}
	for _, m := range a.Missed {
		if slices.Contains(b.Missed, m) {
			out.Missed = append(out.Missed, m)
		}
	}
	for i, d := range diffs {
		side := a
		if choice[i] {
			side = b
		}
		if d.Mark >= 0 {
			out.Marks[d.Mark] = side.decision(d.Mark)
			continue
		}
		for _, m := range side.Missed {
			if m.Start == d.Span.Start && m.End == d.Span.End && !slices.Contains(out.Missed, m) && (m.Type.String() == d.First || m.Type.String() == d.Second) {
				out.Missed = append(out.Missed, m)
			}
		}
	}
	slices.SortFunc(out.Missed, func(x, y Missed) int { return x.Start - y.Start })
	for i := 1; i < len(out.Missed); i++ {
		if out.Missed[i].Start < out.Missed[i-1].End {
			return Verdict{}, fmt.Errorf("%w: two answers mark the same text", ErrStep)
		}
	}
	return out, nil
}
