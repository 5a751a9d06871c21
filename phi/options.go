package phi

import (
	"errors"
	"fmt"
)

// Recall is the operating point of a [Tagger].
type Recall uint8

// The operating points.
const (
	// Balanced weighs a leak and an over-redaction alike: the default.
	Balanced Recall = iota
	// HighRecall marks more when in doubt, at the cost of precision.
	HighRecall
)

// String returns "balanced" or "high-recall".
func (r Recall) String() string {
	if r == HighRecall {
		return "high-recall"
	}
	return "balanced"
}

// ParseRecall reads what [Recall.String] writes; the empty string is balanced.
func ParseRecall(s string) (Recall, error) {
	switch s {
	case "", "balanced":
		return Balanced, nil
	case "high-recall":
		return HighRecall, nil
	}
	return 0, fmt.Errorf("phi: unknown recall %q (balanced, high-recall)", s)
}

// Options set up a [Tagger]. The zero value, and nil, are the defaults.
type Options struct {
	// Recall is the operating point; zero is [Balanced].
	Recall Recall
	// RulesOnly leaves the trained model out: rules and dictionaries decide.
	RulesOnly bool
	// Model is a model file as "lethe train" writes it; nil is the built-in
	// model. It is read by New and not kept.
	Model []byte
	// NoCarry switches the pass over the whole note off that finds names and
	// numbers again elsewhere.
	NoCarry bool
}

// ErrRecall says that Options.Recall is no operating point.
var ErrRecall = errors.New("phi: Options.Recall is neither Balanced nor HighRecall")

func (o *Options) orDefault() (Options, error) {
	if o == nil {
		return Options{}, nil
	}
	if o.Recall > HighRecall {
		return Options{}, ErrRecall
	}
	return *o, nil
}
