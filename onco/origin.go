package onco

import "github.com/lethe-health/lethe/internal/text"

// Where a tumour that is found elsewhere came from: what the notes name as its
// origin, and that they do not know it.

// originNamed finds the site that a sentence names as where a tumour came from:
// "metastatic adenocarcinoma, consistent with a colonic primary".
func (f *facts) originNamed(m *mention) *mention {
	d := &f.doc
	for i := m.index + 1; i < len(f.mentions) && f.mentions[i].sentence == m.sentence; i++ {
		s := &f.mentions[i]
		if s.term.kind != siteTerm || s.term.class != 'o' || s.first < m.last || int(s.last) >= len(d.Tokens) {
			continue
		}
		if originWords[d.Tokens[s.last].Hash] || f.cameFrom(m, s) {
			return s
		}
	}
	return nil
}

// organInName finds the organ in the name of a spread tumour: "metastatic
// pancreatic adenocarcinoma" began in the pancreas. Organs that tumours spread
// to are no such organ: a "metastatic liver cancer" may have come from anywhere.
func (f *facts) organInName(m *mention) *mention {
	s := &f.doc.Sentences[m.sentence]
	for i := m.index - 1; i >= 0 && f.mentions[i].sentence == m.sentence && m.index-i < maxLookBack; i-- {
		o := &f.mentions[i]
		if o.term.kind != siteTerm || o.term.class != 'o' && o.term.class != 'a' || o.last > m.first || m.first-o.last > 2 || brokenBy(&f.doc, o.last, m.first) {
			continue
		}
		if spreadTo[o.term.code[:3]] {
			return nil
		}
		for k := o.first - 1; k >= s.FirstToken && k >= o.first-3 && f.doc.Tokens[k].Kind != text.Punct && f.doc.Tokens[k].Hash != hashTo; k-- {
			if metastasisWords[f.doc.Tokens[k].Hash] {
				o.metastatic = false
				return o
			}
		}
	}
	return nil
}

// spreadTo are sites where a tumour that is named after them may be secondary.
var spreadTo = siteSet("C22 C71 C70 C40 C41 C77 C48 C38 C74")

// tellsOrgan reports whether a histology by itself says where it began.
func (t *term) tellsOrgan() bool {
	return t.class == 'h' && len(t.implied) == 3 && !spreadTo[t.implied] && t.implied != "C49"
}

var (
	originWords = wordSet("primary", "origin")
	fromWords   = wordSet("consistent", "compatible", "w", "from", "favor", "favoring", "favour", "favors")
	hashTo      = text.HashFold("to")
)

// fromReach is how far behind a metastasis, in tokens, the organ stands that it
// is said to come from.
const fromReach = 5

// cameFrom reports whether a metastasis is said to come from an organ right
// behind it: "metastatic carcinoma consistent with breast". An organ that
// tumours spread to is none.
func (f *facts) cameFrom(m, s *mention) bool {
	if !m.metastatic || spreadTo[s.term.code[:3]] || s.first-m.last > fromReach {
		return false
	}
	from := false
	for k := m.last; k < s.first; k++ {
		h := f.doc.Tokens[k].Hash
		if h == hashTo || metastasisWords[h] || h == hashIn {
			return false
		}
		from = from || fromWords[h]
	}
	return from
}

// unknownPrimary is the site of a tumour that is found only where it spread to.
const unknownPrimary = "C80.9"

var (
	lostBefore = wordSet("unknown", "occult", "undetermined", "uncertain")
	lostAfter  = wordSet("unknown", "undetermined", "unidentified", "undeterminable", "occult")
	hashSite   = text.HashFold("site")
	hashCannot = text.HashFold("cannot")
)

// lostPrimary reports whether a document says that where a tumour began is not
// known: "unknown primary", "primary site cannot be determined".
func (f *facts) lostPrimary() bool {
	d := &f.doc
	for k := range d.Tokens {
		if wordBits(d.Tokens[k].Hash)&bitOrigin == 0 {
			continue
		}
		if k > 0 && lostBefore[d.Tokens[k-1].Hash] {
			return true
		}
		j := k + 1
		if j < len(d.Tokens) && d.Tokens[j].Hash == hashSite {
			j++
		}
		for n := 0; j < len(d.Tokens) && n < 2 && d.Tokens[j].Kind == text.Word; j, n = j+1, n+1 {
			if lostAfter[d.Tokens[j].Hash] || d.Tokens[j].Hash == hashCannot {
				return true
			}
		}
	}
	return false
}
