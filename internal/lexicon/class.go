package lexicon

import "strings"

// Class is a set of kinds of word.
type Class uint64

// The kinds of word. A word, or a phrase, may be of many.
const (
	GivenMale    Class = 1 << iota // given name borne by men
	GivenFemale                    // given name borne by women
	Given                          // any given name
	Surname                        // any family name
	Particle                       // van, de la, al, bin: inside names
	City                           // name of a town; a phrase, or a town of one word
	State                          // state or territory in full, provinces of Canada and Australia
	StateAbbr                      // postal abbreviation of one, usually in capitals
	Country                        // country
	Nationality                    // nationality or people: not PHI by convention
	Language                       // language: not PHI by convention
	County                         // county of the United States
	Place                          // other known place: region, borough, lake, base
	StreetSuffix                   // Avenue, Ave, Blvd
	StreetName                     // among the most common street names
	Secondary                      // apartment, suite, unit
	Direction                      // N, SW, East
	HospitalHead                   // noun that makes a name a place of care: hospital, clinic
	HospitalWord                   // word usual in names of hospitals: memorial, mercy, st
	Hospital                       // known hospital or its short form, MGH
	OrgHead                        // noun that makes a name an organisation: school, inc, sheriff
	Org                            // known employer, insurer, pharmacy, agency, laboratory
	Profession                     // occupation
	CareRole                       // occupation of those who give care: nurse, PCP, surgeon
	Honorific                      // Mr, Mrs, Dr, Sgt
	Credential                     // MD, RN, PharmD
	Relation                       // wife, son, roommate, landlord
	Month                          // month name or abbreviation
	Weekday                        // weekday name or abbreviation
	Holiday                        // holiday
	Season                         // season of the year
	Drug                           // drug or brand of drug
	Disease                        // disease or symptom, whole term
	Clinical                       // word of the language of medicine, of any kind
	Anatomy                        // part of the body
	Eponym                         // person's name that in medicine names a thing: Foley, Crohn
	EponymHead                     // noun that follows one: disease, sign, catheter
	DeviceBrand                    // maker or brand of device
	Unit                           // unit of measurement
	Function                       // article, pronoun, preposition, conjunction, auxiliary
	NumberWord                     // seven, twenty, third
	Abbreviation                   // clinical abbreviation
	SectionWord                    // usual in headings
	NameSuffix                     // Jr, Sr, III
	Greeting                       // Dear, Hi, Sincerely: names follow
	Programme                      // Medicare, Medicaid: not PHI by convention

	numClasses = iota
)

// NumClasses is how many class bits there are.
const NumClasses = numClasses

var classNames = [NumClasses]string{
	"given-male", "given-female", "given", "surname", "particle", "city", "state", "state-abbr", "country",
	"nationality", "language", "county", "place", "street-suffix", "street-name", "secondary", "direction",
	"hospital-head", "hospital-word", "hospital", "org-head", "org", "profession", "care-role", "honorific",
	"credential", "relation", "month", "weekday", "holiday", "season", "drug", "disease", "clinical", "anatomy",
	"eponym", "eponym-head", "device-brand", "unit", "function", "number-word", "abbreviation", "section-word",
	"name-suffix", "greeting", "programme",
}

// Name is a set of all classes of people's names.
const Name = Given | Surname

// Has reports whether c holds any of the classes in o.
func (c Class) Has(o Class) bool { return c&o != 0 }

// String lists the names of the classes, joined by "|".
func (c Class) String() string {
	var names []string
	for i, n := range classNames {
		if c&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return strings.Join(names, "|")
}

// ParseClass reads one class by its name, as in the headings of the raw lists.
func ParseClass(s string) (Class, bool) {
	for i, n := range classNames {
		if n == s {
			return 1 << i, true
		}
	}
	return 0, false
}
