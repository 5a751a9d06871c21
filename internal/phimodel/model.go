package phimodel

import (
	_ "embed" // the trained model
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sync"

	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/internal/seqmodel"
	"github.com/lethe-health/lethe/labels"
)

// Recall is the operating point: how readily the model calls something PHI.
type Recall uint8

// The operating points.
const (
	Balanced   Recall = iota // best strict F1
	HighRecall               // few leaks, at the price of over-redaction
)

// Model decides what in a note is PHI. It is immutable and safe for concurrent
// use.
type Model struct {
	gate   *gate
	first  *seqmodel.Packed
	second *seqmodel.Packed
	params Params
	start  []float32 // what the first pass gives or takes for a tag after O, over O after O
	raw    bool      // scores are not calibrated

	stretch int // tokens, about, that are worked at a time
}

// Params are the numbers of a model that are no weights.
type Params struct {
	Bias      [2]float32          // taken off the score of "no PHI", by Recall
	GateFloor [2]float32          // least score of the gate that opens it, by Recall
	Calib     [calibKnots]float32 // share of right spans at raw scores 0, 1/n, … 1
}

// ErrModel says that a model file cannot be read.
var ErrModel = errors.New("phimodel: broken model")

// modelMagic changes with whatever makes older files mean something else, such as
// the hashes of features.
const modelMagic = 0x324d4850 // "PHM2"

//go:embed model.bin
var embedded []byte

// Default returns the model that is built in; it is unpacked on first use.
var Default = sync.OnceValues(func() (*Model, error) { return Load(embedded) })

// Load reads a model file. Errors wrap [ErrModel].
func Load(b []byte) (*Model, error) {
	m := Model{stretch: stretchTokens}
	n := 4 + 4*(len(m.params.Bias)+len(m.params.GateFloor)+calibKnots)
	if len(b) < n || binary.LittleEndian.Uint32(b) != modelMagic {
		return nil, fmt.Errorf("%w: not a model", ErrModel)
	}
	for i, p := range m.params.fields() {
		*p = math.Float32frombits(binary.LittleEndian.Uint32(b[4+4*i:]))
	}
	var err error
	if m.gate, b, err = loadGate(b[n:]); err != nil {
		return nil, err
	}
	if m.first, b, err = seqmodel.Unpack(b); err != nil {
		return nil, fmt.Errorf("%w: first pass: %w", ErrModel, err)
	}
	if m.second, b, err = seqmodel.Unpack(b); err != nil {
		return nil, fmt.Errorf("%w: second pass: %w", ErrModel, err)
	}
	if len(b) > 0 || m.first.Tagset() != Tags || m.second.Tagset() != Tags {
		return nil, fmt.Errorf("%w: tags", ErrModel)
	}
	m.start = m.first.After(0)
	return &m, nil
}

// fields lists the parameters in the order of the file.
func (p *Params) fields() []*float32 {
	var out []*float32
	for i := range p.Bias {
		out = append(out, &p.Bias[i])
	}
	for i := range p.GateFloor {
		out = append(out, &p.GateFloor[i])
	}
	for i := range p.Calib {
		out = append(out, &p.Calib[i])
	}
	return out
}

// AppendModel appends a model file to dst.
func AppendModel(dst []byte, p Params, g *Gate, first, second *seqmodel.Weights) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, modelMagic)
	for _, f := range p.fields() {
		dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(*f))
	}
	dst = g.pack(dst)
	return second.Pack(first.Pack(dst))
}

// Scratch is the memory of one goroutine that annotates. The zero value is
// ready.
type Scratch struct {
	r     Reader
	feats []uint32
	asked [2]seqmodel.Asked // of two units in turn
	c     cascade
	seq   seqmodel.Scratch
}

// Annotate appends the PHI of a note to dst: sorted, disjoint, on token
// boundaries, with calibrated scores. ev must have been gathered.
func (m *Model) Annotate(dst []labels.Annotation, ev *recognize.Evidence, recall Recall, s *Scratch) []labels.Annotation {
	if recall > HighRecall {
		recall = HighRecall
	}
	r, from := &s.r, len(dst)
	defer func() { r.f.text = "" }() // no note is held on to
	r.survey(ev.Doc, m.stretch)
	s.c.sure = false
	for k := range r.stretches {
		m.firstPass(s, ev, k, recall)
		r.e.people(&r.f)
	}
	r.e.link(&r.f.vocab)
	for k := range r.stretches {
		if len(r.stretches) > 1 {
			m.firstPass(s, ev, k, recall)
		}
		dst = m.secondPass(dst, s, recall)
	}
	if recall == Balanced && !m.raw {
		return dst[:from+len(supported(dst[from:], ev.Candidates))]
	}
	return dst
}

// firstPass takes the k-th stretch apart, forms the first pass's opinions of it,
// and asks for evidence.
func (m *Model) firstPass(s *Scratch, ev *recognize.Evidence, k int, recall Recall) {
	r := &s.r
	r.turn(ev, r.stretches[k], nil)
	m.cascade(s, recall)
	s.askAll()
}

// askAll asks for evidence of the words of the windows and of the units next to
// them.
func (s *Scratch) askAll() {
	f, e := &s.r.f, &s.r.e
	n, done := len(f.units)-2*pad, 0
	for a, b := s.c.window(0, n); a < n; a, b = s.c.window(b, n) {
		e.ask(f, max(a-1, done), min(b+1, n))
		done = min(b+1, n)
	}
}

// secondPass appends what it finds in the windows of the stretch.
func (m *Model) secondPass(dst []labels.Annotation, s *Scratch, recall Recall) []labels.Annotation {
	e, n, L := &s.r.e, len(s.r.f.units)-2*pad, Tags.Lanes()
	e.listen(&s.r.f)
	for a, b := s.c.window(0, n); a < n; a, b = s.c.window(b, n) {
		for x, y := e.unsettled(a, b, a); x < b; x, y = e.unsettled(a, b, y) {
			part := s.c.scores(x, y)
			m.rescore(s, x, y, part[L:], recall)
			dst = m.spans(dst, s, x, y, part, m.params.Bias[recall])
		}
	}
	return dst
}

// rescore adds the second pass's scores of units [a, b) to em, and the bias of
// the operating point. The rows of a unit come while the next one's features are
// made.
func (m *Model) rescore(s *Scratch, a, b int, em []float32, recall Recall) {
	f, e, L := &s.r.f, &s.r.e, Tags.Lanes()
	for i := a; i <= b; i++ {
		if i < b {
			s.feats = e.features(s.feats[:0], f, pad+i)
			m.second.Ask(&s.asked[i&1], s.feats)
		}
		if i > a {
			m.rescored(em[(i-1-a)*L:(i-a)*L], &s.asked[(i-1)&1], &f.units[pad+i-1], m.params.Bias[recall])
		}
	}
}

// rescored adds to row, the scores of unit u, what was asked for, and the bias.
func (m *Model) rescored(row []float32, asked *seqmodel.Asked, u *unit, bias float32) {
	m.second.AddAsked(row, asked)
	row[0] -= bias
	if u.gap == gapBlank { // nothing reaches over an empty line
		for k := range Tags.Types {
			row[Tags.Inside(k)] -= never
		}
	}
}

// never is a score, in nats, that no evidence outweighs.
const never = 50

// spans decodes the units [a, b), whose scores have a row more on either end, and
// appends their annotations.
func (m *Model) spans(dst []labels.Annotation, s *Scratch, a, b int, em []float32, bias float32) []labels.Annotation {
	f, n := &s.r.f, Tags.Lanes()
	tags := m.second.Best(&s.seq, em, b-a+2)[1:]
	any := false
	for _, t := range tags[:b-a] {
		any = any || t != 0
	}
	if !any {
		return dst
	}
	for i := range b - a { // scores are the probabilities without the bias
		em[(1+i)*n] += bias
	}
	marg := m.second.Marginals(&s.seq, em, b-a+2)[n:]
	for i := 0; i < b-a; {
		t := int(tags[i])
		if t == 0 {
			i++
			continue
		}
		p := marg[i*n+t]
		j := i + 1
		for j < b-a && Tags.IsInside(int(tags[j])) {
			p = min(p, marg[j*n+int(tags[j])])
			j++
		}
		dst = append(dst, labels.Annotation{
			Span:   labels.Span{Start: int(f.units[pad+a+i].Start), End: int(f.units[pad+a+j-1].End)},
			Type:   labels.Type(Tags.TypeOf(t) + 1),
			Score:  m.score(p),
			Source: "model",
		})
		i = j
	}
	return dst
}

func (m *Model) score(p float32) float64 {
	if m.raw {
		return float64(p)
	}
	return m.params.calibrate(p)
}
