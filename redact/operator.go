package redact

import (
	"fmt"
	"slices"
)

// Operator is what is done to one piece of PHI.
type Operator string

// The operators. Where one cannot be carried out (a date that cannot be read,
// an age in no known form) [Tag] stands in for it and the edit says so.
const (
	Tag          Operator = "tag"           // "[PATIENT]"
	Remove       Operator = "remove"        // nothing
	Mask         Operator = "mask"          // "****", one mark per character
	Token        Operator = "token"         // "[PATIENT_7KQ2M9X4C]", one per identifier and scope
	Surrogate    Operator = "surrogate"     // a realistic stand-in of the same kind and form
	DateShift    Operator = "date-shift"    // moved by the patient's days, in the same shape
	DateYear     Operator = "date-year"     // "2019"
	DateMonth    Operator = "date-month"    // "2019-03"
	DateRelative Operator = "date-relative" // "day +3"
	AgeCap       Operator = "age-cap"       // ages over a bound as "90 or older"
	AgeBand      Operator = "age-band"      // "60-69"
	ZIP3         Operator = "zip3"          // first three digits, or 000 where few people live
	Keep         Operator = "keep"          // left as it is
)

// TokenKind is how the code of a token comes about.
type TokenKind string

// The kinds of token.
const (
	TokenRandom TokenKind = "random" // drawn at random, kept in the vault; the default
	TokenPRF    TokenKind = "prf"    // HMAC-SHA256 of the value: one way, no vault
	TokenSIV    TokenKind = "siv"    // AES-SIV of the value: read back with the key, no vault
)

// Scope is within which notes one value has one token or surrogate.
type Scope string

// The scopes.
const (
	ScopePatient Scope = "patient" // the default: the same name in two patients' notes gets two tokens
	ScopeProject Scope = "project" // one token per value in the whole project, for clinicians and places
)

// Action is an operator with its parameters. Parameters of other operators must
// be zero.
type Action struct {
	Do    Operator  `yaml:"do" json:"do"`
	Kind  TokenKind `yaml:"kind,omitempty" json:"kind,omitempty"`   // token; "" is random
	Scope Scope     `yaml:"scope,omitempty" json:"scope,omitempty"` // token, surrogate; "" is patient
	// KeepLast leaves so many letters and digits at the end of a masked value.
	KeepLast int `yaml:"keep-last,omitempty" json:"keep-last,omitempty"`
	// Char is the mark that masks; "" is "*".
	Char string `yaml:"char,omitempty" json:"char,omitempty"`
	// Cap is the lowest age in years that age-cap writes as "N or older"; 0 is 90.
	Cap int `yaml:"cap,omitempty" json:"cap,omitempty"`
	// Band is the width of an age band in years; 0 is 10.
	Band int `yaml:"band,omitempty" json:"band,omitempty"`
	// AllCensuses keeps a ZIP3 only where every census since 2000 counted more
	// than 20,000 people, not the current one alone.
	AllCensuses bool `yaml:"all-censuses,omitempty" json:"all-censuses,omitempty"`
	// Anchor names in the text the day that relative days count from; "" names none.
	Anchor string `yaml:"anchor,omitempty" json:"anchor,omitempty"`
}

// params are the parameters that each operator takes.
var params = map[Operator][]string{
	Tag: nil, Remove: nil, Mask: {"keep-last", "char"}, Token: {"kind", "scope"}, Surrogate: {"scope"}, DateShift: nil,
	DateYear: nil, DateMonth: nil, DateRelative: {"anchor"}, AgeCap: {"cap"}, AgeBand: {"band", "cap"}, ZIP3: {"all-censuses"}, Keep: nil,
}

// Operators returns all operators, in order of their names.
func Operators() []Operator {
	out := make([]Operator, 0, len(params))
	for o := range params {
		out = append(out, o)
	}
	slices.Sort(out)
	return out
}

// given lists the parameters of a that are set.
func (a Action) given() (names []string) {
	for _, p := range []struct {
		name string
		set  bool
	}{
		{"kind", a.Kind != ""}, {"scope", a.Scope != ""}, {"keep-last", a.KeepLast != 0}, {"char", a.Char != ""},
		{"cap", a.Cap != 0}, {"band", a.Band != 0}, {"all-censuses", a.AllCensuses}, {"anchor", a.Anchor != ""},
	} {
		if p.set {
			names = append(names, p.name)
		}
	}
	return names
}

// check reports what is wrong with the action, as a key and a message.
func (a Action) check() (key, message string) {
	if a.Do == "" {
		return "do", "no operator is given"
	}
	takes, ok := params[a.Do]
	if !ok {
		return "do", fmt.Sprintf("unknown operator %q", clip(string(a.Do)))
	}
	for _, p := range a.given() {
		if !slices.Contains(takes, p) {
			return p, fmt.Sprintf("operator %s takes no %s", a.Do, p)
		}
	}
	switch {
	case a.Kind != "" && a.Kind != TokenRandom && a.Kind != TokenPRF && a.Kind != TokenSIV:
		return "kind", fmt.Sprintf("unknown kind of token %q", clip(string(a.Kind)))
	case a.Scope != "" && a.Scope != ScopePatient && a.Scope != ScopeProject:
		return "scope", fmt.Sprintf("unknown scope %q", clip(string(a.Scope)))
	case a.KeepLast < 0:
		return "keep-last", "must not be negative"
	case len([]rune(a.Char)) > 1:
		return "char", "must be one character"
	case a.Cap < 0 || a.Cap > 150:
		return "cap", "must be an age in years"
	case a.Band < 0 || a.Band > 100:
		return "band", "must be a width in years"
	}
	return "", ""
}

// clip cuts a word of a policy file to 40 bytes for a message.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
