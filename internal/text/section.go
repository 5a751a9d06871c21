package text

import "github.com/lethe-health/lethe/labels"

// appendSections makes the sections from the sentences that are headings or
// keys.
func (p *parser) appendSections() {
	d := p.doc
	if len(d.Text) == 0 {
		return
	}
	cur := Section{}
	brief := true // the section under way was opened by a key and has no more than its value yet
	report := false
	var plain []int32 // sections headed "diagnosis" without more
	for i, sen := range d.Sentences {
		heading, kind, opens := p.opening(sen, cur.Kind, brief)
		if !opens && p.leavesHeader(sen, cur.Kind) {
			kind, opens = SectionNone, true
		}
		if !opens {
			brief = brief && (sen.Kind == KeyValue || sen.Kind == TableRow)
			continue
		}
		cur.End, cur.EndSentence = sen.Start, int32(i)
		start := sen.Start
		if cur.EndSentence > cur.FirstSentence {
			d.Sections = append(d.Sections, cur)
		} else {
			start = cur.Start // white space before the first heading
		}
		cur = Section{Kind: kind, Start: start, FirstSentence: int32(i)}
		if heading[1] > 0 {
			cur.Heading = labels.Span{Start: int(d.Tokens[heading[0]].Start), End: int(d.Tokens[heading[1]-1].End)}
		}
		brief = sen.Kind == KeyValue
		switch kind {
		case SectionSpecimen, SectionGross, SectionMicroscopic:
			report = true
		case SectionAssessment:
			if plainDx[headingKey(d.Tokens[heading[0]:heading[1]])] {
				plain = append(plain, int32(len(d.Sections)))
			}
		}
	}
	cur.End, cur.EndSentence = int32(len(d.Text)), int32(len(d.Sentences))
	d.Sections = append(d.Sections, cur)
	if report {
		// On a pathology report the plain heading is the report's diagnosis.
		for _, i := range plain {
			d.Sections[i].Kind = SectionFinalDiagnosis
		}
	}
}

// opening says whether a sentence opens a section, of which kind, and which
// tokens are its heading. cur and brief tell of the section under way.
func (p *parser) opening(sen Sentence, cur SectionKind, brief bool) (heading [2]int32, kind SectionKind, opens bool) {
	if sen.Kind != Heading && sen.Kind != KeyValue {
		return heading, 0, false
	}
	toks := p.doc.Tokens
	end := sen.FirstToken
	for end < sen.EndToken && toks[end].End <= sen.KeyEnd {
		end++
	}
	a, b := trimHeading(toks[sen.FirstToken:end], p.doc.Text)
	if a == b {
		return heading, 0, false
	}
	heading = [2]int32{sen.FirstToken + int32(a), sen.FirstToken + int32(b)}
	words := toks[heading[0]:heading[1]]
	e, known := lookupHeading(words)
	if !known {
		kind, opens = p.unknownHeading(sen, words)
		return heading, kind, opens
	}
	switch e.use {
	case usePart:
		return heading, 0, false
	case useKey:
		open := cur == SectionNone || cur == SectionSignature || brief
		return heading, e.kind, open && cur != SectionHeader
	case useAlone:
		return heading, e.kind, sen.Kind == Heading || allUpper(words)
	}
	if e.kind == SectionChiefComplaint && cur > SectionPSH && len(words) == 1 && words[0].Hash == ccHash {
		return heading, SectionSignature, true // below the history it means copies
	}
	if e.kind == SectionSignature && sen.Kind == KeyValue && (cur == SectionNone || cur == SectionHeader) {
		e.kind = SectionHeader // "Author:" in a letterhead
	}
	if len(words) == 1 && words[0].Len() == 1 && p.numberFollows(end) {
		return heading, 0, false // "P: 80" is a pulse
	}
	return heading, e.kind, !(e.kind == SectionHeader && cur == SectionHeader)
}

// minBody is how many tokens make a sentence below a letterhead the start of
// the note proper.
const minBody = 8

// leavesHeader reports whether a sentence is running text that follows the
// fields of a header without a heading of its own.
func (p *parser) leavesHeader(sen Sentence, cur SectionKind) bool {
	if cur != SectionHeader || sen.Kind != Prose && sen.Kind != ListItem || sen.EndToken-sen.FirstToken < minBody {
		return false
	}
	toks := p.doc.Tokens
	return toks[sen.FirstToken].Flags&LineBefore != 0 && isOneOf(toks[sen.EndToken-1].Of(p.doc.Text), ".!?")
}

// unknownHeading decides about a heading that no table has.
func (p *parser) unknownHeading(sen Sentence, words []Token) (SectionKind, bool) {
	if sen.Kind != Heading {
		return 0, false
	}
	if k := keywordKind(words); k != SectionNone {
		return k, true
	}
	first := p.doc.Tokens[sen.FirstToken].Of(p.doc.Text)
	return SectionNone, first == "#" || allUpper(words) && !p.upper && len(words) > 1
}

// numberFollows reports whether a number stands after the colon at token i.
func (p *parser) numberFollows(i int32) bool {
	return int(i)+1 < len(p.doc.Tokens) && p.doc.Tokens[i+1].Kind == Number
}

var ccHash = HashFold("cc")
