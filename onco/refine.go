package onco

// refinement makes an exact histology of a general one and a modifier that
// stands in the same sentence or the next.
type refinement struct {
	base     string // code the mention has
	modifier string // code of the modifier's term
	site3    string // only at this site; "" anywhere
	code     string
}

// refinements are rows of ICD-O-3 coding rules for combined descriptions.
var refinements = []refinement{
	{"8312/3", "8310/3", "", "8310/3"},
	{"8312/3", "8050/3", "", "8260/3"},
	{"8312/3", "8317/3", "", "8317/3"},
	{"8010/3", "8310/3", "C64", "8310/3"},
	{"8010/3", "8120/3", "", "8120/3"},
	{"8120/3", "8050/3", "", "8130/3"},
	{"8010/3", "8070/3", "", "8070/3"},
	{"8010/3", "8500/3", "", "8500/3"},
	{"8010/3", "8520/3", "C50", "8520/3"},
	{"8500/3", "8520/3", "C50", "8522/3"},
	{"8010/3", "8441/3", "", "8441/3"},
	{"8140/3", "8441/3", "", "8441/3"},
	{"8010/3", "8480/3", "", "8480/3"},
	{"8140/3", "8480/3", "", "8480/3"},
	{"8010/3", "8490/3", "", "8490/3"},
	{"8140/3", "8490/3", "", "8490/3"},
	{"8140/3", "8500/3", "C25", "8500/3"},
	{"8010/3", "8500/3", "C25", "8500/3"},
	{"8140/3", "8380/3", "", "8380/3"},
	{"8010/3", "8380/3", "", "8380/3"},
	{"8010/3", "8140/3", "", "8140/3"},
	{"8140/3", "8310/3", "", "8310/3"},
	{"8010/3", "8170/3", "C22", "8170/3"},
	{"8010/3", "8050/3", "C73", "8260/3"},
	{"8050/3", "", "C73", "8260/3"},
	{"8510/3", "", "C73", "8345/3"},
	{"8050/3", "", "C64", "8260/3"},
	{"8010/3", "8560/3", "", "8560/3"},
	{"8010/3", "8550/3", "C61", "8550/3"},
	{"8720/3", "8743/3", "", "8743/3"},
	{"8720/3", "8744/3", "", "8744/3"},
	{"8720/3", "8742/3", "", "8742/3"},
}

// refined gives the histology code of a diagnosis with the modifiers around it
// taken in.
func (x *diagnosis) refined(site string) string {
	code := x.m.term.code
	site3 := ""
	if len(site) >= 3 {
		site3 = site[:3]
	}
	f := x.doc
	for _, r := range refinements {
		if r.base != code || r.site3 != "" && r.site3 != site3 {
			continue
		}
		if r.modifier == "" {
			return r.code
		}
		near := f.mentions[max(0, x.m.index-6):min(len(f.mentions), x.m.index+9)]
		for i := range near {
			m := &near[i]
			if m.term.kind != histTerm || m.term.class != 'm' || m.term.code != r.modifier || m.sentence != x.m.sentence {
				continue
			}
			if gap := m.first - x.m.last; gap > 8 || x.m.first-m.last > 4 || m.status == dismissed {
				continue
			}
			return r.code
		}
	}
	return code
}
