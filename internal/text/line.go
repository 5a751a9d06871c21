package text

import "strings"

// lineClass is what a line looks like on its own.
type lineClass uint8

const (
	lineBlank   lineClass = iota // no token
	lineRule                     // punctuation alone: "-----"
	lineHeading                  // a heading alone
	lineKey                      // key, colon, value
	lineItem                     // list item
	lineRow                      // row of a table, segment of a dump
	lineProse                    // anything else
)

// lineShape is what the parser notes of each line.
type lineShape struct {
	class  lineClass
	keyTok int32 // lineKey, lineHeading: index of the first token of the key
	keyEnd int32 // lineKey, lineHeading: index after the last token of the key
	body   int32 // lineItem: index of the first token after the marker
	width  int32 // bytes of the widest wrapped line of the run this line is in; 0: not wrapped
}

// appendLines appends the lines of s, with the tokens that stand in each.
func appendLines(dst []Line, s string, toks []Token) []Line {
	start, tok := 0, 0
	plain := plainBreaks(s)
	for {
		end, next := len(s), -1
		if plain {
			if i := strings.IndexByte(s[start:], '\n'); i >= 0 {
				end, next = start+i, start+i+1
			}
		} else {
			end, next = nextBreak(s, start)
		}
		first := tok
		for tok < len(toks) && int(toks[tok].Start) < end {
			tok++
		}
		dst = append(dst, Line{int32(start), int32(end), int32(first), int32(tok)})
		if next < 0 {
			return dst
		}
		start = next
	}
}

// plainBreaks reports whether no line of s ends but with a line feed.
func plainBreaks(s string) bool {
	for _, c := range []byte("\r\f\v") {
		if strings.IndexByte(s, c) >= 0 {
			return false
		}
	}
	return !strings.Contains(s, "\u0085") && !strings.Contains(s, "\u2028") && !strings.Contains(s, "\u2029")
}

// nextBreak returns where the line that starts at byte start ends, and where
// the next one starts, -1 for none.
func nextBreak(s string, start int) (end, next int) {
	for i := start; i < len(s); i++ {
		switch c := s[i]; {
		case class[c] == cBreak:
			if c == '\r' && i+1 < len(s) && s[i+1] == '\n' {
				return i, i + 2
			}
			return i, i + 1
		case c >= 0xC2:
			if n := highBreak(s[i:]); n > 0 {
				return i, i + n
			}
		}
	}
	return len(s), -1
}

// highBreak returns the length of the line break over 0x7F that s begins with,
// or 0: NEL, LS and PS, as in [AppendTokens].
func highBreak(s string) int {
	switch {
	case len(s) >= 2 && s[0] == 0xC2 && s[1] == 0x85:
		return 2
	case len(s) >= 3 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0xA8 || s[2] == 0xA9):
		return 3
	}
	return 0
}

// shapeLines classifies every line.
func (p *parser) shapeLines() {
	for i := range p.doc.Lines {
		p.shapes = append(p.shapes, p.shapeLine(i))
	}
	p.measureRuns()
}

func (p *parser) shapeLine(i int) lineShape {
	l := p.doc.Lines[i]
	toks := p.doc.Tokens[l.FirstToken:l.EndToken]
	switch {
	case len(toks) == 0:
		return lineShape{class: lineBlank}
	case onlyPunct(toks):
		return lineShape{class: lineRule}
	case p.isSegment(toks):
		return lineShape{class: lineRow}
	}
	if sh, ok := p.headingLine(i, toks); ok {
		return sh
	}
	if n := p.markerLen(toks); n > 0 {
		return lineShape{class: lineItem, body: l.FirstToken + int32(n)}
	}
	if n, ok := p.leadingKey(toks); ok {
		return lineShape{class: lineKey, keyTok: l.FirstToken, keyEnd: l.FirstToken + int32(n)}
	}
	if p.isRow(l, toks) {
		return lineShape{class: lineRow}
	}
	return lineShape{class: lineProse}
}

func onlyPunct(toks []Token) bool {
	for _, t := range toks {
		if t.Kind != Punct {
			return false
		}
	}
	return true
}

// isSegment reports whether a line is a segment of a dump: three capitals or
// digits, then a separator, as in "PID|1|" (a broken bar or a caret does too).
func (p *parser) isSegment(toks []Token) bool {
	s := p.doc.Text
	at := int(toks[0].Start)
	if at+3 >= len(s) || toks[0].Case != Upper {
		return false
	}
	for _, c := range []byte(s[at : at+3]) {
		if k := class[c]; k != cUpper && k != cDigit {
			return false
		}
	}
	rest := s[at+3:]
	return rest[0] == '|' || rest[0] == '^' || len(rest) > 1 && rest[0] == 0xC2 && rest[1] == 0xA6
}

// headingLine says whether line i is a heading alone.
func (p *parser) headingLine(i int, toks []Token) (lineShape, bool) {
	s := p.doc.Text
	if len(toks) > maxHeadingTokens+8 {
		return lineShape{}, false
	}
	a, b := trimHeading(toks, s)
	if a == b || b-a > maxHeadingTokens {
		return lineShape{}, false
	}
	first := p.doc.Lines[i].FirstToken
	shape := lineShape{class: lineHeading, keyTok: first + int32(a), keyEnd: first + int32(b)}
	words := toks[a:b]
	colon := toks[len(toks)-1].Of(s) == ":"
	upper := allUpper(words)
	fresh := i == 0 || p.shapes[i-1].class != lineProse || p.endsSentence(i-1)
	if e, ok := lookupHeading(words); ok {
		switch e.use {
		case useKey, usePart:
			return shape, colon
		case useAlone:
			return shape, colon || upper || fresh
		}
		single := len(words) == 1 && words[0].Len() == 1
		return shape, colon || upper && !single || fresh && !single
	}
	if !plainHeading(words, s) {
		return lineShape{}, false
	}
	if colon && a == 0 {
		return shape, true
	}
	if toks[0].Of(s) == "#" && a > 0 && words[0].Flags&SpaceBefore != 0 && words[0].Kind == Word {
		return shape, true
	}
	blank := i == 0 || p.shapes[i-1].class == lineBlank || p.shapes[i-1].class == lineRule
	return shape, upper && blank && a == 0 && len(words) == len(toks) && !p.upper && p.textFollows(i)
}

// plainHeading reports whether words could be a heading that no table knows:
// up to eight words, mostly words, none of the marks that break a phrase.
func plainHeading(words []Token, s string) bool {
	n, digits := 0, 0
	for _, t := range words {
		switch t.Kind {
		case Word:
			n++
		case Number:
			digits++
		case Punct:
			if !isOneOf(t.Of(s), "/&-()#'") {
				return false
			}
		}
	}
	return n > 0 && n <= 8 && digits <= 1 && words[0].Kind == Word && words[len(words)-1].End-words[0].Start <= 70
}

// textFollows reports whether the next line holds text.
func (p *parser) textFollows(i int) bool {
	return i+1 < len(p.doc.Lines) && p.doc.Lines[i+1].FirstToken < p.doc.Lines[i+1].EndToken
}

// endsSentence reports whether a line ends with a mark that ends a sentence, or
// a colon.
func (p *parser) endsSentence(i int) bool {
	l := p.doc.Lines[i]
	if l.FirstToken == l.EndToken {
		return true
	}
	return isOneOf(p.doc.Tokens[l.EndToken-1].Of(p.doc.Text), ".!?:")
}

// isRow reports whether a line has the cells of a table row: bars, tabs inside,
// commas without space, leaders of dots, or runs of spaces that no end of a sentence explains.
func (p *parser) isRow(l Line, toks []Token) bool {
	bars, commas, dots, gaps, wide := 0, 0, 0, 0, 0
	s := p.doc.Text
	for i, t := range toks {
		if t.Kind == Punct && (s[t.Start] == '|' || t.Of(s) == "¦") {
			bars++
		}
		if s[t.Start] != '.' {
			dots = 0
		} else if dots++; dots == 4 && i < len(toks)-1 {
			return true // "Invasion ....... present"
		}
		if i > 0 && t.Flags&SpaceBefore == 0 && s[toks[i-1].Start] == ',' {
			commas++
		}
		if i == 0 || t.Flags&SpaceBefore == 0 {
			continue
		}
		switch g := gapBefore(s, toks[i-1], t); {
		case g == gapTab, g == gapWide:
			wide++
		case g == gapTwo && !isOneOf(toks[i-1].Of(s), ".?!:;"):
			gaps++
		}
	}
	switch {
	case bars >= 2, commas >= 4, bars == 1 && len(toks) <= 30:
		return true
	case len(toks) > 60:
		return wide >= 3
	}
	return wide >= 1 || gaps >= 2
}

// gap is the white space before a token.
type gap uint8

const (
	gapNone gap = iota // none, or one space
	gapTwo             // two spaces
	gapWide            // three or more spaces
	gapTab             // with a tab
)

func gapBefore(s string, prev, t Token) gap {
	n := int(t.Start - prev.End)
	if n == 0 || t.Flags&SpaceBefore == 0 || n == 1 && s[prev.End] == ' ' {
		return gapNone
	}
	for i := int(prev.End); i < int(t.Start); i++ {
		if s[i] == '\t' {
			return gapTab
		}
	}
	switch {
	case n >= 3:
		return gapWide
	case n == 2 && s[prev.End] == ' ':
		return gapTwo
	}
	return gapNone
}
