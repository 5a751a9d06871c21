package phenom

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Errors that hold no detail of their own; use errors.Is.
var (
	// ErrPaginationStalled: the service gave a page token twice, or the same
	// page twice, so going on would never end.
	ErrPaginationStalled = errors.New("phenom: pagination stalled")
	// ErrScreened: metadata was held back because the screen found PHI in it,
	// or because it is not shaped like metadata. Nothing was sent.
	ErrScreened = errors.New("phenom: metadata held back")
	// ErrOutcomeUnknown: a call that must not be repeated blindly may or may not
	// have been carried out.
	ErrOutcomeUnknown = errors.New("phenom: it is not known whether the call was carried out")
	// ErrTooLarge: an answer is larger than the client accepts.
	ErrTooLarge = errors.New("phenom: the answer is larger than allowed")
	// ErrNotDone: the job has no result yet.
	ErrNotDone = errors.New("phenom: the job has not finished")
	// ErrURL: an address is not usable: not https and not loopback, or a host
	// that is not allowed.
	ErrURL = errors.New("phenom: address refused")
)

// APIError is an answer other than success. Its text holds the call, the status
// and the request id, never what the service said, which can quote the request.
type APIError struct {
	Op         string // the call, such as "create job"
	Status     int    // HTTP status
	RequestID  string // the x-request-id that was sent
	Attempts   int    // how often the call was tried
	RetryAfter time.Duration

	detail string
}

// Error names call, status, tries and request id.
func (e *APIError) Error() string {
	return fmt.Sprintf("phenom: %s: status %d after %d tries (request %s)", e.Op, e.Status, e.Attempts, e.RequestID)
}

// Detail returns what the service said, cut at 1 KiB. It can quote the request:
// treat it as PHI.
func (e *APIError) Detail() string { return e.detail }

// FieldError is one field at fault. Neither part holds a value.
type FieldError struct {
	Field string // path, such as "diagnoses[3].code"
	Rule  string // what it breaks, such as "is missing" or the service's error type
}

// ValidationError lists the fields of a request that are at fault: found here
// before sending (Status 0) or by the service (Status 422).
type ValidationError struct {
	Op        string
	Status    int
	RequestID string
	Fields    []FieldError
}

// maxFieldsShown bounds the text of a [ValidationError].
const maxFieldsShown = 8

// Error names up to eight fields and their rules, never a value.
func (e *ValidationError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "phenom: %s: invalid", e.Op)
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request %s)", e.RequestID)
	}
	for i, f := range e.Fields {
		if i == maxFieldsShown {
			fmt.Fprintf(&b, "; and %d more", len(e.Fields)-i)
			break
		}
		sep := ";"
		if i == 0 {
			sep = ":"
		}
		fmt.Fprintf(&b, "%s %s %s", sep, f.Field, f.Rule)
	}
	return b.String()
}

// JobError is a job that ended as FAILED. Its text holds no message of the
// service; that is in Job.ErrorMessage.
type JobError struct{ Job *Job }

// Error names the job and its status.
func (e *JobError) Error() string {
	return fmt.Sprintf("phenom: job %s ended as %s", clean(e.Job.ID), clean(string(e.Job.Status)))
}

// transportError is a call that got no answer. It hides the address, which can
// be a secret.
type transportError struct {
	op       string
	attempts int
	err      error
}

func (e *transportError) Error() string {
	return fmt.Sprintf("phenom: %s: no answer after %d tries: %v", e.op, e.attempts, e.err)
}

func (e *transportError) Unwrap() error { return e.err }

// fieldErrors reads the detail of a 422: [{loc, msg, type}]. Only loc and type
// are taken, and only what is shaped like a name: both come from outside.
func fieldErrors(body []byte) []FieldError {
	var answer struct {
		Detail []struct {
			Loc  []any  `json:"loc"`
			Type string `json:"type"`
		} `json:"detail"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return nil
	}
	var fields []FieldError
	for _, d := range answer.Detail {
		var path strings.Builder
		for _, part := range d.Loc {
			switch p := part.(type) {
			case float64:
				path.WriteString("[" + strconv.Itoa(int(p)) + "]")
			case string:
				if p == "body" && path.Len() == 0 {
					continue
				}
				if path.Len() > 0 {
					path.WriteByte('.')
				}
				path.WriteString(wireName(p))
			}
		}
		fields = append(fields, FieldError{path.String(), clean(d.Type)})
	}
	return fields
}

// wireNames are the names that a 422 may point at. A location holding any other
// word may hold a value.
var wireNames = map[string]bool{
	"body": true, "query": true, "path": true, "header": true,
	"outcome_ids": true, "patient_history": true, "idempotency_key": true,
	"patient": true, "patient_id": true, "birth_date": true, "sex": true, "zip3": true,
	"lab_results": true, "lab_date": true, "loinc": true, "value_abnormal": true,
	"diagnoses": true, "diagnosis_date": true, "code": true, "code_type_name": true,
	"procedures": true, "procedure_date": true,
	"medications": true, "medication_start": true, "code_type": true,
	"name": true, "upload_method": true, "object_type": true, "filename": true,
	"content_type": true, "mode": true, "parts": true, "part_number": true, "etag": true,
	"page": true, "page_size": true, "page_token": true,
	"job_id": true, "batch_id": true, "upload_id": true, "x-tenant-id": true, "x-request-id": true,
}

func wireName(s string) string {
	if wireNames[s] {
		return s
	}
	return "?"
}

// clean returns s if it is shaped like a name that a schema would use, else
// "?": text from outside is not put into errors and logs as it comes. A run of
// digits longer than an index is no name.
func clean(s string) string {
	if s == "" || len(s) > 64 {
		return "?"
	}
	for i := range len(s) {
		c := s[i]
		if !isDigit(c) && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && c != '.' && c != '-' {
			return "?"
		}
	}
	return s
}
