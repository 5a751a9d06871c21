package redact

import (
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/labels"
)

// generic are the words of a place's or body's name that say what it is and so
// may stay, by type; the first is for names that have none.
var generic = map[labels.Type][]string{
	labels.Street: {"Street", "St", "St.", "Avenue", "Ave", "Ave.", "Road", "Rd", "Rd.", "Drive", "Dr", "Dr.", "Lane", "Ln", "Ln.", "Court", "Ct", "Boulevard", "Blvd", "Blvd.",
		"Way", "Place", "Pl", "Terrace", "Circle", "Cir", "Parkway", "Pkwy", "Highway", "Hwy", "Trail", "Square"},
	labels.LocationOther: {"Park", "County", "Lake", "Island", "Valley", "Beach", "Mall", "Bridge", "Airport", "Heights", "Hill", "Hills"},
	labels.Hospital: {"Medical Center", "Hospital", "General Hospital", "Memorial Hospital", "Children's Hospital", "Clinic", "Center", "Centre", "Health", "Healthcare",
		"Nursing Home", "Hospice", "Rehab", "Rehabilitation", "Infirmary", "Dialysis", "Pathology", "Radiology", "Oncology", "Cardiology", "Pediatrics", "Associates", "Urgent Care"},
	labels.Organization: {"Company", "Inc", "Inc.", "LLC", "Corp", "Corporation", "Insurance", "School", "High School", "Elementary", "University", "College", "Church", "Bank",
		"Pharmacy", "Police Department", "Fire Department", "Foundation", "Union", "Industries", "Foods", "Market", "Health Plan"},
	labels.City: {""},
}

// placeStandIn names a place or body anew and keeps what it is.
func placeStandIn(st *stream, t labels.Type, value string) string {
	if t == labels.Hospital && len(value) <= 5 && strings.ToUpper(value) == value && !strings.ContainsAny(value, " 0123456789") {
		return numberStandIn(st, value) // "MGH"
	}
	name := st.pick(standIns().places)
	suffix := genericOf(t, value)
	var b strings.Builder
	if t == labels.Street {
		if digits := leadingDigits(value); digits != "" {
			b.WriteString(strconv.Itoa(1 + st.below(9)))
			for range len(digits) - 1 {
				b.WriteString(strconv.Itoa(st.below(10)))
			}
			b.WriteByte(' ')
		}
	}
	b.WriteString(name)
	if suffix != "" {
		b.WriteByte(' ')
		b.WriteString(suffix)
	}
	return recase(value, b.String())
}

func leadingDigits(s string) string {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n]
}

// genericOf finds the longest generic words that a name ends in; for a street
// they may stand before an apartment.
func genericOf(t labels.Type, value string) string {
	words := strings.Fields(value)
	best := ""
	for _, g := range generic[t] {
		n := len(strings.Fields(g))
		for end := len(words); end >= n && n > 0 && len(g) > len(best); end-- {
			if strings.EqualFold(strings.Trim(strings.Join(words[end-n:end], " "), ","), g) && (end == len(words) || t == labels.Street) {
				best = g
			}
		}
	}
	if best == "" {
		best = generic[t][0]
	}
	return best
}

// professions, states and countries stand in for one another.
var professions = []string{"accountant", "baker", "bus driver", "carpenter", "cashier", "chef", "clerk", "electrician", "engineer", "farmer", "florist",
	"gardener", "graphic designer", "hairdresser", "janitor", "lawyer", "librarian", "machinist", "mechanic", "musician", "office manager", "painter",
	"pharmacist", "photographer", "plumber", "postal worker", "receptionist", "sales manager", "security guard", "social worker", "tailor", "teacher",
	"translator", "truck driver", "veterinarian", "waiter", "warehouse worker", "welder"}

var countries = []string{"Argentina", "Australia", "Austria", "Belgium", "Brazil", "Canada", "Chile", "Denmark", "Egypt", "Finland", "France", "Germany",
	"Ghana", "Greece", "Hungary", "Iceland", "India", "Ireland", "Italy", "Japan", "Kenya", "Korea", "Malaysia", "Mexico", "Morocco", "Norway", "Peru",
	"Poland", "Portugal", "Romania", "Spain", "Sweden", "Switzerland", "Thailand", "Turkey", "Uruguay", "Vietnam"}

// states are pairs of name and postal abbreviation.
var states = []string{"Alabama AL", "Arizona AZ", "Arkansas AR", "Colorado CO", "Delaware DE", "Florida FL", "Georgia GA", "Idaho ID", "Illinois IL",
	"Indiana IN", "Iowa IA", "Kansas KS", "Kentucky KY", "Maine ME", "Maryland MD", "Michigan MI", "Minnesota MN", "Missouri MO", "Montana MT",
	"Nebraska NE", "Nevada NV", "Ohio OH", "Oklahoma OK", "Oregon OR", "Tennessee TN", "Texas TX", "Utah UT", "Vermont VT", "Virginia VA", "Wisconsin WI"}

func stateStandIn(st *stream, value string) string {
	name, short, _ := strings.Cut(st.pick(states), " ")
	if len(value) == 2 {
		return recase(value, short)
	}
	return recase(value, name)
}
