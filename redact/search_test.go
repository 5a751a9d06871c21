package redact

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// plainSearch is what search must find, one needle after the other.
func plainSearch(doc *Document, values []string, types []labels.Type) (leaks []Leak) {
	toks := text.AppendTokens(nil, doc.Text)
	for i := range toks {
		for k := len(values) - 1; k >= 0; k-- {
			n := needle{value: values[k], toks: text.AppendTokens(nil, values[k])}
			if slices.Index(values, values[k]) != k || len(n.toks) == 0 || len(n.toks) > len(toks)-i {
				continue
			}
			n.exact = len(n.toks) == 1 && n.toks[0].Kind == text.Word
			same := true
			for j := range n.toks {
				same = same && n.toks[j].Hash == toks[i+j].Hash && n.toks[j].Kind == toks[i+j].Kind
			}
			if same && n.stands(doc.Text, toks[i:]) {
				end := int(toks[i+len(n.toks)-1].End)
				leaks = append(leaks, Leak{Span: labels.Span{Start: int(toks[i].Start), End: end}, Type: types[k], Known: true})
				break
			}
		}
	}
	return leaks
}

func TestSearchFindsWhatIsThere(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	words := strings.Fields("Ann ann ANN aNn Lee lee - , 12 12345 Saint Mary's St. é É ] X")
	some := func(n int) string {
		var b strings.Builder
		for range 1 + r.IntN(n) {
			b.WriteString(words[r.IntN(len(words))])
			b.WriteString([]string{" ", " ", "  ", "\n", ""}[r.IntN(5)])
		}
		return strings.TrimSpace(b.String())
	}
	all := labels.Types()
	for range 2000 {
		var s search
		var values []string
		var types []labels.Type
		for range r.IntN(12) {
			values, types = append(values, some(4)), append(types, all[r.IntN(len(all))])
			if r.IntN(20) == 0 {
				values[len(values)-1] = strings.Repeat("Ann Lee ", 40) + some(2) // longer than the tree is deep
			}
			s.put(types[len(types)-1], values[len(values)-1])
		}
		doc := &Document{Text: some(60) + " " + strings.Repeat("Ann Lee ", r.IntN(60)) + some(3)}
		want := plainSearch(doc, values, types)
		require.Equal(t, want, s.find(doc), "%q in %q", values, doc.Text)
		s.reset()
		require.Empty(t, s.find(doc), "forgotten")
	}
}

// Values of the same hashes, which somebody may have made, are told apart up to a
// number and taken for one another beyond it: the note is refused rather than leaking.
func TestSearchManyAlike(t *testing.T) {
	usual := mostAlike
	defer func() { mostAlike = usual }()
	for alike, want := range map[int32]int{usual: 1, 1: 3} {
		mostAlike = alike
		var s search
		for _, v := range []string{"Doe", "doe", "Lee Ann"} { // two of one hash, told apart by their capitals
			s.put(labels.Patient, v)
		}
		doc := &Document{Text: "Poe, dOe; DOE and dOE."}
		assert.Len(t, s.find(doc), want, "up to %d", alike)
	}
}

// Cost goes by the values and the text, however they begin: a note of sixteen
// times the length takes some sixteen times the time, where one value after the other
// would take 256.
func TestSearchIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	for _, row := range []struct {
		name, value, left string
		n                 int // values of the smaller note
	}{
		{"values that begin alike", "Saint Mary Saint %c%d Hospital", "Saint Mary Saint Mary. ", 2000},
		{"addresses", "http://a.example.org/%c%d", "see http://a.example.org/ and http. ", 2000},
		{"values of their own", "Ann%c Lee%d", "Ann Lee. ", 4000},
		{"values deeper than the tree", strings.Repeat("a ", 70) + "%c%d", strings.Repeat("a ", 20), 150},
	} {
		t.Run(row.name, func(t *testing.T) {
			cost := func(n int) time.Duration {
				best := time.Hour
				doc := &Document{Text: strings.Repeat(row.left, n)}
				for range 3 {
					var s search
					start := time.Now()
					for i := range n {
						s.put(labels.Hospital, fmt.Sprintf(row.value, 'a'+i%26, i))
					}
					require.Less(t, len(s.find(doc)), n*25)
					best = min(best, time.Since(start))
				}
				return best
			}
			cost(500)
			var small, large time.Duration
			for range 4 { // a busy machine is not slow four times over
				if small, large = cost(row.n), cost(16*row.n); large < 100*small {
					break
				}
			}
			assert.Less(t, large, 100*small, "%d values %v, %d %v", row.n, small, 16*row.n, large)
		})
	}
}
