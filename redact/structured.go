package redact

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lethe-health/lethe/labels"
)

// PatientToken returns the code that stands for a patient's id outside, such as
// "MEDICALRECORD_7KQ2M9X4C": the id's random token in the scope of the
// patient, whom [Forget] then forgets with it, without brackets, so that it
// serves as an id itself. In brackets it restores.
func (r *Redactor) PatientToken(ctx context.Context, patient string) (string, error) {
	if patient == "" || len(patient) > maxValue {
		return "", fmt.Errorf("redact: a patient id has 1 to %d bytes", maxValue)
	}
	k := cacheKey{(&Note{Patient: patient}).scopeOf() + idScope, patient, labels.MedicalRecord, TokenRandom}
	tok := r.tokens.get(k)
	if tok == "" {
		got, err := r.seal.claim(ctx, []ask{{k.scope, k.typ, k.value}})
		if err != nil {
			return "", err
		}
		tok = got[0]
		r.tokens.put(k, tok)
	}
	return tok[1 : len(tok)-1], nil
}

// idScope ends the scope of a patient's own id. It holds that id alone, so that
// its token needs no spelling; its group is the patient's.
const idScope = "\x00id"

// Fields says what the fields of a structured record are, by their names in
// lower case; a field of a nested record or list goes by its own name.
type Fields map[string]Field

// Field is what one field holds: a PHI type, or nothing that identifies.
type Field struct {
	Type labels.Type // 0 is no PHI: the value stays
	ID   bool        // the patient's id: [Redactor.PatientToken] stands for it
}

// PatientFields are the fields of patient records as scoring histories and
// registries name them. Copy and add to it for your own.
func PatientFields() Fields {
	phi := map[labels.Type]string{
		labels.Patient:       "name full_name first_name last_name middle_name given_name family_name maiden_name given family patient_name mother_name emergency_contact guarantor",
		labels.Doctor:        "provider physician attending pcp referring_provider",
		labels.MedicalRecord: "mrn medical_record_number chart_number",
		labels.HealthPlan:    "member_id policy_number insurance_id medicare_id mbi group_number",
		labels.IDNum:         "ssn social_security_number license driver_license account_number encounter_id accession npi dea",
		labels.Phone:         "phone mobile home_phone work_phone telephone pager",
		labels.Fax:           "fax", labels.Email: "email email_address", labels.URL: "url website ip ip_address", labels.Username: "username login",
		labels.Street: "street address address_line_1 address_line_2 line1 line2", labels.City: "city town", labels.State: "state", labels.Country: "country",
		labels.Zip: "zip zip3 zipcode zip_code postal_code postcode", labels.LocationOther: "county district",
		labels.Hospital: "hospital facility clinic", labels.Organization: "employer organization payer insurer",
		labels.Profession: "occupation profession job", labels.Age: "age", labels.Device: "device_serial serial_number", labels.BioID: "fingerprint biometric_id",
		labels.Date: "birth_date date_of_birth dob death_date date_of_death admission_date discharge_date service_date date " +
			"lab_date diagnosis_date procedure_date medication_start medication_end start_date end_date created updated onset_date",
	}
	f := Fields{"patient_id": {ID: true}, "patientid": {ID: true}}
	for t, names := range phi {
		for n := range strings.FieldsSeq(names) {
			f[n] = Field{Type: t}
		}
	}
	for n := range strings.FieldsSeq("sex gender code code_type code_type_name system loinc value value_abnormal value_numeric unit units status type kind " +
		"patient lab_results diagnoses procedures medications observations encounters conditions race ethnicity language quantity dose route frequency") {
		f[n] = Field{}
	}
	return f
}

// FieldError says that a structured record cannot be redacted.
type FieldError struct {
	Path   string // "patient.nickname": names of fields, never values
	Reason string
}

func (e *FieldError) Error() string { return "redact: field " + e.Path + ": " + e.Reason }

// RedactRecord returns a copy of a structured record, such as a decoded JSON
// object, after the policy of the notes, with the same tokens, shift and
// surrogates for the same patient. It fails closed with a [*FieldError] on a
// field that fields does not name, or whose value is of a kind that its type
// cannot have. nil fields are [PatientFields].
func (r *Redactor) RedactRecord(ctx context.Context, patient string, rec map[string]any, fields Fields) (map[string]any, error) {
	if fields == nil {
		fields = PatientFields()
	}
	n := Note{Patient: patient}
	s := &recordWork{r: r, ctx: ctx, note: &n, fields: fields}
	return s.object("", rec)
}

type recordWork struct {
	r      *Redactor
	ctx    context.Context
	note   *Note
	fields Fields
}

func (s *recordWork) object(path string, m map[string]any) (map[string]any, error) {
	out := make(map[string]any, len(m))
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		at := strings.TrimPrefix(path+"."+k, ".")
		f, ok := s.fields[strings.ToLower(k)]
		if !ok {
			return nil, &FieldError{at, "not known: name it as PHI or as harmless"}
		}
		v, err := s.value(at, f, m[k])
		if err != nil {
			return nil, err
		}
		if v != nil || m[k] == nil {
			out[k] = v
		}
	}
	return out, nil
}

// value redacts one value; nil drops the field.
func (s *recordWork) value(path string, f Field, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case map[string]any:
		return s.object(path, v)
	case []any:
		out := make([]any, 0, len(v))
		for i, e := range v {
			got, err := s.value(fmt.Sprintf("%s[%d]", path, i), f, e)
			if err != nil {
				return nil, err
			}
			out = append(out, got)
		}
		return out, nil
	}
	if f.ID {
		id, ok := v.(string)
		if !ok {
			return nil, &FieldError{path, "a patient id must be a string"}
		}
		return s.r.PatientToken(s.ctx, id)
	}
	if !f.Type.Valid() {
		return v, nil
	}
	switch v := v.(type) {
	case string:
		return s.text(f.Type, v)
	case time.Time:
		return s.moment(v)
	case float64, int, int64, fmt.Stringer:
		return s.text(f.Type, fmt.Sprint(v))
	case bool:
		return nil, &FieldError{path, "a flag cannot hold " + f.Type.String()}
	}
	return nil, &FieldError{path, fmt.Sprintf("a %T cannot hold %s", v, f.Type)}
}

// text redacts one value as if it stood alone in a note.
func (s *recordWork) text(t labels.Type, v string) (any, error) {
	if v == "" {
		return "", nil
	}
	n := *s.note
	n.Text = v
	anns := []labels.Annotation{{Span: labels.Span{End: len(v)}, Type: t, Score: 1, Source: "structured"}}
	doc, err := s.r.Redact(s.ctx, n, anns)
	if err != nil {
		return nil, err
	}
	return doc.Text, nil
}

// moment redacts a time that is no text: shifted, cut to its year, or dropped.
func (s *recordWork) moment(t time.Time) (any, error) {
	switch a := s.r.policy.action(labels.Date, t.Format(time.DateOnly), 1); a.Do {
	case Keep:
		return t, nil
	case DateShift:
		return s.r.ShiftTime(s.note.Patient, t), nil
	}
	return s.text(labels.Date, t.Format(time.DateOnly))
}
