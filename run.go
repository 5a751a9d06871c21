package lethe

import (
	"context"
	"errors"
	"iter"

	"github.com/lethe-health/lethe/internal/ordered"
	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/redact"
)

// RunOptions set up [Pipeline.Run]. The zero value, and nil, run without
// scoring, on all cores.
type RunOptions struct {
	// Workers is how many notes are worked on at a time; 0 means one a CPU.
	Workers int
	// Scorer submits the histories; nil leaves that out.
	Scorer *Scorer
	// Progress, if not nil, is called after each step, from one goroutine.
	Progress func(Progress)
}

// Progress says how far a run is. Totals are known once all notes are read.
type Progress struct {
	Notes    int // read and worked on
	Patients int // assembled
	Scored   int // submitted and answered
	Total    int // patients in all; 0 until it is known
}

// Sink takes what a run makes, in order: all notes and dead letters as the
// notes come, then each patient. An error of it ends the run.
type Sink interface {
	Note(*Record) error
	Patient(*PatientRecord) error
	Score(*Score) error
	DeadLetter(*NoteError) error
}

// Run takes notes the whole way: each note tagged, redacted and read, the notes
// of each patient joined, and the histories scored. Notes that fail go to the
// sink's dead letters and the run goes on; the summary counts them. The records
// of a run are held until its patients are joined: some twice the size of the
// notes. With an error comes the summary of what was done until then.
func (p *Pipeline) Run(ctx context.Context, notes iter.Seq2[Note, error], sink Sink, o *RunOptions) (*Summary, error) {
	if o == nil {
		o = &RunOptions{}
	}
	r := &run{p: p, o: *o, sink: sink, sum: newSummary(p.Policy())}
	if r.o.Progress == nil {
		r.o.Progress = func(Progress) {}
	}
	patients, err := r.notes(ctx, notes)
	if err == nil {
		err = r.patients(ctx, patients)
	}
	return r.sum, err
}

// run is the state of one [Pipeline.Run].
type run struct {
	p    *Pipeline
	o    RunOptions
	sink Sink
	sum  *Summary
	done Progress
}

// notes works on every note and groups the records by patient, in the order in
// which the patients first come.
func (r *run) notes(ctx context.Context, notes iter.Seq2[Note, error]) ([][]*Record, error) {
	var patients [][]*Record
	place := map[string]int{}
	for rec, err := range ordered.Map(ctx, once(notes), r.o.Workers, r.p.Process) {
		if err != nil && ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			break // it was not looked at, and is no dead letter
		}
		if err != nil {
			if err := r.deadLetter(err); err != nil {
				return nil, err
			}
			continue
		}
		if err := r.sink.Note(rec); err != nil {
			return nil, err
		}
		r.sum.note(rec)
		i, ok := place[rec.patient]
		if !ok {
			i = len(patients)
			place[rec.patient] = i
			patients = append(patients, nil)
		}
		patients[i] = append(patients[i], rec)
		r.done.Notes++
		r.o.Progress(r.done)
	}
	r.done.Total = len(patients)
	r.sum.Patients = len(patients)
	return patients, ctx.Err()
}

// once refuses a note whose id came before: two results under one id could not
// be told apart.
func once(notes iter.Seq2[Note, error]) iter.Seq2[Note, error] {
	return func(yield func(Note, error) bool) {
		seen := map[string]bool{}
		for n, err := range notes {
			if err == nil && seen[n.ID] {
				err = &NoteError{Source: n.Source, Line: n.Line, ID: n.ID, Stage: "read", Offset: -1, Err: ErrDuplicateID}
			}
			seen[n.ID] = true
			if !yield(n, err) {
				return
			}
		}
	}
}

// patients joins each patient's notes and scores the history.
func (r *run) patients(ctx context.Context, patients [][]*Record) error {
	type outcome struct {
		patient *PatientRecord
		score   *Score
	}
	work := func(ctx context.Context, records []*Record) (outcome, error) {
		pr, err := r.p.Assemble(ctx, records)
		if err != nil {
			return outcome{}, err
		}
		return outcome{pr, r.o.Scorer.score(ctx, pr)}, nil
	}
	for out, err := range ordered.Map(ctx, items(patients), r.o.Workers, work) {
		if err != nil {
			if err := r.deadLetter(err); err != nil {
				return err
			}
			continue
		}
		if err := r.sink.Patient(out.patient); err != nil {
			return err
		}
		r.sum.patient(out.patient)
		r.done.Patients++
		if out.score != nil {
			if err := r.sink.Score(out.score); err != nil {
				return err
			}
			r.sum.score(out.score)
			r.done.Scored++
		}
		r.o.Progress(r.done)
	}
	return ctx.Err()
}

// deadLetter sets a failed note aside; an error that is not one note's is
// given back.
func (r *run) deadLetter(err error) error {
	var ne *NoteError
	if !errors.As(err, &ne) {
		return err
	}
	r.sum.DeadLetters++
	return r.sink.DeadLetter(ne)
}

func items[T any](s []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range s {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// Scorer submits histories to PhenOM, one patient at a time.
type Scorer struct {
	Client *phenom.Client
	// OutcomeIDs are what is to be predicted; at least one.
	OutcomeIDs []string
	// Release is the legal ground on which histories leave.
	Release phenom.Release
	// Poll says how answers are waited for; nil is the poller's default.
	Poll *phenom.PollOptions
}

// Score is what became of one submission.
type Score struct {
	Patient    string // token
	JobID      string
	Results    []phenom.Result
	Exclusions []phenom.Exclusion
	// Err says why there is no result; it names fields and never values.
	Err error
	// Unanswered is set when a history was there to send and the service did not
	// take it or did not answer: it may be submitted again.
	Unanswered bool
}

// score submits one patient's history and fetches what comes back. A nil
// Scorer scores nothing.
func (s *Scorer) score(ctx context.Context, p *PatientRecord) *Score {
	if s == nil {
		return nil
	}
	out := &Score{Patient: p.Patient}
	if out.Err = p.HistoryErr; out.Err != nil {
		return out
	}
	defer func() { out.Unanswered = out.Err != nil }()
	job, err := s.Client.CreateJob(ctx, &phenom.JobRequest{OutcomeIDs: s.OutcomeIDs, History: p.History, Release: s.Release})
	if err != nil {
		out.Err = err
		return out
	}
	out.JobID = job.ID
	if _, out.Err = s.Client.JobPoller(job.ID).PollUntilDone(ctx, s.Poll); out.Err != nil {
		return out
	}
	if out.Results, out.Err = collect(s.Client.Results(job.ID, nil).All(ctx)); out.Err != nil {
		return out
	}
	out.Exclusions, out.Err = collect(s.Client.Exclusions(job.ID, nil).All(ctx))
	return out
}

func collect[T any](seq iter.Seq2[T, error]) (out []T, err error) {
	for v, err := range seq {
		if err != nil {
			return out, err
		}
		out = append(out, v)
	}
	return out, nil
}

// ReleaseOf is the release that a policy stands for: its legal basis, and
// whether dates stay as they are. A policy without a basis, or one under which dates
// may not leave, is refused by [phenom.Release.Check] when histories are
// submitted.
func ReleaseOf(p redact.Policy) phenom.Release {
	return phenom.Release{Basis: phenom.Basis(p.Basis), RawDates: keepsDates(p)}
}
