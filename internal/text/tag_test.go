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

func TestHideCodes(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"a token", "Dr. [DOCTOR_7KQ2M9X4C] saw", "Dr. [DOCTOR_ZZZZZZZZZ] saw"},
		{"a spelling stays apart", "[PATIENT_7KQ2M9X4C.3TT]", "[PATIENT_ZZZZZZZZZ.ZZZ]"},
		{"a type of two words", "[LOCATION-OTHER_7K2M9X4C5] [X]", "[LOCATION-OTHER_ZZZZZZZZZ] [X]"},
		{"two in a row", "[ZIP_A1][ZIP_B2]", "[ZIP_ZZ][ZIP_ZZ]"},
		{"a tag has no code", "[DATE] [see_above] [A_", "[DATE] [see_above] [A_"},
		{"brackets in brackets", "[[ZIP_A1]]", "[[ZIP_ZZ]]"},
		{"stray bytes stay", "\xff[ZIP_A1]\xff", "\xff[ZIP_ZZ]\xff"},
	} {
		assert.Equal(t, tt.want, text.HideCodes(tt.in), tt.name)
	}
}
