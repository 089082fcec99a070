// Command ode solves the problems of bench/scenarios/ode and prints one line for
// each tolerance:
//
//	ode [-refs FILE] [-rtol LIST] [CASE ...]
//
// The seconds are the median over repeated whole solves, each with the set-up of
// its run, after compiling. The errors are those against the end states and event
// times in FILE (refs.txt of the peers); without one they are left out.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/bench"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "ode:", err)
		os.Exit(1)
	}
}

func run() error {
	refs := flag.String("refs", "", "file with end states, scales and event times")
	rtols := flag.String("rtol", "1e-2,1e-3,1e-4,1e-5,1e-6,1e-7,1e-8,1e-9,1e-10", "relative tolerances")
	flag.Parse()
	known, err := readRefs(*refs)
	if err != nil {
		return err
	}
	cases := flag.Args()
	if len(cases) == 0 {
		for _, n := range bench.Names("ode") {
			cases = append(cases, filepath.Base(n))
		}
	}
	var failed error
	for _, name := range cases {
		for text := range strings.SplitSeq(*rtols, ",") {
			rtol, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return err
			}
			failed = errors.Join(failed, solve(name, rtol, known[name]))
		}
	}
	return failed
}

// solve prints the line of one case and tolerance.
func solve(name string, rtol float64, ref *reference) error {
	p, err := newProblem(name, rtol)
	if err != nil {
		return err
	}
	seconds, err := p.time()
	if err != nil {
		return fmt.Errorf("%s at rtol %.0e: %w", name, rtol, err)
	}
	s, err := p.look()
	if err != nil {
		return err
	}
	line := fmt.Sprintf("case=%s peer=plantwin rtol=%.0e seconds=%.3e steps=%d rhs=%d jac=%d",
		name, rtol, seconds, s.steps, s.rhs, s.jac)
	if ref != nil {
		line += fmt.Sprintf(" err=%.2e", ref.endError(s.end))
		if len(ref.events) > 0 {
			line += fmt.Sprintf(" events=%d/%d everr=%.2e", len(s.events), len(ref.events), ref.eventError(s.events, p.horizon.Seconds()))
		}
	}
	fmt.Println(line)
	return nil
}
