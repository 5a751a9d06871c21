package text

import (
	"unicode"
	"unicode/utf8"
)

// Kind says what a token is made of.
type Kind uint8

// The kinds of token. A token is a maximal run of letters, a maximal run of
// digits, or one other character; letters and digits never share a token, so
// that "81M" gives "81" and "M".
const (
	Word   Kind = iota + 1 // letters, with combining marks
	Number                 // decimal digits
	Punct                  // one punctuation mark or symbol
)

// Case is how a word is capitalised.
type Case uint8

// The cases of a word; a [Number] or [Punct] has NoCase.
const (
	NoCase Case = iota // no letter that has a case
	Lower              // all lower: "fever"
	Title              // first upper, rest lower, two letters or more: "Smith"
	Upper              // all upper, two letters or more: "SMITH"
	Single             // one upper letter: "J"
	Mixed              // anything else: "McDonald", "mRNA"
)

// Flags say what stands before a token.
type Flags uint8

// The flags. A token that follows a line break has both SpaceBefore and
// LineBefore.
const (
	SpaceBefore Flags = 1 << iota // white space, or the start of the note
	LineBefore                    // first token of its line
	NonASCII                      // holds a byte over 0x7F
)

// Token is one token of a note: 16 bytes, no pointers.
type Token struct {
	Start, End int32  // byte offsets into the note, half open
	Hash       uint32 // Hash of the folded token: see [HashFold]
	Kind       Kind
	Case       Case
	Flags      Flags
}

// Of returns the token's text.
func (t Token) Of(s string) string { return s[t.Start:t.End] }

// Len returns the token's length in bytes.
func (t Token) Len() int { return int(t.End - t.Start) }

// MaxLen is the longest note, in bytes, that the package takes: token offsets
// are 32 bits wide.
const MaxLen = 1<<31 - 1

const byteOrderMark = '\uFEFF' // white space, wherever it stands

// Byte classes of the ASCII range.
const (
	cOther = iota // punctuation and controls
	cLower
	cUpper
	cDigit
	cSpace
	cBreak // line break
	cHigh  // start of a multi-byte character
)

var class = buildClasses()

func buildClasses() (class [256]uint8) {
	for i := range class {
		c := byte(i)
		switch {
		case c >= 'a' && c <= 'z':
			class[i] = cLower
		case c >= 'A' && c <= 'Z':
			class[i] = cUpper
		case c >= '0' && c <= '9':
			class[i] = cDigit
		case c == '\n' || c == '\r' || c == '\f' || c == '\v':
			class[i] = cBreak
		case c == ' ' || c == '\t':
			class[i] = cSpace
		case c >= 0x80:
			class[i] = cHigh
		}
	}
	return class
}

// fold holds the small letter of each ASCII letter, 0 for any other byte.
var fold = buildFold()

func buildFold() (fold [256]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		fold[c], fold[c-'a'+'A'] = uint8(c), uint8(c)
	}
	return fold
}

const (
	hashSeed  uint32 = 2166136261
	hashPrime uint32 = 16777619
)

// HashFold returns the hash that a token of this text has: FNV-1a over the
// UTF-8 bytes of the text with every letter in its simple lower case. Equal
// words in any capitalisation have equal hashes.
func HashFold(s string) uint32 {
	h := hashSeed
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 0x80:
			return hashFoldHigh(h, s[i:])
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		h = (h ^ uint32(c)) * hashPrime
	}
	return h
}

func hashFoldHigh(h uint32, s string) uint32 {
	var buf [utf8.UTFMax]byte
	for _, r := range s {
		n := utf8.EncodeRune(buf[:], unicode.ToLower(r))
		for _, c := range buf[:n] {
			h = (h ^ uint32(c)) * hashPrime
		}
	}
	return h
}

// AppendTokens appends the tokens of s to dst, in order, and returns it. White
// space and control characters belong to no token. It takes one pass, allocates
// only to grow dst, and never fails: an invalid byte is taken as one Punct
// token of one byte. s must not be longer than [MaxLen].
func AppendTokens(dst []Token, s string) []Token {
	flags := SpaceBefore | LineBefore
	for i := 0; i < len(s); {
		c := s[i]
		switch class[c] {
		case cSpace:
			flags |= SpaceBefore
			i++
		case cBreak:
			flags |= SpaceBefore | LineBefore
			i++
		case cLower, cUpper:
			start := i
			h := hashSeed
			lowers := 0
			for i < len(s) {
				c = s[i]
				f := fold[c]
				if f == 0 {
					break
				}
				h = (h ^ uint32(f)) * hashPrime
				lowers += int(c>>5) & 1 // the bit that parts the cases
				i++
			}
			if i < len(s) && s[i] >= utf8.RuneSelf {
				var t Token
				if t, i = wordHigh(s, start); t.End > 0 {
					t.Flags |= flags
					dst = append(dst, t)
					flags = 0
					continue
				}
			}
			dst = append(dst, Token{int32(start), int32(i), h, Word, asciiCase(s[start], i-start, lowers), flags})
			flags = 0
			if i < len(s) && s[i] == ' ' { // by far the most frequent follower
				flags = SpaceBefore
				i++
			}
		case cDigit:
			start := i
			h := hashSeed
			for i < len(s) && class[s[i]] == cDigit {
				h = (h ^ uint32(s[i])) * hashPrime
				i++
			}
			dst = append(dst, Token{int32(start), int32(i), h, Number, NoCase, flags})
			flags = 0
		case cHigh:
			r, n := utf8.DecodeRuneInString(s[i:])
			switch {
			case unicode.IsSpace(r) || r == byteOrderMark:
				flags |= SpaceBefore
				if r == 0x85 || r == 0x2028 || r == 0x2029 {
					flags |= LineBefore
				}
				i += n
			case isWordRune(r) && !(r == utf8.RuneError && n == 1):
				var t Token
				t, i = wordHigh(s, i)
				t.Flags |= flags
				dst = append(dst, t)
				flags = 0
			default:
				dst = append(dst, Token{int32(i), int32(i + n), HashFold(s[i : i+n]), Punct, NoCase, flags | NonASCII})
				i += n
				flags = 0
			}
		default:
			if c < ' ' || c == 0x7f {
				flags |= SpaceBefore
				i++
				continue
			}
			dst = append(dst, Token{int32(i), int32(i + 1), (hashSeed ^ uint32(c)) * hashPrime, Punct, NoCase, flags})
			i++
			flags = 0
		}
	}
	return dst
}

// asciiCase tells the case of a word of n ASCII letters, lowers of them small.
func asciiCase(first byte, n, lowers int) Case {
	switch {
	case lowers == n:
		return Lower
	case lowers == n-1 && first&0x20 == 0 && n > 1:
		return Title
	case lowers > 0:
		return Mixed
	case n == 1:
		return Single
	}
	return Upper
}

// isWordRune reports whether a character over 0x7F belongs to a word: a letter
// or a combining mark. Digits of other scripts do too; they are no [Number].
func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)
}

// wordHigh reads the word at start when it holds a character over 0x7F.
func wordHigh(s string, start int) (Token, int) {
	i, letters, uppers, lowers := start, 0, 0, 0
	firstUpper, high := false, false
	for i < len(s) {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
			if (r == utf8.RuneError && n == 1) || !isWordRune(r) {
				break
			}
			high = true
		} else if k := class[byte(r)]; k != cLower && k != cUpper {
			break
		}
		if unicode.IsUpper(r) {
			uppers++
			firstUpper = firstUpper || letters == 0
		} else if unicode.IsLower(r) {
			lowers++
		}
		if !unicode.IsMark(r) {
			letters++
		}
		i += n
	}
	if !high {
		return Token{}, i
	}
	t := Token{Start: int32(start), End: int32(i), Hash: HashFold(s[start:i]), Kind: Word, Flags: NonASCII}
	switch {
	case uppers == 0 && lowers == 0:
		t.Case = NoCase
	case uppers == 0:
		t.Case = Lower
	case lowers == 0 && letters == 1:
		t.Case = Single
	case lowers == 0:
		t.Case = Upper
	case uppers == 1 && firstUpper:
		t.Case = Title
	default:
		t.Case = Mixed
	}
	return t, i
}
