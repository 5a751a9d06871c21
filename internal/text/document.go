package text

import "github.com/lethe-health/lethe/labels"

// Doc is a note taken apart. The zero value is ready for [Doc.Parse], which
// reuses its memory: keep one per worker. A Doc must not be shared while it is
// being parsed; once parsed it may be read from many goroutines.
type Doc struct {
	Text      string
	Tokens    []Token
	Lines     []Line
	Sentences []Sentence
	Sections  []Section

	scratch parser
}

// Line is one line of a note, without its line break.
type Line struct {
	Start, End           int32 // byte offsets, half open
	FirstToken, EndToken int32 // indexes into Doc.Tokens, half open
}

// SentenceKind says what a sentence stands in.
type SentenceKind uint8

// The kinds of sentence.
const (
	Prose    SentenceKind = iota + 1 // running text, may go over several lines
	Heading                          // a heading on its own, without a value
	KeyValue                         // "Attending: Jane Smith": key, colon, value on one line
	ListItem                         // a bullet, number, dash or checkbox before it
	TableRow                         // cells parted by pipes, tabs or runs of spaces
)

// Sentence is the unit within which clinical context reaches: a sentence of
// prose, a list item, a heading, a key with its value, a row of a table.
// Sentences are in order, disjoint, and together hold every token.
type Sentence struct {
	Start, End           int32 // byte offsets, half open
	FirstToken, EndToken int32 // indexes into Doc.Tokens, half open
	Kind                 SentenceKind
	KeyEnd               int32 // for KeyValue and Heading: byte offset of the end of the key, before its colon; else 0
}

// Section is a part of a note under one heading. Sections are in order,
// disjoint, and together cover the note; what stands before the first heading
// is a section of kind [SectionNone] with an empty heading, and so is running
// text that follows the fields of a header without a heading of its own.
type Section struct {
	Kind                       SectionKind
	Heading                    labels.Span // the heading's words, without colon
	Start, End                 int32       // byte offsets, heading included
	FirstSentence, EndSentence int32       // indexes into Doc.Sentences, half open
}

// SectionKind is what a section is about.
type SectionKind uint8

// The kinds of section.
const (
	SectionNone   SectionKind = iota // before the first heading, or a heading not known
	SectionHeader                    // demographics, letterhead: "PATIENT INFORMATION"
	SectionChiefComplaint
	SectionHPI // history of present illness, interval history, subjective
	SectionPMH // past medical history, problem list, comorbidities
	SectionPSH // past surgical history
	SectionFamilyHistory
	SectionSocialHistory
	SectionROS // review of systems
	SectionMedications
	SectionAllergies
	SectionExam // physical examination, vital signs, objective
	SectionLabs
	SectionImaging
	SectionProcedure // procedure, operation performed
	SectionHospitalCourse
	SectionAssessment     // assessment, impression, A/P, diagnosis list
	SectionPlan           // plan, recommendations
	SectionFollowUp       // follow-up, disposition, discharge instructions
	SectionIndication     // reason for examination or referral, clinical history on a report
	SectionFindings       // findings of a report
	SectionSpecimen       // specimens submitted
	SectionGross          // gross description
	SectionMicroscopic    // microscopic description
	SectionFinalDiagnosis // pathologic or final diagnosis of a report
	SectionComment        // comment, addendum, note
	SectionStaging        // stage, synoptic report, tumour summary
	SectionSignature      // dictated by, cc, footer
)
