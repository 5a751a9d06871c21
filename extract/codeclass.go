package extract

import (
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// codeClass says of a code, whatever the note, which of the package's tables
// have a row for it, so that the tables are looked through for those codes only.
type codeClass uint32

const (
	codeChronic     codeClass = 1 << iota // see chronicCodes
	codeTreated                           // see treatedCodes
	codeRemits                            // see overInRemission
	codeSpine                             // see spineRows and the codes of disks
	codeSequel                            // see sequelRows
	codeSetting                           // see settingRows
	codeLimb                              // see limbRows
	codeBrain                             // injuries of the brain, see consciousness
	codeAllergy                           // see allergic
	codeRib                               // see manyRows
	codeSmoke                             // see pastSmoker
	codeAge                               // see ageRows
	codePregnant                          // chapter XV
	codeMishap                            // see mishaps
	codeAnaphylaxis                       // see anaphylaxis
	codePressure                          // see pressure
	codeByDiabetes                        // see leftByDiabetes
)

// newCodeClasses returns the classes of every code.
func newCodeClasses(d *icd10.Dict) []codeClass {
	all := make([]codeClass, d.NumCodes())
	set := func(class codeClass, ranges ...string) {
		for _, r := range ranges {
			from, to, span := strings.Cut(r, "-")
			first, end := d.Under(from)
			if span {
				_, end = d.Under(to)
			}
			for c := first; c < end; c++ {
				all[c] |= class
			}
		}
	}
	set(codeChronic, chronicCodes...)
	for _, p := range passingCodes {
		first, end := d.Under(p)
		for c := first; c < end; c++ {
			all[c] &^= codeChronic
		}
	}
	set(codeTreated, treatedCodes...)
	set(codeRemits, overInRemission...)
	set(codeSpine, "M51.9", "M50.90", "M50.20", "M50.30")
	for _, r := range spineRows {
		set(codeSpine, r.open)
	}
	for _, r := range sequelRows {
		set(codeSequel, r.code)
	}
	for _, r := range settingRows {
		set(codeSetting, r.from)
	}
	for _, r := range limbRows {
		set(codeLimb, r.open)
	}
	for _, r := range ageRows {
		set(codeAge, r.from)
	}
	set(codeBrain, "S06")
	set(codeAllergy, "T78.40", "Z91.0")
	set(codeRib, "S22.3")
	set(codeSmoke, "F17", "Z72.0")
	set(codePregnant, "O")
	set(codeMishap, strings.Fields(mishaps)...)
	set(codeAnaphylaxis, "T78.2", "T78.00")
	set(codePressure, "L89")
	for _, r := range leftByDiabetes {
		set(codeByDiabetes, r.code)
	}
	return all
}

// is reports whether the code is of the class.
func (x *Extractor) is(c icd10.Code, class codeClass) bool {
	return c != icd10.None && x.kinds[c]&class != 0
}
