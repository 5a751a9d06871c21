package train

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lethe-health/lethe/internal/gen"
)

func TestFolds(t *testing.T) {
	notes := func(hands ...int) []gen.Note {
		var out []gen.Note
		for h, n := range hands {
			for i := range n {
				out = append(out, gen.Note{ID: fmt.Sprintf("hand%d-%03d", h, i)})
			}
		}
		return out
	}
	for _, row := range []struct {
		name  string
		notes []gen.Note
		whole bool // every hand stands in one fold
	}{
		{"many hands", notes(9, 8, 7, 7, 6, 5, 5, 4, 3, 3), true},
		{"one hand alone goes round", notes(12), false},
		{"a hand of half the notes goes round", notes(12, 3, 3, 3, 3), false},
		{"two notes", notes(1, 1), false},
	} {
		t.Run(row.name, func(t *testing.T) {
			of := foldsOf(row.notes)
			var filled [folds]int
			by := map[string]map[int]bool{}
			for i, k := range of {
				filled[k]++
				h := hand(&row.notes[i])
				if by[h] == nil {
					by[h] = map[int]bool{}
				}
				by[h][k] = true
			}
			for k := range folds {
				assert.Less(t, filled[k], len(row.notes), "no fold holds all, so that each first pass has notes to learn from")
			}
			for h, in := range by {
				if row.whole {
					assert.Len(t, in, 1, h)
				}
			}
		})
	}
}
