// Package sandbox is a local PhenOM: one http.Handler that speaks the PhenOM
// Inference API strictly enough that a client which passes here should pass
// there.
//
// In come requests of the real-time and the batch workflow with a bearer JWT;
// out come the contract's answers, errors in FastAPI's shape, presigned upload
// and download URLs that expire, and scores. The scores are synthetic: an open
// formula over comorbidity groups, age and sex (see score.go), fitted to
// nothing, marked in every answer, and never to be used for care.
//
// The package never calls out, never keeps anything unencrypted on disk, never
// shows one tenant what is another's, and writes no request body to a log.
package sandbox
