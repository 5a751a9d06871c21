package main

import "strings"

// class is what a main term of the index names. Only disorders and findings
// make diagnoses; sites and qualifiers say more about one; actions (procedures,
// statuses, encounters) are none.
type class uint8

const (
	classDisorder  class = iota
	classFinding         // chapter R: symptoms, signs, abnormal findings
	classSite            // "Abdomen, see also condition"
	classQualifier       // "Acute, see also condition"
	classAction          // procedure, status, encounter: chapter Z, or an act
)

// acts are main terms that name what is done or arranged, although their codes
// are not all of chapter Z.
var acts = set(`encounter examination status presence history screening admission observation replacement transplant aftercare
	counseling checking fitting procedure vaccination donor dialysis delivery supervision contact exposure carrier problem
	underdosing attention outcome adoption education employment surgery test prophylactic removal insertion maintenance
	management laboratory insufficient-social puerperal newborn birth immunization artificial personal lack finding findings elevated
	elevation abnormal decrease decreased increase increased late maladjustment discord conflict economic feared person boarder
	awaiting blood long-term drug specimen war`)

// classOf returns the class of the main term above a row.
func classOf(x *index, row int) class {
	for x.rows[row].parent >= 0 {
		row = x.rows[row].parent
	}
	r := &x.rows[row]
	word, _, _ := strings.Cut(strings.ToLower(r.term), ",")
	word, _, _ = strings.Cut(word, " ")
	if acts[word] && !findingsWithSigns[word] {
		return classAction
	}
	if r.see == "condition" || r.seeAlso == "condition" {
		if len(r.kids) > 0 {
			return classSite
		}
		return classQualifier
	}
	switch {
	case strings.HasPrefix(r.code, "Z"):
		return classAction
	case strings.HasPrefix(r.code, "R"):
		return classFinding
	}
	return classDisorder
}

// findingsWithSigns are main terms that look like acts or qualifiers and whose
// subterms are findings that notes speak of.
var findingsWithSigns = set(`abnormal elevated elevation decrease decreased increase increased lack late blood`)

// diagnosis reports whether a code can be what a note says of a patient's
// health: not an encounter, a status or an external cause.
func diagnosis(code string) bool {
	return !strings.ContainsRune("VWXYZ", rune(code[0]))
}
