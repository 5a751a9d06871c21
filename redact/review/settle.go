package review

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/labels"
)

// settleRow is a note that two have read.
type settleRow struct {
	ID          string
	Place       int // among all notes, the sample first
	Differences int
	Settled     bool
}

type settleListView struct {
	frame
	Names   []string
	Rows    []settleRow // that differ
	Agreed  int
	Waiting int // notes that one reader or none is done with
}

// all returns the ids of both queues.
func (s *Server) all() []string {
	return append(append([]string(nil), s.work.IDs(QueueSample)...), s.work.IDs(QueueRisk)...)
}

func (s *Server) settleList(w http.ResponseWriter, _ *http.Request, p Person) error {
	if p.Role != RoleAdjudicator {
		return errRole
	}
	v := settleListView{frame: frame{p, "settle"}, Names: s.reviewers()}
	for i, id := range s.all() {
		n, _ := s.work.Note(id)
		a, b, two, err := s.pair(n)
		if err != nil {
			return err
		}
		if !two {
			v.Waiting++
			continue
		}
		d := len(Differences(n, &a, &b))
		if d == 0 {
			v.Agreed++
			continue
		}
		settled, err := s.store.Verdict(id, Adjudicated)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, settleRow{id, i, d, settled.Done})
	}
	return s.show(w, "settle-list", v)
}

// differenceView is a difference with the text around it.
type differenceView struct {
	Difference
	Number        int
	Before, After string
	Text          string
	Machine       string // what the machine had marked, "" for nothing
	First, Second string // in words
}

type settleView struct {
	frame
	Note        *Note
	Place       int
	Names       []string
	Differences []differenceView
	Settled     bool
}

// around is how many bytes of text stand on each side of a difference.
const around = 160

func (s *Server) settleAt(r *http.Request) (int, *Note, error) {
	all := s.all()
	place, err := strconv.Atoi(r.PathValue("place"))
	if err != nil || place < 0 || place >= len(all) {
		return 0, nil, errNotFound
	}
	n, _ := s.work.Note(all[place])
	return place, n, nil
}

func (s *Server) settlePage(w http.ResponseWriter, r *http.Request, p Person) error {
	if p.Role != RoleAdjudicator {
		return errRole
	}
	place, n, err := s.settleAt(r)
	if err != nil {
		return err
	}
	a, b, two, err := s.pair(n)
	if err != nil {
		return err
	}
	if !two {
		return status(http.StatusConflict, errors.New("the two readers are not both done with this note"))
	}
	final, err := s.store.Verdict(n.ID, Adjudicated)
	if err != nil {
		return err
	}
	v := settleView{frame: frame{p, "settle"}, Note: n, Place: place, Names: s.reviewers(), Settled: final.Done}
	for i, d := range Differences(n, &a, &b) {
		v.Differences = append(v.Differences, viewDifference(n, i, d))
	}
	return s.show(w, "settle", v)
}

func viewDifference(n *Note, i int, d Difference) differenceView {
	from, to := max(0, d.Span.Start-around), min(len(n.Text), d.Span.End+around)
	x := differenceView{
		Difference: d, Number: i, Text: d.Span.Of(n.Text),
		Before: strings.ToValidUTF8(n.Text[from:d.Span.Start], ""), After: strings.ToValidUTF8(n.Text[d.Span.End:to], ""),
	}
	var t labels.Type
	if d.Mark >= 0 {
		t = n.Marks[d.Mark].Type
		x.Machine = t.String()
	}
	x.First, x.Second = words(d.First, x.Machine), words(d.Second, x.Machine)
	return x
}

// words says a reader's decision in words.
func words(decision, machine string) string {
	switch {
	case decision == "":
		return "not an identifier"
	case decision == string(Accept):
		return "right: " + machine
	case decision == string(Reject):
		return "not an identifier"
	case machine != "":
		return "is " + decision
	}
	return "was missed: " + decision
}

// settle takes the adjudicator's choices, "first" or "second" for each
// difference.
func (s *Server) settle(w http.ResponseWriter, r *http.Request, p Person) error {
	if p.Role != RoleAdjudicator {
		return errRole
	}
	place, n, err := s.settleAt(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return status(http.StatusBadRequest, errors.New("the answers could not be read"))
	}
	a, b, two, err := s.pair(n)
	if err != nil {
		return err
	}
	if !two {
		return status(http.StatusConflict, errors.New("the two readers are not both done with this note"))
	}
	var choice []bool
	for i := range Differences(n, &a, &b) {
		switch r.PostForm.Get("d" + strconv.Itoa(i)) {
		case "first":
			choice = append(choice, false)
		case "second":
			choice = append(choice, true)
		default:
			return status(http.StatusBadRequest, errors.New("a difference has no answer"))
		}
	}
	v, err := Settle(n, &a, &b, choice)
	if err != nil {
		return err
	}
	v.Reviewer = Adjudicated
	if err := s.store.Save(&v); err != nil {
		return err
	}
	if err := s.record(n, &v, p.Name); err != nil {
		return err
	}
	if place < len(s.work.IDs(QueueSample)) {
		if err := s.claimWhenMade(p.Name); err != nil {
			return err
		}
	}
	http.Redirect(w, r, "/settle", http.StatusSeeOther)
	return nil
}

type resultsView struct {
	frame
	Results
	Confidence float64
}

func (s *Server) resultsPage(w http.ResponseWriter, _ *http.Request, p Person) error {
	if p.Role != RoleAdjudicator {
		return errRole
	}
	r, err := s.Results()
	if err != nil {
		return err
	}
	if s.opts.Audit != nil {
		if err := s.store.RecordClaim(s.opts.Audit, r.Claim, p.Name); err != nil {
			return err
		}
	}
	return s.show(w, "results", resultsView{frame{p, "results"}, r, s.opts.Confidence})
}
