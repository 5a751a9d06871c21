package icd10

import (
	"sync"

	"github.com/lethe-health/lethe/internal/text"
)

// spelling is a long word that misspellings are held against.
type spelling struct {
	word string
	hash uint32
}

// spellMin is the length, in bytes, from which words are corrected: one wrong
// letter in a shorter word too often makes another word.
const spellMin = 7

// spellKeep is how many bytes at either end find the candidates of a word: one
// edit leaves one of the two ends as it was.
const spellKeep = 4

func (d *Dict) decodeSpell(in *decoder) {
	t := &d.terms
	n := in.count()
	t.spell = make([]spelling, 0, n)
	var buf []byte
	for range n {
		keep := in.num()
		if keep < 0 || keep > len(buf) {
			in.bad = true
			return
		}
		buf = append(buf[:keep], in.str()...)
		w := string(buf)
		if len(w) < spellMin {
			in.bad = true
			return
		}
		t.spell = append(t.spell, spelling{w, text.HashFold(w)})
	}
	d.spells = sync.OnceValue(d.spellIndex)
}

// spellIndex finds the long words by their first and by their last bytes. It is
// made when the first misspelling turns up.
func (d *Dict) spellIndex() map[uint32][]int32 {
	m := make(map[uint32][]int32, len(d.terms.spell))
	for i := range d.terms.spell {
		head, tail := spellKeys(d.terms.spell[i].word)
		m[head] = append(m[head], int32(i))
		m[tail] = append(m[tail], int32(i))
	}
	return m
}

func spellKeys(w string) (head, tail uint32) {
	return text.HashFold(w[:spellKeep]), text.HashFold(w[len(w)-spellKeep:]) ^ spellTail
}

const spellTail = 0x5bd1e995

// hashBytes is text.HashFold of small letters, without making a string of them.
func hashBytes(b []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

// Correct returns the word that w, in lower case, is within one edit of: one
// letter more, less or other, or two neighbours changed about. It returns false
// when w is short, or near to several words.
func (d *Dict) Correct(w []byte) (Word, bool) {
	if len(w) < spellMin {
		return NoWord, false
	}
	head, tail := hashBytes(w[:spellKeep]), hashBytes(w[len(w)-spellKeep:])^spellTail
	found, spells := NoWord, d.spells()
	for _, key := range [...]uint32{head, tail} {
		for _, id := range spells[key] {
			s := &d.terms.spell[id]
			if !oneEdit(w, s.word) {
				continue
			}
			c, _, ok := d.Word(s.hash)
			if !ok || c == found {
				continue
			}
			if found != NoWord {
				return NoWord, false
			}
			found = c
		}
	}
	return found, found != NoWord
}

// oneEdit reports whether a and b differ by exactly one edit.
func oneEdit[A, B []byte | string](a A, b B) bool {
	if len(a) > len(b) {
		return oneEdit(b, a)
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) != len(b) {
		return string(a[i:]) == string(b[i+1:])
	}
	if i == len(a) {
		return false
	}
	if string(a[i+1:]) == string(b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
}
