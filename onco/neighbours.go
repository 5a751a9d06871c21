package onco

// neighbours are groups of organs that one tumour grows over or seeds: another
// tumour of the very kind in one of them is that tumour, unless the report says
// that there are two, or stages both.
var neighbours = []map[string]bool{
	siteSet("C16 C17 C18 C19 C20 C26 C48 C49 C51 C52 C53 C54 C55 C56 C57 C67"),
	siteSet("C51 C52 C53 C54 C55 C60 C61 C63 C65 C66 C67 C68"),
	siteSet("C22 C48 C64 C65 C74"),
	siteSet("C15 C16 C17 C22 C23 C24 C25"),
	siteSet("C00 C01 C02 C03 C04 C05 C06 C07 C08 C09 C10 C11 C12 C13 C14 C15 C32 C33 C44 C76"),
	siteSet("C40 C41 C49"),
}

// alike are morphologies that two writers, or two lines of one report, give to
// one tumour.
var alike = map[string]string{
	"8441": "8441", "8460": "8441", "8461": "8441", "8450": "8441", "8050": "8441", "8260": "8441", // serous and papillary
	"8120": "8120", "8130": "8120", "8122": "8120",
	"8070": "8070", "8071": "8070", "8072": "8070", "8052": "8070", "8083": "8070",
	"8310": "8310", "8312": "8310",
	"8480": "8480", "8481": "8480", "8140": "8140",
}

// kindOf is the group of a morphology's four digits, itself where it has none.
func kindOf(code string) string {
	if g := alike[code[:4]]; g != "" {
		return g
	}
	return code[:4]
}

// spilled reports whether a case is of the very kind of the main one and in an
// organ beside it.
func (t *tumour) spilled(main *tumour) bool {
	kinds := map[string]bool{}
	for i := range main.dx {
		if x := &main.dx[i]; !x.genericOnly() && !x.unsure {
			kinds[kindOf(x.m.term.code)] = true
		}
	}
	same := false
	for i := range t.dx {
		x := &t.dx[i]
		if x.staged || x.doc.many || x.doc.kind != PathologyReport {
			return false
		}
		if !x.genericOnly() && !x.unsure {
			if !kinds[kindOf(x.m.term.code)] {
				return false
			}
			same = true
		}
	}
	if !same {
		return false
	}
	for _, g := range neighbours {
		if t.beside(g) && main.beside(g) {
			return true
		}
	}
	return false
}

// beside reports whether a diagnosis of the case is in one of some organs.
func (t *tumour) beside(group map[string]bool) bool {
	for i := range t.dx {
		if s := t.dx[i].site3(); group[s] {
			return true
		}
	}
	return false
}
