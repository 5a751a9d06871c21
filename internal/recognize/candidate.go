package recognize

import (
	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Strength says how far a rule is to be trusted.
type Strength uint8

// The strengths. Balanced tagging without a model takes Likely and above.
const (
	Weak    Strength = iota + 1 // wrong more often than right; a feature
	Likely                      // right far more often than wrong
	Strong                      // shape and context, or label and shape, agree
	Certain                     // cannot well be anything else
)

// Candidate is a run of tokens that a rule holds for an identifier.
type Candidate struct {
	First, End int32       // indexes into Doc.Tokens, half open
	Span       labels.Span // bytes; may begin or end inside the tokens ("20191103" of "201911032214")
	Type       labels.Type
	Rule       Rule
	Strength   Strength
	Label      bool // a label word stands before it: "MRN:", "Patient:"
}

// Evidence is all that is found in one note. The zero value is ready for
// [Evidence.Gather], which reuses its memory: keep one per worker.
type Evidence struct {
	Doc        *text.Doc
	Entries    []lexicon.Entry  // one per token
	Phrases    []lexicon.Phrase // known phrases, in order, disjoint
	Candidates []Candidate      // by first token, then longest first

	// Scratch memory.
	matches []dates.Match
	cache   lexicon.Cache
	heads   []int32 // tokens that a known phrase may start with
	dateAt  []int32 // tokens that a date may begin with
	ruleAt  []int32 // tokens that call for a rule
}
