package oncohttp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lethe-health/lethe/internal/jsonkeys"
	"github.com/lethe-health/lethe/onco"
)

// payload is what a job keeps: the request, read and found good.
type payload struct {
	Version       string               `json:"version"`
	Patients      []onco.Patient       `json:"patients"`
	NoEvidence    bool                 `json:"noEvidence,omitempty"`
	CheckForCase  bool                 `json:"checkForCase,omitempty"`
	Types         []onco.InferenceType `json:"types,omitempty"`
	Subcategories bool                 `json:"subcategories,omitempty"`
}

// requestJSON is the request's envelope; the rest is read by package onco.
type requestJSON struct {
	Patients      []json.RawMessage `json:"patients"`
	Configuration *struct {
		IncludeEvidence    *bool                `json:"includeEvidence"`
		InferenceTypes     []onco.InferenceType `json:"inferenceTypes"`
		CheckForCancerCase bool                 `json:"checkForCancerCase"`
	} `json:"configuration"`
}

// patientJSON is what is checked of a patient before it is read.
type patientJSON struct {
	ID   *string `json:"id"`
	Info *struct {
		Sex string `json:"sex"`
	} `json:"info"`
	Data             []documentJSON `json:"data"`
	PatientDocuments []documentJSON `json:"patientDocuments"`
}

type documentJSON struct {
	Type         string  `json:"type"`
	Kind         string  `json:"kind"`
	ID           *string `json:"id"`
	ClinicalType string  `json:"clinicalType"`
	Language     string  `json:"language"`
	Content      *struct {
		SourceType string  `json:"sourceType"`
		Value      *string `json:"value"`
	} `json:"content"`
}

var documentTypes = []string{"note", "fhirbundle", "dicom", "genomicsequencing"}

// readRequest reads and checks a request body. Messages name places and ids,
// never text.
func (d *dialect) readRequest(body []byte) (*payload, *fault) {
	var r requestJSON
	if !utf8.Valid(body) {
		return nil, bad("", "The body is not valid UTF-8.")
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, bad("", "The body is not a request: "+whereJSON(err))
	}
	if _, twice := jsonkeys.Repeated(body, jsonkeys.Deep); twice {
		return nil, bad("", "A key of the body stands twice.")
	}
	if len(r.Patients) == 0 {
		return nil, bad("patients", "The request has no patients.")
	}
	p := &payload{Version: d.version}
	if c := r.Configuration; c != nil {
		p.NoEvidence = c.IncludeEvidence != nil && !*c.IncludeEvidence
		p.CheckForCase = c.CheckForCancerCase
		for _, t := range c.InferenceTypes {
			if !slices.Contains(d.types, t) {
				return nil, bad("configuration.inferenceTypes", "An inference type is not one of api-version "+d.version+".")
			}
		}
		p.Types = c.InferenceTypes
	}
	seen := map[string]bool{}
	for i, raw := range r.Patients {
		at := fmt.Sprintf("patients[%d]", i)
		id, f := d.checkPatient(raw, at)
		if f != nil {
			return nil, f
		}
		if seen[id] {
			return nil, bad(at+".id", "The patient's id is not unique.")
		}
		seen[id] = true
		var patient onco.Patient
		if err := json.Unmarshal(raw, &patient); err != nil {
			return nil, bad(at, "The patient cannot be read: "+err.Error())
		}
		p.Patients = append(p.Patients, patient)
	}
	return p, nil
}

// checkPatient checks one patient and returns its id.
func (d *dialect) checkPatient(raw json.RawMessage, at string) (string, *fault) {
	var j patientJSON
	if err := json.Unmarshal(raw, &j); err != nil {
		return "", bad(at, "The patient cannot be read: "+whereJSON(err))
	}
	if j.ID == nil || *j.ID == "" {
		return "", bad(at+".id", "The patient has no id.")
	}
	if j.Info != nil && j.Info.Sex != "" && !slices.Contains([]string{"female", "male", "unspecified"}, strings.ToLower(j.Info.Sex)) {
		return "", bad(at+".info.sex", "The sex is not female, male or unspecified.")
	}
	docs, other := j.PatientDocuments, j.Data
	if d.documents == "data" {
		docs, other = j.Data, j.PatientDocuments
	}
	if len(other) > 0 {
		return "", bad(at, "Documents belong under "+d.documents+" in api-version "+d.version+".")
	}
	seen := map[string]bool{}
	for k := range docs {
		where := fmt.Sprintf("%s.%s[%d]", at, d.documents, k)
		if f := docs[k].check(where); f != nil {
			return "", f
		}
		if seen[*docs[k].ID] {
			return "", bad(where+".id", "The document's id is not unique within the patient.")
		}
		seen[*docs[k].ID] = true
	}
	return *j.ID, nil
}

// check checks one document. Both spellings of its type and of its clinical
// type are taken, in any case, as the service that this one stands in for did.
func (j *documentJSON) check(where string) *fault {
	kind := strings.ToLower(j.Type)
	if kind == "" {
		kind = strings.ToLower(j.Kind)
	}
	switch {
	case j.ID == nil || *j.ID == "":
		return bad(where+".id", "The document has no id.")
	case !slices.Contains(documentTypes, kind):
		return bad(where+".type", "The document's type is not one of note, fhirBundle, dicom, genomicSequencing.")
	case kind != "note":
		return bad(where+".type", "Only documents of type note can be read.")
	case j.Content == nil || j.Content.Value == nil:
		return bad(where+".content", "The document has no content value.")
	case !strings.EqualFold(j.Content.SourceType, "inline"):
		return bad(where+".content.sourceType", "The source type must be inline.")
	case j.Language != "" && !strings.EqualFold(j.Language, "en") && !strings.HasPrefix(strings.ToLower(j.Language), "en-"):
		return bad(where+".language", "The language must be en.")
	}
	if j.ClinicalType != "" {
		if _, ok := onco.ParseClinicalType(j.ClinicalType); !ok {
			return bad(where+".clinicalType", "The clinical type is not known.")
		}
	}
	return nil
}

// whereJSON says where JSON is broken, without what it says there.
func whereJSON(err error) string {
	switch e := err.(type) {
	case *json.SyntaxError:
		return fmt.Sprintf("broken JSON at byte %d.", e.Offset)
	case *json.UnmarshalTypeError:
		return fmt.Sprintf("%s should be of type %s.", e.Field, e.Type)
	}
	return "broken JSON."
}
