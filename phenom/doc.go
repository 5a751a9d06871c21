// Package phenom submits de-identified patient histories to the PhenOM
// Inference API and brings the scores back.
//
// In comes a [History] per patient (tokenised id, shifted dates, a ZIP3) and
// the legal basis on which it may leave; out come [Result]s, [Exclusion]s and
// [RowError]s by patient token. [Client] is every call of the real-time and the
// batch workflow, [Poller] waits for a job, and [Submitter] picks the workflow,
// streams, and resumes after a crash without submitting a patient twice.
//
// The package never prints a value of a history, a token or a presigned URL in
// an error or a log line, never follows a link found in an answer, never sends
// the bearer token to a host that an answer names, and never lets metadata
// (batch and file names, keys, request ids) leave before the caller's screen
// has seen it. It does not de-identify: packages phi and redact do.
package phenom
