package extract

import (
	"math"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Code systems, beside [System], whose codes are passed through where a note
// prints them.
const (
	SystemCPT   = "CPT"
	SystemLOINC = "LOINC"
)

var (
	icdWords   = hashSet("icd icd10 icd9 code codes dx diagnosis diagnoses")
	hashCPT    = text.HashFold("cpt")
	hashLOINC  = text.HashFold("loinc")
	printedFar = 6 // tokens between the name of the system and the code
)

// printed adds the codes that the note itself prints: "Hypertension (I10)". One
// printed right after a mention is that mention's code.
func (s *scratch) printed(ds []Diagnosis, n Note) []Diagnosis {
	toks := s.doc.Tokens
	p := printer{ds: ds}
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		if end, ok := text.TagEnd(s.doc.Text, toks, i); ok {
			i = end - 1
			continue
		}
		switch {
		case t.Len() == 1 && t.Kind == text.Word && i+1 < len(toks) && toks[i+1].Kind == text.Number && toks[i+1].Flags&text.SpaceBefore == 0:
			if code, name, end, ok := s.printedICD(i); ok {
				s.place(&p, code, name, labels.Span{Start: int(t.Start), End: int(toks[end-1].End)}, n)
				i = end - 1
			}
		case t.Hash == hashCPT || t.Hash == hashLOINC:
			if d, end, ok := s.printedOther(i, n); ok {
				p.add(d)
				i = end - 1
			}
		}
	}
	return p.all()
}

// printer takes the codes that a note prints, in the order of the text, into its
// diagnoses. Of these only those are looked at that a code can touch, so that the
// cost goes by the length of the note, however many there are of both.
type printer struct {
	ds    []Diagnosis // those of the mentions, in order of their words
	ends  []int       // by diagnosis: the furthest byte that it or one before it ends at
	heads []int       // by diagnosis: the first byte that it or one behind it begins at
	added []Diagnosis // those of codes alone
}

// measure fills ends and heads, when the first code is met.
func (p *printer) measure() {
	if len(p.ends) == len(p.ds) {
		return
	}
	p.ends, p.heads = make([]int, len(p.ds)), make([]int, len(p.ds))
	end := 0
	for k := range p.ds {
		end = max(end, p.ds[k].Span.End)
		p.ends[k] = end
	}
	head := math.MaxInt
	for k := len(p.ds) - 1; k >= 0; k-- {
		head = min(head, p.ds[k].Span.Start)
		p.heads[k] = head
	}
}

// near returns the diagnoses of mentions among which all are that touch a span or
// end up to gap bytes before it.
func (p *printer) near(span labels.Span, gap int) []Diagnosis {
	p.measure()
	from, _ := slices.BinarySearch(p.ends, span.Start-gap)
	to, _ := slices.BinarySearch(p.heads, span.End)
	return p.ds[from:max(from, to)]
}

// add takes a diagnosis in behind those added before, unless its words are those of
// a mention.
func (p *printer) add(d Diagnosis) {
	if !slices.ContainsFunc(p.near(d.Span, 0), func(o Diagnosis) bool { return o.Span.Overlaps(d.Span) }) {
		p.added = append(p.added, d)
	}
}

// all returns the diagnoses of mentions and codes in the order of the text.
func (p *printer) all() []Diagnosis {
	if len(p.added) == 0 {
		return p.ds
	}
	out := make([]Diagnosis, 0, len(p.ds)+len(p.added))
	at := 0
	for i := range p.added {
		to, _ := slices.BinarySearch(p.heads, p.added[i].Span.Start+1)
		out = append(append(out, p.ds[at:to]...), p.added[i])
		at = to
	}
	return append(out, p.ds[at:]...)
}

// printedICD reads an ICD-10-CM code that starts at token i and reports its
// official spelling and name. Without a dot it must be announced, for "T12" and
// "L5" are vertebrae.
func (s *scratch) printedICD(i int) (code, name string, end int, ok bool) {
	toks := s.doc.Tokens
	if i > 0 && toks[i].Flags&text.SpaceBefore == 0 && toks[i-1].Kind != text.Punct || toks[i+1].Len() < 2 {
		return "", "", 0, false
	}
	end = i + 1
	dots := 0
	for end < len(toks) && toks[end].Flags&text.SpaceBefore == 0 && end < i+9 {
		if toks[end].Kind == text.Punct {
			if !s.isByte(end, '.') || dots > 0 || end+1 == len(toks) || toks[end+1].Kind == text.Punct || toks[end+1].Flags&text.SpaceBefore != 0 {
				break
			}
			dots++
		}
		end++
	}
	c, char, ok := s.x.dict.Lookup(s.doc.Text[toks[i].Start:toks[end-1].End])
	if !ok || dots == 0 && (!s.announced(i) || s.dental(i)) {
		return "", "", 0, false
	}
	if char == 0 {
		return s.x.dict.String(c), s.x.dict.Name(c), end, true
	}
	return s.x.dict.WithSeventh(c, char), s.x.names.with(s.x.dict, c, char), end, true
}

// dental reports whether the code at token i may as well be one of a dental
// procedure: D and four figures.
func (s *scratch) dental(i int) bool {
	t := s.doc.Tokens[i+1]
	return s.doc.Text[s.doc.Tokens[i].Start]|0x20 == 'd' && t.Len() == 4
}

// announced reports whether words before token i say that a code follows, or
// whether it stands alone in brackets.
func (s *scratch) announced(i int) bool {
	toks := s.doc.Tokens
	if i > 0 && (s.isByte(i-1, '(') || s.isByte(i-1, '[')) && i+2 < len(toks) && (s.isByte(i+2, ')') || s.isByte(i+2, ']')) {
		return true
	}
	for k := i - 1; k >= 0 && k >= i-printedFar; k-- {
		if icdWords[toks[k].Hash] {
			return true
		}
	}
	return false
}

// place gives a printed code to the mention before it, or makes a diagnosis of
// it.
func (s *scratch) place(p *printer, code, name string, span labels.Span, n Note) {
	const gap = 4 // bytes: " (", ": ", " - "
	near := p.near(span, gap)
	for k := range near {
		d := &near[k]
		if d.Span.Overlaps(span) {
			return
		}
		if d.Span.End <= span.Start && span.Start-d.Span.End <= gap && !strings.ContainsAny(s.doc.Text[d.Span.End:span.Start], ";\n") && !s.isCode(d) {
			if d.Code != code {
				d.Alternatives = append(d.Alternatives, d.Code)
			}
			d.Code, d.Name, d.Score, d.Missing = code, name, 1, nil
			s.settlePrinted(d)
			return
		}
	}
	f := s.context.Assert(span)
	d := Diagnosis{
		Code: code, Name: name, System: System, Span: span, Assertion: Assertion(f.Status.String()),
		Section: Section(s.section(span.Start).String()), Date: n.Created, Score: 1,
		Evidence: Evidence{Mention: span, Cue: f.Cue},
	}
	s.settlePrinted(&d)
	p.add(d)
}

// isCode reports whether a diagnosis is itself a code that the note prints.
func (s *scratch) isCode(d *Diagnosis) bool {
	_, _, ok := s.x.dict.Lookup(d.Span.Of(s.doc.Text))
	return ok
}

// settlePrinted fills in what follows from the code.
func (s *scratch) settlePrinted(d *Diagnosis) {
	c, char, ok := s.x.dict.Lookup(d.Code)
	if !ok {
		return
	}
	if k := s.x.dict.InYear(c, s.year); k != c && k != icd10.None {
		// The list in force on the note's date has another code for it.
		d.Alternatives = append(d.Alternatives, d.Code)
		c, char = k, 0
		d.Code, d.Name = s.x.dict.String(c), s.x.dict.Name(c)
	}
	d.Billable = s.x.dict.LeafIn(c, s.year) && (char != 0 || s.x.dict.Sevenths(c) == "")
	d.IndexPath = s.x.dict.Path(s.row(c))
	if d.Assertion == Historical && d.Evidence.Cue.Len() == 0 {
		d.Assertion = Present
	}
}

// printedOther reads "CPT 99213" or "LOINC 2345-7". Their descriptions belong to
// others and are not given.
func (s *scratch) printedOther(i int, n Note) (Diagnosis, int, bool) {
	toks := s.doc.Tokens
	for k := i + 1; k < len(toks) && k <= i+3; k++ {
		if toks[k].Kind != text.Number {
			continue
		}
		d := Diagnosis{System: SystemCPT, Assertion: Present, Date: n.Created, Score: 1}
		end := k + 1
		if toks[i].Hash == hashLOINC {
			if k+2 >= len(toks) || !s.isByte(k+1, '-') || toks[k+2].Len() != 1 {
				return d, 0, false
			}
			d.System, end = SystemLOINC, k+3
		} else if toks[k].Len() != 5 {
			return d, 0, false
		}
		d.Span = labels.Span{Start: int(toks[k].Start), End: int(toks[end-1].End)}
		d.Code = d.Span.Of(s.doc.Text)
		d.Evidence.Mention = d.Span
		d.Section = Section(s.section(d.Span.Start).String())
		return d, end, true
	}
	return Diagnosis{}, 0, false
}
