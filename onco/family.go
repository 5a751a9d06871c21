package onco

import "strings"

// family is a coarse kind of histology: two diagnoses of one family at one site
// are one tumour described twice.
type family uint8

const (
	famAny       family = iota // malignancy without a kind
	famCarcinoma               // carcinoma without a kind: goes with any carcinoma
	famSquamous
	famAdeno
	famUrothelial
	famBasal
	famRenal
	famHepatic
	famThyroid
	famNeuroendocrine
	famMelanoma
	famSarcoma
	famGermCell
	famGlial
	famMesothelial
	famHaematologic
	famPlasma
	famEmbryonal
	famOther
	numFamilies
)

var familyRanges = []struct {
	from, to string
	family   family
}{
	{"8000", "8005", famAny}, {"8010", "8011", famCarcinoma}, {"8012", "8012", famCarcinoma}, {"8013", "8013", famNeuroendocrine},
	{"8020", "8035", famCarcinoma}, {"8040", "8045", famNeuroendocrine}, {"8046", "8046", famCarcinoma},
	{"8050", "8050", famCarcinoma}, {"8051", "8084", famSquamous}, {"8090", "8110", famBasal}, {"8120", "8131", famUrothelial},
	{"8150", "8156", famNeuroendocrine}, {"8170", "8175", famHepatic}, {"8180", "8180", famHepatic}, {"8240", "8249", famNeuroendocrine},
	{"8312", "8312", famRenal}, {"8317", "8319", famRenal}, {"8330", "8350", famThyroid}, {"8370", "8373", famOther},
	{"8140", "8576", famAdeno}, {"8580", "8589", famOther}, {"8590", "8671", famOther}, {"8680", "8711", famOther},
	{"8720", "8790", famMelanoma}, {"8800", "8936", famSarcoma}, {"8940", "8950", famAdeno}, {"8960", "8967", famEmbryonal},
	{"8970", "8975", famHepatic}, {"8980", "8982", famCarcinoma}, {"8990", "9044", famSarcoma}, {"9050", "9055", famMesothelial},
	{"9060", "9105", famGermCell}, {"9110", "9110", famAdeno}, {"9120", "9342", famSarcoma}, {"9364", "9373", famSarcoma},
	{"9380", "9480", famGlial}, {"9490", "9523", famEmbryonal}, {"9530", "9539", famOther}, {"9540", "9582", famSarcoma},
	{"9590", "9729", famHaematologic}, {"9731", "9734", famPlasma}, {"9735", "9764", famHaematologic}, {"9765", "9769", famPlasma},
	{"9800", "9992", famHaematologic},
}

func familyOf(code, site3 string) family {
	code = code[:4]
	if site3 == "C64" && (code == "8260" || code == "8310") {
		return famRenal
	}
	if site3 == "C73" && (code == "8260" || code == "8050") {
		return famThyroid
	}
	for _, r := range familyRanges {
		if code >= r.from && code <= r.to {
			return r.family
		}
	}
	return famOther
}

func (f family) epithelial() bool { return f >= famCarcinoma && f <= famNeuroendocrine }

// compatible reports whether two diagnoses can be of one tumour.
func (f family) compatible(o family) bool {
	switch {
	case f == o, f == famAny, o == famAny:
		return true
	case f == famCarcinoma:
		return o.epithelial()
	case o == famCarcinoma:
		return f.epithelial()
	case f == famAdeno && (o == famRenal || o == famHepatic || o == famThyroid || o == famUrothelial):
		return true
	case o == famAdeno:
		return f == famRenal || f == famHepatic || f == famThyroid || f == famUrothelial
	}
	return false
}

// organOf groups topographies that one tumour may be said to sit in by
// different writers.
var organGroups = [][]string{
	{"C18", "C19", "C20", "C21", "C26"},
	{"C00", "C01", "C02", "C03", "C04", "C05", "C06", "C09", "C10", "C12", "C13", "C14", "C32", "C76"},
	{"C53", "C54", "C55", "C52"},
	{"C56", "C57", "C48"},
	{"C65", "C66", "C67", "C68"},
	{"C70", "C71", "C72"},
	{"C22", "C24", "C23"},
	{"C30", "C31"},
	{"C33", "C34", "C38"},
	{"C40", "C41"},
	{"C15", "C16"},
	{"C42", "C77"},
	{"C62", "C63"},
	{"C51", "C52"},
}

var organIndex = func() map[string]string {
	m := map[string]string{}
	for _, g := range organGroups {
		for _, s := range g {
			if m[s] == "" {
				m[s] = g[0]
			}
		}
	}
	return m
}()

// organ is the group of a three-character site, itself where it has none.
func organ(site3 string) string {
	if g := organIndex[site3]; g != "" {
		return g
	}
	return site3
}

// sexOf is the only sex that has the organ, or 0.
func sexOf(site3 string) byte {
	switch {
	case site3 >= "C51" && site3 <= "C58":
		return 'f'
	case site3 >= "C60" && site3 <= "C63":
		return 'm'
	}
	return 0
}

// rareSites are organs in which a kind of tumour hardly ever begins: nearer
// than they, another organ is taken.
var rareSites = map[family]map[string]bool{
	famSquamous:   siteSet("C73 C64 C22 C18 C19 C61 C56 C71 C74 C25 C23 C16 C17 C07 C08 C62 C75 C41 C50 C77"),
	famUrothelial: siteSet("C61 C22 C18 C20 C53 C54 C55 C56 C64 C52 C17 C63"),
	famAdeno:      siteSet("C71 C49 C41 C40 C44 C63 C77 C42 C62"),
	famGlial:      siteSet("C44 C49 C34 C50 C18 C22"),
}

func siteSet(list string) map[string]bool {
	m := map[string]bool{}
	for s := range strings.FieldsSeq(list) {
		m[s] = true
	}
	return m
}

func rarePair(site3 string, f family) bool { return rareSites[f][site3] }
