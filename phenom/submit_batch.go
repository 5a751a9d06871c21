package phenom

import (
	"context"
	"errors"
	"io"
	"iter"
	"sync"
)

// byBatch streams the source into the files of one batch, has it scored, and
// waits. Every step is in the journal before the next begins.
func (s *Submitter) byBatch(ctx context.Context, j *Journal, sub *Submission, source iter.Seq2[*History, error]) error {
	c := s.o.Client
	sub.BatchID = j.now().BatchID
	if sub.BatchID == "" {
		b, err := c.CreateBatch(ctx, BatchRequest{Name: s.o.BatchName, Release: s.o.Release})
		if err != nil {
			return err
		}
		sub.BatchID = b.ID
		if err := j.add(entry{Kind: entryBatch, ID: b.ID}); err != nil {
			return err
		}
	}
	if err := s.uploadAll(ctx, j, sub, source); err != nil {
		return err
	}
	jobID := j.now().JobID
	if jobID == "" {
		var err error
		if jobID, err = s.startBatch(ctx, j, sub.BatchID); err != nil {
			return err
		}
	}
	sub.JobIDs = []string{jobID}
	poll := s.o.Poll
	tell := poll.OnStatus
	poll.OnStatus = func(status string) {
		if tell != nil {
			tell(status)
		}
		s.event(Event{Stage: "job", Patients: int64(sub.Patients), Status: status, JobID: jobID})
	}
	_, err := c.JobPoller(jobID).PollUntilDone(ctx, &poll)
	return err
}

// startBatch finalizes the batch and starts its job.
func (s *Submitter) startBatch(ctx context.Context, j *Journal, batchID string) (string, error) {
	c := s.o.Client
	if !j.now().Finalized {
		s.event(Event{Stage: "finalize"})
		if err := c.Finalize(ctx, batchID); err != nil {
			return "", err
		}
		if err := j.add(entry{Kind: entryFinalized}); err != nil {
			return "", err
		}
		if s.o.Validate {
			if _, _, err := c.Validate(ctx, batchID, s.o.OutcomeIDs); err != nil {
				return "", err
			}
		}
	}
	s.event(Event{Stage: "start"})
	key, err := j.startKey()
	if err != nil {
		return "", err
	}
	job, err := c.Start(ctx, batchID, StartRequest{OutcomeIDs: s.o.OutcomeIDs, RequestID: key})
	if err != nil {
		return "", err
	}
	return job.ID, j.add(entry{Kind: entryJob, ID: job.ID})
}

// uploadAll writes the five files at once, one pass over the source. After a
// crash the pass is made again: what the journal has of a file is held against
// what is read (by keyed sums) and not sent again.
func (s *Submitter) uploadAll(ctx context.Context, j *Journal, sub *Submission, source iter.Seq2[*History, error]) error {
	files := &batchFiles{s: s, ctx: ctx, batch: sub.BatchID, stored: map[ObjectType]int64{}}
	if s.o.Journal != "" {
		files.journal = j // an upload without one is aborted when it fails
	}
	tables := NewTables(files.open)
	for h, err := range source {
		if err == nil {
			err = tables.Add(h)
		}
		if err != nil {
			return files.fail(err)
		}
		if sub.Patients%1000 == 0 {
			files.event("read", sub.Patients)
		}
	}
	if err := tables.Flush(); err != nil {
		return files.fail(err)
	}
	files.event("read", sub.Patients)
	return files.close()
}

// batchFiles are the uploads of one batch under way.
type batchFiles struct {
	s       *Submitter
	ctx     context.Context
	journal *Journal
	batch   string
	writers []*fileWriter

	mu     sync.Mutex
	stored map[ObjectType]int64
	read   int64
}

func (b *batchFiles) open(t ObjectType) (io.Writer, error) {
	w, err := b.s.o.Client.newFileWriter(b.ctx, b.batch, FileUpload{
		ObjectType: t, Filename: fileName(t), Journal: b.journal, Parallel: max(1, b.s.o.Parallel),
		OnBytes: func(total int64) { b.took(t, total) },
	})
	if err != nil {
		return nil, err
	}
	b.writers = append(b.writers, w)
	return w, nil
}

func (b *batchFiles) took(t ObjectType, total int64) {
	b.mu.Lock()
	b.stored[t] = max(b.stored[t], total)
	b.mu.Unlock()
	b.event("upload", 0)
}

func (b *batchFiles) event(stage string, patients int) {
	b.mu.Lock()
	b.read = max(b.read, int64(patients))
	e := Event{Stage: stage, Patients: b.read}
	for _, n := range b.stored {
		e.Bytes += n
	}
	b.mu.Unlock()
	b.s.event(e)
}

func (b *batchFiles) close() error {
	for i, w := range b.writers {
		if err := w.Close(); err != nil {
			b.writers = b.writers[i+1:]
			return b.fail(err)
		}
	}
	return nil
}

// fail stops every upload that is not yet closed.
func (b *batchFiles) fail(err error) error {
	errs := []error{err}
	for _, w := range b.writers {
		errs = append(errs, w.stop(err))
	}
	return errors.Join(errs...)
}
