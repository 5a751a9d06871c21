package phimodel

import "github.com/lethe-health/lethe/internal/text"

// The longest numbers and words that have shapes, and links in the hash of a run,
// of their own.
const (
	longNumber, longWord = 12, 4
	longLink             = 3  // letters of a word in a run
	longNumberLink       = 11 // digits of a number in a run
)

// shapes are the hashes of the tokens' shapes, kind, case and a bucket of the
// length, and what follows from them alone.
var shapes = func() (x struct {
	word   [text.Mixed + 1][longWord + 1]uint32 // by case and length
	number [longNumber + 1]shapeClass           // by length
	punct  [128]shapeClass                      // by byte

	wordRun   [text.Mixed + 1][longLink + 1]uint32 // chunk of a word alone, by case and length
	numberRun [longNumberLink + 1]uint32           // chunk of a number alone
}) {
	for c := range x.word {
		for n := range x.word[c] {
			x.word[c][n] = mix(3, uint32(c), uint32(n))
		}
		for n := range x.wordRun[c] {
			x.wordRun[c][n] = mix(6, runSeed, uint32(n)<<4|uint32(c))
		}
	}
	for n := range x.number {
		x.number[n] = shapeClassOf(mix(2, uint32(n), 0))
	}
	for n := range x.numberRun {
		x.numberRun[n] = mix(5, runSeed, uint32(n))
	}
	for b := range x.punct {
		x.punct[b] = shapeClassOf(mix(4, text.HashFold(string(rune(b))), 0))
	}
	return x
}()

// shapeClass is the shape of a token that the lexicon knows nothing of, and its
// class.
type shapeClass struct{ shape, sig uint32 }

func shapeClassOf(shape uint32) shapeClass { return shapeClass{shape, mix(1, 0, shape)} }

// punctShape gives the shape and class of a token of punctuation.
func punctShape(t *text.Token, s string) shapeClass {
	if b := s[t.Start]; b < 0x80 && t.Len() == 1 {
		return shapes.punct[b]
	}
	return shapeClassOf(mix(4, t.Hash, 0))
}

// runSeed begins the hash of a run of characters without white space; mostLinks is
// how many of its units count.
const (
	runSeed   = 7
	mostLinks = 12
)

// runHash hashes the shapes of the units of a run of characters without white
// space.
func runHash(us []unit) uint32 {
	var h uint32
	switch u := &us[0]; u.Kind {
	case text.Word:
		h = shapes.wordRun[u.Case][min(u.Len(), longLink)]
	case text.Number:
		h = shapes.numberRun[min(u.Len(), longNumberLink)]
	default:
		h = u.link(runSeed)
	}
	for k := 1; k < min(len(us), mostLinks); k++ {
		h = us[k].link(h)
	}
	return h
}

// link hashes the unit's shape in a run onto what came before.
func (u *unit) link(h uint32) uint32 {
	switch u.Kind {
	case text.Number:
		return mix(5, h, uint32(min(u.Len(), longNumberLink)))
	case text.Word:
		return mix(6, h, uint32(min(u.Len(), longLink))<<4|uint32(u.Case))
	}
	return mix(7, h, u.Hash)
}
