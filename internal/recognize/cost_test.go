package recognize

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
)

// TestCostIsLinear repeats what a rule begins with: sixteen times as much of it takes
// some sixteen times as long, where looking on to the end from each would take 256.
func TestCostIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	for _, p := range []string{
		"02139 ", "0 ", "0-", "617 ", "617-555-0100 ", "(617) ", "(", "pager 02139 ", "call 1 ", "ext ", "1 ", "1-", "1/", "3/4 ", "3.4.", "1.2.3.4.",
		"Dr. ", "Smith, ", "John Smith ", "John. ", "J.", "Jr. ", "MD, ", "Mr. and Mrs. ", "de la ", "O'Brien ", "Smith's ", "his son John ",
		"MRN: ", "MRN ", "Name: ", "Name:", "DOB: ", "ID 12345 ", "A123456 ", "A-1 ", "#1 ", "lot # ", "SSN 123-45-6789 ",
		"Boston, MA ", "123 Main St ", "St. ", "Saint ", "Apt 4B ", "P.O. Box ", "Hospital ", "Mercy Hospital ", "of ", "University of ",
		"@", "a@b.c ", "a.b.c.", "http://", "www.", "a:b:", "::", "x_", "user_1 ", "|", "PID|1||", "MSH|^~\\&|", "[", "[NAME] ", "[**",
		"Jan ", "Monday ", "twenty ", "two thousand ", "first ", "'19 ", "2019-", "\"", "'", "--", ": ", "\n", "\nName: ", "John\n", "é", "李",
	} {
		cost := func(n int) time.Duration {
			d := new(text.Doc)
			require.NoError(t, d.Parse(strings.Repeat(p, n/len(p))))
			var ev Evidence
			best := time.Hour
			for range 3 {
				start := time.Now()
				ev.Gather(d)
				best = min(best, time.Since(start))
			}
			return best
		}
		var small, large time.Duration
		for range 4 { // a busy machine is not slow four times over
			small, large = cost(8_000), cost(128_000)
			if large < max(10*time.Millisecond, 110*small) {
				break
			}
		}
		assert.Less(t, large, max(10*time.Millisecond, 110*small), "%q: %v, %v", p, small, large)
	}
}
