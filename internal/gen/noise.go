package gen

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// noise wears a note now and then, as scanners, fax lines and hurried typists
// do. The marks follow the text.
func (g *Generator) noise(ps []piece, form string, rng *rand.Rand) []piece {
	switch x := rng.IntN(100); {
	case x < 8:
		return each(ps, strings.ToLower)
	case x < 15:
		return each(ps, strings.ToUpper)
	case x < 19:
		return each(ps, func(s string) string { return ocr(s, rng, 60) })
	case x < 23:
		return each(ps, func(s string) string { return dropPunct(s, rng) })
	case x < 27:
		return each(ps, func(s string) string { return typos(s, rng, 40) })
	case x < 32:
		return rewrap(ps, rng)
	case x < 34:
		return each(ps, func(s string) string { return randomCase(s, rng) })
	case x < 37:
		return each(ps, unaccent)
	}
	return ps
}

func each(ps []piece, f func(string) string) []piece {
	for i := range ps {
		t := f(ps[i].text)
		if ps[i].kind != 0 {
			t = strings.TrimSpace(t)
			if t == "" {
				continue
			}
		}
		ps[i].text = t
	}
	return ps
}

// ocr confuses letters and digits as scanners do, one character in rate.
func ocr(s string, rng *rand.Rand, rate int) string {
	pairs := map[rune]string{'0': "O", 'O': "0", '1': "l", 'l': "1", 'I': "l", '5': "S", 'S': "5", '8': "B", 'B': "8", 'm': "rn", 'e': "c", 'c': "e", 'g': "q", 'h': "li", 'i': "í", 'a': "o", 'u': "ii", '2': "Z", '6': "b", '.': ",", ',': "."}
	var b strings.Builder
	for _, r := range s {
		if rng.IntN(rate) == 0 {
			if t, ok := pairs[r]; ok {
				b.WriteString(t)
				continue
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// dropPunct leaves out half of the commas, periods and colons that end words.
func dropPunct(s string, rng *rand.Rand) string {
	var b strings.Builder
	rs := []rune(s)
	for i, r := range rs {
		end := i+1 == len(rs) || unicode.IsSpace(rs[i+1])
		if (r == ',' || r == '.' || r == ':' || r == ';') && end && rng.IntN(2) == 0 {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// typos swaps, drops and doubles letters, one in rate.
func typos(s string, rng *rand.Rand, rate int) string {
	rs := []rune(s)
	out := make([]rune, 0, len(rs)+4)
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		if unicode.IsLetter(r) && rng.IntN(rate) == 0 {
			switch rng.IntN(3) {
			case 0:
				continue
			case 1:
				out = append(out, r, r)
				continue
			default:
				if i+1 < len(rs) && unicode.IsLetter(rs[i+1]) {
					out = append(out, rs[i+1], r)
					i++
					continue
				}
			}
		}
		out = append(out, r)
	}
	return string(out)
}

// rewrap breaks lines at a width, also inside slots.
func rewrap(ps []piece, rng *rand.Rand) []piece {
	width, col := 50+rng.IntN(40), 0
	for i := range ps {
		b := []byte(ps[i].text)
		for k, c := range b {
			switch {
			case c == '\n':
				col = 0
			case c == ' ' && col > width:
				b[k] = '\n'
				col = 0
			default:
				col++
			}
		}
		ps[i].text = string(b)
	}
	return ps
}

// randomCase turns the case of letters at random, word by word.
func randomCase(s string, rng *rand.Rand) string {
	ws := strings.SplitAfter(s, " ")
	for i, w := range ws {
		switch rng.IntN(8) {
		case 0:
			ws[i] = strings.ToUpper(w)
		case 1, 2:
			ws[i] = strings.ToLower(w)
		}
	}
	return strings.Join(ws, "")
}

var accents = strings.NewReplacer("á", "a", "à", "a", "ä", "a", "â", "a", "ã", "a", "å", "a", "ą", "a", "ç", "c", "ć", "c", "č", "c",
	"é", "e", "è", "e", "ê", "e", "ë", "e", "ę", "e", "ě", "e", "í", "i", "ì", "i", "î", "i", "ï", "i", "ł", "l", "Ł", "L", "ñ", "n", "ń", "n",
	"ó", "o", "ò", "o", "ô", "o", "ö", "o", "õ", "o", "ø", "o", "ř", "r", "ś", "s", "š", "s", "ş", "s", "ú", "u", "ù", "u", "û", "u", "ü", "u",
	"ý", "y", "ż", "z", "ź", "z", "ž", "z", "Á", "A", "É", "E", "Í", "I", "Ó", "O", "Ö", "O", "Ø", "O", "Š", "S", "Ś", "S", "Ü", "U", "Ž", "Z", "Ż", "Z", "ð", "d", "đ", "d", "Đ", "D")

func unaccent(s string) string { return accents.Replace(s) }

// unaccentFold is a name in lower case without accents.
func unaccentFold(s string) string { return strings.ToLower(unaccent(s)) }
