package labels

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// contract is the vendor's table of mappings, as the contract's own example
// decides it.
var contract = []struct {
	name, category string
	clause         string
	why            string
}{
	{"AGE", "DEMOGRAPHICS", "C", "ages over 89 are an element of dates"},
	{"BIOID", "IDENTIFIER", "P", "biometric identifiers"},
	{"CITY", "LOCATION", "B", "smaller than a state"},
	{"COUNTRY", "LOCATION", "-", "larger than a state"},
	{"DATE", "DATE", "C", "elements of dates"},
	{"DEVICE", "IDENTIFIER", "M", "device serial numbers"},
	{"DOCTOR", "PERSON", "-", "neither the individual nor a relative, employer or household member"},
	{"EMAIL", "CONTACT", "F", "email addresses"},
	{"FAX", "CONTACT", "E", "fax numbers"},
	{"HEALTHPLAN", "IDENTIFIER", "I", "beneficiary numbers"},
	{"HOSPITAL", "INSTITUTION", "B", "the example has INSTITUTION; names a place smaller than a state"},
	{"IDNUM", "IDENTIFIER", "R", "any other number"},
	{"LOCATION-OTHER", "LOCATION", "B", "smaller than a state"},
	{"MEDICALRECORD", "IDENTIFIER", "H", "one word on the wire"},
	{"ORGANIZATION", "ORGANIZATION", "A", "may be the employer"},
	{"PATIENT", "PERSON", "A", "names"},
	{"PHONE", "CONTACT", "D", "telephone numbers"},
	{"PROFESSION", "DEMOGRAPHICS", "R", "a characteristic"},
	{"STATE", "LOCATION", "-", "states may stay"},
	{"STREET", "LOCATION", "B", "smaller than a state"},
	{"URL", "WEBADDRESS", "N", "web URLs"},
	{"USERNAME", "CONTACT", "R", "any other code"},
	{"ZIP", "LOCATION", "B", "smaller than a state"},
}

func TestTypesFollowTheContract(t *testing.T) {
	require.Len(t, Types(), 23)
	require.Len(t, Categories(), 9)
	require.Len(t, contract, NumTypes)
	for i, row := range contract {
		got := Types()[i]
		assert.Equal(t, row.name, got.String(), "order of the contract")
		assert.Equal(t, row.category, got.Category().String(), "%s: %s", row.name, row.why)
		assert.Equal(t, row.clause, got.SafeHarbor().String(), "%s: %s", row.name, row.why)
		assert.Contains(t, got.Category().Types(), got)
	}
}

func TestParse(t *testing.T) {
	for _, typ := range Types() {
		for _, s := range []string{typ.String(), typ.Label()} {
			got, err := ParseType(s)
			require.NoError(t, err)
			assert.Equal(t, typ, got)
		}
	}
	for _, c := range Categories() {
		for _, s := range []string{c.String(), c.Label()} {
			got, err := ParseCategory(s)
			require.NoError(t, err)
			assert.Equal(t, c, got)
		}
	}
}

func TestParseErrorsNameTheLabel(t *testing.T) {
	for _, bad := range []string{"", "[]", "[", "date", "[[DATE]]", "MEDICAL RECORD", "NAME", "INVALID"} {
		_, err := ParseType(bad)
		var e *UnknownLabelError
		require.ErrorAs(t, err, &e, "%q", bad)
		assert.Equal(t, bad, e.Label)
		assert.Equal(t, "phi_type", e.Kind)
		_, err = ParseCategory(bad)
		require.ErrorAs(t, err, &e, "%q", bad)
		assert.Equal(t, "category", e.Kind)
	}
	_, err := ParseType("A LABEL SO LONG THAT NOBODY WOULD WANT IT WHOLE IN A LOG LINE")
	assert.Less(t, len(err.Error()), 90)
}

func TestJSON(t *testing.T) {
	b, err := json.Marshal(struct {
		T Type
		C Category
		M map[Type]int
	}{LocationOther, CategoryWebAddress, map[Type]int{Date: 1}})
	require.NoError(t, err)
	assert.Equal(t, `{"T":"[LOCATION-OTHER]","C":"[WEBADDRESS]","M":{"DATE":1}}`, string(b))

	var in struct {
		T Type
		C Category
	}
	require.NoError(t, json.Unmarshal([]byte(`{"T":"[ZIP]","C":"LOCATION"}`), &in))
	assert.Equal(t, Zip, in.T)
	assert.Equal(t, CategoryLocation, in.C)

	for _, bad := range []string{`{"T":"[ZAP]"}`, `{"T":7}`, `{"C":"[ZAP]"}`, `{"C":[]}`} {
		assert.Error(t, json.Unmarshal([]byte(bad), &in), bad)
	}
	_, err = json.Marshal(Type(0))
	assert.Error(t, err, "no type has no JSON form")
	_, err = json.Marshal(Category(200))
	assert.Error(t, err)
	assert.Equal(t, "INVALID", Type(99).String())
	assert.Equal(t, "INVALID", Category(0).String())
}

func TestSafeHarborClauses(t *testing.T) {
	for h := SafeHarbor('A'); h <= 'R'; h++ {
		assert.True(t, h.Valid())
		assert.NotEmpty(t, h.Title())
		assert.Equal(t, "45 CFR 164.514(b)(2)(i)("+h.String()+")", h.Citation())
	}
	for _, h := range []SafeHarbor{0, 'S', 'a'} {
		assert.False(t, h.Valid())
		assert.Empty(t, h.Title())
		assert.Empty(t, h.Citation())
		assert.Equal(t, "-", h.String())
	}
}

func TestSpan(t *testing.T) {
	s := Span{2, 5}
	assert.Equal(t, 3, s.Len())
	assert.Equal(t, "cde", s.Of("abcdefg"))
	assert.True(t, s.Overlaps(Span{4, 9}))
	assert.False(t, s.Overlaps(Span{5, 9}), "half open")
	assert.True(t, s.Contains(Span{2, 5}))
	assert.False(t, s.Contains(Span{1, 5}))
}
