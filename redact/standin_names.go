package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lethe-health/lethe/labels"
)

// nameBook is what the names of one note tell of one another: which words are
// given names, which family names, and which values no stand-in may be.
type nameBook struct {
	given, family map[string]bool // words in lower case
	values        map[string]bool // normalised values
}

// names reads the note's names once, when the first stand-in is asked for.
func (w *work) names() *nameBook {
	if w.named != nil {
		return w.named
	}
	b := &nameBook{given: map[string]bool{}, family: map[string]bool{}, values: map[string]bool{}}
	for i := range w.items {
		it := &w.items[i]
		b.values[Normalize(it.Type, it.value)] = true
		if it.Type != labels.Patient && it.Type != labels.Doctor {
			continue
		}
		parts := nameParts(it.value)
		for k, p := range parts {
			if p.kind == nameWord && len(parts) > 1 {
				if isFamily(parts, k) {
					b.family[strings.ToLower(p.text)] = true
				} else {
					b.given[strings.ToLower(p.text)] = true
				}
			}
		}
	}
	w.named = b
	return b
}

// namePart is a piece of a name.
type namePart struct {
	text string
	kind namePartKind
}

type namePartKind uint8

const (
	nameBetween namePartKind = iota // blanks, commas, full stops
	nameWord
	nameInitial
	nameKept // "Jr", "III", "van": tells nobody
)

// keptNames are words of names that stay: generations and particles.
var keptNames = map[string]bool{"jr": true, "sr": true, "ii": true, "iii": true, "iv": true, "van": true, "von": true, "der": true, "den": true,
	"de": true, "del": true, "dela": true, "la": true, "las": true, "los": true, "da": true, "dos": true, "di": true, "du": true, "bin": true, "ibn": true, "al": true, "el": true, "y": true}

// nameParts takes a name apart. Apostrophes join ("O'Brien"), hyphens part.
func nameParts(s string) (parts []namePart) {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		start := i
		inName := func(r rune) bool {
			return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r == '\'' || r == '’'
		}
		letters := 0
		if word := inName(r); word {
			for i < len(s) && inName(r) {
				letters++
				i += size
				r, size = utf8.DecodeRuneInString(s[i:])
			}
		} else {
			for i < len(s) && !inName(r) {
				i += size
				r, size = utf8.DecodeRuneInString(s[i:])
			}
			parts = append(parts, namePart{s[start:i], nameBetween})
			continue
		}
		p := namePart{s[start:i], nameWord}
		switch {
		case letters == 1:
			p.kind = nameInitial
		case keptNames[strings.ToLower(p.text)]:
			p.kind = nameKept
		}
		parts = append(parts, p)
	}
	if !hasName(parts) { // "AL" are somebody's initials, not a particle
		for i := range parts {
			if parts[i].kind == nameKept {
				parts[i].kind = nameWord
			}
		}
	}
	return parts
}

// isFamily reports whether word k of a name is of the family name: before a
// comma or caret where there is one, else the last word, with what a hyphen
// joins to it.
func isFamily(parts []namePart, k int) bool {
	for i, p := range parts {
		if p.kind == nameBetween && strings.ContainsAny(p.text, ",^") && hasName(parts[i+1:]) {
			return k < i
		}
	}
	for i := k + 1; i < len(parts); i++ {
		if parts[i].kind == nameWord && !strings.Contains(parts[i-1].text, "-") {
			return false
		}
	}
	return true
}

func hasName(parts []namePart) bool {
	for _, p := range parts {
		if p.kind == nameWord || p.kind == nameInitial {
			return true
		}
	}
	return false
}

// nameStandIn replaces each word of a name, and keeps its form: order, initials,
// capitals, punctuation.
func (w *work) nameStandIn(value, scope, try string) string {
	parts, book := nameParts(value), w.names()
	var b strings.Builder
	words := 0
	for _, p := range parts {
		if p.kind == nameWord {
			words++
		}
	}
	for k, p := range parts {
		switch p.kind {
		case nameWord:
			folded := strings.ToLower(p.text)
			family := isFamily(parts, k)
			if words == 1 && !hasInitial(parts) { // "Mary" alone, "Smith" alone
				lex := standIns()
				family = book.family[folded] || !book.given[folded] && !lex.women[folded] && !lex.men[folded]
			}
			b.WriteString(recase(p.text, w.wordStandIn(folded, family, scope, try)))
		case nameInitial:
			b.WriteString(w.initialStandIn(p.text, scope, try))
		default:
			b.WriteString(p.text)
		}
	}
	return b.String()
}

func hasInitial(parts []namePart) bool {
	for _, p := range parts {
		if p.kind == nameInitial {
			return true
		}
	}
	return false
}

// wordStandIn chooses the stand-in of one word of a name.
func (w *work) wordStandIn(folded string, family bool, scope, try string) string {
	k := cacheKey{scope, folded + "\x00" + try, labels.Patient, "given"}
	if family {
		k.kind = "family"
	}
	s := w.r.stand.names.get(k)
	if s == "" {
		s = w.drawName(folded, family, scope, try)
		w.r.stand.names.put(k, s)
	}
	return s
}

// drawName is wordStandIn without its memory.
func (w *work) drawName(folded string, family bool, scope, try string) string {
	lex := standIns()
	if family {
		return w.r.stand.stream(scope, "family", folded, try).pick(lex.surnames)
	}
	st := w.r.stand.stream(scope, "given", folded, try)
	switch {
	case lex.women[folded]:
		return st.pick(lex.female)
	case lex.men[folded]:
		return st.pick(lex.male)
	case soundsFemale(folded):
		return st.pick(lex.female)
	}
	return st.pick(lex.male)
}

// femaleEnds are ends of given names that are women's more often than not.
var femaleEnds = []string{"a", "ine", "ette", "elle", "lyn", "lynn", "een", "ie", "thy", "ise", "ice", "anne", "enne", "ys"}

// soundsFemale guesses the gender of a given name that is on neither list.
func soundsFemale(folded string) bool {
	for _, e := range femaleEnds {
		if strings.HasSuffix(folded, e) {
			return true
		}
	}
	return false
}

// initialStandIn is the initial of the stand-in of the note's given name with
// that initial, so that "J. Smith" and "John Smith" stay one person; any letter
// where the note has no such name, or two.
func (w *work) initialStandIn(letter, scope, try string) string {
	folded, found := strings.ToLower(letter), ""
	for g := range w.names().given {
		if strings.HasPrefix(g, folded) {
			if found != "" {
				found = ""
				break
			}
			found = g
		}
	}
	s := string(rune('A' + w.r.stand.stream(scope, "initial", folded, try).below(26)))
	if found != "" {
		s = w.wordStandIn(found, false, scope, try)[:1]
	}
	return recase(letter, s)
}

// recase writes s in the capitals of old: all lower, all upper, or as it is.
func recase(old, s string) string {
	upper, lower := false, false
	for _, r := range old {
		upper = upper || unicode.IsUpper(r)
		lower = lower || unicode.IsLower(r)
	}
	switch {
	case lower && !upper:
		return strings.ToLower(s)
	case upper && !lower && (utf8.RuneCountInString(old) > 1):
		return strings.ToUpper(s)
	}
	return s
}
