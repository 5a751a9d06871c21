package recognize

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// examples holds, for each rule, what it must find and what it must not. In
// yes the find stands between « and »; in no nothing may be found by the rule
// that is likely or better.
var examples = []struct {
	rule    Rule
	typ     labels.Type
	yes, no []string
}{
	{RuleAge, labels.Age, []string{
		"He is a «75»-year-old man", "«81»M with chest pain", "a «64» yo F here", "Age: «57»", "AGE/SEX: «33»/M", "in her «60s» now",
		"a «seventy-two» year old woman", "a «3 month» old infant", "his son Max («11») came", "Ms. Ruiz, «41», lives alone", "aged about «40»",
		"«9»-year-old boy", "died at «72», of lung cancer", "in his «fifties»",
	}, []string{
		"for 5 years", "BP 120/80", "2.5 mg daily", "day 12 of 14", "T 38.1", "POD 3", "34w2d gestation", "Gleason 4+3", "pain 7/10", "in 3 weeks", "stage T2N0", "vertebra L4", "G2P1", "NYHA 3", "HR 72, regular",
	}},
	{RulePhone, labels.Phone, []string{
		"call «(212) 555-0143» today", "call «212-555-0143»", "tel «212.555.0143 x4411»", "«1-800-555-0199»", "mobile «+44 20 7946 0018» please", "reached (wife, «303-555-0190»)",
		"phone «two zero one five five five zero one two two» ok",
	}, []string{"BP 120-80-60", "SSN 219-09-9999", "03-14-2019", "1-2-3"}},
	{RulePhoneLabel, labels.Phone, []string{"pager «4417»", "ext. «261»", "Cell: «6055550140»", "beeper # «88123»", "Dr. Lee, pgr «2290»"},
		[]string{"called 2 times", "home O2 4 L", "office visit 3", "page 3 of 12"}},
	{RuleFax, labels.Fax, []string{"Facsimile no. «6055550141»"}, []string{"no fax"}},
	{RuleEmail, labels.Email, []string{"write to «j.doe+home@mail.example.org» please"}, []string{"seen @ 5 pm", "BG @ 0600", "a @ b"}},
	{RuleURL, labels.URL, []string{"see «https://portal.example.org/a?b=1» now", "at «www.example.com».", "on «clinic.example.org» today"}, []string{"q.d. and p.o.", "e.g. this", "and.or"}},
	{RuleIP, labels.URL, []string{"from «10.44.7.129» at noon"}, []string{"v 1.2.3", "1.2.3.4.5", "300.1.1.1"}},
	{RuleSSN, labels.IDNum, []string{"SSN «219-09-9999»", "(«219-09-9999»)"}, []string{"219-0-99", "212-555-0143", "2019-03-14"}},
	{RuleMedicalRecord, labels.MedicalRecord, []string{"MRN: «00718264»", "MR# «M0381172»", "Medical Record Number «801-119»", "chart no. «SBC-11902»", "Hosp No: «77-30-51-9»", "unit number «four four one nine two seven»"},
		[]string{"MR imaging 3 T", "chart reviewed 3 times", "unit 4", "hospital day 11"}},
	{RuleHealthPlan, labels.HealthPlan, []string{"Member ID: «XQH884120973»", "Medicaid #«100048829017»", "Group: «0417-001»", "MBI «1EG4-TE5-MK72»"},
		[]string{"group of 12 patients", "plan 3 visits", "Medicare Part B", "member of 2 clubs"}},
	{RuleIDLabel, labels.IDNum, []string{"NPI: «1730448826»", "DEA «FR4417702»", "Accession # «S21-04418»", "claim no. «WC-0881»", "Acct: «7003318-02»", "case «16-00574»"},
		[]string{"in case 2 fails", "order 5 mg", "study 3", "license pending", "account for 50%"}},
	{RuleDevice, labels.Device, []string{"serial «RTK448120S»", "S/N: «QX7-0091823»", "lead «PJN6620184» fine"}, []string{"serial troponins 3 times", "serial exams"}},
	{RuleZip, labels.Zip, []string{"Springfield, IL «62704»", "Boise, Idaho «83702-1144»", "Zip: «62704»"}, []string{"glucose 11500", "WBC 12345 per"}},
	{RuleStreet, labels.Street, []string{"lives at «12 Oak Street, Apt 4B» with", "«9958 N Jackson St Suite 186»", "«141 N 9th Street»", "on «Canal Street» when"},
		[]string{"2 Kelly clamps", "3 way street drug", "5 mg drive", "12 lead EKG"}},
	{RulePOBox, labels.LocationOther, []string{"mail to «PO Box 1170» in", "«P.O. Box 12»"}, []string{"box 12", "glove box 2"}},
	{RuleHighway, labels.LocationOther, []string{"crash on «I-95» near", "off «Highway 101»", "along «Route 66»"}, []string{"I-131 therapy", "route 2 times", "II-3"}},
	{RuleCityState, labels.City, []string{"from «Lemkeworth», Ohio now", "12 Oak St, «Port Ana», NV 89001"}, []string{"Jane Smith, MD", "nausea, OR pain"}},
	{RuleState, labels.State, []string{"moved to «North Carolina» in", "Boise, «ID» 83702"}, []string{"OR time", "in the OR", "he is OK", "IN the room"}},
	{RuleCountry, labels.Country, []string{"emigrated from «Vietnam» in", "trip to «Saudi Arabia» last"}, []string{"Jordan Miles came", "US abdomen"}},
	{RulePlace, labels.LocationOther, []string{"jailed in «Chippewa County» then", "swam in «Lake Wingra» today"}, []string{"the creek was dry", "river blindness"}},
	{RuleUsername, labels.Username, []string{"seen and examined by me in full today\nLogin: «mschoen3»"}, []string{"user of tobacco", "login failed"}},
	{RuleHL7Name, labels.Doctor, []string{"ORC|x|«STORY^MARTIN»|"}, []string{"2^4", "A^B"}},
	{RuleHL7Field, labels.MedicalRecord, []string{"PID|1||«E0071553»^^^MR||DOE^JANE||19630412|F"}, []string{"MSH and PID"}},
	{RuleNameComma, labels.Patient, []string{"Assigned to «Gutierrez, Maria» today"}, []string{"Pain, chronic", "Paris, France", "Smith, MD"}},
	{RuleTitleName, labels.Doctor, []string{"seen by Dr. «Jane Smith» today", "Dr «van der Berg» agrees", "dr. «o'brien» aware"}, []string{"the doctor said", "dr visit"}},
	{RuleTitleName, labels.Patient, []string{"Mr. «Small» is well", "Mrs. «Okafor-Reyes» said", "Ms «Nguyễn» came"}, []string{"MS contin", "Mr and Mrs"}},
	{RuleCredentialName, labels.Doctor, []string{"«Jane Smith», MD", "«K. Otieno» RN", "«Anne-Marie O'Neil», PharmD", "signed, «ALFRED ADCOCK», M.D."}, []string{"call MD", "the RN", "Nursing, RN"}},
	{RuleLabelName, labels.Patient, []string{"Patient: «John Doe»", "Name: «DOE, JANE Q.»", "Emergency contact: «Rosa Vega»"}, []string{"Patient: stable", "Name: pending", "Patient: Denies pain"}},
	{RuleLabelName, labels.Doctor, []string{"Attending: «J. Smith», MD", "PCP: Dr. «Okonkwo»", "Dictated by: «Lena Fischer»"}, []string{"Attending: aware", "PCP: none"}},
	{RuleRoleName, labels.Doctor, []string{"report to RN «Corina Vass» at", "scribe «Landry» present"}, []string{"nurse aware", "RN Notified", "resident Physician"}},
	{RuleRelationName, labels.Patient, []string{"his wife «Leontina» called", "her son («Marcus») drives", "daughter, «Ana Ruiz», agrees"}, []string{"his wife called", "mother Diabetes", "son The"}},
	{RuleVerbName, labels.Doctor, []string{"signed by «Helen Marsh» at", "discussed with «Martinez» today"}, []string{"signed by proxy", "discussed with Family", "per Protocol"}},
	{RuleKnownName, labels.Patient, []string{"then «Michael Johnson» came"}, []string{"Chronic Pain", "Foley Catheter", "Babinski Sign", "General Surgery"}},
	{RuleHospital, labels.Hospital, []string{"referred to «St. Joseph Hospital».", "the «Pearson clinic» today", "at «Lake Riverland Medical Center» for", "slides from «Kessler Pathology» today"},
		[]string{"the hospital", "Pain Clinic", "Emergency Department", "in Clinic", "Urgent Care"}},
	{RuleKnownHospital, labels.Hospital, []string{"seen at «Massachusetts General Hospital» then"}, []string{"a general hospital"}},
	{RuleOrganization, labels.Organization, []string{"teaches at «Rosewood Elementary School» now", "works for «Carlini Roofing Inc» as"}, []string{"high school", "the Company", "Medical School"}},
	{RuleKnownOrganization, labels.Organization, []string{"fills at «Walgreens» now", "insured by «Blue Cross Blue Shield» since"}, []string{"a target lesion", "on the anthem"}},
	{RuleProfession, labels.Profession, []string{"works as a «truck driver» in", "retired «schoolteacher»", "a retired «piano tuner», lives", "Occupation: «welder»", "is a 43 y/o «line cook»"}, []string{"the nurse called", "seen by surgeon", "driver seat"}},
}

func gather(t testing.TB, s string) *Evidence {
	t.Helper()
	d := new(text.Doc)
	require.NoError(t, d.Parse(s))
	ev := new(Evidence)
	ev.Gather(d)
	return ev
}

func TestRules(t *testing.T) {
	seen := map[Rule]bool{}
	for _, ex := range examples {
		seen[ex.rule] = true
		for _, y := range ex.yes {
			before, rest, ok := strings.Cut(y, "«")
			want, after, ok2 := strings.Cut(rest, "»")
			require.True(t, ok && ok2, y)
			found := false
			for _, c := range gather(t, before+want+after).Candidates {
				found = found || c.Rule == ex.rule && c.Type == ex.typ && c.Strength >= Likely && c.Span == labels.Span{Start: len(before), End: len(before) + len(want)}
			}
			assert.True(t, found, "%s must find %q", ex.rule, y)
		}
		for _, n := range ex.no {
			for _, c := range gather(t, n).Candidates {
				assert.False(t, c.Rule == ex.rule && c.Strength >= Likely, "%s must find nothing in %q, found %q", ex.rule, n, c.Span.Of(n))
			}
		}
	}
	for r := Rule(1); r < NumRules; r++ {
		switch r {
		case RuleDate, RuleIDShape, RuleBioID, RuleCity, RuleInitials, RuleCarried, RuleKnown:
			continue // dates has its own tests; the rest are features, or found elsewhere
		}
		assert.True(t, seen[r], "rule %s has no examples", r)
	}
}

func TestRuleNames(t *testing.T) {
	names := map[string]bool{}
	for r := Rule(0); r < NumRules; r++ {
		assert.False(t, names[r.String()], "%q twice", r)
		names[r.String()] = true
	}
	assert.Empty(t, Rule(200).String())
}

func TestCandidatesAreOrderedAndInside(t *testing.T) {
	s := "Patient: DOE, JANE  MRN 4410-22\nSeen at St. Mary's Hospital by Dr. O'Brien, 3/14/2019; call (555) 555-0143 x12.\nOA/pls"
	last := int32(0)
	ev := gather(t, s)
	require.NotEmpty(t, ev.Candidates)
	for _, c := range ev.Candidates {
		assert.LessOrEqual(t, last, c.First)
		assert.Less(t, c.First, c.End)
		assert.LessOrEqual(t, int(c.End), len(ev.Doc.Tokens))
		assert.True(t, c.Type.Valid())
		assert.NotEqual(t, RuleNone, c.Rule)
		last = c.First
	}
}

func FuzzGather(f *testing.F) {
	for _, ex := range examples {
		for _, y := range ex.yes {
			f.Add(strings.NewReplacer("«", "", "»", "").Replace(y))
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := new(text.Doc)
		if d.Parse(s) != nil {
			return
		}
		var ev Evidence
		ev.Gather(d)
		for _, c := range ev.Candidates {
			require.True(t, c.First >= 0 && c.First < c.End && int(c.End) <= len(d.Tokens))
			require.True(t, c.Span.Start < c.Span.End && c.Span.End <= len(s))
		}
	})
}

func BenchmarkGather(b *testing.B) {
	s := strings.Repeat("Mr. Doe is a 75-year-old male with a history of urinary tract infections and chronic renal insufficiency.\n"+
		"A urine culture was performed by Dr. Jones and showed significant growth. Continue lisinopril 10 mg daily.\n", 100)
	d := new(text.Doc)
	require.NoError(b, d.Parse(s))
	var ev Evidence
	ev.Gather(d)
	n := len(ev.Candidates)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		ev.Gather(d)
	}
	require.Len(b, ev.Candidates, n)
}
