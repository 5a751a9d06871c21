package extract

import (
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// missingRows: what a note would have to state for a more specific code than
// this one. Codes are prefixes; the first row that fits speaks.
var missingRows = []struct{ codes, says string }{
	{"I50.9", "type and acuity of heart failure not stated"},
	{"I50.20 I50.30 I50.40", "acuity of heart failure not stated"},
	{"N18.9 N18.30", "stage of chronic kidney disease not stated"},
	{"J45.90", "severity of asthma not stated"},
	{"F32.A F32.9 F33.9", "severity of depression not stated"},
	{"I48.91", "type of atrial fibrillation not stated"},
	{"E66.9", "class of obesity not stated"},
	{"J96.00 J96.10 J96.90", "hypoxia or hypercapnia not stated"},
	{"J18.9", "organism of pneumonia not stated"},
	{"A41.9", "organism of sepsis not stated"},
	{"L89.90 L89.159 L89.609", "stage or site of pressure ulcer not stated"},
	{"C50.91 C34.90 C18.9 C44.90", "site within the organ not stated"},
	{"I21.9", "type of infarction not stated"},
	{"I63.9", "vessel and cause of stroke not stated"},
	{"D64.9", "type of anemia not stated"},
	{"T14.8 T14.90", "site of injury not stated"},
	{"E11.3", "eye not stated"},
	{"M54.9 M25.50 M19.90", "site not stated"},
}

// newLacks returns for each code its row of missingRows, counted from 1, or 0.
func newLacks(d *icd10.Dict) []uint8 {
	lacks := make([]uint8, d.NumCodes())
	for i := len(missingRows) - 1; i >= 0; i-- { // the first row that fits speaks
		for p := range strings.FieldsSeq(missingRows[i].codes) {
			first, end := d.Under(p)
			for c := first; c < end; c++ {
				lacks[c] = uint8(i + 1)
			}
		}
	}
	return lacks
}

// missing says what keeps a better code from being given.
func (s *scratch) missing(c *coded) []string {
	var out []string
	d := s.x.dict
	code := d.String(c.code)
	if r := s.x.lacks[c.code]; r > 0 {
		out = append(out, missingRows[r-1].says)
	}
	if d.Side(c.code) == icd10.Unspecified {
		out = append(out, "laterality not stated")
	}
	if strings.HasPrefix(code, "O") && strings.Contains(d.Name(c.code), "unspecified trimester") {
		out = append(out, "trimester not stated")
	}
	if code == "E11.9" && c.m.n == 1 {
		out = append(out, "type of diabetes not stated")
	}
	return out
}
