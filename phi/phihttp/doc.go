// Package phihttp serves the identify-phi wire contract over HTTP, for clients
// that were written for the retired service: models, identify-phi, redact-phi
// and structure under /v2, with asynchronous jobs.
//
// In come requests with a text; out go request ids and, by polling, annotations
// whose offsets are Unicode code points, so that input_text[start:end] == text
// holds in Python. A request is accepted when its job is on disk; a process that
// is killed loses none and answers none twice with different results.
//
// The package never writes text, keys or results into errors, logs or addresses,
// and a tenant never sees another's job.
package phihttp
