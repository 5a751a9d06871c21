package text

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSpacedAt(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		at         int
	}{
		{"UTF-16, little end first", "J\x00o\x00h\x00n\x00 \x00D\x00", 1},
		{"UTF-16, big end first", "\x00J\x00o\x00h\x00n\x00 \x00D", 0},
		{"UTF-32", "J\x00\x00\x00o\x00\x00\x00h\x00\x00\x00n\x00\x00\x00 \x00\x00\x00", 1},
		{"a stretch of it", "Seen by Dr. F\x00e\x00n\x00w\x00i\x00c\x00k", 13},
		{"after a field of its own", "DOE\x00J\x00JOHN\x00F\x00e\x00n\x00w\x00", 10},
		{"none", "John Doe", -1},
		{"one", "John\x00Doe", -1},
		{"fields", "DOE\x00JOHN\x00M\x0050\x00x", -1},
		{"padding", "DOE\x00\x00\x00\x00\x00\x00JOHN\x00\x00\x00\x00", -1},
		{"empty", "", -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.at, SpacedAt(tt.text))
			err := Unspaced(tt.text)
			if tt.at < 0 {
				assert.NoError(t, err)
				return
			}
			var spaced *SpacedError
			require.ErrorAs(t, err, &spaced)
			assert.Equal(t, tt.at, spaced.Offset)
			assert.ErrorIs(t, err, ErrSpaced)
		})
	}
}
