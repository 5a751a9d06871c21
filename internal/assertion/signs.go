package assertion

import "github.com/lethe-health/lethe/internal/text"

// Signs before or after the items of a review of systems: "+cough -fever",
// "fever -, rash +", "(+) heartburn (-) melena". A sign speaks for one item; a
// hyphen is read as one only where a plus, or a second hyphen of its kind,
// stands in the same sentence.

// compileSigns makes what the signs mean.
func (e *Engine) compileSigns() {
	e.minusPre = &cue{dir: pre, status: Negated, reach: item}
	e.minusPost = &cue{dir: post, status: Negated, reach: item}
}

// scanSigns adds the marks of the signs of one sentence to c.gaps.
func (e *Engine) scanSigns(c *Context, toks []text.Token) {
	s := c.doc.Text
	plus, before, after, spaced := 0, 0, 0, 0
	for k := range toks {
		if toks[k].Kind != text.Punct || toks[k].Len() != 1 {
			continue
		}
		switch b := s[toks[k].Start]; {
		case b == '+' && (signBefore(toks, k) && !joins(toks, k) || signAfter(toks, k, s)):
			plus++
		case b == '-' && signBefore(toks, k) && toks[k+1].Flags&text.SpaceBefore == 0:
			before++
		case b == '-' && signBefore(toks, k):
			spaced++
		case b == '-' && signAfter(toks, k, s):
			after++
		}
	}
	if plus > 0 {
		before += spaced
	}
	if before+after == 0 || plus+before+after < 2 {
		return
	}
	for k := range toks {
		if toks[k].Kind != text.Punct || toks[k].Len() != 1 || s[toks[k].Start] != '-' {
			continue
		}
		m := mark{cue: e.minusPre, tok: int32(k), ntok: 1, start: toks[k].Start, end: toks[k].End, fixed: true}
		switch {
		case signAfter(toks, k, s) && (plus > 0 || after > 1):
			m.cue = e.minusPost
			j := k
			for j > 0 && !(toks[j-1].Kind == text.Punct && toks[j-1].Len() == 1 && endsItem(s[toks[j-1].Start])) {
				j--
			}
			m.from, m.to = toks[j].Start, m.start
		case signBefore(toks, k) && (plus > 0 || before > 1 && toks[k+1].Flags&text.SpaceBefore == 0):
			j := k + 1
			for j < len(toks) && !(toks[j].Kind == text.Punct && toks[j].Len() == 1 && (endsItem(s[toks[j].Start]) || s[toks[j].Start] == '-' && signBefore(toks, j))) {
				j++
			}
			m.to = toks[j-1].End
			m.from = m.start
		default:
			continue
		}
		c.gaps = append(c.gaps, m)
	}
}

// signBefore reports whether the mark at k stands before an item: at the start
// or after a space or an opening mark, a word following.
func signBefore(toks []text.Token, k int) bool {
	return (k == 0 || toks[k].Flags&text.SpaceBefore != 0) && k+1 < len(toks) && toks[k+1].Kind == text.Word
}

// joins reports whether the mark at k stands between two words, apart from both:
// "alcohol + bupropion".
func joins(toks []text.Token, k int) bool {
	return k > 0 && toks[k-1].Kind == text.Word && toks[k+1].Flags&text.SpaceBefore != 0
}

// signAfter reports whether the mark at k closes an item: a comma, a semicolon
// or the end follows.
func signAfter(toks []text.Token, k int, s string) bool {
	if k == 0 || toks[k-1].Kind != text.Word {
		return false
	}
	return k+1 == len(toks) || toks[k+1].Kind == text.Punct && toks[k+1].Len() == 1 && endsItem(s[toks[k+1].Start])
}

func endsItem(b byte) bool { return b == ',' || b == ';' || b == '.' || b == '+' || b == '|' }
