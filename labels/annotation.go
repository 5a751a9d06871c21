package labels

// Span is a piece of text by byte offsets: half open, [Start, End), on UTF-8
// boundaries. On the wire offsets are Unicode code points instead; package
// internal/text converts.
type Span struct {
	Start int // first byte
	End   int // one past the last byte
}

// Len returns the length of the span in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Of returns the text that the span covers. It panics, as slicing does, when
// the span lies outside text.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Overlaps reports whether the two spans share a byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Contains reports whether o lies wholly inside s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Annotation is one piece of PHI: where it stands, what it is, how sure its
// finder is, and who found it.
type Annotation struct {
	Span
	Type   Type
	Score  float64 // probability that span and type are right, 0 to 1
	Source string  // the finder: "model", "rule:date", "carried", "known"; never note text
}
