package assertion

import (
	"strings"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// sectionPriors says what a kind of section means for what stands in it.
var sectionPriors = map[text.SectionKind]prior{
	text.SectionFamilyHistory: {status: Family},
	text.SectionPMH:           {status: Historical, weak: true},
	text.SectionPSH:           {status: Historical, weak: true, treated: true},
}

// headCue is a word of a heading that speaks for everything under it.
type headCue struct {
	hashes []uint32
	prior  prior
}

var headRows = []struct {
	prior   prior
	phrases []string
}{
	{prior{status: Historical}, []string{"resolved", "inactive", "past problems", "remote problems", "closed problems", "resolved problems", "inactive problems"}},
	{prior{status: Historical, weak: true}, []string{"past medical", "past psych", "past psychiatric", "past psychiatric history", "past hx", "prior history", "previous history", "birth history", "birth hx", "birth", "neonatal history", "past obstetric", "obstetric history", "ob history", "ob hx", "obhx", "poh", "gyn hx", "gyn history", "gynecologic history", "past ocular history", "ocular history", "past gyn history"}},
	{prior{status: Present}, []string{"active", "active problems", "problem list", "current problems", "problems", "chronic problems", "ongoing problems"}},
	{prior{status: Negated}, []string{"not present", "ruled out", "negative", "pertinent negatives", "denies", "denied", "negatives", "absent"}},
	{prior{status: Uncertain}, []string{"differential", "differential diagnosis", "ddx", "rule out", "r/o", "possible", "suspected", "under evaluation", "not confirmed", "unconfirmed"}},
	{prior{status: Family}, []string{"family history", "family hx", "fhx", "family medical history", "family", "fam hx"}},
	{prior{status: Present}, []string{"clinical hx", "clinical history", "present illness", "interval hx", "interval history", "past few", "past week", "past month", "social hx", "social history", "history and physical", "h&p", "acute care surgery", "general surgery", "vascular surgery", "plastic surgery", "cardiac surgery", "orthopedic surgery", "trauma surgery", "surgery consult", "surgery consultation", "surgery clinic", "surgery progress", "surgery note", "surgery service", "this pregnancy", "current pregnancy", "current pregnancy problems"}},
	{prior{status: Hypothetical}, []string{"return precautions", "call if", "call for", "when to call", "return if", "red flags", "warning signs", "seek care", "precautions", "risks", "reasons to call", "risks discussed", "when to seek", "seek help", "risk talk", "hazards", "seek medical attention"}},
	{prior{status: Historical, weak: true}, []string{"pmhx", "pmh", "past"}},
	{prior{status: Historical, weak: true, brief: true}, []string{"hx"}},
}

func (e *Engine) compileHeads() {
	for _, r := range headRows {
		for _, p := range r.phrases {
			e.heads = append(e.heads, headCue{hashes(p), r.prior})
		}
	}
}

// scanSections gives each sentence its prior: from its section's heading words,
// else from the section's kind; a line that introduces a list ("Denies:")
// speaks for the items below it.
func (e *Engine) scanSections(c *Context) {
	d := c.doc
	if cap(c.priors) < len(d.Sentences) {
		c.priors = make([]prior, len(d.Sentences))
	}
	c.priors = c.priors[:len(d.Sentences)]
	clear(c.priors)
	wrapped := isWrapped(d)
	for i := range d.Sections {
		s := &d.Sections[i]
		p, ok := e.headPrior(d, s.Heading)
		if !ok {
			if p, ok = sectionPriors[s.Kind]; ok {
				p.source, p.span = SourceSection, s.Heading
			}
		}
		oneLine := inline(d, s)
		for k := s.FirstSentence; k < s.EndSentence; k++ {
			if ok && oneLine && k > s.FirstSentence && closedBefore(d, k, wrapped) {
				ok = false // "FH: no stroke." on a line of its own says nothing of the next
			}
			if ok && p.status == Family && k > s.FirstSentence+1 && blankBefore(d, k) {
				ok = false // the family's history seldom goes on after a blank line
			}
			if ok && p.status != Family && p.status != Historical && k > s.FirstSentence && oneLine && d.Sentences[k].Kind != text.ListItem && d.Sentences[k].EndToken-d.Sentences[k].FirstToken > shortItem {
				continue // "Ddx: gout. He came with …"
			}
			if ok && !(p.brief && (storied(d, s) || e.tells(d, &d.Sentences[k]))) {
				c.priors[k] = p
			}
			e.keyPrior(c, k)
		}
	}
	e.carry(c)
}

// inline reports whether the text of a section begins on the line of its heading.
func inline(d *text.Doc, s *text.Section) bool {
	if s.EndSentence <= s.FirstSentence {
		return false
	}
	first := &d.Sentences[s.FirstSentence]
	return int(first.Start) < s.Heading.End || !strings.Contains(d.Text[s.Heading.End:first.Start], "\n")
}

// closedBefore reports whether a heading that its text follows on one line has
// said all before sentence k: a blank line stands there, or the line before was
// closed by a full stop and another field follows, or it is no line of wrapped text.
func closedBefore(d *text.Doc, k int32, wrapped bool) bool {
	const full = 60 // bytes of a line that may have been wrapped
	s, before := &d.Sentences[k], &d.Sentences[k-1]
	if s.Kind == text.ListItem || s.FirstToken == s.EndToken || d.Tokens[s.FirstToken].Flags&text.LineBefore == 0 {
		return false
	}
	if blankBefore(d, k) {
		return true
	}
	if before.EndToken == before.FirstToken || d.Text[d.Tokens[before.EndToken-1].Start] != '.' {
		return false
	}
	if s.Kind == text.KeyValue {
		return true // the next field
	}
	line := strings.LastIndexByte(d.Text[:before.End], '\n') + 1
	return !wrapped || int(before.End)-line < full
}

// isWrapped reports whether the lines of a note may have been broken where they
// were full: none of them is longer than lines of wrapped text are.
func isWrapped(d *text.Doc) bool {
	const widest = 140 // bytes
	for i := range d.Lines {
		if l := &d.Lines[i]; l.EndToken > l.FirstToken && d.Tokens[l.EndToken-1].End-l.Start > widest {
			return false
		}
	}
	return true
}

// storied reports whether a section is longer than a list of past illnesses
// under a heading "Hx" is.
func storied(d *text.Doc, s *text.Section) bool {
	const most = 60 // tokens
	return s.EndSentence > s.FirstSentence && d.Sentences[s.EndSentence-1].EndToken-d.Sentences[s.FirstSentence].FirstToken > most
}

// wordsOfItem is how many tokens a comma may stand for in a list of illnesses.
const wordsOfItem = 8

// shortItem is how long, in tokens, a sentence may be that goes on with the list
// of the sentence before it: "Return precautions: fever. Chest pain."
const shortItem = 5

// tells reports whether a sentence tells what ails the patient now rather than
// listing illnesses: it is long, or says since when.
func (e *Engine) tells(d *text.Doc, s *text.Sentence) bool {
	const most = 14 // tokens of an item
	commas := int32(0)
	for _, t := range d.Tokens[s.FirstToken:s.EndToken] {
		if t.Len() == 1 && (d.Text[t.Start] == ',' || d.Text[t.Start] == ';') {
			commas++
		}
	}
	if n := s.EndToken - s.FirstToken; n > most && commas*wordsOfItem < n {
		return true
	}
	for _, t := range d.Tokens[s.FirstToken:s.EndToken] {
		if e.words[t.Hash]&wordBegins != 0 {
			return true
		}
	}
	return false
}

// blankBefore reports whether a blank line stands before sentence k.
func blankBefore(d *text.Doc, k int32) bool {
	between := d.Text[d.Sentences[k-1].End:d.Sentences[k].Start]
	return strings.Count(between, "\n") > 1
}

// keyPrior lets the key of a line, "Denied: cough", speak for its value. A key
// that names the patient's own past within the family's history ends the latter.
func (e *Engine) keyPrior(c *Context, k int32) {
	s := &c.doc.Sentences[k]
	if s.Kind == text.Prose {
		if p, ok := e.loose(c.doc, s); ok {
			c.priors[k] = p
			return
		}
	}
	if k > 0 && s.Kind == text.Prose && s.FirstToken < s.EndToken && c.doc.Tokens[s.FirstToken].Flags&text.LineBefore == 0 && c.priors[k-1].source == SourceHeading {
		if p := c.priors[k-1]; !(p.brief && e.tells(c.doc, s)) && !(p.status != Historical && p.status != Family && s.EndToken-s.FirstToken > shortItem) {
			c.priors[k] = p // the line goes on
		}
		return
	}
	if s.Kind != text.KeyValue || s.KeyEnd <= s.Start {
		return
	}
	if p, ok := e.headPrior(c.doc, labels.Span{Start: int(s.Start), End: int(s.KeyEnd)}); ok && !(p.brief && e.tells(c.doc, s)) {
		c.priors[k] = p
	}
}

// loose reads a key that the parser takes for none: within a line, "OB hx: … This
// pregnancy: anemia", or of two words, "Past, resolved: gout".
func (e *Engine) loose(d *text.Doc, s *text.Sentence) (prior, bool) {
	const most = 4 // tokens of such a key
	for i := s.FirstToken + 1; i < s.EndToken && i <= s.FirstToken+most; i++ {
		if t := d.Tokens[i]; t.Len() == 1 && d.Text[t.Start] == ':' {
			return e.headPrior(d, labels.Span{Start: int(s.Start), End: int(t.Start)})
		}
	}
	return prior{}, false
}

// headPrior looks for a heading row among the words of the heading. The kind of
// a section that is known to be something else than a problem list is not
// overruled by it, as "family" in "family history" says the same as the kind.
func (e *Engine) headPrior(d *text.Doc, h labels.Span) (prior, bool) {
	if h.End <= h.Start {
		return prior{}, false
	}
	toks := tokensIn(d, h)
	for k := range e.heads {
		for i := range toks {
			if matches(toks[i:], e.heads[k].hashes) {
				p := e.heads[k].prior
				if p.status == Present {
					return prior{}, true
				}
				p.source = SourceHeading
				p.span = labels.Span{Start: int(toks[i].Start), End: int(toks[i+len(e.heads[k].hashes)-1].End)}
				return p, true
			}
		}
	}
	return prior{}, false
}

// tokensIn returns the tokens of d within span, by bisection.
func tokensIn(d *text.Doc, span labels.Span) []text.Token {
	lo, hi := 0, len(d.Tokens)
	for lo < hi {
		if mid := (lo + hi) / 2; int(d.Tokens[mid].Start) < span.Start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	end := lo
	for end < len(d.Tokens) && int(d.Tokens[end].End) <= span.End {
		end++
	}
	return d.Tokens[lo:end]
}

// carry lets a cue that ends a line with a colon reach the list items below.
func (e *Engine) carry(c *Context) {
	d := c.doc
	var p prior
	for i := range d.Sentences {
		s := &d.Sentences[i]
		if s.Kind == text.ListItem {
			if p.source != SourceNone {
				c.priors[i] = p
			}
			continue
		}
		p = prior{}
		if s.EndToken == s.FirstToken || d.Text[d.Tokens[s.EndToken-1].Start] != ':' && s.Kind != text.Heading {
			continue
		}
		for _, m := range c.marks[c.bounds[i]:c.bounds[i+1]] {
			if m.cue.dir == pre && m.to >= s.End && m.cue.status != Present {
				p = prior{status: m.cue.status, source: SourceHeading, weak: m.cue.weak, span: labels.Span{Start: int(m.start), End: int(m.end)}}
			}
		}
	}
}
