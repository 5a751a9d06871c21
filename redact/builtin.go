package redact

import (
	"fmt"
	"slices"

	"github.com/lethe-health/lethe/labels"
)

// builtins are the policies that come with the package, by name.
var builtins = map[string]func() Policy{
	"tag": TagPolicy, "mask": MaskPolicy, "token": TokenPolicy,
	"safe-harbor": SafeHarborPolicy, "limited-data-set": LimitedDataSetPolicy, "expert-determination": ExpertPolicy,
}

// BuiltinNames returns the names of the built-in policies, in order.
func BuiltinNames() []string {
	names := make([]string, 0, len(builtins))
	for n := range builtins {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Builtin returns a built-in policy by name.
func Builtin(name string) (*Policy, error) {
	f, ok := builtins[name]
	if !ok {
		return nil, &PolicyError{Key: "name", Message: fmt.Sprintf("no built-in policy %q (there are %v)", clip(name), BuiltinNames())}
	}
	p := f()
	return &p, nil
}

// TagPolicy puts a label in the place of each identifier, for annotation work.
// It claims no legal basis, though with every identifier found it leaves none.
func TagPolicy() Policy {
	return Policy{Name: "tag", Version: "1", Description: "Labels in place of identifiers.", Otherwise: Action{Do: Tag}}
}

// MaskPolicy puts a mark in the place of each character, so that every offset
// outside stays where it is.
func MaskPolicy() Policy {
	return Policy{Name: "mask", Version: "1", Description: "Marks in place of the characters of identifiers; lengths stay.", Otherwise: Action{Do: Mask}}
}

// TokenPolicy gives every identifier a random token, one per patient, that the
// vault can turn back.
func TokenPolicy() Policy {
	return Policy{Name: "token", Version: "1", Description: "A random token per identifier and patient; the vault leads back.", Otherwise: Action{Do: Token}}
}

// personal are the types that tell one person, body or thing.
var personal = []labels.Type{
	labels.Patient, labels.MedicalRecord, labels.HealthPlan, labels.IDNum, labels.Device, labels.BioID,
	labels.Phone, labels.Fax, labels.Email, labels.URL, labels.Username,
}

// SafeHarborPolicy is 45 CFR 164.514(b)(2): all eighteen identifiers go. What
// may stay is the state, the country, the first three digits of a ZIP code that
// more than 20,000 people share, the year of a date and ages to 89. Tokens are
// random ones of the vault: a code that is computed from an identifier is
// "derived from or related to information about the individual", which
// 164.514(c)(1) forbids of a re-identification code.
func SafeHarborPolicy() Policy {
	return Policy{
		Name: "safe-harbor", Version: "1", Basis: BasisSafeHarbor,
		Description: "All identifiers of 45 CFR 164.514(b)(2)(i) removed; random codes under 164.514(c).",
		Rules: []Rule{
			{Types: personal, Action: Action{Do: Token}},
			{Types: []labels.Type{labels.Doctor}, Action: Action{Do: Token}},
			{Types: []labels.Type{labels.Date}, Action: Action{Do: DateYear}},
			{Types: []labels.Type{labels.Age}, Action: Action{Do: AgeCap, Cap: 90}},
			{Types: []labels.Type{labels.Zip}, Action: Action{Do: ZIP3}},
			{Types: []labels.Type{labels.State, labels.Country}, Action: Action{Do: Keep}},
		},
		Otherwise: Action{Do: Tag},
	}
}

// LimitedDataSetPolicy is 45 CFR 164.514(e)(2): the sixteen direct identifiers
// go; dates, ages, city, state and ZIP code stay. It asks for a data use
// agreement with whoever receives it.
func LimitedDataSetPolicy() Policy {
	return Policy{
		Name: "limited-data-set", Version: "1", Basis: BasisLimitedDataSet,
		Description: "The direct identifiers of 45 CFR 164.514(e)(2) removed; a data use agreement is needed.",
		Rules: []Rule{
			{Types: personal, Action: Action{Do: Token}},
			{Types: []labels.Type{labels.Doctor}, Action: Action{Do: Token}},
			{Types: []labels.Type{labels.Date, labels.Age, labels.City, labels.State, labels.Zip, labels.Country}, Action: Action{Do: Keep}},
		},
		Otherwise: Action{Do: Tag},
	}
}

// ExpertPolicy is a starting point for an expert determination under 45 CFR
// 164.514(b)(1): stand-ins and shifted dates keep the text alive. Whether the
// risk is "very small" is for the expert to find and to document.
func ExpertPolicy() Policy {
	return Policy{
		Name: "expert-determination", Version: "1", Basis: BasisExpert,
		Description: "Consistent surrogates, tokens and one date shift per patient; the parameters are the expert's to judge.",
		Rules: []Rule{
			{Types: []labels.Type{labels.Date}, Action: Action{Do: DateShift}},
			{Types: []labels.Type{labels.Age}, Action: Action{Do: AgeCap, Cap: 90}},
			{Types: []labels.Type{labels.Zip}, Action: Action{Do: ZIP3, AllCensuses: true}},
			{Types: []labels.Type{labels.State, labels.Country}, Action: Action{Do: Keep}},
			{Types: []labels.Type{labels.MedicalRecord, labels.HealthPlan, labels.IDNum, labels.Device, labels.BioID}, Action: Action{Do: Token}},
			{Types: []labels.Type{labels.Doctor, labels.Hospital, labels.Organization}, Action: Action{Do: Surrogate, Scope: ScopeProject}},
		},
		Otherwise: Action{Do: Surrogate},
		Shift:     Shift{From: -365, To: -1},
	}
}
