package text

// ends reports whether the marks from token i up to token j, which do not end
// the text at hand, end the sentence that began at token start. item is the
// number of the list item under way, 0 outside a list.
func (p *parser) ends(start, i, j int32, item int) bool {
	toks, s := p.doc.Tokens, p.doc.Text
	if i == start {
		return false
	}
	mark, prev, next := toks[i], toks[i-1], toks[j]
	run := int32(0)
	for k := i; k < j && isOneOf(toks[k].Of(s), ".!?"); k++ {
		run++
	}
	spaced := next.Flags&SpaceBefore != 0
	switch {
	case run >= 4: // a leader, as in a table of contents
		return false
	case mark.Flags&SpaceBefore != 0: // "? pneumonia", " . "
		return run == 1 && s[mark.Start] == '.' && spaced && capital(next)
	case !spaced:
		return s[mark.Start] == '.' && run == 1 && j == i+1 && p.glued(i)
	case run > 1:
		return capital(next)
	case s[mark.Start] != '.':
		return prev.Of(s) != "("
	}
	switch prev.Kind {
	case Number:
		if i-1 == start || i-2 == start && toks[start].Kind == Punct || toks[i-2].Of(s) == ":" && itemNumber(toks[i-1:], s) == 1 {
			return false // a list marker
		}
		return item == 0 || !p.isMarkerNumber(i-1, item)
	case Punct:
		return isOneOf(prev.Of(s), ")]\"%+") || capital(next)
	}
	return p.wordEnds(start, i, j)
}

// isMarkerNumber reports whether the number token is the marker of the list
// item under way.
func (p *parser) isMarkerNumber(i int32, item int) bool {
	return itemNumber(p.doc.Tokens[i:], p.doc.Text) == item && p.doc.Tokens[i].Flags&LineBefore != 0
}

// wordEnds decides about a period that follows a word and precedes a space.
func (p *parser) wordEnds(start, i, j int32) bool {
	toks, s := p.doc.Tokens, p.doc.Text
	prev, next := toks[i-1], toks[j]
	if prev.Len() == 1 {
		if i-3 >= start && toks[i-2].Of(s) == "." && prev.Flags&SpaceBefore == 0 && toks[i-3].Kind == Word {
			return p.starts(j) // "p.o. The", "M.D. He"
		}
		if i-2 >= start && lettered[toks[i-2].Hash] {
			return capital(next) // "hepatitis C. He"
		}
		if prev.Case == Lower && i-2 >= start && prev.Flags&SpaceBefore != 0 {
			return capital(next)
		}
		return p.starts(j) && !p.upper
	}
	switch abbreviations[prev.Hash] {
	case abbrevNever:
		return false
	case abbrevNumber:
		return next.Kind != Number && capital(next)
	case abbrevStarter:
		return p.starts(j)
	case abbrevCapital:
		return next.Kind == Word && capital(next)
	}
	switch next.Kind {
	case Word:
		if next.Case == Lower {
			return p.lower || starters[next.Hash]
		}
		return true
	case Number:
		return true
	}
	switch next.Of(s) {
	case "(", "[", "\"", "“", "-", "–", "—", "*", "#", ">", "•", "·", "{", "<", "~", "+", "?":
		return true
	}
	return false
}

// glued reports whether the period at token i ends a sentence though no space
// follows it: "of the lung.The patient", but never inside an address.
func (p *parser) glued(i int32) bool {
	toks, s := p.doc.Tokens, p.doc.Text
	prev, next := toks[i-1], toks[i+1]
	if prev.Kind != Word || prev.Case != Lower || prev.Len() < 3 || next.Kind != Word || next.Case != Title {
		return false
	}
	if i >= 2 && prev.Flags&SpaceBefore == 0 && isOneOf(toks[i-2].Of(s), ".@/_") {
		return false
	}
	if int(i)+2 < len(toks) && toks[i+2].Flags&SpaceBefore == 0 && isOneOf(toks[i+2].Of(s), ".@/_") {
		return false
	}
	return abbreviations[prev.Hash] == abbrevNone
}

// capital reports whether a sentence may begin with the token.
func capital(t Token) bool {
	return t.Kind == Number || t.Kind == Word && t.Case != Lower
}

// starts reports whether token j is a capitalised word that commonly begins a
// sentence; the "No" of "Hosp. No. 7" is none.
func (p *parser) starts(j int32) bool {
	toks := p.doc.Tokens
	if t := toks[j]; !starters[t.Hash] || t.Case == Lower {
		return false
	}
	return toks[j].Hash != noHash || int(j)+1 == len(toks) || toks[j+1].Kind == Word
}

var noHash = HashFold("no")
