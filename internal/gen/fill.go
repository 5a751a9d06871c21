package gen

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lethe-health/lethe/labels"
)

// piece is a stretch of a note: plain text (Type 0) or one slot.
type piece struct {
	text string
	kind labels.Type
}

// pieces takes a marked note apart.
func pieces(n Note) []piece {
	var out []piece
	at := 0
	for _, m := range n.Spans {
		if m.Start > at {
			out = append(out, piece{n.Text[at:m.Start], 0})
		}
		out = append(out, piece{n.Text[m.Start:m.End], m.Type})
		at = m.End
	}
	if at < len(n.Text) {
		out = append(out, piece{n.Text[at:], 0})
	}
	return out
}

// join puts the pieces together again; empty slots vanish.
func join(id, form string, ps []piece) Note {
	var b strings.Builder
	n := Note{ID: id, Form: form}
	for _, p := range ps {
		if p.kind != 0 && p.text != "" {
			n.Spans = append(n.Spans, Mark{labels.Span{Start: b.Len(), End: b.Len() + len(p.text)}, p.kind})
		}
		b.WriteString(p.text)
	}
	n.Text = b.String()
	return n
}

// Generator makes new notes out of the corpus's.
type Generator struct {
	lists *lists
	pool  map[labels.Type][]string // slot values of the whole corpus
	plain map[string]int           // words in lower case outside slots
}

// NewGenerator takes slot values for exchange from the given notes: the ones
// trained on, never those tested on.
func NewGenerator(notes []Note) *Generator {
	g := &Generator{lists: loadLists(), pool: map[labels.Type][]string{}, plain: map[string]int{}}
	for _, n := range notes {
		for _, p := range pieces(n) {
			if p.kind != 0 {
				if !strings.ContainsAny(p.text, "\n\t|") {
					g.pool[p.kind] = append(g.pool[p.kind], p.text)
				}
				continue
			}
			for _, w := range strings.FieldsFunc(p.text, func(r rune) bool { return !unicode.IsLetter(r) }) {
				if w == strings.ToLower(w) {
					g.plain[w]++
				}
			}
		}
	}
	return g
}

// Refill writes the note anew: its slots filled with other values, alike where
// they were alike, then, sometimes, worn by noise. Equal seeds give equal notes.
func (g *Generator) Refill(n Note, seed uint64) Note {
	rng := rand.New(rand.NewPCG(seed, hash64(n.ID)))
	f := &filler{g: g, rng: rng, words: map[string]string{}, values: map[string]string{}}
	f.casts = 1 + rng.IntN(3)
	ps := pieces(n)
	f.plan(ps)
	for i := range ps {
		if ps[i].kind != 0 {
			before := ""
			if i > 0 {
				before = ps[i-1].text
			}
			ps[i].text = f.fill(ps[i], before)
		}
	}
	ps = g.noise(ps, n.Form, rng)
	if rng.IntN(2) == 0 { // the marks' own notation has no bars: notes show them broken
		ps = each(ps, func(s string) string { return strings.ReplaceAll(s, "¦", "|") })
	}
	out := join(n.ID, n.Form, ps)
	if rng.IntN(8) == 0 {
		out = excerpt(out, rng)
	}
	return out
}

// excerpt keeps a few lines of a note: messages and snippets must be read
// without the rest of a document to speak for their names.
func excerpt(n Note, rng *rand.Rand) Note {
	var starts []int // of lines
	for i := range len(n.Text) {
		if i == 0 || n.Text[i-1] == '\n' {
			starts = append(starts, i)
		}
	}
	if len(starts) < 3 {
		return n
	}
	k := rng.IntN(len(starts))
	from, to := starts[k], len(n.Text)
	if e := k + 1 + rng.IntN(4); e < len(starts) {
		to = starts[e]
	}
	out := Note{ID: n.ID, Form: n.Form}
	for _, m := range n.Spans { // a mark that goes over the cut stays whole
		if m.Start < from && m.End > from {
			from = m.Start
		}
		if m.Start < to && m.End > to {
			to = m.End
		}
	}
	for _, m := range n.Spans {
		if m.Start >= from && m.End <= to {
			m.Start, m.End = m.Start-from, m.End-from
			out.Spans = append(out.Spans, m)
		}
	}
	out.Text = n.Text[from:to]
	return out
}

func hash64(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// filler fills the slots of one note.
type filler struct {
	g      *Generator
	rng    *rand.Rand
	words  map[string]string // old name word, folded → new
	values map[string]string // old value with its type → new, for ids
	given  map[string]bool   // name words that the note uses as given names
	casts  int
	family *origin
}

// fill gives the new value of a slot.
func (f *filler) fill(p piece, before string) string {
	switch p.kind {
	case labels.Patient, labels.Doctor:
		return f.name(p.text)
	case labels.Date:
		return f.date(p.text)
	case labels.Age:
		return f.age(p.text)
	case labels.Username, labels.Email:
		return f.login(p)
	case labels.URL:
		return f.once(p, func() string { return f.mapNames(scrambleDigits(p.text, f.rng)) })
	case labels.IDNum, labels.MedicalRecord, labels.HealthPlan, labels.Device, labels.BioID:
		return f.once(p, func() string { return f.code(p.text) })
	case labels.Phone, labels.Fax, labels.Zip:
		return f.once(p, func() string { return scrambleDigits(p.text, f.rng) })
	case labels.City, labels.State, labels.Country, labels.LocationOther, labels.Street, labels.Profession:
		return f.once(p, func() string { return f.place(p) })
	case labels.Hospital, labels.Organization:
		return f.once(p, func() string { return f.body(p) })
	}
	return p.text
}

// once keeps equal values of a note equal.
func (f *filler) once(p piece, make func() string) string {
	k := p.kind.String() + strings.ToLower(p.text)
	if v, ok := f.values[k]; ok {
		return caseLike(v, p.text)
	}
	v := p.text // some stay as they were written
	if f.rng.IntN(12) > 0 {
		v = make()
	}
	f.values[k] = v
	return v
}

// caseLike writes v in the capitals of old.
func caseLike(v, old string) string {
	up, lo := 0, 0
	for _, r := range old {
		if unicode.IsUpper(r) {
			up++
		} else if unicode.IsLower(r) {
			lo++
		}
	}
	switch {
	case up+lo == 0:
		return v
	case up == 0:
		return strings.ToLower(v)
	case lo == 0 && up > 1:
		return strings.ToUpper(v)
	}
	if v == strings.ToLower(v) || v == strings.ToUpper(v) && utf8.RuneCountInString(v) > 3 {
		return titleWords(strings.ToLower(v))
	}
	return v
}

func titleWords(s string) string {
	up := true
	return strings.Map(func(r rune) rune {
		c := r
		if up {
			c = unicode.ToUpper(r)
		}
		up = r == ' ' || r == '-'
		return c
	}, s)
}
