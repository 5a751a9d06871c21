package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// ErrNoReport says that a file is not a report's JSON twin.
var ErrNoReport = errors.New("report: not a report")

// ReadRun reads from a report's JSON twin what it says of its run: when it was,
// policy, version, hashes, keys and the head of the audit log. Only the head of
// the file is read. A file that is not there gives the zero Run.
func ReadRun(path string) (Run, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Run{}, nil
	} else if err != nil {
		return Run{}, err
	}
	defer f.Close()
	var r Run
	d := json.NewDecoder(f)
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return Run{}, ErrNoReport
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return Run{}, ErrNoReport
		}
		done, err := r.reread(key, d)
		if err != nil {
			return Run{}, fmt.Errorf("%w: key %q", ErrNoReport, key)
		}
		if done {
			break
		}
	}
	return r, nil
}

// reread takes in the value of a key. What stands from the counts on is of the
// notes, not of the run.
func (r *Run) reread(key json.Token, d *json.Decoder) (done bool, err error) {
	switch key {
	case "title":
		return false, d.Decode(&r.Title)
	case "created":
		var s string
		if err := d.Decode(&s); err != nil {
			return false, err
		}
		if s != "" {
			r.Created, err = time.Parse(createdLayout, s)
		}
		return false, err
	case "policy":
		return false, d.Decode(&r.Policy)
	case "provenance":
		var lines []NamedValue
		if err := d.Decode(&lines); err != nil {
			return false, err
		}
		r.takeProvenance(lines)
		return false, nil
	case "audit_head":
		return false, d.Decode(&r.AuditHead)
	case "counts":
		return true, nil
	}
	var skip json.RawMessage
	return false, d.Decode(&skip)
}

// takeProvenance undoes [Writer.provenance].
func (r *Run) takeProvenance(lines []NamedValue) {
	for _, l := range lines {
		switch {
		case l.Name == nameVersion:
			r.Version = l.Value
		case l.Name == nameModel:
			r.Model = l.Value
		case l.Name == nameLexicon:
			r.Lexicon = l.Value
		case strings.HasPrefix(l.Name, nameKey):
			r.Keys = append(r.Keys, l.Value)
		default:
			r.Software = append(r.Software, l)
		}
	}
}
