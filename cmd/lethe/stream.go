package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/internal/ordered"
)

// streamFlags are the flags of every command that turns notes into lines.
type streamFlags struct {
	what     string // that is read: "" is note
	out      string
	workers  int
	maxBytes int
	repair   bool
}

func (f *streamFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.out, "out", "", "write to this `file` instead of standard output")
	f.registerInput(c)
}

func (f *streamFlags) registerInput(c *cobra.Command) {
	c.Flags().Var((*count)(&f.workers), "workers", "how many "+f.noun()+"s to work on at a time (0: one a CPU)")
	f.maxBytes = lethe.MaxNoteBytes
	c.Flags().Var((*count)(&f.maxBytes), "max-note-bytes", "refuse longer "+f.noun()+"s and lines")
	c.Flags().BoolVar(&f.repair, "repair-utf8", false, "read invalid UTF-8 as Windows-1252 instead of refusing the "+f.noun()+";\noffsets then refer to the repaired text")
}

// noun is what is read, in the singular.
func (f *streamFlags) noun() string { return cmp.Or(f.what, "note") }

// count is the value of a flag that is a number of things.
type count int

var errNegative = errors.New("must not be negative")

func (c *count) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil {
		return errors.New("must be a whole number")
	}
	if n < 0 {
		return errNegative
	}
	*c = count(n)
	return nil
}

func (c *count) String() string { return strconv.Itoa(int(*c)) }

func (*count) Type() string { return "int" }

func (f *streamFlags) source() *lethe.SourceOptions {
	return &lethe.SourceOptions{MaxNoteBytes: f.maxBytes, RepairUTF8: f.repair}
}

// notes reads the notes of all arguments, one after the other; none means
// standard input. Paths that do not exist are told before anything is read.
func (a *app) notes(args []string, o *lethe.SourceOptions) (iter.Seq2[lethe.Note, error], error) {
	if len(args) == 0 {
		args = []string{"-"}
	}
	a.inputs = args
	var all []iter.Seq2[lethe.Note, error]
	for _, arg := range args {
		if arg == "-" {
			all = append(all, lethe.ReadNDJSON(a.in, "-", o))
			continue
		}
		s, err := lethe.ReadPath(arg, o)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return func(yield func(lethe.Note, error) bool) {
		for n, err := range chain(all) {
			if err == nil {
				a.ids.add(n.ID, n.Source, n.Line)
			}
			if !yield(n, err) {
				return
			}
		}
	}, nil
}

// lines reads the lines of all arguments, each a file or "-".
func (a *app) lines(args []string, o *lethe.SourceOptions) (iter.Seq2[lethe.Line, error], error) {
	if len(args) == 0 {
		args = []string{"-"}
	}
	a.inputs = args
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case arg == "-":
		case err != nil:
			return nil, err
		case info.IsDir():
			return nil, fmt.Errorf("%s: is a folder; an NDJSON file or - is expected", arg)
		}
	}
	return func(yield func(lethe.Line, error) bool) {
		for _, arg := range args {
			in := a.in
			if arg != "-" {
				f, err := os.Open(arg)
				if err != nil {
					yield(lethe.Line{}, err)
					return
				}
				defer f.Close()
				in = f
			}
			for l, err := range lethe.Lines(in, arg, o) {
				if !yield(l, err) {
					return
				}
			}
		}
	}, nil
}

func chain[T any](all []iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, s := range all {
			for v, err := range s {
				if !yield(v, err) {
					return
				}
			}
		}
	}
}

// stream runs f over the items and writes one JSON line for each, in order. An
// item that fails gets a line that says so, and a message on standard error;
// the run goes on, and the error at the end counts them.
func stream[In, Out any](ctx context.Context, a *app, f streamFlags, in iter.Seq2[In, error], work func(context.Context, In) (Out, error)) error {
	return streamTo(ctx, a, f, in, work, func(Out) error { return nil })
}

// streamTo is stream that tells of each line that was written, in order: work may be
// done of which an interrupted run writes nothing.
func streamTo[In, Out any](ctx context.Context, a *app, f streamFlags, in iter.Seq2[In, error], work func(context.Context, In) (Out, error), written func(Out) error) (err error) {
	w, done, err := a.output(f.out)
	if err != nil {
		return err
	}
	defer func() { err = joinNew(err, done()) }()
	dead, total := 0, 0
	type line struct {
		out   Out
		bytes []byte
	}
	for l, fault := range ordered.Map(ctx, in, f.workers, func(ctx context.Context, v In) (l line, err error) {
		if l.out, err = work(ctx, v); err == nil {
			l.bytes, err = marshalLine(l.out)
		}
		return l, err
	}) {
		if fault != nil && ctx.Err() != nil && errors.Is(fault, ctx.Err()) {
			break // it was not looked at, and is not said to have failed
		}
		total++
		if fault != nil {
			said, ok := a.deadLetter(fault)
			if !ok {
				return fault
			}
			dead++
			if l.bytes, err = marshalLine(said); err != nil {
				return err
			}
		}
		if _, err := w.Write(l.bytes); err != nil {
			return err
		}
		if fault == nil {
			if err := written(l.out); err != nil {
				return err
			}
		}
	}
	a.warnOfRepeats(f.noun())
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%w after %s", errBrokenOff, counted(total, f.noun()))
	case dead > 0:
		return &deadLettersError{count: dead, what: f.what}
	case total == 0:
		fmt.Fprintf(a.err, "lethe: no %ss in the input\n", f.noun())
	}
	return nil
}

// warnOfRepeats says on standard error which ids came again.
func (a *app) warnOfRepeats(what string) {
	if s := a.ids.warning(what); s != "" {
		fmt.Fprintf(a.err, "lethe: %s\n", s)
	}
}

// deadLetter says on standard error that a note did not pass. It reports false
// for an error that is not one note's.
func (a *app) deadLetter(err error) (lethe.Fault, bool) {
	var ne *lethe.NoteError
	if !errors.As(err, &ne) {
		return lethe.Fault{}, false
	}
	fmt.Fprintf(a.err, "lethe: %v\n", ne)
	a.reportTo.dead(ne)
	return ne.Fault(), true
}

// marshalLine gives v as one line of JSON, with <, > and & as they are.
func marshalLine(v any) ([]byte, error) {
	b := &lineBuffer{}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.bytes, err
}

type lineBuffer struct{ bytes []byte }

func (b *lineBuffer) Write(p []byte) (int, error) {
	b.bytes = append(b.bytes, p...)
	return len(p), nil
}

// output opens what a command writes to; done flushes and closes it.
func (a *app) output(path string) (w io.Writer, done func() error, err error) {
	if err := a.checkOutput(path, a.inputs); err != nil {
		return nil, nil, err
	}
	if path == "" || path == "-" {
		b := bufio.NewWriterSize(a.out, 1<<16)
		return b, b.Flush, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, err
	}
	b := bufio.NewWriterSize(f, 1<<16)
	return b, func() error { return errors.Join(b.Flush(), f.Close()) }, nil
}
