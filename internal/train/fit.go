package train

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lethe-health/lethe/internal/gen"
	"github.com/lethe-health/lethe/internal/phimodel"
	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/internal/seqmodel"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Options steer [Fit]. The zero value trains the model as it is shipped.
type Options struct {
	Copies  int     // refilled copies of each note beside the note itself; default 2; negative: none
	Epochs  int     // of the first pass; default 5
	Rows    int     // weight rows kept of the first pass; default 300000
	Dropout float64 // share of features left out at random while training; default 0.05
	Seed    uint64  // of the generator and of the order of the notes
	Workers int     // goroutines; default all cores; the result does not depend on it
	// Progress, if not nil, is told what is being done. It is never given note
	// text.
	Progress func(stage string)
}

func (o Options) withDefaults() Options {
	if o.Copies == 0 {
		o.Copies = 2
	}
	if o.Epochs == 0 {
		o.Epochs = 5
	}
	if o.Rows == 0 {
		o.Rows = 300000
	}
	if o.Dropout == 0 {
		o.Dropout = 0.05
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	o.Copies = max(o.Copies, 0)
	return o
}

// Fitted is a trained model before it is packed.
type Fitted struct {
	Params        phimodel.Params
	Gate          *phimodel.Gate
	First, Second *seqmodel.Weights
}

// Pack gives the model file.
func (f *Fitted) Pack() []byte {
	return phimodel.AppendModel(nil, f.Params, f.Gate, f.First, f.Second)
}

// gateMiss is the share of PHI units that the gate may miss on notes it has not
// seen: for balanced tagging, for high recall. Training sees whole notes.
var gateMiss = [2]float64{0.005, 0.002}

const gateEpochs = 3

// ensemble is how many first passes are trained, on other copies of the notes
// and in another order, and joined into the one that is shipped.
const ensemble = 4

// leastSay is the weight, in nats, that a row of the second pass needs somewhere
// to be shipped: three rows in four say less, and without them the development
// notes score the same.
const leastSay = 0.2

// bias is taken off the score of "no PHI", in nats, by Recall. In balanced
// tagging it gives recall for precision at equal F1; in high recall, what 0.992
// of the tokens of hard notes asks for.
var bias = [2]float32{0.65, 2.2}

// fitter is one training run.
type fitter struct {
	Options
	gen   *gen.Generator
	notes []gen.Note
	start time.Time
	stop  func() error
	gate  *phimodel.Gate
	floor [2]float32 // by Recall
	fold  []int      // by note
}

// Fit trains a model on the notes. The context is asked between stages; its
// error is wrapped.
func Fit(ctx context.Context, notes []gen.Note, o Options) (*Fitted, error) {
	f := &fitter{Options: o.withDefaults(), notes: notes, start: time.Now(), gen: gen.NewGenerator(notes)}
	if len(notes) < 2 {
		return nil, fmt.Errorf("train: %d notes are too few", len(notes))
	}
	f.stop = ctx.Err
	f.fold = foldsOf(notes)
	out := &Fitted{Params: phimodel.Params{}}
	f.fitGate()
	if err := f.stop(); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	out.Gate, out.Params.GateFloor = f.gate, f.floor
	var firsts []*seqmodel.Weights
	seed := f.Seed
	for k := range ensemble {
		f.Seed = seed + uint64(k)
		firsts = append(firsts, f.first(fmt.Sprintf("first pass %d of %d", k+1, ensemble), f.count(), f.Epochs, func(int) bool { return true }))
		if err := f.stop(); err != nil {
			return nil, fmt.Errorf("train: %w", err)
		}
	}
	f.Seed = seed
	out.First = seqmodel.Mean(f.Rows, firsts...)
	// The second pass must see the first as it will be on new notes, by hands it
	// has not seen: the notes of each fold are read by a first pass that was
	// trained on the other folds.
	var without [folds]*seqmodel.Weights
	for k := range without {
		without[k] = f.first(fmt.Sprintf("first pass without fold %d", k+1), f.secondCount(), f.Epochs-1, func(i int) bool { return f.fold[i] != k })
		if err := f.stop(); err != nil {
			return nil, fmt.Errorf("train: %w", err)
		}
	}
	seqs := f.second(without[:])
	out.Second = f.train("second pass", clone(flat(seqs)), max(2, f.Epochs-2), 0)
	out.Second.Least = leastSay
	err := f.calibrate(out, without[:], seqs) // without a bias
	out.Params.Bias = bias
	return out, err
}

// folds is how many parts the notes are laid in, each hand's in one.
const folds = 3

// foldsOf lays the notes in folds of about the same size, those of one hand, by
// the folder in their ids, in one fold. Generated negatives go round, and so do
// the notes of a hand that would fill more than a fold; where such a hand is, the
// sizes differ more.
func foldsOf(notes []gen.Note) []int {
	size := map[string]int{}
	for i := range notes {
		size[hand(&notes[i])]++
	}
	hands := slices.SortedFunc(maps.Keys(size), func(a, b string) int {
		return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(a, b))
	})
	var filled [folds]int
	of := map[string]int{}
	for _, h := range hands {
		k := 0
		for j := range filled {
			if filled[j] < filled[k] {
				k = j
			}
		}
		of[h] = k
		filled[k] += size[h]
	}
	out := make([]int, len(notes))
	for i := range notes {
		out[i] = of[hand(&notes[i])]
		if h := hand(&notes[i]); h == gen.NegativeHand || size[h]*folds > len(notes) {
			out[i] = i % folds
		}
	}
	return out
}

// hand is the folder that a note's id begins with.
func hand(n *gen.Note) string {
	if i := strings.LastIndexByte(n.ID, '-'); i > 0 {
		return n.ID[:i]
	}
	return n.ID
}

// clone copies what training rewrites.
func clone(xs []seqmodel.Sequence) []seqmodel.Sequence {
	out := slices.Clone(xs)
	for i := range out {
		out[i].Off, out[i].Feats = slices.Clone(out[i].Off), slices.Clone(out[i].Feats)
	}
	return out
}

func flat(xs [][]seqmodel.Sequence) []seqmodel.Sequence {
	var out []seqmodel.Sequence
	for _, x := range xs {
		out = append(out, x...)
	}
	return out
}

// note gives the i-th training note, of copy i/len(notes), and the words that the
// lexicon shall not know in it.
func (f *fitter) note(i int) (gen.Note, phimodel.Drop) {
	n, c := f.notes[i%len(f.notes)], i/len(f.notes)
	if c == 0 {
		return n, nil
	}
	pct := [...]uint32{0, 5, 25}[(c+i)%3]
	drop := func(h uint32) bool { return (h^uint32(i)*0x85ebca6b)*2654435761>>8%100 < pct }
	return f.gen.Refill(n, f.Seed*1000+uint64(c)), drop
}

func (f *fitter) count() int { return len(f.notes) * (1 + f.Copies) }

// secondCount is how many notes the second pass learns from: it has few
// weights, and two copies of each note are plenty.
func (f *fitter) secondCount() int { return len(f.notes) * (1 + min(f.Copies, 2)) }

func (f *fitter) say(format string, a ...any) {
	f.Progress(fmt.Sprintf("%6.0fs  ", time.Since(f.start).Seconds()) + fmt.Sprintf(format, a...))
}

// each calls do for 0 to n-1 on all workers, each with its own reader.
func (f *fitter) each(n int, do func(i int, r *reader)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range f.Workers {
		wg.Go(func() {
			r := &reader{}
			for i := range next {
				do(i, r)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// reader takes notes apart, with memory of its own.
type reader struct {
	phimodel.Reader
	doc text.Doc
	ev  recognize.Evidence
}

// read parses a note and returns its units' tags.
func (r *reader) read(n gen.Note, drop phimodel.Drop) []uint8 {
	if err := r.doc.Parse(n.Text); err != nil {
		panic(err) // notes are valid UTF-8: the importers see to it
	}
	r.ev.Gather(&r.doc)
	r.Read(&r.ev, drop)
	return r.Tags(annotations(n))
}

func annotations(n gen.Note) []labels.Annotation {
	out := make([]labels.Annotation, len(n.Spans))
	for i, m := range n.Spans {
		out[i] = labels.Annotation{Span: m.Span, Type: m.Type}
	}
	return out
}

func (f *fitter) fitGate() {
	f.say("gate")
	n := len(f.notes) * min(2, 1+f.Copies)
	xs := make([]phimodel.GateExample, n)
	f.each(n, func(i int, r *reader) {
		note, drop := f.note(i)
		xs[i] = r.GateExample(r.read(note, drop))
	})
	var half [2][]phimodel.GateExample
	for i := range xs {
		k := f.fold[i%len(f.notes)] % 2
		half[k] = append(half[k], xs[i])
	}
	g := phimodel.TrainGate(half[0], gateEpochs, f.Seed)
	for k, miss := range gateMiss {
		f.floor[k] = g.Floor(half[1], miss)
	}
	f.gate = phimodel.TrainGate(xs, gateEpochs, f.Seed)
	f.say("gate floors %.2f, %.2f", f.floor[0], f.floor[1])
}

// first trains a first pass on the notes that keep tells, in all their copies.
func (f *fitter) first(name string, count, epochs int, keep func(i int) bool) *seqmodel.Weights {
	seqs := make([][]seqmodel.Sequence, count)
	f.each(len(seqs), func(i int, r *reader) {
		if !keep(i % len(f.notes)) {
			return
		}
		tags := r.read(f.note(i))
		for _, w := range r.Windows() {
			seqs[i] = append(seqs[i], r.First(w, tags))
		}
	})
	return f.train(name, flat(seqs), max(2, epochs), f.Rows)
}

func (f *fitter) train(name string, seqs []seqmodel.Sequence, epochs, rows int) *seqmodel.Weights {
	f.say("%s: %d windows", name, len(seqs))
	return seqmodel.Train(phimodel.Tags, seqs, seqmodel.TrainOptions{
		Dropout: f.Dropout, Epochs: epochs, MaxRows: rows, Seed: f.Seed, Workers: f.Workers, Rate: 0.2, MinCount: 3, Batch: 64,
		Progress: func(e int, loss float64) { f.say("%s: epoch %d, loss %.5f", name, e, loss) },
	})
}

// second gives the second pass's sequences of each note and copy, the first
// pass's word being that of the one that has not seen the note's hand.
func (f *fitter) second(without []*seqmodel.Weights) [][]seqmodel.Sequence {
	f.say("reading for the second pass")
	seqs := make([][]seqmodel.Sequence, f.secondCount())
	f.each(len(seqs), func(i int, r *reader) {
		w := without[f.fold[i%len(f.notes)]]
		seqs[i] = secondPass(r, w, r.read(f.note(i)))
	})
	return seqs
}

// secondPass runs the first pass over the note last read and gives the
// sequences of the second.
func secondPass(r *reader, first *seqmodel.Weights, tags []uint8) []seqmodel.Sequence {
	ws := r.Windows()
	marg, base := make([][]float32, len(ws)), make([][]float32, len(ws))
	for k, w := range ws {
		s := r.First(w, tags)
		base[k] = first.Emissions(&s)
		marg[k] = first.MarginalsOf(base[k], s.Len())
	}
	r.Opinions(ws, marg)
	out := make([]seqmodel.Sequence, len(ws))
	for k, w := range ws {
		out[k] = r.Second(w, tags, base[k])
	}
	return out
}
