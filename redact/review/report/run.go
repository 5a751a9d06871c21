package report

import (
	"time"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact/review"
	"github.com/lethe-health/lethe/redact/review/audit"
)

// Run is what is known of a run before its notes.
type Run struct {
	Title   string // of the report; empty means "De-identification report"
	Created time.Time

	Policy  Policy
	Version string   // of lethe
	Model   string   // hash of the tagger's model
	Lexicon string   // hash of the dictionaries
	Keys    []string // ids of the keys that tokens and shifts were made with; never keys

	// Detectors names, by type, what looked for it: "model", "rule:date". What
	// found something is added by itself.
	Detectors map[labels.Type][]string

	AuditHead   string        // the signed head of the audit log when the run ended
	Claim       *review.Claim // what a reviewed sample proves; nil before there is one
	Calibration []review.Bin  // scores against reviewers' verdicts; empty before there are any
	Software    []NamedValue  // further lines of provenance
}

// Policy is what the report says of a policy.
type Policy struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	Basis   string `json:"basis,omitempty"`  // legal basis that it claims
	SHA256  string `json:"sha256,omitempty"` // of what the policy says, hex; see redact.Policy.Hash
}

// NamedValue is a line of provenance.
type NamedValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Options say how to write. The zero value, and nil, are the default.
type Options struct {
	// Threshold is the score below which a mark counts as doubtful. Zero means
	// 0.8.
	Threshold float64
	// PerPage is how many notes a page of the HTML holds. Zero means 25.
	PerPage int
	// Reveal puts the original values into the report. Nil leaves them out even
	// where notes carry them.
	Reveal *Reveal
	// TempDir is where the notes wait while the report is written. Empty means
	// the system's folder for temporary files.
	TempDir string
}

// Reveal allows original values in a report. The writer records that it will
// write them, and who asked, before it takes the first note.
type Reveal struct {
	Log   *audit.Log
	Actor string
}

func (o *Options) threshold() float64 {
	if o == nil || o.Threshold == 0 {
		return 0.8
	}
	return o.Threshold
}

func (o *Options) perPage() int {
	if o == nil || o.PerPage <= 0 {
		return 25
	}
	return o.PerPage
}
