package dates

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
)

// TestRunBegin holds what is remembered of runs against walking over all of them,
// wherever the scanner asks.
func TestRunBegin(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 400 {
		var b strings.Builder
		for range 1 + r.IntN(9) {
			b.WriteString(strings.Repeat([]string{"3/4 ", "- ", "12 ", "(", "word "}[r.IntN(5)], 1+r.IntN(60)))
			b.WriteString([]string{"word ", "; ", "\n", ""}[r.IntN(4)])
		}
		sc := scanner{s: b.String()}
		sc.toks = text.AppendTokens(nil, sc.s)
		for i := range sc.toks {
			for _, k := range []int{i, max(0, i-1), r.IntN(i + 1)} {
				if sc.toks[k].Kind == text.Word || sc.punct(k, ';') {
					continue
				}
				want := k
				for want > 0 && !sc.newLine(want) && sc.toks[want-1].Kind != text.Word && !sc.punct(want-1, ';') {
					want--
				}
				require.Equal(t, want, sc.runBegin(k), "token %d of %q", k, sc.s)
			}
		}
	}
}

// A line of numbers costs by its length: sixteen times as many take some sixteen times
// as long, where a look back over all of them would take 256.
func TestNumbersWithoutEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	for name, row := range map[string]string{
		"dates alone":         strings.Repeat("3/4 ", 1000),
		"words far apart":     "on " + strings.Repeat("3/4 ", 999),
		"six words far apart": strings.Repeat("bp "+strings.Repeat("3/4 ", 100), 10),
		"parted":              strings.Repeat("3/4; ", 1000),
		"ranges":              strings.Repeat("3/4-", 1000),
		"rules":               strings.Repeat("3/4 "+strings.Repeat("-", 10), 100),
	} {
		t.Run(name, func(t *testing.T) {
			cost := func(n int) time.Duration {
				d := &text.Doc{Text: strings.Repeat(row, n)}
				d.Tokens = text.AppendTokens(nil, d.Text)
				best := time.Hour
				for range 3 {
					start := time.Now()
					Append(nil, d)
					best = min(best, time.Since(start))
				}
				return best
			}
			var small, large time.Duration
			for range 4 { // a busy machine is not slow four times over
				if small, large = cost(2), cost(32); large < 100*small {
					break
				}
			}
			assert.Less(t, large, 100*small, "%v, %v", small, large)
		})
	}
}
