package redact

import (
	"encoding/binary"
	"strings"

	"github.com/lethe-health/lethe/labels"
)

// crockford is Douglas Crockford's base 32: no I, L, O, U, so that a code read
// aloud or off paper is read right.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var crockfordValue = func() (v [256]int8) {
	for i := range v {
		v[i] = -1
	}
	for i := range crockford {
		v[crockford[i]] = int8(i)
	}
	return v
}()

// Lengths of codes, in characters, check character included. The length tells
// the kind of a token.
const (
	randomBits = 40 // of a random code: 8 characters
	randomLen  = 9
	prfLen     = 7 + 20 + 1 // key id, 100 bits of HMAC, check
	minSIVLen  = 32
	maxCode    = 4096
)

// appendBase32 appends n characters for the first 5n bits of b.
func appendBase32(dst []byte, b []byte, n int) []byte {
	acc, bits := uint32(0), 0
	for _, c := range b {
		acc, bits = acc<<8|uint32(c), bits+8
		for bits >= 5 && n > 0 {
			bits -= 5
			dst = append(dst, crockford[acc>>bits&31])
			n--
		}
	}
	if bits > 0 && n > 0 {
		dst = append(dst, crockford[acc<<(5-bits)&31])
	}
	return dst
}

// base32Len is how many characters n bytes take.
func base32Len(n int) int { return (n*8 + 4) / 5 }

// decodeBase32 reads what appendBase32 wrote for whole bytes; false when the
// characters or the padding bits are wrong.
func decodeBase32(s string) ([]byte, bool) {
	out := make([]byte, 0, len(s)*5/8)
	acc, bits := uint32(0), 0
	for i := 0; i < len(s); i++ {
		v := crockfordValue[s[i]]
		if v < 0 {
			return nil, false
		}
		acc, bits = acc<<5|uint32(v), bits+5
		if bits >= 8 {
			bits -= 8
			out = append(out, byte(acc>>bits))
		}
	}
	return out, bits < 5 && acc&(1<<bits-1) == 0
}

// checkCharacter is a sum over GF(32) with a power of the generator for each
// place: it finds every single wrong character and every swap of neighbours. The
// type takes part, so that a token does not survive a change of its label.
func checkCharacter(t labels.Type, body string) byte {
	sum, weight := uint8(t), uint8(1)
	for i := 0; i < len(body); i++ {
		weight = mul32(weight, 2)
		sum ^= mul32(uint8(crockfordValue[body[i]])&31, weight)
	}
	return crockford[sum&31]
}

// mul32 multiplies in GF(32) = GF(2)[x]/(x⁵+x²+1).
func mul32(a, b uint8) uint8 {
	var p uint8
	for b > 0 {
		if b&1 != 0 {
			p ^= a
		}
		if a <<= 1; a&32 != 0 {
			a ^= 0b100101
		}
		b >>= 1
	}
	return p
}

// appendToken writes a token: "[", type, "_", code, check character, the code
// of a spelling if it is not the usual one, "]".
func appendToken(dst []byte, t labels.Type, body, form string) []byte {
	dst = append(dst, '[')
	dst = append(dst, t.String()...)
	dst = append(dst, '_')
	dst = append(dst, body...)
	dst = append(dst, checkCharacter(t, body))
	if form != "" {
		dst = append(dst, '.')
		dst = append(dst, form...)
	}
	return append(dst, ']')
}

// randomBody writes 40 bits as eight characters.
func randomBody(id uint64) string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], id<<24)
	return string(appendBase32(nil, b[:5], 8))
}

// FoundToken is a token in a text.
type FoundToken struct {
	labels.Span
	Type labels.Type
	Kind TokenKind
	body string // code without check character
	form string // spelling, "" for the usual one
}

// Code returns the part of the token that is one for all spellings of the
// identifier.
func (f FoundToken) Code() string { return f.body }

// FindTokens returns the tokens of any redaction in a text, in order. What only
// looks like one, its check character wrong, is left out. A token found may
// still be no token that was ever given out: [Restorer.Restore] decides that.
func FindTokens(text string) []FoundToken {
	var out []FoundToken
	for i := 0; ; {
		k := strings.IndexByte(text[i:], '[')
		if k < 0 {
			return out
		}
		i += k
		if f, ok := tokenAt(text, i); ok {
			out = append(out, f)
			i = f.End
			continue
		}
		i++
	}
}

// damagedToken returns where what was a token begins of which a character is
// wrong, or -1: it has a token's type and length, but is none. Letters alone, as
// in "[DATE_TREATMENT]", are a form's word.
func damagedToken(text string) int {
	for i := 0; i < len(text); i++ {
		if text[i] != '[' {
			continue
		}
		if f, ok := tokenAt(text, i); ok {
			i = f.End - 1
			continue
		}
		_, k, ok := typeAt(text, i)
		if !ok || k >= len(text) || text[k] != '_' {
			continue
		}
		k++
		end, digit := k, false
		for ; end < len(text) && end-k <= maxCode && isCodeLike(text[end]); end++ {
			digit = digit || text[end] <= '9'
		}
		n := end - k
		if digit && end < len(text) && (text[end] == ']' || text[end] == '.') && (n == randomLen || n == prfLen || n >= minSIVLen) {
			return i
		}
	}
	return -1
}

// isCodeLike is whether c stands in a code, or is what one is misread as.
func isCodeLike(c byte) bool { return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' }

// tokenAt reads the token that begins at byte i.
func tokenAt(text string, i int) (FoundToken, bool) {
	t, k, ok := typeAt(text, i)
	if !ok || k >= len(text) || text[k] != '_' {
		return FoundToken{}, false
	}
	k++
	end := k
	for end < len(text) && end-k <= maxCode && crockfordValue[text[end]] >= 0 {
		end++
	}
	f := FoundToken{Type: t}
	switch n := end - k; {
	case n == randomLen:
		f.Kind = TokenRandom
	case n == prfLen:
		f.Kind = TokenPRF
	case n >= minSIVLen:
		f.Kind = TokenSIV
	default:
		return FoundToken{}, false
	}
	f.body = text[k : end-1]
	if checkCharacter(t, f.body) != text[end-1] || end >= len(text) {
		return FoundToken{}, false
	}
	if text[end] == '.' {
		k = end + 1
		for end = k; end < len(text) && end-k <= maxCode && crockfordValue[text[end]] >= 0; end++ {
		}
		if f.form = text[k:end]; f.form == "" || end >= len(text) {
			return FoundToken{}, false
		}
	}
	if text[end] != ']' {
		return FoundToken{}, false
	}
	f.Span = labels.Span{Start: i, End: end + 1}
	return f, true
}

// typeAt reads "[TYPE" at byte i and returns the offset behind it.
func typeAt(text string, i int) (labels.Type, int, bool) {
	if i >= len(text) || text[i] != '[' {
		return 0, 0, false
	}
	k := i + 1
	for k < len(text) && k-i < 20 && (text[k] >= 'A' && text[k] <= 'Z' || text[k] == '-') {
		k++
	}
	t, err := labels.ParseType(text[i+1 : k])
	return t, k, err == nil
}

// isTagOrToken reports whether the whole of s is a tag or a token: what an
// earlier redaction left, which a second one leaves alone.
func isTagOrToken(s string) bool {
	if len(s) < 3 || s[0] != '[' {
		return false
	}
	if _, k, ok := typeAt(s, 0); ok && k == len(s)-1 && s[k] == ']' {
		return true
	}
	f, ok := tokenAt(s, 0)
	return ok && f.End == len(s)
}
