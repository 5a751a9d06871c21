package onco

import (
	"fmt"
	"math"
	"slices"

	"github.com/lethe-health/lethe/internal/text"
)

// Profile says in which words values go out.
type Profile uint8

// The value profiles.
const (
	// Full keeps subcategories: T1mi, N0(i+), M1a.
	Full Profile = iota
	// Azure has the retired service's values: T0 to T4 and Tis, N0 and N+, M0
	// and M1, and "None" for each type without an answer.
	Azure
)

// WireResult is one patient's answer as the command and the service print it.
type WireResult struct {
	PatientID  string          `json:"patientId"`
	Inferences []WireInference `json:"inferences"`
}

// WireInference is an inference of the contract.
type WireInference struct {
	Type        InferenceType  `json:"type"`
	Value       string         `json:"value"`
	Description string         `json:"description,omitempty"`
	Confidence  float64        `json:"confidenceScore"`
	CaseID      string         `json:"caseId,omitempty"`
	Derived     string         `json:"derived,omitempty"`
	Conflict    bool           `json:"conflict,omitempty"`
	Evidence    []WireEvidence `json:"evidence,omitempty"`
}

// WireEvidence is a piece of evidence of the contract.
type WireEvidence struct {
	Data       *WirePlace    `json:"patientDataEvidence,omitempty"`
	Info       *CodedElement `json:"patientInfoEvidence,omitempty"`
	Importance float64       `json:"importance"`
}

// WirePlace is a place in a document: offset and length in Unicode code
// points, so that text equals content.value[offset:offset+length].
type WirePlace struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
}

// WireOptions says how [WireWith] writes; the zero value is what [Wire] does.
type WireOptions struct {
	Profile    Profile
	NoEvidence bool
	// Types keeps only these types; nil keeps all.
	Types []InferenceType
}

// Wire gives the answer for one patient in the full profile. A type without an
// answer in a case is "None" there; a patient without a case has no inference.
func Wire(p Patient, inferences []Inference) (WireResult, error) {
	return WireWith(p, inferences, nil)
}

// WireWith is [Wire] with options. It fails only when a piece of evidence does
// not lie in its document, with an error that names document and offset.
func WireWith(p Patient, inferences []Inference, o *WireOptions) (WireResult, error) {
	if o == nil {
		o = &WireOptions{}
	}
	out := WireResult{PatientID: p.ID, Inferences: []WireInference{}}
	tables := make([]*text.Offsets, len(p.Documents))
	place := func(e Evidence) (WirePlace, error) {
		if e.Document < 0 || e.Document >= len(p.Documents) {
			return WirePlace{}, fmt.Errorf("onco: evidence in document %d of %d", e.Document, len(p.Documents))
		}
		d := &p.Documents[e.Document]
		if tables[e.Document] == nil {
			tables[e.Document] = text.NewOffsets(d.Text)
		}
		start, err := tables[e.Document].From(e.Start, text.CodePoints)
		if err != nil {
			return WirePlace{}, fmt.Errorf("onco: evidence in document %q: %w", d.ID, err)
		}
		end, err := tables[e.Document].From(e.End, text.CodePoints)
		if err != nil {
			return WirePlace{}, fmt.Errorf("onco: evidence in document %q: %w", d.ID, err)
		}
		return WirePlace{ID: d.ID, Text: d.Text[e.Start:e.End], Offset: start, Length: end - start}, nil
	}
	for _, inf := range withNone(inferences) {
		if o.Types != nil && !slices.Contains(o.Types, inf.Type) {
			continue
		}
		w := WireInference{Type: inf.Type, Value: profileValue(inf, o.Profile), Description: inf.Description,
			Confidence: round4(inf.Confidence), CaseID: inf.CaseID, Derived: inf.Derived, Conflict: inf.Conflict}
		if !o.NoEvidence {
			for _, e := range inf.Evidence {
				if e.Info != nil {
					info := CodedElement{System: e.Info.System, Code: e.Info.Code, Name: e.Info.Name, Value: e.Info.Value}
					if info.Value == "" {
						info.Value = e.Info.Onset
					}
					w.Evidence = append(w.Evidence, WireEvidence{Info: &info, Importance: round4(e.Importance)})
					continue
				}
				at, err := place(e)
				if err != nil {
					return WireResult{}, err
				}
				w.Evidence = append(w.Evidence, WireEvidence{Data: &at, Importance: round4(e.Importance)})
			}
		}
		out.Inferences = append(out.Inferences, w)
	}
	return out, nil
}

// withNone fills each case up with "None" for the types that have no answer,
// in the order of the contract.
func withNone(inferences []Inference) []Inference {
	var out []Inference
	for from := 0; from < len(inferences); {
		to := from
		for to < len(inferences) && inferences[to].CaseID == inferences[from].CaseID {
			to++
		}
		for _, t := range InferenceTypes() {
			found := false
			for _, inf := range inferences[from:to] {
				if inf.Type == t {
					out, found = append(out, inf), true
				}
			}
			if !found {
				out = append(out, Inference{Type: t, Value: none, CaseID: inferences[from].CaseID, Confidence: noneConfidence})
			}
		}
		from = to
	}
	return out
}

const (
	none = "None"
	// noneConfidence says that nothing was found, not that there is nothing.
	noneConfidence = 0.5
)

func profileValue(inf Inference, p Profile) string {
	if p != Azure {
		return inf.Value
	}
	if c, _, ok := ParseCategory(inf.Value); ok && inf.Type != TumorSite && inf.Type != Histology && inf.Type != DiagnosisDate {
		return c.Azure()
	}
	return inf.Value
}

func round4(f float64) float64 { return math.Round(f*1e4) / 1e4 }
