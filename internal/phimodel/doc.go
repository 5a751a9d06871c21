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
//  3. The second pass: the same windows with the first pass's scores plus what
//     the whole document says: how the first pass judged this word elsewhere
//     in the note, whether it is the initial, the initials, a misspelling or a
//     part of somebody's name. Its training sees first passes that have not seen
//     the note, so that it learns how far to trust them.
//
// The model file, model.bin, is made by "lethe train" from the corpus of
// internal/gen (go generate); [Load] reads it.
package phimodel

//go:generate go run ../../cmd/lethe train --out model.bin
