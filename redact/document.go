package redact

import (
	"encoding/json"
	"fmt"
	"sort"
	"unicode/utf8"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Document is a redacted note. It holds nothing of the original unless
// [Options.KeepOriginals] asked for it.
type Document struct {
	ID      string
	Text    string // the redacted text
	Edits   []Edit // in order of both texts, disjoint
	Policy  string // name of the policy
	Version string // version of the policy
	Keys    []uint32
	// Shifted says that dates were moved; by how much is for the keys to know.
	Shifted bool

	length    int      // of the original, in bytes
	originals []string // one per edit, when asked for
	source    string   // the original text, when asked for
}

// Edit is one replacement.
type Edit struct {
	Original labels.Span // in the original text, bytes
	New      labels.Span // in the redacted text, bytes
	Type     labels.Type
	Operator Operator // what was done
	Wanted   Operator // what the policy asks for, where it could not be done; else ""
	Score    float64  // of the annotation
	Source   string   // of the annotation
	runes    int      // code points of the original value
}

// Original maps a span of the redacted text to the original. An end inside a
// replacement widens to the whole of it; outside of all edits the map is exact.
// It is false for a span that is not in the text.
func (d *Document) Original(s labels.Span) (labels.Span, bool) {
	return d.across(s, len(d.Text), func(e *Edit) (labels.Span, labels.Span) { return e.New, e.Original })
}

// Redacted maps a span of the original text to the redacted one, as
// [Document.Original] does the other way.
func (d *Document) Redacted(s labels.Span) (labels.Span, bool) {
	return d.across(s, d.length, func(e *Edit) (labels.Span, labels.Span) { return e.Original, e.New })
}

func (d *Document) across(s labels.Span, length int, sides func(*Edit) (from, to labels.Span)) (labels.Span, bool) {
	if s.Start < 0 || s.End < s.Start || s.End > length {
		return labels.Span{}, false
	}
	out := labels.Span{Start: d.cross(s.Start, false, sides), End: d.cross(s.End, true, sides)}
	if out.End < out.Start { // an empty span where something was removed
		out.Start, out.End = out.End, out.Start
	}
	return out, true
}

// cross maps one position: the start of a span into the start of an edit that
// holds it, the end into its end.
func (d *Document) cross(pos int, end bool, sides func(*Edit) (from, to labels.Span)) int {
	i := sort.Search(len(d.Edits), func(i int) bool {
		from, _ := sides(&d.Edits[i])
		return from.Start > pos || end && from.Start == pos
	}) - 1
	if i < 0 {
		return pos
	}
	from, to := sides(&d.Edits[i])
	switch {
	case pos >= from.End:
		return to.End + pos - from.End
	case end:
		return to.End
	}
	return to.Start
}

// OriginalValue returns the text that an edit replaced; false unless
// [Options.KeepOriginals] was set.
func (d *Document) OriginalValue(edit int) (string, bool) {
	if edit < 0 || edit >= len(d.originals) {
		return "", false
	}
	return d.originals[edit], true
}

// Format keeps every verb of fmt from reaching originals.
func (d *Document) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "redact.Document{ID: %q, %d bytes, %d edits, policy %s %s}", d.ID, len(d.Text), len(d.Edits), d.Policy, d.Version)
}

type wireSpan struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

type wireEdit struct {
	Span     wireSpan    `json:"span"`
	Original wireSpan    `json:"original"`
	Type     labels.Type `json:"type"`
	Operator Operator    `json:"operator"`
	Wanted   Operator    `json:"wanted,omitempty"`
	Score    float64     `json:"score"`
	Source   string      `json:"source,omitempty"`
	Text     *string     `json:"text,omitempty"`
}

type wirePolicy struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

type wireDocument struct {
	ID       string     `json:"id"`
	Text     string     `json:"text"`
	Edits    []wireEdit `json:"edits"`
	Policy   wirePolicy `json:"policy"`
	Keys     []uint32   `json:"keys,omitempty"`
	Original *string    `json:"original,omitempty"`
}

// MarshalJSON writes the document without originals. All offsets are code
// points: "span" in the redacted text, "original" in the note.
func (d *Document) MarshalJSON() ([]byte, error) { return json.Marshal(d.wire()) }

// MarshalWithOriginals writes the document with the note and the text of each
// replaced span. It fails unless [Options.KeepOriginals] was set. What it gives
// is PHI.
func (d *Document) MarshalWithOriginals() ([]byte, error) {
	if len(d.originals) != len(d.Edits) || d.source == "" && d.length > 0 {
		return nil, fmt.Errorf("redact: document %q holds no originals", d.ID)
	}
	w := d.wire()
	w.Original = &d.source
	for i := range w.Edits {
		w.Edits[i].Text = &d.originals[i]
	}
	return json.Marshal(w)
}

func (d *Document) wire() wireDocument {
	w := wireDocument{ID: d.ID, Text: d.Text, Edits: make([]wireEdit, len(d.Edits)), Policy: wirePolicy{d.Policy, d.Version}, Keys: d.Keys}
	o := text.NewOffsets(d.Text)
	drift := 0 // code points of the original before an edit, less those of the new text
	for i := range d.Edits {
		e := &d.Edits[i]
		start, end := point(o, e.New.Start), point(o, e.New.End)
		w.Edits[i] = wireEdit{
			Span:     wireSpan{start, end},
			Original: wireSpan{start + drift, start + drift + e.runes},
			Type:     e.Type, Operator: e.Operator, Wanted: e.Wanted, Score: e.Score, Source: e.Source,
		}
		drift += e.runes - (end - start)
	}
	return w
}

// point converts a byte offset that is known to be good.
func point(o *text.Offsets, b int) int {
	p, err := o.From(b, text.CodePoints)
	if err != nil {
		return -1
	}
	return p
}

func runeCount(s string) int { return utf8.RuneCountInString(s) }
