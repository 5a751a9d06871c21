package dates

import (
	"strings"

	"github.com/lethe-health/lethe/internal/text"
)

// role is what a word can do in a date.
type role uint8

const (
	rNone role = iota
	rMonth
	rWeekday
	rSeason
	rCardinal // val: 0 to 19, 20, 30 … 90
	rOrdinal  // val: 1 to 20, 30
	rSuffix   // "th" after digits
	rQuarter  // "Q", "quarter"
	rRoman    // I to XII, only between separators
)

// cue is what a word beside a shape says about it.
type cue uint8

const (
	cueBefore  cue = 1 << iota // "on", "since", "dated" before a date
	cueAgainst                 // "pain", "BP", "strength" near it: a score, a pressure
	cueUnit                    // "mg", "cm" after it: an amount
	cueStrong                  // "DOB", "dated": nothing but a date follows
	cueStart                   // may begin a named day
	cueLoose                   // "in", "of": before dates and before much else
)

// lang is the language of a name that can be written back in it.
type lang uint8

const (
	english lang = iota
	spanish
	french
	german
)

type word struct {
	text  string // lower case
	hash  uint32
	role  role
	val   int8
	style style
	lang  lang
	cue   cue
	// verb marks names that are common words or given names too; their lower
	// case form ("may", "sat"), or for some any form ("Spring"), proves little.
	verb bool
}

var monthNames = [...][12]string{
	english: {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"},
	spanish: {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	french:  {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	german:  {"januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"},
}

var weekdayNames = [...][7]string{
	english: {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"},
	spanish: {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"},
	french:  {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
	german:  {"montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"},
}

var shortMonths = [12]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
var shortWeekdays = [7]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
var longShortWeekdays = [7]string{"mon", "tues", "wed", "thurs", "fri", "sat", "sun"}
var romanMonths = [12]string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"}
var seasonNames = [...]string{Spring: "spring", Summer: "summer", Autumn: "fall", Winter: "winter"}

var cardinals = [...]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
	"eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
var tens = [...]string{2: "twenty", 3: "thirty", 4: "forty", 5: "fifty", 6: "sixty", 7: "seventy", 8: "eighty", 9: "ninety"}
var ordinals = [...]string{"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
	"eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"}

// cueWords are the words that speak for or against a date beside them.
var cueWords = []struct {
	cue   cue
	words string
}{
	{cueBefore, "on since until till before after by from through thru between dated date dates circa ca approximately starting started ending beginning effective due seen"},
	{cueLoose, "in of during early late mid last this next past previous around about for the and to every"},
	{cueStrong, "dob birthdate born dated d.o.b dos doa dod adm admit admitted admission discharged discharge collected received reported signed dictated transcribed typed date exp expires expiration lmp edc edd"},
	{cueAgainst, "pain strength bp grade murmur score scale scored rated rating apgar apgars gcs motor power reflexes reflex pulses pulse vision visual acuity ratio va strengths dtr dtrs phq gad nihss kps ecog out level levels lvl extremities severity intensity systolic diastolic snellen blood at room rm bed suite ext apt page box dose doses step steps"},
	{cueUnit, "mg mcg ml g kg cm mm mmhg units unit tab tabs tablet tablets cap caps cup cc meq iu lb lbs oz inch inches in percent strength power scale murmur systolic sem pain bilaterally quads hour hours hrs hr minutes min weeks wks days pack packs ppd times pm am"},
}

const tableBits = 11

var (
	words     []word
	wordTable [1 << tableBits]uint16 // index into words plus one, open addressing
	starters  text.HashFilter        // the words that a date may begin with, and those that may be digits misread
)

func slot(h uint32) uint32 { return (h * 2654435769) >> (32 - tableBits) }

// find returns the row of a word by its token's hash, or nil.
func find(s string, t *text.Token) *word {
	for i := slot(t.Hash); ; i = (i + 1) & (1<<tableBits - 1) {
		k := wordTable[i]
		if k == 0 {
			return nil
		}
		if w := &words[k-1]; w.hash == t.Hash {
			if len(w.text) == t.Len() && strings.EqualFold(w.text, t.Of(s)) {
				return w
			}
			return nil
		}
	}
}

// starts reports whether a date may begin with the word.
func (w *word) starts() bool { return w.role != rNone || w.cue&cueStart != 0 }

// add gives a word a role; a word that has one already only takes the cue.
func add(w word) {
	h := text.HashFold(w.text)
	if w.starts() {
		starters.Add(h)
	}
	i := slot(h)
	for wordTable[i] != 0 {
		if old := &words[wordTable[i]-1]; old.hash == h {
			if old.role == rNone {
				old.role, old.val, old.style, old.lang, old.verb = w.role, w.val, w.style, w.lang, w.verb
			}
			old.cue |= w.cue
			return
		}
		i = (i + 1) & (1<<tableBits - 1)
	}
	w.hash = h
	words = append(words, w)
	wordTable[i] = uint16(len(words))
}

func init() {
	verbs := map[string]bool{"may": true, "march": true, "mar": true, "sat": true, "sun": true, "wed": true, "dec": true, "jan": true, "mon": true, "fri": true, "jun": true, "thu": true, "tu": true, "th": true}
	for l, names := range monthNames {
		for i, n := range names {
			add(word{text: n, role: rMonth, val: int8(i + 1), style: sFull, lang: lang(l), verb: verbs[n]})
		}
	}
	for i, n := range shortMonths {
		add(word{text: n, role: rMonth, val: int8(i + 1), style: sShort, verb: verbs[n]})
	}
	add(word{text: "sept", role: rMonth, val: 9, style: sSept})
	for _, f := range []struct {
		text string
		val  int8
	}{{"ene", 1}, {"abr", 4}, {"ago", 8}, {"dic", 12}, {"janv", 1}, {"févr", 2}, {"avr", 4}, {"juil", 7}, {"déc", 12}, {"märz", 3}, {"dez", 12}, {"okt", 10}, {"octob", 10}, {"febr", 2}, {"juiy", 7}, {"setiembre", 9}} {
		add(word{text: f.text, role: rMonth, val: f.val, style: sForeign, lang: spanish})
	}
	for l, names := range weekdayNames {
		for i, n := range names {
			add(word{text: n, role: rWeekday, val: int8(i + 1), style: sFull, lang: lang(l)})
			if lang(l) == english {
				add(word{text: n + "s", role: rWeekday, val: int8(i + 1), style: sPlural})
			}
		}
	}
	for i := range shortWeekdays {
		add(word{text: shortWeekdays[i], role: rWeekday, val: int8(i + 1), style: sShort, verb: verbs[shortWeekdays[i]]})
		add(word{text: longShortWeekdays[i], role: rWeekday, val: int8(i + 1), style: sSept})
	}
	add(word{text: "weds", role: rWeekday, val: 3, style: sSept})
	add(word{text: "thur", role: rWeekday, val: 4, style: sSept})
	for i, n := range seasonNames {
		if n != "" {
			add(word{text: n, role: rSeason, val: int8(i), style: sFull, verb: n == "fall" || n == "spring"})
		}
	}
	add(word{text: "autumn", role: rSeason, val: int8(Autumn), style: sSept})
	for i, n := range cardinals {
		add(word{text: n, role: rCardinal, val: int8(i)})
	}
	add(word{text: "oh", role: rCardinal, val: 0})
	for i, n := range tens {
		if n != "" {
			add(word{text: n, role: rCardinal, val: int8(i * 10)})
		}
	}
	for i, n := range ordinals {
		if n != "" {
			add(word{text: n, role: rOrdinal, val: int8(i)})
		}
	}
	add(word{text: "thirtieth", role: rOrdinal, val: 30})
	for _, n := range []string{"st", "nd", "rd", "th"} {
		add(word{text: n, role: rSuffix})
	}
	add(word{text: "q", role: rQuarter})
	add(word{text: "quarter", role: rQuarter, style: sFull})
	for i, n := range romanMonths {
		add(word{text: n, role: rRoman, val: int8(i + 1), style: sRoman})
	}
	for _, row := range cueWords {
		for w := range strings.FieldsSeq(row.words) {
			add(word{text: w, cue: row.cue})
		}
	}
	addHolidays()
	addNoisy("")
}
