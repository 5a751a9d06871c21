package gen

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lethe-health/lethe/labels"
)

// keepInNames are words of a name that stay.
var keepInNames = map[string]bool{
	"jr": true, "sr": true, "ii": true, "iii": true, "iv": true, "van": true, "von": true, "de": true, "der": true,
	"den": true, "la": true, "da": true, "di": true, "del": true, "dos": true, "al": true, "el": true, "bin": true,
	"ben": true, "and": true, "le": true, "du": true, "ter": true, "ibn": true, "st": true, "baby": true, "boy": true,
	"girl": true, "of": true, "y": true, "dr": true,
}

// nameWords cuts a name into words and what stands between them.
func nameWords(s string) []string {
	var out []string
	start := 0
	in := false
	for i, r := range s {
		l := unicode.IsLetter(r) || unicode.IsMark(r) || (in && (r == '\'' || r == '’' || r == '-'))
		if i > 0 && l != in {
			out = append(out, s[start:i])
			start = i
		}
		in = l
	}
	return append(out, s[start:])
}

// plan decides which words of the note's names are given names: those that
// are not last in "First Last" nor first in "Last, First".
func (f *filler) plan(ps []piece) {
	f.given = map[string]bool{}
	f.family = f.anyOrigin()
	surname := map[string]bool{}
	for i, p := range ps {
		if p.kind != labels.Patient && p.kind != labels.Doctor {
			continue
		}
		var ws []string
		for _, w := range nameWords(p.text) {
			if utf8.RuneCountInString(w) > 1 && isName(w) && !keepInNames[strings.ToLower(w)] {
				ws = append(ws, strings.ToLower(w))
			}
		}
		if len(ws) == 0 {
			continue
		}
		titled := false
		if i > 0 {
			b := strings.ToLower(strings.TrimRight(ps[i-1].text, " ."))
			titled = strings.HasSuffix(b, "mr") || strings.HasSuffix(b, "mrs") || strings.HasSuffix(b, "ms") || strings.HasSuffix(b, "dr")
		}
		comma := strings.ContainsAny(p.text, ",^")
		for k, w := range ws {
			last := len(ws) > 1 && ((!comma && k == len(ws)-1) || (comma && k == 0)) || len(ws) == 1 && titled
			if last {
				surname[w] = true
			} else if len(ws) > 1 || p.kind == labels.Patient {
				f.given[w] = true
			}
		}
	}
	for w := range surname {
		delete(f.given, w)
	}
}

func isName(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsLetter(r)
}

// name rewrites a person's name word by word.
func (f *filler) name(s string) string {
	ws := nameWords(s)
	for i, w := range ws {
		if !isName(w) || keepInNames[strings.ToLower(w)] {
			continue
		}
		ws[i] = f.nameWord(w)
	}
	return strings.Join(ws, "")
}

// nameWord gives the new form of one word of a name, the same over the note.
// Single letters become the initial of what the words they may stand for have
// become.
func (f *filler) nameWord(w string) string {
	k := strings.ToLower(w)
	if utf8.RuneCountInString(w) == 1 {
		for _, old := range sortedKeys(f.words) {
			if strings.HasPrefix(old, k) && utf8.RuneCountInString(old) > 1 {
				return caseLike(firstLetter(f.words[old]), w)
			}
		}
	}
	if v, ok := f.words[k]; ok {
		return nameCase(v, w)
	}
	n := utf8.RuneCountInString(w)
	if n == 1 || n <= 3 && w == strings.ToUpper(w) && !f.given[k] {
		r := make([]rune, n) // initials
		for i := range r {
			r[i] = rune('A' + f.rng.IntN(26))
		}
		f.words[k] = string(r)
		return caseLike(string(r), w)
	}
	for _, old := range sortedKeys(f.words) { // a misspelt form of a known word
		if nearWord(old, k) {
			v := misspell(f.words[old], f.rng)
			f.words[k] = v
			return nameCase(v, w)
		}
	}
	v := f.newName(f.given[k])
	f.words[k] = v
	return nameCase(v, w)
}

// anyOrigin draws an origin, all alike but that one draw in six is of those with
// short names.
func (f *filler) anyOrigin() *origin {
	l, rng := f.g.lists, f.rng
	if rng.IntN(6) == 0 && len(l.brief) > 0 {
		return &l.origins[l.brief[rng.IntN(len(l.brief))]]
	}
	return &l.origins[rng.IntN(len(l.origins))]
}

// newName draws a name: most from the lists of an origin (anyOrigin), some from
// the census, some made up, some that are words too.
func (f *filler) newName(given bool) string {
	l, rng := f.g.lists, f.rng
	o := f.family
	if rng.IntN(f.casts+1) > 0 {
		o = f.anyOrigin()
	}
	list, sp := o.surname, o.spellS
	if given {
		list, sp = o.given, o.spellG
	}
	switch x := rng.IntN(100); {
	case x < 48:
		return list[rng.IntN(len(list))]
	case x < 64:
		if given {
			return l.phileas[rng.IntN(len(l.phileas))]
		}
		return l.census[rng.IntN(len(l.census))]
	case x < 70 && !given: // common ones, as they are in life
		return l.census[rng.IntN(600)]
	case x < 76:
		return l.nameWords[rng.IntN(len(l.nameWords))]
	case x < 78 && !given:
		return compound(rng)
	default:
		return sp.word(rng)
	}
}

// compound makes a family name of two ordinary words, apart or as one:
// "Little Thunder", "Yellowhorse".
func compound(rng *rand.Rand) string {
	a, b := pick(compoundFirst, rng), pick(compoundLast, rng)
	if rng.IntN(3) == 0 {
		return a + strings.ToLower(b)
	}
	return a + " " + b
}

var (
	compoundFirst = strings.Fields("Bad Big Black Blue Brave Broken Charging Crow Eagle Fast First Flying Gray Good Gold High Holy Iron Kills Laughing Little Lone Long Looking Makes Many Medicine One Pretty Red Running Sharp Shining Singing Sitting Spotted Standing Strong Swift Tall Three Two Walking White Wind Wolf Yellow")
	compoundLast  = strings.Fields("Bear Bird Boy Buffalo Bull Cloud Crow Deer Dog Eagle Elk Eye Eyes Face Feather Fire Goat Goats Hair Hat Hawk Heart Hill Horse Horses Killer Lance Lightning Man Moon Owl Plume River Rock Shield Sky Star Stone Thunder Tooth Turtle Walker Water Weasel Wind Wing Wolf Woman Wood")
)

// nameCase writes a new name as the old word was written.
func nameCase(v, old string) string {
	switch {
	case old == strings.ToLower(old):
		return strings.ToLower(v)
	case old == strings.ToUpper(old) && utf8.RuneCountInString(old) > 1:
		return strings.ToUpper(v)
	}
	return v
}

func firstLetter(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r))
}

// login rewrites a user name or address: names inside it follow the note's.
func (f *filler) login(p piece) string {
	v := f.mapNames(p.text)
	if v == p.text {
		v = f.once(p, func() string { return f.code(p.text) })
	} else {
		v = scrambleDigits(v, f.rng)
		f.values[p.kind.String()+strings.ToLower(p.text)] = v
	}
	return v
}

// mapNames exchanges the note's name words wherever they stand in s.
func (f *filler) mapNames(s string) string {
	low := strings.ToLower(s)
	for _, old := range sortedKeys(f.words) {
		if utf8.RuneCountInString(old) < 4 {
			continue
		}
		if i := strings.Index(low, old); i >= 0 && len(low) == len(s) {
			v := asciiOnly(strings.ToLower(f.words[old]))
			if v == "" {
				continue
			}
			s = s[:i] + v + s[i+len(old):]
			low = strings.ToLower(s)
		}
	}
	return s
}
