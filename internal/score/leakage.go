package score

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/lethe-health/lethe/labels"
)

// safeHarbor are the types whose tokens count for [LeakageReport.SafeHarbor]:
// those that hold identifiers of 45 CFR 164.514(b)(2)(i) of the patient or of
// relatives, employers and household members, every DATE and AGE among them.
// Clinicians, their institutions, professions, states and countries do not
// count.
var safeHarbor = setOf(
	labels.Patient, labels.Age, labels.City, labels.Street, labels.Zip, labels.LocationOther, labels.Date, labels.Phone,
	labels.Fax, labels.Email, labels.URL, labels.IDNum, labels.MedicalRecord, labels.HealthPlan, labels.Device,
	labels.BioID, labels.Username,
)

// Hits count how many of all were found.
type Hits struct {
	Hit int `json:"hit"`
	All int `json:"all"`
}

// Rate returns the share of hits, from 0 to 1; of nothing it is empty.
func (h Hits) Rate(empty float64) float64 { return ratio(h.Hit, h.All, empty) }

// TypeLeakage are the measures of one type.
type TypeLeakage struct {
	Strict Counts `json:"strict"`
	Tokens Hits   `json:"tokens"` // tokens of gold spans of the type, and those wholly covered by any prediction
}

// NoteLeakage are the measures of one note.
type NoteLeakage struct {
	ID     string `json:"id"`
	Strict Counts `json:"strict"`
	Tokens Counts `json:"tokens"` // FN are the tokens that leak
}

// LeakageReport is what [Leakage] found, micro-averaged over all notes.
//
// A token is a run of letters and digits. A gold token, one with a character
// inside a gold span, is found when all of its gold characters are inside
// predicted spans of whatever type, and leaks otherwise; any other token that a
// predicted span touches is over-redacted.
type LeakageReport struct {
	Notes     int `json:"notes"`
	Missing   int `json:"missing"` // notes without a prediction
	GoldSpans int `json:"gold_spans"`
	PredSpans int `json:"pred_spans"`

	Strict      Counts `json:"strict"`       // span and type exact
	Span        Counts `json:"span"`         // span exact, type ignored
	OverlapGold Hits   `json:"overlap_gold"` // gold spans that share a byte with a predicted one of the same type
	OverlapPred Hits   `json:"overlap_pred"` // predicted spans likewise
	Tokens      Counts `json:"tokens"`       // TP found, FN leaked, FP over-redacted
	Untouched   int    `json:"untouched"`    // tokens of neither side
	SafeHarbor  Hits   `json:"safe_harbor"`  // tokens of identifiers that Safe Harbor names
	Clean       int    `json:"clean"`        // notes without a leaked token

	ByType   [labels.NumTypes + 1]TypeLeakage `json:"-"` // indexed by type
	ByNote   []NoteLeakage                    `json:"-"`
	Mistakes []Mistake                        `json:"-"` // by note and offset, at most Leakage.MaxMistakes
}

// Overlap returns precision and recall by overlap: each side is counted on its
// own, so that one span may answer for several of the other side.
func (r *LeakageReport) Overlap() Rates {
	return harmonic(r.OverlapPred.Rate(1), r.OverlapGold.Rate(1))
}

// CleanRate returns the share of notes that leak nothing; 0 of no notes.
func (r *LeakageReport) CleanRate() float64 { return ratio(r.Clean, r.Notes, 0) }

// Leakage sums up notes. The zero value is ready; it is not safe for concurrent
// use.
type Leakage struct {
	MaxMistakes int // how many mistakes to keep
	report      LeakageReport
}

// Report returns what was found so far. The slices in it must not be changed.
func (l *Leakage) Report() LeakageReport { return l.report }

// Add counts one note. The cost is n log n in the note's annotations and linear
// in its text.
func (l *Leakage) Add(n Note) {
	r := &l.report
	gold, pred := keys(n.Gold, len(n.Text)), keys(n.Pred, len(n.Text))
	r.Notes++
	if n.Missing {
		r.Missing++
	}
	r.GoldSpans += len(gold)
	r.PredSpans += len(pred)

	note := NoteLeakage{ID: n.ID, Strict: compare(gold, pred)}
	r.Strict.add(note.Strict)
	r.Span.add(compare(spansOf(gold), spansOf(pred)))
	l.countTypes(n.ID, gold, pred)
	r.OverlapGold.add(overlaps(gold, pred))
	r.OverlapPred.add(overlaps(pred, gold))
	note.Tokens = r.countTokens(n.Text, gold, pred)
	r.Tokens.add(note.Tokens)
	if note.Tokens.FN == 0 {
		r.Clean++
	}
	r.ByNote = append(r.ByNote, note)
}

func (h *Hits) add(o Hits) {
	h.Hit += o.Hit
	h.All += o.All
}

func spansOf(ks map[key]struct{}) map[labels.Span]struct{} {
	m := make(map[labels.Span]struct{}, len(ks))
	for k := range ks {
		m[labels.Span{Start: k.start, End: k.end}] = struct{}{}
	}
	return m
}

// countTypes counts strict matches by type and keeps the mistakes.
func (l *Leakage) countTypes(id string, gold, pred map[key]struct{}) {
	first := len(l.report.Mistakes)
	for k := range gold {
		if _, ok := pred[k]; ok {
			l.report.ByType[k.typ].Strict.TP++
			continue
		}
		l.report.ByType[k.typ].Strict.FN++
		l.report.Mistakes = append(l.report.Mistakes, Mistake{id, true, k.start, k.end, k.typ})
	}
	for k := range pred {
		if _, ok := gold[k]; !ok {
			l.report.ByType[k.typ].Strict.FP++
			l.report.Mistakes = append(l.report.Mistakes, Mistake{id, false, k.start, k.end, k.typ})
		}
	}
	slices.SortFunc(l.report.Mistakes[first:], func(a, b Mistake) int {
		missed := 0
		if a.Missed != b.Missed {
			missed = -1
			if b.Missed {
				missed = 1
			}
		}
		return cmp.Or(a.Start-b.Start, a.End-b.End, int(a.Type)-int(b.Type), missed)
	})
	if len(l.report.Mistakes) > l.MaxMistakes {
		l.report.Mistakes = l.report.Mistakes[:max(first, l.MaxMistakes)]
	}
}

// overlaps counts the keys of xs that share a byte with a key of ys of the same
// type.
func overlaps(xs, ys map[key]struct{}) Hits {
	var byType [labels.NumTypes + 1][]key
	for k := range ys {
		byType[k.typ] = append(byType[k.typ], k)
	}
	for _, ks := range byType {
		slices.SortFunc(ks, func(a, b key) int { return a.start - b.start })
		for i := 1; i < len(ks); i++ { // end becomes the furthest end so far
			ks[i].end = max(ks[i].end, ks[i-1].end)
		}
	}
	h := Hits{All: len(xs)}
	for k := range xs {
		ks := byType[k.typ]
		i, _ := slices.BinarySearchFunc(ks, k.end, func(y key, end int) int { return y.start - end })
		if i > 0 && ks[i-1].end > k.start {
			h.Hit++
		}
	}
	return h
}

// countTokens counts the tokens of a note, those of each type and those of Safe
// Harbor, and returns the note's own counts.
func (r *LeakageReport) countTokens(text string, gold, pred map[key]struct{}) Counts {
	need, have := cover(text, gold), cover(text, pred)
	var c Counts
	var types []typeSet
	toks := tokens(text)
	types = make([]typeSet, len(toks))
	for k := range gold {
		i, _ := slices.BinarySearchFunc(toks, k.start, func(t labels.Span, at int) int { return t.End - at - 1 })
		for ; i < len(toks) && toks[i].Start < k.end; i++ {
			types[i] |= 1 << k.typ
		}
	}
	for i, t := range toks {
		found, touched := true, false
		for b := t.Start; b < t.End; b++ {
			found = found && (have[b] || !need[b])
			touched = touched || have[b]
		}
		switch {
		case types[i] != 0:
			r.countTypesOf(types[i], found)
			if found {
				c.TP++
			} else {
				c.FN++
			}
		case touched:
			c.FP++
		default:
			r.Untouched++
		}
	}
	return c
}

func (r *LeakageReport) countTypesOf(s typeSet, found bool) {
	hit := 0
	if found {
		hit = 1
	}
	for _, t := range labels.Types() {
		if s.has(t) {
			r.ByType[t].Tokens.add(Hits{hit, 1})
		}
	}
	if s&safeHarbor != 0 {
		r.SafeHarbor.add(Hits{hit, 1})
	}
}

// cover returns, for every byte of the text, whether a key covers it.
func cover(text string, ks map[key]struct{}) []bool {
	step := make([]int32, len(text)+1)
	for k := range ks {
		step[k.start]++
		step[k.end]--
	}
	out := make([]bool, len(text))
	depth := int32(0)
	for i := range out {
		depth += step[i]
		out[i] = depth > 0
	}
	return out
}

// tokens returns the runs of letters and digits of a text. Combining marks and
// underscores part them.
func tokens(text string) []labels.Span {
	var out []labels.Span
	start := -1
	for i, r := range text {
		if isToken(r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			out = append(out, labels.Span{Start: start, End: i})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, labels.Span{Start: start, End: len(text)})
	}
	return out
}

func isToken(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}
