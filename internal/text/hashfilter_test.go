package text

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHashFilter(t *testing.T) {
	var f HashFilter
	words := []string{"smith", "MRN", "12", "ñandú"}
	for _, w := range words {
		assert.False(t, f.Has(HashFold(w)), "empty")
	}
	for _, w := range words {
		f.Add(HashFold(w))
	}
	for _, w := range words {
		assert.True(t, f.Has(HashFold(w)))
	}
	seems := 0
	for h := range uint32(100_000) {
		if f.Has(h * 2654435761) {
			seems++
		}
	}
	assert.Less(t, seems, 20, "four of 65,536")
}
