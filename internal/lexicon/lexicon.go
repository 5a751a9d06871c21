package lexicon

import (
	_ "embed" // the packed dictionaries

	"github.com/lethe-health/lethe/internal/text"
)

//go:generate go run ./gen

// Entry is what is known of a word. The zero value means an unknown word.
type Entry struct {
	Classes Class
	// Buckets of frequency, 0 (not known as such) to [MaxBucket] (most common),
	// each step about a factor of three.
	GivenFreq   uint8 // as a given name
	SurnameFreq uint8 // as a surname
	CommonFreq  uint8 // as a word of English or of clinical notes that is no name
	PhraseHead  bool  // some known phrase starts with this word
	PhraseNext  bool  // some known phrase has this word in the second place
}

// MaxBucket is the highest bucket of frequency.
const MaxBucket = 9

// Known reports whether the word is in any dictionary.
func (e Entry) Known() bool {
	return e.Classes != 0 || e.CommonFreq != 0 || e.PhraseHead || e.PhraseNext
}

// ID is the number of a word's entry among all distinct entries. Words that
// are alike share one; the zero ID is the unknown word's. IDs change when the
// dictionaries are rebuilt.
type ID uint16

//go:embed words.bin
var wordsBin string

//go:embed phrases.bin
var phrasesBin string

// The layout of words.bin and phrases.bin, all numbers little endian:
// uint32 magic, uint32 number of slots (a power of two), uint32 number of
// palette entries, then the palette, 12 bytes each (uint64 classes, three
// buckets, two bits for the places in phrases), then the slots, 8 bytes each. A slot of words.bin is
// uint32 hash, uint16 check, uint16 ID; one of phrases.bin holds the upper 48
// bits of a 64-bit hash and a uint16 ID. ID zero is an empty slot; slot probing
// is linear.
const (
	magicWords   = 0x3158454c // "LEX1"
	magicPhrases = 0x3150454c // "LEP1"
	headerLen    = 12
	paletteLen   = 12
	slotLen      = 8
)

type table struct {
	slots   string
	mask    uint32
	entries []Entry
}

var words, phrases = open(wordsBin, magicWords), open(phrasesBin, magicPhrases)

// open reads the header and palette of a packed dictionary. Files that are not
// ours give an empty table: the generator must be able to run before they exist.
func open(s string, magic uint32) table {
	if len(s) < headerLen || u32(s, 0) != magic {
		return table{slots: string(make([]byte, slotLen)), entries: make([]Entry, 1)}
	}
	n, p := u32(s, 4), int(u32(s, 8))
	t := table{mask: n - 1, entries: make([]Entry, p), slots: s[headerLen+p*paletteLen:]}
	for i := range t.entries {
		b := s[headerLen+i*paletteLen:]
		t.entries[i] = Entry{Class(u64(b, 0)), b[8], b[9], b[10], b[11]&1 != 0, b[11]&2 != 0}
	}
	return t
}

func u32(s string, i int) uint32 {
	_ = s[i+3]
	return uint32(s[i]) | uint32(s[i+1])<<8 | uint32(s[i+2])<<16 | uint32(s[i+3])<<24
}

func u64(s string, i int) uint64 {
	_ = s[i+7]
	return uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
		uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
}

// scatter mixes a token hash so that its bits from spreadShift on choose a slot; no
// two hashes give the same.
func scatter(h uint32) uint32 { return (h ^ h>>15) * 0x9e3779b1 }

const spreadShift = 3

// check is a second look at an ASCII word, independent of its hash: length,
// first and last letter.
func check(first, last byte, n int) uint16 {
	return uint16(first&31)<<10 | uint16(last&31)<<5 | uint16(n&31)
}

// first returns the slot at which the search for a word begins.
func (t *table) first(h uint32) uint64 {
	return u64(t.slots, int(scatter(h)>>spreadShift&t.mask)*slotLen)
}

func (t *table) find(h uint32, chk uint16) ID {
	for i := scatter(h) >> spreadShift & t.mask; ; i = (i + 1) & t.mask {
		v := u64(t.slots, int(i)*slotLen)
		id := ID(v >> 48)
		if id == 0 || uint32(v) == h && uint16(v>>32) == chk {
			return id
		}
	}
}

// IDOf returns the ID of the entry of token t of note s: zero for numbers,
// punctuation and unknown words.
func IDOf(t text.Token, s string) ID {
	if t.Kind != text.Word {
		return 0
	}
	if t.Flags&text.NonASCII != 0 {
		var buf [64]byte
		return lookupASCII(foldLatin(buf[:0], s[t.Start:t.End]))
	}
	return words.find(t.Hash, check(s[t.Start], s[t.End-1], t.Len()))
}

func lookupASCII(b []byte) ID {
	if len(b) == 0 {
		return 0
	}
	h := uint32(2166136261)
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	return words.find(h, check(b[0], b[len(b)-1], len(b)))
}

// Entry returns what is known of the words of this ID. IDs out of range give
// the zero entry.
func (id ID) Entry() Entry {
	if int(id) >= len(words.entries) {
		return Entry{}
	}
	return words.entries[id]
}

// NumIDs is one more than the highest ID.
func NumIDs() int { return len(words.entries) }

// Of returns the entry of token t of note s.
func Of(t text.Token, s string) Entry { return IDOf(t, s).Entry() }

// Word returns the entry of a word on its own.
func Word(w string) Entry {
	var buf [64]byte
	return lookupASCII(foldLatin(buf[:0], w)).Entry()
}
