// Command lethe makes clinical notes safe to use: it finds protected health
// information, redacts it, extracts coded diagnoses and onco-phenotype
// inferences, and submits the de-identified history for scoring.
//
// It reads files, folders or standard input and writes to standard output
// unless --out is given. Exit codes: 0 all well, 1 some notes are in the dead
// letters, 2 usage, configuration, an interrupt, or a run without notes.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes of the command's contract.
const (
	exitOK          = 0
	exitDeadLetters = 1
	exitUsage       = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	a := &app{in: os.Stdin, out: os.Stdout, err: os.Stderr}
	os.Exit(a.run(ctx, os.Args[1:]))
}

// app is the command and the streams it speaks through.
type app struct {
	in       io.Reader
	out, err io.Writer

	reportTo *reportFile // takes dead letters; may be nil
	ids      repeats     // of the input
	inputs   []string    // the arguments that are read
}

// deadLettersError says that the run went on to its end, but some notes (or
// patients) did not pass.
type deadLettersError struct {
	count int
	what  string // "" is note
}

func (e *deadLettersError) Error() string {
	return counted(e.count, cmp.Or(e.what, "note")) + " did not pass"
}

// counted is "1 note", "2 notes".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// errBrokenOff is what a command that was interrupted ends with.
var errBrokenOff = errors.New("interrupted: broken off")

// brokenOff is the error of work, or that it was interrupted.
func brokenOff(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) && !errors.Is(err, errBrokenOff) {
		return errBrokenOff
	}
	return err
}

// joinNew is errors.Join without the errors of more that are in err already: a file
// that cannot be written says so again when it is closed.
func joinNew(err, more error) error {
	if all, ok := more.(interface{ Unwrap() []error }); ok {
		for _, e := range all.Unwrap() {
			err = joinNew(err, e)
		}
		return err
	}
	if more == nil || errors.Is(err, more) {
		return err
	}
	return errors.Join(err, more)
}

// run carries out one command line and returns its exit code.
func (a *app) run(ctx context.Context, args []string) int {
	a.in = newInterruptible(ctx, a.in)
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := brokenOff(ctx, root.ExecuteContext(ctx))
	var dead *deadLettersError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &dead):
		fmt.Fprintf(a.err, "lethe: %v\n", err)
		return exitDeadLetters
	default:
		fmt.Fprintf(a.err, "lethe: %v\n", err)
		return exitUsage
	}
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "lethe",
		Short:         "Make clinical notes safe to use",
		Long:          "lethe finds protected health information in clinical notes, redacts it, extracts\ncoded diagnoses and onco-phenotype inferences, and submits the de-identified\nhistory for scoring.",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		a.runCommand(),
		a.tagCommand(),
		a.redactCommand(),
		a.extractCommand(),
		a.oncoCommand(),
		a.restoreCommand(),
		a.vaultCommand(),
		a.submitCommand(),
		a.serveCommand(),
		a.trainCommand(), a.evalCommand(),
		a.reviewCommand(),
		a.auditCommand(),
		a.versionCommand(),
	)
	return root
}
