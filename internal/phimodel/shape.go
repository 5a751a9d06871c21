package phimodel

import "github.com/lethe-health/lethe/internal/text"

// The longest numbers and words that have shapes, and links in the hash of a run,
// of their own.
const (
	longNumber, longWord         = 12, 4
	longNumberLink, longWordLink = 11, 3
)

// shape is what the shape of a token, kind, case and a bucket of the length, comes
// to: its hash, what it adds to that of a run, and that of a run of it alone.
type shape struct{ hash, link, run uint32 }

// shapeLengths is the number of lengths, the last standing for all above, that
// shapes tell apart.
const shapeLengths = 16

// shapes are those of words and numbers by kind, case and length; then those of
// punctuation by its byte.
var shapes = func() (x [punctShapes + 256]shape) {
	for c := range text.Mixed + 1 {
		for n := range shapeLengths {
			w := shape{hash: mix(3, uint32(c), uint32(min(n, longWord))), link: uint32(min(n, longWordLink))<<4 | uint32(c)}
			x[shapeAt(text.Word, c, n)] = w
		}
	}
	for n := range shapeLengths {
		x[shapeAt(text.Number, text.NoCase, n)] = shape{hash: mix(2, uint32(min(n, longNumber)), 0), link: uint32(min(n, longNumberLink))}
	}
	for b := range 256 { // those of 128 and above stand for no token
		h := text.HashFold(string(rune(b)))
		x[punctShapes+b] = shape{hash: mix(4, h, 0), link: h}
	}
	for i := range x {
		k := text.Punct
		if i < punctShapes {
			k = text.Kind(i / (8 * shapeLengths))
		}
		x[i].run = link(runSeed, k, x[i].link)
	}
	return x
}()

// punctShapes is where those of punctuation begin.
const punctShapes = 4 * 8 * shapeLengths

// shapeAt is the place of the shape of a word or number of n bytes.
func shapeAt(k text.Kind, c text.Case, n int) int {
	return (int(k&3)*8+int(c&7))*shapeLengths + min(n, shapeLengths-1)
}

// shapeOf gives the shape of a token of the note s.
func shapeOf(t *text.Token, s string) shape {
	i, b := shapeAt(t.Kind, t.Case, t.Len()), int(s[t.Start])
	if t.Kind == text.Punct {
		i = punctShapes + b
		if b >= 0x80 {
			return shape{mix(4, t.Hash, 0), t.Hash, link(runSeed, text.Punct, t.Hash)}
		}
	}
	return shapes[i]
}

// runSeed begins the hash of a run of characters without white space; mostLinks is
// how many of its units count.
const (
	runSeed   = 7
	mostLinks = 12
)

// link hashes what a token's shape adds onto the hash of the run before it.
func link(h uint32, k text.Kind, by uint32) uint32 {
	return mix(linkTemplate[k&3], h, by)
}

var linkTemplate = [4]uint32{text.Number: 5, text.Word: 6, text.Punct: 7}
