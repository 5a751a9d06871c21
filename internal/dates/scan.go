package dates

import (
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Append appends the dates of a parsed note to dst, in order and disjoint, and
// returns it. It takes one pass and allocates only to grow dst.
func Append(dst []Match, d *text.Doc) []Match { return AppendTokens(dst, d.Text, d.Tokens) }

// AppendTokens is [Append] for the tokens of s as [text.AppendTokens] gives
// them.
//
// Whether "3/4/2019" is March or April is decided by the note: where it has
// dates that can only be day first and none that can only be month first, those
// that could be either are read day first, else month first.
func AppendTokens(dst []Match, s string, toks []text.Token) []Match {
	sc, first := scanner{s: s, toks: toks}, len(dst)
	for i := 0; i < len(toks); {
		if !sc.candidate(i) {
			i++
			continue
		}
		dst = append(dst, sc.m)
		i = int(sc.m.EndToken)
	}
	sc.settleOrder(dst[first:])
	return dst
}

// AppendAt is [Append] for a caller that knows which tokens a date may begin with:
// all numbers, the words for whose hash [MayStart] says so, and punctuation for
// whose first byte [MayStartMark] does.
func AppendAt(dst []Match, d *text.Doc, starts []int32) []Match {
	sc, first := scanner{s: d.Text, toks: d.Tokens}, len(dst)
	done := int32(0)
	for _, i := range starts {
		if i >= done && sc.candidate(int(i)) {
			dst, done = append(dst, sc.m), sc.m.EndToken
		}
	}
	sc.settleOrder(dst[first:])
	return dst
}

// MayStart reports whether a date may begin with a word, by the hash of its token.
func MayStart(hash uint32) bool { return starters.Has(hash) }

// MayStartMark reports whether a date may begin with punctuation of this first
// byte.
func MayStartMark(c byte) bool { return c == '\'' || c == 0xE2 || c == '`' }

// settleOrder reads the dates of a note that could be either way as the note does.
func (sc *scanner) settleOrder(ms []Match) {
	if sc.dayFirstSeen > 0 && sc.monthFirstSeen == 0 {
		for i := range ms {
			ms[i].swap()
		}
	}
}

// Parse reads a text that is a date as a whole, such as the text of an
// annotation; false when it is none, or more than one.
func Parse(s string) (Match, bool) {
	var buf [32]text.Token
	if len(s) > maxDate {
		return Match{}, false
	}
	sc := scanner{s: s, toks: text.AppendTokens(buf[:0], s), alone: true}
	if len(sc.toks) == 0 || !sc.candidate(0) || sc.m.Start != 0 || sc.m.End != len(s) {
		return Match{}, false
	}
	return sc.m, true
}

// maxDate is the longest date in bytes; offsets in a layout are one byte wide.
const maxDate = 120

// scanner reads one text. It holds the match being built.
type scanner struct {
	s                            string
	toks                         []text.Token
	m                            Match
	lastShape                    Shape
	lastEnd                      int  // byte end of the last match
	alone                        bool // the text is one date: shapes that need a neighbour need none
	dayFirstSeen, monthFirstSeen int
	runs                         [runsKept]run // long ones, lately met
	known, next                  int           // of runs: how many there are, and the place of the next
}

// candidate tries the token as the first of a date.
func (sc *scanner) candidate(i int) bool {
	t := &sc.toks[i]
	ok := false
	switch t.Kind {
	case text.Number:
		ok = sc.fromNumber(i)
	case text.Word:
		if starters.Has(t.Hash) {
			if w := find(sc.s, t); w != nil && w.starts() {
				ok = sc.fromWord(i, w)
			}
			if !ok && t.Len() <= mostNoisy && noisyDigit(sc.s[t.Start]) {
				ok = sc.fromNumber(i)
			}
		}
	case text.Punct:
		if MayStartMark(sc.s[t.Start]) {
			ok = sc.fromApostrophe(i)
		}
	}
	if ok {
		sc.lastEnd, sc.lastShape = sc.m.End, sc.m.Shape
		if sc.m.Swappable || sc.m.layout.n == 0 {
			return ok
		}
		sc.countOrder()
	}
	return ok
}

// countOrder notes a numeric date that can be read in one order only.
func (sc *scanner) countOrder() {
	if l := &sc.m.layout; sc.m.Shape == Numeric && l.n >= 3 && sc.m.Date.Day > 12 {
		for _, p := range l.parts[:l.n] {
			switch p.field {
			case fDay:
				sc.dayFirstSeen++
				return
			case fMonth:
				sc.monthFirstSeen++
				return
			case fYear:
				return
			}
		}
	}
}

// swap reads a date that is month first by default as day first.
func (m *Match) swap() {
	if !m.Swappable {
		return
	}
	for i := range m.layout.parts[:m.layout.n] {
		switch p := &m.layout.parts[i]; p.field {
		case fDay:
			p.field = fMonth
		case fMonth:
			p.field = fDay
		}
	}
	m.Date.Day, m.Date.Month = m.Date.Month, m.Date.Day
}

// begin starts a match at a token.
func (sc *scanner) begin(i int) {
	sc.m = Match{Span: labels.Span{Start: int(sc.toks[i].Start)}, FirstToken: int32(i)}
}

// part adds a piece [start, end) of the text to the layout; false when the
// match has become too long to be a date.
func (sc *scanner) part(start, end int, f field, st style, l lang) bool {
	if end-sc.m.Start > maxDate || int(sc.m.layout.n) >= maxParts {
		return false
	}
	p := &sc.m.layout.parts[sc.m.layout.n]
	*p = part{uint8(start - sc.m.Start), uint8(end - sc.m.Start), f, st, l}
	sc.m.layout.n++
	return true
}

// finish closes the match at a byte offset.
func (sc *scanner) finish(end, tok int, sh Shape, c Certainty) bool {
	sc.m.End = end
	for tok < len(sc.toks) && int(sc.toks[tok].Start) < end {
		tok++
	}
	sc.m.EndToken = int32(tok)
	sc.m.Shape, sc.m.Certainty = sh, c
	return true
}

// punct reports whether token i is the ASCII mark c.
func (sc *scanner) punct(i int, c byte) bool {
	return i < len(sc.toks) && sc.toks[i].Kind == text.Punct && sc.s[sc.toks[i].Start] == c
}

// word returns the row of token i, or nil.
func (sc *scanner) word(i int) *word {
	if i < 0 || i >= len(sc.toks) || sc.toks[i].Kind != text.Word {
		return nil
	}
	return find(sc.s, &sc.toks[i])
}

// is reports whether token i is the given lower-case ASCII word in any case.
func (sc *scanner) is(i int, w string) bool {
	if i < 0 || i >= len(sc.toks) || sc.toks[i].Len() != len(w) {
		return false
	}
	for k := 0; k < len(w); k++ {
		c := sc.s[int(sc.toks[i].Start)+k]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != w[k] {
			return false
		}
	}
	return true
}

// adjacent reports whether token i stands right behind token i-1.
func (sc *scanner) adjacent(i int) bool {
	return i > 0 && i < len(sc.toks) && sc.toks[i].Flags&text.SpaceBefore == 0
}

// newLine reports whether token i begins a line (or there is none).
func (sc *scanner) newLine(i int) bool {
	return i >= len(sc.toks) || sc.toks[i].Flags&text.LineBefore != 0
}

// at returns the byte at i, 0 outside the text.
func (sc *scanner) at(i int) byte {
	if i < 0 || i >= len(sc.s) {
		return 0
	}
	return sc.s[i]
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 }

// noisyDigit reports whether c is a letter that scanners write for 0 or 1.
func noisyDigit(c byte) bool { return c == 'O' || c == 'o' || c == 'l' || c == 'I' }

// mostNoisy is how many such letters may stand for digits side by side.
const mostNoisy = 4

// addNoisy adds to the starters all words of letters that may stand for digits.
func addNoisy(word string) {
	if word != "" {
		starters.Add(text.HashFold(word))
	}
	if len(word) < mostNoisy {
		for _, c := range "oli" {
			addNoisy(word + string(c))
		}
	}
}

// digits is a run of digits in the text.
type digits struct {
	start, end int
	val, width int
	noisy      bool // some are letters
}

// digitsAt reads the run of digits at pos; a run with letters for digits counts
// when it ends where a run of digits would.
func (sc *scanner) digitsAt(pos int) (digits, bool) {
	d := digits{start: pos, end: pos}
	for d.end < len(sc.s) && isDigit(sc.s[d.end]) {
		if d.end-pos < 9 {
			d.val = d.val*10 + int(sc.s[d.end]-'0')
		}
		d.end++
	}
	d.width = d.end - pos
	if !noisyDigit(sc.at(d.end)) || d.width > 4 {
		return d, d.width > 0
	}
	n := d
	for n.end < len(sc.s) && n.end-pos < 5 {
		switch c := sc.s[n.end]; {
		case isDigit(c):
			n.val = n.val*10 + int(c-'0')
		case c == 'O' || c == 'o':
			n.val *= 10
		case c == 'l' || c == 'I':
			n.val = n.val*10 + 1
		default:
			goto done
		}
		n.end++
	}
done:
	n.width, n.noisy = n.end-pos, true
	if n.width > 4 || isLetter(sc.at(n.end)) {
		return d, d.width > 0
	}
	return n, true
}

// spaces skips up to three blanks, no-break spaces among them.
func (sc *scanner) spaces(pos int) int {
	for k := 0; k < 3; k++ {
		switch {
		case sc.at(pos) == ' ' || sc.at(pos) == '\t':
			pos++
		case sc.at(pos) == 0xC2 && sc.at(pos+1) == 0xA0:
			pos += 2
		default:
			return pos
		}
	}
	return pos
}

// Order is the order of day and month in a numeric date.
type Order int8

// The orders. A date whose day is at most 12 could be either.
const (
	AnyOrder Order = iota
	MonthFirst
	DayFirst
)

// Order returns the only order in which a numeric date with a year can be read,
// or AnyOrder.
func (m *Match) Order() Order {
	if m.Shape != Numeric || m.Swappable || m.Date.Day <= 12 || m.layout.n < 3 {
		return AnyOrder
	}
	for _, p := range m.layout.parts[:m.layout.n] {
		switch p.field {
		case fDay:
			return DayFirst
		case fMonth:
			return MonthFirst
		case fYear:
			return AnyOrder
		}
	}
	return AnyOrder
}

// Swap reads a date that could be either way day first; it leaves others alone.
func (m *Match) Swap() { m.swap() }

// ParseRange reads a text that is several dates with nothing but blanks, dashes
// and joining words ("to", "and", "through") between them; nil when it is
// anything else.
func ParseRange(s string) []Match {
	if len(s) > 4*maxDate {
		return nil
	}
	toks := text.AppendTokens(nil, s)
	sc := scanner{s: s, toks: toks, alone: true}
	var out []Match
	for i := 0; i < len(toks); {
		if sc.candidate(i) {
			out = append(out, sc.m)
			i = int(sc.m.EndToken)
			continue
		}
		switch {
		case toks[i].Kind == text.Punct, sc.is(i, "to"), sc.is(i, "and"), sc.is(i, "through"), sc.is(i, "or"), sc.is(i, "until"), sc.is(i, "the"), sc.is(i, "of"):
			i++
		default:
			return nil
		}
	}
	return out
}
