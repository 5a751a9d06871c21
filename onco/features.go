package onco

import (
	"math"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/onco/internal/linear"
)

// features is what the learned model sees of a pathology report: the pieces of
// its words, which stay alike where a scanner has broken a word or glued two,
// and what the rules found, in words of its own.
type features struct {
	known  *linear.Vocabulary // nil while training: everything is kept
	terms  []termUse          // in order of first use
	slot   []int32            // by feature of known: its term plus one
	fresh  map[uint32]int32   // while training: the term of a hash, plus one
	active []linear.Active    // by term: its weight in this report
	maybe  []piece            // that the vocabulary may know
	shown  []Evidence         // working memory
}

// piece is a piece of a word with the word's byte offsets.
type piece struct {
	hash       uint32
	start, end int32
}

// termUse is a feature of a report with where it first stands.
type termUse struct {
	hash       uint32
	key        int32 // index in the vocabulary
	n          int32 // how often it stands
	group      group
	start, end int32 // byte offsets of the first word that has it
}

// group parts the features: those of each are a vector of length 1.
type group uint8

const (
	ofText   group = iota // pieces of words
	ofPlace               // what the rules found of site and histology
	ofExtent              // what they found of stages, nodes and size
	numGroups
)

const (
	pieceLen = 5  // bytes of a piece of a word, with the space on either side
	longWord = 64 // bytes of a word that are read: beyond it is a scanner's bar

	findingMark uint32 = 0x94d049bb // parts the hashes of findings from those of pieces
)

// read fills x from a report and the case it describes; t may be nil.
func (x *features) read(f *facts, t *tumour, book *codebook) {
	if x.known == nil {
		x.fresh = map[uint32]int32{}
	} else if len(x.slot) != x.known.Len() {
		x.slot = make([]int32, x.known.Len())
	} else {
		for i := range x.terms {
			x.slot[x.terms[i].key] = 0
		}
	}
	x.terms, x.maybe = x.terms[:0], x.maybe[:0]
	place, extent := hints(f, t, book)
	for _, h := range place {
		x.add(termUse{hash: text.HashFold(h) ^ findingMark, group: ofPlace})
	}
	for _, h := range extent {
		x.add(termUse{hash: text.HashFold(h) ^ findingMark, group: ofExtent})
	}
	x.pieces(f.doc.Text)
	if x.known != nil {
		x.find()
		x.weigh(x.known)
	}
}

// find counts the pieces that the vocabulary knows.
func (x *features) find() {
	const together = 16 // their slots are fetched from memory at once
	var home [together]linear.Slot
	for rest := x.maybe; len(rest) > 0; {
		n := min(len(rest), together)
		for i := range n {
			home[i] = x.known.Home(rest[i].hash)
		}
		for i := range n {
			p := &rest[i]
			if key := x.known.FindFrom(home[i], p.hash); key >= 0 {
				x.count(termUse{hash: p.hash, key: key, start: p.start, end: p.end})
			}
		}
		rest = rest[n:]
	}
}

// pieces adds, of each word of s in lower case with a space before and behind it,
// the runs of five bytes that begin at every second byte; a short word is a piece by
// itself.
func (x *features) pieces(s string) {
	for i := 0; i < len(s); {
		if isSpace[s[i]] {
			i++
			continue
		}
		end := i
		for end < len(s) && !isSpace[s[end]] {
			end++
		}
		x.word(s[i:min(end, i+longWord)], int32(i), int32(end))
		i = end
	}
}

var isSpace = [256]bool{' ': true, '\n': true, '\r': true, '\t': true, '\f': true, '\v': true}

func (x *features) word(w string, start, end int32) {
	const mask = 1<<(8*pieceLen) - 1
	window, phase := uint64(' '), 0
	for i := 0; i <= len(w); i++ {
		c := byte(' ')
		if i < len(w) {
			if c = w[i]; c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
		}
		window = (window<<8 | uint64(c)) & mask
		switch {
		case i+2 >= pieceLen:
			if phase++; phase&1 == 0 {
				continue
			}
		case i < len(w):
			continue
		}
		hash := uint32(window * 0x9e3779b97f4a7c15 >> 32)
		if x.known == nil {
			x.add(termUse{hash: hash, start: start, end: end})
		} else if x.known.May(hash) {
			x.maybe = append(x.maybe, piece{hash, start, end})
		}
	}
}

// add counts a feature unless no model knows it.
func (x *features) add(u termUse) {
	if x.known == nil {
		at := x.fresh[u.hash]
		if at == 0 {
			x.terms = append(x.terms, u)
			at = int32(len(x.terms))
			x.fresh[u.hash] = at
		}
		x.terms[at-1].n++
		return
	}
	if u.key = x.known.Find(u.hash); u.key >= 0 {
		x.count(u)
	}
}

// count counts a feature that the model knows.
func (x *features) count(u termUse) {
	at := x.slot[u.key]
	if at == 0 {
		x.terms = append(x.terms, u)
		at = int32(len(x.terms))
		x.slot[u.key] = at
	}
	x.terms[at-1].n++
}

// weigh gives each feature its weight: how often it stands, dampened, times how
// telling it is; those of each group are a vector of length 1.
func (x *features) weigh(v *linear.Vocabulary) {
	x.active = x.active[:0]
	var square [numGroups]float64
	for i := range x.terms {
		u := &x.terms[i]
		w := damped(u.n) * v.IDF(u.key)
		x.active = append(x.active, linear.Active{Key: u.key, Value: w})
		square[u.group] += float64(w) * float64(w)
	}
	scale := [numGroups]float32{}
	for g := range scale {
		if square[g] > 0 {
			scale[g] = float32(1 / math.Sqrt(square[g]))
		}
	}
	for i := range x.terms {
		x.active[i].Value *= scale[x.terms[i].group]
	}
}

// damped is 1 plus the logarithm of a count.
func damped(n int32) float32 {
	if int(n) < len(dampedTable) {
		return dampedTable[n]
	}
	return float32(1 + math.Log(float64(n)))
}

var dampedTable = func() (t [256]float32) {
	for n := 1; n < len(t); n++ {
		t[n] = float32(1 + math.Log(float64(n)))
	}
	return t
}()
