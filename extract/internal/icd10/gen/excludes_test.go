package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCodeRanges(t *testing.T) {
	for _, tt := range []struct {
		note string
		want [][2]string
		why  string
	}{
		{"listeriosis (A32.-)", [][2]string{{"A32", "A32"}}, "a category"},
		{"infection (A04.0-A04.4)", [][2]string{{"A04.0", "A04.4"}}, "a range"},
		{"colitis (A04.7-)", [][2]string{{"A04.7", "A04.7"}}, "a subcategory"},
		{"toxic effect (T61-T62)", [][2]string{{"T61", "T62"}}, "a range of categories"},
		{"hypertension in pregnancy (O10-O11, O13-O16)", [][2]string{{"O10", "O11"}, {"O13", "O16"}}, "two ranges"},
		{"diabetes (E08.-, E09.65)", [][2]string{{"E08", "E08"}, {"E09.65", "E09.65"}}, "a list"},
		{"see body system-related chapters", nil, "no code"},
		{"vitamin B12 deficiency", nil, "not in brackets"},
	} {
		assert.Equal(t, tt.want, codeRanges([]string{tt.note}), tt.why)
	}
}
