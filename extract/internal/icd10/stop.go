package icd10

// StopWords are words that carry no meaning of their own in a diagnosis. They
// are left out of the sets of words that terms are, and passed over in notes.
const StopWords = `of the a an in on to at by for from with and or due as is are was be other unspecified nec nos
	specified type stage grade mellitus her his their my your its this that site sites s elsewhere classified
	caused following associated related complicated complicating involving affecting part parts
	which when into than region structure induced where has have had were been`

// AndWord stands for "and" in the few terms of which it is a part: "nausea and
// vomiting".
const AndWord = "and"

// LetterA stands for the letter A where it names a kind, "hepatitis A", and is
// no article.
const LetterA = "a#"
