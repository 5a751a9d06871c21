package review

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/lethe-health/lethe/labels"
)

// Note is a de-identified note as a reviewer sees it.
type Note struct {
	ID   string
	Text string // de-identified

	// Marks are what was replaced, sorted and disjoint, by where the
	// replacement stands in Text.
	Marks []Mark

	// Stratum is the part of all notes that this one belongs to for results by
	// part, the kind of note as its source named it; "" for none.
	Stratum string

	// Disagreements are pieces of Text that another finder would have replaced,
	// sorted; they may overlap marks whose type the other finder disputes.
	Disagreements []Disagreement
}

// Mark is one replacement.
type Mark struct {
	labels.Span             // in Note.Text, bytes; empty where the operator leaves nothing
	Type        labels.Type // what it was
	Operator    string      // what was done: "tag", "token", "date-shift"
	Score       float64     // of the annotation, 0 to 1
	Source      string      // who found it: "model", "rule:date"
	Original    string      // what stood there; empty unless someone with the key asked for it

	// OriginalSpan is where it stood in the original, in code points, for
	// corrections that become training notes.
	OriginalSpan labels.Span
}

// Disagreement is a piece of text on which a second finder is of another mind.
type Disagreement struct {
	labels.Span
	Type   labels.Type
	Score  float64 // how sure the second finder is, 0 to 1
	Source string
}

// DeadLetter is a note that was not passed on.
type DeadLetter struct {
	ID     string
	Offset int    // where in its input, in bytes; -1 when there is no place
	Reason string // never note text
}

// ErrNote says that a line is no redacted note, or that a note's marks do not fit
// its text.
var ErrNote = errors.New("review: not a redacted note as lethe redact writes it")

// Check reports whether spans are inside the text, on character boundaries,
// sorted and (marks) disjoint, and types and scores valid.
func (n *Note) Check() error {
	fail := func(what string, i int) error {
		return fmt.Errorf("%w: note %.80q, %s %d", ErrNote, n.ID, what, i)
	}
	if !utf8.ValidString(n.Text) {
		return fmt.Errorf("%w: note %.80q is not valid UTF-8", ErrNote, n.ID)
	}
	end := 0
	for i, m := range n.Marks {
		if !fits(n.Text, m.Span, m.Type, m.Score) || m.Start < end {
			return fail("mark", i)
		}
		end = m.End
	}
	start := 0
	for i, d := range n.Disagreements {
		if !fits(n.Text, d.Span, d.Type, d.Score) || d.Start < start || d.Len() == 0 {
			return fail("disagreement", i)
		}
		start = d.Start
	}
	return nil
}

func fits(s string, span labels.Span, t labels.Type, score float64) bool {
	boundary := func(i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }
	return t.Valid() && score >= 0 && score <= 1 && span.Start >= 0 && span.Start <= span.End &&
		span.End <= len(s) && boundary(span.Start) && boundary(span.End)
}

// blind returns the note without what would tell a reader of the sample where to
// look: how sure the finder was, and what another one says. Who is told reads
// there, and the claim would be about notes that were read with help.
func (n *Note) blind() *Note {
	b := *n
	b.Disagreements = nil
	b.Marks = slices.Clone(n.Marks)
	for i := range b.Marks {
		b.Marks[i].Score, b.Marks[i].Source = 1, ""
	}
	return &b
}

// Doubt is the expected number of wrong decisions in the note, taking scores
// for probabilities: for every mark the chance that it is wrong, for every
// disagreement the chance that the second finder is right. Notes are ranked by
// it.
func (n *Note) Doubt() float64 {
	d := 0.0
	for _, m := range n.Marks {
		d += 1 - m.Score
	}
	for _, x := range n.Disagreements {
		d += x.Score
	}
	return d
}

// LowConfidence is how many marks score below the threshold.
func (n *Note) LowConfidence(threshold float64) int {
	k := 0
	for _, m := range n.Marks {
		if m.Score < threshold {
			k++
		}
	}
	return k
}

// Rank sorts notes, the most doubtful first, ties by id.
func Rank(notes []Note) {
	slices.SortStableFunc(notes, func(a, b Note) int {
		if c := cmp.Compare(b.Doubt(), a.Doubt()); c != 0 {
			return c
		}
		return cmp.Compare(a.ID, b.ID)
	})
}

// Piece is a stretch of a note's text that lies under the same marks.
type Piece struct {
	Text         string
	Mark         int // index into Marks, -1 for none
	Disagreement int // index into Disagreements, -1 for none
}

// Pieces cuts the text at the edges of marks and disagreements. Their texts
// joined are the note's text; a mark that left nothing is a piece without text.
// The note must pass its check.
func (n *Note) Pieces() []Piece {
	var cuts []int
	for _, m := range n.Marks {
		cuts = append(cuts, m.Start, m.End)
	}
	for _, d := range n.Disagreements {
		cuts = append(cuts, d.Start, d.End)
	}
	cuts = append(cuts, len(n.Text))
	slices.Sort(cuts)
	var out []Piece
	at, mark, dis := 0, 0, 0
	for _, c := range slices.Compact(cuts) {
		for mark < len(n.Marks) && n.Marks[mark].End <= at && n.Marks[mark].Start < at {
			mark++
		}
		for mark < len(n.Marks) && n.Marks[mark].Len() == 0 && n.Marks[mark].Start == at {
			out = append(out, Piece{Mark: mark, Disagreement: -1})
			mark++
		}
		for dis < len(n.Disagreements) && n.Disagreements[dis].End <= at {
			dis++
		}
		if c == at {
			continue
		}
		p := Piece{Text: n.Text[at:c], Mark: -1, Disagreement: -1}
		if mark < len(n.Marks) && n.Marks[mark].Start <= at && c <= n.Marks[mark].End {
			p.Mark = mark
		}
		if dis < len(n.Disagreements) && n.Disagreements[dis].Start <= at && c <= n.Disagreements[dis].End {
			p.Disagreement = dis
		}
		out = append(out, p)
		at = c
	}
	for ; mark < len(n.Marks); mark++ {
		if n.Marks[mark].Len() == 0 && n.Marks[mark].Start == at {
			out = append(out, Piece{Mark: mark, Disagreement: -1})
		}
	}
	return out
}
