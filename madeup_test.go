package lethe

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
)

func TestMadeUp(t *testing.T) {
	const text = "gca/ob9 D 2/24/23  T; diabetes of 2018 with neuropathy; CHF 2/24/23"
	doc := &redact.Document{Text: text, Edits: []redact.Edit{
		{New: labels.Span{Start: 0, End: 7}, Operator: redact.Surrogate},
		{New: labels.Span{Start: 10, End: 17}, Operator: redact.DateShift},
		{New: labels.Span{Start: 34, End: 38}, Operator: redact.DateShift},
		{New: labels.Span{Start: 56, End: 59}, Operator: redact.Keep},
		{New: labels.Span{Start: 60, End: 67}, Operator: redact.DateShift},
	}}
	for _, tt := range []struct {
		name       string
		start, end int
		want       bool
	}{
		{"initials of a stand-in", 0, 3, true},
		{"single letters about a date", 8, 20, true},
		{"a date within a mention", 22, 54, false},
		{"words before a date", 22, 30, false},
		{"what was kept is the note's own", 56, 59, false},
		{"what was kept, and a date", 56, 67, false},
		{"nothing", 8, 8, false},
	} {
		assert.Equal(t, tt.want, madeUp(doc, labels.Span{Start: tt.start, End: tt.end}), tt.name)
	}
}
