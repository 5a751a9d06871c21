package text

import "strings"

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

// HideCodes returns s with the code of every redaction token turned into as
// many letters Z: "[PATIENT_7KQ2M9X4C]" becomes "[PATIENT_ZZZZZZZZZ]". Offsets
// stay, and what is read of the text no longer depends on codes that are drawn
// at random, neither by what they spell nor by how many tokens they make. A
// text without such tokens is returned as it is, without a copy.
func HideCodes(s string) string {
	var out []byte
	for i := 0; i < len(s); i++ {
		open := strings.IndexByte(s[i:], '[')
		if open < 0 {
			break
		}
		i += open
		from, to, ok := codeAt(s, i)
		if !ok {
			continue
		}
		if out == nil {
			out = []byte(s)
		}
		for k := from; k < to; k++ {
			if out[k] != '.' {
				out[k] = 'Z'
			}
		}
		i = to
	}
	if out == nil {
		return s
	}
	return string(out)
}

// codeAt returns where the code lies of the redaction token that the bracket at
// i opens: between the underscore and the closing bracket.
func codeAt(s string, i int) (from, to int, ok bool) {
	k := i + 1
	for k < len(s) && (class[s[k]] == cUpper || s[k] == '-') {
		k++
	}
	if k == i+1 || k == len(s) || s[k] != '_' {
		return 0, 0, false
	}
	from = k + 1
	for k = from; k < len(s) && (class[s[k]] == cUpper || class[s[k]] == cDigit || s[k] == '.'); k++ {
	}
	return from, k, k > from && k < len(s) && s[k] == ']'
}
