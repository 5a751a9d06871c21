package serve

import (
	"fmt"
	"strconv"

	"github.com/lethe-health/lethe/redact/review/audit"
	"github.com/lethe-health/lethe/redact/review/report"
)

// enter puts an act into the audit log, if there is one.
func (s *Service) enter(kind audit.Kind, actor string, facts map[string]string) error {
	if s.options.Audit == nil {
		return nil
	}
	for k, v := range facts {
		if v == "" {
			delete(facts, k)
			continue
		}
		q := strconv.QuoteToASCII(v)
		facts[k] = q[1:min(len(q)-1, 200)]
	}
	if _, err := s.options.Audit.Append(audit.Entry{Kind: kind, Actor: actor, Facts: facts}); err != nil {
		return fmt.Errorf("serve: audit log: %w", err)
	}
	return nil
}

// enterPolicy records under which policy streams are redacted.
func (s *Service) enterPolicy(r report.Run) error {
	return s.enter(audit.KindPolicy, "lethe serve", map[string]string{
		"name": r.Policy.Name, "version": r.Policy.Version, "basis": r.Policy.Basis, "sha256": r.Policy.SHA256,
	})
}

// beginStream records a stream before its first note is read. The request's id
// is also in the log of calls.
func (s *Service) beginStream(tenant, request string, r report.Run) error {
	facts := map[string]string{"phase": "begin", "command": "serve", "request": request,
		"policy_sha256": r.Policy.SHA256, "model_sha256": r.Model, "lexicon_sha256": r.Lexicon}
	for i, k := range r.Keys {
		facts["key_"+strconv.Itoa(i+1)] = k
	}
	return s.enter(audit.KindRun, tenant, facts)
}

// endStream records what became of a stream.
func (s *Service) endStream(tenant, request string, t tally) error {
	return s.enter(audit.KindRun, tenant, map[string]string{"phase": "end", "command": "serve", "request": request,
		"notes": strconv.Itoa(t.redacted), "dead_letters": strconv.Itoa(t.refused)})
}

// tally counts the lines that a stream was answered with.
type tally struct{ redacted, refused int }
