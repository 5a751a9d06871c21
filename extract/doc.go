// Package extract finds the diagnoses that a clinical note speaks of and codes
// them in ICD-10-CM, with the evidence for each: the mention, its modifiers, the
// cue that decided whether the patient has it, and the path in the official
// index that leads to the code.
//
// In comes a [Note], usually de-identified: redaction tags such as [DATE] are
// passed over. Out come [Diagnosis] values in the order of the text, their spans
// in bytes; [Wire] gives the command's JSON, in code points, and [History] merges
// the notes of a patient.
//
// The package never reads a licensed terminology, never guesses a code that the
// code list does not have, and never puts note text into an error.
package extract
