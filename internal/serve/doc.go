// Package serve is the services on one listener: the start page, the stream of
// POST /v1/redact, identify-phi, the onco-phenotype in its two dialects and the
// PhenOM sandbox, behind API keys that are kept as hashes.
//
// In come options; out goes an http.Handler, and [Service.Run], which serves it
// until its context ends and then drains: calls under way are answered, jobs
// that were accepted are kept. Every call passes one guard, which bounds,
// counts and logs it. The package never logs a body, a path or a key, keeps
// nothing of what is pasted or streamed, and never listens beyond loopback in
// the clear.
package serve
