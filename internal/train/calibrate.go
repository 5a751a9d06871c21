package train

import (
	"fmt"

	"github.com/lethe-health/lethe/internal/phimodel"
	"github.com/lethe-health/lethe/internal/score"
	"github.com/lethe-health/lethe/internal/seqmodel"
	"github.com/lethe-health/lethe/labels"
)

// calibrate sets how the model's scores are read: each fold of the notes is tagged
// by a model that was trained on the others alone, and the scores of its spans
// are held against the marks. What it says of accuracy on the way is honest for
// notes of hands it has not seen, by models of part of the data.
func (f *fitter) calibrate(out *Fitted, without []*seqmodel.Weights, seqs [][]seqmodel.Sequence) error {
	found := make([][]labels.Annotation, len(f.notes))
	for k := range without {
		var mine []seqmodel.Sequence
		for i, s := range seqs {
			if f.fold[i%len(f.notes)] != k {
				mine = append(mine, s...)
			}
		}
		second := f.train(fmt.Sprintf("second pass without fold %d", k+1), mine, max(2, f.Epochs-2), 0)
		m, err := phimodel.Load(phimodel.AppendModel(nil, out.Params, out.Gate, without[k], second))
		if err != nil {
			return fmt.Errorf("train: %w", err)
		}
		m = m.Raw()
		f.each(len(f.notes), func(i int, r *reader) {
			if f.fold[i] != k {
				return
			}
			r.read(f.notes[i], nil)
			var s phimodel.Scratch
			found[i] = m.Annotate(nil, &r.ev, phimodel.Balanced, &s)
		})
	}
	var leak score.Leakage
	var raw []float64
	var right []bool
	for i, n := range f.notes {
		gold := map[labels.Annotation]bool{}
		for _, a := range annotations(n) {
			gold[a] = true
		}
		for _, a := range found[i] {
			raw = append(raw, a.Score)
			right = append(right, gold[labels.Annotation{Span: a.Span, Type: a.Type}])
		}
		leak.Add(score.Note{ID: n.ID, Text: n.Text, Gold: annotations(n), Pred: found[i]})
	}
	out.Params.Calibrate(raw, right)
	r := leak.Report()
	s, t := r.Strict.Rates(), r.Tokens.Rates()
	f.say("cross-validation: strict P %.4f R %.4f F1 %.4f, tokens P %.4f R %.4f", s.P, s.R, s.F1, t.P, t.R)
	return nil
}
