package redact

import (
	"strings"
	"unicode"

	"github.com/lethe-health/lethe/labels"
)

// formLen is the length of a spelling's code in a random token, 15 bits.
const formLen = 3

// maxForms is how many codes there are for the spellings of one value.
const maxForms = 1 << (5 * formLen)

// formCode numbers a spelling of a value by its outline alone, so that the
// number does not depend on which spelling came first. The usual spelling of a
// type is 0 and not written. Two spellings of one outline ("12-345", "123-45")
// are told apart by the next free number.
//
// The outline says where capitals, digits and punctuation stand and nothing of
// the letters or how many there are; its hash tells no more.
func formCode(t labels.Type, surface, normal string) uint16 {
	o := outline(surface)
	if usual(t, surface, normal, o) {
		return 0
	}
	h := uint32(2166136261)
	for i := 0; i < len(o); i++ {
		h = (h ^ uint32(o[i])) * 16777619
	}
	return uint16((h^h>>15)%(maxForms-1)) + 1
}

// outline writes a run of lower-case letters as "a", of capitals as "A", of
// digits as "0"; a capital with small letters behind it is "Aa".
func outline(s string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range s {
		c := r
		switch {
		case unicode.IsUpper(r):
			c = 'A'
		case unicode.IsLetter(r), unicode.IsMark(r):
			c = 'a'
		case unicode.IsDigit(r):
			c = '0'
		}
		if c != last || c != 'A' && c != 'a' && c != '0' {
			b.WriteRune(c)
		}
		last = c
	}
	return b.String()
}

// usual reports whether a spelling is the one of its value that needs no code.
// For one value that is one spelling at most.
func usual(t labels.Type, surface, normal, outline string) bool {
	switch t {
	case labels.Phone, labels.Fax:
		return outline == "0-0-0"
	case labels.Date:
		return outline == "0/0/0"
	case labels.MedicalRecord, labels.HealthPlan, labels.IDNum, labels.Device, labels.BioID, labels.Zip, labels.State:
		return surface == strings.ToUpper(normal)
	case labels.Email, labels.URL, labels.Username, labels.Profession, labels.Age:
		return surface == normal
	}
	for w := range strings.SplitSeq(outline, " ") {
		if w != "Aa" && w != "0" {
			return false
		}
	}
	return true
}

// formText writes the code of a spelling.
func formText(form uint16) string {
	return string([]byte{crockford[form>>10&31], crockford[form>>5&31], crockford[form&31]})
}

// formNumber reads what formText wrote; false for anything else, and for the
// usual spelling, which is never written.
func formNumber(s string) (uint16, bool) {
	if len(s) != formLen {
		return 0, false
	}
	n := uint16(0)
	for i := range formLen {
		v := crockfordValue[s[i]]
		if v < 0 {
			return 0, false
		}
		n = n<<5 | uint16(v)
	}
	return n, n > 0
}
