// Command plantwin reads a scenario, fits it to recorded data, runs what-ifs and
// writes a report.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/experiment"
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
type failedRuns struct{ list []experiment.Failure }

func (e *failedRuns) Error() string {
	f := &e.list[0]
	what := f.Message
	if f.Asset != "" {
		what = f.Asset + ": " + what
	}
	at := time.Duration(math.Round(f.T)) * time.Second
	return fmt.Sprintf("%s failed; see failures.csv in the results. The first, replication %d of \"%s\" after %s: %s", count(len(e.list), "replication"), f.Replication, f.Variant, at, what)
}

// interrupted says that a run was broken off and can go on.
type interrupted struct{ n int }

func (e *interrupted) Error() string {
	return fmt.Sprintf("interrupted: %s finished and are kept (the same command with --resume goes on)", count(e.n, "replication"))
}

// flagError says how to set what stands under run in the scenario, and has no flag of its own.
func flagError(err error) error {
	name, ok := strings.CutPrefix(err.Error(), "unknown flag: --")
	if ok && slices.Contains([]string{"for", "until", "start", "zone", "warmup", "periods", "replications", "solver"}, name) {
		return fmt.Errorf("%w (write --set run.%s=...)", err, name)
	}
	return err
}

func newRoot(out, errs io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:           "plantwin",
		Short:         "The digital twin that a plant keeps in a text file",
		Version:       plant.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return flagError(err) })
	t := &terminal{out: out, errs: errs}
	root.AddCommand(newRun(t), newExperiment(t), newCheck(t), newCalibrate(t), newReport(t), newCompare(t), newAdvance(t), newKinds(t))
	return root
}
