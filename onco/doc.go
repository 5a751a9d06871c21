// Package onco reads the onco-phenotype of a patient out of notes: the site,
// histology and date of each cancer, and its clinical and pathologic T, N and
// M, each with the evidence that says so.
//
// In comes a [Patient]: documents of clinical text, in the shape of the
// 2023-09-01-preview request. Out go [Inference] values with byte offsets into
// the documents; [Wire] turns them into the response's JSON, in code points.
//
// The package states what the notes state. A stage that no note states is
// derived only where the AJCC 7th edition's own definition is met, and marked
// so; where nothing speaks there is no inference, never an invented N0 or M0.
// It keeps nothing of a note, and no error or panic of it carries note text.
package onco
