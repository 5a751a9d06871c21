package text

// measureRuns finds, for every run of lines of running text, the width at which
// its lines were wrapped, if they were.
func (p *parser) measureRuns() {
	for i := 0; i < len(p.shapes); {
		if !p.flows(i) {
			i++
			continue
		}
		j := i
		width := 0
		for ; j < len(p.shapes) && p.flows(j); j++ {
			if n := p.lineLen(j); n > width && n <= maxWrap {
				width = n
			}
		}
		if width >= minWrap {
			for k := i; k < j; k++ {
				p.shapes[k].width = int32(width)
			}
		}
		i = j
	}
}

const (
	minWrap = 45  // bytes; nobody wraps running text narrower
	maxWrap = 140 // bytes; a longer line was not wrapped
)

func (p *parser) flows(i int) bool {
	c := p.shapes[i].class
	return c == lineProse || c == lineItem || c == lineKey
}

// lineLen returns the length of a line in bytes without trailing space.
func (p *parser) lineLen(i int) int {
	l := p.doc.Lines[i]
	if l.FirstToken == l.EndToken {
		return 0
	}
	return int(p.doc.Tokens[l.EndToken-1].End - l.Start)
}

// joins reports whether line i+1 goes on with the text of line i.
func (p *parser) joins(i int) bool {
	if i+1 >= len(p.shapes) || p.shapes[i+1].class != lineProse {
		return false
	}
	l, next := p.doc.Lines[i], p.doc.Lines[i+1]
	last, first := p.doc.Tokens[l.EndToken-1], p.doc.Tokens[next.FirstToken]
	if p.startsEntry(next) {
		return false
	}
	n, w := p.lineLen(i), int(p.shapes[i].width)
	lower := first.Case == Lower
	if last.Of(p.doc.Text) == "," && (lower || w > 0 && n*10 > w*6) || openWords[last.Hash] && last.Case == Lower {
		return true // but not below "Dear Dr. Lee,"
	}
	if w == 0 {
		// A deeper, lower-case line goes on with the item above it.
		return lower && p.shapes[i].class == lineItem && !p.endsSentence(i) &&
			first.Start-next.Start > p.doc.Tokens[l.FirstToken].Start-l.Start
	}
	need := n + 1 + p.firstChunk(next)
	switch {
	case n > maxWrap:
		return false
	case lower && !p.lower:
		return need*100 > w*85
	case need > w && w >= 60:
		return p.runLen(i) >= 3 && p.fullBeside(i)
	}
	return false
}

// startsEntry reports whether a line begins as wrapped text never does: a bracket or
// quote of data, a number that is no quantity (a time, a date, a log entry).
func (p *parser) startsEntry(l Line) bool {
	toks, s := p.doc.Tokens[l.FirstToken:l.EndToken], p.doc.Text
	if toks[0].Kind == Punct {
		return isOneOf(toks[0].Of(s), "{}<>[]\"'|@\\")
	}
	if toks[0].Kind != Number || len(toks) < 2 {
		return false
	}
	next := toks[1]
	return toks[0].Len() > 3 || gapBefore(s, toks[0], next) != gapNone || next.Flags&SpaceBefore == 0 && isOneOf(next.Of(s), ":/-")
}

// runLen counts the wrapped lines around line i, up to three.
func (p *parser) runLen(i int) int {
	n := 1
	for k := i - 1; k >= 0 && k >= i-2 && p.flows(k); k-- {
		n++
	}
	for k := i + 1; k < len(p.shapes) && k <= i+2 && p.flows(k); k++ {
		n++
	}
	return n
}

// fullBeside reports whether the line before or after line i is full too, or
// line i ends a sentence: one long line alone does not make wrapped text.
func (p *parser) fullBeside(i int) bool {
	if p.endsSentence(i) {
		return true
	}
	w := int(p.shapes[i].width)
	for _, k := range [2]int{i - 1, i + 1} {
		if k >= 0 && k+1 < len(p.shapes) && p.flows(k) && p.flows(k+1) && p.lineLen(k)+1+p.firstChunk(p.doc.Lines[k+1]) > w {
			return true
		}
	}
	return false
}

// firstChunk returns the length in bytes of what stands before the first space
// of a line.
func (p *parser) firstChunk(l Line) int {
	toks := p.doc.Tokens[l.FirstToken:l.EndToken]
	if len(toks) == 0 {
		return 0
	}
	end := toks[0].End
	for _, t := range toks[1:] {
		if t.Flags&SpaceBefore != 0 {
			break
		}
		end = t.End
	}
	return int(end - toks[0].Start)
}

// appendSentences makes the sentences from the shapes of the lines.
func (p *parser) appendSentences() {
	lines := p.doc.Lines
	for i := 0; i < len(lines); {
		l, sh := lines[i], p.shapes[i]
		switch sh.class {
		case lineBlank:
			i++
			continue
		case lineRule:
			p.emit(l.FirstToken, l.EndToken, Prose, 0)
			i++
			continue
		case lineHeading:
			p.emit(l.FirstToken, l.EndToken, Heading, p.doc.Tokens[sh.keyEnd-1].End)
			i++
			continue
		case lineRow:
			p.split(l.FirstToken, l.FirstToken, l.EndToken, TableRow, 0)
			i++
			continue
		}
		j := i
		for p.joins(j) {
			j++
		}
		end := lines[j].EndToken
		switch sh.class {
		case lineItem:
			p.split(l.FirstToken, sh.body, end, ListItem, 0)
		case lineKey:
			p.split(l.FirstToken, sh.keyEnd+1, end, KeyValue, p.doc.Tokens[sh.keyEnd-1].End)
		default:
			p.split(l.FirstToken, l.FirstToken, end, Prose, 0)
		}
		i = j + 1
	}
}

// maxSentence bounds the tokens of a sentence, so that what looks through a
// sentence for each thing in it costs no more than that much more than the note is
// long. A longer one, a dump on one line, a list without end, goes on as another.
const maxSentence = 512

// emit adds the sentence of the tokens [first, end); one that is too long in
// parts, each, where it can, up to a comma or semicolon in its second half.
func (p *parser) emit(first, end int32, kind SentenceKind, keyEnd int32) {
	for end-first > maxSentence {
		cut := first + maxSentence
		for k := cut; k > first+maxSentence/2; k-- {
			if b := p.doc.Text[p.doc.Tokens[k-1].Start]; b == ',' || b == ';' {
				cut = k
				break
			}
		}
		p.add(first, cut, kind, keyEnd)
		first, keyEnd = cut, 0
		if kind == KeyValue || kind == Heading {
			kind = Prose
		}
	}
	p.add(first, end, kind, keyEnd)
}

func (p *parser) add(first, end int32, kind SentenceKind, keyEnd int32) {
	if first >= end {
		return
	}
	toks := p.doc.Tokens
	p.doc.Sentences = append(p.doc.Sentences, Sentence{
		Start: toks[first].Start, End: toks[end-1].End,
		FirstToken: first, EndToken: end, Kind: kind, KeyEnd: keyEnd,
	})
}

// split cuts the tokens [first, end) into sentences. Tokens before from belong
// to the first sentence and are not looked at: a list marker, a key.
func (p *parser) split(first, from, end int32, kind SentenceKind, keyEnd int32) {
	toks, s := p.doc.Tokens, p.doc.Text
	start, item := first, 0
	if kind == ListItem {
		item = itemNumber(toks[first:from], s)
	}
	rest := kind
	if kind == KeyValue {
		rest = Prose
		if itemNumber(toks[min(from, end):end], s) == 1 {
			item = 1
		}
	}
	for i := max(from, first+1); i < end; i++ {
		t := toks[i]
		if t.Kind == Number && item > 0 && p.isNextItem(i, end, item+1) {
			p.emit(start, i, kind, keyEnd)
			start, kind, keyEnd = i, ListItem, 0
			item++
			continue
		}
		if t.Kind != Punct {
			continue
		}
		switch s[t.Start] {
		case ':':
			if start > first && p.keyStarts(toks[start:i+1], kind) {
				kind, keyEnd, rest = KeyValue, toks[i-1].End, Prose
			} else if k, ok := p.keyBefore(int(start), int(i), kind == KeyValue); ok {
				p.emit(start, int32(k), kind, keyEnd)
				start, kind, keyEnd = int32(k), KeyValue, toks[i-1].End
				rest = Prose
			}
			if i+1 < end && itemNumber(toks[i+1:end], s) == 1 {
				item = 1
			}
		case '.', '!', '?':
			j := p.afterEnd(i, end)
			if j < end && p.ends(start, i, j, item) {
				p.emit(start, j, kind, keyEnd)
				start, kind, keyEnd = j, rest, 0
				if n := itemNumber(toks[j:end], s); n == 1 || item > 0 && n == item+1 {
					item, kind = n, ListItem
				}
			}
			i = j - 1
		}
	}
	p.emit(start, end, kind, keyEnd)
}

// itemNumber returns the number of the list marker "1." or "1)" at the start of
// toks, 0 when there is none.
func itemNumber(toks []Token, s string) int {
	if len(toks) > 0 && isOneOf(toks[0].Of(s), "#(") {
		toks = toks[1:]
	}
	if len(toks) < 2 || toks[0].Kind != Number || toks[0].Len() > 2 || !isOneOf(toks[1].Of(s), ".)") || toks[1].Flags&SpaceBefore != 0 {
		return 0
	}
	if len(toks) > 2 && toks[2].Flags&SpaceBefore == 0 {
		return 0
	}
	n := 0
	for _, c := range []byte(toks[0].Of(s)) {
		n = n*10 + int(c-'0')
	}
	return n
}

// isNextItem reports whether token i is the number of the next item of a list
// that runs on in one line: "1. asthma 2. gout".
func (p *parser) isNextItem(i, end int32, want int) bool {
	toks, s := p.doc.Tokens, p.doc.Text
	return toks[i].Flags&SpaceBefore != 0 && i+2 < end && toks[i+2].Kind == Word &&
		itemNumber(toks[i:end], s) == want && !numbered[toks[i-1].Hash]
}

// afterEnd returns the index of the token after a run of ending marks and the
// quotes and brackets that close behind it.
func (p *parser) afterEnd(i, end int32) int32 {
	toks, s := p.doc.Tokens, p.doc.Text
	for i++; i < end && toks[i].Flags&SpaceBefore == 0 && isOneOf(toks[i].Of(s), ".!?"); i++ {
		continue
	}
	for i < end && toks[i].Flags&SpaceBefore == 0 && toks[i].Kind == Punct {
		switch toks[i].Of(s) {
		case ")", "]", "\"", "'", "”", "’", "»":
			i++
			continue
		}
		break
	}
	return i
}
