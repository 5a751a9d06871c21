// Package lethe makes free-text clinical notes safe to use, the whole way in
// one type: a [Pipeline] finds protected health information in a note, redacts
// it under a policy, extracts coded diagnoses and onco-phenotype inferences
// from what is left, with evidence, and builds the de-identified history that
// a scoring service takes.
//
// The parts stand on their own: package phi finds, redact replaces, extract
// and onco read, phenom submits. This package is the roof over them and the
// way in and out: reading notes from NDJSON and folders, keeping their order,
// and setting aside the notes that fail.
//
// Nothing here passes a note on that could not be tagged, and no error, log
// line or file name holds note text.
package lethe
