package main

import (
	"errors"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe/redact/review/audit"
	"github.com/lethe-health/lethe/redact/review/report"
)

// auditFlags say where an act is recorded, and whose it is.
type auditFlags struct{ dir, key, actor string }

func (f *auditFlags) register(c *cobra.Command, records string) {
	c.Flags().StringVar(&f.dir, "audit", "", "audit log `folder` that records "+records+", made if absent")
	c.Flags().StringVar(&f.key, "audit-key", "", "signing key `file` of the audit log, made if absent (default: beside the log, named FOLDER.key)")
	c.Flags().StringVar(&f.actor, "actor", os.Getenv("USER"), "who, for the audit log")
}

// open opens the log; an empty one when there is none.
func (f *auditFlags) open() (*onRecord, error) {
	if f.dir == "" {
		return &onRecord{}, nil
	}
	log, err := openAudit(f.dir, f.key)
	if err != nil {
		return nil, err
	}
	return &onRecord{log: log, actor: plainFact(f.actor)}, nil
}

// onRecord enters acts into an audit log. One without a log enters nothing.
type onRecord struct {
	log   *audit.Log
	actor string
}

func (o *onRecord) enter(kind audit.Kind, facts map[string]string, commit map[string][]byte) error {
	if o.log == nil {
		return nil
	}
	for k, v := range facts {
		if v == "" {
			delete(facts, k)
		} else {
			facts[k] = plainFact(v)
		}
	}
	_, err := o.log.Append(audit.Entry{Kind: kind, Actor: o.actor, Facts: facts, Commit: commit})
	return err
}

// act records that something begins, does it, and records how it ended, so that
// what was begun is known even of a process that died. done adds facts.
func (o *onRecord) act(kind audit.Kind, commit map[string][]byte, do func(done map[string]string) error) error {
	if err := o.enter(kind, map[string]string{"phase": "begin"}, commit); err != nil {
		return err
	}
	facts := map[string]string{}
	err := do(facts)
	return errors.Join(err, o.end(kind, facts, commit, err))
}

// end records how an act ended.
func (o *onRecord) end(kind audit.Kind, facts map[string]string, commit map[string][]byte, err error) error {
	facts["phase"], facts["outcome"] = "end", "done"
	if err != nil {
		facts["outcome"] = "failed"
	}
	return o.enter(kind, facts, commit)
}

// beginRun records the policy and that a run begins under it.
func (o *onRecord) beginRun(command string, r report.Run) error {
	err := o.enter(audit.KindPolicy, map[string]string{
		"name": r.Policy.Name, "version": r.Policy.Version, "basis": r.Policy.Basis, "sha256": r.Policy.SHA256,
	}, nil)
	if err != nil {
		return err
	}
	facts := map[string]string{"phase": "begin", "command": command, "lethe": r.Version, "model_sha256": r.Model, "lexicon_sha256": r.Lexicon, "policy_sha256": r.Policy.SHA256}
	for i, k := range r.Keys {
		facts["key_"+strconv.Itoa(i+1)] = k
	}
	return o.enter(audit.KindRun, facts, nil)
}

// endRun records what a run came to, and returns the head of the log then.
func (o *onRecord) endRun(command string, notes, dead, replaced int, failed error) (head string, err error) {
	err = o.end(audit.KindRun, map[string]string{
		"command": command, "notes": strconv.Itoa(notes), "dead_letters": strconv.Itoa(dead), "replaced": strconv.Itoa(replaced),
	}, nil, failed)
	if err != nil || o.log == nil {
		return "", err
	}
	return o.log.Head().Note, nil
}

func (o *onRecord) close() error {
	if o.log == nil {
		return nil
	}
	return o.log.Close()
}
