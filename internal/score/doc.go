// Package score measures how well PHI was found: predicted annotations against
// gold ones, note by note.
//
// In comes a [Note] at a time; out go counts and rates, over all notes, by type
// and by note. Two families of measures are kept apart because they answer
// different questions:
//
//   - [Leakage] asks what a privacy officer asks: which tokens of an
//     identifier would still stand in the redacted note, in how many notes
//     nothing leaks, and how much else was taken away. Its annotation measures
//     (strict, span, overlap) say where the annotator would disagree.
//   - [I2B2] follows the evaluation of the i2b2/UTHealth 2014 shared task, track
//     1 (Stubbs, Kotfila and Uzuner, J Biomed Inform 58, 2015): strict, relaxed
//     (the end may be off by two characters), token and binary, over all types
//     and over the HIPAA subset, micro and macro averaged.
//
// [Reliability] tells whether the scores of annotations are the probabilities
// they claim to be. The package never tags, reads no files, and prints no note
// text: a [Mistake] carries offsets.
package score
