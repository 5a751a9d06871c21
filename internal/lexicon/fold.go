package lexicon

import "unicode/utf8"

// Base letters of U+00C0 to U+024F and of U+1E00 to U+1EFF, lower case; a dot
// where a character has none. Letters that Unicode does not take apart (ø, ł,
// đ, æ, ß, ı) are given the letter that plain spelling puts first.
const (
	latinLow  = "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs.b....o...d....ee.......kk......oo.............uu..yy........................aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................"
	latinHigh = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy....s.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......"
)

// foldLatin appends s to dst in lower case without accents. It returns nothing
// for a word with a letter that has no Latin base letter.
func foldLatin(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		b := byte('.')
		switch {
		case r >= 0x300 && r < 0x370: // combining marks
			continue
		case r >= 0xC0 && int(r) < 0xC0+len(latinLow):
			b = latinLow[r-0xC0]
		case r >= 0x1E00 && int(r) < 0x1E00+len(latinHigh):
			b = latinHigh[r-0x1E00]
		}
		if b == '.' {
			return nil
		}
		dst = append(dst, b)
	}
	return dst
}

// Fold returns a word in lower case without accents, the form in which the
// dictionaries hold it; empty for a word that is not in Latin letters.
func Fold(w string) string { return string(foldLatin(nil, w)) }
