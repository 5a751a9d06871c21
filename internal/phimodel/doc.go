// Package phimodel decides what in a note is protected health information: it
// holds the features, the trained model and its decoding.
//
// In comes the evidence of a parsed note (internal/recognize: tokens,
// dictionaries, candidates of rules); out come annotations, sorted and disjoint,
// with calibrated scores. The package proposes nothing by rule and vetoes nothing by
// rule: a candidate is one feature among others. It keeps no note text.
//
// # The cascade
//
//  1. The gate: a logistic regression over a dozen hashed features says which
//     tokens can matter at all. What it lets through, with two neighbours on
//     either side, makes windows; the rest of the note is done.
//  2. The first pass: a linear chain (internal/seqmodel) over the windows, with
//     some ninety features a token: word, shape, affixes, dictionary classes and
//     frequencies, candidates, the key or label to the left, section and kind of
//     sentence, neighbours, the line above.
//  3. The second pass: where the first is not settled, or the document speaks
//     for a type, the first pass's scores plus what the whole document says: how
//     the first pass judged this word elsewhere in the note, whether it is the
//     initial, the initials, a misspelling or a part of somebody's name. Its training sees first passes that have not seen
//     the note, so that it learns how far to trust them.
//
// # What was measured
//
// The second pass added 0.7 to 1.4 points of strict F1 on held-out notes of the
// corpus and 1.7 to 1.9 on the development notes whose errors were read; a
// second pass with all features of the first again was no better than one with
// its scores and the document's word alone. Two refilled copies of each note and
// five gave the same strict F1 within half a point, on both halves of the
// development notes.
//
// The model file, model.bin, is made by "lethe train" from the corpus of
// internal/gen (go generate); [Load] reads it.
package phimodel

//go:generate go run ../../cmd/lethe train --out model.bin
