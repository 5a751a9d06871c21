package review

import (
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact/review/audit"
)

var pageFuncs = template.FuncMap{
	"percent": func(p float64) string { return strconv.FormatFloat(100*p, 'g', 3, 64) + "%" },
	"plus":    func(a, b int) int { return a + b },
	"types":   labels.Types,
	"body":    body,
}

// body writes note text as HTML that a browser reads back unit for unit: a CR
// as a reference, which parsers would turn into a line feed, and NUL, which they
// drop, as the replacement character.
func body(s string) template.HTML {
	return template.HTML(strings.NewReplacer("\r", "&#13;", "\x00", "\uFFFD").Replace(html.EscapeString(s)))
}

// frame is what every page has.
type frame struct {
	Person  Person
	Current string // which part of the page: "queue", "settle", "results"
}

func (f frame) Adjudicator() bool { return f.Person.Role == RoleAdjudicator }

// queueRow is a note in a list.
type queueRow struct {
	ID     string
	Place  int
	Done   bool
	Begun  bool
	Missed int
}

type queueView struct {
	frame
	Queues []queueBlock
}

type queueBlock struct {
	Queue Queue
	Title string
	About string
	Rows  []queueRow
	Done  int
	Next  int // place of the first note that is not done, -1 for none
}

var queueTitles = map[Queue][2]string{
	QueueSample: {"Sample for the claim", "Drawn at random before anyone looked. What is found here decides what can be claimed."},
	QueueRisk:   {"Most doubtful first", "Picked to find leaks. These notes prove nothing and are counted apart."},
}

func (s *Server) queuePage(w http.ResponseWriter, r *http.Request, p Person) error {
	if p.Role == RoleAdjudicator {
		http.Redirect(w, r, "/settle", http.StatusSeeOther)
		return nil
	}
	v := queueView{frame: frame{p, "queue"}}
	for _, q := range []Queue{QueueSample, QueueRisk} {
		b := queueBlock{Queue: q, Title: queueTitles[q][0], About: queueTitles[q][1], Next: -1}
		for i, id := range s.work.IDs(q) {
			verdict, err := s.store.Verdict(id, p.Name)
			if err != nil {
				return err
			}
			if verdict.Done {
				b.Done++
			} else if b.Next < 0 {
				b.Next = i
			}
			b.Rows = append(b.Rows, queueRow{ID: id, Place: i, Done: verdict.Done, Begun: len(verdict.Marks)+len(verdict.Missed) > 0, Missed: len(verdict.Missed)})
		}
		v.Queues = append(v.Queues, b)
	}
	return s.show(w, "queue", v)
}

// at finds the note that a path names.
func (s *Server) at(r *http.Request) (Queue, int, *Note, error) {
	q := Queue(r.PathValue("queue"))
	ids := s.work.IDs(q)
	place, err := strconv.Atoi(r.PathValue("place"))
	if err != nil || place < 0 || place >= len(ids) {
		return q, 0, nil, errNotFound
	}
	n, ok := s.work.Note(ids[place])
	if !ok {
		return q, 0, nil, errNotFound
	}
	return q, place, n, nil
}

// pieceView is a piece of a note on the page.
type pieceView struct {
	Text     string
	Class    string
	Chip     string // what stands behind it in small letters
	Label    string // for readers of the screen, and the line of facts
	Mark     int    // of the note's marks; -1 for none
	Missed   int    // of the verdict's additions; -1 for none
	Disputed bool
	Type     string // that the second finder gives it
	Plain    bool
}

type noteView struct {
	frame
	Note    *Note
	Verdict Verdict
	Queue   Queue
	Title   string
	Place   int
	Count   int
	Pieces  []pieceView
	Doubts  int
	Blind   bool // scores and the second finder's hints are kept back
}

func (s *Server) noteView(p Person, q Queue, place int, n *Note, v Verdict) noteView {
	blind := q == QueueSample
	if blind {
		n = n.blind()
	}
	return noteView{
		frame: frame{p, "queue"}, Blind: blind, Note: n, Verdict: v, Queue: q, Title: queueTitles[q][0], Place: place,
		Count: len(s.work.IDs(q)), Pieces: pieceViews(n, &v, s.opts.Threshold), Doubts: n.LowConfidence(s.opts.Threshold) + len(n.Disagreements),
	}
}

// pieceViews cuts a note at its marks and at what a reviewer added.
func pieceViews(n *Note, v *Verdict, threshold float64) []pieceView {
	type origin struct{ mark, missed int }
	var origins []origin
	all := Note{Text: n.Text, Disagreements: n.Disagreements}
	for i, m := range n.Marks {
		origins = append(origins, origin{i, -1})
		all.Marks = append(all.Marks, m)
	}
	for i, m := range v.Missed {
		at := 0
		for at < len(all.Marks) && all.Marks[at].Start < m.Start {
			at++
		}
		origins = slices.Insert(origins, at, origin{-1, i})
		all.Marks = slices.Insert(all.Marks, at, Mark{Span: labels.Span{Start: m.Start, End: m.End}, Type: m.Type, Score: 1})
	}
	pieces := all.Pieces()
	out := make([]pieceView, len(pieces))
	for i, p := range pieces {
		x := pieceView{Text: p.Text, Mark: -1, Missed: -1, Plain: p.Mark < 0 && p.Disagreement < 0}
		if p.Mark >= 0 {
			o, m := origins[p.Mark], all.Marks[p.Mark]
			x.Mark, x.Missed = o.mark, o.missed
			if o.missed >= 0 {
				x.Class, x.Label = "m added c-"+m.Type.Category().String(), m.Type.String()+", added by you"
				x.Chip = "+ " + m.Type.String()
			} else {
				x.describe(n.Marks[o.mark], v, o.mark, threshold)
			}
			if i+1 < len(pieces) && pieces[i+1].Mark == p.Mark {
				x.Chip = "" // behind its last piece only
			}
		}
		if p.Disagreement >= 0 {
			d := n.Disagreements[p.Disagreement]
			x.Class += " d"
			x.Disputed, x.Type = true, d.Type.String()
			x.Label = strings.TrimPrefix(x.Label+"; ", "; ") + fmt.Sprintf("second finder: %s %.2f", d.Type, d.Score)
		}
		x.Class = strings.TrimSpace(x.Class)
		out[i] = x
	}
	return out
}

// describe fills in a mark with what was decided on it.
func (x *pieceView) describe(m Mark, v *Verdict, i int, threshold float64) {
	x.Class = "m c-" + m.Type.Category().String()
	if m.Score < threshold {
		x.Class += " low"
	}
	if m.Len() == 0 {
		x.Class += " empty"
	}
	x.Label = fmt.Sprintf("%s, %s", m.Type, m.Operator)
	if m.Source != "" {
		x.Label += fmt.Sprintf(", score %.2f, %s", m.Score, m.Source)
	}
	x.Chip = m.Type.String()
	if strings.Contains(x.Text, m.Type.String()) {
		x.Chip = ""
	}
	switch d, ok := v.Marks[i]; {
	case !ok:
	case d.Action == Accept:
		x.Class += " accepted"
		x.Label += "; accepted"
		x.Chip = strings.TrimSpace(x.Chip + " ✓")
	case d.Action == Reject:
		x.Class += " rejected"
		x.Label += "; rejected"
		x.Chip = strings.TrimSpace(x.Chip + " ✗")
	case d.Action == Retype:
		x.Class += " retyped"
		x.Label += "; is " + d.Type.String()
		x.Chip = "→ " + d.Type.String()
	}
}

func (s *Server) notePage(w http.ResponseWriter, r *http.Request, p Person) error {
	q, place, n, err := s.at(r)
	if err != nil {
		return err
	}
	if p.Role != RoleReviewer {
		return status(http.StatusForbidden, fmt.Errorf("this part is for reviewers"))
	}
	v, err := s.store.Verdict(n.ID, p.Name)
	if err != nil {
		return err
	}
	return s.show(w, "note", s.noteView(p, q, place, n, v))
}

// stepBody is a step as the page sends it. Offsets are UTF-16 units.
type stepBody struct {
	Action Action `json:"action"`
	Mark   int    `json:"mark"`
	Type   string `json:"type"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
}

// step takes a decision, saves it, and answers with the note as it is now.
func (s *Server) step(w http.ResponseWriter, r *http.Request, p Person) error {
	q, place, n, err := s.at(r)
	if err != nil {
		return err
	}
	if p.Role != RoleReviewer {
		return status(http.StatusForbidden, fmt.Errorf("this part is for reviewers"))
	}
	var b stepBody
	if err := decodeBody(r, &b); err != nil {
		return err
	}
	t, err := typeOf(b.Type)
	if err != nil {
		return err
	}
	st := Step{Action: b.Action, Mark: b.Mark, Type: t}
	if b.Action == Add {
		if st.Span, err = selection(n.Text, b.Start, b.End); err != nil {
			return err
		}
	}
	v, err := s.store.Step(n, p.Name, st)
	if err != nil {
		return err
	}
	if b.Action == Done {
		if err := s.record(n, &v, p.Name); err != nil {
			return err
		}
		if q == QueueSample {
			if err := s.claimWhenMade(p.Name); err != nil {
				return err
			}
		}
	}
	return s.show(w, "work", s.noteView(p, q, place, n, v))
}

// selection turns what was selected in the browser into a span, without the
// white space at its ends that a double click brings along.
func selection(s string, start, end int) (labels.Span, error) {
	span, err := text.NewOffsets(s).SpanTo(labels.Span{Start: start, End: end}, text.UTF16)
	if err != nil {
		return span, fmt.Errorf("%w: the selection is not in the text", ErrStep)
	}
	part := span.Of(s)
	span.Start += len(part) - len(strings.TrimLeft(part, " \t\r\n"))
	span.End -= len(part) - len(strings.TrimRight(part, " \t\r\n"))
	if span.End <= span.Start {
		return span, fmt.Errorf("%w: nothing is selected", ErrStep)
	}
	return span, nil
}

// record puts a verdict into the audit log: who, in what queue it counts, how
// many of each; the note and the verdict itself as commitments.
func (s *Server) record(n *Note, v *Verdict, actor string) error {
	if s.opts.Audit == nil {
		return nil
	}
	whole, err := json.Marshal(v)
	if err != nil {
		return err
	}
	changed := 0
	for _, d := range v.Marks {
		if d.Action != Accept {
			changed++
		}
	}
	_, err = s.opts.Audit.Append(audit.Entry{Kind: audit.KindDecision, Actor: actor,
		Facts:  map[string]string{"marks": strconv.Itoa(len(n.Marks)), "changed": strconv.Itoa(changed), "missed": strconv.Itoa(len(v.Missed))},
		Commit: map[string][]byte{"note": []byte(n.ID), "text": []byte(n.Text), "verdict": whole}})
	return err
}
