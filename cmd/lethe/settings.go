package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/spf13/pflag"
)

// settings fill the flags of a command that runs unattended: what the command
// line leaves open comes from the environment, then from a YAML file, under the
// same names. Names that are unknown are refused, wherever they stand, and no
// message quotes a value.
type settings struct {
	flags  *pflag.FlagSet
	prefix string          // of the environment's names: "LETHE_SERVE_"
	own    map[string]bool // flags that are no settings: "config", …
	secret map[string]bool // never printed
	source map[string]string
}

func newSettings(flags *pflag.FlagSet, prefix string, secret ...string) *settings {
	s := &settings{flags: flags, prefix: prefix, own: map[string]bool{"config": true, "print-config": true, "help": true},
		secret: map[string]bool{}, source: map[string]string{}}
	for _, n := range secret {
		s.secret[n] = true
	}
	return s
}

// variable is the name that a flag has in the environment.
func (s *settings) variable(flag string) string {
	return s.prefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fill sets the flags that the command line left open. config names the file
// unless the environment does; "" is none.
func (s *settings) fill(config string, environ []string) error {
	s.flags.Visit(func(f *pflag.Flag) { s.source[f.Name] = "flag" })
	env, err := s.environment(environ)
	if err != nil {
		return err
	}
	if v, ok := env["config"]; ok && config == "" {
		config = v
	}
	delete(env, "config")
	file, err := s.file(config)
	if err != nil {
		return err
	}
	for _, from := range []struct {
		name   string
		values map[string]string
		say    func(string) string
	}{
		{"environment", env, s.variable},
		{"file", file, func(name string) string { return config + ": " + name }},
	} {
		for name, value := range from.values {
			if s.source[name] != "" {
				continue
			}
			if err := s.flags.Set(name, value); err != nil {
				return fmt.Errorf("%s: want a value of type %s", from.say(name), s.flags.Lookup(name).Value.Type())
			}
		}
		for name := range from.values {
			if s.source[name] == "" {
				s.source[name] = from.name
			}
		}
	}
	return nil
}

// environment gives the settings of the environment by the flags' names.
func (s *settings) environment(environ []string) (map[string]string, error) {
	names := map[string]string{}
	s.flags.VisitAll(func(f *pflag.Flag) {
		if !s.own[f.Name] || f.Name == "config" {
			names[s.variable(f.Name)] = f.Name
		}
	})
	out := map[string]string{}
	for _, e := range environ {
		variable, value, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(variable, s.prefix) {
			continue
		}
		name, ok := names[variable]
		if !ok {
			return nil, fmt.Errorf("%s: there is no such setting", variable)
		}
		out[name] = value
	}
	return out, nil
}

// file reads a YAML file of one mapping from names to plain values.
func (s *settings) file(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return s.parse(path, b)
}

func (s *settings) parse(path string, b []byte) (map[string]string, error) {
	f, err := parser.ParseBytes(bytes.TrimPrefix(b, []byte("\ufeff")), 0)
	var ye yaml.Error
	switch {
	case errors.As(err, &ye) && ye.GetToken() != nil:
		p := ye.GetToken().Position
		return nil, fmt.Errorf("%s:%d:%d: %s", path, p.Line, p.Column, ye.GetMessage())
	case err != nil:
		return nil, fmt.Errorf("%s: not YAML", path)
	}
	out := map[string]string{}
	for _, d := range f.Docs {
		if err := s.document(path, d.Body, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *settings) document(path string, body ast.Node, out map[string]string) error {
	var rows []*ast.MappingValueNode
	switch n := body.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
	case *ast.MappingNode:
		rows = n.Values
	case *ast.MappingValueNode:
		rows = []*ast.MappingValueNode{n}
	default:
		return fmt.Errorf("%s: want a mapping of names to values", path)
	}
	for _, row := range rows {
		t := row.Key.GetToken()
		at := fmt.Sprintf("%s:%d:%d", path, t.Position.Line, t.Position.Column)
		f := s.flags.Lookup(t.Value)
		if f == nil || s.own[t.Value] {
			return fmt.Errorf("%s: there is no setting %q", at, t.Value)
		}
		if _, twice := out[t.Value]; twice {
			return fmt.Errorf("%s: %s is there twice", at, t.Value)
		}
		v, ok := row.Value.(ast.ScalarNode)
		if _, null := row.Value.(*ast.NullNode); !ok || null {
			return fmt.Errorf("%s: %s wants a value of type %s", at, t.Value, f.Value.Type())
		}
		out[t.Value] = fmt.Sprint(v.GetValue())
	}
	return nil
}

// print writes the settings in force as a file that could be read again, each
// with where it comes from. Secrets are named and not told.
func (s *settings) print(w io.Writer) error {
	var lines []string
	s.flags.VisitAll(func(f *pflag.Flag) {
		if s.own[f.Name] {
			return
		}
		from := s.source[f.Name]
		if from == "" {
			from = "default"
		}
		value := f.Value.String()
		switch f.Value.Type() {
		case "bool", "int", "float64":
		default:
			b, _ := json.Marshal(value) // a string is always JSON, and JSON is YAML
			value = string(b)
		}
		line := f.Name + ": " + value + " # " + from
		if s.secret[f.Name] && f.Value.String() != "" {
			line = "# " + f.Name + ": hidden, from " + from
		}
		lines = append(lines, line)
	})
	slices.Sort(lines)
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}
