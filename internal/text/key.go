package text

// maxKeyWords is how long a key may be that no table knows.
const maxKeyWords = 5

var pronouns = hashSet([]string{
	"he", "she", "it", "they", "we", "i", "you", "there", "this", "that", "these", "who", "which", "what", "and", "but", "because",
	"however", "if", "when", "the following", "says", "said", "states", "stated", "was", "were", "is", "are", "has", "had",
})

// leadingKey returns how many tokens the key of a line takes when the line
// begins with a key and goes on with its value: "Attending: Jane Smith",
// "IMPRESSION - mass", "PMH HTN, asthma".
func (p *parser) leadingKey(toks []Token) (int, bool) {
	s := p.doc.Text
	limit := min(len(toks)-1, maxHeadingTokens)
	for n := 1; n < limit+1 && n < len(toks); n++ {
		if toks[n].Kind != Punct {
			continue
		}
		switch c := s[toks[n].Start]; {
		case c == ':':
			if p.keyColon(toks, n) && n+1 < len(toks) && p.isKey(toks[:n]) {
				return n, true
			}
			return p.bareKey(toks)
		case c == '-' || c == 0xE2:
			e, ok := lookupHeading(toks[:n])
			if ok && e.use <= useStrong && allUpper(toks[:n]) && toks[n].Flags&SpaceBefore != 0 && n+1 < len(toks) {
				return n, true
			}
		}
	}
	return p.bareKey(toks)
}

// bareKey takes a strong short heading in capitals at the start of a line that
// is not all in capitals: "HPI 58M with cough".
func (p *parser) bareKey(toks []Token) (int, bool) {
	if p.upper {
		return 0, false
	}
	for n := min(3, len(toks)-1); n > 0; n-- {
		if int(toks[n-1].End-toks[0].Start) > 5 || toks[n].Flags&SpaceBefore == 0 || toks[n].Kind == Punct {
			continue
		}
		if e, ok := lookupHeading(toks[:n]); ok && e.use == useStrong && allUpper(toks[:n]) {
			return n, true
		}
	}
	return 0, false
}

// keyColon reports whether the colon toks[n] parts a key from its value and is
// no part of a time, a ratio or an address.
func (p *parser) keyColon(toks []Token, n int) bool {
	if n+1 < len(toks) && toks[n+1].Flags&SpaceBefore == 0 {
		next := toks[n+1]
		if toks[n-1].Kind == Number && next.Kind == Number {
			return false
		}
		if of := next.Of(p.doc.Text); of == "/" || of == ":" {
			return false
		}
	}
	return true
}

// isKey reports whether the tokens, which stand before a colon at the start of
// a line or a cell, are a key.
func (p *parser) isKey(toks []Token) bool {
	s := p.doc.Text
	for i := 1; i < len(toks); i++ {
		if gapBefore(s, toks[i-1], toks[i]) != gapNone {
			return false
		}
	}
	if e, ok := lookupHeading(toks); ok {
		single := len(toks) == 1 && toks[0].Len() == 1
		return e.use == useKey || !single || toks[0].Case == Single
	}
	if !plainHeading(toks, s) {
		return false
	}
	words, lowers := 0, 0
	for _, t := range toks {
		if pronouns[t.Hash] {
			return false
		}
		if t.Kind == Word {
			words++
			if t.Case == Lower {
				lowers++
			}
		}
	}
	if toks[0].Case == Lower {
		return words <= 2
	}
	return words <= maxKeyWords || lowers == 0
}

// keyBefore looks for a key that ends before the colon at token i and begins at
// token lo or later, inside a line that already has text before it. inKey says
// that the sentence under way is itself a key with its value.
func (p *parser) keyBefore(lo, i int, inKey bool) (int, bool) {
	toks, s := p.doc.Tokens, p.doc.Text
	if !p.keyColon(toks, i) {
		return 0, false
	}
	best := -1
	for j := i - 1; j > lo && j > i-maxHeadingTokens; j-- {
		t := toks[j]
		if t.Kind == Punct && t.Len() == 1 && isOneOf(t.Of(s), ".:;!?|,") {
			break
		}
		if t.Kind != Word {
			continue
		}
		prev := toks[j-1]
		if gapBefore(s, prev, t) != gapNone && !isOneOf(prev.Of(s), ".!?") || isOneOf(prev.Of(s), "|;") {
			if p.isKey(toks[j:i]) {
				return j, true
			}
			break
		}
		if t.Case == Lower || t.Flags&SpaceBefore == 0 {
			continue
		}
		if e, ok := lookupHeading(toks[j:i]); ok && p.inlineUse(e, toks[j:i], prev, inKey) {
			best = j
		}
	}
	return best, best > 0
}

// inlineUse reports whether a known heading may open a new sentence in the
// middle of a line, after the token prev.
func (p *parser) inlineUse(e headingEntry, key []Token, prev Token, inKey bool) bool {
	ended := isOneOf(prev.Of(p.doc.Text), ".;!?")
	caps := allUpper(key)
	switch e.use {
	case useStrong:
		return caps || ended
	case useLine:
		single := len(key) == 1 && key[0].Len() == 1
		return !single && (caps && (!p.upper || ended) || ended)
	case useKey:
		return inKey
	}
	return false
}

// keyStarts reports whether the tokens, the last of them a colon, are a key at
// the start of a sentence that follows another on its line. In a list or a
// table only a heading of a section counts.
func (p *parser) keyStarts(toks []Token, kind SentenceKind) bool {
	n := len(toks) - 1
	if n < 1 || n > maxHeadingTokens || toks[0].Case == Lower || kind == KeyValue || !p.keyColon(toks, n) || !p.isKey(toks[:n]) {
		return false
	}
	if kind == Prose {
		return true
	}
	e, ok := lookupHeading(toks[:n])
	return ok && e.use <= useStrong
}
