package phihttp

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/lethe-health/lethe/internal/jobs"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/phi"
)

// identified is the result of identify-phi. Spans are code points of InputText.
type identified struct {
	InputText   string               `json:"input_text"`
	Annotations []phi.WireAnnotation `json:"annotations"`
}

// redacted is the result of redact-phi. Spans are code points of OutputText,
// and Text of each annotation is the tag that stands there.
type redacted struct {
	OutputText  string               `json:"output_text"`
	Annotations []phi.WireAnnotation `json:"annotations"`
}

// Concept is a span of the structure model: a clinical concept with its code.
type Concept struct {
	ID        string  `json:"concept_id"`
	Name      string  `json:"concept_name"`
	Type      string  `json:"concept_type"`
	Start     int     `json:"pos_start"` // code points
	End       int     `json:"pos_end"`
	ScoreID   float64 `json:"score_id"`
	ScoreType float64 `json:"score_type"`
	Text      string  `json:"text"`
}

// structured is the result of structure.
type structured struct {
	Text  string    `json:"text"`
	Spans []Concept `json:"spans"`
}

func (h *Handler) identify(ctx context.Context, _ *jobs.Task, p payload) (json.RawMessage, error) {
	anns, err := h.options.Tagger.Tag(ctx, p.Text)
	if err != nil {
		return nil, err
	}
	wire, err := phi.Wire(p.Text, anns)
	if err != nil {
		return nil, err
	}
	return encode(identified{p.Text, wire})
}

func (h *Handler) redact(ctx context.Context, _ *jobs.Task, p payload) (json.RawMessage, error) {
	anns, err := h.options.Tagger.Tag(ctx, p.Text)
	if err != nil {
		return nil, err
	}
	out, moved := tagged(p.Text, anns)
	wire, err := phi.Wire(out, moved)
	if err != nil {
		return nil, err
	}
	return encode(redacted{out, wire})
}

// tagged replaces every annotation by its bracketed type and returns where the
// tags stand. The annotations are sorted and disjoint.
func tagged(s string, anns []labels.Annotation) (string, []labels.Annotation) {
	var b strings.Builder
	moved := make([]labels.Annotation, len(anns))
	at := 0
	for i, a := range anns {
		b.WriteString(s[at:a.Start])
		moved[i] = a
		moved[i].Start = b.Len()
		b.WriteString(a.Type.Label())
		moved[i].End = b.Len()
		at = a.End
	}
	b.WriteString(s[at:])
	return b.String(), moved
}

func (h *Handler) structure(ctx context.Context, _ *jobs.Task, p payload) (json.RawMessage, error) {
	spans, err := h.options.Structure(ctx, p.Text)
	if err != nil {
		return nil, err
	}
	if spans == nil {
		spans = []Concept{}
	}
	return encode(structured{p.Text, spans})
}

// encode is JSON with <, > and & as they are.
func encode(v any) (json.RawMessage, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return json.RawMessage(b.String()), err
}
