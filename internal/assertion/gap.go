package assertion

import (
	"strings"

	"github.com/lethe-health/lethe/internal/text"
)

// gapRow is a cue in two parts with a few words between them: "call our office
// for", "screen her today for".
type gapRow struct {
	status  Status
	reach   reach
	weak    bool
	treated bool
	first   string // one of these words opens the cue
	second  string // one of these closes it
	between string // words that may stand between; "*" for any but punctuation
	needs   string // when not empty, the words between or the sentence before them must have one of these
	orAfter bool   // an "or" or a comparison must follow: what may come, not what has come
}

var gapRows = []gapRow{
	{status: Hypothetical, reach: wide, first: "call phone contact notify alert page inform tell text message", second: "for with about if", between: "me us our my the your office clinic dr doctor md provider team nurse line on oncall cardiology surgery surgeon oncology hospital immediately right away at once anytime sooner promptly or and pcp specialist urgently any 911 you"},
	{status: Hypothetical, reach: wide, needs: "to back immediately sooner right", first: "return come go proceed report", second: "for with if", between: "to the your nearest an a ed er emergency department room clinic hospital office urgent care l d & labor delivery triage birth center immediately sooner right away at once back here in promptly or and urgently us today same day"},
	{status: Hypothetical, reach: wide, first: "seek", second: "for with if", between: "medical care attention help advice immediate immediately emergency urgent urgently right away evaluation assistance prompt promptly treatment at once"},
	{status: Hypothetical, reach: wide, first: "hold stop skip pause", second: "for if", between: "*", orAfter: true},
	{status: Hypothetical, reach: wide, first: "transfer escalate readmit", second: "for if", between: "to the or icu picu ed er hospital floor higher level of care", orAfter: true},
	{status: Hypothetical, reach: wide, first: "warned warn cautioned counselled counseled advised alerted", second: "about of regarding", between: "her him them the patient pt family parents parent wife husband mother father mom dad both"},
	{status: Hypothetical, reach: clause, first: "screen screened screening", second: "for", between: "her him them patient pt the you today again all both also this that visit annually yearly routinely"},
	{status: Uncertain, reach: clause, first: "test tested testing check checked swab swabbed", second: "for", between: "her him them patient pt the you today again all both also this visit further"},
	{status: Historical, reach: item, weak: true, first: "hosp hospitalized hospitalised hospitalization hospitalisation admitted admission inpatient", second: "for with", between: "*", needs: pastWords},
}

// pastWords place what is told in the past.
const pastWords = "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec last year years prior previously previous once twice earlier 2000s 1990s 1980s"

// doneWords name what was done to a patient; procedureEndings are those of the
// names of operations.
const doneWords = `repair repaired replacement replaced resection resected excision excised removal removed surgery surgeries bypass cabg fusion
	transplant transplantation amputation amputated chole colectomy appy operation operated drained embolization ablation ablated hysterectomy tah bso lap
	tka tha thr tkr acdf orif evar tavr turp`

var procedureEndings = []string{"ectomy", "plasty", "ostomy", "otomy", "rrhaphy", "desis", "pexy"}

// evidenceOfPast are words that say a procedure is over.
const evidenceOfPast = `s p post status pod after had underwent was were previous prior previously hx history h o old remote since following surg surgical psh surgeries`

// askedWords stand before what somebody is asked to look at, operated on or not.
const askedWords = `consulted consult seen evaluated referred admitted readmitted presents presented here called asked transferred paged`

// compiledGap is a gapRow with its words hashed.
type compiledGap struct {
	cue            *cue
	second         map[uint32]bool
	between, needs map[uint32]bool
	any, orAfter   bool
}

// gapMost is how many tokens may stand between the parts of a cue.
const gapMost = 6

func hashWords(words string) map[uint32]bool {
	m := make(map[uint32]bool)
	for w := range strings.FieldsSeq(words) {
		m[text.HashFold(w)] = true
	}
	return m
}

func (e *Engine) compileGaps() {
	e.gaps = make(map[uint32][]*compiledGap)
	for i := range gapRows {
		r := &gapRows[i]
		g := &compiledGap{
			cue:    &cue{dir: pre, status: r.status, reach: r.reach, weak: r.weak, treated: r.treated},
			second: hashWords(r.second), between: hashWords(r.between), needs: hashWords(r.needs), any: r.between == "*", orAfter: r.orAfter,
		}
		for w := range strings.FieldsSeq(r.first) {
			h := text.HashFold(w)
			e.gaps[h] = append(e.gaps[h], g)
			e.filter[h>>6&1023] |= 1 << (h & 63)
			e.gapFilter[h>>6&63] |= 1 << (h & 63)
		}
	}
	e.asked = hashWords(askedWords)
	e.done, e.past, e.hashFor = hashWords(doneWords), hashWords(evidenceOfPast), text.HashFold("for")
	e.filter[e.hashFor>>6&1023] |= 1 << (e.hashFor & 63)
	e.gapFilter[e.hashFor>>6&63] |= 1 << (e.hashFor & 63)
	e.treatedCue = &cue{dir: pre, status: Historical, reach: item, weak: true, treated: true}
	e.mayCome = hashWords("or < > persistent any new")
}

// gapCue looks for the second part of a cue that token i opens, and returns its
// place, or -1.
func (e *Engine) gapCue(g *compiledGap, toks []text.Token, i int, s string) int {
	met := len(g.needs) == 0
	for k := i + 1; k < len(toks) && k <= i+1+gapMost; k++ {
		t := &toks[k]
		if g.second[t.Hash] {
			if !met || g.orAfter && !e.follows(toks[k+1:]) {
				return -1
			}
			return k
		}
		met = met || g.needs[t.Hash] || t.Kind == text.Number && t.Len() == 4
		switch {
		case t.Kind == text.Punct:
			if strings.IndexByte(".,;:?!|", s[t.Start]) >= 0 && t.Flags&text.SpaceBefore == 0 && !(k+1 < len(toks) && toks[k+1].Flags&text.SpaceBefore == 0) {
				return -1
			}
		case t.Kind == text.Number, g.any, g.between[t.Hash]:
		default:
			return -1
		}
	}
	return -1
}

// follows reports whether a word of e.mayCome stands among the next few tokens.
func (e *Engine) follows(toks []text.Token) bool {
	const near = 8
	for k := 0; k < len(toks) && k < near; k++ {
		if e.mayCome[toks[k].Hash] {
			return true
		}
	}
	return false
}

// treatedFor reports whether token i, a "for", says what a procedure was done
// for that is over: "s/p appendectomy for", "the hip was replaced in 2018 for".
func (e *Engine) treatedFor(toks []text.Token, i int, s string) bool {
	const back = 9
	if i > 0 && e.asked[toks[i-1].Hash] {
		return false // "POD 3 after repair, consulted for"
	}
	done := false
	for k := i - 1; k >= 0 && k >= i-back; k-- {
		t := &toks[k]
		if t.Kind == text.Punct && strings.IndexByte(";:", s[t.Start]) >= 0 {
			return done && s[t.Start] == ':' && k > 0 && e.past[toks[k-1].Hash] // "Surg: hysterectomy for"
		}
		if !done {
			done = k >= i-5 && t.Kind == text.Word && e.isProcedure(t, s)
			continue
		}
		if e.past[t.Hash] || t.Kind == text.Number && t.Len() == 4 {
			return true
		}
	}
	for k := i - 1; done && k >= 0 && k >= i-4; k-- {
		if toks[k].Kind == text.Number && toks[k].Len() == 4 {
			return true
		}
	}
	return false
}

func (e *Engine) isProcedure(t *text.Token, s string) bool {
	if e.done[t.Hash] {
		return true
	}
	if t.Len() < 7 {
		return false
	}
	w := t.Of(s)
	for _, end := range procedureEndings {
		if len(w) > len(end)+1 && strings.EqualFold(w[len(w)-len(end):], end) {
			return true
		}
	}
	return false
}
