package oncohttp

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// schema is the part of a Swagger 2.0 schema that the contract uses.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       string             `json:"type"`
	Format     string             `json:"format"`
	Enum       []string           `json:"enum"`
	Required   []string           `json:"required"`
	Properties map[string]*schema `json:"properties"`
	Items      *schema            `json:"items"`
	Minimum    *float64           `json:"minimum"`
	Maximum    *float64           `json:"maximum"`
}

type swagger struct {
	Definitions map[string]*schema `json:"definitions"`
}

func loadSwagger(t testing.TB, version string) *swagger {
	t.Helper()
	b, err := os.ReadFile("testdata/swagger-" + version + ".json")
	require.NoError(t, err)
	s := &swagger{}
	require.NoError(t, json.Unmarshal(b, s))
	return s
}

// check returns what is wrong with v under the definition, "" for nothing. A
// property that the schema does not name is wrong too.
func (s *swagger) check(definition string, b []byte) string {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err.Error()
	}
	return s.walk(s.Definitions[definition], v, definition)
}

func (s *swagger) walk(x *schema, v any, at string) string {
	if x.Ref != "" {
		return s.walk(s.Definitions[strings.TrimPrefix(x.Ref, "#/definitions/")], v, at)
	}
	switch v := v.(type) {
	case map[string]any:
		if x.Type != "object" {
			return at + ": an object"
		}
		for _, r := range x.Required {
			if _, ok := v[r]; !ok {
				return at + ": no " + r
			}
		}
		for k, e := range v {
			p := x.Properties[k]
			if p == nil {
				return at + ": unknown " + k
			}
			if w := s.walk(p, e, at+"."+k); w != "" {
				return w
			}
		}
	case []any:
		if x.Type != "array" {
			return at + ": an array"
		}
		for i, e := range v {
			if w := s.walk(x.Items, e, fmt.Sprintf("%s[%d]", at, i)); w != "" {
				return w
			}
		}
	case string:
		return x.checkString(v, at)
	case float64:
		if x.Type != "number" && x.Type != "integer" || x.Minimum != nil && v < *x.Minimum || x.Maximum != nil && v > *x.Maximum {
			return fmt.Sprintf("%s: number %g", at, v)
		}
	case bool:
		if x.Type != "boolean" {
			return at + ": a boolean"
		}
	}
	return ""
}

func (x *schema) checkString(v, at string) string {
	switch {
	case x.Type != "string":
		return at + ": a string"
	case len(x.Enum) > 0 && !slices.Contains(x.Enum, v):
		return at + ": " + v
	case x.Format == "date-time":
		if _, err := time.Parse(time.RFC3339, v); err != nil {
			return at + ": no time"
		}
	case x.Format == "uuid":
		if uuid.Validate(v) != nil {
			return at + ": no UUID"
		}
	}
	return ""
}
