package icd10

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
)

// errPacked reports a packed dictionary that ends early or says the impossible.
var errPacked = errors.New("packed dictionary is damaged")

type decoder struct {
	s   string
	at  int
	bad bool
}

func (d *decoder) num() int {
	var n uint64
	for shift := 0; d.at < len(d.s) && shift < 64; shift += 7 {
		b := d.s[d.at]
		d.at++
		n |= uint64(b&0x7F) << shift
		if b < 0x80 {
			return int(n)
		}
	}
	d.bad = true
	return 0
}

// count reads the length of a table, of which each row takes a byte at least.
func (d *decoder) count() int {
	n := d.num()
	if n < 0 || n > len(d.s)-d.at {
		d.bad = true
		return 0
	}
	return n
}

func (d *decoder) str() string {
	n := d.count()
	s := d.s[d.at : d.at+n]
	d.at += n
	return s
}

func (d *decoder) byte() byte {
	if d.at >= len(d.s) {
		d.bad = true
		return 0
	}
	d.at++
	return d.s[d.at-1]
}

// decode unpacks what Encode packed. Strings stay where they are.
func decode(s string) (*Dict, error) {
	if !strings.HasPrefix(s, magic) {
		return nil, fmt.Errorf("no dictionary of this version: %w", errPacked)
	}
	in := &decoder{s: s, at: len(magic)}
	d := &Dict{}
	d.decodeSevens(in)
	d.decodeCodes(in)
	d.decodeRows(in)
	d.decodeSurfaces(in)
	d.decodeTerms(in)
	d.decodeSpell(in)
	if in.bad || in.at != len(s) || !d.sound() {
		return nil, fmt.Errorf("at byte %d: %w", in.at, errPacked)
	}
	return d, nil
}

// sound reports whether every reference between the tables holds.
func (d *Dict) sound() bool {
	for i := range d.codes {
		c := &d.codes[i]
		if int(c.parent) >= len(d.codes) || int(c.def) >= len(d.codes) || int(c.seven) >= len(d.sevens) || int(c.row) >= len(d.index.level) {
			return false
		}
	}
	for _, e := range d.terms.entries {
		if e.Code < 0 || int(e.Code) >= len(d.codes) || int(e.Row) >= len(d.index.level) {
			return false
		}
	}
	return len(d.codes) > 0 && len(d.sevens) > 0
}

func (d *Dict) decodeSevens(in *decoder) {
	d.sevens = make([]sevenSet, in.count())
	for i := range d.sevens {
		s := &d.sevens[i]
		s.chars = in.str()
		for range len(s.chars) {
			s.words = append(s.words, in.str())
		}
	}
}

func (d *Dict) decodeCodes(in *decoder) {
	d.codes = make([]codeInfo, in.count())
	d.groups = append(d.groups, noGroup)
	for i := range d.codes {
		c := &d.codes[i]
		c.code, c.name = in.str(), in.str()
		c.parent, c.def = Code(in.num()-1), Code(in.num()-1)
		g := in.num()
		c.group = int32(g)
		c.row = int32(in.num() - 1)
		c.seven = uint8(in.num())
		c.hcc = uint16(in.num())
		c.side = Side(in.byte())
		c.flags = codeFlags(in.byte())
		if n := in.count(); n > 0 {
			c.excludes = make([][2]string, n)
			for k := range c.excludes {
				c.excludes[k] = [2]string{in.str(), in.str()}
			}
		}
		if g == 0 {
			continue
		}
		if g > len(d.groups) || g < 0 || c.side > Unspecified {
			in.bad = true
			return
		}
		if g == len(d.groups) {
			d.groups = append(d.groups, noGroup)
		}
		d.groups[g][c.side] = Code(i)
	}
}

var noGroup = [5]Code{None, None, None, None, None}

func (d *Dict) decodeRows(in *decoder) {
	x := &d.index
	x.terms = make([]string, in.count())
	for i := range x.terms {
		x.terms[i] = in.str()
	}
	n := in.count()
	x.level, x.term = make([]uint8, n), make([]uint32, n)
	x.paths = make([]atomic.Pointer[string], n)
	for i := range n {
		x.level[i] = in.byte()
		t := in.num()
		if t >= len(x.terms) {
			in.bad = true
			return
		}
		x.term[i] = uint32(t)
	}
}

func (d *Dict) decodeSurfaces(in *decoder) {
	t := &d.terms
	t.words = in.num()
	n := in.count()
	size := 1
	for size < 2*n+1 {
		size *= 2
	}
	t.surfaces, t.mask = make([]surface, size), uint32(size-1)
	hash := uint32(0)
	for range n {
		hash += uint32(in.num())
		w := in.num()
		if w>>1 >= t.words || t.words >= surfaceMask {
			in.bad = true
			return
		}
		s := surface{hash, uint32(w>>1) + 1}
		if w&1 != 0 {
			s.word |= surfaceUpper
		}
		i := hash * 0x9E3779B1 & t.mask
		for t.surfaces[i].word != 0 {
			i = (i + 1) & t.mask
		}
		t.surfaces[i] = s
	}
}

func (d *Dict) decodeTerms(in *decoder) {
	t := &d.terms
	roots, n := in.count(), in.count()
	if roots > n || t.words > len(in.s) {
		in.bad = true
		return
	}
	t.roots = make([]Node, t.words)
	for i := range t.roots {
		t.roots[i] = NoNode
	}
	t.word, t.entry = make([]Word, n), make([]int32, n)
	t.first = make([]int32, n+1)
	next, prev := roots, 0
	for i := range n {
		v := in.num()
		if v == 0 {
			prev = 0
			v = in.num()
		}
		prev += v - 1
		t.word[i] = Word(prev)
		if i < roots {
			if prev >= t.words {
				in.bad = true
				return
			}
			t.roots[prev] = Node(i)
		}
		k := in.num()
		t.first[i] = int32(next)
		next += k >> 1
		t.entry[i] = -1
		if k&1 != 0 {
			t.entry[i] = int32(len(t.entries))
			t.entries = append(t.entries, Entry{
				Code: Code(in.num() - 1), Row: int32(in.num() - 1),
				Source: Source(in.byte()), Flags: EntryFlags(in.byte()),
			})
		}
		if next > n || in.bad {
			in.bad = true
			return
		}
	}
	t.first[n] = int32(next)
}
