package review

import "github.com/lethe-health/lethe/labels"

// Coverage is how far a system that reads text can cover an identifier of the
// Safe Harbor list.
type Coverage string

// The degrees of coverage.
const (
	Covered    Coverage = "covered"
	Partly     Coverage = "partly covered"
	NotCovered Coverage = "not covered"
)

// Clause is one of the 18 identifiers of 45 CFR 164.514(b)(2)(i).
type Clause struct {
	Letter   labels.SafeHarbor
	Types    []labels.Type // under which its occurrences are found
	Coverage Coverage
	Limit    string // what is not covered, or how it is counted; may be empty
}

// clauses is the list, A to R.
var clauses = []Clause{
	{'A', []labels.Type{labels.Patient, labels.Organization}, Covered, "Patients, relatives, household members, employers."},
	{'B', []labels.Type{labels.Street, labels.City, labels.Zip, labels.LocationOther, labels.Hospital}, Covered, "States and countries may stay under the rule; what is done to them is for the policy."},
	{'C', []labels.Type{labels.Date, labels.Age}, Covered, "Every date and age is found; which parts may stay (years, ages to 89) is for the policy."},
	{'D', []labels.Type{labels.Phone}, Covered, ""},
	{'E', []labels.Type{labels.Fax}, Covered, ""},
	{'F', []labels.Type{labels.Email}, Covered, ""},
	{'G', []labels.Type{labels.IDNum}, Covered, "Counted with the other numbers under IDNUM."},
	{'H', []labels.Type{labels.MedicalRecord}, Covered, ""},
	{'I', []labels.Type{labels.HealthPlan}, Covered, ""},
	{'J', []labels.Type{labels.IDNum}, Covered, "Counted under IDNUM."},
	{'K', []labels.Type{labels.IDNum}, Covered, "Counted under IDNUM."},
	{'L', []labels.Type{labels.IDNum}, Covered, "Plates and VINs, counted under IDNUM."},
	{'M', []labels.Type{labels.Device}, Covered, ""},
	{'N', []labels.Type{labels.URL}, Covered, ""},
	{'O', []labels.Type{labels.URL}, Covered, "Counted under URL."},
	{'P', []labels.Type{labels.BioID}, Partly, "Identifiers of prints and scans written in the text; the prints, scans and voices themselves are no text."},
	{'Q', nil, NotCovered, "Photographs are no text. Images and scanned pages must be kept out or cleared by other means."},
	{'R', []labels.Type{labels.IDNum, labels.Username, labels.Profession}, Partly, "Numbers, logins and occupations; a rare event told in plain words is for a reader to notice."},
}

// Clauses returns the 18 identifiers in order. Do not change what it returns.
func Clauses() []Clause { return clauses }
