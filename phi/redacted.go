package phi

import (
	"slices"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// dropRedacted takes out what lies inside the mark of something that was
// redacted before, "[DATE]" or "[PATIENT_7KQ2M9X4C]": it is no identifier.
func dropRedacted(anns []labels.Annotation, d *text.Doc) []labels.Annotation {
	if len(anns) == 0 || strings.IndexByte(d.Text, '[') < 0 {
		return anns
	}
	return slices.DeleteFunc(anns, func(a labels.Annotation) bool { return insideMark(d.Text, a.Span) })
}

// longestMark is how many bytes a mark may have.
const longestMark = 64

// insideMark reports whether s lies in a bracket that opens with the name of a
// type, or reaches from before it into it.
func insideMark(note string, s labels.Span) bool {
	from := max(0, s.Start-longestMark)
	open := strings.LastIndexByte(note[from:s.End], '[')
	if open < 0 {
		return false
	}
	open += from
	body := note[open+1 : min(len(note), open+longestMark)]
	end := strings.IndexByte(body, ']')
	if end < 0 || open+1+end < s.Start {
		return false
	}
	name, _, _ := strings.Cut(body[:end], "_")
	for t := labels.Type(1); t.Valid(); t++ {
		if t.String() == name {
			return true
		}
	}
	return false
}
