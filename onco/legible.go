package onco

import (
	"slices"
	"strings"

	"github.com/lethe-health/lethe/labels"
)

// legibleText is a document's text as it is read, with where each of its bytes
// stands in the document. Some documents come from scanners and converters that
// spell words l e t t e r  by letter, put zero bytes between letters, glue two
// words into one, or hide hyphens in words.
type legibleText struct {
	text string
	at   []int32 // by byte of text: its offset in the document; empty: the same
	buf  []byte
}

// spelled is how many single letters in a row make a word spelled out.
const spelled = 5

// glued is the least length of each of two words that are taken apart.
const glued = 4

// of makes s legible.
func (l *legibleText) of(s string) string {
	l.text, l.at, l.buf = s, l.at[:0], l.buf[:0]
	done, looked := 0, 0 // looked: to where single letters were found to spell nothing
	for i := 0; i < len(s); {
		if c := s[i]; c == ' ' || i > 0 && (ordinary[c] && s[i-1] > ' ' || capital[c] && capital[s[i-1]]) {
			i++
			continue
		}
		drop, put := 0, byte(0)
		switch c := s[i]; {
		case c == 0:
			drop = 1
		case c >= 0xC2 && strings.HasPrefix(s[i:], "\u00ad"):
			drop = 2
		case c >= 0xC2 && (strings.HasPrefix(s[i:], "\u200b") || strings.HasPrefix(s[i:], "\ufeff")):
			drop = 3
		case c == '(' && i > 0 && s[i-1] == '.' && labelBegins(s, i):
			put = '\n'
		case c >= 'A' && c <= 'Z' && i > 0 && s[i-1] > ' ':
			switch {
			case keyBegins(s, i):
				put = '\n'
			case s[i-1] >= 'a' && s[i-1] <= 'z' && twoWords(s, i):
				put = ' '
			}
		case c != ' ' && (i == 0 || s[i-1] == ' ' || s[i-1] == '\n'):
			if i < looked || i+3 >= len(s) || s[i+1] != ' ' || s[i+3] != ' ' {
				break
			}
			end, word := spelledOut(s, i)
			if looked = end; word {
				l.keep(s, done, i)
				for ; i < end; i++ {
					if s[i] != ' ' {
						l.keep(s, i, i+1)
					}
				}
				done = i
				continue
			}
		}
		if drop > 0 || put != 0 {
			l.keep(s, done, i)
			if put != 0 {
				l.buf, l.at = append(l.buf, put), append(l.at, int32(i))
			}
			done = i + drop
		}
		i += max(drop, 1)
	}
	if done == 0 && len(l.buf) == 0 {
		return s
	}
	l.keep(s, done, len(s))
	l.text = string(l.buf)
	return l.text
}

// ordinary are the bytes that within a word are left as they are.
var ordinary = func() (t [256]bool) {
	for c := byte('!'); c < 0x80; c++ {
		t[c] = c != '(' && (c < 'A' || c > 'Z')
	}
	return t
}()

// capital are the capitals; one after another is left as it is.
var capital = func() (t [256]bool) {
	for c := byte('A'); c <= 'Z'; c++ {
		t[c] = true
	}
	return t
}()

// keep copies s[from:to].
func (l *legibleText) keep(s string, from, to int) {
	l.buf = append(l.buf, s[from:to]...)
	n := len(l.at)
	l.at = slices.Grow(l.at, to-from)[:n+to-from]
	for i := range l.at[n:] {
		l.at[n+i] = int32(from + i)
	}
}

// source is where a span of the legible text stands in the document.
func (l *legibleText) source(s labels.Span) labels.Span {
	if len(l.at) == 0 || s.Start >= s.End || s.End > len(l.at) {
		return s
	}
	return labels.Span{Start: int(l.at[s.Start]), End: int(l.at[s.End-1]) + 1}
}

// twoWords reports whether a capital at byte i, after a small letter, begins a
// second word: "RectumTumor" and not "McDonald".
func twoWords(s string, i int) bool {
	before, after := 0, 0
	for k := i - 1; k >= 0 && isLetter(s[k]) && before < glued; k-- {
		if before++; s[k] < 'a' {
			break
		}
	}
	for k := i + 1; k < len(s) && s[k] >= 'a' && s[k] <= 'z' && after < glued; k++ {
		after++
	}
	return before >= glued && after >= glued-1
}

// labelBegins reports whether a bracket at byte i begins the label of the next
// specimen, whose line break was lost: "no tumor present.(B) RIGHT KIDNEY".
func labelBegins(s string, i int) bool {
	return i+2 < len(s) && s[i+1] >= 'A' && s[i+1] <= 'Z' && s[i+2] == ')'
}

// keyBegins reports whether a capital at byte i begins the key of a form whose
// line break was lost: "Sigmoid colonTumor size: 4 cm".
func keyBegins(s string, i int) bool {
	const longest = 32
	if c := s[i-1]; !(c >= 'a' && c <= 'z') && !isDigit(c) && c != ')' && c != '.' {
		return false
	}
	k := i + 1
	for k < len(s) && k < i+longest && (s[k] >= 'a' && s[k] <= 'z' || s[k] == ' ' || s[k] == '-') {
		k++
	}
	return k > i+glued && k < len(s) && s[k] == ':'
}

// spelledOut returns where a run of single letters with a space between each
// two ends, and whether it spells a word. A run of one letter only is a
// scanner's bar.
func spelledOut(s string, i int) (end int, word bool) {
	n, kinds := 0, 0
	var seen [26]bool
	for k := i; k < len(s) && isLetter(s[k]); k += 2 {
		if k+1 < len(s) && s[k+1] != ' ' && s[k+1] != '\n' && s[k+1] != ',' && s[k+1] != '.' && s[k+1] != ':' && s[k+1] != '-' {
			break
		}
		n, end = n+1, k+1
		if j := s[k] | 0x20 - 'a'; !seen[j] {
			seen[j] = true
			kinds++
		}
		if k+1 >= len(s) || s[k+1] != ' ' {
			break
		}
	}
	return end, n >= spelled && kinds >= 4
}
