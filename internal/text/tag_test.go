package text_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lethe-health/lethe/internal/text"
)

func TestTagEnd(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"a tag", "[DATE]", true},
		{"a type of two words", "[LOCATION-OTHER]", true},
		{"a token", "[PATIENT_7KQ2M9X4C]", true},
		{"a token whose code changes at every place", "[LOCATION-OTHER_7K2M9X4C5.3T1]", true},
		{"a checkbox", "[X]", false},
		{"a placeholder", "[see above]", false},
		{"lower case", "[Date]", false},
		{"words", "[SEE ABOVE]", false},
		{"no end", "[DATE", false},
		{"empty", "[]", false},
		{"other marks", "[DATE+1]", false},
	} {
		toks := text.AppendTokens(nil, tt.text)
		end, ok := text.TagEnd(tt.text, toks, 0)
		assert.Equal(t, tt.want, ok, tt.name)
		if ok {
			assert.Equal(t, len(toks), end, tt.name)
		}
		_, ok = text.TagEnd(tt.text, toks, len(toks)-1)
		assert.False(t, ok)
	}
}
