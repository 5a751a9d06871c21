package second

import (
	"context"

	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Kind says how the two differ.
type Kind uint8

// The kinds of disagreement.
const (
	// Missed: prose sees a person or place where the tagger marked nothing.
	Missed Kind = iota + 1
	// Alone: the tagger marked a person in whom prose sees no name, and is not
	// sure itself.
	Alone
)

// String returns "missed" or "alone".
func (k Kind) String() string {
	switch k {
	case Missed:
		return "missed"
	case Alone:
		return "alone"
	}
	return "none"
}

// Disagreement is one place where the two differ.
type Disagreement struct {
	labels.Span             // bytes of the note
	Kind        Kind        //
	Label       string      // what prose says of a missed one: "PERSON" or "GPE"
	Type        labels.Type // what the tagger says of one it found alone
}

// Review is what is to be said of one note.
type Review struct {
	Disagreements []Disagreement // in the order of the note
	Words         int            // words of the note
}

// Rate is the number of disagreements in a thousand words, a missed one
// counting double: notes with a high one come first in a review.
func (r Review) Rate() float64 {
	if r.Words == 0 {
		return 0
	}
	n := 0
	for _, d := range r.Disagreements {
		n++
		if d.Kind == Missed {
			n++
		}
	}
	return 1000 * float64(n) / float64(r.Words)
}

// doubtful is the score under which a person that only the tagger sees is
// worth a look.
const doubtful = 0.8

// Disagreements compares the annotations of a note, sorted as package phi gives
// them, with what prose sees in it. Words that a dictionary of medicine or of
// English explains are not held against the tagger: prose takes most capitals
// for names.
func (o *Opinion) Disagreements(ctx context.Context, note string, anns []labels.Annotation) (Review, error) {
	ents, err := o.Entities(ctx, note)
	if err != nil {
		return Review{}, err
	}
	var r Review
	toks := text.AppendTokens(nil, note)
	for _, t := range toks {
		if t.Kind == text.Word {
			r.Words++
		}
	}
	a, e := 0, 0
	for a < len(anns) || e < len(ents) {
		switch {
		case e == len(ents) || a < len(anns) && anns[a].End <= ents[e].Start:
			if x := anns[a]; (x.Type == labels.Patient || x.Type == labels.Doctor) && x.Score < doubtful && !covered(ents, e, x.Span) {
				r.Disagreements = append(r.Disagreements, Disagreement{x.Span, Alone, "", x.Type})
			}
			a++
		case a == len(anns) || ents[e].End <= anns[a].Start:
			if nameLike(ents[e].Of(note)) {
				r.Disagreements = append(r.Disagreements, Disagreement{ents[e].Span, Missed, ents[e].Label, 0})
			}
			e++
		default: // they meet
			if ents[e].End <= anns[a].End {
				e++
			} else {
				a++
			}
		}
	}
	return r, nil
}

// covered reports whether the entity before index e reaches into s.
func covered(ents []Entity, e int, s labels.Span) bool {
	return e > 0 && ents[e-1].Overlaps(s)
}

// nameLike reports whether some word of an entity may be a name: capitalised,
// and not explained by the dictionaries as a word of English or of medicine.
func nameLike(s string) bool {
	for _, t := range text.AppendTokens(nil, s) {
		if t.Kind != text.Word || t.Case == text.Lower || t.Len() < 2 {
			continue
		}
		e := lexicon.Of(t, s)
		if e.CommonFreq == 0 && !e.Classes.Has(lexicon.Clinical|lexicon.Drug|lexicon.Disease|lexicon.Eponym|lexicon.Unit|lexicon.Abbreviation|
			lexicon.Nationality|lexicon.Language|lexicon.DeviceBrand|lexicon.Credential|lexicon.Programme) && (t.Case == text.Title || !e.Known() || e.Classes.Has(lexicon.Name)) {
			return true
		}
	}
	return false
}
