package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe/internal/train"
	"github.com/lethe-health/lethe/internal/whole"
	"github.com/lethe-health/lethe/labels/exchange"
)

func (a *app) trainCommand() *cobra.Command {
	var c train.Config
	var format, out string
	var quiet bool
	cmd := &cobra.Command{
		Use:   "train --out FILE|- [LABELLED|-]...",
		Short: "Train the PHI model on the built-in corpus and on labelled notes of your own",
		Long: "train fits the PHI model to the built-in corpus and to the labelled notes given:\nfiles or folders of i2b2 2014 XML, brat, doccano, Label Studio, CSV or JSON lines,\nor - (standard input, with --format).\n" +
			"The same notes, options and seed give the same file on any number of cores.\nTag with it by --model FILE.",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := a.checkOutput(out, args); err != nil {
				return err
			}
			write, err := a.modelFile(out)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, write.Close()) }()
			c.Paths, c.Stdin = args, a.in
			if format != "" {
				f, err := exchange.ParseFormat(format)
				if err != nil {
					return err
				}
				c.Format = f
			}
			if !quiet {
				c.Progress = func(stage string) { fmt.Fprintln(a.err, stage) }
			}
			b, err := train.Run(cmd.Context(), c)
			if err != nil {
				return brokenOff(cmd.Context(), err)
			}
			if _, err := write.Write(b); err != nil {
				return err
			}
			return write.Commit()
		},
	}
	f := cmd.Flags()
	f.StringVar(&out, "out", "", "model `file` to write, or -; one that stands there is replaced when the new one is whole")
	f.StringVar(&format, "format", "", "`format` of the labelled notes (default: told by their names)")
	f.BoolVar(&c.NoCorpus, "no-corpus", false, "leave the built-in corpus out")
	f.IntVar(&c.Copies, "copies", 0, "refilled copies of each note (0: as the built-in model; -1: none)")
	f.IntVar(&c.Epochs, "epochs", 0, "passes over the notes (0: as the built-in model)")
	f.IntVar(&c.Rows, "rows", 0, "weight rows to keep (0: as the built-in model)")
	f.Uint64Var(&c.Seed, "seed", 0, "seed")
	f.BoolVarP(&quiet, "quiet", "q", false, "no progress on stderr")
	return cmd
}

// modelWriter takes a model: nothing of it is seen before Commit.
type modelWriter interface {
	io.WriteCloser
	Commit() error
}

// modelFile looks whether a model can be written before it is trained.
func (a *app) modelFile(out string) (modelWriter, error) {
	switch out {
	case "":
		return nil, errors.New("--out is needed")
	case "-":
		return standardOutput{a.out}, nil
	}
	return whole.New(out, 0o644)
}

// standardOutput is written as it comes, and stays open.
type standardOutput struct{ io.Writer }

func (standardOutput) Commit() error { return nil }
func (standardOutput) Close() error  { return nil }
