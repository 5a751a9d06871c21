package phenom

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// Outcome is what a submission brought for one patient. At least one of Results,
// Exclusions and Err is set: a patient of whom the service says nothing has the
// error [ErrUnanswered].
type Outcome struct {
	PatientID  string
	Results    []Result
	Exclusions []Exclusion
	Err        error // a [*JobError] in real time
}

// ErrUnanswered: the service lists neither scores nor an exclusion for a patient
// that was submitted. The row errors may tell why.
var ErrUnanswered = errors.New("phenom: the service says nothing of this patient")

// ErrAnswer: the service lists a patient that was not submitted, or an outcome
// of a patient twice.
var ErrAnswer = errors.New("phenom: the service's listing does not fit the submission")

// Results yields every score, in the service's order.
func (s *Submission) Results(ctx context.Context) iter.Seq2[Result, error] {
	return each(s.JobIDs, func(id string) iter.Seq2[Result, error] {
		return s.c.Results(id, &PageOptions{Size: MaxPageSize}).All(ctx)
	})
}

// Exclusions yields every exclusion, in the service's order.
func (s *Submission) Exclusions(ctx context.Context) iter.Seq2[Exclusion, error] {
	return each(s.JobIDs, func(id string) iter.Seq2[Exclusion, error] {
		return s.c.Exclusions(id, &PageOptions{Size: MaxPageSize}).All(ctx)
	})
}

// RowErrors yields every error that the service found in the data. Their
// messages can quote it: treat them as PHI.
func (s *Submission) RowErrors(ctx context.Context) iter.Seq2[RowError, error] {
	return each(s.JobIDs, func(id string) iter.Seq2[RowError, error] {
		return s.c.RowErrors(id, &PageOptions{Size: MaxPageSize}).All(ctx)
	})
}

// each strings the listings of several jobs together; a job that was never made
// has none.
func each[T any](ids []string, list func(string) iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, id := range ids {
			if id == "" {
				continue
			}
			for item, err := range list(id) {
				if !yield(item, err) || err != nil {
					return
				}
			}
		}
	}
}

// ByPatient yields one [Outcome] for each patient submitted, in the order of
// submission, and holds the service's answer against what was asked: each
// patient and outcome once, none that was not asked for. It holds all scores in
// memory, about 200 bytes each; [Submission.Results] does not.
func (s *Submission) ByPatient(ctx context.Context) iter.Seq2[Outcome, error] {
	return func(yield func(Outcome, error) bool) {
		all, err := s.join(ctx)
		if err != nil {
			yield(Outcome{}, err)
			return
		}
		for _, o := range all {
			if !yield(o, nil) {
				return
			}
		}
	}
}

// join brings scores and exclusions to their patients.
func (s *Submission) join(ctx context.Context) ([]Outcome, error) {
	all := make([]Outcome, len(s.order))
	for i, id := range s.order {
		all[i] = Outcome{PatientID: id, Err: s.failures[i]}
	}
	scored := &Submission{c: s.c, JobIDs: s.finished()}
	for r, err := range scored.Results(ctx) {
		if err != nil {
			return nil, err
		}
		i, ok := s.index[r.PatientID]
		if !ok {
			return nil, fmt.Errorf("%w: a patient that was not submitted", ErrAnswer)
		}
		for _, old := range all[i].Results {
			if old.OutcomeID == r.OutcomeID {
				return nil, fmt.Errorf("%w: patient %d of the source has an outcome twice", ErrAnswer, i)
			}
		}
		r.PatientID = all[i].PatientID // one copy of the token
		all[i].Results = append(all[i].Results, r)
	}
	for e, err := range scored.Exclusions(ctx) {
		if err != nil {
			return nil, err
		}
		i, ok := s.index[e.PatientID]
		if !ok {
			return nil, fmt.Errorf("%w: an excluded patient that was not submitted", ErrAnswer)
		}
		all[i].Exclusions = append(all[i].Exclusions, e)
	}
	for i := range all {
		if o := &all[i]; o.Results == nil && o.Exclusions == nil && o.Err == nil {
			o.Err = ErrUnanswered
		}
	}
	return all, nil
}

// finished lists the jobs that have listings.
func (s *Submission) finished() []string {
	var ids []string
	for i, id := range s.JobIDs {
		if s.failures[i] == nil {
			ids = append(ids, id)
		}
	}
	return ids
}
