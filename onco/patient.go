package onco

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Patient is one patient with documents, as a 2023-09-01-preview request has
// it; the older dialect's "data" is read too.
type Patient struct {
	ID         string       `json:"id"`
	Info       *PatientInfo `json:"info,omitempty"`
	Encounters []Encounter  `json:"encounters,omitempty"`
	Documents  []Document   `json:"patientDocuments"`
}

// PatientInfo is what the request states of the patient outside the notes.
type PatientInfo struct {
	Sex       string `json:"sex,omitempty"` // "female", "male", "unspecified"; any case
	BirthDate string `json:"birthDate,omitempty"`
	// ClinicalInfo are coded conditions: they support and refine what the notes
	// say, and never make a case by themselves.
	ClinicalInfo []CodedElement `json:"clinicalInfo,omitempty"`
}

// Document is one note of a patient.
type Document struct {
	ID           string
	Type         string // "note", "fhirBundle", …
	ClinicalType ClinicalType
	Language     string    // "en" or empty
	Created      time.Time // zero when the request gives none
	Specialty    string    // "pathology", "radiology", or empty
	Procedures   []string  // names of what was ordered
	Encounter    string    // id of the encounter it belongs to
	Text         string    // valid UTF-8
}

// ClinicalType is the kind of a document.
type ClinicalType string

// The clinical types of the 2023-09-01-preview dialect.
const (
	Consultation       ClinicalType = "consultation"
	DischargeSummary   ClinicalType = "dischargeSummary"
	HistoryAndPhysical ClinicalType = "historyAndPhysical"
	RadiologyReport    ClinicalType = "radiologyReport"
	Procedure          ClinicalType = "procedure"
	Progress           ClinicalType = "progress"
	Laboratory         ClinicalType = "laboratory"
	PathologyReport    ClinicalType = "pathologyReport"
)

// clinicalTypes reads both dialects, in lower case.
var clinicalTypes = map[string]ClinicalType{
	"consultation": Consultation, "dischargesummary": DischargeSummary, "historyandphysical": HistoryAndPhysical,
	"radiologyreport": RadiologyReport, "imaging": RadiologyReport, "procedure": Procedure, "progress": Progress,
	"laboratory": Laboratory, "pathologyreport": PathologyReport, "pathology": PathologyReport,
}

// ParseClinicalType reads a clinical type of either dialect in any case; false
// for what is none.
func ParseClinicalType(s string) (ClinicalType, bool) {
	t, ok := clinicalTypes[strings.ToLower(s)]
	return t, ok
}

// documentJSON is a document on the wire; Kind is what some clients send for
// Type.
type documentJSON struct {
	Type         string      `json:"type"`
	Kind         string      `json:"kind,omitempty"`
	ClinicalType string      `json:"clinicalType,omitempty"`
	ID           string      `json:"id"`
	Language     string      `json:"language,omitempty"`
	Created      string      `json:"createdDateTime,omitempty"`
	Specialty    string      `json:"specialtyType,omitempty"`
	Admin        *adminJSON  `json:"administrativeMetadata,omitempty"`
	Content      contentJSON `json:"content"`
}

// adminJSON is the administrative metadata of a document. What was ordered is
// free in shape; its description, or else its code's display, is read.
type adminJSON struct {
	Ordered   []orderJSON `json:"orderedProcedures,omitempty"`
	Encounter string      `json:"encounterId,omitempty"`
}

type orderJSON struct {
	Description string       `json:"description,omitempty"`
	Code        *fhirConcept `json:"code,omitempty"`
}

func (o *orderJSON) name() string {
	if o.Description != "" || o.Code == nil {
		return o.Description
	}
	if o.Code.Text == "" && len(o.Code.Coding) > 0 {
		return o.Code.Coding[0].Display
	}
	return o.Code.Text
}

type contentJSON struct {
	SourceType string `json:"sourceType"`
	Value      string `json:"value"`
}

// timeLayouts are the shapes of createdDateTime that clients send: RFC 3339,
// and the same without a zone or without a time.
var timeLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"}

// UnmarshalJSON reads a document of either dialect. A createdDateTime that is
// no time is an error that names the document's id only.
func (d *Document) UnmarshalJSON(b []byte) error {
	var j documentJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return fmt.Errorf("onco: document: %w", scrub(err))
	}
	*d = Document{ID: j.ID, Type: strings.ToLower(j.Type), Language: j.Language, Text: j.Content.Value}
	if d.Type == "" {
		d.Type = strings.ToLower(j.Kind)
	}
	d.ClinicalType, _ = ParseClinicalType(j.ClinicalType)
	d.Specialty = j.Specialty
	if j.Admin != nil {
		d.Encounter = j.Admin.Encounter
		for i := range j.Admin.Ordered {
			if n := j.Admin.Ordered[i].name(); n != "" {
				d.Procedures = append(d.Procedures, n)
			}
		}
	}
	if j.Created == "" {
		return nil
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, j.Created); err == nil {
			d.Created = t
			return nil
		}
	}
	return &FieldError{Field: "createdDateTime", Document: j.ID}
}

// MarshalJSON writes the document in the 2023-09-01-preview dialect.
func (d Document) MarshalJSON() ([]byte, error) {
	j := documentJSON{Type: d.Type, ClinicalType: string(d.ClinicalType), ID: d.ID, Language: d.Language, Specialty: d.Specialty,
		Content: contentJSON{SourceType: "inline", Value: d.Text}}
	if j.Type == "" {
		j.Type = "note"
	}
	if d.Encounter != "" || len(d.Procedures) > 0 {
		j.Admin = &adminJSON{Encounter: d.Encounter}
		for _, p := range d.Procedures {
			j.Admin.Ordered = append(j.Admin.Ordered, orderJSON{Description: p})
		}
	}
	if !d.Created.IsZero() {
		j.Created = d.Created.Format(time.RFC3339Nano)
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads a patient of either dialect.
func (p *Patient) UnmarshalJSON(b []byte) error {
	var j struct {
		ID         json.RawMessage `json:"id"`
		Info       *PatientInfo    `json:"info"`
		Encounters []Encounter     `json:"encounters"`
		Documents  []Document      `json:"patientDocuments"`
		Data       []Document      `json:"data"`
	}
	if err := json.Unmarshal(b, &j); err != nil {
		return fmt.Errorf("onco: patient: %w", scrub(err))
	}
	*p = Patient{Info: j.Info, Encounters: j.Encounters, Documents: append(j.Documents, j.Data...)}
	id := bytes.TrimSpace(j.ID)
	if len(id) > 0 && id[0] == '"' {
		return json.Unmarshal(id, &p.ID)
	}
	if s := string(id); s != "null" {
		p.ID = s // some exports number their patients
	}
	return nil
}

// FieldError says which field of which document is wrong. It holds no value of
// the field.
type FieldError struct {
	Field    string
	Document string // the document's id
	Patient  string // the patient's id, where it is known
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("onco: document %q: bad %s", e.Document, e.Field)
}

// scrub keeps where a JSON error is and drops what it quotes.
func scrub(err error) error {
	switch e := err.(type) {
	case *json.UnmarshalTypeError:
		return fmt.Errorf("field %q: want %s at byte %d", e.Field, e.Type, e.Offset)
	case *json.SyntaxError:
		return fmt.Errorf("bad JSON at byte %d", e.Offset)
	}
	return err
}
