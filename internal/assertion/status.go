package assertion

import "github.com/lethe-health/lethe/labels"

// Status is the sense in which a condition is mentioned.
type Status uint8

// The statuses. Their names are those of the command's JSON.
const (
	Present      Status = iota // the patient has it
	Negated                    // the patient does not have it
	Historical                 // the patient had it
	Family                     // someone else has or had it
	Hypothetical               // it might come: conditions, precautions, risks
	Uncertain                  // suspected, to be ruled out, one of several
)

var statusNames = [...]string{"present", "negated", "historical", "family", "hypothetical", "uncertain"}

// String returns the status's name on the wire.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return "unknown"
}

// rank orders statuses when several cues reach one mention: the highest wins.
// "No family history of gout" is negated, "father had a possible stroke" family,
// "monitor for possible bleeding" hypothetical, "history of possible TIA"
// uncertain.
var rank = [...]uint8{Present: 0, Historical: 1, Uncertain: 2, Hypothetical: 3, Family: 4, Negated: 5}

// Source says where the evidence of a finding stands.
type Source uint8

// The sources of a finding.
const (
	SourceNone    Source = iota // no evidence: present by default
	SourceCue                   // words in the mention's own sentence
	SourceHeading               // a heading, or the line that introduces the list
	SourceSection               // the kind of the section
)

// Finding is the assertion of one mention.
type Finding struct {
	Status Status
	Source Source
	// Cue is the byte span of the words that decided, [labels.Span]{} when
	// Source is SourceNone. For SourceSection it is the section's heading.
	Cue labels.Span
	// Weak marks a Historical finding that says no more than that the condition
	// began in the past ("history of", a past medical history section): a
	// chronic condition outlives it, an acute one does not.
	Weak bool
	// Treated marks a Weak finding of what a procedure was done for, "s/p bypass
	// for": it outlives the procedure only where treatment does not end it.
	Treated bool
}
