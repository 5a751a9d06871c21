package text

var sentenceKindNames = [...]string{"none", "prose", "heading", "key-value", "list-item", "table-row"}

// String returns the kind's name: "prose", "key-value".
func (k SentenceKind) String() string {
	if int(k) < len(sentenceKindNames) {
		return sentenceKindNames[k]
	}
	return "invalid"
}

var sectionKindNames = [...]string{
	SectionNone:           "none",
	SectionHeader:         "header",
	SectionChiefComplaint: "chief-complaint",
	SectionHPI:            "hpi",
	SectionPMH:            "past-medical-history",
	SectionPSH:            "past-surgical-history",
	SectionFamilyHistory:  "family-history",
	SectionSocialHistory:  "social-history",
	SectionROS:            "review-of-systems",
	SectionMedications:    "medications",
	SectionAllergies:      "allergies",
	SectionExam:           "exam",
	SectionLabs:           "labs",
	SectionImaging:        "imaging",
	SectionProcedure:      "procedure",
	SectionHospitalCourse: "hospital-course",
	SectionAssessment:     "assessment",
	SectionPlan:           "plan",
	SectionFollowUp:       "follow-up",
	SectionIndication:     "indication",
	SectionFindings:       "findings",
	SectionSpecimen:       "specimen",
	SectionGross:          "gross",
	SectionMicroscopic:    "microscopic",
	SectionFinalDiagnosis: "final-diagnosis",
	SectionComment:        "comment",
	SectionStaging:        "staging",
	SectionSignature:      "signature",
}

// NumSectionKinds is how many kinds of section there are; kinds are 0 to
// NumSectionKinds-1.
const NumSectionKinds = int(SectionSignature) + 1

// String returns the kind's name, as the command prints it: "hpi",
// "family-history".
func (k SectionKind) String() string {
	if int(k) < len(sectionKindNames) {
		return sectionKindNames[k]
	}
	return "invalid"
}
