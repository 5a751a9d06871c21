package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/lethe-health/lethe/internal/jobs"
	"github.com/lethe-health/lethe/phenom"
)

// maxStoredErrors bounds the rows of a job's error list; the metrics count all.
const maxStoredErrors = 10_000

// population is what a batch's files come to: one profile a patient, in the
// order of the patient files. It holds no rows, so that its size goes by
// patients, not by records.
type population struct {
	ids      []string
	profiles []profile
	index    map[string]int32
	records  int64
	errors   []phenom.RowError
	errRows  int64
	now      time.Time
}

func (p *population) fail(kind, file string, line int, what string) {
	p.errRows++
	if len(p.errors) < maxStoredErrors {
		p.errors = append(p.errors, phenom.RowError{
			Type: kind, Message: fmt.Sprintf("%s, line %d: %s", file, line, what), Timestamp: p.now,
		})
	}
}

// runValidation reads a batch's files and keeps what is wrong with them.
func (s *Sandbox) runValidation(ctx context.Context, t *jobs.Task, p batchJob) (report, error) {
	if err := s.stage(ctx, t, phenom.StatusRunning); err != nil {
		return report{}, err
	}
	pop, err := s.readPopulation(ctx, p)
	if err != nil {
		return report{}, err
	}
	var rep report
	rep.Metrics.RecordsProcessed, rep.Metrics.ErrorRows = pop.records, pop.errRows
	return rep, nil
}

// runBatch is a batch job. Run again after a crash it writes the same blobs.
func (s *Sandbox) runBatch(ctx context.Context, t *jobs.Task, p batchJob) (report, error) {
	for _, st := range []phenom.Status{phenom.StatusRunning, phenom.StatusValidating} {
		if err := s.stage(ctx, t, st); err != nil {
			return report{}, err
		}
	}
	pop, err := s.readPopulation(ctx, p)
	if err != nil {
		return report{}, err
	}
	for _, st := range []phenom.Status{phenom.StatusPreprocessing, phenom.StatusInferring} {
		if err := s.stage(ctx, t, st); err != nil {
			return report{}, err
		}
	}
	out := &outcomeWriter{s: s, rep: report{Prefix: "batches/" + p.BatchID + "/jobs/" + t.ID()}}
	outcomes := parseOutcomes(p.OutcomeIDs)
	for i, id := range pop.ids {
		if i%1024 == 0 && ctx.Err() != nil {
			return report{}, ctx.Err()
		}
		scores, excluded := pop.profiles[i].judge(id, outcomes)
		out.rep.count(len(scores), excluded)
		if err := out.add(scores, excluded); err != nil {
			return report{}, err
		}
	}
	if err := s.stage(ctx, t, phenom.StatusPostprocessing); err != nil {
		return report{}, err
	}
	for _, e := range pop.errors {
		if err := out.item(rowErrors, e); err != nil {
			return report{}, err
		}
	}
	out.rep.Metrics.RecordsProcessed = pop.records
	out.rep.Metrics.ErrorRows = pop.errRows
	return out.rep, out.close()
}

// readPopulation reads every file, patients first.
func (s *Sandbox) readPopulation(ctx context.Context, p batchJob) (*population, error) {
	pop := &population{index: map[string]int32{}, now: s.opts.Clock.Now().UTC().Truncate(time.Second)}
	for _, first := range []bool{true, false} {
		for _, f := range p.Files {
			if (f.ObjectType == "patient") != first {
				continue
			}
			if err := pop.read(ctx, f, &pieces{s: s, keys: f.Keys}); err != nil {
				return nil, err
			}
		}
	}
	return pop, nil
}

// pieces reads stored pieces one after another, one in memory at a time.
type pieces struct {
	s    *Sandbox
	keys []string
	cur  []byte
}

func (p *pieces) Read(b []byte) (int, error) {
	for len(p.cur) == 0 {
		if len(p.keys) == 0 {
			return 0, io.EOF
		}
		var err error
		if p.cur, err = p.s.blobs.get(p.keys[0]); err != nil {
			return 0, err
		}
		p.keys = p.keys[1:]
	}
	n := copy(b, p.cur)
	p.cur = p.cur[n:]
	return n, nil
}

// outcomeWriter writes a batch job's listings in chunks and its scores in CSV
// shards besides.
type outcomeWriter struct {
	s      *Sandbox
	rep    report
	chunks [numListings][]json.RawMessage
	shard  shardWriter
}

func (w *outcomeWriter) add(scores []phenom.Result, excluded []phenom.Exclusion) error {
	for _, r := range scores {
		if err := w.item(results, r); err != nil {
			return err
		}
		w.shard.add(r)
		if w.shard.rows >= w.s.opts.ShardRows {
			if err := w.flushShard(); err != nil {
				return err
			}
		}
	}
	for _, e := range excluded {
		if err := w.item(exclusions, e); err != nil {
			return err
		}
	}
	return nil
}

func (w *outcomeWriter) item(which listing, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.chunks[which] = append(w.chunks[which], b)
	w.rep.Rows[which]++
	if len(w.chunks[which]) == chunkRows {
		return w.flush(which)
	}
	return nil
}

func (w *outcomeWriter) flush(which listing) error {
	if len(w.chunks[which]) == 0 {
		return nil
	}
	b, err := json.Marshal(w.chunks[which])
	if err != nil {
		return err
	}
	w.chunks[which] = w.chunks[which][:0]
	return w.s.blobs.put(chunkKey(w.rep.Prefix, which, (w.rep.Rows[which]-1)/chunkRows), b)
}

func (w *outcomeWriter) flushShard() error {
	if w.shard.rows == 0 {
		return nil
	}
	b, sh := w.shard.take(len(w.rep.Shards))
	w.rep.Shards = append(w.rep.Shards, sh)
	return w.s.blobs.put(w.rep.Prefix+"/shards/"+sh.Name, b)
}

func (w *outcomeWriter) close() error {
	for which := range numListings {
		if err := w.flush(which); err != nil {
			return err
		}
	}
	return w.flushShard()
}
