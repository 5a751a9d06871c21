package main

import (
	"encoding/binary"
	"log"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
)

// The formats are described in lexicon.go; these constants must agree with it.
const (
	magicWords   = 0x3158454c
	magicPhrases = 0x3150454c
)

// palette numbers distinct entries in the order of first use; entry 0 is the
// unknown word.
type palette struct {
	ids  map[lexicon.Entry]uint16
	list []lexicon.Entry
}

func newPalette() *palette {
	return &palette{map[lexicon.Entry]uint16{}, []lexicon.Entry{{}}}
}

func (p *palette) id(e lexicon.Entry) uint16 {
	if id, ok := p.ids[e]; ok {
		return id
	}
	if len(p.list) == 1<<16 {
		log.Fatal("lexicon: more than 65536 distinct entries")
	}
	p.ids[e] = uint16(len(p.list))
	p.list = append(p.list, e)
	return p.ids[e]
}

func (p *palette) pack(magic uint32, slots []uint64) []byte {
	out := binary.LittleEndian.AppendUint32(nil, magic)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(slots)))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(p.list)))
	for _, e := range p.list {
		out = binary.LittleEndian.AppendUint64(out, uint64(e.Classes))
		places := byte(0)
		if e.PhraseHead {
			places = 1
		}
		if e.PhraseNext {
			places |= 2
		}
		out = append(out, e.GivenFreq, e.SurnameFreq, e.CommonFreq, places)
	}
	for _, s := range slots {
		out = binary.LittleEndian.AppendUint64(out, s)
	}
	return out
}

// size returns a power of two that n entries fill at most to two thirds.
func size(n int) int {
	s := 16
	for s*2 < n*3 {
		s *= 2
	}
	return s
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func place(slots []uint64, at uint32, v uint64) {
	mask := uint32(len(slots) - 1)
	i := at & mask
	for slots[i] != 0 {
		i = (i + 1) & mask
	}
	slots[i] = v
}

func (b *builder) packWords() []byte {
	p, slots := newPalette(), make([]uint64, size(len(b.words)))
	// Common words are placed first, so that most look-ups end at the first slot.
	keys := sortedKeys(b.words)
	slices.SortStableFunc(keys, func(x, y string) int { return int(b.words[y].CommonFreq) - int(b.words[x].CommonFreq) })
	for _, w := range keys {
		e := b.words[w]
		if !e.Known() {
			continue
		}
		h := text.HashFold(w)
		chk := uint16(w[0]&31)<<10 | uint16(w[len(w)-1]&31)<<5 | uint16(len(w)&31)
		place(slots, (h^h>>15)*0x9e3779b1>>3, uint64(h)|uint64(chk)<<32|uint64(p.id(e))<<48)
	}
	return p.pack(magicWords, slots)
}

func (b *builder) packPhrases() []byte {
	p := newPalette()
	p.id(lexicon.Entry{}) // ID 1: the beginning of a phrase, itself none
	nodes := map[string]lexicon.Class{}
	for ph, cl := range b.phrases {
		nodes[ph] |= cl
		for i := range ph {
			if ph[i] == ' ' {
				nodes[ph[:i]] |= 0
			}
		}
	}
	slots := make([]uint64, size(len(nodes)))
	for _, ph := range sortedKeys(nodes) {
		h := uint64(0x9ae16a3b2f90404f)
		for _, w := range strings.Fields(ph) {
			h ^= uint64(text.HashFold(w))
			h *= 0x9fb21c651e98df25
			h ^= h >> 32
		}
		place(slots, uint32(h), h>>16<<16|uint64(p.id(lexicon.Entry{Classes: nodes[ph]})))
	}
	return p.pack(magicPhrases, slots)
}
