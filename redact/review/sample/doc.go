// Package sample draws the notes that reviewers read and says what their
// reading proves.
//
// In come note ids and counts of what reviewers found; out go samples that
// anyone can draw again, and bounds: at least this share of the identifiers was
// found ([Lower], [Recall]), at most this share of the notes still leaks
// ([Upper], [UpperFinite], [Stratified]), about this many identifiers were
// missed by both reviewers ([Capture]), and how many notes to read for a claim
// ([NewPlan]).
//
// A claim may rest only on a random sample that was fixed before anyone looked
// ([Draw]); notes picked because they looked risky find leaks and prove
// nothing, and no function here takes both.
//
// All bounds are one-sided and exact or conservative: at 95% confidence they
// are wrong in at most one sample of twenty. The package reads no note text.
package sample
