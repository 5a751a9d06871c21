package phi

import (
	"slices"
	"strings"

	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// tidy mends what was decided, by the conventions: a ward or service that every
// hospital has is no identifier, a label is no part of the number after it, a
// quotation mark has its partner inside, a name does not reach over a column.
func (c *carrier) tidy(anns []labels.Annotation, ev *recognize.Evidence) []labels.Annotation {
	d := ev.Doc
	i := 0
	n := len(anns)
	for k := 0; k < n; k++ {
		a := &anns[k]
		for i < len(d.Tokens) && int(d.Tokens[i].End) <= a.Start {
			i++
		}
		end := i
		for end < len(d.Tokens) && int(d.Tokens[end].Start) < a.End {
			end++
		}
		if generic(a, d, i, end) || unnamed(a, d, i, end) || placeholder(a, d, i, end) || emptied(a, d, i, end) || instrument(a, ev, i, end) || plainStart(a, ev, i, end) || ratioAgain(anns[:k], a, d, i, end) {
			a.Score = 0 // taken out below
			continue
		}
		takeHead(a, d, end, anns[k+1:n])
		if end-i < 2 {
			continue
		}
		if numberTypes[a.Type] {
			c.dropLabel(a, d, i, end)
		}
		if a.Type == labels.Patient || a.Type == labels.Doctor {
			if rest, ok := splitName(a, d, i, end); ok {
				anns = append(anns, rest)
			}
		}
	}
	anns = slices.DeleteFunc(anns, func(a labels.Annotation) bool { return a.Score == 0 })
	sortAnnotations(anns)
	return anns
}

// takeHead takes the word that says what a place is into its name: "Pearson
// clinic".
func takeHead(a *labels.Annotation, d *text.Doc, end int, after []labels.Annotation) {
	if a.Type != labels.Hospital || end >= len(d.Tokens) || !headWords[d.Tokens[end].Hash] {
		return
	}
	t := &d.Tokens[end]
	if int(t.Start) == a.End+1 && d.Text[a.End] == ' ' && (len(after) == 0 || after[0].Start >= int(t.End)) {
		a.End = int(t.End)
	}
}

var headWords = wordSet("clinic hospital")

// genericWords make up names of wards, departments and services that every
// hospital has: not marked, by convention.
var genericWords = map[uint32]bool{}

func init() {
	for _, t := range text.AppendTokens(nil, genericList) {
		genericWords[t.Hash] = true
	}
}

const genericList = `post postanesthesia postoperative post-anesthesia anesthesia anesthesiology anaesthesia recovery intensive care unit units
	emergency department dept room rooms physical occupational speech therapy therapies respiratory infectious disease diseases general
	surgery surgeries pediatric pediatrics paediatric neonatal neonatology cardiac cardiothoracic thoracic vascular coronary medical surgical
	operating labor delivery internal medicine family pain clinic gastroenterology cardiology pulmonology pulmonary nephrology neurology
	neurosurgery oncology hematology urology dermatology rheumatology endocrinology psychiatry psychology ophthalmology otolaryngology
	orthopedics orthopedic orthopaedics obstetrics gynecology hospitalist service services outpatient inpatient rehabilitation rehab nursing
	home health social work radiology pathology laboratory lab trauma critical burn stroke step down stepdown telemetry ambulatory wound
	palliative hospice geriatrics primary urgent day preoperative preop holding area suite floor ward icu picu nicu micu sicu ccu pacu ed er
	or case management nutrition dietary pharmacy interventional imaging nuclear endoscopy dialysis infusion sleep speech-language team
	electrophysiology plastic oral maxillofacial transplant code blue assessment scales supplementary of and the at to for in ob gyn ent`

// unnamedWords are what a finder may take for an institution or a job and never is
// one by itself: "transferred from Hospital", "a nonsmoker".
var unnamedWords = map[labels.Type]map[uint32]bool{
	labels.Hospital:     wordSet("hospital hospitals clinic"),
	labels.Organization: wordSet("school hospital"),
	labels.Profession:   wordSet("nonsmoker smoker nondrinker drinker historian toddler newborn"),
}

// schoolKinds stand before "school" in what names no school.
var schoolKinds = wordSet("high middle elementary grade primary secondary")

func wordSet(words string) map[uint32]bool {
	m := map[uint32]bool{}
	for w := range strings.FieldsSeq(words) {
		m[text.HashFold(w)] = true
	}
	return m
}

// unnamed reports whether an annotation is such a word alone, a kind of school,
// or a habit with a word before it: "high school", "poor historian". A name before
// the word makes it another thing, "Sunrise Hospital".
func unnamed(a *labels.Annotation, d *text.Doc, i, end int) bool {
	if end <= i || end-i > 2 || !unnamedWords[a.Type][d.Tokens[end-1].Hash] {
		return false
	}
	return end-i == 1 || a.Type == labels.Profession || a.Type == labels.Organization && schoolKinds[d.Tokens[i].Hash]
}

// datePlaceholders are the letters of a date that was left to fill in.
var datePlaceholders = wordSet("mm dd yyyy yy")

// placeholder reports whether a person's name is a part of "MM/DD/YYYY"; by
// themselves the same letters may be somebody's initials.
func placeholder(a *labels.Annotation, d *text.Doc, i, end int) bool {
	if a.Type != labels.Doctor && a.Type != labels.Patient || end-i != 1 || !datePlaceholders[d.Tokens[i].Hash] {
		return false
	}
	part := func(slash, k int) bool {
		return slash >= 0 && k >= 0 && k < len(d.Tokens) && d.Text[d.Tokens[slash].Start] == '/' && datePlaceholders[d.Tokens[k].Hash]
	}
	return part(i-1, i-2) || part(i+1, i+2)
}

// emptied reports whether an annotation is nothing but what others have put in the
// place of a name: "Dr. X", "Mr. Xxx", "XYZ".
func emptied(a *labels.Annotation, d *text.Doc, i, end int) bool {
	switch a.Type {
	case labels.Patient, labels.Doctor, labels.Hospital, labels.Organization:
	default:
		return false
	}
	words := 0
	for ; i < end; i++ {
		t := &d.Tokens[i]
		if t.Kind != text.Word {
			continue
		}
		if w := t.Of(d.Text); strings.Trim(w, "xX") != "" && !strings.EqualFold(w, "xyz") {
			return false
		}
		words++
	}
	return words > 0
}

// measures end the names of scales, tests and classifications.
var measures = wordSet("scale scales score scores test tests index inventory questionnaire criteria classification edition")

// instrument reports whether an institution that the finder was unsure of is rather
// a scale or a test, "Glasgow Coma Scale 15", or an eponym before a clinical word,
// "Roux-en-Y gastric bypass". One it holds likelier than not stays: hospitals bear
// such names too.
func instrument(a *labels.Annotation, ev *recognize.Evidence, i, end int) bool {
	if a.Type != labels.Hospital && a.Type != labels.Organization || a.Score >= 0.5 {
		return false
	}
	toks, eponyms := ev.Doc.Tokens, 0
	last := end - 1
	for last > i && toks[last].Kind != text.Word {
		last--
	}
	if last > i && measures[toks[last].Hash] {
		return true
	}
	for k := i; k < end; k++ {
		switch c := ev.Entries[k].Classes; {
		case toks[k].Kind != text.Word, toks[k].Len() < 3:
		case c.Has(lexicon.Eponym):
			eponyms++
		default:
			return false
		}
	}
	return eponyms > 0 && end < len(toks) && toks[end].Case == text.Lower && ev.Entries[end].Classes.Has(lexicon.Clinical|lexicon.EponymHead)
}

// generic reports whether an institution's name is made of generic words only.
func generic(a *labels.Annotation, d *text.Doc, i, end int) bool {
	if a.Type != labels.Hospital && a.Type != labels.Organization {
		return false
	}
	for ; i < end; i++ {
		if t := &d.Tokens[i]; t.Kind == text.Number || t.Kind == text.Word && !genericWords[t.Hash] {
			return false
		}
	}
	return true
}

// plainStart reports whether an annotation is one ordinary word that has its
// capital from the beginning of a sentence, and that the finder was unsure of:
// "Young children", "Long discussion".
func plainStart(a *labels.Annotation, ev *recognize.Evidence, i, end int) bool {
	if end-i != 1 || a.Score >= plainScore || ev.Entries[i].CommonFreq < 6 || ev.Doc.Tokens[i].Case != text.Title {
		return false
	}
	switch a.Type {
	case labels.Patient, labels.Doctor, labels.Hospital, labels.Organization:
	default:
		return false
	}
	d := ev.Doc
	follows := i+1 < len(d.Tokens) && d.Tokens[i+1].Case == text.Lower && d.Tokens[i+1].Flags&text.LineBefore == 0
	return follows && sentenceStart(d, i)
}

const plainScore = 0.8

// ratioReach is how many tokens back on a line another ratio is looked for.
const ratioReach = 14

// sureDate is the score from which a ratio is a date whatever stands before it.
const sureDate = 0.8

// ratioAgain reports whether a date that the finder was unsure of is a score out of
// five or ten, tokens [i, end), whose like with the same second number stands before
// it on the line and was not found to be a date: "7/10 at rest and 4/10 now". before
// are the annotations so far.
func ratioAgain(before []labels.Annotation, a *labels.Annotation, d *text.Doc, i, end int) bool {
	if a.Type != labels.Date || a.Score >= sureDate || end-i != 3 || !ratioAt(d, i) {
		return false
	}
	of := d.Tokens[i+2].Of(d.Text)
	if of != "10" && of != "5" {
		return false
	}
	for k := i; k > max(0, i-ratioReach) && d.Tokens[k].Flags&text.LineBefore == 0; k-- {
		if ratioAt(d, k-1) && d.Tokens[k+1].Of(d.Text) == of {
			return !annotated(before, int(d.Tokens[k-1].Start))
		}
	}
	return false
}

// annotated reports whether the last of the annotations that start at the byte or
// before it goes on beyond it. Those taken out, of score 0, do not count.
func annotated(anns []labels.Annotation, at int) bool {
	n, _ := slices.BinarySearchFunc(anns, at+1, func(a labels.Annotation, at int) int { return a.Start - at })
	return n > 0 && anns[n-1].Score > 0 && anns[n-1].End > at
}

// ratioAt reports whether two numbers with a slash between them start at token
// i.
func ratioAt(d *text.Doc, i int) bool {
	return i >= 0 && i+2 < len(d.Tokens) && d.Tokens[i].Kind == text.Number && d.Tokens[i+2].Kind == text.Number &&
		d.Text[d.Tokens[i+1].Start] == '/' && d.Tokens[i+1].Flags&text.SpaceBefore == 0 && d.Tokens[i+2].Flags&text.SpaceBefore == 0
}

// numberLabels are words that a number's span must not begin with when white
// space follows them.
var numberLabels = map[uint32]bool{}

func init() {
	for _, w := range []string{"mr", "mrn", "npi", "dea", "ssn", "id", "no", "acct", "account", "mbi", "sn", "dob", "lic", "case", "chart", "auth", "claim", "ref", "policy", "member", "grp", "group", "serial"} {
		numberLabels[text.HashFold(w)] = true
	}
}

// dropLabel takes label words off the front of a number.
func (c *carrier) dropLabel(a *labels.Annotation, d *text.Doc, i, end int) {
	for i+1 < end && d.Tokens[i].Kind == text.Word && numberLabels[d.Tokens[i].Hash] && d.Tokens[i+1].Flags&text.SpaceBefore != 0 {
		i++
		for i+1 < end && d.Tokens[i].Kind == text.Punct {
			i++
		}
		a.Start = int(d.Tokens[i].Start)
	}
}

// columnGap is how many spaces part columns.
const columnGap = 3

// splitName parts a name at a column, or before a nickname whose quotation mark
// is opened inside the name and closed outside it.
func splitName(a *labels.Annotation, d *text.Doc, i, end int) (rest labels.Annotation, ok bool) {
	quote, quotes := -1, 0
	for k := i; k < end; k++ {
		t := &d.Tokens[k]
		if k > i && t.Flags&text.LineBefore == 0 && int(t.Start-d.Tokens[k-1].End) >= columnGap && end-i > 2 && k < end-1 {
			rest = *a
			rest.Start = int(t.Start)
			a.End = int(d.Tokens[k-1].End)
			return rest, true
		}
		if t.Kind == text.Punct && d.Text[t.Start] == '"' {
			quote = k
			quotes++
		}
	}
	if quotes != 1 || quote == i || quote+1 >= end {
		return rest, false
	}
	rest = *a
	rest.Start = int(d.Tokens[quote+1].Start)
	a.End = int(d.Tokens[quote-1].End)
	return rest, true
}

// rescueScore is the score of what a rule is sure of and the model left out.
const rescueScore = 0.6

// rescue adds what a rule holds for certain, or finds after its label or in its
// field, where nothing was decided.
func (c *carrier) rescue(anns []labels.Annotation, ev *recognize.Evidence, recall Recall) []labels.Annotation {
	n := len(anns)
	next := 0 // annotations before it end before the candidate
	for k := range ev.Candidates {
		x := &ev.Candidates[k]
		sure := x.Strength == recognize.Certain || x.Strength == recognize.Strong && (x.Label || x.Rule == recognize.RuleDate)
		if recall == HighRecall {
			sure = sure || x.Strength >= recognize.Likely
		}
		if !sure {
			continue
		}
		for next < n && anns[next].End <= x.Span.Start {
			next++
		}
		if next < n && anns[next].Start < x.Span.End || len(anns) > n && anns[len(anns)-1].End > x.Span.Start {
			continue
		}
		anns = append(anns, labels.Annotation{Span: x.Span, Type: x.Type, Score: rescueScore, Source: ruleSources[x.Rule]})
	}
	if len(anns) > n {
		sortAnnotations(anns)
	}
	return anns
}
