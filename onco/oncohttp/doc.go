// Package oncohttp serves the onco-phenotype over HTTP in the two dialects of a
// retired cloud service, so that its clients go on working: 2023-03-01-preview
// and 2023-09-01-preview.
//
// In come requests with patients and their documents; out go jobs, and when a
// job has ended, the inferences of package onco. Jobs are durable: a request
// that was accepted is answered after a crash too, once, and forgotten when it
// expires. The package never writes note text to a log or an error, and never
// sends it anywhere but back to the client whose key it came with.
//
// What it adds to the service it stands in for: any number of patients and
// characters, and DELETE on a job, which cancels it.
package oncohttp
