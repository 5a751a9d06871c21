// Package train fits the PHI model to marked notes and scores taggers on them:
// what "lethe train" and "lethe eval" do.
//
// In come notes with their PHI marked, the embedded corpus's (internal/gen) and
// those of users in any format of labels/exchange; out comes a model file for
// phi.Options.Model, or a report. Training is deterministic: the same notes,
// options and seed give the same file on any number of cores. It keeps no note
// text in the model: weights are indexed by hashes of features, and progress
// lines carry counts alone.
package train
