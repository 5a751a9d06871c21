package lethe

import (
	"time"

	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Words before a date that tell the day a note stands for, the best first: the
// day of service, then the end of a stay, its beginning, and the day of
// writing.
var noteDateWords = []map[uint32]bool{
	wordSet("service", "visit", "encounter", "exam", "examination", "study", "collected", "collection", "procedure", "surgery", "seen", "date", "dos"),
	wordSet("discharge", "discharged", "discharges"),
	wordSet("admission", "admitted", "admit", "arrival"),
	wordSet("dictated", "signed", "reported", "report", "received", "written", "transcribed"),
}

// findNoteDate looks in an annotated note for the day it stands for: a full
// date with a label that says so, or else the first full date that is no birth
// date. Zero where the note has none.
func findNoteDate(d *text.Doc, anns []labels.Annotation) time.Time {
	f := finder{doc: d}
	var best time.Time
	rank := len(noteDateWords) + 1
	for _, a := range anns {
		if a.Type != labels.Date || f.labelled(a.Span, birthWords) {
			continue
		}
		r := len(noteDateWords)
		for i := range noteDateWords {
			if f.labelled(a.Span, noteDateWords[i]) {
				r = i
				break
			}
		}
		if r >= rank {
			continue
		}
		if m, ok := dates.Parse(a.Of(d.Text)); ok && m.Date.Precision() == dates.PrecisionDay {
			if t, ok := m.Resolve(time.Time{}); ok {
				best, rank = t, r
			}
		}
	}
	return best
}
