package phenom

import "time"

// Status is how far a job has come.
type Status string

// The statuses of the contract. One that is not among them is not final.
const (
	StatusQueued         Status = "QUEUED"
	StatusRunning        Status = "RUNNING"
	StatusValidating     Status = "VALIDATING"
	StatusPreprocessing  Status = "PREPROCESSING"
	StatusInferring      Status = "INFERRING"
	StatusPostprocessing Status = "POSTPROCESSING"
	StatusSucceeded      Status = "SUCCEEDED"
	StatusWithExclusions Status = "SUCCEEDED_WITH_EXCLUSIONS"
	StatusFailed         Status = "FAILED"
)

// Done reports whether a job in this status never changes again.
func (s Status) Done() bool { return s.OK() || s == StatusFailed }

// OK reports whether a job in this status has results.
func (s Status) OK() bool { return s == StatusSucceeded || s == StatusWithExclusions }

// JobRequest asks for one patient's scores.
type JobRequest struct {
	OutcomeIDs []string `json:"outcome_ids"`
	History    *History `json:"patient_history"`
	// IdempotencyKey is made once per logical request and kept over retries and
	// restarts; see [NewIdempotencyKey]. Two requests with one key are one job.
	IdempotencyKey string `json:"idempotency_key"`
	// Release is the ground on which the history leaves; it is not sent.
	Release Release `json:"-"`
}

// Job is a scoring job. The links of the wire form are left out on purpose:
// this client never follows a link that an answer names.
type Job struct {
	ID      string   `json:"job_id"`
	Status  Status   `json:"status"`
	Metrics *Metrics `json:"metrics,omitempty"`
	// ErrorMessage is the service's own words on a FAILED job. It can quote the
	// input: treat it as PHI.
	ErrorMessage string `json:"error_message,omitempty"`
	// Synthetic is set by the sandbox of this module: the scores are made up by
	// an open formula and are not for care.
	Synthetic bool `json:"synthetic,omitempty"`
}

// Metrics count what a job did. The service may leave any of them out.
type Metrics struct {
	RecordsProcessed   int64            `json:"records_processed"`
	PatientsScored     int64            `json:"patients_scored"`
	PatientsExcluded   int64            `json:"patients_excluded"`
	ExclusionsByReason map[string]int64 `json:"exclusions_by_reason,omitempty"`
	ErrorRows          int64            `json:"error_rows,omitempty"`
}

// Result is the score of one patient for one outcome. Probabilities are 0 to 1,
// relative ones are ratios to the service's reference (1 is like the
// reference); bounds are of 95 percent.
type Result struct {
	PatientID     string  `json:"patient_id"`
	OutcomeID     string  `json:"outcome_id"`
	Probability   float64 `json:"probability"`
	ProbUpper     float64 `json:"prob_upper_95_percent_bound"`
	ProbLower     float64 `json:"prob_lower_95_percent_bound"`
	Relative      float64 `json:"relative_probability"`
	RelativeUpper float64 `json:"rel_upper_95_percent_bound"`
	RelativeLower float64 `json:"rel_lower_95_percent_bound"`
	Bin           int     `json:"bin_id"`
	Bins          int     `json:"num_bins"`
	// Synthetic is set by the sandbox of this module; see [Job].
	Synthetic bool `json:"synthetic,omitempty"`
}

// Exclusion says that a patient was not scored, and why.
type Exclusion struct {
	PatientID string   `json:"patient_id"`
	Reason    string   `json:"reason"` // "demographic_ineligible", "insufficient_history"
	Detail    string   `json:"detail"`
	Outcomes  []string `json:"outcomes_affected"`
}

// RowError is an error that the service found in the data. Its message can
// quote the data: treat it as PHI.
type RowError struct {
	Type      string    `json:"error_type"`
	Message   string    `json:"message"`
	Timestamp time.Time `json:"timestamp"`
}
