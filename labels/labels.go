package labels

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Type is one of the 23 PHI types of the identify-phi contract. The zero
// value is no type; it is not valid in an [Annotation].
type Type uint8

// The PHI types, in the alphabetical order of the contract.
const (
	Age Type = iota + 1
	BioID
	City
	Country
	Date
	Device
	Doctor
	Email
	Fax
	HealthPlan
	Hospital
	IDNum
	LocationOther
	MedicalRecord
	Organization
	Patient
	Phone
	Profession
	State
	Street
	URL
	Username
	Zip

	numTypes = iota
)

// NumTypes is how many PHI types there are; valid types are 1 to NumTypes.
const NumTypes = numTypes

// Category is one of the 9 broader categories a [Type] belongs to. The zero
// value is no category.
type Category uint8

// The categories, in the alphabetical order of the contract.
const (
	CategoryContact Category = iota + 1
	CategoryDate
	CategoryDemographics
	CategoryIdentifier
	CategoryInstitution
	CategoryLocation
	CategoryOrganization
	CategoryPerson
	CategoryWebAddress

	numCategories = iota
)

// NumCategories is how many categories there are; valid ones are 1 to
// NumCategories.
const NumCategories = numCategories

// SafeHarbor is the letter of the identifier in 45 CFR 164.514(b)(2)(i), 'A'
// (names) to 'R' (any other unique identifying number, characteristic or
// code). Zero means that the Safe Harbor list does not name it.
type SafeHarbor byte

// typeRow is all that is known of a type.
//
// The category column follows the contract's table of mappings, with what its
// own example decides: HOSPITAL is an INSTITUTION, ORGANIZATION an
// ORGANIZATION, and "MEDICAL RECORD" is written MEDICALRECORD.
//
// The clause column names the identifier of 45 CFR 164.514(b)(2)(i). A hospital
// tells a place smaller than a state (B); an organization may be the employer,
// whose name the list covers (A); an occupation can be a unique characteristic
// (R, so HHS's guidance on de-identification). Clinicians, states and countries
// are on no line of the list; i2b2 2014 annotates them as risks all the same.
type typeRow struct {
	name     string
	category Category
	clause   SafeHarbor
}

var typeRows = [NumTypes + 1]typeRow{
	Age:           {"AGE", CategoryDemographics, 'C'},
	BioID:         {"BIOID", CategoryIdentifier, 'P'},
	City:          {"CITY", CategoryLocation, 'B'},
	Country:       {"COUNTRY", CategoryLocation, 0},
	Date:          {"DATE", CategoryDate, 'C'},
	Device:        {"DEVICE", CategoryIdentifier, 'M'},
	Doctor:        {"DOCTOR", CategoryPerson, 0},
	Email:         {"EMAIL", CategoryContact, 'F'},
	Fax:           {"FAX", CategoryContact, 'E'},
	HealthPlan:    {"HEALTHPLAN", CategoryIdentifier, 'I'},
	Hospital:      {"HOSPITAL", CategoryInstitution, 'B'},
	IDNum:         {"IDNUM", CategoryIdentifier, 'R'},
	LocationOther: {"LOCATION-OTHER", CategoryLocation, 'B'},
	MedicalRecord: {"MEDICALRECORD", CategoryIdentifier, 'H'},
	Organization:  {"ORGANIZATION", CategoryOrganization, 'A'},
	Patient:       {"PATIENT", CategoryPerson, 'A'},
	Phone:         {"PHONE", CategoryContact, 'D'},
	Profession:    {"PROFESSION", CategoryDemographics, 'R'},
	State:         {"STATE", CategoryLocation, 0},
	Street:        {"STREET", CategoryLocation, 'B'},
	URL:           {"URL", CategoryWebAddress, 'N'},
	Username:      {"USERNAME", CategoryContact, 'R'},
	Zip:           {"ZIP", CategoryLocation, 'B'},
}

var categoryNames = [NumCategories + 1]string{
	CategoryContact:      "CONTACT",
	CategoryDate:         "DATE",
	CategoryDemographics: "DEMOGRAPHICS",
	CategoryIdentifier:   "IDENTIFIER",
	CategoryInstitution:  "INSTITUTION",
	CategoryLocation:     "LOCATION",
	CategoryOrganization: "ORGANIZATION",
	CategoryPerson:       "PERSON",
	CategoryWebAddress:   "WEBADDRESS",
}

// safeHarborTitles are short titles of the identifiers of 45 CFR
// 164.514(b)(2)(i)(A) to (R), by letter.
var safeHarborTitles = [...]string{
	"names",
	"geographic subdivisions smaller than a state",
	"dates other than the year, and ages over 89",
	"telephone numbers",
	"fax numbers",
	"email addresses",
	"social security numbers",
	"medical record numbers",
	"health plan beneficiary numbers",
	"account numbers",
	"certificate and license numbers",
	"vehicle identifiers and license plates",
	"device identifiers and serial numbers",
	"web URLs",
	"IP addresses",
	"biometric identifiers",
	"full-face photographs and comparable images",
	"any other unique identifying number, characteristic or code",
}

// UnknownLabelError says that a label is no PHI type or no category. It
// carries the label, which comes from a caller's schema and is not note text.
type UnknownLabelError struct {
	Kind  string // "phi_type" or "category"
	Label string
}

// Error names the bad label, cut to 40 bytes.
func (e *UnknownLabelError) Error() string {
	l := e.Label
	if len(l) > 40 {
		l = l[:40] + "…"
	}
	return fmt.Sprintf("labels: unknown %s %q", e.Kind, l)
}

// Types returns all 23 PHI types in order.
func Types() []Type {
	out := make([]Type, NumTypes)
	for i := range out {
		out[i] = Type(i + 1)
	}
	return out
}

// Categories returns all 9 categories in order.
func Categories() []Category {
	out := make([]Category, NumCategories)
	for i := range out {
		out[i] = Category(i + 1)
	}
	return out
}

var typesByName, categoriesByName = func() (map[string]Type, map[string]Category) {
	t, c := make(map[string]Type, NumTypes), make(map[string]Category, NumCategories)
	for _, v := range Types() {
		t[typeRows[v].name] = v
	}
	for _, v := range Categories() {
		c[categoryNames[v]] = v
	}
	return t, c
}()

// unbracket takes one pair of square brackets off a label.
func unbracket(s string) string {
	if strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") && len(s) >= 2 {
		return s[1 : len(s)-1]
	}
	return s
}

// ParseType reads a PHI type, bracketed ("[DATE]") or not ("DATE"), in capital
// letters as the contract writes it. The error is an [*UnknownLabelError].
func ParseType(s string) (Type, error) {
	if t, ok := typesByName[unbracket(s)]; ok {
		return t, nil
	}
	return 0, &UnknownLabelError{Kind: "phi_type", Label: s}
}

// ParseCategory reads a category, bracketed or not. The error is an
// [*UnknownLabelError].
func ParseCategory(s string) (Category, error) {
	if c, ok := categoriesByName[unbracket(s)]; ok {
		return c, nil
	}
	return 0, &UnknownLabelError{Kind: "category", Label: s}
}

// Valid reports whether t is one of the 23 types.
func (t Type) Valid() bool { return t >= 1 && t <= NumTypes }

// String returns the bare name, "DATE", or "INVALID" for what is no type.
func (t Type) String() string {
	if !t.Valid() {
		return "INVALID"
	}
	return typeRows[t].name
}

// Label returns the bracketed name, "[DATE]", as the wire has it.
func (t Type) Label() string { return "[" + t.String() + "]" }

// Category returns the category of t, zero for what is no type.
func (t Type) Category() Category {
	if !t.Valid() {
		return 0
	}
	return typeRows[t].category
}

// SafeHarbor returns the clause of 45 CFR 164.514(b)(2)(i) that t falls under,
// or zero where that list does not name it (DOCTOR, STATE, COUNTRY). IDNUM spans several clauses (G social security,
// J account, K licence, L vehicle, R other) and URL two (N web, O IP address):
// the general one is given.
func (t Type) SafeHarbor() SafeHarbor {
	if !t.Valid() {
		return 0
	}
	return typeRows[t].clause
}

// MarshalText gives the bare name, for map keys and YAML.
func (t Type) MarshalText() ([]byte, error) {
	if !t.Valid() {
		return nil, &UnknownLabelError{Kind: "phi_type", Label: fmt.Sprint(uint8(t))}
	}
	return []byte(typeRows[t].name), nil
}

// UnmarshalText reads what [ParseType] reads.
func (t *Type) UnmarshalText(b []byte) (err error) {
	*t, err = ParseType(string(b))
	return err
}

// MarshalJSON gives the bracketed form, "[DATE]".
func (t Type) MarshalJSON() ([]byte, error) {
	if !t.Valid() {
		return nil, &UnknownLabelError{Kind: "phi_type", Label: fmt.Sprint(uint8(t))}
	}
	return []byte(`"` + t.Label() + `"`), nil
}

// UnmarshalJSON reads a JSON string, bracketed or not.
func (t *Type) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("labels: phi_type: %w", err)
	}
	return t.UnmarshalText([]byte(s))
}

// Valid reports whether c is one of the 9 categories.
func (c Category) Valid() bool { return c >= 1 && c <= NumCategories }

// String returns the bare name, "PERSON", or "INVALID" for what is no category.
func (c Category) String() string {
	if !c.Valid() {
		return "INVALID"
	}
	return categoryNames[c]
}

// Label returns the bracketed name, "[PERSON]", as the wire has it.
func (c Category) Label() string { return "[" + c.String() + "]" }

// Types returns the PHI types of the category, in order.
func (c Category) Types() []Type {
	var out []Type
	for _, t := range Types() {
		if t.Category() == c {
			out = append(out, t)
		}
	}
	return out
}

// MarshalText gives the bare name, for map keys and YAML.
func (c Category) MarshalText() ([]byte, error) {
	if !c.Valid() {
		return nil, &UnknownLabelError{Kind: "category", Label: fmt.Sprint(uint8(c))}
	}
	return []byte(categoryNames[c]), nil
}

// UnmarshalText reads what [ParseCategory] reads.
func (c *Category) UnmarshalText(b []byte) (err error) {
	*c, err = ParseCategory(string(b))
	return err
}

// MarshalJSON gives the bracketed form, "[PERSON]".
func (c Category) MarshalJSON() ([]byte, error) {
	if !c.Valid() {
		return nil, &UnknownLabelError{Kind: "category", Label: fmt.Sprint(uint8(c))}
	}
	return []byte(`"` + c.Label() + `"`), nil
}

// UnmarshalJSON reads a JSON string, bracketed or not.
func (c *Category) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("labels: category: %w", err)
	}
	return c.UnmarshalText([]byte(s))
}

// Valid reports whether h is a letter of the Safe Harbor list, 'A' to 'R'.
func (h SafeHarbor) Valid() bool { return h >= 'A' && h <= 'R' }

// String returns the letter, or "-" where the list does not name the type.
func (h SafeHarbor) String() string {
	if !h.Valid() {
		return "-"
	}
	return string(rune(h))
}

// Citation returns the full citation, "45 CFR 164.514(b)(2)(i)(A)", or "".
func (h SafeHarbor) Citation() string {
	if !h.Valid() {
		return ""
	}
	return "45 CFR 164.514(b)(2)(i)(" + string(rune(h)) + ")"
}

// Title returns a short title of the identifier, "names" for A, or "".
func (h SafeHarbor) Title() string {
	if !h.Valid() {
		return ""
	}
	return safeHarborTitles[h-'A']
}
