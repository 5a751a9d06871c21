package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every main term of the index is classed, once, and no term is classed that
// the index does not have.
func TestClassesCoverTheIndex(t *testing.T) {
	x, err := readIndex("raw/index_2025.csv.gz")
	require.NoError(t, err)
	c, err := readClasses("classes/main_terms.tsv")
	require.NoError(t, err)
	require.NoError(t, c.check(x))
	mains := make(map[string]bool)
	for i := range x.rows {
		if x.rows[i].level == 0 {
			mains[x.rows[i].term] = true
		}
	}
	assert.Equal(t, len(mains), len(c.of))
	count := make(map[class]int)
	for _, k := range c.of {
		count[k]++
	}
	for name, k := range classNames {
		assert.Positive(t, count[k], name)
	}
}

func TestClasses(t *testing.T) {
	c, err := readClasses("classes/main_terms.tsv")
	require.NoError(t, err)
	for _, tt := range []struct {
		term string
		want class
		bare bool
		why  string
	}{
		{"Pneumonia", classDisorder, false, "a disease"},
		{"Cough", classFinding, false, "chapter R"},
		{"Kidney", classSite, true, "a part of the body"},
		{"Acute", classQualifier, true, "says more about what follows"},
		{"Klebsiella", classQualifier, true, "an organism alone is no disease"},
		{"Kelly", classQualifier, true, "a bare surname"},
		{"Dialysis", classProcedure, true, "what is done"},
		{"Homelessness", classStatus, true, "a circumstance"},
	} {
		k, ok := c.of[tt.term]
		require.True(t, ok, tt.term)
		assert.Equal(t, tt.want, k, "%s: %s", tt.term, tt.why)
		assert.Equal(t, tt.bare, c.bare(bagOf(tt.term)), "%s: %s", tt.term, tt.why)
	}
}
