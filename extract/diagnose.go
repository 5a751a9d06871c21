package extract

import (
	"slices"
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/assertion"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// sourceScores: how surely a term of a source is a diagnosis and its code right.
var sourceScores = [...]float64{
	icd10.SourceOwn: 0.95, icd10.SourceIndex: 0.85, icd10.SourceNeoplasm: 0.85, icd10.SourceTabular: 0.85, icd10.SourceInclusion: 0.8,
	icd10.SourceOntology: 0.75, icd10.SourceParent: 0.45, icd10.SourceAbbreviation: 0.6, icd10.SourceExternal: 0.6,
}

// diagnoses makes diagnoses of the matches chosen.
func (s *scratch) diagnoses(n Note) []Diagnosis {
	s.codes, s.taken = s.codes[:0], 0
	for i := range s.found {
		if m := &s.found[i]; m.n > 1 {
			s.voidWithin(m)
		}
	}
	for i := range s.found {
		if m := &s.found[i]; m.entry.Flags&icd10.EntryDrop == 0 && !s.inHeading(m) && !s.named(m) {
			c := s.code(m)
			if m.worse && (c.status == Present || c.status == Historical) || m.feared && c.status != Hypothetical {
				continue
			}
			s.codes = append(s.codes, c)
		}
	}
	s.complicated()
	s.typeOfDiabetes()
	s.ages()
	s.sequels()
	s.setting()
	s.consent()
	g := s.trimesters()
	s.anaphora()
	s.oneSided()
	s.findDates(n)
	out := make([]Diagnosis, 0, len(s.codes))
	for i := range s.codes {
		out = append(out, s.diagnosis(&s.codes[i], n))
	}
	if s.x.opts.GestationalAge && g.weeks > 0 {
		out = s.weeks(out, g, n)
	}
	return s.printed(out, n)
}

// voidWithin takes the cues out of play that are part of the mention's name.
func (s *scratch) voidWithin(m *match) {
	for _, k := range m.pos[:m.n] {
		if s.words[k] == s.x.classes.without {
			s.context.Void(labels.Span{Start: int(s.doc.Tokens[m.from].Start), End: int(s.doc.Tokens[m.to].End)})
			return
		}
	}
}

// inHeading reports whether a match is part of the heading of a section whose
// kind is known: "SUBSTANCE ABUSE:" names what follows, not what the patient has.
func (s *scratch) inHeading(m *match) bool {
	at := int(s.doc.Tokens[m.from].Start)
	i := s.doc.SectionAt(at)
	return i >= 0 && s.doc.Sections[i].Kind != text.SectionNone && at < s.doc.Sections[i].Heading.End
}

// coded is a match with its code.
type coded struct {
	m         *match
	code      icd10.Code
	seventh   byte
	sideKnown bool
	since     bool        // its date is when it began, and it goes on
	span      labels.Span // matched words with the qualifiers before them
	finding   assertion.Finding
	status    Assertion
}

// code refines the code of a match by the words around it.
func (s *scratch) code(m *match) coded {
	d := s.x.dict
	c := coded{m: m, code: d.Complete(m.entry.Code)}
	c.span = s.extend(m)
	side := s.sideOf(m)
	c.finding = s.assert(m)
	if side == icd10.NoSide && c.finding.Status != assertion.Family {
		side = s.sideInNote(m, c.finding.Status == assertion.Negated)
	}
	if side == icd10.Bilateral && c.finding.Status == assertion.Negated {
		if _, ok := d.Sided(c.code, side); !ok {
			side = icd10.NoSide // what is denied of both is of neither
		}
	}
	if k := s.ofLimb(m, c.code, side); k != "" {
		if x, _, ok := d.Lookup(k); ok {
			c.code, c.sideKnown = d.Complete(x), true
		}
	} else if side != icd10.NoSide {
		c.code, c.sideKnown = s.sided(c.code, side)
	}
	s.poison(&c)
	s.allergic(&c)
	s.anaphylaxis(&c)
	s.pressure(&c, side)
	s.vertebral(&c)
	s.consciousness(&c)
	s.many(&c)
	c.code = s.validCode(c.code)
	c.status = s.status(&c)
	s.pastSmoker(&c)
	c.seventh = s.seventh(c.code, m, side)
	return c
}

// assert returns the assertion of a match. A cue inside it, "colitis risk with
// immunotherapy", is looked at from its first words.
func (s *scratch) assert(m *match) assertion.Finding {
	toks := s.doc.Tokens
	f := s.context.Assert(labels.Span{Start: int(toks[m.from].Start), End: int(toks[m.to].End)})
	if f.Status != assertion.Present || m.holes == 0 {
		return f
	}
	p := m.pos[:m.n]
	last := p[0]
	for _, k := range p[1:] {
		if k != last+1 {
			break
		}
		last = k
	}
	return s.context.Assert(labels.Span{Start: int(toks[p[0]].Start), End: int(toks[last].End)})
}

// validCode returns the code, or what the note's fiscal year has for it. A code
// that the year has nothing for stays as it is, and is not billable.
func (s *scratch) validCode(c icd10.Code) icd10.Code {
	if k := s.x.dict.InYear(c, s.year); k != icd10.None {
		return k
	}
	return c
}

// extend returns the mention's span, with the qualifiers that stand before it.
func (s *scratch) extend(m *match) labels.Span {
	k := int(m.from)
	toks := s.doc.Tokens
	first := max(s.sentenceStart(k), s.taken)
	s.taken = int(m.to) + 1
	for k > first && s.x.classes.qualifier[toks[k-1].Hash] {
		k--
	}
	return labels.Span{Start: int(toks[k].Start), End: int(toks[m.to].End)}
}

func (s *scratch) sentenceStart(k int) int {
	if i := s.doc.SentenceAt(int(s.doc.Tokens[k].Start)); i >= 0 {
		return int(s.doc.Sentences[i].FirstToken)
	}
	return k
}

func (s *scratch) sentenceEnd(k int) int {
	if i := s.doc.SentenceAt(int(s.doc.Tokens[k].Start)); i >= 0 {
		return int(s.doc.Sentences[i].EndToken)
	}
	return k + 1
}

// seventh returns the seventh character that the note supports: of encounters
// the initial one, unless the words speak of a later one; of eyes, stages and
// fetuses what is said, else the one for what is not.
func (s *scratch) seventh(c icd10.Code, m *match, side icd10.Side) byte {
	d := s.x.dict
	chars := d.Sevenths(c)
	if chars == "" {
		return 0
	}
	if strings.IndexByte(chars, 'A') < 0 {
		want := sevenSides[side]
		plain := chars[0]
		for i := range len(chars) {
			words := d.SeventhWords(c, chars[i])
			if want != "" && strings.HasPrefix(words, want) {
				return chars[i]
			}
			if strings.Contains(words, "unspecified") {
				plain = chars[i]
			}
		}
		return plain
	}
	want := byte('A')
	first, last := s.sentenceStart(int(m.from)), s.sentenceEnd(int(m.from))
	for k := max(first, int(m.from)-6); k < min(last, int(m.to)+7); k++ {
		if w, ok := encounterWords[s.doc.Tokens[k].Hash]; ok {
			want = w
		}
	}
	if strings.IndexByte(chars, want) < 0 {
		return 'A'
	}
	return want
}

var sevenSides = [...]string{icd10.NoSide: "", icd10.Right: "right eye", icd10.Left: "left eye", icd10.Bilateral: "bilateral", icd10.Unspecified: ""}

var encounterWords = func() map[uint32]byte {
	m := make(map[uint32]byte)
	for w, c := range map[string]byte{
		"sequela": 'S', "sequelae": 'S', "residual": 'S', "malunion": 'P', "nonunion": 'K', "healing": 'D', "healed": 'D', "aftercare": 'D',
		"open": 'B', "compound": 'B', "delayed": 'G',
	} {
		m[text.HashFold(w)] = c
	}
	return m
}()

// diagnosis fills in what is told about a coded match.
func (s *scratch) diagnosis(c *coded, n Note) Diagnosis {
	d := s.x.dict
	dx := Diagnosis{
		Code: d.String(c.code), System: System, Name: d.Name(c.code), Span: c.span, Assertion: c.status,
		Section: Section(s.section(c.span.Start).String()),
		Score:   sourceScores[c.m.entry.Source],
		Evidence: Evidence{
			Mention: c.span,
			Cue:     c.finding.Cue,
		},
		Billable: d.LeafIn(c.code, s.year),
	}
	if c.status == Present {
		dx.Evidence.Cue = labels.Span{}
	}
	if c.seventh != 0 {
		dx.Code = d.WithSeventh(c.code, c.seventh)
		dx.Name = s.x.names.with(d, c.code, c.seventh)
	}
	dx.Score -= 0.05 * float64(c.m.holes)
	if s.isMisspelt(c.m) {
		dx.Score -= 0.1
	}
	dx.Alternatives = s.alternatives(c)
	row := c.m.entry.Row
	if row < 0 {
		row = s.row(c.code)
	}
	dx.IndexPath = d.Path(row)
	dx.Date, dx.Stated = s.dateOf(c, n)
	if dx.Stated && dx.Assertion == Present && s.longPast(c, dx.Date, n) {
		dx.Assertion = Historical
	}
	dx.Missing = s.missing(c)
	dx.Evidence.Modifiers = s.modifiers(c)
	return dx
}

// row returns the index row of the code, or of its nearest ancestor that has
// one.
func (s *scratch) row(c icd10.Code) int32 {
	d := s.x.dict
	for ; c != icd10.None; c = d.Parent(c) {
		if r := d.Row(c); r >= 0 {
			return r
		}
	}
	return -1
}

// modifiers returns the words of the mention beyond its first and rarest.
func (s *scratch) modifiers(c *coded) []labels.Span {
	if c.m.n < 2 {
		return nil
	}
	out := make([]labels.Span, 0, c.m.n-1)
	rarest := icd10.NoWord
	for _, k := range c.m.pos[:c.m.n] {
		rarest = min(rarest, s.words[k])
	}
	for _, k := range c.m.pos[:c.m.n] {
		if s.words[k] != rarest {
			t := s.doc.Tokens[k]
			out = append(out, labels.Span{Start: int(t.Start), End: int(t.End)})
		}
	}
	return out
}

// isMisspelt reports whether the match rests on a corrected word.
func (s *scratch) isMisspelt(m *match) bool {
	for _, k := range m.pos[:m.n] {
		if slices.Contains(s.misspelt, k) {
			return true
		}
	}
	return false
}

// alternatives returns the other codes that the words of the match came near.
func (s *scratch) alternatives(c *coded) []string {
	var out []string
	for _, k := range c.m.alts[:c.m.nalts] {
		code := s.x.dict.String(s.validCode(s.x.dict.Complete(k)))
		if code != s.x.dict.String(c.code) && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}
