package redact

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/labels"
)

// NormalizationVersion names the rules of [Normalize]. Tokens made by other
// rules than these are other tokens, so a vault keeps the version it was made
// with and refuses to be used by another.
const NormalizationVersion = 1

// Normalize returns the form of a value by which two spellings are known to be
// one identifier: after Unicode NFKC, without capitals, titles of punctuation
// and doubled blanks; names with the family name last ("DOE, John" and
// "DOE^JOHN" are "john doe"); numbers without their separators; dates by the
// calendar.
func Normalize(t labels.Type, value string) string {
	s := value
	if !norm.NFKC.IsNormalString(s) {
		s = norm.NFKC.String(s)
	}
	switch t {
	case labels.Patient, labels.Doctor:
		return normalizeName(s)
	case labels.MedicalRecord, labels.HealthPlan, labels.IDNum, labels.Device, labels.BioID, labels.Zip:
		return keepAlphanumeric(s)
	case labels.Phone, labels.Fax:
		return normalizePhone(s)
	case labels.Email, labels.Username:
		return strings.ToLower(strings.Join(strings.Fields(s), ""))
	case labels.URL:
		return normalizeURL(s)
	case labels.Date:
		if m, ok := dates.Parse(s); ok && m.Date.Precision() == dates.PrecisionDay && m.Date.Valid() {
			if !m.Swappable {
				at, _ := m.Resolve(civilZero)
				return at.Format("2006-01-02")
			}
		}
	}
	return words(s)
}

// words lowers s, turns punctuation other than hyphens and apostrophes into
// blanks and runs of blanks into one.
func words(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '-' || r == '&' || r == '#':
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		case r == '\'' || r == '’' || r == '.':
			// "St. Mary's" and "St Marys" are one
		default:
			gap = true
		}
	}
	return b.String()
}

func normalizeName(s string) string {
	if last, first, ok := cutAny(s, ",^"); ok {
		first, rest, _ := cutAny(first, "^")
		n := words(first)
		if r := words(rest); r != "" {
			n += " " + r
		}
		if l := words(last); n == "" {
			return l
		} else if l != "" {
			return n + " " + l
		}
		return n
	}
	return words(s)
}

func cutAny(s, seps string) (before, after string, ok bool) {
	if i := strings.IndexAny(s, seps); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

func keepAlphanumeric(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	if b.Len() == 0 {
		return words(s)
	}
	return b.String()
}

// normalizePhone keeps digits and an extension's "x"; the country code of North
// America is dropped.
func normalizePhone(s string) string {
	s = strings.ToLower(s)
	main, ext := s, ""
	if i := strings.Index(s, "x"); i > 0 {
		main, ext = s[:i], keepDigits(s[i:])
	}
	d := keepDigits(main)
	if len(d) == 11 && d[0] == '1' {
		d = d[1:]
	}
	if d == "" {
		return words(s)
	}
	if ext != "" {
		d += "x" + ext
	}
	return d
}

func keepDigits(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func normalizeURL(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, p := range []string{"https://", "http://", "www."} {
		s = strings.TrimPrefix(s, p)
	}
	return strings.TrimSuffix(s, "/")
}
