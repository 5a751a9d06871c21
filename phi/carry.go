package phi

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// The sources of what the document pass finds.
const (
	sourceCarried = "carried"
	sourceKnown   = "known"
)

// maxNames bounds the names that one note may carry; what a note of ordinary
// length holds stays far below.
const maxNames = 4096

// carrier is the document pass: what was found once, with confidence, is found
// wherever it stands again.
type carrier struct {
	names   map[uint32]carriedName // by token hash
	values  []value                // in chains
	chains  map[uint32]int32       // the chain's first value, by hash of the first token
	pairs   map[uint64]labels.Type // two words of one name, one after the other
	initial map[uint32]labels.Type // two or three initials, as letters
	fuzzy   [26][]int32            // tokens of long names, by first letter
	best    map[string]int         // a number's surest annotation; empty between notes
	covered []bool                 // by token
	found   []labels.Annotation
}

// carriedName is a word that stands in people's names of the note.
type carriedName struct {
	patient, doctor float64 // the sum of scores of the annotations it stands in
	lower           bool    // was itself found in lower case
}

func (n carriedName) typ() labels.Type {
	if n.doctor > n.patient {
		return labels.Doctor
	}
	return labels.Patient
}

// value is an identifier other than a name: the tokens it was found at.
type value struct {
	first, end int32
	typ        labels.Type
	score      float64
	next       int32 // the next value that starts with the same token; -1 for none
}

// carry adds to anns, sorted and disjoint, what stands again elsewhere.
func (c *carrier) carry(anns []labels.Annotation, ev *recognize.Evidence, recall Recall) []labels.Annotation {
	if len(anns) == 0 {
		return anns
	}
	c.reset(len(ev.Doc.Tokens))
	c.collect(anns, ev)
	c.agree(anns, ev.Doc.Text)
	c.agreeNames(anns, ev)
	c.found = c.found[:0]
	c.findValues(ev)
	c.findNames(ev, recall)
	if len(c.found) == 0 {
		return anns
	}
	anns = append(anns, c.found...)
	sortAnnotations(anns)
	return anns
}

func (c *carrier) reset(tokens int) {
	if c.names == nil {
		c.names, c.chains, c.initial, c.best = map[uint32]carriedName{}, map[uint32]int32{}, map[uint32]labels.Type{}, map[string]int{}
		c.pairs = map[uint64]labels.Type{}
	}
	clear(c.names)
	c.values = c.values[:0]
	clear(c.chains)
	clear(c.initial)
	clear(c.pairs)
	for i := range c.fuzzy {
		c.fuzzy[i] = c.fuzzy[i][:0]
	}
	c.covered = append(c.covered[:0], make([]bool, tokens)...)
}

// minCarry is the score from which an annotation is carried.
const minCarry = 0.6

// valueTypes are the types whose values are carried word for word.
var valueTypes = func() (m [labels.NumTypes + 1]bool) {
	for _, t := range []labels.Type{
		labels.MedicalRecord, labels.IDNum, labels.HealthPlan, labels.Device, labels.Phone, labels.Fax, labels.Email,
		labels.URL, labels.Username, labels.Street, labels.Zip, labels.BioID, labels.Hospital, labels.Organization,
	} {
		m[t] = true
	}
	return m
}()

// collect covers the tokens of what was found and keeps what is to be carried.
func (c *carrier) collect(anns []labels.Annotation, ev *recognize.Evidence) {
	d := ev.Doc
	i := 0
	for _, a := range anns {
		for i < len(d.Tokens) && int(d.Tokens[i].End) <= a.Start {
			i++
		}
		first := i
		for i < len(d.Tokens) && int(d.Tokens[i].Start) < a.End {
			c.covered[i] = true
			i++
		}
		if i < len(d.Tokens) && i > first && int(d.Tokens[i-1].End) > a.End {
			i-- // the token goes on after the annotation
		}
		switch {
		case a.Score < minCarry || i <= first:
		case a.Type == labels.Patient || a.Type == labels.Doctor:
			c.keepName(ev, first, i, a)
		case valueTypes[a.Type]:
			c.keepValue(ev, first, i, a)
		}
	}
}

// keepName keeps the full words of a person's name, and its initials.
func (c *carrier) keepName(ev *recognize.Evidence, first, end int, a labels.Annotation) {
	d := ev.Doc
	var initials [3]byte
	n := 0
	for k := first; k < end; k++ {
		t := &d.Tokens[k]
		if t.Kind != text.Word {
			continue
		}
		if k+1 < end && len(c.pairs) < maxNames && t.Len() > 1 && d.Tokens[k+1].Len() > 1 && d.Tokens[k+1].Kind == text.Word {
			c.pairs[pairKey(t, &d.Tokens[k+1])] = a.Type
		}
		if b := d.Text[t.Start] &^ 0x20; n < 3 && b >= 'A' && b <= 'Z' && !ev.Entries[k].Classes.Has(lexicon.NameSuffix) {
			initials[n] = b
			n++
		}
		if t.Len() < 3 && !(t.Len() == 2 && t.Case == text.Title) || ev.Entries[k].Classes.Has(lexicon.Particle|lexicon.NameSuffix) && t.Len() <= 3 {
			continue
		}
		if len(c.names) >= maxNames {
			return
		}
		e := c.names[t.Hash]
		if a.Type == labels.Doctor {
			e.doctor += a.Score
		} else {
			e.patient += a.Score
		}
		e.lower = e.lower || t.Case == text.Lower
		c.names[t.Hash] = e
		if b := d.Text[t.Start] | 0x20; t.Len() >= 6 && b >= 'a' && b <= 'z' && len(c.fuzzy[b-'a']) < 32 {
			c.fuzzy[b-'a'] = append(c.fuzzy[b-'a'], int32(k))
		}
	}
	if n >= 2 && end-first >= 2 {
		key := uint32(initials[0])<<8 | uint32(initials[1])
		c.initial[key] = a.Type
		if n == 3 {
			c.initial[key<<8|uint32(initials[2])] = a.Type
		}
	}
}

func pairKey(a, b *text.Token) uint64 { return uint64(a.Hash)<<32 | uint64(b.Hash) }

func (c *carrier) keepValue(ev *recognize.Evidence, first, end int, a labels.Annotation) {
	d := ev.Doc
	if (a.Type == labels.Hospital || a.Type == labels.Organization) && end-first < 2 && ordinaryWord(ev.Entries[first]) {
		return
	}
	if a.End-a.Start < 4 {
		return
	}
	h := d.Tokens[first].Hash
	head, ok := c.chains[h]
	if !ok {
		head = -1
	}
	for k, n := head, 0; k >= 0; k, n = c.values[k].next, n+1 {
		if v := c.values[k]; n == maxChain || v.end-v.first == int32(end-first) && sameTokens(d, v, first) {
			return
		}
	}
	c.chains[h] = int32(len(c.values))
	c.values = append(c.values, value{int32(first), int32(end), a.Type, a.Score, head})
}

// maxChain bounds how many values may start with the same token.
const maxChain = 16

// sameTokens reports whether the tokens of v stand at token i again, parted
// alike.
func sameTokens(d *text.Doc, v value, i int) bool {
	n := int(v.end - v.first)
	if i+n > len(d.Tokens) {
		return false
	}
	for k := range n {
		t, o := &d.Tokens[i+k], &d.Tokens[int(v.first)+k]
		if t.Hash != o.Hash || t.Len() != o.Len() || k > 0 && (t.Flags^o.Flags)&text.SpaceBefore != 0 {
			return false
		}
	}
	return true
}

// numberTypes are the types among which one number has but one: where the note
// says once what it is, that holds for all.
var numberTypes = [labels.NumTypes + 1]bool{
	labels.MedicalRecord: true, labels.IDNum: true, labels.HealthPlan: true, labels.Device: true, labels.BioID: true,
}

// agree gives equal numbers the type that the surest of them has.
func (c *carrier) agree(anns []labels.Annotation, note string) {
	clear(c.best)
	twice := false
	for i := range anns {
		a := &anns[i]
		if !numberTypes[a.Type] || a.Len() < 5 {
			continue
		}
		w := a.Of(note)
		if k, ok := c.best[w]; !ok || anns[k].Score < a.Score {
			c.best[w] = i
			twice = twice || ok
		} else {
			twice = true
		}
	}
	if !twice {
		clear(c.best)
		return
	}
	for i := range anns {
		if a := &anns[i]; numberTypes[a.Type] && a.Len() >= 5 {
			a.Type = anns[c.best[a.Of(note)]].Type
		}
	}
	clear(c.best) // its keys are text of the note
}

// unsureName is the score under which a person's type yields to what the rest
// of the note says of the same name.
const unsureName = 0.9

// agreeNames gives persons of whose type the finder was not sure the type that
// the same words have elsewhere in the note, where they have but one with
// confidence: a patient is no clinician two lines on.
func (c *carrier) agreeNames(anns []labels.Annotation, ev *recognize.Evidence) {
	d := ev.Doc
	i := 0
	for k := range anns {
		a := &anns[k]
		for i < len(d.Tokens) && int(d.Tokens[i].End) <= a.Start {
			i++
		}
		if a.Type != labels.Patient && a.Type != labels.Doctor || a.Score >= unsureName {
			continue
		}
		if t, ok := c.initial[initialsKey(d, i, a.End)]; ok {
			a.Type = t
			continue
		}
		var patient, doctor float64
		for j := i; j < len(d.Tokens) && int(d.Tokens[j].Start) < a.End; j++ {
			if n, ok := c.names[d.Tokens[j].Hash]; ok && d.Tokens[j].Kind == text.Word {
				patient, doctor = patient+n.patient, doctor+n.doctor
			}
		}
		// What it says of itself is no witness.
		if a.Type == labels.Patient {
			patient -= a.Score
		} else {
			doctor -= a.Score
		}
		switch {
		case a.Type == labels.Patient && doctor > 0.9 && doctor > 2*patient:
			a.Type = labels.Doctor
		case a.Type == labels.Doctor && patient > 0.9 && patient > 2*doctor:
			a.Type = labels.Patient
		}
	}
}

// initialsKey is the key of initials with or without full stops, "L.A.", from
// token i to the byte end; 0 for anything else.
func initialsKey(d *text.Doc, i, end int) uint32 {
	key, n := uint32(0), 0
	for ; i < len(d.Tokens) && int(d.Tokens[i].Start) < end; i++ {
		t := &d.Tokens[i]
		switch {
		case t.Kind == text.Punct && d.Text[t.Start] == '.':
		case t.Case == text.Single && t.Len() == 1 && n < 3:
			key = key<<8 | uint32(d.Text[t.Start])
			n++
		default:
			return 0
		}
	}
	if n < 2 {
		return 0
	}
	return key
}

// findValues finds the kept values again, token for token.
func (c *carrier) findValues(ev *recognize.Evidence) {
	if len(c.values) == 0 {
		return
	}
	d := ev.Doc
	for i := 0; i < len(d.Tokens); i++ {
		if c.covered[i] {
			continue
		}
		k, ok := c.chains[d.Tokens[i].Hash]
		if !ok {
			continue
		}
		best := int32(-1)
		for ; k >= 0; k = c.values[k].next {
			if v := c.values[k]; c.same(d, v, i) && (best < 0 || v.end-v.first > c.values[best].end-c.values[best].first) {
				best = k
			}
		}
		if best < 0 {
			continue
		}
		v := c.values[best]
		n := int(v.end - v.first)
		c.take(d, i, i+n, v.typ, v.score*0.95, sourceCarried)
		i += n - 1
	}
}

// same reports whether the tokens of v stand at token i again, none covered.
func (c *carrier) same(d *text.Doc, v value, i int) bool {
	n := int(v.end - v.first)
	if !sameTokens(d, v, i) {
		return false
	}
	for k := i; k < i+n; k++ {
		if c.covered[k] {
			return false
		}
	}
	// Not inside a longer number or word.
	if i > 0 && d.Tokens[i].Flags&text.SpaceBefore == 0 && d.Tokens[i-1].Kind != text.Punct {
		return false
	}
	if i+n < len(d.Tokens) && d.Tokens[i+n].Flags&text.SpaceBefore == 0 && d.Tokens[i+n].Kind != text.Punct {
		return false
	}
	// A place of care or an organisation by one word keeps its capitals.
	return v.typ != labels.Hospital && v.typ != labels.Organization || n > 1 || d.Tokens[i].Case == d.Tokens[v.first].Case
}

// take adds an annotation over the tokens [i, end).
func (c *carrier) take(d *text.Doc, i, end int, t labels.Type, score float64, source string) {
	for k := i; k < end; k++ {
		c.covered[k] = true
	}
	c.found = append(c.found, labels.Annotation{
		Span: labels.Span{Start: int(d.Tokens[i].Start), End: int(d.Tokens[end-1].End)}, Type: t, Score: score, Source: source,
	})
}

// ordinaryWord reports whether a word is one of English or of medicine, so
// that by itself it is no name.
func ordinaryWord(e lexicon.Entry) bool {
	return e.CommonFreq > 0 || e.Classes.Has(lexicon.Clinical|lexicon.Drug|lexicon.Disease|lexicon.Anatomy|lexicon.Function|
		lexicon.HospitalHead|lexicon.OrgHead|lexicon.Credential|lexicon.CareRole|lexicon.Relation|lexicon.Month|lexicon.Weekday|lexicon.Unit)
}
