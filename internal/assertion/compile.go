package assertion

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
)

// Engine holds the compiled cue table. It is immutable and safe for concurrent
// use; the working memory is the caller's [Context].
type Engine struct {
	cues                            []cue
	first                           map[uint32][]int32 // first token's hash to cues, longest first
	filter                          [1024]uint64       // bitmap over the low bits of first hashes
	words                           map[uint32]wordClass
	heads                           []headCue
	gapFilter                       [64]uint64                // bitmap over the low bits of the hashes that open a cue in two parts
	gaps                            map[uint32][]*compiledGap // by the hash of their first word
	done, past, mayCome, asked      map[uint32]bool
	hashFor                         uint32
	treatedCue, minusPre, minusPost *cue
}

// wordClass marks the words that the scope rules look at.
type wordClass uint32

const (
	wordContrast   wordClass = 1 << iota // opens a new, affirmed item: "mild", "some"
	wordOr                               // binds a list under one negation
	wordWith                             // ends an item's reach
	wordNarrates                         // what a narrator does: "reports", "says"
	wordIntroduces                       // what stands before a narrator: "per", "with her"
	wordLink                             // may stand between a relative and the verb
	wordAsks                             // opens a question
	wordSpan                             // a stretch of time: "in the past few weeks"
	wordAnd
	wordMeasure
	wordIll     // "his father was diagnosed with": the relative is ill, and tells nothing
	wordAffirms // closes an item that is there: "no nausea, pain controlled"
	wordUnit    // of time: "a 6 month history of" is of now
	wordConsent // speaks of what might come of a procedure
	wordAsksFor // "does she have", "is there": asks whether something is there
	wordOwn     // says whose it is: "as needed for her migraines"
	wordLately  // may stand before what befell a relative: "was just diagnosed"
	wordGround  // opens what a doubt rests on: "possible by probe"
	wordBegins  // "began", "since": what a time says of what lasts
)

var wordRows = []struct {
	class wordClass
	words string
}{
	{wordContrast, "incidental incidentally l r the mild moderate severe small trace stable positive some has had does with s a an known only just there is are she he patient pt worsening persistent longstanding chronic left right bilateral minimal scattered remote"},
	{wordOr, "or nor"},
	{wordAnd, "and"},
	{wordMeasure, "mm cm"},
	{wordIll, "diagnosed treated on ill sick affected hospitalized dying"},
	{wordAffirms, "nonobstructing tiny unchanged controlled improved improving persists unchanged tolerable stable suspected"},
	{wordUnit, "hour hours day days week weeks month months year years yr long longstanding standing wk mo"},
	{wordConsent, "risk risks possible potential discussed explained reviewed informed consent may might can could perceivable known"},
	{wordAsksFor, "have had any there experience experienced develop notice noticed"},
	{wordWith, "with who which"},
	{wordLately, "just recently newly also since then being"},
	{wordGround, "by on per given based clinically radiographically"},
	{wordOwn, "his her their my"},
	{wordNarrates, "says said states stated reports reported notes noted noticed denies denied worries worried concerned feels thinks thought brought brings sounds did point pointed called calls calling asks asked requests requested agrees agreed describes described believes wonders wants understands accompanied present drove gives gave gives provides provided interpreting translating confirms confirmed endorses observed found saw witnessed tells told expresses expressed mentions mentioned reporting stating is was slipped fell at bedside"},
	{wordIntroduces, "visiting visited visits lives living resides per according accompanied by told via contact notified called from spoke phoned informed updated counseled counselled interpreter"},
	{wordAsks, "any do does did is are was were have has had what how when why which who where can could would should will ask asked"},
	{wordBegins, "began begun begin started start starting onset since diagnosed noticed first initially developed"},
	{wordSpan, "few several couple week weeks month months year years day days two three four five six"},
	{wordLink, "also who and then now has"},
}

// New compiles the cue table.
func New() *Engine {
	e := &Engine{first: make(map[uint32][]int32), words: make(map[uint32]wordClass)}
	for _, rows := range [][]row{negationRows, uncertaintyRows, hypotheticalRows, historicalRows, familyRows, pseudoRows} {
		for _, r := range rows {
			e.add(r, false)
		}
	}
	for _, r := range kinRows {
		e.add(r, true)
	}
	for _, s := range stopRows {
		for _, p := range s.phrases {
			e.put(p, cue{dir: stop, stops: s.stops})
		}
	}
	for _, list := range e.first {
		slices.SortStableFunc(list, func(a, b int32) int {
			// What reads the same stands together, for match returns all of it.
			return cmp.Or(cmp.Compare(len(e.cues[b].hashes), len(e.cues[a].hashes)), slices.Compare(e.cues[a].hashes, e.cues[b].hashes))
		})
	}
	for _, r := range wordRows {
		for w := range strings.FieldsSeq(r.words) {
			e.words[text.HashFold(w)] |= r.class
		}
	}
	e.compileHeads()
	e.compileGaps()
	e.compileSigns()
	return e
}

func (e *Engine) add(r row, kin bool) {
	for _, p := range r.phrases {
		done := r.weak && (strings.HasPrefix(p, "s/p") || strings.HasPrefix(p, "status"))
		e.put(p, cue{dir: r.dir, status: r.status, reach: r.reach, weak: r.weak, treated: done, kin: kin, bareNo: p == "no"})
	}
}

// put compiles one phrase, and its twin with a typographic apostrophe.
func (e *Engine) put(phrase string, c cue) {
	c.hashes = hashes(phrase)
	e.cues = append(e.cues, c)
	h := c.hashes[0]
	e.first[h] = append(e.first[h], int32(len(e.cues)-1))
	e.filter[h>>6&1023] |= 1 << (h & 63)
	if strings.ContainsRune(phrase, '\'') {
		e.put(strings.ReplaceAll(phrase, "'", "’"), c)
	}
}

func hashes(phrase string) []uint32 {
	toks := text.AppendTokens(nil, phrase)
	hs := make([]uint32, len(toks))
	for i, t := range toks {
		hs[i] = t.Hash
	}
	return hs
}

// match returns the cues whose phrase starts at token i: all those of the
// longest phrase, as one phrase may look both ways. n is its length in tokens.
func (e *Engine) match(toks []text.Token, i int) (found []int32, n int) {
	h := toks[i].Hash
	if e.filter[h>>6&1023]&(1<<(h&63)) == 0 {
		return nil, 0
	}
	list := e.first[h]
	for k, id := range list {
		hs := e.cues[id].hashes
		if !matches(toks[i:], hs) {
			continue
		}
		end := k + 1
		for end < len(list) && len(e.cues[list[end]].hashes) == len(hs) && matches(toks[i:], e.cues[list[end]].hashes) {
			end++
		}
		return list[k:end], len(hs)
	}
	return nil, 0
}

func matches(toks []text.Token, hs []uint32) bool {
	if len(toks) < len(hs) {
		return false
	}
	for i, h := range hs {
		if toks[i].Hash != h {
			return false
		}
	}
	return true
}
