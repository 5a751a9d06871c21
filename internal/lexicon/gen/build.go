package main

import (
	"strings"

	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
)

// builder gathers entries before they are packed. Words are folded: lower
// case, no accents. Phrases are folded words joined by one space.
type builder struct {
	words   map[string]lexicon.Entry
	phrases map[string]lexicon.Class
}

func newBuilder() *builder {
	return &builder{map[string]lexicon.Entry{}, map[string]lexicon.Class{}}
}

// fold takes a term apart as a note would be: folded words; none when the term
// holds a number or a word in other letters than Latin.
func fold(term string) []string {
	var ws []string
	for _, t := range text.AppendTokens(nil, term) {
		switch t.Kind {
		case text.Number:
			return nil
		case text.Word:
			w := lexicon.Fold(t.Of(term))
			if w == "" {
				return nil
			}
			ws = append(ws, w)
		}
	}
	return ws
}

// add gives the term the classes: to the word, if it is one, else to the phrase.
func (b *builder) add(term string, cl lexicon.Class) {
	switch ws := fold(term); {
	case len(ws) == 1:
		b.update(ws[0], func(e *lexicon.Entry) { e.Classes |= cl })
	case len(ws) > 1 && len(ws) <= 8:
		b.phrases[strings.Join(ws, " ")] |= cl
		b.possessive(ws, cl)
	}
}

// possessive adds the forms of "Bell's palsy" without its apostrophe, and
// without its s.
func (b *builder) possessive(ws []string, cl lexicon.Class) {
	for i := 1; i < len(ws); i++ {
		if ws[i] != "s" {
			continue
		}
		joined := append(append([]string{}, ws[:i]...), ws[i+1:]...)
		if len(joined) > 1 {
			b.phrases[strings.Join(joined, " ")] |= cl
			joined[i-1] += "s"
			b.phrases[strings.Join(joined, " ")] |= cl
		}
	}
}

func (b *builder) update(word string, f func(*lexicon.Entry)) {
	if len(word) > 31 {
		return
	}
	e := b.words[word]
	f(&e)
	b.words[word] = e
}

func (b *builder) given(word string, cl lexicon.Class, bucket uint8) {
	for _, w := range fold(word) {
		if len(w) < 2 {
			continue
		}
		b.update(w, func(e *lexicon.Entry) {
			e.Classes |= cl | lexicon.Given
			e.GivenFreq = max(e.GivenFreq, bucket)
		})
	}
}

func (b *builder) surname(word string, bucket uint8) {
	ws := fold(word)
	for _, w := range ws {
		if len(w) < 2 || len(ws) > 1 && b.words[w].Classes.Has(lexicon.Particle) {
			continue
		}
		b.update(w, func(e *lexicon.Entry) {
			e.Classes |= lexicon.Surname
			e.SurnameFreq = max(e.SurnameFreq, bucket)
		})
	}
}

func (b *builder) common(word string, cl lexicon.Class, bucket uint8) {
	for _, w := range fold(word) {
		b.update(w, func(e *lexicon.Entry) {
			e.Classes |= cl
			e.CommonFreq = max(e.CommonFreq, bucket)
		})
	}
}

// finish marks the words that phrases start with, and their second words.
func (b *builder) finish() {
	for p := range b.phrases {
		ws := strings.Fields(p)
		b.update(ws[0], func(e *lexicon.Entry) { e.PhraseHead = true })
		b.update(ws[1], func(e *lexicon.Entry) { e.PhraseNext = true })
	}
}
