package lexicon

import "github.com/lethe-health/lethe/internal/text"

// Phrase is a run of tokens that is known as a whole.
type Phrase struct {
	First, End int32 // indexes into Doc.Tokens, half open
	Classes    Class
}

// maxPhraseWords bounds the search for one phrase.
const maxPhraseWords = 8

// phraseSeed and phraseStep make a phrase's 64-bit hash out of its words'.
const phraseSeed uint64 = 0x9ae16a3b2f90404f

func phraseStep(h uint64, word uint32) uint64 {
	h ^= uint64(word)
	h *= 0x9fb21c651e98df25
	return h ^ h>>32
}

// findPhrase returns the ID of the phrase, or beginning of a phrase, of hash h.
func (t *table) findPhrase(h uint64) ID {
	for i := uint32(h) & t.mask; ; i = (i + 1) & t.mask {
		v := u64(t.slots, int(i)*slotLen)
		id := ID(v & 0xffff)
		if id == 0 || v>>16 == h>>16 {
			return id
		}
	}
}

// joins reports whether a punctuation token may stand inside a phrase and is
// left out of its hash: "St. Mary's", "Guillain-Barré", "A & B".
func joins(c byte) bool { return c == '.' || c == '\'' || c == '-' || c == '&' || c == 0xE2 }

// AppendPhrases appends the known phrases of two words or more in d to dst:
// from left to right, longest first, disjoint. es are the entries of the
// tokens of d, as [AppendEntries] gives them.
func AppendPhrases(dst []Phrase, d *text.Doc, es []Entry) []Phrase {
	for i := 0; i < len(es); i++ {
		if !es[i].PhraseHead {
			continue
		}
		if end, cl := longest(d, es, i); cl != 0 {
			dst = append(dst, Phrase{int32(i), int32(end), cl})
			i = end - 1
		}
	}
	return dst
}

// longest finds the longest phrase that starts at token i: its end and classes.
func longest(d *text.Doc, es []Entry, i int) (end int, cl Class) {
	// Most words that may start a phrase do not: the next word says so.
	next := i + 1
	for next < len(es) && d.Tokens[next].Kind == text.Punct && joins(d.Text[d.Tokens[next].Start]) {
		next++
	}
	if next >= len(es) || !es[next].PhraseNext {
		return 0, 0
	}
	h := phraseSeed
	for j, n := i, 0; j < len(d.Tokens) && n < maxPhraseWords; j++ {
		t := &d.Tokens[j]
		if t.Kind == text.Punct {
			if j == i || !joins(d.Text[t.Start]) {
				return end, cl
			}
			continue
		}
		if t.Kind != text.Word || j > i && blankLine(d, j) {
			return end, cl
		}
		h = phraseStep(h, wordHash(t, d.Text))
		n++
		if n == 1 {
			continue // a phrase may start with the first word: its entry says so
		}
		id := phrases.findPhrase(h)
		if id == 0 {
			return end, cl
		}
		if c := phrases.entries[id].Classes; c != 0 {
			end, cl = j+1, c
		}
	}
	return end, cl
}

// blankLine reports whether an empty line stands before token j.
func blankLine(d *text.Doc, j int) bool {
	t := d.Tokens[j]
	if t.Flags&text.LineBefore == 0 {
		return false
	}
	breaks := 0
	for k := int(d.Tokens[j-1].End); k < int(t.Start); k++ {
		if d.Text[k] == '\n' {
			breaks++
		}
	}
	return breaks > 1
}

// wordHash is the hash of a word without accents.
func wordHash(t *text.Token, s string) uint32 {
	if t.Flags&text.NonASCII == 0 {
		return t.Hash
	}
	var buf [64]byte
	b := foldLatin(buf[:0], s[t.Start:t.End])
	if len(b) == 0 {
		return t.Hash
	}
	h := uint32(2166136261)
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}
