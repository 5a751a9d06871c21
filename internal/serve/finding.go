package serve

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
)

// lowScore is the score below which the page marks an identifier as doubtful,
// as the report does.
const lowScore = 0.8

// findings is what the start page shows of one note.
type findings struct {
	Note, Redacted []piece
	Edits          int
	Policy         string
	Diagnoses      []finding
	Inferences     []finding
}

// piece is a stretch of text: plain, evidence, or an identifier (or the part of
// one that a boundary of evidence leaves).
type piece struct {
	Text     string
	Mark     *mark
	Chip     bool   // the end of the mark: its type is written here
	Evidence string // ids of the findings that rest on it, parted by spaces
}

// mark is one identifier, in the note and in the redacted text.
type mark struct {
	N              int
	Type, Category string
	Operator       string
	Score          string
	Low            bool
}

// finding is a diagnosis or an inference.
type finding struct {
	ID          string // "d0", "o3": what pieces name as evidence
	Code, Name  string
	Quote       string
	Score       string
	Tags        []string // assertion, section, case, …
	Quiet       bool     // not present: shown soft
	WithoutText bool     // no evidence in the text
}

// analyse takes one note the whole way and lays out what was found.
func analyse(ctx context.Context, p *lethe.Pipeline, text string) (*findings, error) {
	n := lethe.Note{ID: "note", Text: text}
	rec, err := p.Process(ctx, n)
	if err != nil {
		return nil, err
	}
	patient, err := p.Assemble(ctx, []*lethe.Record{rec})
	if err != nil {
		return nil, err
	}
	f := &findings{Policy: p.Policy().Name, Edits: len(rec.Document.Edits)}
	marks := marksOf(rec.Document)
	var places []place
	for i, d := range rec.Diagnoses {
		id := "d" + strconv.Itoa(i)
		out := finding{ID: id, Code: d.Code, Name: d.Name, Quote: d.Span.Of(rec.Document.Text), Score: score(d.Score), Quiet: d.Assertion != "present"}
		out.Tags = append(out.Tags, string(d.Assertion))
		if d.Section != "" && d.Section != "none" {
			out.Tags = append(out.Tags, string(d.Section))
		}
		if d.Stated { // else it is the note's
			out.Tags = append(out.Tags, d.Date.Format("2006-01-02"))
		}
		places = append(places, place{d.Span, id}, place{d.Evidence.Cue, id})
		for _, s := range d.Evidence.Modifiers {
			places = append(places, place{s, id})
		}
		f.Diagnoses = append(f.Diagnoses, out)
	}
	for i, inf := range patient.Inferences {
		id := "o" + strconv.Itoa(i)
		out := finding{ID: id, Code: inf.Prefix + inf.Value, Name: cmp.Or(inf.Description, string(inf.Type)), Score: score(inf.Confidence)}
		out.Tags = append(out.Tags, string(inf.Type), "case "+inf.CaseID)
		if inf.Derived != "" {
			out.Tags = append(out.Tags, "derived")
		}
		for _, e := range inf.Evidence {
			places = append(places, place{e.Span, id})
			if out.Quote == "" {
				out.Quote = e.Span.Of(rec.Document.Text)
			}
		}
		out.WithoutText = len(inf.Evidence) == 0
		f.Inferences = append(f.Inferences, out)
	}
	f.Note = pieces(text, marks, func(e redact.Edit) labels.Span { return e.Original }, rec.Document.Edits, nil)
	f.Redacted = pieces(rec.Document.Text, marks, func(e redact.Edit) labels.Span { return e.New }, rec.Document.Edits, places)
	return f, nil
}

func score(v float64) string { return fmt.Sprintf("%.2f", v) }

func marksOf(d *redact.Document) []*mark {
	out := make([]*mark, len(d.Edits))
	for i, e := range d.Edits {
		out[i] = &mark{N: i, Type: e.Type.String(), Category: e.Type.Category().String(), Operator: string(e.Operator), Score: score(e.Score), Low: e.Score < lowScore}
	}
	return out
}

// place is a piece of evidence: a span of the redacted text and whose it is.
type place struct {
	labels.Span
	id string
}

// pieces cuts a text at every boundary of an identifier and of evidence. Edits
// are in order and disjoint, places need not be. What is joined again is the
// text. The cost is that of sorting the boundaries, and of the evidence that
// lies on each piece.
func pieces(text string, marks []*mark, side func(redact.Edit) labels.Span, edits []redact.Edit, places []place) []piece {
	cuts := []int{0, len(text)}
	for _, e := range edits {
		cuts = append(cuts, side(e).Start, side(e).End)
	}
	places = slices.DeleteFunc(places, func(p place) bool { return p.Start >= p.End })
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.Start, b.Start) })
	for _, p := range places {
		cuts = append(cuts, p.Start, p.End)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []piece
	var lit []place // evidence that begins at or before the cut and may reach past it
	next, edit := 0, 0
	for i, at := range cuts {
		for ; edit < len(edits) && side(edits[edit]).End <= at; edit++ {
			if side(edits[edit]).Start == at { // taken out altogether
				out = append(out, piece{Mark: marks[edit], Chip: true})
			}
		}
		if i+1 == len(cuts) {
			break
		}
		end := cuts[i+1]
		for ; next < len(places) && places[next].Start <= at; next++ {
			lit = append(lit, places[next])
		}
		lit = slices.DeleteFunc(lit, func(p place) bool { return p.End <= at })
		p := piece{Text: text[at:end], Evidence: ids(lit)}
		if edit < len(edits) && side(edits[edit]).Start <= at {
			tells := text[at:end] == "["+marks[edit].Type+"]" // a tag says its type itself
			p.Mark, p.Chip = marks[edit], side(edits[edit]).End == end && !tells
		}
		out = append(out, p)
	}
	return out
}

// ids names whose evidence places are, each once.
func ids(places []place) string {
	if len(places) == 0 {
		return ""
	}
	var out []string
	for _, p := range places {
		if !slices.Contains(out, p.id) {
			out = append(out, p.id)
		}
	}
	return strings.Join(out, " ")
}
