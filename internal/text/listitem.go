package text

import "unicode/utf8"

// bullets are the characters that begin a list item when white space follows.
const bullets = "-*+>•·◦▪‣–—●○■□☐☑☒✓✔o"

// markerLen returns how many tokens of a line are the marker of a list item, 0
// for none: "-", "•", "1.", "2)", "(3)", "#4", "a.", "iv)", "[x]", "( )".
func (p *parser) markerLen(toks []Token) int {
	s := p.doc.Text
	if len(toks) < 2 {
		return 0
	}
	t0, t1 := toks[0], toks[1]
	space := t1.Flags&SpaceBefore != 0
	of0, of1 := t0.Of(s), t1.Of(s)
	switch {
	case t0.Kind == Number:
		return p.numberMarker(toks)
	case of0 == "[" || of0 == "(":
		return boxMarker(toks, s)
	case of0 == "#" && t1.Kind == Number && !space && len(toks) > 2 && t1.Len() <= 2:
		if isOneOf(toks[2].Of(s), ":.)-") && len(toks) > 3 {
			return 3
		}
		return 2
	case of0 == "#" && t1.Kind == Word:
		return 1
	case of0 == "-" && of1 == "-":
		return 0 // a dash before a signature
	case of0 == "o" && !space:
		return 0
	case inBullets(of0) && (space || t1.Kind == Word && (of0 == "-" || of0 == "*" || t0.Kind == Punct && of0[0] >= utf8.RuneSelf)):
		return 1
	case t0.Kind == Word && (of1 == "." || of1 == ")") && !space && len(toks) > 2 && toks[2].Flags&SpaceBefore != 0:
		return p.letterMarker(of0, of1)
	}
	return 0
}

func inBullets(tok string) bool {
	r, n := utf8.DecodeRuneInString(tok)
	if n != len(tok) {
		return false
	}
	for _, b := range bullets {
		if b == r {
			return true
		}
	}
	return false
}

// numberMarker takes "1." and "1)" before a space or a word, and "1 -"; never
// the start of a decimal, a date, a time or a quantity.
func (p *parser) numberMarker(toks []Token) int {
	s := p.doc.Text
	if toks[0].Len() > 2 || len(toks) < 3 || toks[1].Kind != Punct {
		return 0
	}
	space := toks[1].Flags&SpaceBefore != 0
	next := toks[2]
	switch of := toks[1].Of(s); {
	case (of == "." || of == ")") && !space:
		if next.Flags&SpaceBefore != 0 || next.Kind == Word {
			return 2
		}
	case of == "-" && space && next.Flags&SpaceBefore != 0 && next.Kind == Word:
		return 2
	case of == ":" && !space && next.Flags&SpaceBefore != 0 && next.Kind == Word:
		return 2
	}
	return 0
}

// boxMarker takes "[x]", "[ ]", "( )", "(1)" and "(a)".
func boxMarker(toks []Token, s string) int {
	shut := "]"
	if toks[0].Of(s) == "(" {
		shut = ")"
	}
	if toks[1].Of(s) == shut && len(toks) > 2 {
		return 2
	}
	if len(toks) > 3 && toks[2].Of(s) == shut && toks[3].Flags&SpaceBefore != 0 {
		if t := toks[1]; t.Len() == 1 || t.Kind == Number && t.Len() <= 2 || inBullets(t.Of(s)) {
			return 3
		}
	}
	return 0
}

// letterMarker takes "a." and "A)", and roman numbers. A letter with a period
// must follow its predecessor in the list, so that the initial of a signature
// is no marker.
func (p *parser) letterMarker(letter, mark string) int {
	c := letter[0]
	switch {
	case len(letter) == 1 && c < utf8.RuneSelf:
		bit := uint64(1) << (c & 0x1F)
		if class[c] == cLower {
			bit <<= 32
		}
		if c|0x20 == 'a' || mark == ")" || p.letters&(bit>>1) != 0 {
			p.letters |= bit
			return 2
		}
	case len(letter) <= 4 && isRoman(letter):
		return 2
	}
	return 0
}

func isRoman(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != 'i' && c != 'v' && c != 'x' {
			return false
		}
	}
	return true
}
