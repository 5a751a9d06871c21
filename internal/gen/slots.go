package gen

import (
	"math/rand/v2"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lethe-health/lethe/labels"
)

func sortedKeys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func asciiOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
}

// nearWord reports whether two words of five letters or more differ by one
// letter put in, left out or changed.
func nearWord(a, b string) bool {
	if len(a) < 5 || len(b) < 5 || a == b {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}

// misspell changes one letter of a word.
func misspell(s string, rng *rand.Rand) string {
	r := []rune(s)
	if len(r) < 3 {
		return s
	}
	i := 1 + rng.IntN(len(r)-1)
	switch rng.IntN(4) {
	case 0:
		r = append(r[:i], r[i+1:]...)
	case 1:
		r[i] = rune('a' + rng.IntN(26))
	case 2:
		r = append(r[:i], append([]rune{r[i-1]}, r[i:]...)...)
	default:
		if i > 1 {
			r[i-1], r[i] = r[i], r[i-1]
		}
	}
	return string(r)
}

// scrambleDigits changes every digit but a leading zero or one.
func scrambleDigits(s string, rng *rand.Rand) string {
	b := []byte(s)
	for i, c := range b {
		if c >= '0' && c <= '9' && rng.IntN(8) > 0 {
			b[i] = byte('0' + rng.IntN(10))
		}
	}
	return string(b)
}

// code changes the digits of an id and, half the time, its letters.
func (f *filler) code(s string) string {
	letters := f.rng.IntN(2) == 0
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return rune('0' + f.rng.IntN(10))
		case letters && r >= 'a' && r <= 'z':
			return rune('a' + f.rng.IntN(26))
		case letters && r >= 'A' && r <= 'Z':
			return rune('A' + f.rng.IntN(26))
		}
		return r
	}, s)
}

func (f *filler) age(s string) string {
	n, err := strconv.Atoi(s)
	if err != nil {
		return s
	}
	if n > 30 || f.rng.IntN(4) == 0 {
		return strconv.Itoa(18 + f.rng.IntN(82))
	}
	return strconv.Itoa(1 + f.rng.IntN(30))
}

var months = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
var weekdays = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// calendar maps a written month or weekday to its family and form.
func calendarWord(w string, rng *rand.Rand) (string, bool) {
	l := strings.ToLower(w)
	for _, set := range [][]string{months, weekdays} {
		for _, full := range set {
			f := strings.ToLower(full)
			if l == f {
				return caseLike(set[rng.IntN(len(set))], w), true
			}
			if len(l) >= 3 && len(l) < len(f) && strings.HasPrefix(f, l) {
				n := set[rng.IntN(len(set))]
				return caseLike(n[:min(len(l), len(n))], w), true
			}
		}
	}
	return w, false
}

// date rewrites a date in the same shape: numbers within the range of what
// they may be, months and weekdays for others.
func (f *filler) date(s string) string {
	if f.rng.IntN(4) == 0 && !strings.ContainsAny(s, "0123456789") {
		for range 6 { // another expression of words: holidays, seasons
			if v := pick(f.g.pool[labels.Date], f.rng); v != "" && !strings.ContainsAny(v, "0123456789") {
				return caseLike(v, s)
			}
		}
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		j := i
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			for j < len(s) && s[j] >= '0' && s[j] <= '9' {
				j++
			}
			b.WriteString(f.dateNumber(s[i:j]))
		case unicode.IsLetter(rune(c)):
			for j < len(s) && unicode.IsLetter(rune(s[j])) {
				j++
			}
			w, _ := calendarWord(s[i:j], f.rng)
			b.WriteString(w)
		default:
			j++
			b.WriteByte(c)
		}
		i = j
	}
	return b.String()
}

func (f *filler) dateNumber(d string) string {
	n, _ := strconv.Atoi(d)
	pad := func(v, w int) string {
		t := strconv.Itoa(v)
		for len(t) < w {
			t = "0" + t
		}
		return t
	}
	r := f.rng
	switch {
	case len(d) == 4 && n >= 1900 && n < 2100:
		return pad(1930+r.IntN(97), 4)
	case len(d) == 8 && n > 19000000:
		return pad(1930+r.IntN(97), 4) + pad(1+r.IntN(12), 2) + pad(1+r.IntN(28), 2)
	case len(d) > 2 || n == 0:
		return scrambleDigits(d, r)
	case n > 31:
		return pad(32+r.IntN(68), 2)
	case n > 12:
		return pad(13+r.IntN(19), len(d))
	case len(d) == 2 && d[0] != '0':
		return pad(10+r.IntN(3), 2)
	}
	return pad(1+r.IntN(9), len(d))
}

func pick(xs []string, rng *rand.Rand) string {
	if len(xs) == 0 {
		return ""
	}
	return xs[rng.IntN(len(xs))]
}

// places gives a new value to a place or an occupation.
func (f *filler) place(p piece) string {
	l, r := f.g.lists, f.rng
	v := ""
	switch p.kind {
	case labels.City:
		v = f.city(p.text)
	case labels.State:
		for range 8 {
			v = pick(f.g.pool[labels.State], r)
			if (utf8.RuneCountInString(v) <= 3) == (utf8.RuneCountInString(p.text) <= 3) {
				break
			}
		}
	case labels.Country:
		v = pick(l.countries, r)
		if r.IntN(2) == 0 || len(p.text) <= 3 {
			v = pick(f.g.pool[labels.Country], r)
		}
	case labels.Profession:
		v = pick(f.g.pool[labels.Profession], r)
		if r.IntN(3) == 0 {
			v = pick(l.professions, r)
		}
	case labels.Street:
		v = f.street(p.text)
	default:
		v = pick(f.g.pool[p.kind], r)
		if strings.HasSuffix(strings.ToLower(p.text), "county") {
			v = pick(l.counties, r) + " County"
		} else if r.IntN(3) == 0 {
			v = f.properWords(p.text)
		}
	}
	if v == "" || strings.Contains(p.text, "\n") {
		return p.text
	}
	return caseLike(v, p.text)
}

var townTails = strings.Fields("ville ton burg berg burgh mouth port stad side view town land fort furt chester haven borough bury shire field ford wood dale mont")
var townHeads = strings.Fields("North South East West New Port Lake Fort Mount Saint San Santa El Los Upper Lower Old")

func (f *filler) city(old string) string {
	l, r := f.g.lists, f.rng
	if len(old) <= 3 { // an abbreviation
		return f.code(old)
	}
	switch r.IntN(8) {
	case 0, 1, 2:
		return pick(l.cities, r)
	case 3:
		return pick(f.g.pool[labels.City], r)
	case 4:
		return f.newName(false) + pick(townTails, r)
	case 5:
		return pick(townHeads, r) + " " + f.newName(r.IntN(2) == 0)
	case 6:
		return pick(townHeads, r) + " " + f.newName(true) + pick(townTails, r)
	}
	return f.newName(true) + pick(townTails, r)
}

func (f *filler) street(old string) string {
	r := f.rng
	if !strings.ContainsAny(old, "0123456789") || r.IntN(3) == 0 {
		return f.properWords(scrambleDigits(old, r))
	}
	if r.IntN(2) == 0 {
		for range 6 {
			if v := pick(f.g.pool[labels.Street], r); strings.ContainsAny(v, "0123456789") {
				return scrambleDigits(v, r)
			}
		}
	}
	n := strconv.Itoa(1 + r.IntN([]int{99, 999, 9999, 99999}[r.IntN(4)]))
	v := n + " "
	if r.IntN(5) == 0 {
		v += pick([]string{"N ", "S ", "E ", "W ", "North ", "West ", "NE ", "SW "}, r)
	}
	switch r.IntN(4) {
	case 0:
		v += pick(f.g.lists.cities, r)
	case 1:
		v += f.newName(true) + " " + f.newName(false)
	default:
		v += f.newName(false)
	}
	v += " " + pick(f.g.lists.streetTails, r)
	if r.IntN(3) == 0 {
		v += pick([]string{" Apt ", ", Apt. ", " Suite ", " Unit ", " #", " apt. ", ", Suite "}, r) + strconv.Itoa(1+r.IntN(400))
	}
	return v
}

// properWords exchanges the words of a name that are no common words.
func (f *filler) properWords(s string) string {
	ws := nameWords(s)
	for i, w := range ws {
		k := strings.ToLower(w)
		if !isName(w) || utf8.RuneCountInString(w) < 3 || f.g.plain[k] > 1 || keepInNames[k] || genericBody[k] {
			continue
		}
		if v, ok := f.words[k]; ok {
			ws[i] = caseLike(v, w)
			continue
		}
		var v string
		switch f.rng.IntN(4) {
		case 0:
			v = pick(f.g.lists.cities, f.rng)
		case 1:
			v = f.newName(true)
		default:
			v = f.newName(false)
		}
		if w == strings.ToUpper(w) && len(w) <= 5 && s == w {
			v = f.code(w)
		}
		f.words[k] = v
		ws[i] = caseLike(v, w)
	}
	return strings.Join(ws, "")
}

// genericBody are words of names of hospitals and bodies that stay.
var genericBody = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`hospital medical center centre clinic health healthcare care regional general memorial community
 university college school family practice associates group physicians surgery surgical cancer institute children children's women's
 rehabilitation rehab nursing home hospice dialysis pathology radiology imaging urgent pediatrics pediatric orthopedics cardiology
 oncology dental eye foot ankle department county state city national american saint st mercy baptist methodist presbyterian
 catholic veterans va insurance mutual life company co inc llc corp corporation bank services service pharmacy drug store foods
 construction transport trucking logistics church parish lutheran elementary middle high academy district police sheriff fire
 union local league club association society foundation of the and for at in on plan blue cross shield united`) {
		m[w] = true
	}
	return m
}()

// smallHeads are nouns that notes write small after the name of a place of care.
var smallHeads = strings.Fields("clinic clinic clinic hospital hospital center office pavilion hospice rehab")

// body gives a new value to a hospital or an organisation.
func (f *filler) body(p piece) string {
	r := f.rng
	if strings.Contains(p.text, "\n") {
		return f.properWords(p.text)
	}
	switch x := r.IntN(20); {
	case x == 0 && p.kind == labels.Hospital && len(p.text) > 6: // "Pearson clinic"
		return caseLike(f.newName(false)+" "+pick(smallHeads, r), p.text)
	case x < 6:
		if v := pick(f.g.pool[p.kind], r); v != "" {
			return caseLike(v, p.text)
		}
	case x < 8 && p.kind == labels.Hospital && len(p.text) > 6:
		return caseLike(titleWords(strings.ToLower(pick(f.g.lists.hospitals, r))), p.text)
	}
	return f.properWords(p.text)
}
