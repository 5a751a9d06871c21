package onco

import "github.com/lethe-health/lethe/labels"

// InferenceType is what an inference is about, in the words of the contract.
type InferenceType string

// The inference types, in the order in which a case gives them.
const (
	TumorSite        InferenceType = "tumorSite"
	Histology        InferenceType = "histology"
	ClinicalStageT   InferenceType = "clinicalStageT"
	ClinicalStageN   InferenceType = "clinicalStageN"
	ClinicalStageM   InferenceType = "clinicalStageM"
	PathologicStageT InferenceType = "pathologicStageT"
	PathologicStageN InferenceType = "pathologicStageN"
	PathologicStageM InferenceType = "pathologicStageM"
	DiagnosisDate    InferenceType = "diagnosisDate"
)

// InferenceTypes returns all types in the order of the contract's answers.
func InferenceTypes() []InferenceType {
	return []InferenceType{TumorSite, Histology, ClinicalStageT, ClinicalStageN, ClinicalStageM,
		PathologicStageT, PathologicStageN, PathologicStageM, DiagnosisDate}
}

// stageTypes maps a basis and an axis to the inference type.
func stageType(b Basis, a Axis) InferenceType {
	clinical := b == BasisClinical
	switch {
	case a == AxisT && clinical:
		return ClinicalStageT
	case a == AxisN && clinical:
		return ClinicalStageN
	case a == AxisM && clinical:
		return ClinicalStageM
	case a == AxisT:
		return PathologicStageT
	case a == AxisN:
		return PathologicStageN
	}
	return PathologicStageM
}

// Inference is one statement about one case of a patient.
type Inference struct {
	Type InferenceType
	// Value is "C50.4", "8500", "T1mi", "N0(i+)", "M1a", or a date as exact as
	// the notes have it: "2021", "2021-02", "2021-02-11".
	Value string
	// Behavior is the fifth digit of the morphology, '2' in situ or '3'
	// malignant; zero except for Histology. The wire has four digits.
	Behavior byte
	// Prefix is "y" after treatment, "r" for a recurrence, "a" at autopsy.
	Prefix string
	// Description names the site or the histology, and how a stage was found.
	Description string
	// Confidence is the probability that the value is right, 0 to 1.
	Confidence float64
	// CaseID numbers the patient's primaries from "1".
	CaseID string
	// Derived names the rule that gave a stage no note states; "" when stated.
	Derived string
	// Conflict is true when documents disagree; Evidence then has both.
	Conflict bool
	// Evidence justifies the value, weightiest first.
	Evidence []Evidence
}

// Evidence is a place in a document that speaks for an inference.
type Evidence struct {
	Document int // index into Patient.Documents, -1 where Info speaks
	labels.Span
	Info       *CodedElement // a coded condition of the request, else nil
	Importance float64       // 0 to 1
	Against    bool          // speaks for another value: see Inference.Conflict
}
