package recognize

// Rule names the rule that proposed a candidate.
type Rule uint8

// The rules.
const (
	RuleNone              Rule = iota
	RuleAge                    // number with a word of age: "75-year-old", "81M", "aged 40"
	RuleDate                   // any written date: package internal/dates
	RulePhone                  // telephone number by shape
	RulePhoneLabel             // number after a word for telephone, pager or extension
	RuleFax                    // number after a word for fax
	RuleEmail                  // local@domain
	RuleURL                    // http://, www., domain with a known ending
	RuleIP                     // IPv4 and IPv6 addresses
	RuleSSN                    // 3-2-4 digits, or after its label
	RuleMedicalRecord          // after MRN, chart, unit, hospital number
	RuleHealthPlan             // after policy, member, group
	RuleIDLabel                // after any other word for an identifying number
	RuleDevice                 // after serial number
	RuleBioID                  // after a word for a biometric template
	RuleIDShape                // letters and digits mixed as no code or unit is
	RuleZip                    // after a state; ZIP+4
	RuleStreet                 // number, names, street suffix
	RulePOBox                  // PO Box 12
	RuleHighway                // Route 66, I-95
	RuleCityState              // words before a comma and a state
	RuleState                  // state by name, or abbreviation after a town
	RuleCity                   // known town in a context of places
	RuleCountry                // known country
	RulePlace                  // other known or patterned place: Lake X, X County
	RuleUsername               // login after its label, initials in a footer
	RuleHL7Field               // a field of an HL7 segment
	RuleHL7Name                // LAST^FIRST
	RuleNameComma              // Last, First
	RuleTitleName              // after Mr, Dr, Sgt
	RuleCredentialName         // before MD, RN
	RuleLabelName              // after Patient:, Attending:, cc:
	RuleRoleName               // after RN, resident, scribe
	RuleRelationName           // after his wife, her son
	RuleVerbName               // after signed by, discussed with, called
	RuleKnownName              // given name and surname known to the dictionaries
	RuleInitials               // staff initials in a place of signing
	RuleHospital               // words ending in hospital, clinic, …
	RuleKnownHospital          // hospital in the dictionaries
	RuleOrganization           // words ending in school, inc, …
	RuleKnownOrganization      // organisation in the dictionaries
	RuleProfession             // after works as, retired; before by trade
	RuleCarried                // the same name stands elsewhere in the note
	RuleKnown                  // given by the caller

	numRules = iota
)

// NumRules is how many rules there are, RuleNone included.
const NumRules = numRules

var ruleNames = [NumRules]string{
	"", "age", "date", "phone", "phone-label", "fax", "email", "url", "ip", "ssn", "medical-record", "health-plan",
	"id-label", "device", "bio-id", "id-shape", "zip", "street", "po-box", "highway", "city-state", "state", "city",
	"country", "place", "username", "hl7-field", "hl7-name", "name-comma", "title-name", "credential-name", "label-name",
	"role-name", "relation-name", "verb-name", "known-name", "initials", "hospital", "known-hospital", "organization",
	"known-organization", "profession", "carried", "known",
}

// String returns the rule's name, as in the source of an annotation.
func (r Rule) String() string {
	if int(r) >= len(ruleNames) {
		return ""
	}
	return ruleNames[r]
}
