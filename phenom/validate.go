package phenom

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10"
)

// Validate checks the history against the contract and against sense: required
// fields, lengths, code shapes, and no entry before birth. The error is a
// [*ValidationError] naming each field at fault, never its value.
func (h *History) Validate() error {
	err := historyRules().Struct(h)
	var found validator.ValidationErrors
	if errors.As(err, &found) {
		v := &ValidationError{Op: "history"}
		for _, f := range found {
			v.Fields = append(v.Fields, FieldError{fieldPath(f.Namespace()), ruleText(f)})
		}
		return v
	}
	return err
}

// fieldPath drops the Go type from the front of a namespace: what is left is
// made of JSON names and indexes.
func fieldPath(namespace string) string {
	_, path, _ := strings.Cut(namespace, ".")
	return path
}

// ruleTexts say what each rule wants, in words that hold no value; %s is the
// rule's parameter.
var ruleTexts = map[string]string{
	"required":   "is missing",
	"max":        "is longer than %s characters",
	"len":        "must have exactly %s characters",
	"number":     "must be digits",
	"oneof":      "must be one of %s",
	"loinc":      "is not shaped like a LOINC code",
	"icd10":      "is not shaped like an ICD-10-CM code",
	"afterbirth": "lies before the birth date",
}

func ruleText(f validator.FieldError) string {
	text, ok := ruleTexts[f.Tag()]
	if !ok {
		return f.Tag()
	}
	if strings.Contains(text, "%s") {
		return fmt.Sprintf(text, f.Param())
	}
	return text
}

var historyRules = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	// A date is present when its text is not empty.
	v.RegisterCustomTypeFunc(func(field reflect.Value) any {
		return field.Interface().(Date).String()
	}, Date{})
	if err := v.RegisterValidation("loinc", func(f validator.FieldLevel) bool { return isLOINC(f.Field().String()) }); err != nil {
		panic(err) // only an empty tag or nil function can bring this about
	}
	v.RegisterStructValidation(checkOrder, History{})
	v.RegisterStructValidation(func(sl validator.StructLevel) {
		d := sl.Current().Interface().(Diagnosis)
		if d.System == ICD10 && d.Code != "" && !isICD10(d.Code) {
			sl.ReportError(d.Code, "code", "Code", "icd10", "")
		}
	}, Diagnosis{})
	return v
})

// checkOrder refuses entries before birth. Dates shifted by one offset per
// patient keep their order, so this finds offsets that differ, and swapped
// fields.
func checkOrder(sl validator.StructLevel) {
	h := sl.Current().Interface().(History)
	birth := h.Patient.BirthDate
	check := func(list, field string, n int, date func(int) Date) {
		for i := range n {
			if d := date(i); !d.IsZero() && d.Before(birth) {
				name := fmt.Sprintf("%s[%d].%s", list, i, field)
				sl.ReportError("", name, name, "afterbirth", "")
			}
		}
	}
	check("lab_results", "lab_date", len(h.LabResults), func(i int) Date { return h.LabResults[i].Date })
	check("diagnoses", "diagnosis_date", len(h.Diagnoses), func(i int) Date { return h.Diagnoses[i].Date })
	check("procedures", "procedure_date", len(h.Procedures), func(i int) Date { return h.Procedures[i].Date })
	check("medications", "medication_start", len(h.Medications), func(i int) Date { return h.Medications[i].Start })
}

// isICD10 reports the shape of an ICD-10-CM code: a letter, a digit, a letter or
// digit, then up to four more after an optional dot.
func isICD10(s string) bool {
	s = strings.ToUpper(s)
	if len(s) < 3 || s[0] < 'A' || s[0] > 'Z' || !isDigit(s[1]) || !isAlnum(s[2]) {
		return false
	}
	rest := s[3:]
	if strings.HasPrefix(rest, ".") {
		rest = rest[1:]
		if rest == "" {
			return false
		}
	}
	if len(rest) > 4 {
		return false
	}
	for i := range len(rest) {
		if !isAlnum(rest[i]) {
			return false
		}
	}
	return true
}

// isLOINC reports the shape of a LOINC code: up to seven digits, a hyphen, a
// check digit.
func isLOINC(s string) bool {
	if len(s) < 3 || len(s) > 9 || s[len(s)-2] != '-' || !isDigit(s[len(s)-1]) {
		return false
	}
	for i := range len(s) - 2 {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isAlnum(c byte) bool { return isDigit(c) || 'A' <= c && c <= 'Z' }
