package redact_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
)

const goodPolicy = `
name: registry
version: "2"
basis: safe-harbor
rules:
  - types: [PATIENT, "[MEDICALRECORD]"]
    do: token
    scope: project
  - types: [AGE]
    when: {age-over: 89}
    do: age-cap
  - types: [AGE]
    do: keep
  - types: [ZIP]
    when: {population-over: 20000}
    do: zip3
  - types: [DATE]
    do: date-year
  - types: [PHONE]
    do: mask
    char: "#"
otherwise: {do: tag}
`

func TestParsePolicy(t *testing.T) {
	p, err := redact.ParsePolicy([]byte(goodPolicy))
	require.NoError(t, err)
	assert.Equal(t, "registry", p.Name)
	assert.Equal(t, []labels.Type{labels.Patient, labels.MedicalRecord}, p.Rules[0].Types)
	assert.Equal(t, redact.Action{Do: redact.Token, Scope: redact.ScopeProject}, p.Rules[0].Action)
	assert.Empty(t, redact.Lint(p), "it keeps to the basis it claims")
	marked, err := redact.ParsePolicy([]byte("\ufeff" + strings.ReplaceAll(goodPolicy, "\n", "\r\n")))
	require.NoError(t, err, "as some editors save it: a byte order mark, CRLF")
	assert.Equal(t, p, marked)

	r := newRedactor(t, &redact.Options{Policy: p})
	doc := redacted(t, r, redact.Note{ID: "n", Patient: "p", Created: created}, "{{AGE|93}} {{AGE|88}} {{ZIP|97301}} {{ZIP|03601}} {{DATE|3/14}} {{DATE|3/14/2018}} {{PHONE|555-1234}} {{CITY|Salem}}")
	assert.Equal(t, "90 or older 88 973 [ZIP] [DATE] 2018 ######## [CITY]", doc.Text)
}

func TestParsePolicyIsStrict(t *testing.T) {
	for _, tt := range []struct {
		name, yaml   string
		line, column int
		message      string
	}{
		{"unknown key", "name: x\nrules:\n  - types: [AGE]\n    dew: tag\n", 4, 5, `unknown field "dew"`},
		{"unknown key at the top", "name: x\nrulez: []\n", 2, 1, `unknown field "rulez"`},
		{"unknown type", "name: x\nrules:\n  - types: [AGE, NAME]\n    do: tag\n", 3, 18, `unknown PHI type "NAME"`},
		{"unknown operator", "name: x\nrules:\n  - types: [AGE]\n    do: hash\n", 4, 9, `unknown operator "hash"`},
		{"operator forgotten", "name: x\nrules:\n  - types: [AGE]\n", 3, 10, "no operator"},
		{"parameter of another operator", "name: x\nrules:\n  - types: [AGE]\n    do: tag\n    band: 5\n", 5, 11, "operator tag takes no band"},
		{"unknown kind of token", "name: x\notherwise:\n  do: token\n  kind: sha256\n", 4, 9, `unknown kind of token "sha256"`},
		{"wrong sort of value", "name: x\nrules:\n  - types: AGE\n    do: tag\n", 3, 12, ""},
		{"unknown basis", "name: x\nbasis: gdpr\n", 2, 8, `unknown basis "gdpr"`},
		{"no name", "version: '1'\n", 1, 8, "a policy needs a name"},
		{"key twice", "name: x\nname: y\n", 2, 1, ""},
		{"score out of range", "name: x\nrules:\n  - when: {score-from: 90}\n    do: tag\n", 3, 24, "must be between 0 and 1"},
		{"shift of nothing", "name: x\nshift: {from: 5, to: 2}\n", 2, 8, "needs from at most to"},
		{"not YAML", "name: [x\n", 1, 7, ""},
		{"alias", "name: &n x\nversion: *n\n", 1, 7, "anchors"},
		{"tag", "name: !!str x\n", 1, 7, "tags"},
		{"two documents", "name: x\n---\nname: y\n", 1, 1, "holds one YAML document"},
		{"empty", "", 1, 1, "holds one YAML document, this one 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := redact.ParsePolicy([]byte(tt.yaml))
			var pe *redact.PolicyError
			require.ErrorAs(t, err, &pe)
			assert.Equal(t, []int{tt.line, tt.column}, []int{pe.Line, pe.Column}, err)
			assert.Contains(t, err.Error(), tt.message)
		})
	}
}

func TestLoadPolicy(t *testing.T) {
	for _, name := range redact.BuiltinNames() {
		p, err := redact.LoadPolicy(name)
		require.NoError(t, err)
		assert.Equal(t, name, p.Name)
		assert.Empty(t, redact.Lint(p), name)
		_, err = redact.New(&redact.Options{Policy: p})
		assert.NoError(t, err)
	}
	assert.True(t, builtin(t, "safe-harbor").NeedsVault())
	assert.False(t, builtin(t, "mask").NeedsVault())
	path := filepath.Join(t.TempDir(), "p.yaml")
	require.NoError(t, os.WriteFile(path, []byte(goodPolicy), 0o600))
	p, err := redact.LoadPolicy(path)
	require.NoError(t, err)
	assert.Equal(t, "registry", p.Name)
	require.NoError(t, os.WriteFile(path, []byte("nam: x"), 0o600))
	_, err = redact.LoadPolicy(path)
	assert.ErrorContains(t, err, "p.yaml: line 1, column 1")
	_, err = redact.LoadPolicy(filepath.Join(t.TempDir(), "absent.yaml"))
	assert.EqualError(t, err, "redact: policy absent.yaml: cannot be read: no such file or directory")
	_, err = redact.LoadPolicy("safe-harbour")
	assert.ErrorContains(t, err, "safe-harbor", "the names that there are")
}

func TestLintNamesTheRuleBroken(t *testing.T) {
	act := func(typ labels.Type, a redact.Action) redact.Rule {
		return redact.Rule{Types: []labels.Type{typ}, Action: a}
	}
	for _, tt := range []struct {
		name   string
		basis  redact.Basis
		rule   redact.Rule
		clause string // "" is no finding
	}{
		{"town kept", redact.BasisSafeHarbor, act(labels.City, redact.Action{Do: redact.Keep}), "45 CFR 164.514(b)(2)(i)(B)"},
		{"state kept", redact.BasisSafeHarbor, act(labels.State, redact.Action{Do: redact.Keep}), ""},
		{"clinician kept", redact.BasisSafeHarbor, act(labels.Doctor, redact.Action{Do: redact.Keep}), ""},
		{"dates shifted", redact.BasisSafeHarbor, act(labels.Date, redact.Action{Do: redact.DateShift}), "45 CFR 164.514(b)(2)(i)(C)"},
		{"dates to the month", redact.BasisSafeHarbor, act(labels.Date, redact.Action{Do: redact.DateMonth}), "45 CFR 164.514(b)(2)(i)(C)"},
		{"ages kept", redact.BasisSafeHarbor, act(labels.Age, redact.Action{Do: redact.Keep}), "45 CFR 164.514(b)(2)(i)(C)"},
		{"ages capped late", redact.BasisSafeHarbor, act(labels.Age, redact.Action{Do: redact.AgeCap, Cap: 100}), "45 CFR 164.514(b)(2)(i)(C)"},
		{"bands of ages", redact.BasisSafeHarbor, act(labels.Age, redact.Action{Do: redact.AgeBand}), ""},
		{"one-way tokens", redact.BasisSafeHarbor, act(labels.Patient, redact.Action{Do: redact.Token, Kind: redact.TokenPRF}), "45 CFR 164.514(c)(1)"},
		{"reversible tokens", redact.BasisSafeHarbor, act(labels.Patient, redact.Action{Do: redact.Token, Kind: redact.TokenSIV}), "45 CFR 164.514(c)(1)"},
		{"stand-ins", redact.BasisSafeHarbor, act(labels.Patient, redact.Action{Do: redact.Surrogate}), "45 CFR 164.514(c)(1)"},
		{"mask that leaves four", redact.BasisSafeHarbor, act(labels.MedicalRecord, redact.Action{Do: redact.Mask, KeepLast: 4}), "45 CFR 164.514(b)(2)(i)(H)"},
		{"unsure findings kept", redact.BasisSafeHarbor, redact.Rule{When: redact.Condition{ScoreUnder: 0.2}, Action: redact.Action{Do: redact.Keep}}, "45 CFR 164.514(b)(2)(i)(C)"},
		{"one value kept", redact.BasisSafeHarbor, redact.Rule{Types: []labels.Type{labels.Hospital}, When: redact.Condition{Values: []string{"MGH"}}, Action: redact.Action{Do: redact.Keep}}, "45 CFR 164.514(b)(2)(i)(B)"},
		{"dates stay in a limited data set", redact.BasisLimitedDataSet, act(labels.Date, redact.Action{Do: redact.Keep}), ""},
		{"street in a limited data set", redact.BasisLimitedDataSet, act(labels.Street, redact.Action{Do: redact.Keep}), "45 CFR 164.514(e)(2)"},
		{"names before an expert", redact.BasisExpert, act(labels.Patient, redact.Action{Do: redact.Keep}), "45 CFR 164.514(b)(1)"},
		{"no basis, no finding", redact.BasisNone, act(labels.Patient, redact.Action{Do: redact.Keep}), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := redact.Policy{Name: "x", Basis: tt.basis, Rules: []redact.Rule{tt.rule}}
			found := redact.Lint(&p)
			_, err := redact.New(&redact.Options{Policy: &p})
			if tt.clause == "" {
				assert.Empty(t, found)
				assert.NoError(t, err)
				return
			}
			require.NotEmpty(t, found)
			assert.Equal(t, tt.clause, found[0].Clause)
			var le *redact.LintError
			require.ErrorAs(t, err, &le, "New refuses the policy")
			assert.Contains(t, err.Error(), tt.clause)
			_, err = redact.New(&redact.Options{Policy: &p, AcceptLint: true})
			assert.NoError(t, err)
		})
	}
}

func TestPolicySchemaIsUpToDate(t *testing.T) {
	want, err := redact.GeneratePolicySchema()
	require.NoError(t, err)
	assert.Equal(t, string(want), string(redact.PolicySchemaJSON), "run go generate ./redact")
}

func FuzzParsePolicy(f *testing.F) {
	f.Add([]byte(goodPolicy))
	f.Add([]byte("name: x\nrules:\n  - types: [AGE, NAME]\n    do: tag\n"))
	f.Add([]byte("a: &a [*a]\nname: *a"))
	f.Add([]byte("name: x\nshift: {from: -5, to: 2}\n---\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := redact.ParsePolicy(raw)
		if err == nil {
			require.NoError(t, p.Check())
			redact.Lint(p)
		}
	})
}
