// Package assertion says in what sense a clinical note mentions a condition:
// present, negated, historical, family, hypothetical or uncertain.
//
// In comes a parsed [text.Doc] and, after it was scanned once for cues, the
// byte span of any mention in it; out goes a [Finding] with the status and the
// span of the cue that decided it. Cues are rows of a table (phrase, direction,
// status, reach), matched by token hashes in one pass; a cue reaches through its
// clause or its list until something ends it: a contrast, an affirming verb, a
// semicolon, the end of the sentence. Headings, list introductions, checkboxes
// and section kinds give what no word in the sentence says.
//
// The package never finds mentions, never reads outside the note's sentences
// and keeps nothing of the text.
package assertion
