package serve

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStructureQuotesByCodePoints(t *testing.T) {
	concepts, err := structure()
	require.NoError(t, err)
	const text = "Señora with type 2 diabetes mellitus." // ñ is two bytes, one code point
	got, err := concepts(t.Context(), text)
	require.NoError(t, err)
	require.NotEmpty(t, got)
	runes := []rune(text)
	for _, c := range got {
		assert.Equal(t, c.Text, string(runes[c.Start:c.End]))
	}
	assert.Equal(t, "E11.9", got[0].ID)
}
