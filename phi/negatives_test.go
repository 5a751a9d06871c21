package phi

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHardNegatives(t *testing.T) {
	b, err := os.ReadFile("testdata/hard_negatives.txt")
	require.NoError(t, err)
	taggers := map[string]*Tagger{"default": newTagger(t, nil), "rules only": newTagger(t, &Options{RulesOnly: true})}
	n := 0
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		n++
		for name, tg := range taggers {
			assert.Empty(t, tagged(t, tg, line), "%s: %s", name, line)
		}
	}
	assert.Greater(t, n, 100)
}
