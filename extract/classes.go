package extract

import (
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// role says what a token is to the matcher.
type role uint8

const (
	roleWord    role = iota // a word of the dictionary
	roleUnknown             // a word that is not
	roleStop                // carries no meaning of its own: "of the"
	roleHard                // nothing reaches across: "but", a full stop
	roleAnd                 // joins two mentions, or the parts of one
	roleSoft                // punctuation inside a mention: "'", "/", "-"
	roleComma               // a comma before a qualifier
	roleNumber
)

// tokenClass says what a word is whatever stands around it.
type tokenClass uint8

const (
	isStop tokenClass = 1 << iota
	isHard
	isAnd
	isPoison // a word of poisonWords or allergyWords
	isFeared // a word of fearedRows or worseWords
)

// of returns the class of a word by its hash.
func (c *classes) of(h uint32) tokenClass {
	if c.filter[h>>6&255]&(1<<(h&63)) == 0 {
		return 0
	}
	return c.words[h]
}

// classes are the words that the matcher treats by themselves.
type classes struct {
	words     map[uint32]tokenClass
	filter    [256]uint64     // bitmap over the low bits of the hashes in words
	qualifier map[uint32]bool // may follow a comma, belongs to a mention's span
	side      map[uint32]icd10.Side
	joins     uint32 // hash of "and"
	without   icd10.Word
	andWord   icd10.Word
	letterA   icd10.Word
	article   uint32 // hash of "a"
}

// hardWords end a mention: verbs, contrasts, negations.
const hardWords = `no not denies denied deny but however reports report reported presents presented presenting complains has have had is was are were
	if when while who which because than vs versus then after before negative positive neg pos until since started continue continued
	taking takes given without-any reviewed shows showed noted found causing caused led leads s/p now she he it they we you
	also plus except via per despite although though until unless should would could may might will can`

// qualifierWords say more about a mention, and may follow it after a comma.
const qualifierWords = `acute chronic subacute recurrent persistent intermittent paroxysmal permanent mild moderate severe left right bilateral lt rt
	unspecified nos stage type grade class controlled uncontrolled poorly well initial primary secondary resistant essential
	major minor small large new worsening stable progressive symptomatic asymptomatic massive tiny trace early advanced end
	single multiple diffuse focal generalized localized benign malignant invasive metastatic resolving improving
	stable longstanding known gross frank active refractory severe-persistent nontraumatic traumatic displaced nondisplaced open closed
	upper lower distal proximal medial lateral anterior posterior inferior superior decompensated compensated
	diet insulin idiopathic`

// kindWords name the kind of a disorder after a comma, and belong to its name:
// "schizoaffective disorder, bipolar type".
var kindWords = hashSet(`bipolar depressive combined inattentive hyperactive predominantly manic depressed mixed single episode most type presentation
	psychotic features without remission partial full sustained early`)

// kindNouns close what kindWords open.
var kindNouns = hashSet("type presentation subtype")

var sideWords = map[string]icd10.Side{
	"right": icd10.Right, "rt": icd10.Right, "r": icd10.Right, "left": icd10.Left, "lt": icd10.Left, "l": icd10.Left,
	"bilateral": icd10.Bilateral, "bilaterally": icd10.Bilateral, "both": icd10.Bilateral, "b/l": icd10.Bilateral, "bilat": icd10.Bilateral,
	"lle": icd10.Left, "rle": icd10.Right, "lue": icd10.Left, "rue": icd10.Right, "ble": icd10.Bilateral, "bue": icd10.Bilateral,
	"lul": icd10.Left, "lll": icd10.Left, "rul": icd10.Right, "rll": icd10.Right, "rml": icd10.Right,
	"od": icd10.Right, "os": icd10.Left, "ou": icd10.Bilateral,
}

func hashSet(words string) map[uint32]bool {
	m := make(map[uint32]bool)
	for w := range strings.FieldsSeq(words) {
		m[text.HashFold(w)] = true
	}
	return m
}

func newClasses(d *icd10.Dict) *classes {
	c := &classes{
		words: make(map[uint32]tokenClass), qualifier: hashSet(qualifierWords),
		side: make(map[uint32]icd10.Side), joins: text.HashFold(icd10.AndWord),
	}
	for _, r := range []struct {
		class tokenClass
		words string
	}{{isStop, icd10.StopWords}, {isHard, hardWords}, {isAnd, "and or nor &"}} {
		for w := range strings.FieldsSeq(r.words) {
			h := text.HashFold(w)
			c.words[h] |= r.class
			c.filter[h>>6&255] |= 1 << (h & 63)
		}
	}
	for w := range poisonWords {
		h := text.HashFold(w)
		c.words[h] |= isPoison
		c.filter[h>>6&255] |= 1 << (h & 63)
	}
	for h := range feared {
		c.words[h] |= isFeared
		c.filter[h>>6&255] |= 1 << (h & 63)
	}
	for h := range worseWords {
		c.words[h] |= isFeared
		c.filter[h>>6&255] |= 1 << (h & 63)
	}
	for h := range allergyWords {
		c.words[h] |= isPoison
		c.filter[h>>6&255] |= 1 << (h & 63)
	}
	for w, s := range sideWords {
		c.side[text.HashFold(w)] = s
	}
	c.without, c.andWord, c.letterA = icd10.NoWord, icd10.NoWord, icd10.NoWord
	c.article = text.HashFold("a")
	if w, _, ok := d.Word(text.HashFold(icd10.LetterA)); ok {
		c.letterA = w
	}
	if w, _, ok := d.Word(text.HashFold("without")); ok {
		c.without = w
	}
	if w, _, ok := d.Word(text.HashFold(icd10.AndWord)); ok {
		c.andWord = w
	}
	return c
}
