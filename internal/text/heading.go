package text

// headingEntry is what the table knows of a heading.
type headingEntry struct {
	kind SectionKind
	use  headingUse
}

// maxHeadingTokens bounds how far a heading is looked for, in tokens,
// punctuation included.
const maxHeadingTokens = 12

var (
	headings      = buildHeadings()
	stops         = buildStops()
	historyHash   = HashFold("history")
	headingByWord = buildKeywords()
	plainDx       = map[uint64]bool{headingKeyOf("diagnosis"): true, headingKeyOf("diagnoses"): true}
)

func hashSet(words []string) map[uint32]bool {
	m := make(map[uint32]bool, len(words))
	for _, w := range words {
		m[HashFold(w)] = true
	}
	return m
}

// buildStops lays the hashes of the stop words out in a table without
// collisions, so that one look tells a stop word.
func buildStops() (table [64]uint32) {
	for _, w := range headingStops {
		h := HashFold(w)
		slot := &table[h%uint32(len(table))]
		if *slot != 0 {
			panic("text: two heading stop words share a slot: change the table's size")
		}
		*slot = h
	}
	return table
}

func buildHeadings() map[uint64]headingEntry {
	m := make(map[uint64]headingEntry, 2048)
	for _, row := range headingTable {
		for _, w := range row.words {
			if k := headingKeyOf(w); m[k] == (headingEntry{}) {
				m[k] = headingEntry{row.kind, row.use}
			}
		}
	}
	return m
}

func buildKeywords() map[uint32]int {
	m := make(map[uint32]int, len(headingKeywords))
	for i, row := range headingKeywords {
		m[HashFold(row.word)] = i
	}
	return m
}

func headingKeyOf(s string) uint64 { return headingKey(AppendTokens(nil, s)) }

// headingKey folds the words and numbers of a heading into one key; stop words
// count only in a heading that has nothing else.
func headingKey(toks []Token) uint64 {
	const seed, prime = 14695981039346656037, 1099511628211
	h, n := uint64(seed), 0
	for _, t := range toks {
		if t.Kind == Punct || len(toks) > 1 && stops[t.Hash%uint32(len(stops))] == t.Hash {
			continue
		}
		h = (h ^ uint64(t.Hash)) * prime
		n++
	}
	if n == 0 {
		return 0
	}
	return h
}

// lookupHeading returns what the table knows of a heading, if need be without
// what stands in brackets at its end: "DISCHARGE MEDICATIONS (RECONCILED)".
func lookupHeading(toks []Token) (headingEntry, bool) {
	if len(toks) == 0 || len(toks) > maxHeadingTokens {
		return headingEntry{}, false
	}
	e, ok := headingOf(headingKey(toks))
	if !ok && toks[len(toks)-1].Hash == closeHash {
		for i := len(toks) - 2; i > 0; i-- {
			if toks[i].Hash == openHash {
				e, ok = headingOf(headingKey(toks[:i]))
				break
			}
		}
	}
	return e, ok
}

// headingOf asks the table for a key; most lines have none that is in it.
func headingOf(key uint64) (headingEntry, bool) {
	if !headingSeems.Has(uint32(key >> 32)) {
		return headingEntry{}, false
	}
	e, ok := headings[key]
	return e, ok
}

// headingSeems holds what the table's keys look like.
var headingSeems = func() (f HashFilter) {
	for k := range headings {
		f.Add(uint32(k >> 32))
	}
	return f
}()

var openHash, closeHash = HashFold("("), HashFold(")")

// keywordKind guesses the kind of a heading that is not in the table from a
// word in it: "MEDICATIONS GIVEN IN TRIAGE".
func keywordKind(toks []Token) SectionKind {
	best, history := len(headingKeywords), false
	for _, t := range toks {
		history = history || t.Hash == historyHash
		if i, ok := headingByWord[t.Hash]; ok && i < best {
			best = i
		}
	}
	if best == len(headingKeywords) {
		return SectionNone
	}
	switch k := headingKeywords[best].kind; k {
	case SectionPSH, SectionSocialHistory, SectionFamilyHistory:
		if !history {
			return SectionNone
		}
		return k
	default:
		return k
	}
}

// trimHeading takes decoration off both ends of a heading: "## 3. Assessment:"
// becomes "Assessment". It returns indexes into toks.
func trimHeading(toks []Token, s string) (int, int) {
	i, j := 0, len(toks)
	for i < j && toks[i].Kind == Punct {
		i++
	}
	if i+1 < j && toks[i].Kind == Number && toks[i+1].Kind == Punct && isOneOf(toks[i+1].Of(s), ".):-") {
		for i++; i < j && toks[i].Kind == Punct; i++ {
			continue
		}
	}
	end := j
	for j > i && toks[j-1].Kind == Punct {
		j--
	}
	if j < end && toks[j].Of(s) == ")" {
		j++ // "MEDICATIONS (HOME)"
	}
	return i, j
}

// isOneOf reports whether the token text is one ASCII character of set.
func isOneOf(tok, set string) bool {
	if len(tok) != 1 {
		return false
	}
	for i := 0; i < len(set); i++ {
		if tok[0] == set[i] {
			return true
		}
	}
	return false
}

// allUpper reports whether every word of toks is in capitals, one of them of
// two letters or more.
func allUpper(toks []Token) bool {
	long := false
	for _, t := range toks {
		if t.Kind != Word {
			continue
		}
		switch t.Case {
		case Upper:
			long = true
		case Single, NoCase:
		default:
			return false
		}
	}
	return long
}
