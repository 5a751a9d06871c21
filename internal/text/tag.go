package text

// TagEnd returns the index behind the last token of the redaction tag or token
// that begins at token i, "[DATE]" or "[PATIENT_7KQ2M9X4C.3TT]"; false when none
// begins there. Such a tag stands for a name or a number; the letters and digits
// of its code mean nothing.
func TagEnd(s string, toks []Token, i int) (end int, ok bool) {
	if i+2 >= len(toks) || toks[i].Kind != Punct || s[toks[i].Start] != '[' || toks[i+1].Case != Upper {
		return 0, false
	}
	for k := i + 1; k < len(toks); k++ {
		t := &toks[k]
		if t.Flags&(SpaceBefore|NonASCII) != 0 {
			return 0, false
		}
		switch t.Kind {
		case Word:
			if t.Case != Upper && t.Case != Single {
				return 0, false
			}
		case Punct:
			switch s[t.Start] {
			case ']':
				return k + 1, true
			case '_', '-', '.':
			default:
				return 0, false
			}
		}
	}
	return 0, false
}
