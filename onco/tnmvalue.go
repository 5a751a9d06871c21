package onco

import "strings"

// Axis is one of the three axes of the TNM classification.
type Axis byte

// The axes.
const (
	AxisT Axis = 'T'
	AxisN Axis = 'N'
	AxisM Axis = 'M'
)

// top is the highest level of an axis, as a digit.
func (a Axis) top() byte {
	switch a {
	case AxisN:
		return '3'
	case AxisM:
		return '1'
	}
	return '4'
}

// Basis says on what a stage rests.
type Basis byte

// The bases. A stage whose notation names none has BasisUnstated until its
// document decides.
const (
	BasisUnstated   Basis = 0
	BasisClinical   Basis = 'c'
	BasisPathologic Basis = 'p'
)

// Category is one TNM category as written: axis, level, subcategory and
// qualifiers. "ypN1a(sn)" is {Axis: 'N', Level: '1', Sub: "a", Sentinel: true},
// and its basis and prefix stand beside it.
type Category struct {
	Axis     Axis
	Level    byte   // '0' to '4', 'X', 'i' (in situ), 'a' (Ta)
	Sub      string // "a", "b1", "mi"; lower case
	Isolated string // "(i+)" or "(mol+)": isolated tumour cells found; else ""
	Sentinel bool   // "(sn)": sentinel nodes only
}

// String gives the full category, "T1mi", "N0(i+)", "Tis", "MX".
func (c Category) String() string {
	if c.Axis == 0 {
		return ""
	}
	level := string(rune(c.Level))
	if c.Level == 'i' {
		level = "is"
	}
	return string(rune(c.Axis)) + level + c.Sub + c.Isolated
}

// Azure gives the category as the retired service did: T0 to T4, Tis, N0, N+,
// M0, M1, and "None" for what it had no value for (TX, NX, MX).
func (c Category) Azure() string {
	switch {
	case c.Axis == 0 || c.Level == 'X':
		return "None"
	case c.Axis == AxisN && c.Level != '0':
		return "N+"
	case c.Axis == AxisT && (c.Level == 'i' || c.Level == 'a'):
		return "Tis"
	}
	return string(rune(c.Axis)) + string(rune(c.Level))
}

// rank orders the categories of one axis by extent of disease.
func (c Category) rank() int {
	r := 0
	switch {
	case c.Level == 'X':
		return -1
	case c.Level == 'a':
		r = 2
	case c.Level == 'i':
		r = 3
	case c.Level == '0':
		r = 0
	default:
		r = 10 * int(c.Level-'0')
	}
	switch {
	case c.Sub == "mi" || c.Sub == "":
	case c.Sub[0] >= 'a' && c.Sub[0] <= 'd':
		r += 2 * int(c.Sub[0]-'a'+1)
		if len(c.Sub) == 2 && c.Sub[1] == '2' {
			r++
		}
	}
	return r
}

// sameLevel reports whether two categories say the same and differ at most in
// how exact they are ("T2" and "T2a").
func (c Category) sameLevel(o Category) bool {
	return c.Axis == o.Axis && c.Level == o.Level && (c.Sub == "" || o.Sub == "" || strings.EqualFold(c.Sub, o.Sub))
}

// ParseCategory reads a category with or without a prefix: "pT2a", "N0(i+)",
// "ypTis". It returns false for what is none.
func ParseCategory(s string) (Category, Basis, bool) {
	p := tnmParser{s: s}
	m, ok := p.component(0, true)
	if !ok || m.end != len(s) {
		return Category{}, 0, false
	}
	return m.cat, m.basis, true
}
