package redact

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/lethe-health/lethe/labels"
)

// maxPolicyFile is the longest policy file, in bytes.
const maxPolicyFile = 1 << 20

// policyFile is a [Policy] as YAML spells it, types still being words, so that a
// wrong one is found with its place.
type policyFile struct {
	Name        string     `yaml:"name"`
	Version     string     `yaml:"version"`
	Basis       Basis      `yaml:"basis"`
	Description string     `yaml:"description"`
	Rules       []fileRule `yaml:"rules"`
	Otherwise   Action     `yaml:"otherwise"`
	Shift       Shift      `yaml:"shift"`
}

type fileRule struct {
	Types  []string  `yaml:"types"`
	When   Condition `yaml:"when"`
	Action `yaml:",inline"`
}

// LoadPolicy returns the built-in policy of that name, or else reads the policy
// in that file.
func LoadPolicy(nameOrFile string) (*Policy, error) {
	if _, ok := builtins[nameOrFile]; ok {
		return Builtin(nameOrFile)
	}
	f, err := os.Open(nameOrFile)
	if err != nil {
		if !strings.ContainsAny(nameOrFile, "./\\") {
			return Builtin(nameOrFile) // names the policies that there are
		}
		return nil, unreadable(nameOrFile, err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxPolicyFile+1))
	if err != nil {
		return nil, unreadable(nameOrFile, err)
	}
	p, err := ParsePolicy(raw)
	var pe *PolicyError
	if errors.As(err, &pe) {
		pe.File = filepath.Base(nameOrFile)
	}
	return p, err
}

// unreadable says why a policy file cannot be read: "no such file or directory".
func unreadable(path string, err error) *PolicyError {
	why := err.Error()
	var pe *fs.PathError
	if errors.As(err, &pe) {
		why = pe.Err.Error()
	}
	return &PolicyError{File: filepath.Base(path), Message: "cannot be read: " + why, Err: err}
}

// ParsePolicy reads a policy in YAML. It is strict: an unknown key, type or
// operator, a key given twice, a parameter that its operator does not take or a
// second document is a [*PolicyError] with line and column.
func ParsePolicy(raw []byte) (*Policy, error) {
	if len(raw) > maxPolicyFile {
		return nil, &PolicyError{Message: fmt.Sprintf("longer than %d bytes", maxPolicyFile)}
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	file, err := parsePolicy(raw)
	if err != nil {
		return nil, yamlError(err)
	}
	docs := 0
	for _, d := range file.Docs {
		if d.Body != nil {
			docs++
		}
	}
	if docs != 1 {
		return nil, &PolicyError{Line: 1, Column: 1, Message: fmt.Sprintf("a policy file holds one YAML document, this one %d", docs)}
	}
	if err := refuseExtras(file); err != nil {
		return nil, err
	}
	pf, err := decodePolicy(raw)
	if err != nil {
		return nil, yamlError(err)
	}
	p := &Policy{Name: pf.Name, Version: pf.Version, Basis: pf.Basis, Description: pf.Description, Otherwise: pf.Otherwise, Shift: pf.Shift}
	for i, r := range pf.Rules {
		rule := Rule{When: r.When, Action: r.Action}
		for k, name := range r.Types {
			t, err := labels.ParseType(name)
			if err != nil {
				e := &PolicyError{Key: fmt.Sprintf("rules[%d].types[%d]", i, k), Message: fmt.Sprintf("unknown PHI type %q", clip(name)), Err: err}
				return nil, e.locate(file)
			}
			rule.Types = append(rule.Types, t)
		}
		p.Rules = append(p.Rules, rule)
	}
	if err := p.Check(); err != nil {
		var pe *PolicyError
		if errors.As(err, &pe) {
			return nil, pe.locate(file)
		}
		return nil, err
	}
	return p, nil
}

// errYAMLPanic stands for a panic of the YAML library, which some broken files
// bring about.
var errYAMLPanic = errors.New("the YAML cannot be read")

func parsePolicy(raw []byte) (file *ast.File, err error) {
	defer func() {
		if recover() != nil {
			file, err = nil, errYAMLPanic
		}
	}()
	return parser.ParseBytes(raw, 0)
}

func decodePolicy(raw []byte) (pf policyFile, err error) {
	defer func() {
		if recover() != nil {
			err = errYAMLPanic
		}
	}()
	err = yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&pf)
	return pf, err
}

// extras finds what YAML has beyond plain values: tags, anchors, aliases, merge
// keys. A policy is read by people; it needs none.
type extras struct{ found ast.Node }

// Visit implements [ast.Visitor].
func (x *extras) Visit(n ast.Node) ast.Visitor {
	switch n.Type() {
	case ast.TagType, ast.AnchorType, ast.AliasType, ast.MergeKeyType:
		if x.found == nil {
			x.found = n
		}
		return nil
	}
	return x
}

func refuseExtras(file *ast.File) error {
	var x extras
	for _, d := range file.Docs {
		if d.Body != nil {
			ast.Walk(&x, d.Body)
		}
	}
	if x.found == nil {
		return nil
	}
	e := &PolicyError{Message: "tags, anchors, aliases and merge keys have no place in a policy"}
	if t := x.found.GetToken(); t != nil {
		e.Line, e.Column = t.Position.Line, t.Position.Column
	}
	return e
}

// yamlError gives a decoder's error its place, and leaves out the source that
// the decoder quotes.
func yamlError(err error) error {
	e := &PolicyError{Message: "not a policy in YAML", Err: err}
	var ye yaml.Error
	if errors.As(err, &ye) {
		e.Message = ye.GetMessage()
		if t := ye.GetToken(); t != nil && t.Position != nil {
			e.Line, e.Column = t.Position.Line, t.Position.Column
		}
	}
	return e
}

// locate finds line and column of the error's key, or of the nearest part of the
// file that holds it.
func (e *PolicyError) locate(file *ast.File) *PolicyError {
	for key := e.Key; ; key = parentKey(key) {
		path, err := yaml.PathString("$" + dotted(key))
		if err == nil {
			if node, err := path.FilterFile(file); err == nil && node != nil && node.GetToken() != nil {
				e.Line, e.Column = node.GetToken().Position.Line, node.GetToken().Position.Column
				return e
			}
		}
		if key == "" {
			e.Line, e.Column = 1, 1
			return e
		}
	}
}

func dotted(key string) string {
	if key == "" {
		return ""
	}
	return "." + key
}

// parentKey cuts the last step off "rules[2].when.age-over".
func parentKey(key string) string {
	i := strings.LastIndexAny(key, ".[")
	return key[:max(i, 0)]
}
