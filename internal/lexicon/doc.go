// Package lexicon says what kinds of word a word is known as: a given name, a
// surname, a city, a drug, an ordinary English word, and how common it is as
// each.
//
// In comes a token of a parsed note (package internal/text), out goes an
// [Entry]: class bits and frequency buckets; or, for runs of words, [Phrase]s:
// "San Diego", "licensed practical nurse", "Bell's palsy". Words are found
// whatever their capitals and accents. The dictionaries lie packed in the
// binary and are read where they lie: nothing is unpacked at start but a small
// palette of distinct entries, and no look-up allocates.
//
// The package never decides what a word means in its place; a word may be a
// name, a month and a verb at once and the entry says all three. It holds no
// list of any real patient: names come from census tables and from lists of
// given and family names by origin. Provenance stands in the NOTICE file; go
// generate rebuilds words.bin and phrases.bin from raw/ byte for byte.
package lexicon
