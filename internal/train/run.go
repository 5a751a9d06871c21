package train

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"

	"github.com/lethe-health/lethe/internal/gen"
	"github.com/lethe-health/lethe/internal/score"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/labels/exchange"
	"github.com/lethe-health/lethe/phi"
)

// Config says what to train on.
type Config struct {
	Options
	Paths    []string        // files and folders of labelled notes, or "-"
	Format   exchange.Format // of the paths; empty: told by their names
	Stdin    io.Reader       // what "-" is
	NoCorpus bool            // leave the embedded corpus out
}

// negatives is how many notes of hard negatives stand beside the corpus.
const negatives = 160

// gcPercent is how much garbage, in per cent of what is alive, training lets lie.
const gcPercent = 20

// ErrNoNotes says that there is nothing to train on or to score.
var ErrNoNotes = errors.New("no labelled notes")

// Run trains a model as the config says and returns the model file.
//
// Training keeps gigabytes alive: unless the environment says otherwise by GOGC,
// the garbage collector runs sooner meanwhile.
func Run(ctx context.Context, c Config) ([]byte, error) {
	if os.Getenv("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	}
	var notes []gen.Note
	if !c.NoCorpus {
		own, err := gen.Corpus()
		if err != nil {
			return nil, err
		}
		notes = append(notes, own...)
		notes = append(notes, gen.Negatives(negatives, c.Seed)...)
	}
	theirs, err := ReadNotes(c.Paths, c.Format, c.Stdin)
	if err != nil {
		return nil, err
	}
	if len(c.Paths) > 0 && len(theirs) == 0 {
		return nil, ErrNoNotes // rather than a long training on the corpus alone
	}
	for _, n := range theirs {
		notes = append(notes, fromExchange(n))
	}
	if len(notes) == 0 {
		return nil, ErrNoNotes
	}
	f, err := Fit(ctx, notes, c.Options)
	if err != nil {
		return nil, err
	}
	return f.Pack(), nil
}

// ErrStdinFormat says that nothing tells the format of standard input.
var ErrStdinFormat = errors.New("standard input needs --format")

// ReadNotes reads labelled notes from files and folders, and for "-" from stdin,
// whose format must be given.
func ReadNotes(paths []string, f exchange.Format, stdin io.Reader) ([]exchange.Note, error) {
	var out []exchange.Note
	for _, p := range paths {
		notes, err := readPath(p, f, stdin)
		if err != nil {
			return nil, fmt.Errorf("labelled notes: %w", err)
		}
		out = append(out, notes...)
	}
	return out, nil
}

func readPath(path string, f exchange.Format, stdin io.Reader) ([]exchange.Note, error) {
	switch {
	case path != "-":
		r, err := exchange.Open(path, f, nil)
		if err != nil {
			return nil, err
		}
		notes, err := exchange.ReadAll(r)
		return notes, errors.Join(err, r.Close())
	case f == "" || stdin == nil:
		return nil, ErrStdinFormat
	}
	r, err := exchange.NewReader(stdin, f, nil)
	if err != nil {
		return nil, err
	}
	return exchange.ReadAll(r)
}

// fromExchange takes a note over; of annotations that overlap the longer
// stands.
func fromExchange(n exchange.Note) gen.Note {
	anns := slices.Clone(n.Annotations)
	slices.SortFunc(anns, func(a, b labels.Annotation) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	out := gen.Note{ID: n.ID, Form: n.Form, Text: n.Text}
	for _, a := range anns {
		if k := len(out.Spans); k > 0 && a.Start < out.Spans[k-1].End {
			if a.Len() <= out.Spans[k-1].Len() {
				continue
			}
			out.Spans = out.Spans[:k-1]
			if k > 1 && a.Start < out.Spans[k-2].End {
				continue
			}
		}
		out.Spans = append(out.Spans, gen.Mark{Span: a.Span, Type: a.Type})
	}
	return out
}

// Report is how well a tagger does on labelled notes.
type Report struct {
	Leakage     score.LeakageReport
	I2B2        score.I2B2Report
	Reliability []score.Bin
	ECE         float64 // expected calibration error
}

// Evaluate tags the notes and scores what was found.
func Evaluate(ctx context.Context, t *phi.Tagger, notes []exchange.Note) (*Report, error) {
	if len(notes) == 0 {
		return nil, ErrNoNotes
	}
	var leak score.Leakage
	var task score.I2B2
	var rel score.Reliability
	for i := range notes {
		got, err := t.Tag(ctx, notes[i].Text)
		if err != nil {
			return nil, fmt.Errorf("note %d: %w", i+1, err)
		}
		n := score.Note{ID: notes[i].ID, Text: notes[i].Text, Gold: notes[i].Annotations, Pred: got}
		leak.Add(n)
		task.Add(n)
		rel.Add(n)
	}
	r := &Report{Leakage: leak.Report(), I2B2: task.Report()}
	r.Reliability, r.ECE = rel.Table()
	return r, nil
}

// WriteText writes the report for a person.
func (r *Report) WriteText(w io.Writer, byType, byNote bool) error {
	if err := r.Leakage.WriteText(w, byType, byNote); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	if err := r.I2B2.WriteText(w, false, false); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "\nscore from  to      spans   mean    right\n"); err != nil {
		return err
	}
	for _, b := range r.Reliability {
		if _, err := fmt.Fprintf(w, "%8.2f    %.2f  %6d   %.3f   %.3f\n", b.Low, b.High, b.N, b.Mean, b.Right); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "expected calibration error %.4f\n", r.ECE)
	return err
}
