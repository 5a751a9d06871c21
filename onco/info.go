package onco

import (
	"encoding/json"
	"strings"
	"time"
)

// CodedElement is a coded fact that a request states of a patient outside the
// notes: the older dialect's clinicalInfo, or what is read of a FHIR resource.
type CodedElement struct {
	System string `json:"system"`
	Code   string `json:"code"`
	Name   string `json:"name,omitempty"`
	Value  string `json:"value,omitempty"`
	// Onset is when a condition began, as exact as stated: "2021-03".
	Onset string `json:"onset,omitempty"`
}

// Encounter is a visit that documents may belong to.
type Encounter struct {
	ID     string `json:"id"`
	Class  string `json:"class,omitempty"`
	Period struct {
		Start string `json:"start,omitempty"`
		End   string `json:"end,omitempty"`
	} `json:"period,omitzero"`
}

// fhirResource is what is read of a FHIR R4 resource, or of an element of the
// older dialect: a condition with its codes, standing and onset.
type fhirResource struct {
	CodedElement
	ResourceType       string          `json:"resourceType"`
	Code               json.RawMessage `json:"code"`
	ClinicalStatus     fhirConcept     `json:"clinicalStatus"`
	VerificationStatus fhirConcept     `json:"verificationStatus"`
	OnsetDateTime      string          `json:"onsetDateTime"`
	RecordedDate       string          `json:"recordedDate"`
}

type fhirConcept struct {
	Coding []struct {
		System  string `json:"system"`
		Code    string `json:"code"`
		Display string `json:"display"`
	} `json:"coding"`
	Text string `json:"text"`
}

// says reports whether a concept has one of the codes.
func (c *fhirConcept) says(codes ...string) bool {
	for _, k := range c.Coding {
		for _, code := range codes {
			if strings.EqualFold(k.Code, code) {
				return true
			}
		}
	}
	return false
}

// UnmarshalJSON reads the information of either dialect. A resource that is no
// condition, or one that was refuted, is passed over; what cannot be read of
// clinicalInfo is no error: the notes are what is inferred from.
func (p *PatientInfo) UnmarshalJSON(b []byte) error {
	var j struct {
		Sex          string            `json:"sex"`
		BirthDate    string            `json:"birthDate"`
		ClinicalInfo []json.RawMessage `json:"clinicalInfo"`
	}
	if err := json.Unmarshal(b, &j); err != nil {
		return scrub(err)
	}
	*p = PatientInfo{Sex: j.Sex, BirthDate: j.BirthDate}
	for _, raw := range j.ClinicalInfo {
		p.ClinicalInfo = append(p.ClinicalInfo, codedElements(raw)...)
	}
	return nil
}

// codedElements reads one entry of clinicalInfo.
func codedElements(raw json.RawMessage) []CodedElement {
	var r fhirResource
	if json.Unmarshal(raw, &r) != nil || len(r.Code) == 0 {
		return nil
	}
	if r.Code[0] == '"' {
		e := r.CodedElement
		if json.Unmarshal(r.Code, &e.Code) != nil {
			return nil
		}
		return []CodedElement{e}
	}
	var c fhirConcept
	if r.ResourceType != "Condition" || json.Unmarshal(r.Code, &c) != nil ||
		r.VerificationStatus.says("refuted", "entered-in-error", "differential", "provisional", "unconfirmed") || r.ClinicalStatus.says("resolved") {
		return nil
	}
	onset := r.OnsetDateTime
	if onset == "" {
		onset = r.RecordedDate
	}
	var out []CodedElement
	for _, k := range c.Coding {
		name := k.Display
		if name == "" {
			name = c.Text
		}
		out = append(out, CodedElement{System: k.System, Code: k.Code, Name: name, Onset: dateOnly(onset)})
	}
	return out
}

// dateOnly cuts a FHIR date or time to its date: "2021", "2021-03", "2021-03-05".
func dateOnly(s string) string {
	s, _, _ = strings.Cut(s, "T")
	for _, layout := range [...]string{"2006-01-02", "2006-01", "2006"} {
		if _, err := time.Parse(layout, s); err == nil {
			return s
		}
	}
	return ""
}

// topography is the ICD-O-3 topography that an ICD-10 code of a solid malignant
// neoplasm has: the two agree from C00 to C75 but for melanoma, C43, which
// ICD-O codes by its skin. "" for all other codes.
func (e *CodedElement) topography(book *codebook) string {
	system := strings.ToLower(e.System)
	if !strings.Contains(system, "icd-10") && !strings.Contains(system, "icd10") && !strings.Contains(system, "113883.6.90") && !strings.Contains(system, "113883.6.3") {
		return ""
	}
	code := strings.ToUpper(strings.ReplaceAll(e.Code, ".", ""))
	if len(code) < 3 || code[0] != 'C' || !isDigit(code[1]) || !isDigit(code[2]) || code[:3] > "C75" || code[:3] == "C45" || code[:3] == "C46" {
		return ""
	}
	three, fourth := code[:3], "9"
	if three == "C43" {
		three = "C44"
	}
	if len(code) > 3 {
		fourth = code[3:4]
	}
	if _, ok := book.topography[three+"."+fourth]; ok {
		return three + "." + fourth
	}
	return firstCode(book, three)
}

// coded finds the one coded condition that goes with a case: of its organ, or,
// for a case without a site, the only one there is.
func (p *Patient) coded(organOf string, book *codebook) (*CodedElement, string) {
	if p.Info == nil {
		return nil, ""
	}
	var found *CodedElement
	site, n := "", 0
	for i := range p.Info.ClinicalInfo {
		e := &p.Info.ClinicalInfo[i]
		s := e.topography(book)
		if s == "" || organOf != "" && organ(s[:3]) != organOf {
			continue
		}
		if found == nil || s[4] != '9' && site[4] == '9' {
			found, site = e, s
		}
		n++
	}
	if organOf == "" && n != 1 {
		return nil, ""
	}
	return found, site
}

// agree takes a coded condition into the site that the notes have: it speaks
// for it, makes a general site exact, and stands in for one that is missing.
func (c choice) agree(e *CodedElement, site string) choice {
	if e == nil {
		return c
	}
	ev := Evidence{Document: -1, Info: e, Importance: 0.5}
	switch {
	case c.code == "":
		c = choice{code: site, share: 0.5}
	case c.code[:3] == site[:3] && c.code[4] == '9' && site[4] != '9':
		c.code = site
	case c.code != site:
		return c
	}
	c.evidence = append(c.evidence[:len(c.evidence):len(c.evidence)], ev)
	return c
}

// wrongSex reports whether a site is an organ that the patient's stated sex has
// not.
func (p *Patient) wrongSex(site3 string) bool {
	if p.Info == nil {
		return false
	}
	s := sexOf(site3)
	return s == 'f' && strings.EqualFold(p.Info.Sex, "male") || s == 'm' && strings.EqualFold(p.Info.Sex, "female")
}

// born is the year of birth, 0 where it is not stated.
func (p *Patient) born() int {
	if p.Info == nil || len(p.Info.BirthDate) < 4 {
		return 0
	}
	t, err := time.Parse("2006", p.Info.BirthDate[:4])
	if err != nil {
		return 0
	}
	return t.Year()
}

// when is when a document was written: as stated, else when its encounter began.
func (p *Patient) when(d *Document) time.Time {
	if !d.Created.IsZero() || d.Encounter == "" {
		return d.Created
	}
	for i := range p.Encounters {
		if e := &p.Encounters[i]; e.ID == d.Encounter {
			for _, layout := range timeLayouts {
				if t, err := time.Parse(layout, e.Period.Start); err == nil {
					return t
				}
			}
		}
	}
	return time.Time{}
}

// kindOf is the kind of a document as the request states it: by its clinical
// type, else by the specialty it comes from, else by what was ordered.
func (d *Document) kindOf() ClinicalType {
	if d.ClinicalType != "" {
		return d.ClinicalType
	}
	switch strings.ToLower(d.Specialty) {
	case "pathology":
		return PathologyReport
	case "radiology":
		return RadiologyReport
	}
	for _, p := range d.Procedures {
		p = strings.ToLower(p)
		for _, row := range orderedKinds {
			if strings.Contains(p, row.word) {
				return row.kind
			}
		}
	}
	return ""
}

var orderedKinds = []struct {
	word string
	kind ClinicalType
}{
	{"patholog", PathologyReport}, {"histolog", PathologyReport}, {"biopsy", PathologyReport}, {"mammogra", RadiologyReport}, {"tomogra", RadiologyReport},
	{"magnetic resonance", RadiologyReport}, {"ultrasound", RadiologyReport}, {"radiograph", RadiologyReport}, {"ct ", RadiologyReport}, {"mri", RadiologyReport}, {"pet", RadiologyReport},
}
