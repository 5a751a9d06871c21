package phi

import (
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// WireAnnotation is an annotation as the identify-phi contract writes it:
// offsets in Unicode code points, half open, text quoted.
type WireAnnotation struct {
	Text   string     `json:"text"`
	Span   WireSpan   `json:"span"`
	Labels WireLabels `json:"labels"`
}

// WireSpan is a span in Unicode code points.
type WireSpan struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// WireLabels are the type, with its score, and the category of an annotation.
type WireLabels struct {
	PHIType  WireType     `json:"phi_type"`
	Category WireCategory `json:"category"`
}

// WireType is a PHI type, bracketed, with a score from 0 to 1.
type WireType struct {
	Label labels.Type `json:"label"`
	Score float64     `json:"score"`
}

// WireCategory is a category, bracketed.
type WireCategory struct {
	Label labels.Category `json:"label"`
}

// Wire puts annotations of a note into the contract's form. Annotations that
// do not lie on characters of the note are an error, an [*text.OffsetError] in
// the chain; those that [Tagger.Tag] gives always do.
func Wire(note string, anns []labels.Annotation) ([]WireAnnotation, error) {
	off := text.NewOffsets(note)
	out := make([]WireAnnotation, 0, len(anns))
	for _, a := range anns {
		s, err := off.SpanFrom(a.Span, text.CodePoints)
		if err != nil {
			return nil, err
		}
		out = append(out, WireAnnotation{
			Text: a.Span.Of(note),
			Span: WireSpan{s.Start, s.End},
			Labels: WireLabels{
				PHIType:  WireType{a.Type, round3(a.Score)},
				Category: WireCategory{a.Type.Category()},
			},
		})
	}
	return out, nil
}

// round3 rounds a score to three digits, as the contract's examples have it.
func round3(f float64) float64 { return float64(int(f*1000+0.5)) / 1000 }
