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
//     tokens can matter at all; the rest of the note is done.
//  2. The windows: of the tokens that the gate lets through those stay at which, by
//     the first pass's scores for the token alone, a span may begin; about them
//     windows grow as far as these scores are in doubt (cascade.go).
//  3. The first pass: a linear chain (internal/seqmodel) over the windows, with
//     some sixty features a token: word, shape, affixes, dictionary classes and
//     frequencies, candidates, the key or label to the left, section and kind of
//     sentence, neighbours, the line above.
//  4. The second pass: where the first is not settled, or the document speaks
//     for a type, the first pass's scores plus what the whole document says: how
//     the first pass judged this word elsewhere in the note, whether it is the
//     initial, the initials, a misspelling or a part of somebody's name, what
//     stands about it and about its other mentions, and which spans stand next
//     to it (company.go). Its training sees first passes that have not seen
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
// What the second pass is told of a span's surroundings (company.go) raised strict F1
// on six hands held out whole from 0.823 to 0.832 and took away one in six of the
// confusions of patients with those who give care. How near a day and month lies to
// the note's full dates, as a feature of dates without a year, changed nothing.
//
// Windows that grow hold 27,000 units of the background notes' 705,000, where two
// neighbours on either side of all that the gate lets through made 99,000, and
// 11,000 of the development notes' 30,000, where those made 19,000; strict F1 there
// is the same (0.885), and in high recall 0.993 of the tokens are found at a
// precision of 0.80 rather than 0.78. What lies outside a window counts as O to the
// recursions: without that, short windows cost 0.2 points of strict F1.
//
// # Cost
//
// Of the time of a background note a good third goes into what comes before (tokens
// and sentences, dictionaries, dates and rules), a quarter into units and gate,
// which see every token, a fifth into the rows of the first pass (50,000 tokens of
// 705,000, with some sixty features each, two thirds of a microsecond a token), a
// seventh into the second pass, the rest into the first pass's recursions and the
// document's evidence. In notes dense with PHI either pass takes a third.
//
// What all tokens go through is bound by branches that cannot be foretold, on the
// kind and length of the next token and whether it is known: so the walks over tokens
// write what they may need, and keep it by arithmetic. What few tokens go through is
// bound by memory: so seeds, fingerprints and rows are each read for all features of
// a token at a time, the rows a token ahead.
//
// A long note is worked in stretches of 260,000 tokens, each twice: the opinions
// of all come before the second pass over any. Memory is 25 bytes a byte of such a
// note, the tokens and the dictionaries' word on them included, and the time is
// less than twice that of a note of one stretch.
//
// The model file, model.bin, is made by "lethe train" from the corpus of
// internal/gen (go generate); [Load] reads it.
package phimodel

//go:generate go run ../../cmd/lethe train --out model.bin
