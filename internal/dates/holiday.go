package dates

import (
	"strings"
	"time"

	"github.com/lethe-health/lethe/internal/text"
)

// Holiday is a named day; 0 is none.
type Holiday uint8

// rule says when a holiday falls. A holiday whose day follows another calendar
// (Ramadan, Diwali) has no rule and cannot be resolved or shifted.
type rule struct {
	kind    ruleKind
	month   time.Month
	day     int          // of the month; nth for weekday rules, 5 is the last; offset from Easter
	weekday time.Weekday // for weekday rules
}

type ruleKind uint8

const (
	noRule ruleKind = iota
	fixedDay
	nthWeekday
	fromEaster
)

// holidays are names (words in lower case, apostrophes left out, split as the
// tokenizer splits), the rule of each, and how sure the bare name is. Sources:
// 5 U.S.C. 6103 for the federal holidays, the computus of Meeus for Easter.
var holidays = []struct {
	names     string
	rule      rule
	certainty Certainty
}{
	{"new year s day;new years day", rule{fixedDay, 1, 1, 0}, Sure},
	{"new year s eve;new years eve", rule{fixedDay, 12, 31, 0}, Sure},
	{"new year s;new years;new year", rule{fixedDay, 1, 1, 0}, Likely},
	{"martin luther king day;martin luther king jr day;mlk day", rule{nthWeekday, 1, 3, time.Monday}, Sure},
	{"burns night", rule{fixedDay, 1, 25, 0}, Likely},
	{"groundhog day", rule{fixedDay, 2, 2, 0}, Sure},
	{"valentine s day;valentines day;valentine s;valentines", rule{fixedDay, 2, 14, 0}, Sure},
	{"presidents day;president s day", rule{nthWeekday, 2, 3, time.Monday}, Sure},
	{"st david s day;saint david s day", rule{fixedDay, 3, 1, 0}, Likely},
	{"st patrick s day;st patricks day;saint patrick s day;st paddy s day", rule{fixedDay, 3, 17, 0}, Sure},
	{"april fools day;april fool s day;april fools", rule{fixedDay, 4, 1, 0}, Sure},
	{"patriots day;patriot s day", rule{nthWeekday, 4, 3, time.Monday}, Sure},
	{"earth day", rule{fixedDay, 4, 22, 0}, Sure},
	{"anzac day", rule{fixedDay, 4, 25, 0}, Sure},
	{"may day", rule{fixedDay, 5, 1, 0}, Likely},
	{"cinco de mayo", rule{fixedDay, 5, 5, 0}, Sure},
	{"mother s day;mothers day", rule{nthWeekday, 5, 2, time.Sunday}, Sure},
	{"memorial day", rule{nthWeekday, 5, 5, time.Monday}, Sure},
	{"flag day", rule{fixedDay, 6, 14, 0}, Likely},
	{"father s day;fathers day", rule{nthWeekday, 6, 3, time.Sunday}, Sure},
	{"juneteenth", rule{fixedDay, 6, 19, 0}, Sure},
	{"midsummer day;midsummer", rule{fixedDay, 6, 24, 0}, Possible},
	{"canada day", rule{fixedDay, 7, 1, 0}, Sure},
	{"independence day;fourth of july", rule{fixedDay, 7, 4, 0}, Sure},
	{"bastille day", rule{fixedDay, 7, 14, 0}, Sure},
	{"labor day;labour day", rule{nthWeekday, 9, 1, time.Monday}, Sure},
	{"michaelmas", rule{fixedDay, 9, 29, 0}, Likely},
	{"columbus day;indigenous peoples day", rule{nthWeekday, 10, 2, time.Monday}, Sure},
	{"halloween;hallowe en", rule{fixedDay, 10, 31, 0}, Sure},
	{"all saints day;all saints", rule{fixedDay, 11, 1, 0}, Likely},
	{"all souls day", rule{fixedDay, 11, 2, 0}, Sure},
	{"guy fawkes night;bonfire night", rule{fixedDay, 11, 5, 0}, Sure},
	{"veterans day;veteran s day;armistice day", rule{fixedDay, 11, 11, 0}, Sure},
	{"remembrance day", rule{fixedDay, 11, 11, 0}, Sure},
	{"thanksgiving day;thanksgiving", rule{nthWeekday, 11, 4, time.Thursday}, Sure},
	{"black friday", rule{}, Likely},
	{"st lucia s day;saint lucia s day", rule{fixedDay, 12, 13, 0}, Likely},
	{"christmas eve;xmas eve", rule{fixedDay, 12, 24, 0}, Sure},
	{"christmas day;christmas;xmas day;xmas", rule{fixedDay, 12, 25, 0}, Sure},
	{"boxing day;st stephen s day;saint stephen s day", rule{fixedDay, 12, 26, 0}, Sure},
	{"kwanzaa", rule{fixedDay, 12, 26, 0}, Sure},
	{"twelfth night;epiphany;three kings day", rule{fixedDay, 1, 6, 0}, Likely},
	{"easter sunday;easter day;easter", rule{fromEaster, 0, 0, 0}, Sure},
	{"easter monday", rule{fromEaster, 0, 1, 0}, Sure},
	{"good friday", rule{fromEaster, 0, -2, 0}, Sure},
	{"palm sunday", rule{fromEaster, 0, -7, 0}, Sure},
	{"ash wednesday;ash wed", rule{fromEaster, 0, -46, 0}, Sure},
	{"mardi gras;fat tuesday;shrove tuesday", rule{fromEaster, 0, -47, 0}, Sure},
	{"pentecost;whit sunday", rule{fromEaster, 0, 49, 0}, Likely},
	{"whit monday", rule{fromEaster, 0, 50, 0}, Sure},
	{"ascension day", rule{fromEaster, 0, 39, 0}, Likely},
	{"super bowl sunday;bank holiday monday;election day;tax day;boat race day", rule{}, Likely},
	{"hanukkah;chanukah;passover;rosh hashanah;rosh hashana;yom kippur;sukkot;purim;shavuot;tisha b av;simchat torah", rule{}, Sure},
	{"ramadan;eid al fitr;eid al adha;eid ul fitr;eid;ashura;mawlid", rule{}, Likely},
	{"diwali;deepavali;holi;navratri;vaisakhi;baisakhi;dussehra;raksha bandhan;ganesh chaturthi;onam;pongal", rule{}, Likely},
	{"lunar new year;chinese new year;afghan new year;persian new year;vietnamese new year;nowruz;norooz;tết;tet;songkran;seollal;chuseok;mid autumn festival", rule{}, Likely},
	{"greek easter;orthodox easter;mothering sunday;holy week;ram navami;dhanteras;bayram;juhannus", rule{}, Likely},
	{"candlemas", rule{fixedDay, 2, 2, 0}, Likely},
	{"lent;advent;þorrablót;carnival;las posadas;dia de los muertos;día de los muertos;nochebuena", rule{}, Possible},
}

// name is one name of a holiday as token hashes.
type name struct {
	hashes  []uint32
	holiday Holiday // index into holidays plus one
	next    *name   // another, shorter or equal, that begins with the same word
}

var namesByFirst = map[uint32]*name{}

// addHolidays fills namesByFirst, longest first, and marks the first words.
func addHolidays() {
	for i, h := range holidays {
		for n := range strings.SplitSeq(h.names, ";") {
			var hashes []uint32
			for w := range strings.FieldsSeq(n) {
				hashes = append(hashes, text.HashFold(w))
			}
			first, _, _ := strings.Cut(n, " ")
			add(word{text: first, cue: cueStart})
			at := &name{hashes: hashes, holiday: Holiday(i + 1)}
			insertName(at)
		}
	}
}

func insertName(n *name) {
	head := namesByFirst[n.hashes[0]]
	if head == nil || len(head.hashes) < len(n.hashes) {
		n.next = head
		namesByFirst[n.hashes[0]] = n
		return
	}
	for head.next != nil && len(head.next.hashes) >= len(n.hashes) {
		head = head.next
	}
	n.next, head.next = head.next, n
}

// Date returns the day of the holiday in a year; false when its day follows no
// rule known here.
func (h Holiday) Date(year int) (time.Time, bool) {
	if h == 0 || int(h) > len(holidays) {
		return time.Time{}, false
	}
	r := holidays[h-1].rule
	switch r.kind {
	case fixedDay:
		return civil(year, r.month, r.day), true
	case nthWeekday:
		if r.day == 5 {
			last := civil(year, r.month+1, 0)
			return last.AddDate(0, 0, -int((last.Weekday()-r.weekday+7)%7)), true
		}
		first := civil(year, r.month, 1)
		return first.AddDate(0, 0, int((r.weekday-first.Weekday()+7)%7)+7*(r.day-1)), true
	case fromEaster:
		return easter(year).AddDate(0, 0, r.day), true
	}
	return time.Time{}, false
}

func civil(year int, m time.Month, day int) time.Time {
	return time.Date(year, m, day, 0, 0, 0, 0, time.UTC)
}

// easter is the Gregorian computus (Meeus, Jones, Butcher).
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return civil(year, time.Month(n/31), n%31+1)
}
