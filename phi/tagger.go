package phi

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/lethe-health/lethe/internal/lexicon"
	"github.com/lethe-health/lethe/internal/phimodel"
	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// Tagger finds PHI in notes. It is built once, does not change, and may be used
// by many goroutines at once; the same note gives the same annotations.
type Tagger struct {
	opts  Options
	model *phimodel.Model // nil when rules decide alone
	file  []byte          // of a model that is not the built-in one
	pool  sync.Pool       // of *scratch
}

// scratch is what one call works with.
type scratch struct {
	doc      text.Doc
	evidence recognize.Evidence
	anns     []labels.Annotation
	decider  decider
	model    phimodel.Scratch
	carrier  carrier
}

// New builds a Tagger; nil options are the defaults. The error is [ErrRecall],
// or that of a damaged model.
func New(o *Options) (*Tagger, error) {
	opts, err := o.orDefault()
	if err != nil {
		return nil, err
	}
	t := &Tagger{opts: opts}
	if !opts.RulesOnly {
		if t.model, err = model(opts.Model); err != nil {
			return nil, fmt.Errorf("phi: %w", err)
		}
		t.file, t.opts.Model = opts.Model, nil
	}
	t.pool.New = func() any { return new(scratch) }
	return t, nil
}

// model unpacks a model file, nil being the built-in one.
func model(file []byte) (*phimodel.Model, error) {
	if file == nil {
		return phimodel.Default()
	}
	return phimodel.Load(file)
}

// Provenance returns the SHA-256, in hex, of the model that decides ("" when
// rules decide alone) and of the dictionaries, for reports and audit logs.
func (t *Tagger) Provenance() (model, dictionaries string) {
	switch {
	case t.model == nil:
	case t.file != nil:
		model = phimodel.DigestOf(t.file)
	default:
		model = phimodel.Digest()
	}
	return model, lexicon.Digest()
}

// Tag finds the PHI of one note: annotations sorted by their place, disjoint,
// on UTF-8 boundaries. The error wraps [text.ErrInvalidUTF8] or
// [text.ErrTooLong], or is the context's; it never holds text of the note.
func (t *Tagger) Tag(ctx context.Context, note string) ([]labels.Annotation, error) {
	return t.TagKnown(ctx, note, nil)
}

// mostPooled is the longest note, in bytes, whose working memory is kept for the
// next: some 25 bytes a byte of note.
const mostPooled = 2 << 20

// TagKnown is [Tagger.Tag] with what the caller knows of the patient: every
// written form of it is found, with score 1 and source "known". known may be
// nil and is not kept.
func (t *Tagger) TagKnown(ctx context.Context, note string, known *Known) ([]labels.Annotation, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("phi: %w", err)
	}
	s := t.pool.Get().(*scratch)
	if len(note) <= mostPooled {
		defer t.pool.Put(s)
	}
	if err := s.doc.Parse(note); err != nil {
		return nil, fmt.Errorf("phi: %w", err)
	}
	defer func() { s.doc.Text = "" }()
	s.evidence.Gather(&s.doc)
	if len(note) > mostPooled { // room at once spares the garbage of growing
		s.anns = slices.Grow(s.anns, len(s.doc.Tokens)/8)
	}
	s.anns = t.decide(s.anns[:0], s)
	s.anns = s.carrier.tidy(s.anns, &s.evidence)
	s.anns = s.carrier.rescue(s.anns, &s.evidence, t.opts.Recall)
	if known != nil {
		s.anns = known.mark(s.anns, &s.doc)
	}
	if !t.opts.NoCarry {
		s.anns = s.carrier.carry(s.anns, &s.evidence, t.opts.Recall)
	}
	s.anns = dropRedacted(s.anns, &s.doc)
	out := make([]labels.Annotation, len(s.anns))
	copy(out, s.anns)
	return out, nil
}

// decide is the one place where proposals become annotations, sorted and
// disjoint.
func (t *Tagger) decide(dst []labels.Annotation, s *scratch) []labels.Annotation {
	if t.model != nil {
		return t.model.Annotate(dst, &s.evidence, phimodel.Recall(t.opts.Recall), &s.model)
	}
	return s.decider.byRules(dst, &s.evidence, t.opts.Recall)
}
