package phenom

import (
	"encoding/csv"
	"io"

	"github.com/lethe-health/lethe/labels"
)

// ObjectType is the kind of rows that a batch file holds.
type ObjectType string

// The object types of the contract, patients first.
const (
	PatientRows    ObjectType = "patient"
	LabResultRows  ObjectType = "lab_result"
	DiagnosisRows  ObjectType = "diagnosis"
	ProcedureRows  ObjectType = "procedure"
	MedicationRows ObjectType = "medication"
)

// ObjectTypes lists the types in the order in which files are made.
func ObjectTypes() []ObjectType {
	return []ObjectType{PatientRows, LabResultRows, DiagnosisRows, ProcedureRows, MedicationRows}
}

// csvColumns are the contract's field names, patient_id first in every file.
var csvColumns = map[ObjectType][]string{
	PatientRows:    {"patient_id", "birth_date", "sex", "zip3"},
	LabResultRows:  {"patient_id", "lab_date", "loinc", "value_abnormal"},
	DiagnosisRows:  {"patient_id", "diagnosis_date", "code", "code_type_name"},
	ProcedureRows:  {"patient_id", "procedure_date", "code", "code_type_name"},
	MedicationRows: {"patient_id", "medication_start", "code", "code_type"},
}

// Tables writes histories as the five CSV files of a batch: UTF-8, RFC 4180, a
// header row, rows in the order of the histories. It holds a few kilobytes, no
// history. It is not safe for concurrent use.
type Tables struct {
	open func(ObjectType) (io.Writer, error)
	w    map[ObjectType]*csv.Writer
	row  []string
}

// NewTables returns tables that open a file when its first row comes: a type
// without rows has no file.
func NewTables(open func(ObjectType) (io.Writer, error)) *Tables {
	return &Tables{open: open, w: map[ObjectType]*csv.Writer{}}
}

// Add writes one history. It is not validated here; a ZIP3 that holds 20,000
// people or fewer is written as "000".
func (t *Tables) Add(h *History) error {
	id := h.Patient.ID
	p := h.Patient
	if err := t.write(PatientRows, id, p.BirthDate.String(), string(p.Sex), labels.SafeZIP3(p.ZIP3)); err != nil {
		return err
	}
	for _, r := range h.LabResults {
		if err := t.write(LabResultRows, id, r.Date.String(), r.LOINC, r.Abnormal); err != nil {
			return err
		}
	}
	for _, r := range h.Diagnoses {
		if err := t.write(DiagnosisRows, id, r.Date.String(), r.Code, r.System); err != nil {
			return err
		}
	}
	for _, r := range h.Procedures {
		if err := t.write(ProcedureRows, id, r.Date.String(), r.Code, r.System); err != nil {
			return err
		}
	}
	for _, r := range h.Medications {
		if err := t.write(MedicationRows, id, r.Start.String(), r.Code, r.System); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tables) write(typ ObjectType, cells ...string) error {
	w := t.w[typ]
	if w == nil {
		file, err := t.open(typ)
		if err != nil {
			return err
		}
		w = csv.NewWriter(file)
		t.w[typ] = w
		if err := w.Write(csvColumns[typ]); err != nil {
			return err
		}
	}
	t.row = append(t.row[:0], cells...)
	return w.Write(t.row)
}

// Flush hands on what is still buffered.
func (t *Tables) Flush() error {
	for _, typ := range ObjectTypes() {
		if w := t.w[typ]; w != nil {
			w.Flush()
			if err := w.Error(); err != nil {
				return err
			}
		}
	}
	return nil
}
