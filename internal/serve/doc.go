// Package serve is the services on one listener: identify-phi, the
// onco-phenotype in its two dialects and the PhenOM sandbox, behind API keys
// that are kept as hashes.
//
// In come options; out goes an http.Handler, and [Service.Run], which serves it
// until its context ends and then drains: calls under way are answered, jobs
// that were accepted are kept. The package never logs a body or a key, and never
// listens beyond loopback in the clear.
package serve
