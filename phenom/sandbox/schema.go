package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lethe-health/lethe/internal/jsonkeys"
	"github.com/lethe-health/lethe/phenom"
)

// fault is one entry of a 422's detail, in FastAPI's shape.
type fieldFault struct {
	Loc   []any  `json:"loc"`
	Msg   string `json:"msg"`
	Type  string `json:"type"`
	Input any    `json:"input,omitempty"` // set by the fault script alone: upstream may echo
}

// check looks at one JSON value and reports what is wrong with it.
type check func(v any, loc []any, report func(fieldFault))

// field is one row of an object's table.
type field struct {
	name     string
	required bool
	check    check
}

func req(name string, c check) field { return field{name, true, c} }
func opt(name string, c check) field { return field{name, false, c} }

// The request bodies of the contract.
var (
	schemaFromPatient = object(
		req("outcome_ids", list(1, str(1, 300))),
		req("patient_history", object(
			req("patient", object(
				req("patient_id", str(1, 100)),
				req("birth_date", date),
				req("sex", oneOf("M", "F", "U")),
				req("zip3", str(3, 5)),
			)),
			opt("lab_results", list(0, object(
				req("lab_date", date), req("loinc", str(1, 100)), opt("value_abnormal", str(0, 100)),
			))),
			opt("diagnoses", list(0, object(
				req("diagnosis_date", date), req("code", str(1, 100)), req("code_type_name", str(1, 100)),
			))),
			opt("procedures", list(0, object(
				req("procedure_date", date), req("code", str(1, 100)), req("code_type_name", str(1, 100)),
			))),
			opt("medications", list(0, object(
				req("medication_start", date), req("code", str(1, 100)), req("code_type", str(1, 100)),
			))),
		)),
		req("idempotency_key", str(1, 256)),
	)
	schemaCreateBatch = object(
		opt("name", str(0, 256)),
		opt("upload_method", oneOf("s3_multipart")),
	)
	schemaCreateUpload = object(
		req("object_type", oneOf(slices.Sorted(maps.Keys(objectTypes))...)),
		req("filename", str(1, 256)),
		opt("content_type", oneOf("text/csv")),
		req("mode", oneOf("single", "multipart")),
	)
	schemaComplete = object(
		req("parts", list(1, object(req("part_number", integer(1, maxParts)), req("etag", str(1, 100))))),
	)
	schemaOutcomes = object(req("outcome_ids", list(1, str(1, 300))))
)

// maxBody bounds a JSON body in bytes.
const maxBody = 32 << 20

// decodeBody reads a JSON body, holds it against the schema, and decodes it.
func decodeBody(body io.Reader, schema check, into any) error {
	raw, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	if err != nil {
		return &problem{400, "The body could not be read"}
	}
	if len(raw) > maxBody {
		return &problem{413, "The body is too large"}
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil || dec.More() {
		return &invalid{[]fieldFault{{Loc: []any{"body", dec.InputOffset()}, Msg: "JSON decode error", Type: "json_invalid"}}}
	}
	if _, twice := jsonkeys.Repeated(raw, jsonkeys.Deep); twice {
		return &problem{400, "A key of the body stands twice"}
	}
	var faults []fieldFault
	schema(v, []any{"body"}, func(f fieldFault) { faults = append(faults, f) })
	if len(faults) > 0 {
		return &invalid{faults}
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("sandbox: a body that fits its schema does not decode into %T", into)
	}
	return nil
}

// at returns loc with one more element, not sharing memory with it.
func at(loc []any, element any) []any { return append(slices.Clip(slices.Clone(loc)), element) }

func object(fields ...field) check {
	return func(v any, loc []any, report func(fieldFault)) {
		m, ok := v.(map[string]any)
		if !ok {
			report(fieldFault{loc, "Input should be a valid dictionary or object to extract fields from", "model_attributes_type", v})
			return
		}
		for _, f := range fields {
			value, there := m[f.name]
			switch {
			case !there && f.required:
				report(fieldFault{at(loc, f.name), "Field required", "missing", v})
			case there && (value != nil || f.required):
				f.check(value, at(loc, f.name), report)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(m)) {
			if !slices.ContainsFunc(fields, func(f field) bool { return f.name == name }) {
				report(fieldFault{at(loc, name), "Extra inputs are not permitted", "extra_forbidden", m[name]})
			}
		}
	}
}

func list(least int, item check) check {
	return func(v any, loc []any, report func(fieldFault)) {
		items, ok := v.([]any)
		if !ok {
			report(fieldFault{loc, "Input should be a valid list", "list_type", v})
			return
		}
		if len(items) < least {
			report(fieldFault{loc, fmt.Sprintf("List should have at least %d item after validation", least), "too_short", v})
		}
		for i, it := range items {
			item(it, at(loc, i), report)
		}
	}
}

// str takes a string of so many characters.
func str(least, most int) check {
	return func(v any, loc []any, report func(fieldFault)) {
		s, ok := v.(string)
		n := utf8.RuneCountInString(s)
		switch {
		case !ok:
			report(fieldFault{loc, "Input should be a valid string", "string_type", v})
		case n < least:
			report(fieldFault{loc, fmt.Sprintf("String should have at least %d characters", least), "string_too_short", v})
		case n > most:
			report(fieldFault{loc, fmt.Sprintf("String should have at most %d characters", most), "string_too_long", v})
		}
	}
}

func oneOf(values ...string) check {
	want := "Input should be '" + strings.Join(values, "' or '") + "'"
	return func(v any, loc []any, report func(fieldFault)) {
		if s, ok := v.(string); !ok || !slices.Contains(values, s) {
			report(fieldFault{loc, want, "literal_error", v})
		}
	}
}

func date(v any, loc []any, report func(fieldFault)) {
	s, ok := v.(string)
	if !ok {
		report(fieldFault{loc, "Input should be a valid date", "date_type", v})
		return
	}
	if _, err := phenom.ParseDate(s); err != nil {
		report(fieldFault{loc, "Input should be a valid date in the format YYYY-MM-DD", "date_from_datetime_parsing", v})
	}
}

func integer(least, most int64) check {
	return func(v any, loc []any, report func(fieldFault)) {
		num, ok := v.(json.Number)
		n, err := num.Int64()
		switch {
		case !ok || err != nil:
			report(fieldFault{loc, "Input should be a valid integer", "int_type", v})
		case n < least:
			report(fieldFault{loc, fmt.Sprintf("Input should be greater than or equal to %d", least), "greater_than_equal", v})
		case n > most:
			report(fieldFault{loc, fmt.Sprintf("Input should be less than or equal to %d", most), "less_than_equal", v})
		}
	}
}
