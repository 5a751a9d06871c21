package seqmodel

// Tagset is the set of tags of a linear chain in the BIO scheme: tag 0 is O,
// outside; for type k of 0 to Types-1, tag 1+k begins a span of that type and
// tag 1+Types+k carries it on. A span may be carried on only by its own type.
type Tagset struct {
	Types int
}

// Size returns the number of tags.
func (s Tagset) Size() int { return 1 + 2*s.Types }

// Begin returns the tag that begins a span of type k.
func (s Tagset) Begin(k int) int { return 1 + k }

// Inside returns the tag that carries on a span of type k.
func (s Tagset) Inside(k int) int { return 1 + s.Types + k }

// IsBegin reports whether tag t begins a span.
func (s Tagset) IsBegin(t int) bool { return t >= 1 && t <= s.Types }

// IsInside reports whether tag t carries a span on.
func (s Tagset) IsInside(t int) bool { return t > s.Types }

// TypeOf returns the type of tag t, -1 for O.
func (s Tagset) TypeOf(t int) int {
	if t == 0 {
		return -1
	}
	return (t - 1) % s.Types
}

// Lanes is the width of a weight row: tags are padded to a multiple of 8 so
// that a row is whole machine words.
func (s Tagset) Lanes() int { return (s.Size() + 7) &^ 7 }
