package redact

import (
	_ "embed"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/lethe-health/lethe/labels"
)

//go:generate go run ./internal/genschema

// PolicySchemaJSON is the JSON Schema (2020-12) of a policy file, for editors
// that check YAML while it is written.
//
//go:embed policy.schema.json
var PolicySchemaJSON []byte

// GeneratePolicySchema makes the JSON Schema from the Go struct.
func GeneratePolicySchema() ([]byte, error) {
	s := schemaOf(reflect.TypeFor[Policy]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "lethe redaction policy"
	s["required"] = []string{"name"}
	b, err := json.MarshalIndent(s, "", "  ")
	return append(b, '\n'), err
}

// enums are the words that a type of the policy may be.
func enums(t reflect.Type) []string {
	var out []string
	switch t {
	case reflect.TypeFor[Operator]():
		for _, o := range Operators() {
			out = append(out, string(o))
		}
	case reflect.TypeFor[TokenKind]():
		out = []string{string(TokenRandom), string(TokenPRF), string(TokenSIV)}
	case reflect.TypeFor[Scope]():
		out = []string{string(ScopePatient), string(ScopeProject)}
	case reflect.TypeFor[Basis]():
		out = []string{string(BasisSafeHarbor), string(BasisLimitedDataSet), string(BasisExpert)}
	case reflect.TypeFor[labels.Type]():
		for _, l := range labels.Types() {
			out = append(out, l.String())
		}
	}
	return out
}

func schemaOf(t reflect.Type) map[string]any {
	if e := enums(t); e != nil {
		return map[string]any{"type": "string", "enum": e}
	}
	switch t.Kind() {
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Struct:
		props := map[string]any{}
		addProperties(t, props)
		return map[string]any{"type": "object", "properties": props, "additionalProperties": false}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	}
	return map[string]any{"type": "string"}
}

// addProperties adds the fields of a struct by their YAML names.
func addProperties(t reflect.Type, props map[string]any) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if f.Anonymous {
			addProperties(f.Type, props)
			continue
		}
		props[name] = schemaOf(f.Type)
	}
}
