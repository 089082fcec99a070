// Command plantwin reads a scenario, fits it to recorded data, runs what-ifs and
// writes a report.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/plant"
)

// Exit codes.
const (
	exitFault  = 1 // the scenario, its data or a flag is wrong
	exitFailed = 2 // some replication failed; results of the others were written
	exitStop   = 3 // interrupted
	exitDiffer = 4 // two results are not the same
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(execute(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// execute runs one command line and gives the exit code.
func execute(ctx context.Context, args []string, out, errs io.Writer) int {
	root := newRoot(out, errs)
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	var failed *failedRuns
	var broken *interrupted
	switch {
	case err == nil:
		return 0
	case errors.As(err, &failed):
		fmt.Fprintln(errs, err)
		return exitFailed
	case errors.Is(err, differing{}):
		return exitDiffer
	case errors.As(err, &broken):
		fmt.Fprintln(errs, err)
		return exitStop
	case ctx.Err() != nil:
		fmt.Fprintln(errs, "interrupted: nothing was written")
		return exitStop
	}
	fmt.Fprintln(errs, err)
	return exitFault
}

// failedRuns says that replications failed while the rest went through.
type failedRuns struct{ n int }

func (e *failedRuns) Error() string {
	return fmt.Sprintf("%d replications failed; see failures.csv in the results", e.n)
}

// interrupted says that a run was broken off and can go on.
type interrupted struct{ n int }

func (e *interrupted) Error() string {
	return fmt.Sprintf("interrupted: %s finished and are kept (the same command with --resume goes on)", count(e.n, "replication"))
}

func newRoot(out, errs io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:           "plantwin",
		Short:         "The digital twin that a plant keeps in a text file",
		Version:       plant.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	t := &terminal{out: out, errs: errs}
	root.AddCommand(newRun(t), newExperiment(t), newCheck(t), newCalibrate(t), newReport(t), newCompare(t), newAdvance(t), newKinds(t))
	return root
}
