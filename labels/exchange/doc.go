// Package exchange reads and writes annotated notes in the file formats of the
// field: our own JSON lines, i2b2 2014 XML, brat standoff, doccano JSON lines,
// Label Studio JSON and CSV.
//
// In comes a file, a folder or a stream; out go [Note] values with byte
// offsets, one at a time, and the other way round. What a reviewer corrected
// in any of these tools becomes a training or evaluation file that way.
//
// What each format carries besides id, text, spans and types:
//
//	format        offsets in   score  source  line breaks
//	jsonl         code points  yes    yes     as they are
//	csv           code points  yes    yes     as they are
//	labelstudio   UTF-16       yes    yes     as they are
//	doccano       code points  no     no      as they are
//	brat          code points  no     no      as they are
//	i2b2          code points  no     no      CR kept as a character reference
//
// A reader never guesses: a span outside its text, a label that is no PHI
// type, a quoted text that is not what stands at the offsets, broken syntax and
// invalid UTF-8 are each an [*Error] that says where. Errors carry ids, line
// numbers and offsets and never a word of the note.
package exchange
