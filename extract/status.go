package extract

import (
	"strings"

	"github.com/lethe-health/lethe/internal/assertion"
)

// chronicCodes are the categories of conditions that, once there, stay: "history
// of hypertension" is hypertension. ICD-10-CM codes them as current unless the
// note says that they are gone (Official Guidelines, section IV.J).
var chronicCodes = strings.Fields(`B18 B20 D10 D11 D13-D36 D50-D53 D55-D58 D60 D61 D63 D64 D66 D67 D68 D69 D80-D84 D86 E00-E07 E50-E54 E56-E64 E10-E14 E20-E27 E28 E29 E34 E55 E66 E70-E80 E83 E84 E85 E88
	F01-F03 F06 F10-F20 F22 F25 F31 F32.A F32.9 F33 F34 F39-F45 F50-F52 F60-F64 F70-F95 G10-G14 G20-G26 G30-G32 G35-G37 G40 G43 G44 G47 G50 G52-G63 G70-G73 G80-G83 G89 G90 G95
	H01 H02 H04 H11 H16.2 H18 H25-H28 H35 H36 H40 H42 H43 H50 H52-H54 H90 H91 H93 I05-I15 I1A I20 I25 I27 I34-I37 I42 I43 I44-I45 I47-I51 I65 I67 I70 I71 I73 I77.6 I78 I83 I85 I87 I89 J30-J34 J35 J41-J47 J60-J68 J82 J84 J96.1
	K21 K22 K29-K31.8 K40-K46 K64 K50 K51 K57.3 K57.90 K58 K59 K70 K73-K76 K80 K83.01 K86 K90 L20 L21 L28 L40 L43 L63 L70 L71 L73 L80-L82 L90 L93 L97 M00-M02 M05-M19 M1A M21 M30-M36 M40-M51 M53 M54 M60 M72 M75 M79.7 M80-M85 M87 M88 M96.1
	N03 N18 N20.9 N25-N28 N31 N32 N39.3-N39.4 N40 N41.1 N46 N48 N52 N60 N80 N81 N92-N97 P27 Q00-Q99 R29.6 R32 R73 E78 Z15 Z88 Z91`)

// passingCodes are what comes of a chronic condition and goes again.
var passingCodes = strings.Fields(`E10.1 E11.0 E11.1 E13.0 E13.1 E10.64 E11.64 E13.64 J44.0 J44.1 J45.21 J45.22 J45.31 J45.32 J45.41 J45.42 J45.51 J45.52 J45.901 J45.902
	I20.0 D57.0 F10.13 F10.23 F10.93 F11.23 F11.93 G40.901`)

// treatedCodes are chronic conditions that stay when something was done about
// them: "CAD s/p CABG". Others are over: "gallstones s/p cholecystectomy".
var treatedCodes = strings.Fields(`B18 B20 E10-E14 E78 E84 F G10-G37 G40 G70 I10-I15 I1A I20 I25 I27 I42 I47-I50 I51 I69 I70 I73 J41-J47 J84 K50 K51 K70 K74 K86 L40 M54 M96 P G89 M05-M06 M30-M35 M45 M81 N18 Q`)

// status turns a finding of the assertion engine into an assertion, for the
// code: what is chronic outlives "history of".
func (s *scratch) status(c *coded) Assertion {
	f := c.finding
	if f.Status == assertion.Uncertain && s.soughtFor(f) && symptom(s.x.dict.String(c.code)) {
		return Present // what a patient is evaluated for is what ails the patient
	}
	if f.Status == assertion.Historical && s.remits(f) && !s.x.is(c.code, codeRemits) {
		return Present // the disease of a bowel, a joint or the mind is there while it rests
	}
	if f.Status == assertion.Historical && f.Weak && s.x.is(c.code, codeChronic) {
		if !s.treated(f) || s.x.is(c.code, codeTreated) {
			return Present
		}
	}
	return Assertion(f.Status.String())
}

// soughtFor reports whether the cue is one of an evaluation.
func (s *scratch) soughtFor(f assertion.Finding) bool {
	cue := strings.ToLower(f.Cue.Of(s.doc.Text))
	return strings.HasPrefix(cue, "worried") || strings.HasPrefix(cue, "eval") || strings.HasPrefix(cue, "work") || strings.HasPrefix(cue, "being worked")
}

// overInRemission are conditions that are told as over when they are in
// remission: growths, and the use of substances.
var overInRemission = strings.Fields(`C D45-D47 F10-F19`)

// remits reports whether the cue is one of remission.
func (s *scratch) remits(f assertion.Finding) bool {
	const word = "remission"
	cue := f.Cue.Of(s.doc.Text)
	return len(cue) > len(word) && strings.EqualFold(cue[len(cue)-len(word):], word)
}

// symptom reports whether the code is of a symptom or sign.
func symptom(code string) bool {
	return strings.HasPrefix(code, "F8") || code[0] == 'R' || strings.HasPrefix(code, "M25.5") || strings.HasPrefix(code, "M54") || strings.HasPrefix(code, "M79.6")
}

// treated reports whether a treatment that is over was for the condition: "s/p"
// stands beside it, or a procedure that was done for it.
func (s *scratch) treated(f assertion.Finding) bool {
	if f.Treated {
		return true
	}
	cue := f.Cue.Of(s.doc.Text)
	return f.Source == assertion.SourceCue && len(cue) > 2 && (cue[0]|0x20) == 's'
}

// pastSmoker gives tobacco use that is over its code as a history (Z87.891).
func (s *scratch) pastSmoker(c *coded) {
	if c.status == Present && s.x.dict.String(c.code) == "Z87.891" {
		c.status = Historical // "ex-smoker"
		return
	}
	if c.status != Historical || !s.x.is(c.code, codeSmoke) {
		return
	}
	if k, _, ok := s.x.dict.Lookup("Z87.891"); ok {
		c.code = k
	}
}
