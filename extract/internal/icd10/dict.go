package icd10

import (
	_ "embed"
	"iter"
	"sort"
	"strings"
	"sync"
)

// Code is a code of the dictionary, by position: codes are sorted, seventh
// characters left out. None is no code.
type Code int32

// None is the code that is none.
const None Code = -1

// Side is a side of the body.
type Side uint8

// The sides that codes tell apart.
const (
	NoSide Side = iota
	Right
	Left
	Bilateral
	Unspecified
)

// Dict is the decoded dictionary: immutable, safe for concurrent use.
type Dict struct {
	codes  []codeInfo
	sevens []sevenSet
	groups [][5]Code // by side; None where the side has no code
	index  indexTable
	terms  termTable
	spells func() map[uint32][]int32 // see Correct
}

type codeInfo struct {
	code     string // with dot, without seventh character: "S72.001"
	name     string
	parent   Code
	def      Code // for a header: the billable code that stands for it unspecified
	group    int32
	row      int32 // best index row, -1 for none
	hcc      uint16
	seven    uint8 // seventh character set, 0 for none
	side     Side
	flags    codeFlags
	excludes [][2]string // prefixes, inclusive ranges
}

type codeFlags uint8

const (
	flagLeaf     codeFlags = 1 << iota // billable, once any seventh character is there
	flag2025                           // valid in fiscal year 2025
	flag2026                           // valid in fiscal year 2026
	flagLeaf2025                       // billable in fiscal year 2025
	flag2021                           // valid in fiscal year 2021
	flagLeaf2021                       // billable in fiscal year 2021
)

// sevenSet is a set of seventh characters with their words.
type sevenSet struct {
	chars string // one byte each
	words []string
}

//go:embed dict.bin
var packed string

var load = sync.OnceValue(func() *Dict {
	d, err := decode(packed)
	if err != nil {
		panic("icd10: embedded dictionary: " + err.Error())
	}
	return d
})

// Default returns the embedded dictionary, decoding it on first use.
func Default() *Dict { return load() }

// NumCodes returns the number of codes, headers included.
func (d *Dict) NumCodes() int { return len(d.codes) }

// Under returns the codes that begin with the prefix, which is one printed with
// its dot: from first up to, but not including, end.
func (d *Dict) Under(prefix string) (first, end Code) {
	i := sort.Search(len(d.codes), func(i int) bool { return d.codes[i].code >= prefix })
	k := i
	for k < len(d.codes) && strings.HasPrefix(d.codes[k].code, prefix) {
		k++
	}
	return Code(i), Code(k)
}

// NumWords returns the number of words.
func (d *Dict) NumWords() int { return d.terms.words }

// String returns the code as printed, without seventh character.
func (d *Dict) String(c Code) string { return d.codes[c].code }

// Name returns the official description of the code.
func (d *Dict) Name(c Code) string { return d.codes[c].name }

// Leaf reports whether the code is billable, once its seventh character, where
// it has one, is there.
func (d *Dict) Leaf(c Code) bool { return d.codes[c].flags&flagLeaf != 0 }

// The fiscal years whose code lists the dictionary holds. A year between two is
// answered by the later of them, a year before the first by the first.
const (
	FirstYear  = 2021
	middleYear = 2025
	NewestYear = 2026
)

// LeafIn is Leaf for a fiscal year: G35 was billable in 2025 and is a header
// since, M54.5 was in 2021.
func (d *Dict) LeafIn(c Code, year int) bool {
	switch f := d.codes[c].flags; {
	case year <= FirstYear:
		return f&flagLeaf2021 != 0
	case year <= middleYear:
		return f&flagLeaf2025 != 0
	default:
		return f&flagLeaf != 0
	}
}

// ValidIn reports whether the code exists in the given fiscal year.
func (d *Dict) ValidIn(c Code, year int) bool {
	switch f := d.codes[c].flags; {
	case year <= FirstYear:
		return f&flag2021 != 0
	case year <= middleYear:
		return f&flag2025 != 0
	default:
		return f&flag2026 != 0
	}
}

// InYear returns the billable code of a fiscal year that says what c says: c
// itself, a code above it that was billable then (M54.5 for M54.50), or the code
// for what is not specified of the nearest category that the year has. [None]
// means that the year has no such code.
func (d *Dict) InYear(c Code, year int) Code {
	for k := c; k != None; k = d.Parent(k) {
		if d.LeafIn(k, year) {
			return k
		}
		if full := d.Complete(k); full != None && d.LeafIn(full, year) {
			return full
		}
		if u := d.unspecifiedBelow(k, year); u != None {
			return u
		}
	}
	return None
}

// unspecifiedBelow returns the code below k, billable in the year, whose name
// says that nothing more is specified, or None.
func (d *Dict) unspecifiedBelow(k Code, year int) Code {
	best := None
	for c := k + 1; int(c) < len(d.codes) && strings.HasPrefix(d.codes[c].code, d.codes[k].code); c++ {
		if d.LeafIn(c, year) && strings.Contains(strings.ToLower(d.codes[c].name), "unspecified") && (best == None || len(d.codes[c].code) < len(d.codes[best].code)) {
			best = c
		}
	}
	return best
}

// Excluded returns what the Excludes1 notes of c, and of the codes above it, name
// as coded instead, not beside it: from the first to the last prefix of each
// range, both included.
func (d *Dict) Excluded(c Code) iter.Seq2[string, string] {
	return func(yield func(first, last string) bool) {
		for k := c; k != None; k = d.Parent(k) {
			for _, r := range d.codes[k].excludes {
				if !yield(r[0], r[1]) {
					return
				}
			}
		}
	}
}

// HCC returns the CMS-HCC V28 payment category of the code, 0 for none.
func (d *Dict) HCC(c Code) int { return int(d.codes[c].hcc) }

// Parent returns the code one level up, or [None] for a category.
func (d *Dict) Parent(c Code) Code { return d.codes[c].parent }

// Complete returns the billable code that a coder picks when the note says no
// more than c: c itself when it is billable.
func (d *Dict) Complete(c Code) Code {
	if d.Leaf(c) {
		return c
	}
	return d.codes[c].def
}

// Side returns which side the code names.
func (d *Dict) Side(c Code) Side { return d.codes[c].side }

// Sided returns the code that differs from c in its side only.
func (d *Dict) Sided(c Code, s Side) (Code, bool) {
	g := d.codes[c].group
	if g == 0 {
		return c, false
	}
	o := d.groups[g][s]
	return o, o != None
}

// HasSides reports whether the code belongs to a group that tells sides apart.
func (d *Dict) HasSides(c Code) bool { return d.codes[c].group != 0 }

// Sevenths returns the seventh characters that the code takes, "" for none.
func (d *Dict) Sevenths(c Code) string { return d.sevens[d.codes[c].seven].chars }

// SeventhWords returns what the seventh character means: "sequela".
func (d *Dict) SeventhWords(c Code, char byte) string {
	s := &d.sevens[d.codes[c].seven]
	for i := range len(s.chars) {
		if s.chars[i] == char {
			return s.words[i]
		}
	}
	return ""
}

// WithSeventh returns the code with its seventh character, placeholders
// included: S06.5X0 and A give S06.5X0A.
func (d *Dict) WithSeventh(c Code, char byte) string {
	s := d.codes[c].code
	if d.codes[c].seven == 0 {
		return s
	}
	if len(s) == 3 {
		s += "."
	}
	for len(s) < 7 {
		s += "X"
	}
	return s + string(rune(char))
}

// Lookup finds a code as printed, with or without dot and seventh character.
// char is the seventh character, 0 for none.
func (d *Dict) Lookup(s string) (c Code, char byte, ok bool) {
	var buf [8]byte
	n := 0
	for i := 0; i < len(s); i++ {
		b := s[i]
		if b == '.' {
			continue
		}
		if b >= 'a' && b <= 'z' {
			b -= 'a' - 'A'
		}
		if n == 7 {
			return None, 0, false
		}
		if n == 3 {
			buf[3] = '.'
		}
		buf[n+dotted(n)] = b
		n++
	}
	if n < 3 {
		return None, 0, false
	}
	full := string(buf[:n+dotted(n-1)])
	if c, ok = d.find(full); ok {
		return c, 0, true
	}
	if n < 7 {
		return None, 0, false
	}
	char = full[7]
	base := full[:7]
	for {
		if c, ok = d.find(base); ok {
			return c, char, d.SeventhWords(c, char) != ""
		}
		if base[len(base)-1] != 'X' {
			return None, 0, false
		}
		if base = base[:len(base)-1]; len(base) == 4 {
			base = base[:3]
		}
	}
}

func dotted(n int) int {
	if n >= 3 {
		return 1
	}
	return 0
}

func (d *Dict) find(s string) (Code, bool) {
	lo, hi := 0, len(d.codes)
	for lo < hi {
		mid := (lo + hi) / 2
		if d.codes[mid].code < s {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(d.codes) && d.codes[lo].code == s {
		return Code(lo), true
	}
	return None, false
}

// openTrimester is how the code list names what is left open.
const openTrimester = "unspecified trimester"

// Trimester returns the code that differs from c in its trimester only: want is
// "first trimester", "second trimester", "third trimester" or "the puerperium",
// as the code list says it. It returns false when c leaves nothing open, or the
// list has no such code.
func (d *Dict) Trimester(c Code, want string) (Code, bool) {
	head, tail, ok := strings.Cut(d.codes[c].name, openTrimester)
	if !ok {
		return c, false
	}
	head = strings.TrimRight(head, ", ")
	head = strings.TrimSuffix(head, " in pregnancy")
	head = strings.TrimSuffix(head, " complicating pregnancy")
	for p, up := d.codes[c].parent, 0; p != None && up < 2; p, up = d.codes[p].parent, up+1 {
		for k := p + 1; int(k) < len(d.codes) && strings.HasPrefix(d.codes[k].code, d.codes[p].code); k++ {
			if n := d.codes[k].name; d.codes[k].parent == p && strings.HasPrefix(n, head) && strings.HasSuffix(n, want+tail) {
				return k, true
			}
		}
	}
	return c, false
}
