package phimodel

import (
	"math"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
)

// unit is what the model labels: a token, or a part of one where a note has
// fused what belongs apart ("DrWhite", "202308110932"). It is one cache line: what is
// asked of all units. What few are asked is found when they are ([frame.features]).
type unit struct {
	text.Token
	line   int32  // index into frame.lines
	orig   int32  // index into Doc.Tokens
	cand   int32  // index into frame.cands
	sig    uint32 // hash of the lexicon classes and the case: a coarse word class
	chunk  uint32 // hash of the shape of the run of characters without white space
	lab    int32  // nearest word before the run of numbers or characters it stands in, a unit; 0 for none
	key    int32  // last word of the nearest key to the left on the line, a unit; 0 for none
	above  int32  // unit above in the previous line that is not empty, or -1
	top    int32  // unit at the head of its column, or -1
	name   uint8  // bucket of its frequency as a name
	common uint8  // and as an ordinary word
	inside uint8  // tokens of its run before this one, at most mostInside
	gap    uint8  // what lies before it
	sent   uint8  // text.SentenceKind
	sect   uint8  // text.SectionKind
	nth    uint8  // chunks of the run of lab before its own, at most mostNth
	keyAt  uint8  // units since the key's colon, at most mostKeyAt; 0 when there is no key
	split  bool   // a part of its token
	mended bool   // its entry is not its token's: frame.mended has it
	unseen bool   // the lexicon shall seem not to know it
}

// fusedHeads are words that notes fuse to the front of a name or an id. They are cut
// off where an upper-case letter follows lower case, or a whole upper-case word
// starts with them and a name follows.
var fusedHeads = []string{"Dr", "DR", "Mr", "Mrs", "Ms"}

// leastCut is one less than the bytes of a token that may be cut, by kind and case.
var leastCut = func() (n [4][8]int) {
	for k := range n {
		for c := range n[k] {
			n[k][c] = math.MaxInt
			if text.Kind(k) == text.Number || text.Case(c) == text.Mixed {
				n[k][c] = 3
			}
		}
	}
	return n
}()

// cutAt returns where a token of the note s is to be cut, or 0.
func cutAt(t *text.Token, s string) int {
	if t.Len() > leastCut[t.Kind&3][t.Case&7] {
		return splitAt(t.Of(s), t.Kind, t.Case)
	}
	return 0
}

// splitAt returns where a token is to be cut, in bytes from its start, or 0.
func splitAt(w string, k text.Kind, c text.Case) int {
	switch k {
	case text.Number: // 20230811 0932: a date fused to a time
		if (len(w) == 12 || len(w) == 14) && plausibleYMD(w[:8]) {
			return 8
		}
	case text.Word:
		if c != text.Mixed {
			return 0
		}
		for _, h := range fusedHeads {
			if len(w) > len(h)+1 && strings.HasPrefix(w, h) && w[len(h)] >= 'A' && w[len(h)] <= 'Z' {
				return len(h)
			}
		}
	}
	return 0
}

func plausibleYMD(s string) bool {
	if s[:2] != "19" && s[:2] != "20" {
		return false
	}
	m, d := int(s[4]-'0')*10+int(s[5]-'0'), int(s[6]-'0')*10+int(s[7]-'0')
	return m >= 1 && m <= 12 && d >= 1 && d <= 31
}

// caseOf gives the case of an ASCII word.
func caseOf(w string) text.Case {
	up, lo := 0, 0
	for i := 0; i < len(w); i++ {
		switch {
		case w[i] >= 'A' && w[i] <= 'Z':
			up++
		default:
			lo++
		}
	}
	switch {
	case up == 0:
		return text.Lower
	case lo == 0 && up == 1:
		return text.Single
	case lo == 0:
		return text.Upper
	case up == 1 && w[0] <= 'Z':
		return text.Title
	}
	return text.Mixed
}
