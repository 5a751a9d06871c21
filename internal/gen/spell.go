package gen

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// speller makes up words that look like those of a list: a character chain of
// order three. It is how names come about that no dictionary holds.
type speller struct {
	next map[string][]rune
}

const speakOrder = 3

func newSpeller(words []string) *speller {
	s := &speller{next: map[string][]rune{}}
	for _, w := range words {
		r := []rune("^^^" + strings.ToLower(w) + "$")
		for i := speakOrder; i < len(r); i++ {
			k := string(r[i-speakOrder : i])
			s.next[k] = append(s.next[k], r[i])
		}
	}
	return s
}

// word makes up one word of 3 to 12 letters, capitalised.
func (s *speller) word(rng *rand.Rand) string {
	for range 20 {
		r := []rune("^^^")
		for len(r) < 3+14 {
			c := s.next[string(r[len(r)-speakOrder:])]
			if len(c) == 0 {
				break
			}
			x := c[rng.IntN(len(c))]
			if x == '$' {
				break
			}
			r = append(r, x)
		}
		w := string(r[3:])
		if n := len(r) - 3; n >= 3 && n <= 12 && unicode.IsLetter(r[3]) && !strings.ContainsAny(w, " .") {
			return capitalise(w)
		}
	}
	return "Varden"
}

// capitalise puts the first letter of each part of a name in upper case.
func capitalise(w string) string {
	r := []rune(w)
	up := true
	for i, c := range r {
		if up {
			r[i] = unicode.ToUpper(c)
		}
		up = c == '-' || c == ' '
	}
	return string(r)
}
