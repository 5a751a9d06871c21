package assertion

import (
	"cmp"
	"slices"
	"sort"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Context holds the cues of one scanned note. The zero value is ready for
// [Engine.Scan], which reuses its memory: keep one per worker.
type Context struct {
	doc    *text.Doc
	marks  []mark
	bounds []int32 // by sentence: first mark; one more entry at the end
	priors []prior // by sentence
	gaps   []mark  // of the sentence at hand: cues in two parts, and signs
}

// mark is a cue found in the note, with the bytes that it reaches.
type mark struct {
	cue        *cue
	tok, ntok  int32 // first token and count
	start, end int32 // bytes of the cue
	from, to   int32 // bytes within which a mention is reached
	near       int32 // for touch: no mention may end or start beyond it
	fixed      bool  // from and to are set, whatever stands around
}

// prior is what headings and sections say about a whole sentence.
type prior struct {
	status  Status
	source  Source
	weak    bool
	brief   bool // speaks for short items only: "Hx: gout", not for the story under it
	treated bool // what stands there was treated: a list of operations
	span    labels.Span
}

// Scan finds the cues of d and what each reaches. d must not change while c is
// in use. The cost is linear in the number of tokens.
func (e *Engine) Scan(d *text.Doc, c *Context) {
	c.doc = d
	c.marks = c.marks[:0]
	c.bounds = c.bounds[:0]
	for i := range d.Sentences {
		c.bounds = append(c.bounds, int32(len(c.marks)))
		e.scanSentence(c, &d.Sentences[i])
	}
	c.bounds = append(c.bounds, int32(len(c.marks)))
	e.scanSections(c)
}

func (e *Engine) scanSentence(c *Context, s *text.Sentence) {
	toks := c.doc.Tokens[s.FirstToken:s.EndToken]
	first := len(c.marks)
	c.gaps = c.gaps[:0]
	for i := 0; i < len(toks); {
		if end, ok := text.TagEnd(c.doc.Text, toks, i); ok { // the letters of a token are no cues
			i = end
			continue
		}
		if e.filter[toks[i].Hash>>6&1023]&(1<<(toks[i].Hash&63)) == 0 {
			i++
			continue
		}
		e.openGaps(c, toks, i)
		ids, n := e.match(toks, i)
		if n == 0 {
			i++
			continue
		}
		for _, id := range ids {
			c.marks = append(c.marks, mark{
				cue: &e.cues[id], tok: int32(i), ntok: int32(n),
				start: toks[i].Start, end: toks[i+n-1].End,
			})
		}
		if e.cues[ids[0]].dir == stop {
			n = 1 // a cue may begin inside it: "she has not had"
		}
		i += n
	}
	e.scanSigns(c, toks)
	if len(c.gaps) > 0 {
		c.marks = append(c.marks, c.gaps...)
		slices.SortStableFunc(c.marks[first:], func(a, b mark) int { return cmp.Compare(a.tok, b.tok) })
	}
	marks := c.marks[first:]
	if len(marks) == 0 {
		return
	}
	sc := scope{e: e, s: s, toks: toks, marks: marks, text: c.doc.Text}
	for i := range marks {
		if !marks[i].fixed {
			sc.measure(i)
		}
	}
}

// openGaps adds the cues in two parts that token i opens.
func (e *Engine) openGaps(c *Context, toks []text.Token, i int) {
	if h := toks[i].Hash; e.gapFilter[h>>6&63]&(1<<(h&63)) == 0 {
		return
	}
	for _, g := range e.gaps[toks[i].Hash] {
		if k := e.gapCue(g, toks, i, c.doc.Text); k > 0 {
			c.gaps = append(c.gaps, mark{cue: g.cue, tok: int32(k), ntok: 1, start: toks[i].Start, end: toks[k].End})
		}
	}
	if toks[i].Hash == e.hashFor && e.treatedFor(toks, i, c.doc.Text) {
		c.gaps = append(c.gaps, mark{cue: e.treatedCue, tok: int32(i), ntok: 1, start: toks[i].Start, end: toks[i].End})
	}
}

// Assert returns the assertion of the mention at span, which must lie within
// the note last scanned.
func (c *Context) Assert(span labels.Span) Finding {
	i := c.sentence(int32(span.Start))
	if i < 0 {
		return Finding{}
	}
	best, at := Finding{}, int32(-1)
	if p := c.priors[i]; p.source != SourceNone && !(p.weak && c.isNow(i, int32(span.Start))) {
		best = Finding{Status: p.status, Source: p.source, Cue: p.span, Weak: p.weak, Treated: p.treated}
	}
	for _, m := range c.marks[c.bounds[i]:c.bounds[i+1]] {
		if !m.reaches(int32(span.Start), int32(span.End)) {
			continue
		}
		f := Finding{m.cue.status, SourceCue, labels.Span{Start: int(m.start), End: int(m.end)}, m.cue.weak, m.cue.treated}
		if best.beatenBy(f) || at >= 0 && m.nearer(int32(span.Start), at) && f.mightCome(best) {
			if !(f.Status == Family && best.Status == Hypothetical && at >= 0 && !m.nearer(int32(span.Start), at)) {
				best, at = f, m.start
			}
		}
	}
	return best
}

// isNow reports whether words before the mention at byte at of sentence i say
// that it is of today, although its section tells of the past.
func (c *Context) isNow(i int, at int32) bool {
	s := &c.doc.Sentences[i]
	const far = 12
	for k, n := s.FirstToken, 0; k < s.EndToken && n < far && c.doc.Tokens[k].Start < at; k, n = k+1, n+1 {
		if nowWords[c.doc.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

// nowWords place what is told in the present.
var nowWords = hashWords("today currently presently now presents presented presenting presentation complain complains complaining")

// beatenBy orders findings: by rank of status, a firm cue before a weak one,
// words of the sentence before headings.
func (f Finding) beatenBy(g Finding) bool {
	if rank[f.Status] != rank[g.Status] {
		return rank[g.Status] > rank[f.Status]
	}
	if f.Weak != g.Weak {
		return f.Weak
	}
	if f.Weak && f.Treated != g.Treated {
		return g.Treated
	}
	return f.Source > g.Source || f.Source == SourceNone
}

// Void takes the cues that lie within span out of play: those that are part of a
// name, as in "migraine without aura", say nothing of what follows.
func (c *Context) Void(span labels.Span) {
	i := c.sentence(int32(span.Start))
	if i < 0 {
		return
	}
	for k := c.bounds[i]; k < c.bounds[i+1]; k++ {
		if m := &c.marks[k]; int(m.start) >= span.Start && int(m.end) <= span.End {
			m.from, m.to = m.start, m.start
		}
	}
}

// mightCome reports whether f tells of what might come and g of a relative: the
// one nearer to the mention counts, for relatives are there when consent is
// taken.
func (f Finding) mightCome(g Finding) bool { return f.Status == Hypothetical && g.Status == Family }

// nearer reports whether the mark stands nearer to a mention at byte start than
// the cue at byte other does.
func (m *mark) nearer(start, other int32) bool {
	return max(start-m.start, m.start-start) < max(start-other, other-start)
}

func (m *mark) reaches(start, end int32) bool {
	switch {
	case start <= m.start && m.end <= end:
		return false // the cue is part of the mention
	case start > m.start:
		return (m.cue.dir == pre || m.cue.dir == both) && start < m.to && (m.near == 0 || start <= m.near)
	default:
		return (m.cue.dir == post || m.cue.dir == both) && end > m.from && (m.near == 0 || end >= m.near)
	}
}

// sentence returns the index of the sentence that holds the byte, or -1.
func (c *Context) sentence(at int32) int {
	ss := c.doc.Sentences
	i := sort.Search(len(ss), func(i int) bool { return ss[i].End > at })
	if i == len(ss) || at < ss[i].Start {
		return -1
	}
	return i
}
