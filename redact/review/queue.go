package review

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/lethe-health/lethe/redact/review/audit"
	"github.com/lethe-health/lethe/redact/review/sample"
)

// Queue is an order in which notes are read.
type Queue string

// The queues. They share no note: a claim rests on the sample alone.
const (
	QueueSample Queue = "sample" // drawn at random, in the order of drawing
	QueueRisk   Queue = "risk"   // all others, the most doubtful first
)

// Work is the notes of a review in their queues.
type Work struct {
	Sample sample.Sample
	notes  map[string]*Note
	queues map[Queue][]string
}

// ErrOtherNotes says that the notes changed since their review began.
var ErrOtherNotes = errors.New("review: the notes are not as they were when the review began")

// textsHash is one for the same notes in any order, by texts and marks.
func textsHash(notes []Note) string {
	order := make([]*Note, len(notes))
	for i := range notes {
		order[i] = &notes[i]
	}
	slices.SortFunc(order, func(a, b *Note) int { return cmp.Compare(a.ID, b.ID) })
	h := sha256.New()
	for _, n := range order {
		fmt.Fprintf(h, "%q %q", n.ID, n.Text)
		for _, m := range n.Marks {
			fmt.Fprintf(h, " %d-%d", m.Start, m.End)
		}
		fmt.Fprintln(h)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// NewWork lays out a review: n notes drawn at random for the claim, the rest by
// risk. The sample is drawn once: what the store has stands, whatever n is then,
// and must fit the notes, whose texts and marks must be those that the review began
// with ([ErrOtherNotes]): verdicts are places in them. The draw goes into the audit log, where there is one,
// before the first note is shown.
func NewWork(notes []Note, n int, store *Store, log *audit.Log) (*Work, error) {
	w := &Work{notes: make(map[string]*Note, len(notes)), queues: map[Queue][]string{}}
	ids := make([]string, 0, len(notes))
	for i := range notes {
		if err := notes[i].Check(); err != nil {
			return nil, err
		}
		if _, twice := w.notes[notes[i].ID]; twice {
			return nil, fmt.Errorf("review: the id %.80q is there twice", notes[i].ID)
		}
		w.notes[notes[i].ID] = &notes[i]
		ids = append(ids, notes[i].ID)
	}
	drawn, err := sample.Draw(ids, min(n, len(ids)), sample.NewSeed())
	if err != nil {
		return nil, err
	}
	err = store.once("sample", &drawn, func() error {
		if log == nil {
			return nil
		}
		_, err := log.Append(audit.Entry{Kind: audit.KindSample, Facts: map[string]string{
			"seed": drawn.Seed.String(), "frame_sha256": drawn.FrameHash,
			"frame_size": strconv.Itoa(drawn.FrameSize), "size": strconv.Itoa(len(drawn.IDs)),
		}})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("review: the sample: %w", err)
	}
	if err := drawn.Verify(ids); err != nil {
		return nil, err
	}
	now := textsHash(notes)
	then := now
	if err := store.once("texts", &then, func() error { return nil }); err != nil {
		return nil, err
	}
	if then != now {
		return nil, ErrOtherNotes
	}
	w.Sample = drawn
	w.queues[QueueSample] = drawn.IDs
	in := make(map[string]bool, len(drawn.IDs))
	for _, id := range drawn.IDs {
		in[id] = true
	}
	ranked := make([]Note, len(notes))
	copy(ranked, notes)
	Rank(ranked)
	for _, note := range ranked {
		if !in[note.ID] {
			w.queues[QueueRisk] = append(w.queues[QueueRisk], note.ID)
		}
	}
	return w, nil
}

// Note returns a note by its id.
func (w *Work) Note(id string) (*Note, bool) {
	n, ok := w.notes[id]
	return n, ok
}

// IDs returns a queue's notes in order. Do not change what it returns.
func (w *Work) IDs(q Queue) []string { return w.queues[q] }
