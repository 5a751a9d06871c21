package recognize

import (
	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// hl7Field says what a field of an HL7 v2 segment holds: field is its number
// as the standard counts, part which of its components (parted by ^) is meant,
// 0 for all of it. A name takes its components up to the third.
type hl7Field struct {
	segment     string
	field, part int
	typ         labels.Type
}

// hl7Fields are the fields that hold identifiers, by HL7 v2.5 chapters 2, 3, 4
// and 6. A clinician's field is id^family^given.
var hl7Fields = []hl7Field{
	{"MSH", 4, 1, labels.Hospital}, {"MSH", 6, 1, labels.Hospital}, {"MSH", 10, 0, labels.IDNum},
	{"PID", 2, 1, labels.MedicalRecord}, {"PID", 3, 1, labels.MedicalRecord}, {"PID", 4, 1, labels.MedicalRecord},
	{"PID", 5, -1, labels.Patient}, {"PID", 6, -1, labels.Patient}, {"PID", 9, -1, labels.Patient},
	{"PID", 11, 1, labels.Street}, {"PID", 11, 3, labels.City}, {"PID", 11, 4, labels.State}, {"PID", 11, 5, labels.Zip},
	{"PID", 13, 1, labels.Phone}, {"PID", 14, 1, labels.Phone}, {"PID", 18, 1, labels.IDNum}, {"PID", 19, 0, labels.IDNum},
	{"NK1", 2, -1, labels.Patient}, {"NK1", 5, 1, labels.Phone}, {"GT1", 3, -1, labels.Patient},
	{"PV1", 7, 1, labels.IDNum}, {"PV1", 7, -2, labels.Doctor}, {"PV1", 8, 1, labels.IDNum}, {"PV1", 8, -2, labels.Doctor},
	{"PV1", 9, 1, labels.IDNum}, {"PV1", 9, -2, labels.Doctor}, {"PV1", 17, 1, labels.IDNum}, {"PV1", 17, -2, labels.Doctor},
	{"PV1", 19, 1, labels.IDNum}, {"ORC", 2, 1, labels.IDNum}, {"ORC", 3, 1, labels.IDNum},
	{"ORC", 12, 1, labels.IDNum}, {"ORC", 12, -2, labels.Doctor}, {"OBR", 2, 1, labels.IDNum}, {"OBR", 3, 1, labels.IDNum},
	{"OBR", 16, 1, labels.IDNum}, {"OBR", 16, -2, labels.Doctor}, {"IN1", 4, 1, labels.Organization},
	{"IN1", 8, 1, labels.HealthPlan}, {"IN1", 16, -1, labels.Patient}, {"IN1", 36, 1, labels.HealthPlan},
	{"DG1", 16, 1, labels.IDNum}, {"DG1", 16, -2, labels.Doctor},
}

// hl7 reads the segments of HL7 messages in the note: lines that begin with
// three capitals or digits and a bar, sound or broken.
func (c *scan) hl7() {
	for i := range c.Doc.Lines {
		l := &c.Doc.Lines[i]
		first, end := int(l.FirstToken), int(l.EndToken)
		if end-first < 4 || c.s[l.Start] < 'A' || c.s[l.Start] > 'Z' {
			continue
		}
		bar := first + 1
		if c.kind(bar) == text.Number {
			bar++ // NK1
		}
		if c.bar(bar) && c.toks[bar].Start-c.toks[first].Start == 3 {
			c.hl7Segment(first, bar, end)
		}
	}
}

func (c *scan) bar(i int) bool { return c.is(i, '|') || c.str(i) == "¦" }

// hl7Segment reads the fields of a segment whose first bar is token bar.
func (c *scan) hl7Segment(first, bar, end int) {
	name := c.s[c.toks[first].Start:c.toks[bar].Start]
	field := 0
	if name == "MSH" {
		field = 1 // the bar itself is its first field
	}
	for i := bar; i < end; i++ {
		if !c.bar(i) {
			continue
		}
		field++
		stop := i + 1
		for stop < end && !c.bar(stop) {
			stop++
		}
		if stop > i+1 {
			c.hl7Value(name, field, i+1, stop)
		}
	}
}

// hl7Value proposes what the table knows of one field, the tokens [first, end).
func (c *scan) hl7Value(segment string, field, first, end int) {
	for k := range hl7Fields {
		f := &hl7Fields[k]
		if f.field != field || f.segment != segment {
			continue
		}
		a, b := first, end
		switch {
		case f.part > 0:
			a, b = c.component(first, end, f.part)
		case f.part == -1:
			b = c.nameParts(first, end)
		case f.part == -2:
			if a, b = c.component(first, end, 2); a < b {
				b = c.nameParts(a, end)
			}
		}
		if a >= b || c.kind(a) == text.Punct {
			continue
		}
		if digits := c.digitIn(a); (f.typ == labels.IDNum || f.typ == labels.MedicalRecord || f.typ == labels.HealthPlan) && !digits {
			continue
		}
		c.add(a, b, f.typ, RuleHL7Field, Strong, true)
	}
}

// component returns the tokens of the n-th component of a field, its first
// repetition, trailing punctuation left off.
func (c *scan) component(first, end, n int) (a, b int) {
	a = first
	for k := first; k < end; k++ {
		if c.is(k, '~') {
			end = k
			break
		}
	}
	for k := first; k < end && n > 1; k++ {
		if c.is(k, '^') {
			n--
			a = k + 1
		}
	}
	if n > 1 {
		return a, a
	}
	for b = a; b < end && !c.is(b, '^') && !c.is(b, '&'); b++ {
	}
	return a, b
}

// nameParts takes family^given^middle from token a: up to the third component
// that is not empty.
func (c *scan) nameParts(a, end int) int {
	stop, carets := a, 0
	for k := a; k < end && carets < 5; k++ {
		switch {
		case c.is(k, '^'):
			carets++
		case c.is(k, '~'):
			return stop
		case c.kind(k) == text.Word && c.toks[k].Len() <= 4 && carets >= 3 && !c.capital(k), c.kind(k) == text.Number:
			return stop
		default:
			stop = k + 1
		}
	}
	return stop
}

// caret finds names in HL7 form around the ^ at token i: LAST^FIRST^M.
func (c *scan) caret(i int) {
	if c.kind(i-1) != text.Word || !c.glued(i) || c.kind(i+1) != text.Word || !c.glued(i+1) {
		return
	}
	if c.glued(i-1) && (c.is(i-2, '^') || c.is(i-2, '&')) && !c.digitIn(i) {
		// further components of a name that began before, unless an id did
		if c.kind(i-3) == text.Word {
			return
		}
	}
	first := i - 1
	for first > 0 && c.kind(first-1) == text.Word && c.gap(first) <= 1 && !c.newLine(first) {
		first--
	}
	end := i + 2
	for n := 0; n < 4 && c.is(end, '^') && c.glued(end) && c.kind(end+1) == text.Word && c.glued(end+1) && !c.class(end+1).Has(lexicon.Credential); n++ {
		end += 2
	}
	known := c.anyName(first, i) && c.anyName(i+1, i+2)
	st := Weak
	if known && !ordinary(c.entry(i-1)) {
		st = Strong
	} else if known || !c.entry(i-1).Known() && c.class(i+1).Has(lexicon.Given) {
		st = Likely
	}
	t := labels.Doctor
	if c.hl7Patient(first) {
		t = labels.Patient
	}
	c.add(first, end, t, RuleHL7Name, st, false)
}

var patientSegments = wordSet("pid nk gt in mrg pd")

// hl7Patient reports whether the line of token i begins with a segment that
// holds the patient, relatives or guarantors.
func (c *scan) hl7Patient(i int) bool {
	for k := 0; k < 80 && i > 0 && !c.newLine(i); k++ {
		i--
	}
	return c.oneOf(i, patientSegments)
}
