package redact

import (
	"fmt"
	"strings"

	"github.com/lethe-health/lethe/labels"
)

// Finding is one way in which a policy falls short of the basis it claims.
type Finding struct {
	Type   labels.Type
	Clause string // "45 CFR 164.514(b)(2)(i)(C)"
	Reason string
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s (%s)", f.Type, f.Reason, f.Clause) }

// LintError says that a policy breaks its legal basis.
type LintError struct {
	Policy   string
	Findings []Finding
}

// Error lists the findings.
func (e *LintError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "redact: policy %q does not keep to the basis it claims:", e.Policy)
	for _, f := range e.Findings {
		b.WriteString("\n  " + f.String())
	}
	return b.String()
}

// probe is a value that a policy is tried on. Each stands for a kind that the
// law treats on its own.
type probe struct {
	value string
	score float64
}

// probes try every type with a sure and an unsure annotation, ages on both
// sides of 89, and ZIP codes of many, few and no people.
func probes(t labels.Type) []probe {
	values := []string{"x"}
	switch t {
	case labels.Age:
		values = []string{"45", "89", "90", "101", "ninety-three"}
	case labels.Zip:
		values = []string{"10001", "03601", "00000"}
	}
	var out []probe
	for _, v := range values {
		out = append(out, probe{v, 0.01}, probe{v, 0.5}, probe{v, 1})
	}
	return out
}

// Lint tries a policy against the basis it claims and names what it would
// break, once per type and reason. A policy without a basis breaks nothing.
func Lint(p *Policy) []Finding {
	judge := judges[p.Basis]
	if judge == nil {
		return nil
	}
	var out []Finding
	for _, t := range labels.Types() {
		seen := map[string]bool{}
		actions := map[Action]bool{}
		for _, pr := range probes(t) {
			a := p.action(t, pr.value, pr.score)
			actions[a] = true
			if f, bad := judge(t, a, pr.value); bad && !seen[f.Reason] {
				seen[f.Reason] = true
				out = append(out, f)
			}
		}
		// A rule for certain values is met by no probe.
		for _, r := range p.Rules {
			if len(r.When.Values) == 0 || actions[r.Action] || !r.covers(t) {
				continue
			}
			for _, v := range r.When.Values {
				if f, bad := judge(t, r.Action, v); bad && !seen[f.Reason] {
					seen[f.Reason] = true
					out = append(out, f)
				}
			}
		}
	}
	return out
}

// judges hold the policies of each basis to its rule.
var judges = map[Basis]func(labels.Type, Action, string) (Finding, bool){
	BasisSafeHarbor:     judgeSafeHarbor,
	BasisLimitedDataSet: judgeLimited,
	BasisExpert:         judgeExpert,
}

const citeCodes = "45 CFR 164.514(c)(1)"

// judgeSafeHarbor is 45 CFR 164.514(b)(2)(i) and (c).
func judgeSafeHarbor(t labels.Type, a Action, value string) (Finding, bool) {
	clause := t.SafeHarbor().Citation()
	bad := func(cite, reason string) (Finding, bool) { return Finding{t, cite, reason}, true }
	switch a.Do {
	case Tag, Remove:
		return Finding{}, false
	case Token:
		if a.Kind == TokenPRF || a.Kind == TokenSIV {
			return bad(citeCodes, "a token computed from the identifier is derived from it; use random tokens")
		}
		return Finding{}, false
	case Surrogate:
		return bad(citeCodes, "a stand-in is chosen by a keyed hash of the identifier, so it is derived from it")
	case Mask:
		if a.KeepLast > 0 && clause != "" {
			return bad(clause, "the characters that the mask leaves are part of the identifier")
		}
		return Finding{}, false
	}
	if clause == "" {
		return Finding{}, false // clinicians, states, countries are on no line of the list
	}
	switch {
	case t == labels.Date && a.Do == DateYear:
	case t == labels.Date:
		return bad(clause, "of a date only the year may stay; "+string(a.Do)+" leaves more")
	case t == labels.Age && (a.Do == AgeCap || a.Do == AgeBand):
		if or(a.Cap, 90) > 90 {
			return bad(clause, "ages over 89 must go into one class of 90 or older")
		}
	case t == labels.Age && a.Do == Keep:
		if years, ok := ageYears(value); !ok || years > 89 {
			return bad(clause, "ages over 89 must go into one class of 90 or older")
		}
	case t == labels.Zip && a.Do == ZIP3:
	case t == labels.Zip:
		return bad(clause, "of a ZIP code at most the first three digits may stay")
	default:
		return bad(clause, string(a.Do)+" leaves "+t.SafeHarbor().Title())
	}
	return Finding{}, false
}

// direct gives the direct identifier of 45 CFR 164.514(e)(2) that a type falls
// under, by its number there.
var direct = map[labels.Type]string{
	labels.Patient: "(i) names", labels.Street: "(ii) postal address information", labels.LocationOther: "(ii) postal address information",
	labels.Phone: "(iii) telephone numbers", labels.Fax: "(iv) fax numbers", labels.Email: "(v) electronic mail addresses",
	labels.IDNum: "(vi) social security, (ix) account and (x) licence numbers, (xi) vehicles", labels.MedicalRecord: "(vii) medical record numbers",
	labels.HealthPlan: "(viii) health plan beneficiary numbers", labels.Device: "(xii) device identifiers", labels.URL: "(xiii) URLs and (xiv) IP addresses",
	labels.BioID: "(xv) biometric identifiers", labels.Username: "(v) electronic addresses",
}

func judgeLimited(t labels.Type, a Action, _ string) (Finding, bool) {
	what, ok := direct[t]
	if !ok {
		return Finding{}, false
	}
	switch {
	case a.Do == Mask && a.KeepLast > 0:
	case a.Do == Tag, a.Do == Remove, a.Do == Token, a.Do == Mask, a.Do == Surrogate:
		return Finding{}, false
	}
	return Finding{t, "45 CFR 164.514(e)(2)", string(a.Do) + " leaves a direct identifier: " + what}, true
}

// judgeExpert knows only what no expert could call a very small risk.
func judgeExpert(t labels.Type, a Action, _ string) (Finding, bool) {
	if _, ok := direct[t]; ok && a.Do == Keep {
		return Finding{t, "45 CFR 164.514(b)(1)", "keep leaves a direct identifier in the text"}, true
	}
	return Finding{}, false
}
