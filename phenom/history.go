package phenom

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/internal/jsonkeys"
	"github.com/lethe-health/lethe/labels"
)

// Sex as the contract writes it.
type Sex string

// The values of [Sex].
const (
	Male       Sex = "M"
	Female     Sex = "F"
	UnknownSex Sex = "U"
)

// Code systems that the contract's examples use. Others may be given.
const (
	ICD10 = "ICD10" // diagnoses: ICD-10-CM
	CPT   = "CPT"   // procedures
	ATC   = "ATC"   // medications
)

// History is what one submission tells of one patient. The field names on the
// wire are the contract's, as are the CSV columns.
type History struct {
	Patient     Patient      `json:"patient" validate:"required"`
	LabResults  []LabResult  `json:"lab_results,omitempty" validate:"dive"`
	Diagnoses   []Diagnosis  `json:"diagnoses,omitempty" validate:"dive"`
	Procedures  []Procedure  `json:"procedures,omitempty" validate:"dive"`
	Medications []Medication `json:"medications,omitempty" validate:"dive"`
}

// Patient is who the history belongs to, by token.
type Patient struct {
	// ID is a token, 1 to 100 characters, never a record number; see [PatientToken].
	ID        string `json:"patient_id" validate:"required,max=100"`
	BirthDate Date   `json:"birth_date" validate:"required"`
	Sex       Sex    `json:"sex" validate:"required,oneof=M F U"`
	// ZIP3 is three digits. A prefix that holds 20,000 people or fewer is sent
	// as "000"; five digits, which upstream takes, are refused.
	ZIP3 string `json:"zip3" validate:"required,len=3,number"`
}

// LabResult is one laboratory result; the value itself is not submitted.
type LabResult struct {
	Date     Date   `json:"lab_date" validate:"required"`
	LOINC    string `json:"loinc" validate:"required,loinc"`
	Abnormal string `json:"value_abnormal,omitempty" validate:"max=32"` // such as "N", "H", "L"
}

// Diagnosis is one coded diagnosis.
type Diagnosis struct {
	Date   Date   `json:"diagnosis_date" validate:"required"`
	Code   string `json:"code" validate:"required,max=32"`
	System string `json:"code_type_name" validate:"required,max=32"`
}

// Procedure is one coded procedure.
type Procedure struct {
	Date   Date   `json:"procedure_date" validate:"required"`
	Code   string `json:"code" validate:"required,max=32"`
	System string `json:"code_type_name" validate:"required,max=32"`
}

// Medication is one coded medication, by its start.
type Medication struct {
	Start  Date   `json:"medication_start" validate:"required"`
	Code   string `json:"code" validate:"required,max=32"`
	System string `json:"code_type" validate:"required,max=32"`
}

// DecodeHistory reads a history from JSON, in the contract's form, refusing
// unknown fields, a key that stands twice, and anything behind it. It does not validate: see
// [History.Validate]. The error says what kind of thing is wrong and where in
// bytes, and quotes nothing.
func DecodeHistory(b []byte) (*History, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	h := new(History)
	if err := dec.Decode(h); err != nil || dec.More() {
		return nil, fmt.Errorf("phenom: not a history of the contract's form near byte %d", dec.InputOffset())
	}
	if at, twice := jsonkeys.Repeated(b, jsonkeys.Deep); twice {
		return nil, fmt.Errorf("phenom: a key of a history stands twice, at byte %d", at)
	}
	return h, nil
}

// Builder gathers one patient's entries, from structured data and from coded
// diagnoses that were extracted from notes, into a [History]. It is not safe
// for concurrent use.
type Builder struct{ h History }

// NewBuilder begins a history. A ZIP of any length is cut to what may be sent
// of it; no ZIP becomes "000", and no sex becomes unknown.
func NewBuilder(p Patient) *Builder {
	p.ZIP3 = labels.SafeZIP3(p.ZIP3)
	p.Sex = cmp.Or(p.Sex, UnknownSex)
	return &Builder{History{Patient: p}}
}

// Diagnosis adds a coded diagnosis. Only what the note or record says the
// patient has belongs here: no negated, family or hypothetical mention.
func (b *Builder) Diagnosis(d Date, code, system string) *Builder {
	b.h.Diagnoses = append(b.h.Diagnoses, Diagnosis{d, strings.ToUpper(strings.TrimSpace(code)), system})
	return b
}

// Lab adds a laboratory result.
func (b *Builder) Lab(d Date, loinc, abnormal string) *Builder {
	b.h.LabResults = append(b.h.LabResults, LabResult{d, loinc, abnormal})
	return b
}

// Procedure adds a coded procedure.
func (b *Builder) Procedure(d Date, code, system string) *Builder {
	b.h.Procedures = append(b.h.Procedures, Procedure{d, code, system})
	return b
}

// Medication adds a coded medication.
func (b *Builder) Medication(start Date, code, system string) *Builder {
	b.h.Medications = append(b.h.Medications, Medication{start, code, system})
	return b
}

// Build returns the history, each list in order of date and without repeated
// entries, or a [*ValidationError] that names every field at fault.
func (b *Builder) Build() (*History, error) {
	h := b.h
	h.LabResults = ordered(h.LabResults, func(x, y LabResult) int {
		return cmp.Or(byDate(x.Date, y.Date), cmp.Compare(x.LOINC, y.LOINC), cmp.Compare(x.Abnormal, y.Abnormal))
	})
	h.Diagnoses = ordered(h.Diagnoses, func(x, y Diagnosis) int {
		return cmp.Or(byDate(x.Date, y.Date), cmp.Compare(x.Code, y.Code), cmp.Compare(x.System, y.System))
	})
	h.Procedures = ordered(h.Procedures, func(x, y Procedure) int {
		return cmp.Or(byDate(x.Date, y.Date), cmp.Compare(x.Code, y.Code), cmp.Compare(x.System, y.System))
	})
	h.Medications = ordered(h.Medications, func(x, y Medication) int {
		return cmp.Or(byDate(x.Start, y.Start), cmp.Compare(x.Code, y.Code), cmp.Compare(x.System, y.System))
	})
	if err := h.Validate(); err != nil {
		return nil, err
	}
	return &h, nil
}

func byDate(x, y Date) int {
	switch {
	case x.Before(y):
		return -1
	case y.Before(x):
		return 1
	}
	return 0
}

// ordered returns a sorted copy without repeats; nil stays nil.
func ordered[T comparable](s []T, compare func(T, T) int) []T {
	s = slices.Clone(s)
	slices.SortFunc(s, compare)
	return slices.Compact(s)
}
