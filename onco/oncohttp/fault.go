package oncohttp

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// errorBody is an error of the contract.
type errorBody struct {
	Code    string      `json:"code"`
	Message string      `json:"message"`
	Target  string      `json:"target,omitempty"`
	Details []errorBody `json:"details,omitempty"`
}

// fault is an answer that is an error: its HTTP status and body.
type fault struct {
	status     int
	retryAfter int // seconds, 0 for none
	errorBody
}

func (f *fault) Error() string { return f.Code + ": " + f.Message }

func bad(target, message string) *fault {
	return &fault{status: http.StatusBadRequest, errorBody: errorBody{Code: "InvalidRequest", Message: message, Target: target}}
}

// The faults that need no words of their own.
var (
	errKey = &fault{status: http.StatusUnauthorized, errorBody: errorBody{Code: "401",
		Message: "Access denied due to invalid subscription key or wrong API endpoint."}}
	errNoRoute  = &fault{status: http.StatusNotFound, errorBody: errorBody{Code: "404", Message: "Resource not found"}}
	errNoJob    = &fault{status: http.StatusNotFound, errorBody: errorBody{Code: "NotFound", Message: "No such job, or it has expired.", Target: "id"}}
	errMethod   = &fault{status: http.StatusMethodNotAllowed, errorBody: errorBody{Code: "MethodNotAllowed", Message: "The method is not allowed on this resource."}}
	errMedia    = &fault{status: http.StatusUnsupportedMediaType, errorBody: errorBody{Code: "UnsupportedMediaType", Message: "The Content-Type must be application/json."}}
	errTooLarge = &fault{status: http.StatusRequestEntityTooLarge, errorBody: errorBody{Code: "RequestEntityTooLarge", Message: "The request is larger than this service takes."}}
	errFull     = &fault{status: http.StatusTooManyRequests, retryAfter: 10, errorBody: errorBody{Code: "TooManyRequests", Message: "Too many jobs are waiting. Try again later."}}
	errReused   = &fault{status: http.StatusConflict, errorBody: errorBody{Code: "RepeatabilityConflict",
		Message: "This Repeatability-Request-ID came before with another request.", Target: "Repeatability-Request-ID"}}
	errClosing  = &fault{status: http.StatusServiceUnavailable, retryAfter: 10, errorBody: errorBody{Code: "ServiceUnavailable", Message: "The service is stopping."}}
	errInternal = &fault{status: http.StatusInternalServerError, errorBody: errorBody{Code: "InternalServerError", Message: "The request could not be carried out."}}
)

// write sends the fault with the header that names its code.
func (f *fault) write(w http.ResponseWriter) {
	w.Header().Set("x-ms-error-code", f.Code)
	if f.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.retryAfter))
	}
	writeJSON(w, f.status, struct {
		Error errorBody `json:"error"`
	}{f.errorBody})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b) // the client is gone; there is nobody to tell
}
