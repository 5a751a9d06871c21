package onco

// tnmParser reads TNM notation from the bytes of a note. It works at a place
// where a scanner has found a word that may begin a category.
type tnmParser struct{ s string }

// stagePart is one category with its place and prefix.
type stagePart struct {
	cat        Category
	basis      Basis
	prefix     string // "", "y", "r", "a": after treatment, recurrence, autopsy
	start, end int
	spaced     bool // white space inside the notation: "p T 1"
	lowerAxis  bool // the axis letter was lower case: "pt2"
	upperBasis bool // the basis letter was upper case: "PT2"
	keyed      bool // "T stage: 2": the key says that it is one
	guessed    bool // a digit was read from a letter: "pTl", "NO"
}

func (p tnmParser) at(i int) byte {
	if i >= 0 && i < len(p.s) {
		return p.s[i]
	}
	return 0
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// component reads one category at byte i. inChain allows what only the
// neighbourhood of another category makes credible: digits read from letters.
func (p tnmParser) component(i int, inChain bool) (stagePart, bool) {
	m := stagePart{start: i}
	i = p.prefix(i, &m)
	c := p.at(i)
	switch c {
	case 'T', 'N', 'M':
	case 't', 'n', 'm':
		if m.basis == 0 && !inChain {
			return m, false
		}
		m.lowerAxis = true
	default:
		return m, false
	}
	m.cat.Axis = Axis(c &^ 0x20)
	i++
	if c := p.at(i); c == ' ' || c == '#' || c == '\t' {
		i++
		m.spaced = true
		if p.at(i) == '#' {
			i++
		}
	}
	return p.level(i, m, inChain)
}

// prefix reads y, r, a, then c, p or u, and one space after the latter.
func (p tnmParser) prefix(i int, m *stagePart) int {
	axisAt := func(j int) bool {
		switch p.at(j) {
		case 'T', 'N', 'M', 't', 'n', 'm':
			return true
		}
		return false
	}
	basisAt := func(j int) bool { return p.at(j)|0x20 == 'p' || p.at(j)|0x20 == 'c' }
	if c := p.at(i) | 0x20; (c == 'y' || c == 'r' || c == 'a') && (basisAt(i+1) && axisAt(i+2) || c == 'y' && axisAt(i+1)) {
		m.prefix = string(rune(c))
		i++
	}
	if imagingPrefix(p.s[min(i, len(p.s)):]) {
		m.basis = BasisClinical
		return i + 2
	}
	c := p.at(i)
	switch c | 0x20 {
	case 'p', 'c', 'u':
	default:
		return i // "yT2" states no basis; the document decides
	}
	j := i + 1
	if p.at(j) == ' ' && axisAt(j+1) && p.at(j+1) < 'a' {
		j++
		m.spaced = true
	}
	if !axisAt(j) {
		return i
	}
	m.basis = Basis(c | 0x20)
	if m.basis == 'u' { // by endoscopic ultrasound: clinical
		m.basis = BasisClinical
	}
	m.upperBasis = c < 'a'
	return j
}

// imagingPrefix reports whether a category is told to be by magnetic resonance
// or ultrasound: "mrT3b", "usN1".
func imagingPrefix(s string) bool {
	if len(s) < 4 || s[2] != 'T' && s[2] != 'N' || !isDigit(s[3]) && s[3] != 'X' {
		return false
	}
	return foldHasPrefix(s, "mr") || foldHasPrefix(s, "us")
}

// level reads the level, the subcategory and the qualifiers.
func (p tnmParser) level(i int, m stagePart, inChain bool) (stagePart, bool) {
	c := p.at(i)
	switch {
	case c >= '0' && c <= m.cat.Axis.top():
		if isDigit(p.at(i+1)) || (p.at(i+1) == '.' && isDigit(p.at(i+2))) {
			return m, false
		}
		m.cat.Level = c
		i++
	case c == 'X' || c == 'x':
		m.cat.Level = 'X'
		i++
	case m.cat.Axis == AxisT && c|0x20 == 'i' && p.at(i+1)|0x20 == 's':
		m.cat.Level = 'i'
		i += 2
		if c := p.at(i + 1); p.at(i) == 'T' && c >= '1' && c <= '4' {
			return p.level(i+1, m, inChain) // "pTisT2": what invades goes before
		}
	case m.cat.Axis == AxisT && c == 'a' && !m.spaced && !isLetter(p.at(i+1)) && (m.basis != 0 || inChain):
		m.cat.Level = 'a'
		m.end = i + 1
		return m, true
	case (c == 'l' || c == 'I' || c == '|' || c == 'i' || c == '!') && (m.basis != 0 || inChain):
		m.cat.Level, m.guessed = '1', true
		i++
	case (c == 'O' || c == 'o' || c == 'Q') && (m.basis != 0 || inChain):
		m.cat.Level, m.guessed = '0', true
		i++
	default:
		return m, false
	}
	if m.cat.Level == 'X' || m.cat.Level == 'i' {
		if isLetter(p.at(i)) && !p.chainStart(i) {
			return m, false
		}
	} else {
		i = p.sub(i, &m)
		if isLetter(p.at(i)) && !p.chainStart(i) && !p.residual(i) || isDigit(p.at(i)) {
			if i = p.scrap(i, &m); i < 0 {
				return m, false
			}
		}
	}
	m.end = p.qualifiers(i, &m)
	return m, true
}

// scrap passes over what a scanner has made of a subcategory: one or two marks
// that are none, where the prefix leaves no doubt of the category: "pT2al",
// "pT4j". It returns -1 for what is no such thing.
func (p tnmParser) scrap(i int, m *stagePart) int {
	if m.basis != BasisPathologic || m.upperBasis || m.lowerAxis || m.spaced || m.guessed {
		return -1
	}
	for n := 1; n <= 2; n++ {
		if c := p.at(i + n); !isLetter(c) && !isDigit(c) || p.chainStart(i+n) {
			return i + n
		}
	}
	return -1
}

// sub reads a subcategory: a letter, perhaps a digit, or "mi".
func (p tnmParser) sub(i int, m *stagePart) int {
	c := p.at(i) | 0x20
	if c == 'm' && p.at(i+1)|0x20 == 'i' {
		end := i + 2
		if p.at(end)|0x20 == 'c' {
			end++
		}
		if !isLetter(p.at(end)) {
			m.cat.Sub = "mi"
			return end
		}
	}
	if c < 'a' || c > 'd' || p.at(i) == 0 || !isLetter(p.at(i)) {
		return i
	}
	if c == 'c' && p.chainStart(i) && !p.chainStart(i+1) {
		return i
	}
	if c == 'c' && (m.cat.Axis == AxisN || p.laterBasis(i+1)) && p.chainStart(i+1) {
		return i // "N1cM0": the c belongs to M
	}
	next := p.at(i + 1)
	if isDigit(next) && (next == '1' || next == '2') && !isDigit(p.at(i+2)) && !isLetter(p.at(i+2)) {
		m.cat.Sub = string(rune(c)) + string(rune(next))
		return i + 2
	}
	if isLetter(next) && !p.chainStart(i+1) && !p.residual(i+1) {
		return i
	}
	m.cat.Sub = string(rune(c))
	return i + 1
}

// laterBasis reports whether "cM" follows close by, as in "T3cN0cM0".
func (p tnmParser) laterBasis(i int) bool {
	for j := i; j < i+4; j++ {
		if p.at(j) == 'c' && p.at(j+1) == 'M' {
			return true
		}
	}
	return false
}

// chainStart reports whether another category begins at i without a space:
// "T2N0M0", "pT2pN0".
func (p tnmParser) chainStart(i int) bool {
	if c := p.at(i); c == 'p' || c == 'c' || c == 'P' || c == 'C' {
		i++
	}
	switch p.at(i) {
	case 'N', 'M', 'n', 'm', 'T':
	default:
		return false
	}
	switch c := p.at(i + 1); {
	case isDigit(c), c == 'X', c == 'x', c == 'O', c == 'o', c == 'l', c == 'I', c == ' ':
		return true
	}
	return false
}

// residual reports whether the category of what was left behind is glued on
// at i: "pT3bR1".
func (p tnmParser) residual(i int) bool {
	if p.at(i) != 'R' || isLetter(p.at(i+2)) || isDigit(p.at(i+2)) {
		return false
	}
	switch p.at(i + 1) {
	case '0', '1', '2', 'X', 'x', 'O', 'o', 'l', 'I':
		return true
	}
	return false
}

var qualifiers = []struct {
	text     string
	isolated string
	sentinel bool
}{
	{"(sn)", "", true}, {"(sln)", "", true}, {"sn", "", true},
	{"(i+)", "(i+)", false}, {"(i +)", "(i+)", false}, {"(mol+)", "(mol+)", false},
	{"(i-)", "", false}, {"(mol-)", "", false}, {"(f)", "", false}, {"(m)", "", false},
	{"(i-)(sn)", "", true}, {"(i+)(sn)", "(i+)", true}, {"(dcis)", "", false}, {"(paget)", "", false},
}

// qualifiers reads what stands in brackets after a category, with at most one
// space before it.
func (p tnmParser) qualifiers(i int, m *stagePart) int {
	for range 2 {
		j := i
		if p.at(j) == ' ' {
			j++
		}
		hit := false
		for _, q := range qualifiers {
			if foldHasPrefix(p.s[min(j, len(p.s)):], q.text) && (q.text[0] == '(' || j == i && !isLetter(p.at(j+len(q.text)))) {
				if q.isolated != "" {
					m.cat.Isolated = q.isolated
				}
				m.cat.Sentinel = m.cat.Sentinel || q.sentinel
				i, hit = j+len(q.text), true
				break
			}
		}
		if !hit {
			break
		}
	}
	return i
}

// foldHasPrefix reports whether s begins with the lower-case ASCII prefix, in
// any case.
func foldHasPrefix(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := 0; i < len(prefix); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != prefix[i] {
			return false
		}
	}
	return true
}
