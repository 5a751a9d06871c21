package redact

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/lethe-health/lethe/labels"
)

// Policy says what happens to each kind of identifier. It is a value: change a
// copy of a built-in to make your own.
type Policy struct {
	Name    string `yaml:"name" json:"name"`       // as written into every document
	Version string `yaml:"version" json:"version"` // as written into every document
	// Basis is the legal basis the policy claims; [Lint] tells where it falls short.
	Basis       Basis  `yaml:"basis,omitempty" json:"basis,omitempty"`
	Description string `yaml:"description,omitempty" json:"description,omitempty"`
	// Rules are tried in order; the first that fits decides.
	Rules []Rule `yaml:"rules,omitempty" json:"rules,omitempty"`
	// Otherwise is for what no rule fits; the zero value is tag.
	Otherwise Action `yaml:"otherwise,omitempty" json:"otherwise,omitempty"`
	// Shift is the range of date-shift and of [Redactor.ShiftTime].
	Shift Shift `yaml:"shift,omitempty" json:"shift,omitempty"`
}

// Basis is a way of the HIPAA Privacy Rule to share data.
type Basis string

// The bases. The empty one claims nothing.
const (
	BasisNone           Basis = ""
	BasisSafeHarbor     Basis = "safe-harbor"          // 45 CFR 164.514(b)(2)
	BasisLimitedDataSet Basis = "limited-data-set"     // 45 CFR 164.514(e)
	BasisExpert         Basis = "expert-determination" // 45 CFR 164.514(b)(1)
)

// Rule gives the action for some types under some condition.
type Rule struct {
	Types  []labels.Type `yaml:"types,omitempty" json:"types,omitempty"` // none is every type
	When   Condition     `yaml:"when,omitempty" json:"when,omitempty"`
	Action `yaml:",inline"`
}

// Condition narrows a rule. All that is given must hold; the zero value always
// does.
type Condition struct {
	ScoreUnder float64 `yaml:"score-under,omitempty" json:"score-under,omitempty"` // score below this
	ScoreFrom  float64 `yaml:"score-from,omitempty" json:"score-from,omitempty"`   // score at or above this
	AgeOver    int     `yaml:"age-over,omitempty" json:"age-over,omitempty"`       // AGE in years above this
	AgeUnder   int     `yaml:"age-under,omitempty" json:"age-under,omitempty"`     // AGE in years below this
	// PopulationOver holds for a ZIP whose first three digits have more people
	// by the 2020 census; an unknown prefix has none.
	PopulationOver int `yaml:"population-over,omitempty" json:"population-over,omitempty"`
	// Values holds for these values, compared after normalisation ([Normalize]).
	Values []string `yaml:"values,omitempty" json:"values,omitempty"`
}

// Shift is the range in days from which each patient's shift is drawn, both
// ends included, zero left out. The zero value is -365 to -1.
type Shift struct {
	From int `yaml:"from,omitempty" json:"from,omitempty"`
	To   int `yaml:"to,omitempty" json:"to,omitempty"`
}

func (s Shift) orDefault() Shift {
	if s == (Shift{}) {
		return Shift{From: -365, To: -1}
	}
	return s
}

// PolicyError says what is wrong in a policy, and where it was read from a
// file, on which line and column (both from 1).
type PolicyError struct {
	File         string // base name of the file, "" when there is none
	Line, Column int    // 0 when the policy was not read from text
	Key          string // "rules[2].do"
	Message      string
	Err          error // the decoder's own error, if any
}

// Error gives the place and the message; it holds words of the policy file
// only.
func (e *PolicyError) Error() string {
	s := "redact: policy: "
	if e.File != "" {
		s = "redact: policy " + e.File + ": "
	}
	if e.Line > 0 {
		s += fmt.Sprintf("line %d, column %d: ", e.Line, e.Column)
	}
	if e.Key != "" {
		s += e.Key + ": "
	}
	return s + e.Message
}

// Unwrap returns the decoder's error.
func (e *PolicyError) Unwrap() error { return e.Err }

// Check reports the first thing that makes the policy unusable, as a
// [*PolicyError]. What it would break of the law is for [Lint] to say.
func (p *Policy) Check() error {
	fail := func(key, message string) error { return &PolicyError{Key: key, Message: message} }
	if p.Name == "" {
		return fail("name", "a policy needs a name")
	}
	switch p.Basis {
	case BasisNone, BasisSafeHarbor, BasisLimitedDataSet, BasisExpert:
	default:
		return fail("basis", fmt.Sprintf("unknown basis %q", clip(string(p.Basis))))
	}
	if p.Otherwise != (Action{}) {
		if key, message := p.Otherwise.check(); message != "" {
			return fail("otherwise."+key, message)
		}
	}
	for i := range p.Rules {
		at := fmt.Sprintf("rules[%d]", i)
		if key, message := p.Rules[i].check(); message != "" {
			return fail(at+"."+key, message)
		}
		for k, t := range p.Rules[i].Types {
			if !t.Valid() {
				return fail(fmt.Sprintf("%s.types[%d]", at, k), "no PHI type")
			}
		}
		if key, message := p.Rules[i].When.check(); message != "" {
			return fail(at+".when."+key, message)
		}
	}
	if s := p.Shift.orDefault(); s.From > s.To || s.From == 0 && s.To == 0 || s.From < -36500 || s.To > 36500 {
		return fail("shift", "needs from at most to, within a hundred years, and a day that is not zero")
	}
	return nil
}

func (c *Condition) check() (key, message string) {
	switch {
	case c.ScoreUnder < 0 || c.ScoreUnder > 1:
		return "score-under", "must be between 0 and 1"
	case c.ScoreFrom < 0 || c.ScoreFrom > 1:
		return "score-from", "must be between 0 and 1"
	case c.AgeOver < 0:
		return "age-over", "must not be negative"
	case c.AgeUnder < 0:
		return "age-under", "must not be negative"
	case c.PopulationOver < 0:
		return "population-over", "must not be negative"
	}
	return "", ""
}

// action returns what the policy does to a value of a type.
func (p *Policy) action(t labels.Type, value string, score float64) Action {
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.covers(t) && r.When.holds(t, value, score) {
			return r.Action
		}
	}
	if p.Otherwise.Do == "" {
		return Action{Do: Tag}
	}
	return p.Otherwise
}

// always reports whether the condition is empty.
func (c *Condition) always() bool {
	return c.ScoreUnder == 0 && c.ScoreFrom == 0 && c.AgeOver == 0 && c.AgeUnder == 0 && c.PopulationOver == 0 && len(c.Values) == 0
}

func (c *Condition) holds(t labels.Type, value string, score float64) bool {
	if c.ScoreUnder > 0 && score >= c.ScoreUnder || score < c.ScoreFrom {
		return false
	}
	if c.AgeOver > 0 || c.AgeUnder > 0 {
		years, ok := ageYears(value)
		if t != labels.Age || !ok || c.AgeOver > 0 && years <= c.AgeOver || c.AgeUnder > 0 && years >= c.AgeUnder {
			return false
		}
	}
	if c.PopulationOver > 0 && (t != labels.Zip || zip3Population(value) <= c.PopulationOver) {
		return false
	}
	if len(c.Values) > 0 {
		n := Normalize(t, value)
		return slices.ContainsFunc(c.Values, func(v string) bool { return Normalize(t, v) == n })
	}
	return true
}

// Hash returns the SHA-256 of everything the policy says, in hex: two policies
// with the same hash treat every note alike.
func (p *Policy) Hash() string {
	b, err := json.Marshal(p)
	if err != nil {
		return "" // a policy is strings, numbers and maps of them
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// NeedsVault reports whether the policy may give out random tokens, which only
// the vault that holds them leads back.
func (p *Policy) NeedsVault() bool {
	random := func(a Action) bool { return a.Do == Token && (a.Kind == "" || a.Kind == TokenRandom) }
	return random(p.Otherwise) || slices.ContainsFunc(p.Rules, func(r Rule) bool { return random(r.Action) })
}

// covers reports whether the rule is for a type.
func (r *Rule) covers(t labels.Type) bool { return len(r.Types) == 0 || slices.Contains(r.Types, t) }

// ruleTable is a policy's rules by type, so that a value meets only those that
// can fit.
type ruleTable struct {
	byType    [labels.NumTypes + 1][]*Rule
	otherwise Action
}

func (p *Policy) compile() (t ruleTable) {
	for i := range p.Rules {
		for _, typ := range labels.Types() {
			if p.Rules[i].covers(typ) {
				t.byType[typ] = append(t.byType[typ], &p.Rules[i])
			}
		}
	}
	if t.otherwise = p.Otherwise; t.otherwise.Do == "" {
		t.otherwise = Action{Do: Tag}
	}
	return t
}

// action is [Policy.action] on the table.
func (t *ruleTable) action(typ labels.Type, value string, score float64) *Action {
	for _, r := range t.byType[typ] {
		if r.When.always() || r.When.holds(typ, value, score) {
			return &r.Action
		}
	}
	return &t.otherwise
}
